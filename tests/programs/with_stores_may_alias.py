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


@program(pos(4))
def view_carried_to_the_next_iteration(x):
    A = np.ones((4, 2))
    before = A[0]
    for k in range(1, 4):
        now = A[k]
        now *= before * x[k]
        before = now
    A[3] *= x[0]
    return np.sum(A**2) + np.sum(before)


@program(pos(4), 3)
def alias_breaks_after_the_first_iteration(x, n):
    a = x * 1.0
    b = a
    for _ in range(n):
        b[0] *= b[1]
        b = b * 2.0
    return np.sum(a * b)


@program(pos(4), 2)
@program(pos(4), 3)
def alias_alternates(x, n):
    a, b = x * 1.0, x * 2.0
    c = a
    for k in range(n):
        c[k] = a[0] * b[1] * c[2]
        c = b if k % 2 == 0 else a
    c *= 3.0
    return np.sum(a * a) + np.sum(b**3)


def one_of(a, b, s):
    return a if s > 0.5 else b


@program(pos(3), pos(3), 0.7)
@program(pos(3), pos(3), 0.3)
def helper_returns_one_of_its_arguments(x, y, s):
    z = one_of(x, y, s)
    z *= s
    x[0] = z[1] * y[2]
    return np.sum(x * y * z)
