# ruff: noqa: B007
"""Cavity flow: the Navier-Stokes equations in two dimensions, with a Poisson loop for the pressure in each step."""

import numpy as np

from programs.checker import program, sgn


def build_up_b(b, u, v, rho, dt, dx, dy):
    """The right side of the pressure equation, from the gradients of the velocity."""
    ux = (u[1:-1, 2:] - u[1:-1, :-2]) / (2 * dx)
    uy = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2 * dy)
    vx = (v[1:-1, 2:] - v[1:-1, :-2]) / (2 * dx)
    vy = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2 * dy)
    b[1:-1, 1:-1] = rho * ((ux + vy) / dt - ux**2 - 2 * uy * vx - vy**2)
    return b


def pressure_poisson(p, b, dx, dy, nit):
    """Jacobi sweeps; no flux through three walls, and zero at the lid."""
    pn = np.empty_like(p)
    weight = 0.5 / (dx**2 + dy**2)
    for it in range(nit):
        pn[:] = p
        p[1:-1, 1:-1] = weight * dy**2 * (pn[1:-1, 2:] + pn[1:-1, :-2])
        p[1:-1, 1:-1] += weight * dx**2 * (pn[2:, 1:-1] + pn[:-2, 1:-1])
        p[1:-1, 1:-1] -= weight * dx**2 * dy**2 * b[1:-1, 1:-1]
        p[0, :] = p[1, :]
        p[:, 0], p[:, -1] = p[:, 1], p[:, -2]
        p[-1, :] = 0
    return p


def momentum(w, un, vn, dt, dx, dy, nu):
    """Convection and diffusion of one component w of the velocity, with the velocity of the last step."""
    wn = w.copy()
    centre = wn[1:-1, 1:-1]
    west, east, south, north = wn[1:-1, :-2], wn[1:-1, 2:], wn[:-2, 1:-1], wn[2:, 1:-1]
    w[1:-1, 1:-1] -= dt * (un[1:-1, 1:-1] * (centre - west) / dx + vn[1:-1, 1:-1] * (centre - south) / dy)
    w[1:-1, 1:-1] += nu * dt * ((east - 2 * centre + west) / dx**2 + (north - 2 * centre + south) / dy**2)


def walls(u, v, lid):
    for w in (u, v):
        w[0, :] = 0
        w[:, 0] = 0
        w[:, -1] = 0
        w[-1, :] = 0
    u[-1, 1:-1] = lid


def cavity_flow(u, v, p, rho, nu, lid, dt, dx, dy, nt, nit):
    b = np.zeros_like(p)
    for n in range(nt):
        un = u.copy()
        vn = v.copy()
        b = build_up_b(b, u, v, rho, dt, dx, dy)
        p = pressure_poisson(p, b, dx, dy, nit)
        momentum(u, un, vn, dt, dx, dy, nu)
        momentum(v, un, vn, dt, dx, dy, nu)
        u[1:-1, 1:-1] -= dt / (2 * rho * dx) * (p[1:-1, 2:] - p[1:-1, :-2])
        v[1:-1, 1:-1] -= dt / (2 * rho * dy) * (p[2:, 1:-1] - p[:-2, 1:-1])
        walls(u, v, lid)
    return u, v, p


@program(1.0, 1.2, 0.1, 5)
def energy_of_a_cavity_flow_from_rest(lid, rho, nu, n):
    u, v, p = np.zeros((n, n)), np.zeros((n, n)), np.zeros((n, n))
    dx = 2 / (n - 1)
    u, v, p = cavity_flow(u, v, p, rho, nu, lid, 0.05, dx, dx, 3, 3)
    return np.sum(u**2 + v**2) + np.sum(p**2)


@program(0.3 * sgn(4, 5), 0.3 * sgn(4, 5).T.reshape(4, 5), 0.9, 1.2, 0.1)
def cavity_flow_from_given_velocities_overwritten(u0, v0, lid, rho, nu):
    u, v, p = u0.copy(), v0.copy(), np.zeros_like(u0)
    walls(u, v, lid)
    cavity_flow(u, v, p, rho, nu, lid, 0.05, 0.5, 0.6, 2, 2)
    return np.sum(u**2 + v**2) + np.mean(p)


def periodic_shift(q, out):
    out[:, :-1] = q[:, 1:]
    out[:, -1] = q[:, 0]


@program(0.3 * sgn(4, 4), 0.5, 0.1, 3)
def channel_flow_with_a_constant_force(u0, force, nu, nt):
    u = u0.copy()
    right, left = np.empty_like(u), np.empty_like(u)
    for n in range(nt):
        periodic_shift(u, right)
        periodic_shift(u[:, ::-1], left[:, ::-1])
        un = u.copy()
        u[1:-1, :] = un[1:-1, :] - 0.1 * un[1:-1, :] * (un[1:-1, :] - left[1:-1, :]) + 0.1 * force
        u[1:-1, :] += nu * (right[1:-1, :] + left[1:-1, :] + un[2:, :] + un[:-2, :] - 4 * un[1:-1, :])
        u[0, :] = 0
        u[-1, :] = 0
    return np.sum(u**2)


@program(0.3 * sgn(5, 5), 0.8, 0.05, 3)
def vorticity_and_stream_function(w0, lid, nu, nt):
    w = w0.copy()
    psi = np.zeros_like(w)
    for n in range(nt):
        for it in range(3):
            psi[1:-1, 1:-1] = 0.25 * (psi[2:, 1:-1] + psi[:-2, 1:-1] + psi[1:-1, 2:] + psi[1:-1, :-2] + w[1:-1, 1:-1])
        w[0, :] = -2 * psi[1, :]
        w[-1, :] = -2 * (psi[-2, :] + lid)
        w[:, 0] = -2 * psi[:, 1]
        w[:, -1] = -2 * psi[:, -2]
        u = 0.5 * (psi[2:, 1:-1] - psi[:-2, 1:-1])
        v = -0.5 * (psi[1:-1, 2:] - psi[1:-1, :-2])
        w[1:-1, 1:-1] += 0.2 * (
            nu * (w[2:, 1:-1] + w[:-2, 1:-1] + w[1:-1, 2:] + w[1:-1, :-2] - 4 * w[1:-1, 1:-1])
            - 0.5 * u * (w[1:-1, 2:] - w[1:-1, :-2])
            - 0.5 * v * (w[2:, 1:-1] - w[:-2, 1:-1])
        )
    return np.sum(w**2) + np.sum(psi)
