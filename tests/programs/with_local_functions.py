"""Functions defined inside the function, which read and change what is around them."""

import numpy as np

from programs.checker import pos, program, sgn


@program(sgn(5), 3)
def local_function_changes_an_array_around_it(x, n):
    u = x.copy()

    def relax(w=0.5):
        u[1:-1] = w * (u[2:] + u[:-2]) * u[0]

    for k in range(n):
        relax()
        if k == 1:
            relax(w=0.25)
    return np.sum(u * u)


@program(sgn(4))
def local_function_changes_its_argument(x):
    def scale(a, s):
        a *= s
        return a

    y = x * 1.0
    z = scale(y[1:], x[0])
    scale(y, 2.0)
    return np.sum(y * y) + np.sum(z)


@program(0.7)
@program(-0.7)
def local_function_returns_early(x):
    def leaky(v):
        if v > 0:
            return v * 2
        return v * v

    return leaky(x) + leaky(-x) * x


@program(sgn(3))
def names_around_are_what_they_are_at_the_call(x):
    s = x[0]

    def scaled(v):
        return s * v

    a = scaled(x[1])
    s = s * x[2]
    return a + scaled(x[1])


@program(sgn(3))
def own_names_stay_apart(x):
    s = x[0]

    def squares(v):
        s = 0.0
        for a in v:
            s += a * a
        return s

    t = squares(x)
    return s * t + squares(x * s)


@program(sgn(3))
def local_function_calls_another(x):
    y = x * 1.0

    def add(k, v):
        y[k] += v

    def mirror():
        add(0, y[2])
        add(2, y[0] * y[1])

    mirror()
    y = y * 2
    mirror()
    return np.sum(y**3)


@program(sgn(3), pos(3))
def local_lambdas(x, w):
    dot = lambda a, b=w: np.sum(a * b)  # noqa: E731
    shift = lambda a: a + x[0]  # noqa: E731
    return dot(shift(x)) * dot(x, b=x)


@program(sgn(4), 3)
def buffer_that_a_local_function_refills(x, n):
    buffer = np.empty(4)

    def fill(k):
        buffer[:] = x
        buffer[k] *= buffer[k - 1]

    s = 0.0
    for k in range(n):
        fill(k)
        s = s + np.sum(buffer**2) * x[k]
    return s
