"""Operators and arrays that are changed in place: by the function, around it, before and after the call."""

import numpy as np

from programs.checker import pos, program, sgn
from s2sdiff import checkpoint, grad, hvp, jvp, stop_gradient, value_and_grad, vjp


def bump(a):
    a *= 2.0
    a[0] = a[1] * a[2]
    return np.sum(a * a)


def relax(u, n):
    for _ in range(n):
        u[1:-1] = 0.5 * (u[2:] + u[:-2]) * u[0]


def relaxed(u, n):
    v = u * 1.0
    relax(v, n)
    return np.sum(v * v)


@program(sgn(3))
def grad_of_a_function_that_changes_its_argument(x):
    u = x * 2.0
    return np.sum(grad(bump)(u) * u)


@program(sgn(3))
def value_and_grad_of_a_function_that_changes_its_argument(x):
    u = x * 2.0
    value, u_bar = value_and_grad(bump)(u)
    return value + np.sum(u_bar * u)


@program(sgn(3))
def jvp_of_a_function_that_changes_its_argument(x):
    u = x * 2.0
    y, y_dot = jvp(bump, (u,), (x,))
    return y * y_dot + np.sum(u)


@program(sgn(3))
def vjp_of_a_function_that_changes_its_argument(x):
    u = x * 2.0
    y, back = vjp(bump, u)
    return y + np.sum(back(2.0)[0] * u)


@program(sgn(3), pos(3))
def hvp_of_a_function_that_changes_its_argument(x, v):
    u = x * 2.0
    return np.sum(hvp(bump)(u, v) * u)


@program(sgn(5), 2)
def grad_of_a_function_that_changes_a_work_array(x, n):
    return np.sum(grad(relaxed)(x, n) * x) + relaxed(x, 1)


@program(sgn(3))
def array_that_is_changed_before_and_after(x):
    u = x * 2.0
    u[0] = x[1]
    first = grad(lambda y: np.sum(u * y * y))(x[2])
    u[1] *= x[0]
    second = grad(lambda y: np.sum(u * y * y))(x[2])
    u[:] = 0.0
    return first * second


@program(sgn(3))
def array_around_is_changed_by_the_function(x):
    u = x * 2.0

    def f(y):
        u[0] = y
        return np.sum(u * u * u)

    return grad(f)(x[1]) + np.sum(u)


@program(sgn(4))
def array_around_is_a_view(x):
    u = x * 2.0
    inner = u[1:3]
    first = grad(lambda y: np.sum(inner * y * y))(x[0])
    u *= 3.0
    return first + grad(lambda y: np.sum(inner * y * y))(x[0])


@program(sgn(3))
def function_with_an_array_of_its_own(x):
    def f(y):
        table = np.zeros(4)
        table[0] = y
        for k in range(1, 4):
            table[k] = table[k - 1] * y + x[0]
        return table[-1]

    return grad(f)(x[1]) * grad(grad(f))(x[2])


@program(sgn(3))
def gradient_is_stored_in_an_array(x):
    out = np.zeros((2, 3))
    out[0] = grad(lambda y: np.sum(y**3))(x)
    out[1, :2] = grad(lambda y: np.sum(y**2) * x[2])(x[:2])
    out[1] *= out[0]
    return np.sum(out)


@program(sgn(3))
def gradient_is_changed_in_place(x):
    g = grad(lambda y: np.sum(y**3))(x)
    g[0] = x[1]
    g *= x
    return np.sum(g)


@program(sgn(3))
def jvp_of_stores(x):
    def f(y):
        z = y.copy()
        z[1:] += z[:-1] * y[0]
        return z

    y, y_dot = jvp(f, (x,), (x * x,))
    return np.sum(y * y_dot)


@program(sgn(3))
def argument_changes_between_vjp_and_pullback(x):
    u = x * 2.0
    y, back = vjp(lambda u: u * u * x, u)
    u[0] = x[1]
    u *= 2.0
    return np.sum(back(u)[0]) + np.sum(y)


@program(sgn(3))
def array_around_changes_between_vjp_and_pullback(x):
    u = x * 2.0
    y, back = vjp(lambda z: u * z * z, x)
    u[0] = x[1]
    return np.sum(back(u)[0] * y)


@program([sgn(2), pos(2)])
def list_of_arrays_changes_between_vjp_and_pullback(p):
    q = [p[0] * 2.0, p[1] * 1.0]
    _, back = vjp(lambda q: np.sum(q[0] * q[1] * q[0]), q)
    q[0][1] = 3.0
    return back(2.0)[0][1][1] * np.sum(q[0])


@program(sgn(3))
def value_of_vjp_is_changed(x):
    u = x * 2.0
    y, back = vjp(lambda a: a[1:], u)
    y[0] = 5.0
    return np.sum(u * u) + np.sum(y) + np.sum(back(y)[0] * x)


@program(sgn(3))
def value_of_vjp_is_no_view(x):
    u = x * 2.0
    y, back = vjp(lambda a: a[1:], u)
    u[1] = 5.0
    return np.sum(u * u) + np.sum(y * x[0]) + np.sum(back(y)[0] * x)


@program(sgn(3))
def stop_gradient_is_the_array_itself(x):
    u = x * 1.0
    v = stop_gradient(u)
    u[0] = 2.0
    return np.sum(u * np.array([1.0, 2.0, 3.0])) + 0.0 * v[0]


# --- checkpoint -------------------------------------------------------------------------------------------------------
@program(sgn(3))
def checkpoint_of_a_function_that_changes_its_argument(x):
    u = x * 2.0
    y = checkpoint(bump)(u)
    return y + np.sum(u)


@program(sgn(5), 2)
def checkpoint_of_a_procedure(x, n):
    u = x * 2.0
    checkpoint(relax)(u, n)
    checkpoint(relax)(u, 1)
    return np.sum(u * x)


@program(sgn(3))
def checkpoint_of_a_function_that_changes_an_array_around_it(x):
    u = x * 2.0

    def f(y):
        u[0] = y
        return np.sum(u * u * u)

    y = checkpoint(f)(x[1])
    return y + np.sum(u)


@program(sgn(4), 0.7)
def checkpoint_of_rows(x, c):
    A = np.outer(x, x)

    def scale(row, s):
        row *= s * c
        return row[0]

    total = 0.0
    for k in range(4):
        total += checkpoint(scale)(A[k], x[k])
    return total + np.sum(A)


@program(sgn(4), 0.7)
def checkpoints_inside_checkpoints(x, c):
    def inner(y):
        return np.tanh(c * y) * y

    def outer(y):
        z = checkpoint(inner)(y * c)
        return checkpoint(inner)(z + y)

    return np.sum(checkpoint(outer)(x) * checkpoint(lambda y: outer(y) + c)(x))


@program(sgn(4), 0.7)
def checkpoint_in_what_an_operator_differentiates(x, c):
    def f(y):
        return np.sum(checkpoint(lambda z: np.tanh(c * z))(y) ** 2)

    return np.sum(grad(f)(x) * x) + np.sum(hvp(f)(x, x))


@program(sgn(4), 0.7)
def grad_inside_a_checkpoint(x, c):
    def flow(y):
        return y - 0.1 * grad(lambda z: np.sum(z**4) * c)(y)

    return np.sum(checkpoint(flow)(checkpoint(flow)(x)) * x)


@program((sgn(3), 0.5))
def checkpoint_with_tuples(p):
    def f(p):
        a, s = p
        return a * s, s * s

    q = checkpoint(f)(p)
    a, s = checkpoint(f)((q[0], q[1]))
    return np.sum(a) * s
