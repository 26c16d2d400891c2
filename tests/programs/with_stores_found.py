# ruff: noqa: SIM102
"""Programs on which a derivative was wrong once, or could not be made: found by random programs and by reviewers."""

import numpy as np

from programs.checker import pos, program, sgn


@program(sgn(4), pos(3))
def scaled_twice_with_a_loop_between(x, p):
    x[0] *= 0.75
    for k in range(2):
        p[k] = np.sin(p[k]) * p[k - 1]
        x[k:] -= 0.25 * p[k]
    x[0] *= 0.75
    for k in range(2):
        x[k:] -= 0.25 * np.sin(p[0])
    return np.sum(x * np.arange(1.0, 5.0)) + np.sum(p)


@program(sgn(3, 4), pos(4))
def row_and_reversed_vector_change_places(M, y):
    for k in range(2, 0, -1):
        M[:k] -= 0.25 * y[0]
    y[::-1], M[0] = M[0].copy(), y[::-1]
    for _ in range(2):
        for row in M:
            row[1:] *= 0.75 * row[0]
    return np.sum(M * np.arange(12.0).reshape(3, 4)) + np.sum(y**3)


@program(pos(3), 0.3)
@program(pos(3), 0.6)
@program(pos(3), 0.9)
def alias_made_in_a_nested_branch(x, s):
    p = x
    if s < 0.8:
        if s > 0.5:
            p = x * 2
    p[0] = 3 * s
    return np.sum(x * x) + np.sum(p)


@program(pos(3), 0.3)
@program(pos(3), 0.45)
@program(pos(3), 0.6)
@program(pos(3), 0.9)
def one_of_four_places(x, s):
    if s > 0.8:
        p = x * 3
    elif s > 0.5:
        p = x * 2
    elif s > 0.4:
        p = x[::-1]
    else:
        p = x
    p[0] = 3 * s
    x[1] = s
    return np.sum(x * np.arange(1.0, 4.0)) + np.sum(p * p)


@program(pos(3), 0.3)
@program(pos(3), 0.7)
def the_same_array_on_one_side_only(x, s):
    x[0] = s
    if s > 0.5:
        p = x
        q = x
    else:
        p = 1.0
        q = 2.0
    return np.sum(p * x) + np.sum(q)


def transformed(a):
    n = len(a)
    if n == 1:
        return a
    even, odd = transformed(a[::2]), transformed(a[1::2])
    out = np.zeros(n)
    out[: n // 2] = even + 0.5 * odd
    out[n // 2 :] = even - 0.5 * odd * even
    return out


@program(pos(4))
def recursive_transform_into_new_arrays(x):
    return np.sum(transformed(x) ** 2)


def descended(a, lo, hi):
    if lo >= hi:
        return
    i = lo
    for _ in range(lo, hi):
        i += 1
    a[lo] *= a[hi]
    descended(a, i, hi)


@program(pos(4))
def recursion_with_literals(x):
    descended(x, 0, 2)
    return np.sum(x * x)


@program(sgn(5))
def index_that_wraps_round_zero(x):
    return np.sum(x[np.arange(-5, 5)] ** 2 * np.arange(10.0))


@program(sgn(3), pos(3))
def parts_of_complex_arrays_are_stored_into(x, y):
    a = x * (1 + 0.5j)
    a.imag[1] = y[0] * y[1]
    a.real[2] *= y[2]
    r = a.real
    r[1] = y[1]
    r *= y[0]
    np.imag(a)[0] = y[2]
    return np.sum(np.abs(a) ** 2)


@program(sgn(5))
def complex_first_and_real_afterwards(y):
    b = y * (0.5 - 0.3j)
    b[4] = 0.5
    s = 0.0
    for _ in range(2):
        s = s + np.abs(np.sin(b[0])) ** 2
        b = np.real(b) * 0.8
    return s + np.sum(b**2)


@program(sgn(5))
def vector_first_and_matrix_afterwards(x):
    b = np.sin(x)
    s = 0.0
    for i in range(3):
        s = s + np.sum(b * b)
        if i == 1:
            b = np.outer(b, x)
        if i == 0:
            b[1] = b[0] * b[2]
        s = s + np.sum(b[1] * b[2])
    return s
