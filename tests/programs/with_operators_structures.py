"""Operators in structures: nested tuples, branches and loops that name functions, Jacobians of closures."""

import numpy as np

from programs.checker import pos, program, sgn
from s2sdiff import grad, hessian, jacobian, jvp, value_and_grad, vjp


@program(1.5, 3)
def derivative_that_is_named_in_a_loop(x, n):
    y = x
    for k in range(n):
        d = grad(lambda z: z**3 * (k + 1.0))  # noqa: B023
        y = y - 0.05 * d(y)
    return y


@program(sgn(3), 3)
def pullback_that_is_named_in_a_loop(x, n):
    s = 0.0
    for k in range(n):
        y, back = vjp(lambda z: z * z, x * (k + 1.0))
        (b,) = back(y)
        s = s + np.sum(b)
    return s


@program(sgn(3))
def function_that_is_named_in_a_branch(x):
    if x[0] > 0:
        d = grad(lambda y: np.sum(y * y * x))
        r = np.sum(d(x))
    else:
        d = grad(lambda y: np.sum(y**3))
        r = np.sum(d(x) * x)
    return r


@program(sgn(3))
def jacobian_of_closure(x):
    J = jacobian(lambda y: y * y * np.sum(x * y))(x)
    return np.sum(J @ J)


@program(sgn(3))
def hessian_of_closure(x):
    H = hessian(lambda y: np.sum(np.exp(y) * x) * y[0])(x)
    return np.sum(H * H)


@program(1.5)
def auxiliary_array_of_what_changes_later(x):
    u = np.array([1.0, 2.0]) * x
    g, aux = grad(lambda y: (np.sum(y * y), y[:1] * 1.0), has_aux=True)(u)
    u[0] = 5.0
    return np.sum(g) * aux[0] + np.sum(u)


@program(sgn(4), 2)
def closure_over_slices(x, k):
    def f(y):
        return np.sum(x[k:] * y[:k] ** 2)

    return np.sum(grad(f)(x) * x)


@program((sgn(3), [pos(2), 0.5]))
def gradient_of_a_nested_structure(p):
    def f(q):
        a, (b, c) = q
        return np.sum(a) * np.sum(b) * c**2

    a, (b, c) = grad(f)(p)
    return np.sum(a) + np.sum(b) * c


@program((sgn(3), [pos(2), 0.5]))
def tangents_of_a_nested_structure(p):
    def f(q):
        a, (b, c) = q
        return np.sum(a) * b * c**2, c
    (y, z), (y_dot, z_dot) = jvp(f, (p,), ((p[0] * 2.0, [p[1][0], p[1][1]]),))
    return np.sum(y * y_dot) + z * z_dot


@program(1.5, 2)
def closure_in_a_closure(x, n):
    def outer(s):
        def inner(t):
            return s * t * x

        return grad(inner)(s) * s

    return grad(outer)(x) * n


@program(sgn(3))
def gradient_by_two_names(x):
    def f(y):
        return np.sum(y[::-1] * y * y)

    g = grad(f)(x)
    h = g
    h += x
    return np.sum(g * h)


@program(sgn(3))
def one_array_is_both_arguments(x):
    y, back = vjp(lambda a, b: np.sum(a * b * b), x, x)
    a, b = back(y)
    return np.sum(a * b)


@program(1.5)
def derivative_by_name_called_twice(x):
    f = value_and_grad(lambda y: y**3)
    v, g = f(x)
    w, h = f(v)
    return v * g + w * h


@program(np.float32(1.5))
def closure_in_single_precision(x):
    return grad(lambda y: y * y * x)(x) * jvp(lambda y: y * x, (x,), (np.float32(2.0),))[1]
