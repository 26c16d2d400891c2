"""Complex numbers between real arguments and a real result."""

import numpy as np

from programs.checker import pos, program, sgn

roots = np.exp(-2j * np.pi * np.arange(4) / 4)
fourier = np.exp(-2j * np.pi * np.outer(np.arange(4), np.arange(4)) / 4)


@program(sgn(4))
def power_spectrum(x):
    return np.sum(np.abs(fourier @ x) ** 2 * np.arange(4))


@program(sgn(4))
def spectrum_by_conjugate(x):
    z = fourier @ x
    return np.sum((z * np.conj(z)).real[1:])


@program(pos(3), 0.7)
def phasors(x, t):
    return np.sum((x * np.exp(1j * t * x)).real)


@program(pos(3))
def imaginary_part(x):
    return np.sum(np.exp(1j * x).imag * x)


@program(pos(3), sgn(3))
def functions_of_parts(x, y):
    z = x + 1j * y
    return np.sum(np.real(z * z) * np.imag(z))


@program(pos(3), sgn(3))
def modulus_and_angle(x, y):
    z = x + 1j * y
    return np.sum(np.abs(z) * np.angle(z))


@program(pos(3), sgn(3))
def division(x, y):
    return np.sum(((x + 2j) / (y + 1j * x)).real)


@program(pos(2, 2), sgn(2))
def product_of_matrices(a, v):
    return np.sum(np.abs((a + 1j * a.T) @ (v + 0.5j)))


@program(pos(3), sgn(3))
def inner_product(x, y):
    return np.abs(np.vdot(x + 1j * y, y + 2j * x))


@program(pos(3), sgn(3))
def norm(x, y):
    return np.linalg.norm(x + 1j * y)


@program(pos(2, 2) + np.eye(2), sgn(2))
def impedance(a, v):
    return np.sum(np.abs(np.linalg.solve(a + 0.5j, v + 1j)))


@program(pos(2, 2) + np.eye(2))
def determinant(a):
    return np.abs(np.linalg.det(a + 0.3j * np.eye(2)))


@program(pos(3))
def cast_up(x):
    return np.sum(np.abs(x.astype(complex) * 1j + x**2))


@program(pos(3))
def array_of_complex_type(x):
    return np.sum(np.abs(np.asarray(x, dtype=complex) + 1j * x * x))


@program(sgn(3))
def root_of_negative_numbers(x):
    return np.sum(np.abs(np.sqrt(x + 0j) + 2.0))


@program(sgn(3))
def constant_powers(x):
    return np.sum(np.abs((x + 1j) ** 3) + np.abs((x + 1j) ** 0.5))


@program(pos(3))
def general_powers(x):
    return np.sum(np.abs((x + 1j) ** x) + np.abs(2.0 ** (1j * x) + x))


@program(sgn(3))
def elementary_functions(x):
    z = x + 0.4j
    return np.sum((np.sin(z) * np.log(z) + np.tanh(z) / np.cosh(z)).real)


@program(0.7)
def python_number(s):
    z = s * 1j + s**2
    return abs(z) + z.real * z.imag


@program(0.7, -0.4)
def python_constructor(a, b):
    z = complex(a, b) * complex(1, 2) + complex(a)
    return (z * z.conjugate()).real + z.imag


@program(0.7)
def newton_in_the_plane(a):
    z = 1.0 + 1.0j
    for _ in range(4):
        z = z - (z * z * z - a) / (3.0 * z * z)
    return abs(z - 1.0)


@program(pos(3), 0.3)
def recurrence(x, t):
    z = 0j
    for k in range(3):
        z = z * np.exp(1j * t) + x[k]
    return np.abs(z) ** 2


@program(sgn(4))
def butterfly(x):
    even, odd = x[::2] + 0j, x[1::2] + 0j
    e = np.concatenate([even[:1] + even[1:], even[:1] - even[1:]])
    o = np.concatenate([odd[:1] + odd[1:], odd[:1] - odd[1:]])
    whole = np.concatenate([e + roots[:2] * o, e - roots[:2] * o])
    return np.sum(np.abs(whole) ** 2 * np.arange(4))


def transform(z, w):
    n = len(z)
    if n == 1:
        return z
    e, o = transform(z[::2], w[::2]), transform(z[1::2], w[::2])
    return np.concatenate([e + w[: n // 2] * o, e - w[: n // 2] * o])


@program(sgn(4))
def recursive_transform(x):
    return np.sum(np.abs(transform(x + 0j, roots)) ** 2 * np.arange(4))


@program(pos(3))
def chosen_by_mask(x):
    return np.sum(np.where(x > 0.8, x * 1j, x * x).imag) + np.sum(np.abs(np.where(x > 0.8, x * 1j, x * x)))


@program(pos(3), True)
def complex_on_one_path(x, flag):
    z = x * 1j + 1.0 if flag else x + 0j
    return np.sum(np.abs(z))


@program(pos(3))
def running_products(x):
    return np.abs(np.prod(x + 1j)) + np.sum(np.abs(np.cumprod(x + 1j)) + np.abs(np.cumsum(x * 1j + x * x)))


@program(pos(3))
def broadcast(x):
    return np.sum(np.abs(x[:, None] * 1j + x[None, :]) * np.abs(np.outer(x, 1j * x + 1)))


@program(pos(3))
def full_of_one(x):
    return np.sum(np.full(3, x[0] * 1j).imag * x) + np.abs(np.mean(x * 1j + x * x))


@program(sgn(3), expected=np.zeros(3))
def real_part_of_nothing(x):
    return np.sum((1j * x).real)


@program(0.0, expected=0.0)
def modulus_at_0(a):
    return abs(a * (1 + 2j))


@program(pos(3).astype(np.float32))
def single_precision(x):
    return np.sum(np.abs(x * np.complex64(1 + 2j) + x * x))


def rotated(z, t):
    return z * np.exp(1j * t)


@program(pos(3), 0.3)
def called_function(x, t):
    return np.sum(rotated(x, t).real * rotated(x + 1j, t).imag)
