"""Complex work arrays, in place: fast Fourier transforms, Schroedinger steps, roots; the results are real."""

import numpy as np

from programs.checker import pos, program, sgn


def bit_reverse(a):
    n = len(a)
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j |= bit
        if i < j:
            a[i], a[j] = a[j], a[i]


@program(sgn(8), np.arange(8))
def iterative_fft_with_butterflies_of_elements(x, weight):
    n = len(x)
    a = np.zeros(n, dtype=complex)
    a[:] = x
    bit_reverse(a)
    size = 2
    while size <= n:
        w = np.exp(-2j * np.pi / size)
        for start in range(0, n, size):
            factor = 1.0 + 0.0j
            for k in range(start, start + size // 2):
                t = factor * a[k + size // 2]
                a[k + size // 2] = a[k] - t
                a[k] = a[k] + t
                factor = factor * w
        size *= 2
    return np.sum(weight * np.abs(a) ** 2)


@program(sgn(8), np.arange(8))
def iterative_fft_with_butterflies_of_slices(x, weight):
    n = len(x)
    a = x.astype(complex)
    bit_reverse(a)
    half = 1
    while half < n:
        factor = np.exp(-1j * np.pi * np.arange(half) / half)
        for start in range(0, n, 2 * half):
            t = factor * a[start + half : start + 2 * half]
            a[start + half : start + 2 * half] = a[start : start + half] - t
            a[start : start + half] += t
        half *= 2
    return np.sum(weight * (a.real**2 + a.imag**2))


def fft_recursive(x, out):
    n = len(x)
    if n == 1:
        out[0] = x[0]
    else:
        half = n // 2
        fft_recursive(x[::2], out[:half])
        fft_recursive(x[1::2], out[half:])
        t = np.exp(-2j * np.pi * np.arange(half) / n) * out[half:]
        out[half:] = out[:half] - t
        out[:half] += t


@program(sgn(8), np.arange(8))
def recursive_fft_on_strided_views(x, weight):
    out = np.empty(len(x), dtype=complex)
    fft_recursive(x, out)
    return np.sum(weight * np.abs(out) ** 2)


@program(sgn(5), np.arange(5))
def discrete_fourier_transform_by_loops(x, weight):
    n = len(x)
    X = np.zeros(n, dtype=np.complex128)
    for k in range(n):
        for t in range(n):
            X[k] += x[t] * np.exp(-2j * np.pi * k * t / n)
    return np.sum(weight * np.abs(X) ** 2)


@program(sgn(6), pos(6), 0.3, 3)
def schroedinger_explicit_steps(psi0, V, dt, steps):
    psi = psi0 + 0j
    h = np.zeros_like(psi)
    for _ in range(steps):
        h[1:-1] = -0.5 * (psi[2:] - 2 * psi[1:-1] + psi[:-2])
        h += V * psi
        psi -= 1j * dt * h
        psi[0] = 0
        psi[-1] = 0
    return np.sum(np.abs(psi) ** 2 * np.arange(6))


@program(sgn(5), 0.2, pos(5), 2)
def crank_nicolson_for_a_schroedinger_equation(psi0, dt, V, steps):
    n = len(psi0)
    psi = psi0.astype(np.complex128)
    a = 0.5j * dt
    c = np.empty(n, dtype=complex)
    for _ in range(steps):
        d = (1 - a * (2 + V)) * psi
        d[1:] += a * psi[:-1]
        d[:-1] += a * psi[1:]
        b = 1 + a * (2 + V)
        c[0] = -a / b[0]
        d[0] /= b[0]
        for i in range(1, n):
            m = b[i] + a * c[i - 1]
            c[i] = -a / m
            d[i] = (d[i] + a * d[i - 1]) / m
        for i in range(n - 2, -1, -1):
            d[i] -= c[i] * d[i + 1]
        psi[:] = d
    return np.sum(np.abs(psi) ** 2 * np.arange(n))


@program(np.array([0.7, -0.4, 0.9]), 6)
def durand_kerner_roots(c, iterations):
    """The roots of z**3 + c[2] z**2 + c[1] z + c[0]."""
    z = np.array([1.0 + 0.0j, 0.4 + 0.9j, -0.65 + 0.72j])
    for _ in range(iterations):
        for i in range(3):
            value = ((z[i] + c[2]) * z[i] + c[1]) * z[i] + c[0]
            for j in range(3):
                if j != i:
                    value = value / (z[i] - z[j])
            z[i] -= value
    return np.sum(np.abs(z) ** 2)


@program(sgn(4), 0.8)
def transfer_function_on_a_grid(b, r):
    response = np.zeros(5, dtype=complex)
    for k in range(5):
        z = r * np.exp(1j * 0.5 * k)
        value = 0j
        for c in b:
            value = value * z + c
        response[k] = value / (1 - 0.5 * z)
    power = response.real**2 + response.imag**2
    return np.sum(np.log(power))


@program(sgn(3, 3), 0.3)
def quantum_gate_on_pairs_of_amplitudes(angles, phase):
    state = np.zeros(8, dtype=complex)
    state[0] = 1.0
    for layer in range(3):
        for qubit in range(3):
            c, s = np.cos(angles[layer, qubit]), np.sin(angles[layer, qubit])
            psi = state.reshape(2**qubit, 2, -1)
            zero = psi[:, 0, :].copy()
            psi[:, 0, :] = c * zero - 1j * s * psi[:, 1, :]
            psi[:, 1, :] = -1j * s * zero + c * psi[:, 1, :]
        state[3] *= np.exp(1j * phase)
        state[-1] *= -1
    return np.sum(np.abs(state) ** 2 * np.arange(8))
