"""Jacobians and Hessians inside a function that is differentiated."""

import numpy as np

from programs.checker import pos, program, sgn
from s2sdiff import elementwise_grad, hessian, jacfwd, jacobian, jacrev


@program(pos(3), sgn(3, 3))
def jacobian_of_a_closure(x, A):
    J = jacfwd(lambda z: np.tanh(A @ z) * x)(x)
    return np.sum(J * J) + np.trace(J)


@program(pos(3), sgn(3, 3))
def jacobian_by_adjoints(x, A):
    J = jacrev(lambda z: np.sin(A @ z) * z)(x)
    return np.sum(J @ x)


@program(pos(3), sgn(2, 3))
def jacobian_of_either_mode(x, A):
    return np.sum(jacobian(lambda z: A @ (z * z))(x) ** 2)


@program(pos(3))
def hessian_of_a_closure(x):
    H = hessian(lambda z: np.sum(z**3 * x))(x)
    return x @ H @ x


@program(pos(2), pos(3))
def hessian_by_two_arguments(x, y):
    (xx, xy), (yx, yy) = hessian(cubic, argnums=(0, 1))(x, y)
    return np.sum(xx) + np.sum(xy @ yx) + np.sum(yy * yy)


def cubic(x, y):
    return np.sum(x) ** 2 * np.sum(y**3)


@program(pos(4))
def slopes_entry_by_entry(x):
    return np.sum(elementwise_grad(np_cubed)(x) * x)


def np_cubed(x):
    return x**3 + np.sin(x)


@program(0.7)
def jacobian_of_a_number(t):
    x, v = jacfwd(lambda s: np.stack([np.cos(s), np.sin(s * t)]))(t)
    return x * v


@program(pos(3))
def newton_step(x):
    residual = lambda z: z**2 - x  # noqa: E731
    y = np.ones(3)
    for _ in range(4):
        y = y - np.linalg.solve(jacfwd(residual)(y), residual(y))
    return np.sum(y * y * y)


@program(pos(3), 3)
def jacobian_in_a_loop(x, n):
    total = 0.0
    for k in range(n):
        total = total + np.sum(jacrev(lambda z: z * z[k] * x)(x)) * k  # noqa: B023
    return total


@program(pos(3))
def jacobian_of_a_stored_array(x):
    def f(z):
        out = np.zeros(3)
        out[:2] = z[1:] * x[0]
        out[2] = z[0] * z[1]
        return out

    return np.linalg.det(jacfwd(f)(x) + np.eye(3))


@program(pos(2), pos(2))
def blocks_of_a_tuple(x, y):
    (ux, uy), (vx, vy) = jacfwd(both, argnums=(0, 1))(x, y)
    return np.sum(ux @ vy) - np.sum(uy @ vx)


def both(x, y):
    return x * y * x, np.sin(x) + y[0] * y
