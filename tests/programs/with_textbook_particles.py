# ruff: noqa: B007
"""Particles and trajectories: forces accumulated pair by pair, leapfrog, Runge-Kutta with its stages in one array."""

import numpy as np

from programs.checker import pos, program, sgn


# --- many bodies -----------------------------------------------------------------------------------------------------
def accelerations(x, m, acc):
    acc[:] = 0.0
    n = len(x)
    for i in range(n):
        for j in range(i + 1, n):
            d = x[j] - x[i]
            r3 = (d @ d + 0.01) ** 1.5
            acc[i] += m[j] * d / r3
            acc[j] -= m[i] * d / r3


@program(sgn(3, 2), 0.3 * sgn(3, 2), pos(3), 0.05, 3)
def n_body_leapfrog_pair_by_pair(x0, v0, m, dt, steps):
    x, v = x0.copy(), v0.copy()
    acc = np.zeros_like(x)
    accelerations(x, m, acc)
    for n in range(steps):
        v += 0.5 * dt * acc
        x += dt * v
        accelerations(x, m, acc)
        v += 0.5 * dt * acc
    return np.sum(x**2) + 0.5 * np.sum(m[:, None] * v**2)


@program(sgn(4, 2), 0.3 * sgn(4, 2), 0.05, 2)
def n_body_vectorised_with_add_at(x0, v0, dt, steps):
    i, j = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 2, 3, 2, 3, 3])
    x, v = x0.copy(), v0.copy()
    for n in range(steps):
        d = x[j] - x[i]
        f = d / (np.sum(d**2, axis=1, keepdims=True) + 0.01) ** 1.5
        acc = np.zeros_like(x)
        np.add.at(acc, i, f)
        np.add.at(acc, j, -f)
        v += dt * acc
        x += dt * v
    return np.sum(x**2) + np.sum(v**2)


@program(sgn(4, 2), 0.4, 0.01, 3)
def lennard_jones_with_a_cutoff(x0, sigma, dt, steps):
    x, v = 2 * x0, np.zeros_like(x0)
    force = np.zeros_like(x)
    for n in range(steps):
        force[:] = 0
        for i in range(len(x)):
            for j in range(i):
                d = x[i] - x[j]
                r2 = np.sum(d**2)
                if r2 < 4.0:
                    s6 = (sigma**2 / r2) ** 3
                    f = 24 * (2 * s6**2 - s6) / r2 * d
                    force[i] += f
                    force[j] -= f
        v += dt * force
        x += dt * v
    return np.sum(x**2)


@program(sgn(5), 0.5, 0.1, 4)
def chain_of_springs(x0, k, dt, steps):
    x, v = x0.copy(), np.zeros(len(x0))
    f = np.zeros(len(x0))
    for n in range(steps):
        f[:] = -x
        stretch = x[1:] - x[:-1]
        f[:-1] += k * stretch + 0.25 * stretch**3
        f[1:] -= k * stretch + 0.25 * stretch**3
        v += dt * f
        x += dt * v
    return np.sum(v**2) + np.sum(x**2)


@program(sgn(4, 2), 3)
def rope_of_verlet_points_with_constraints(x0, iterations):
    x = x0.copy()
    for it in range(iterations):
        for k in range(len(x) - 1):
            d = x[k + 1] - x[k]
            length = np.sqrt(d @ d)
            shift = 0.5 * (length - 0.5) / length * d
            x[k] += shift
            x[k + 1] -= shift
        x[0] = 0.0
    return np.sum(x**2)


@program(4.0 * pos(6) - 1.8, pos(6))
def cloud_in_cell_deposit_with_add_at(position, charge):
    cell = np.floor(position).astype(int)
    part = position - cell
    rho = np.zeros(8)
    np.add.at(rho, cell, charge * (1 - part))
    np.add.at(rho, cell + 1, charge * part)
    return np.sum(rho**2)


@program(pos(7), np.array([2, 0, 2, 1, 3, 0, 2]))
def histogram_with_add_at(weight, bins):
    counts = np.zeros(4)
    np.add.at(counts, bins, weight)
    return np.sum(counts**2)


@program(pos(7), np.array([2, 0, 2, 1, 3, 0, 2]))
def histogram_by_a_loop(weight, bins):
    counts = np.zeros(4)
    for b, w in zip(bins, weight, strict=True):
        counts[b] += w
    return np.sum(counts**3)


@program(pos(3, 2), pos(4))
def element_matrices_assembled(stiffness, load):
    K = np.zeros((4, 4))
    for e in range(3):
        k = stiffness[e, 0]
        K[e, e] += k
        K[e, e + 1] -= k
        K[e + 1, e] -= k
        K[e + 1, e + 1] += k
        K[e : e + 2, e : e + 2] += stiffness[e, 1] / 6 * np.array([[2.0, 1.0], [1.0, 2.0]])
    return np.sum((K @ load) ** 2)


# --- trajectories ----------------------------------------------------------------------------------------------------
def lorenz(state, sigma, rho, beta, out):
    x, y, z = state
    out[0] = sigma * (y - x)
    out[1] = x * (rho - z) - y
    out[2] = x * y - beta * z


@program(pos(3), 10.0, 28.0, 8.0 / 3.0, 6)
def lorenz_trajectory_stored(start, sigma, rho, beta, steps):
    dt = 0.01
    xs = np.empty(steps + 1)
    ys = np.empty(steps + 1)
    zs = np.empty(steps + 1)
    xs[0], ys[0], zs[0] = start
    for i in range(steps):
        xs[i + 1] = xs[i] + dt * sigma * (ys[i] - xs[i])
        ys[i + 1] = ys[i] + dt * (xs[i] * (rho - zs[i]) - ys[i])
        zs[i + 1] = zs[i] + dt * (xs[i] * ys[i] - beta * zs[i])
    return np.mean(xs**2) + zs[-1]


@program(pos(3), 10.0, 28.0, 8.0 / 3.0, 3)
def lorenz_midpoint_with_a_derivative_that_writes(start, sigma, rho, beta, steps):
    u = start.copy()
    du = np.empty(3)
    for n in range(steps):
        lorenz(u, sigma, rho, beta, du)
        half = u + 0.005 * du
        lorenz(half, sigma, rho, beta, du)
        u += 0.01 * du
    return np.sum(u**2)


def pendulum(y, damping):
    f = np.empty_like(y)
    f[0] = y[1]
    f[1] = -np.sin(y[0]) - damping * y[1]
    return f


@program(np.array([0.7, -0.2]), 0.3, 0.1, 4)
def runge_kutta_with_preallocated_stages(y0, damping, h, steps):
    n = len(y0)
    y = np.zeros((steps + 1, n))
    k = np.empty((4, n))
    y[0] = y0
    for i in range(steps):
        k[0] = pendulum(y[i], damping)
        k[1] = pendulum(y[i] + h / 2 * k[0], damping)
        k[2] = pendulum(y[i] + h / 2 * k[1], damping)
        k[3] = pendulum(y[i] + h * k[2], damping)
        y[i + 1] = y[i] + h / 6 * (k[0] + 2 * k[1] + 2 * k[2] + k[3])
    return np.sum(y[:, 0] ** 2)


@program(np.array([0.7, -0.2]), 0.3, 0.1, 3)
def runge_kutta_from_a_tableau(y0, damping, h, steps):
    A = np.array([[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [-1.0, 2.0, 0.0]])
    b = np.array([1 / 6, 2 / 3, 1 / 6])
    y = y0.copy()
    k = np.zeros((3, 2))
    for n in range(steps):
        for s in range(3):
            k[s] = pendulum(y + h * A[s, :s] @ k[:s], damping)
        y += h * (b @ k)
    return np.sum(y**2)


@program(np.array([0.7, -0.2]), 0.3, 0.1, 5)
def adams_bashforth_with_its_history_shifted(y0, damping, h, steps):
    y = y0.copy()
    history = np.zeros((3, 2))
    history[:] = pendulum(y, damping)
    for n in range(steps):
        y += h / 12 * (23 * history[0] - 16 * history[1] + 5 * history[2])
        history[2] = history[1]
        history[1] = history[0]
        history[0] = pendulum(y, damping)
    return np.sum(y**2)


@program(np.array([0.9, 0.1]), 0.5, 0.3, 6)
def predator_and_prey_stored(start, a, b, steps):
    pop = np.zeros((2, steps))
    pop[:, 0] = start
    for t in range(steps - 1):
        prey, predator = pop[:, t]
        pop[0, t + 1] = prey + 0.1 * prey * (a - predator)
        pop[1, t + 1] = predator + 0.1 * predator * (b * prey - 1)
    return pop[0, -1] * pop[1, -1]
