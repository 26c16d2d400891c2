# ruff: noqa: B007
"""Explicit finite differences as textbooks write them: the heat and the wave equation in 1, 2 and 3 dimensions."""

import numpy as np

from programs.checker import pos, program, sgn


# --- the heat equation -----------------------------------------------------------------------------------------------
@program(pos(7), 0.2, 4)
def heat_1d_with_a_copy_of_each_step(u0, r, steps):
    u = u0.copy()
    for n in range(steps):
        un = u.copy()
        u[1:-1] = un[1:-1] + r * (un[2:] - 2 * un[1:-1] + un[:-2])
        u[0] = 0.0
        u[-1] = 0.0
    return np.sum(u**2)


@program(pos(7), 0.2, 4)
def heat_1d_in_place_the_right_side_is_read_first(u0, r, steps):
    u = u0.copy()
    for n in range(steps):
        u[1:-1] += r * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum(u * np.arange(7))


@program(pos(6), 0.7, 0.1, 4)
def heat_1d_element_by_element(u, alpha, dt, steps):
    nx = len(u)
    dx = 1.0 / (nx - 1)
    u = u.copy()
    u_new = np.zeros(nx)
    for n in range(steps):
        for i in range(1, nx - 1):
            u_new[i] = u[i] + 0.1 * alpha * dt / dx**2 * (u[i + 1] - 2 * u[i] + u[i - 1])
        u_new[0] = u_new[1]
        u_new[nx - 1] = u_new[nx - 2]
        for i in range(nx):
            u[i] = u_new[i]
    return np.sum(u**2)


@program(pos(6), 0.3, 0.8, 1.2, 5)
def heat_1d_robin_and_neumann_ends(u0, r, h, outside, steps):
    u = np.array(u0)
    work = np.empty_like(u)
    for n in range(steps):
        work[1:-1] = u[1:-1] + r * (u[2:] - 2 * u[1:-1] + u[:-2])
        work[0] = (work[1] + h * outside) / (1 + h)
        work[-1] = work[-2]
        u[:] = work
    return u @ u


@program(pos(6), pos(5), 0.2, 4)
def heat_1d_variable_conductivity(u0, k, r, steps):
    u = u0.copy()
    flux = np.zeros(len(u) + 1)
    for n in range(steps):
        flux[1:-1] = -k * (u[1:] - u[:-1])
        u -= r * (flux[1:] - flux[:-1])
    return np.sum(u**3)


@program(pos(5, 5), 0.15, 3)
def heat_2d_slices(u0, r, steps):
    u = u0.copy()
    for n in range(steps):
        un = u.copy()
        u[1:-1, 1:-1] = un[1:-1, 1:-1] + r * (
            un[2:, 1:-1] + un[:-2, 1:-1] + un[1:-1, 2:] + un[1:-1, :-2] - 4 * un[1:-1, 1:-1]
        )
        u[0, :] = 1.0
        u[-1, :] = 0.0
        u[:, 0] = u[:, 1]
        u[:, -1] = u[:, -2]
    return np.sum(u**2)


@program(pos(4, 5), pos(4, 5), 0.1, 0.15, 3)
def heat_2d_element_by_element_with_a_source(u0, q, rx, ry, steps):
    nx, ny = u0.shape
    u = u0.copy()
    un = np.zeros((nx, ny))
    for n in range(steps):
        un[:, :] = u
        for i in range(1, nx - 1):
            for j in range(1, ny - 1):
                u[i, j] = un[i, j] + rx * (un[i + 1, j] - 2 * un[i, j] + un[i - 1, j])
                u[i, j] += ry * (un[i, j + 1] - 2 * un[i, j] + un[i, j - 1]) + 0.01 * q[i, j]
    return np.mean(u**2)


def laplacian(u, out):
    out[1:-1, 1:-1] = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]


def no_flux(u):
    u[0, :] = u[1, :]
    u[-1, :] = u[-2, :]
    u[:, 0] = u[:, 1]
    u[:, -1] = u[:, -2]


@program(pos(5, 4), sgn(5, 4), 0.05, 0.1, 3)
def reaction_diffusion_with_helpers_that_write(u0, v0, du, dv, steps):
    u, v = u0.copy(), v0.copy()
    lu, lv = np.zeros_like(u), np.zeros_like(v)
    for n in range(steps):
        laplacian(u, lu)
        laplacian(v, lv)
        uvv = u * v * v
        u += du * lu - 0.1 * uvv + 0.03 * (1 - u)
        v += dv * lv + 0.1 * uvv - 0.08 * v
        no_flux(u)
        no_flux(v)
    return np.sum(u * v)


@program(pos(4, 3, 4), 0.1, 3)
def heat_3d_slices(u0, r, steps):
    u = u0.copy()
    lap = np.zeros_like(u)
    c = (slice(1, -1), slice(1, -1), slice(1, -1))
    for n in range(steps):
        lap[c] = -6.0 * u[c]
        lap[c] += u[2:, 1:-1, 1:-1] + u[:-2, 1:-1, 1:-1]
        lap[c] += u[1:-1, 2:, 1:-1] + u[1:-1, :-2, 1:-1]
        lap[c] += u[1:-1, 1:-1, 2:] + u[1:-1, 1:-1, :-2]
        u += r * lap
        u[0, :, :] = u[1, :, :]
        u[:, :, -1] = 0.5
    return np.sum(u**2)


# --- the wave equation -----------------------------------------------------------------------------------------------
@program(sgn(7), 0.6, 5)
def wave_1d_three_rotating_buffers(u0, c, steps):
    u_prev = u0.copy()
    u = np.zeros_like(u0)
    u_next = np.zeros_like(u0)
    u[1:-1] = u_prev[1:-1] + 0.5 * c**2 * (u_prev[2:] - 2 * u_prev[1:-1] + u_prev[:-2])
    for n in range(steps):
        u_next[1:-1] = 2 * u[1:-1] - u_prev[1:-1] + c**2 * (u[2:] - 2 * u[1:-1] + u[:-2])
        u_next[0] = 0
        u_next[-1] = 0
        u_prev, u, u_next = u, u_next, u_prev
    return np.sum(u**2)


@program(sgn(7), 0.6, 5)
def wave_1d_levels_copied(u0, c, steps):
    u_prev, u, u_next = u0.copy(), u0.copy(), np.zeros(7)
    for n in range(steps):
        u_next[1:-1] = 2 * u[1:-1] - u_prev[1:-1] + c**2 * (u[2:] - 2 * u[1:-1] + u[:-2])
        u_prev[:] = u
        u[:] = u_next
    return np.sum(u * u_prev)


@program(sgn(5, 5), 0.5, 4)
def wave_2d_three_rotating_buffers(u0, c, steps):
    u_prev, u, u_next = u0.copy(), u0.copy(), np.zeros(u0.shape)
    for n in range(steps):
        lap = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]
        u_next[1:-1, 1:-1] = 2 * u[1:-1, 1:-1] - u_prev[1:-1, 1:-1] + c**2 * lap
        u_prev, u, u_next = u, u_next, u_prev
    return np.sum(u**2) + np.sum(u_prev)


@program(sgn(4, 5), pos(4, 5), 0.3, 4)
def wave_2d_levels_copied_damped(u0, speed, damping, steps):
    c2 = 0.1 * speed**2
    old, now, new = u0.copy(), u0.copy(), np.empty_like(u0)
    for n in range(steps):
        new[...] = (2 - damping) * now - (1 - damping) * old
        new[1:-1, :] += c2[1:-1, :] * (now[2:, :] - 2 * now[1:-1, :] + now[:-2, :])
        new[:, 1:-1] += c2[:, 1:-1] * (now[:, 2:] - 2 * now[:, 1:-1] + now[:, :-2])
        new[0, :] = new[-1, :] = 0.0
        old[...] = now
        now[...] = new
    return np.sum(now**2)


@program(sgn(4, 4, 3), 0.4, 3)
def wave_3d_three_rotating_buffers(u0, c, steps):
    u_prev, u, u_next = u0.copy(), u0.copy(), np.zeros_like(u0)
    for n in range(steps):
        lap = -6 * u[1:-1, 1:-1, 1:-1]
        lap += u[2:, 1:-1, 1:-1] + u[:-2, 1:-1, 1:-1]
        lap += u[1:-1, 2:, 1:-1] + u[1:-1, :-2, 1:-1]
        lap += u[1:-1, 1:-1, 2:] + u[1:-1, 1:-1, :-2]
        u_next[1:-1, 1:-1, 1:-1] = 2 * u[1:-1, 1:-1, 1:-1] - u_prev[1:-1, 1:-1, 1:-1] + c**2 * lap
        u_prev, u, u_next = u, u_next, u_prev
    return np.sum(u**2)


@program(sgn(3, 4, 3), 0.4, 3)
def wave_3d_levels_copied_element_by_element(u0, c, steps):
    nx, ny, nz = u0.shape
    u_prev, u, u_next = u0.copy(), u0.copy(), np.zeros((nx, ny, nz))
    for n in range(steps):
        for i in range(1, nx - 1):
            for j in range(1, ny - 1):
                for k in range(1, nz - 1):
                    lap = u[i + 1, j, k] + u[i - 1, j, k] + u[i, j + 1, k] + u[i, j - 1, k]
                    lap += u[i, j, k + 1] + u[i, j, k - 1] - 6 * u[i, j, k]
                    u_next[i, j, k] = 2 * u[i, j, k] - u_prev[i, j, k] + c**2 * lap
        u_prev[:] = u[:]
        u[:] = u_next[:]
    return np.sum(u**2)


@program(sgn(5), 0.5, 6)
def wave_1d_all_levels_in_one_array(u0, c, steps):
    u = np.zeros((steps, len(u0)))
    u[0] = u0
    u[1] = u[0]
    for n in range(1, steps - 1):
        for i in range(1, len(u0) - 1):
            u[n + 1, i] = 2 * u[n, i] - u[n - 1, i] + c**2 * (u[n, i + 1] - 2 * u[n, i] + u[n, i - 1])
    return np.sum(u[-1] ** 2)


@program(sgn(6), pos(7), 0.5, 5)
def staggered_fields_leap_over_each_other(e0, h0, c, steps):
    e, h = e0.copy(), h0.copy()
    for n in range(steps):
        h[1:-1] += c * (e[1:] - e[:-1])
        h[0] = h[1]
        h[-1] = h[-2]
        e += c * (h[1:] - h[:-1])
        e[2] += np.exp(-((n - 2.0) ** 2)) * c
    return np.sum(e**2) + np.sum(h**2)
