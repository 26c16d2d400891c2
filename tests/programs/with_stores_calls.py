"""Functions that change their arguments."""

import numpy as np

from programs.checker import pos, program

levels = np.ones(3)


def doubles(a):
    a *= 2.0


def squares_first(a):
    a[0] = a[0] * a[0]


def scaled(a, s):
    a *= s
    return a


def scaled_copy(a, s):
    a = a * s
    a[0] = s
    return a


def tail(a):
    return a[1:]


def mixes(a, b):
    a *= b
    b += a


def deep(a, s):
    middle(a[1:], s)
    a[0] *= s


def middle(a, s):
    squares_first(a)
    a[-1] = a[0] * s


def exchange(A, i, j):
    A[[i, j]] = A[[j, i]]


def norm_and_zero(a):
    s = np.sum(a * a)
    a[:] = 0.0
    return s


def maybe(a, s):
    if s > 0.5:
        a[0] = s * a[1]
    return a


def step(u, v, h):
    v[:] = u * u
    u += h * v


def recursive(a, n):
    if n > 0:
        a[n] = a[n] * a[n - 1]
        recursive(a, n - 1)
        a[n] += a[0]


def fills_with(a, s=0.5, *, k=0):
    a[k] = s
    return a[k] * s


@program(pos(3))
def procedure(x):
    doubles(x)
    return np.sum(x * x)


@program(pos(3))
def procedure_called_twice(x):
    a = x + 1.0
    squares_first(a)
    squares_first(a)
    return np.sum(a * x)


@program(pos(3))
def value_before_and_after_a_procedure(x):
    y = x * x
    doubles(x)
    return np.sum(y * x)


@program(pos(3), 0.7)
def helper_returns_what_it_changed(x, s):
    y = scaled(x, s)
    y[0] = x[1] * y[2]
    return np.sum(x * y)


@program(pos(3), 0.7)
def result_of_the_helper_is_not_used(x, s):
    scaled(x, s)
    scaled_copy(x, s)
    return np.sum(x * x)


@program(pos(3), 0.7)
def helper_changes_only_its_own_copy(x, s):
    y = scaled_copy(x, s)
    y *= x
    return np.sum(y * x)


@program(pos(4))
def helper_returns_a_view(x):
    v = tail(x)
    v *= x[0]
    x[1] = v[1] * v[2]
    tail(tail(x))[0] = v[0]
    return np.sum(x * x)


@program(pos(3))
def aliased_arguments(x):
    mixes(x, x)
    return np.sum(x**2)


@program(pos(3), pos(3))
def separate_arguments(x, y):
    mixes(x, y)
    mixes(y, x)
    return np.sum(x * y)


@program(pos(4))
def overlapping_arguments(x):
    mixes(x[:-1], x[1:])
    return np.sum(x**2)


@program(pos(3, 3))
def matrix_and_its_transpose_as_arguments(A):
    mixes(A, A.T)
    return np.sum(A**2)


@program(pos(3, 3))
def row_and_column_as_arguments(A):
    mixes(A[1], A[:, 2])
    return np.sum(A**2)


@program(pos(3), pos(3))
def aliased_only_in_one_call(x, y):
    a = x * 1.0
    mixes(a, y)
    mixes(a, a)
    mixes(y, a)
    return np.sum(a * y)


@program(pos(4), 0.7)
def three_calls_deep(x, s):
    deep(x, s)
    deep(x[::-1], s)
    return np.sum(x * x)


@program(pos(3, 3), 0.7)
def helper_on_slices_in_a_loop(A, s):
    for k in range(3):
        deep(A[k], s * A[k - 1, 1])
        deep(A[:, k], s)
    return np.sum(A * A)


@program(pos(3, 2))
def helper_on_rows_by_iteration(A):
    for row in A:
        squares_first(row)
        row += scaled(A[0], 0.5)
    return np.sum(A**2)


@program(pos(3, 2))
def helper_changes_places_of_rows(A):
    exchange(A, 0, 2)
    A[0] *= A[1]
    exchange(A, 1, 0)
    return np.sum(A**2 * np.arange(6).reshape(3, 2))


@program(pos(3))
def argument_is_changed_within_an_expression(x):
    return np.sum(x) * norm_and_zero(x) + np.sum(x * 3.0)


@program(pos(3))
def argument_is_changed_after_it_was_loaded(x):
    return x[0] * norm_and_zero(x) + x[1] + scaled(x, 2.0)[0]


@program(pos(3))
def array_is_loaded_and_changed_in_one_sum(x):
    y = x + scaled(x, 3.0)
    return np.sum(y * y)


@program(pos(3), 0.7)
@program(pos(3), 0.3)
def helper_may_change_its_argument(x, s):
    y = maybe(x, s)
    y[2] = x[0] * s
    return np.sum(x**2)


@program(pos(3), 3)
def state_is_advanced_by_a_helper(u, n):
    v = np.empty(3)
    for _ in range(n):
        step(u, v, 0.1)
    return np.sum(u * v)


@program(pos(3), 2)
def state_and_scratch_change_roles(u, n):
    v = np.ones(3)
    for _ in range(n):
        step(u, v, 0.1)
        u, v = v, u
    return np.sum(u * u) + np.sum(v)


@program(pos(4), 3)
def recursion_on_one_array(x, n):
    recursive(x, n)
    return np.sum(x**2)


@program(pos(3), 0.7)
def defaults_and_keywords(x, s):
    a = fills_with(x)
    b = fills_with(x, k=2, s=s * x[1])
    fills_with(x[1:], s * a)
    return np.sum(x * x) * b


@program(pos(3))
def helper_changes_a_list_of_arrays(x):
    p = [x * 1.0, x * 2.0]
    for a in p:
        doubles(a)
    mixes(p[0], p[1])
    return np.sum(p[0] * p[1])


@program(pos(3))
def helper_gets_a_constant_to_change(x):
    c = np.arange(3.0)
    mixes(c, x)
    doubles(c)
    return np.sum(c * x)


@program(pos(3))
def helper_gets_a_global_to_change(x):
    mixes(levels, x)
    return np.sum(levels * x)


@program(pos(3))
def temporary_is_changed_by_a_helper(x):
    doubles(x * x)
    return np.sum(scaled(x * x, 2.0) * x)
