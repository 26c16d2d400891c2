"""Physics and numerics with derivatives: Hamilton's and Lagrange's equations, Laplacians, implicit functions."""

import math

import numpy as np

from programs.checker import pos, program, sgn
from s2sdiff import grad, hvp, jvp, stop_gradient, value_and_grad, vjp


def hamiltonian(q, p, mass, spring):
    return p @ p / (2.0 * mass) + 0.5 * spring * q @ q + 0.1 * np.sum(q**4)


def lagrangian(q, v, g):
    return 0.5 * v**2 * (1.0 + 0.5 * np.cos(q)) - g * (1.0 - np.cos(q))


@program(sgn(2), pos(2), 1.5, 0.8)
def symplectic_euler(q, p, mass, spring):
    for _ in range(3):
        p = p - 0.1 * grad(hamiltonian, 0)(q, p, mass, spring)
        q = q + 0.1 * grad(hamiltonian, 1)(q, p, mass, spring)
    return hamiltonian(q, p, mass, spring)


@program(sgn(2), pos(2), 1.5)
def velocity_verlet_of_a_potential(q, v, k):
    def force(q):
        return -grad(lambda q: 0.5 * k * np.sum(q**2) + np.prod(q))(q)

    for _ in range(3):
        v = v + 0.05 * force(q)
        q = q + 0.1 * v
        v = v + 0.05 * force(q)
    return np.sum(q**2) + np.sum(v**2)


@program(0.4, 0.3, 9.81)
def euler_lagrange(q, v, g):
    def momentum(q, v):
        return grad(lagrangian, 1)(q, v, g)

    along = jvp(lambda q: momentum(q, v), (q,), (v,))[1]
    return (grad(lagrangian)(q, v, g) - along) / grad(momentum, 1)(q, v)


@program(0.4, 0.3, 9.81)
def euler_lagrange_integrated(q, v, g):
    for _ in range(3):
        along = jvp(grad(lagrangian, 1), (q, v, g), (v, 0.0, 0.0))[1]
        force = grad(lagrangian)(q, v, g)
        mass = grad(grad(lagrangian, 1), 1)(q, v, g)
        q, v = q + 0.05 * v, v + 0.05 * (force - along) / mass
    return 0.5 * v * v - math.cos(q)


@program(sgn(3))
def laplacian_by_unit_vectors(x):
    def u(x):
        return np.exp(-x @ x) * x[0]

    total = 0.0
    for k in range(3):
        e = np.zeros(3)
        e[k] = 1.0
        total += hvp(u)(x, e)[k]
    return total


@program(sgn(3), pos(3))
def divergence_of_a_field(x, w):
    def field(x):
        return np.sin(w * x) * np.sum(x**2)

    total = 0.0
    for k in range(3):
        e = np.zeros(3)
        e[k] = 1.0
        total += jvp(field, (x,), (e,))[1][k]
    return total


@program(sgn(3), pos(3))
def jacobian_row_by_row(x, w):
    J = np.zeros((3, 3))
    y, back = vjp(lambda x: np.tanh(w * x) * np.roll(x, 1), x)
    for k in range(3):
        e = np.zeros(3)
        e[k] = 1.0
        J[k] = back(e)[0]
    return np.sum(J @ J) + np.sum(y)


@program(1.3)
def derivative_of_an_implicit_function(a):
    def equation(y, a):
        return y**5 + a * y - 1.0

    y = 0.5
    for _ in range(30):
        y = y - equation(y, stop_gradient(1.3)) / grad(equation)(y, 1.3)
    by_y, by_a = grad(equation, (0, 1))(y, a)
    return -by_a / by_y


@program(sgn(3), pos(3))
def poisson_bracket(q, p):
    def f(q, p):
        return q[0] * p[1] - q[1] * p[0]

    def h(q, p):
        return p @ p / 2 + np.sum(q**4) * q[0]

    f_q, f_p = grad(f, (0, 1))(q, p)
    h_q, h_p = grad(h, (0, 1))(q, p)
    return f_q @ h_p - f_p @ h_q


@program(0.4, 1.1)
def wave_equation_residual(x, t):
    def u(x, t):
        return math.sin(x - 2.0 * t) * math.exp(-0.1 * x * x)

    u_xx = grad(grad(u, 0), 0)(x, t)
    u_tt = grad(grad(u, 1), 1)(x, t)
    return (u_tt - 4.0 * u_xx) ** 2


@program(sgn(4), pos(4), 0.3)
def physics_informed_loss(w, a, b):
    points = np.array([0.1, 0.5, 0.9])

    def u(x):
        return np.sum(np.tanh(w * x + a)) * b

    total = 0.0
    for x in points:
        residual = grad(grad(u))(x) + u(x)
        total += residual**2
    return total


@program(0.7, 0.4)
def metric_and_a_geodesic(x, v):
    def metric(x):
        return 1.0 + x * x

    for _ in range(3):
        christoffel = 0.5 * grad(metric)(x) / metric(x)
        x, v = x + 0.1 * v, v - 0.1 * christoffel * v * v
    return metric(x) * v * v


@program(sgn(3), 0.5)
def thermodynamic_pressure(v, temperature):
    def energy(v, temperature):
        return -temperature * np.sum(np.log(2.0 + v)) + np.sum(v**2)

    pressure = -grad(energy)(v, temperature)
    entropy = -grad(energy, argnames="temperature")(v, temperature)
    return entropy * np.sum(pressure**2)


@program(sgn(3), pos(3))
def gauss_newton_product(x, v):
    def model(x):
        return np.sin(x) * x[0]

    _, y_dot = jvp(model, (x,), (v,))
    _, back = vjp(model, x)
    return np.sum(back(y_dot)[0] * v)


@program(np.array([0.5, -1.25, 0.75]))
def line_search_with_hvp(x):
    def f(y):
        return 0.5 * y @ y + y[0] * y[1] * y[2]

    r = -grad(f)(x)
    length = (r @ r) / (r @ hvp(f)(x, r))
    return np.sum((x + length * r) ** 2)


@program(0.7)
def taylor_series(x):
    def f(y):
        return math.exp(y) * math.sin(y)

    h = 0.1
    first = grad(f)
    second = grad(first)
    third = grad(second)
    return f(x) + h * first(x) + h**2 / 2 * second(x) + h**3 / 6 * third(x)


@program(1.1, 0.6)
def lagrange_multiplier_residual(x, y):
    def f(x, y):
        return x * x + 2.0 * y

    def constraint(x, y):
        return x**2 + y**3 - 1.0

    value, (f_x, f_y) = value_and_grad(f, (0, 1))(x, y)
    c_x, c_y = grad(constraint, (0, 1))(x, y)
    return (f_x * c_y - f_y * c_x) ** 2 + value * constraint(x, y) ** 2
