# ruff: noqa: B007
"""Iterations for the Poisson equation, and implicit steps, in place: Gauss-Seidel, SOR, two grids, Thomas."""

import numpy as np

from programs.checker import pos, program, sgn


# --- relaxation ------------------------------------------------------------------------------------------------------
@program(pos(5, 5), sgn(5, 5), 4)
def jacobi_with_a_work_array(p0, b, iterations):
    p = p0.copy()
    pn = np.empty_like(p)
    for it in range(iterations):
        pn[:] = p
        p[1:-1, 1:-1] = 0.25 * (pn[1:-1, 2:] + pn[1:-1, :-2] + pn[2:, 1:-1] + pn[:-2, 1:-1] - b[1:-1, 1:-1])
    return np.sum(p**2)


@program(pos(4, 4) + 4 * np.eye(4), pos(4), 5)
def jacobi_for_a_linear_system(A, b, iterations):
    n = len(b)
    x = np.zeros(n)
    x_new = np.zeros(n)
    for it in range(iterations):
        for i in range(n):
            s = 0.0
            for j in range(n):
                if j != i:
                    s += A[i, j] * x[j]
            x_new[i] = (b[i] - s) / A[i, i]
        x, x_new = x_new, x
    return np.sum(x**2)


@program(pos(4, 5), sgn(4, 5), 3)
def gauss_seidel_element_by_element(u0, f, sweeps):
    nx, ny = u0.shape
    u = u0.copy()
    for sweep in range(sweeps):
        for i in range(1, nx - 1):
            for j in range(1, ny - 1):
                u[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - f[i, j])
    return np.sum(u**2)


@program(pos(4, 4) + 4 * np.eye(4), pos(4), 4)
def gauss_seidel_for_a_linear_system(A, b, sweeps):
    x = np.zeros_like(b)
    for sweep in range(sweeps):
        for i in range(len(b)):
            x[i] = (b[i] - A[i, :i] @ x[:i] - A[i, i + 1 :] @ x[i + 1 :]) / A[i, i]
    return x @ x


@program(pos(4, 4), sgn(4, 4), 2)
def symmetric_gauss_seidel_forth_and_back(u0, f, sweeps):
    n, m = u0.shape
    u = u0.copy()
    for sweep in range(sweeps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                u[i, j] += 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - f[i, j] - 4 * u[i, j])
        for i in range(n - 2, 0, -1):
            for j in range(m - 2, 0, -1):
                u[i, j] += 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - f[i, j] - 4 * u[i, j])
    return np.sum(u * u)


@program(pos(8), sgn(8), 3)
def red_black_on_a_line(u0, f, sweeps):
    u = u0.copy()
    for sweep in range(sweeps):
        u[1:-1:2] = 0.5 * (u[:-2:2] + u[2::2] - f[1:-1:2])
        u[2:-1:2] = 0.5 * (u[1:-2:2] + u[3::2] - f[2:-1:2])
    return np.sum(u**2)


@program(pos(6, 6), sgn(6, 6), 2)
def red_black_on_a_square_with_strided_slices(u0, f, sweeps):
    u = u0.copy()
    for sweep in range(sweeps):
        u[1:-1:2, 1:-1:2] = 0.25 * (
            u[0:-2:2, 1:-1:2] + u[2::2, 1:-1:2] + u[1:-1:2, 0:-2:2] + u[1:-1:2, 2::2] - f[1:-1:2, 1:-1:2]
        )
        u[2:-1:2, 2:-1:2] = 0.25 * (
            u[1:-2:2, 2:-1:2] + u[3::2, 2:-1:2] + u[2:-1:2, 1:-2:2] + u[2:-1:2, 3::2] - f[2:-1:2, 2:-1:2]
        )
        u[1:-1:2, 2:-1:2] = 0.25 * (
            u[0:-2:2, 2:-1:2] + u[2::2, 2:-1:2] + u[1:-1:2, 1:-2:2] + u[1:-1:2, 3::2] - f[1:-1:2, 2:-1:2]
        )
        u[2:-1:2, 1:-1:2] = 0.25 * (
            u[1:-2:2, 1:-1:2] + u[3::2, 1:-1:2] + u[2:-1:2, 0:-2:2] + u[2:-1:2, 2::2] - f[2:-1:2, 1:-1:2]
        )
    return np.sum(u**2)


@program(pos(4, 5), sgn(4, 5), 1.3, 3)
def successive_over_relaxation(u0, f, omega, sweeps):
    nx, ny = u0.shape
    u = u0.copy()
    for sweep in range(sweeps):
        for i in range(1, nx - 1):
            for j in range(1, ny - 1):
                residual = u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - 4 * u[i, j] - f[i, j]
                u[i, j] += omega * residual / 4
    return np.sum(u**2)


@program(pos(4, 5), 1.4, 1e-2)
def over_relaxation_until_the_change_is_small(u0, omega, tol):
    nx, ny = u0.shape
    u = u0.copy()
    change = 1.0
    while change > tol:
        change = 0.0
        for i in range(1, nx - 1):
            for j in range(1, ny - 1):
                d = omega * (0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1]) - u[i, j])
                u[i, j] += d
                change = max(change, abs(d))
    return np.sum(u**2)


def smooth(u, f, sweeps):
    for sweep in range(sweeps):
        for i in range(1, len(u) - 1):
            u[i] = 0.5 * (u[i - 1] + u[i + 1] - f[i])


@program(sgn(9), sgn(9))
def two_grid_correction(u0, f):
    u = u0.copy()
    smooth(u, f, 2)
    r = np.zeros_like(u)
    r[1:-1] = f[1:-1] - (u[2:] - 2 * u[1:-1] + u[:-2])
    coarse = np.zeros(5)
    coarse[1:-1] = r[1:-3:2] + 2 * r[2:-2:2] + r[3:-1:2]
    e = np.zeros(5)
    smooth(e, coarse, 4)
    u[::2] += e
    u[1::2] += 0.5 * (e[1:] + e[:-1])
    smooth(u, f, 1)
    return np.sum(u**2)


# --- implicit steps --------------------------------------------------------------------------------------------------
def thomas(a, b, c, d):
    """Solves the tridiagonal system; the solution is left in d."""
    n = len(d)
    c = c.copy()
    c[0] /= b[0]
    d[0] /= b[0]
    for i in range(1, n):
        m = b[i] - a[i] * c[i - 1]
        c[i] /= m
        d[i] = (d[i] - a[i] * d[i - 1]) / m
    for i in range(n - 2, -1, -1):
        d[i] -= c[i] * d[i + 1]


@program(sgn(5), pos(5) + 3, sgn(5), pos(5))
def thomas_leaves_the_solution_in_its_argument(a, b, c, rhs):
    x = rhs.copy()
    thomas(a, b, c, x)
    return np.sum(x**2)


@program(pos(4, 4), 0.3, 2)
def alternating_directions_on_views_of_rows_and_columns(u0, r, steps):
    u = u0.copy()
    nx, ny = u.shape
    off = -r * np.ones(nx)
    mid = (1 + 2 * r) * np.ones(nx)
    half = np.zeros_like(u)
    for step in range(steps):
        half[:, :] = (1 - 2 * r) * u
        half[:, 1:] += r * u[:, :-1]
        half[:, :-1] += r * u[:, 1:]
        for j in range(ny):
            thomas(off, mid, off, half[:, j])
        u[:, :] = (1 - 2 * r) * half
        u[1:, :] += r * half[:-1, :]
        u[:-1, :] += r * half[1:, :]
        for i in range(nx):
            thomas(off, mid, off, u[i, :])
    return np.sum(u**2)


@program(pos(5), 0.4, 3)
def crank_nicolson(u0, r, steps):
    n = len(u0)
    u = u0.copy()
    off, mid = np.full(n, -r / 2), np.full(n, 1 + r)
    rhs = np.empty(n)
    for step in range(steps):
        rhs[0] = (1 - r) * u[0] + r / 2 * u[1]
        rhs[1:-1] = r / 2 * u[:-2] + (1 - r) * u[1:-1] + r / 2 * u[2:]
        rhs[-1] = (1 - r) * u[-1] + r / 2 * u[-2]
        thomas(off, mid, off, rhs)
        u[:] = rhs
    return np.sum(u**2)


@program(pos(4, 4) @ pos(4, 4).T + np.eye(4), sgn(4), 3)
def conjugate_gradients_in_place(A, b, iterations):
    A = 0.5 * (A + A.T)
    x = np.zeros_like(b)
    r = b.copy()
    p = r.copy()
    rr = r @ r
    for it in range(iterations):
        Ap = A @ p
        alpha = rr / (p @ Ap)
        x += alpha * p
        r -= alpha * Ap
        rr_new = r @ r
        p *= rr_new / rr
        p += r
        rr = rr_new
    return np.sum(x**2)
