# ruff: noqa: B007
"""Conservation laws: upwind, Lax-Friedrichs, limiters, Burgers, shallow water, with work arrays for the fluxes."""

import numpy as np

from programs.checker import pos, program, sgn


# --- one dimension ---------------------------------------------------------------------------------------------------
@program(pos(7), 0.4, 4)
def linear_convection_upwind(u0, c, nt):
    u = u0.copy()
    for n in range(nt):
        un = u.copy()
        for i in range(1, len(u)):
            u[i] = un[i] - c * (un[i] - un[i - 1])
    return np.sum(u**2)


@program(pos(7), 0.4, 4)
def nonlinear_convection_from_the_right_end_in_place(u0, r, nt):
    u = u0.copy()
    for n in range(nt):
        for i in range(len(u) - 1, 0, -1):
            u[i] -= r * u[i] * (u[i] - u[i - 1])
        u[0] = 1.0
    return np.sum(u**2)


@program(pos(6), 0.1, 0.05, 4)
def burgers_with_periodic_ends(u0, dt, nu, nt):
    nx = len(u0)
    dx = 0.5
    u = np.array(u0)
    for n in range(nt):
        un = u.copy()
        for i in range(1, nx - 1):
            u[i] = un[i] - un[i] * dt / dx * (un[i] - un[i - 1])
            u[i] += nu * dt / dx**2 * (un[i + 1] - 2 * un[i] + un[i - 1])
        u[0] = un[0] - un[0] * dt / dx * (un[0] - un[-2]) + nu * dt / dx**2 * (un[1] - 2 * un[0] + un[-2])
        u[-1] = u[0]
    return np.sum(u**2)


@program(sgn(8), 0.3, 4)
def advection_with_roll(u0, c, nt):
    u = u0.copy()
    for n in range(nt):
        u -= 0.5 * c * (np.roll(u, -1) - np.roll(u, 1))
        u += 0.5 * c**2 * (np.roll(u, -1) - 2 * u + np.roll(u, 1))
    return np.sum(u**3)


@program(sgn(8), 0.3, 3)
def lax_friedrichs_for_burgers(u0, r, nt):
    u = u0.copy()
    f = np.empty_like(u)
    un = np.empty_like(u)
    for n in range(nt):
        un[:] = u
        f[:] = 0.5 * un**2
        u[1:-1] = 0.5 * (un[2:] + un[:-2]) - 0.5 * r * (f[2:] - f[:-2])
        u[0] = u[-2]
        u[-1] = u[1]
    return np.sum(u**2)


@program(sgn(8), 0.3, 3)
def two_step_lax_wendroff(u0, r, nt):
    u = u0.copy()
    half = np.zeros(len(u) - 1)
    for n in range(nt):
        half[:] = 0.5 * (u[1:] + u[:-1]) - 0.25 * r * (u[1:] ** 2 - u[:-1] ** 2)
        u[1:-1] -= 0.5 * r * (half[1:] ** 2 - half[:-1] ** 2)
    return np.sum(u**2)


@program(sgn(8), 0.3, 3)
def godunov_flux_by_the_sign(u0, r, nt):
    u = u0.copy()
    flux = np.zeros(len(u) + 1)
    for n in range(nt):
        for i in range(1, len(u)):
            left, right = u[i - 1], u[i]
            if left + right > 0:
                flux[i] = 0.5 * max(left, 0.0) ** 2
            else:
                flux[i] = 0.5 * min(right, 0.0) ** 2
        flux[0] = flux[1]
        flux[-1] = flux[-2]
        u -= r * (flux[1:] - flux[:-1])
    return np.sum(u**2)


def minmod(a, b):
    return np.where(a * b > 0, np.where(np.abs(a) < np.abs(b), a, b), 0.0)


@program(sgn(8), 0.4, 3)
def muscl_with_minmod(u0, c, nt):
    u = u0.copy()
    slope = np.zeros_like(u)
    flux = np.zeros(len(u) + 1)
    for n in range(nt):
        slope[1:-1] = minmod(u[1:-1] - u[:-2], u[2:] - u[1:-1])
        flux[1:] = u + 0.5 * (1 - c) * slope
        flux[0] = flux[-1]
        u -= c * (flux[1:] - flux[:-1])
    return np.sum(u**3)


@program(pos(6) + 1, sgn(6), 0.05, 3)
def shallow_water_in_one_dimension(h0, hu0, r, nt):
    U = np.zeros((2, len(h0)))
    U[0] = h0
    U[1] = hu0
    F = np.empty_like(U)
    flux = np.empty((2, len(h0) - 1))
    for n in range(nt):
        F[0] = U[1]
        F[1] = U[1] ** 2 / U[0] + 0.5 * 9.81 * U[0] ** 2
        speed = np.max(np.abs(U[1] / U[0]) + np.sqrt(9.81 * U[0]))
        flux[:] = 0.5 * (F[:, 1:] + F[:, :-1]) - 0.5 * speed * (U[:, 1:] - U[:, :-1])
        U[:, 1:-1] -= r * (flux[:, 1:] - flux[:, :-1])
        U[0, 0], U[0, -1] = U[0, 1], U[0, -2]
        U[1, 0], U[1, -1] = -U[1, 1], -U[1, -2]
    return np.sum(U**2)


@program(pos(6), sgn(6), pos(6) + 1, 0.05, 3)
def euler_equations_rusanov(rho, u, p, r, nt):
    gamma = 1.4
    Q = np.zeros((6, 3))
    Q[:, 0] = rho
    Q[:, 1] = rho * u
    Q[:, 2] = p / (gamma - 1) + 0.5 * rho * u**2
    F = np.zeros_like(Q)
    for n in range(nt):
        v = Q[:, 1] / Q[:, 0]
        pressure = (gamma - 1) * (Q[:, 2] - 0.5 * Q[:, 0] * v**2)
        F[:, 0] = Q[:, 1]
        F[:, 1] = Q[:, 1] * v + pressure
        F[:, 2] = (Q[:, 2] + pressure) * v
        a = np.abs(v) + np.sqrt(gamma * pressure / Q[:, 0])
        s = np.maximum(a[1:], a[:-1])[:, None]
        flux = 0.5 * (F[1:] + F[:-1] - s * (Q[1:] - Q[:-1]))
        Q[1:-1] -= r * (flux[1:] - flux[:-1])
    return np.sum(Q**2)


# --- two dimensions --------------------------------------------------------------------------------------------------
@program(pos(5, 5), 0.2, 0.1, 3)
def convection_2d(u0, cx, cy, nt):
    u = u0.copy()
    for n in range(nt):
        un = u.copy()
        u[1:, 1:] = un[1:, 1:] - cx * (un[1:, 1:] - un[1:, :-1]) - cy * (un[1:, 1:] - un[:-1, 1:])
        u[0, :] = 1
        u[-1, :] = 1
        u[:, 0] = 1
        u[:, -1] = 1
    return np.sum(u**2)


@program(pos(4, 4), sgn(4, 4), 0.1, 0.05, 3)
def burgers_2d(u0, v0, r, nu, nt):
    u, v = u0.copy(), v0.copy()
    c = (slice(1, -1), slice(1, -1))
    for n in range(nt):
        un, vn = u.copy(), v.copy()
        u[c] = un[c] - r * un[c] * (un[c] - un[1:-1, :-2]) - r * vn[c] * (un[c] - un[:-2, 1:-1])
        u[c] += nu * (un[1:-1, 2:] + un[1:-1, :-2] + un[2:, 1:-1] + un[:-2, 1:-1] - 4 * un[c])
        v[c] = vn[c] - r * un[c] * (vn[c] - vn[1:-1, :-2]) - r * vn[c] * (vn[c] - vn[:-2, 1:-1])
        v[c] += nu * (vn[1:-1, 2:] + vn[1:-1, :-2] + vn[2:, 1:-1] + vn[:-2, 1:-1] - 4 * vn[c])
        u[0, :], u[-1, :], u[:, 0], u[:, -1] = 1.0, 1.0, 1.0, 1.0
    return np.sum(u**2 + v**2)


def reflect(h, hu, hv):
    for q in (h, hu, hv):
        q[0, :] = q[1, :]
        q[-1, :] = q[-2, :]
        q[:, 0] = q[:, 1]
        q[:, -1] = q[:, -2]
    hu[0, :] *= -1
    hu[-1, :] *= -1
    hv[:, 0] *= -1
    hv[:, -1] *= -1


@program(pos(5, 4) + 1, 0.05, 2)
def shallow_water_2d(h0, r, nt):
    g = 9.81
    h = h0.copy()
    hu, hv = np.zeros_like(h), np.zeros_like(h)
    fx, fy, gy = np.empty_like(h), np.empty_like(h), np.empty_like(h)
    i, j = slice(1, -1), slice(1, -1)
    for n in range(nt):
        reflect(h, hu, hv)
        fx[:] = hu**2 / h + 0.5 * g * h**2
        fy[:] = hu * hv / h
        gy[:] = hv**2 / h + 0.5 * g * h**2
        hn, hun, hvn = h.copy(), hu.copy(), hv.copy()
        h[i, j] = 0.25 * (hn[2:, j] + hn[:-2, j] + hn[i, 2:] + hn[i, :-2])
        h[i, j] -= 0.5 * r * (hun[2:, j] - hun[:-2, j] + hvn[i, 2:] - hvn[i, :-2])
        hu[i, j] = 0.25 * (hun[2:, j] + hun[:-2, j] + hun[i, 2:] + hun[i, :-2])
        hu[i, j] -= 0.5 * r * (fx[2:, j] - fx[:-2, j] + fy[i, 2:] - fy[i, :-2])
        hv[i, j] = 0.25 * (hvn[2:, j] + hvn[:-2, j] + hvn[i, 2:] + hvn[i, :-2])
        hv[i, j] -= 0.5 * r * (fy[2:, j] - fy[:-2, j] + gy[i, 2:] - gy[i, :-2])
    return np.sum(h**2) + np.sum(hu**2) + np.sum(hv**2)
