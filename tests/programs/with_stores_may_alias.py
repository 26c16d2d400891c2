"""Names that stand for one array or another: which, is known only when the program runs."""

import numpy as np

from programs.checker import pos, program, sgn


@program(sgn(4), 0.5)
@program(sgn(4), -0.5)
def view_or_copy(x, s):
    if s > 0:
        a = x
    else:
        a = x * 1.0
    a[0] = s * x[1]
    x[1] *= 3.0
    return np.sum(x * x) + np.sum(a**3)


@program(pos(6), 0.5)
@program(pos(6), -0.5)
def view_of_one_of_two_places(x, s):
    v = x[:3] if s > 0 else x[2:5]
    v *= s
    x[2] = v[0] * v[1]
    return np.sum(x**2) + np.sum(v)


@program(pos(4), 0.5)
@program(pos(4), -0.5)
def rebound_in_one_branch_changed_in_the_other(x, s):
    a = x * 1.0
    b = a
    if s > 0:
        a = a * s
    else:
        a *= s
    a[0] = b[1]
    return np.sum(a * b)


@program(pos(4), pos(4), 0.5)
@program(pos(4), pos(4), -0.5)
def name_of_one_of_two_arrays(x, y, s):
    a = x if s > 0 else y
    a[0] = s
    x[1] *= y[0]
    y *= a
    return np.sum(x * y)


@program(pos(4), 0.5)
@program(pos(4), -0.5)
def copies_only_when_needed(x, s):
    if s > 0:
        x = x.copy()
    y = x
    y[0] = s * y[1]
    return np.sum(x * y)


@program(pos(4), True)
@program(pos(4), False)
def in_place_if_asked_to(x, inplace):
    y = x if inplace else x.copy()
    y *= 2.0
    y[0] *= y[1]
    return np.sum(x * y)


def one_of(a, b, s):
    return a if s > 0.5 else b


@program(pos(3), pos(3), 0.7)
@program(pos(3), pos(3), 0.3)
def helper_returns_one_of_its_arguments(x, y, s):
    z = one_of(x, y, s)
    z *= s
    x[0] = z[1] * y[2]
    return np.sum(x * y * z)
