# ruff: noqa: B007, B905, UP034
"""Programs that test_random.py has found to go wrong, made small."""

import numpy as np

from programs.checker import pos, program, sgn


@program(sgn(3))
def reversed_view_added_in_a_loop(v):
    for _ in range(2):
        v = np.sin(v) + v[::-1] * 0.5
    return np.sum(v)


@program(0.7, -0.35)
@program(5.5, -0.35)
def branch_decided_before_the_run(a, b):
    k = 1
    if a > 5.0:
        if k > 0:
            a = a * a
        else:
            b = b * 2.0
    return b * b + a


@program(0.7)
def same_function_in_and_after_a_loop(a):
    k = 0
    while k < 3:
        a = np.sin(a)
        k += 1
    return np.sin(a)


@program(0.7)
def same_functions_in_and_after_a_for(a):
    for _ in range(3):
        a = np.sin(np.sin(a))
    a = np.sin(np.sin(a))
    return a * 2.0


@program(0.7)
def same_function_before_and_in_a_loop(a):
    b = np.exp(a)
    for _ in range(3):
        b = b + np.exp(a)
        a = a * 0.5
    return b + np.exp(a)


@program(0.7, sgn(3))
def int_carried_where_a_float_is(x, u):
    b = 1
    for _ in range(2):
        b, x = x, b
    for z in u:
        b, x = b, x
    return np.sum(u) * b + z * 0.5


@program(0.7, sgn(3))
@program(-0.7, sgn(3))
def int_or_float_spread_over_an_array(x, u):
    a = 1 if x > 0 else x
    y = u[0] * 0.5
    return y + np.sum(u * 3.0) * a


@program(sgn(3), pos(3))
def view_of_a_carried_array(u, v):
    w = u * v
    for _ in range(3):
        w = w * u
        u = v - w[:, None][:, 0]
    return np.sum(u)


@program(0.7, sgn(3), pos(3))
def rotating_arrays_in_a_loop(a, u, v):
    w = u * v
    for _ in range(3):
        u, v = v, w
        w, u = u * 0.5, w
        a += np.sum(v) * 0.5
    return np.sum(u) * a + np.sum(v * w)


def folded(v, k=2):
    for _ in range(k):
        v = np.sin(v) + v[::-1] * 0.5
    return v


@program(sgn(3), pos(3))
def helper_with_a_loop_of_views(u, v):
    w = u * v
    v = folded(v) - v * u
    return v + w


def last(u):
    if u[0] > 0.4:
        return u[-1], u
    return u[0], u * 2.0


@program(sgn(3))
@program(pos(3))
def helper_returns_views_by_branch(u):
    x, v = last(u)
    return x * np.sum(v)


@program(0.7)
@program(-0.7)
def int_or_float_returned_in_a_tuple(a):
    c = 1.0
    for _ in range(1):
        c, a = a, c
    t = 1 if c > 5.0 else c
    return a * c, t


@program(-0.7, -0.3)
def int_returned_where_a_float_is_expected(a, b):
    c = b
    if a < 0:
        c = 1
    return a * a, c


@program(0.7, sgn(3))
def int_swapped_along_an_array(a, u):
    t = 1
    for x in u:
        a, t = t, a
    t, x = x * 0.5, t
    return np.sum(u) * a - t + x


@program(0.7, -0.3)
def long_line(a, b):
    c = 0.5
    x = 1 / (1.5 + ((0.5 if c > 0.8117 or b < 0.3131 else c)) * ((0.5 if c > 0.8117 or b < 0.3131 else c)) + a * a)
    return x * b


@program(0.7, -0.3, sgn(3), pos(3))
def int_swapped_along_two_arrays(a, b, u, v):
    c, x_bar, t1 = 0.5, a * b, 1
    for _ in range(2, -1, -1):
        a += np.sum(v) * 0.5
    for x_bar, b in zip(u, v):
        a, t1 = t1, a
    t1, x_bar = x_bar * 0.5, t1
    return np.sum(u) * a - t1 + c + x_bar
