"""Stores in branches: some of them happen, and it depends on values that are overwritten."""

import numpy as np

from programs.checker import pos, program, sgn


@program(pos(4), 0.5)
@program(pos(4), -0.5)
def in_one_branch_only(x, s):
    if s > 0:
        x[1] = s * x[0]
    return np.sum(x * x)


@program(pos(4), 0.5)
@program(pos(4), -0.5)
def different_entries_in_two_branches(x, s):
    a = x * x
    if s > 0:
        a[1] = s * a[1] * a[0]
    else:
        a[2:] *= a[:2]
    return np.sum(a * x)


@program(sgn(4))
def condition_is_overwritten(x):
    if x[0] > 0:
        x[0] = -x[0] * x[1]
    if x[0] > 0:
        x[1] = x[0] * x[2]
    else:
        x[2] = np.sin(x[0])
    return np.sum(x * x)


@program(sgn(6))
def in_an_if_inside_a_loop(x):
    for i in range(1, 6):
        if x[i] < 0:
            x[i] = x[i] * x[i - 1]
    return np.sum(x**2)


@program(sgn(6))
def branches_with_different_updates_in_a_loop(x):
    for i in range(1, 6):
        if x[i] < 0:
            x[i] *= x[i - 1]
        elif i % 2:
            x[i - 1] = np.exp(x[i]) * x[i - 1]
        else:
            x[:i] *= x[i]
    return np.sum(x**2)


@program(sgn(3, 3))
def in_an_if_inside_two_loops(A):
    for i in range(3):
        for j in range(3):
            if A[i, j] < 0:
                A[i, j] = A[i, j] * A[j, i] - A[i - 1, j]
    return np.sum(A**2)


@program(sgn(6))
def leaky_layer_by_entries(x):
    for _ in range(2):
        for i in range(len(x)):
            if x[i] < 0:
                x[i] *= 0.1 * x[i - 1]
            else:
                x[i] = np.tanh(x[i])
    return np.sum(x**2)


@program(pos(4), 0.5)
@program(pos(4), -0.5)
def array_is_made_in_two_ways(x, s):
    if s > 0:
        a = np.zeros(4)
    else:
        a = x * x
    a[0] += s * x[1]
    a *= x
    return np.sum(a * a)


@program(pos(4), 0.5)
@program(pos(4), -0.5)
def returns_early_after_a_store(x, s):
    x[0] *= x[1]
    if s > 0:
        x[1] = s
        return np.sum(x * x)
    x[2] = x[0] * s
    return np.sum(x**3)


@program(pos(5))
def running_maximum(x):
    y = np.sin(3.0 * x)
    for k in range(1, 5):
        if y[k] < y[k - 1]:
            y[k] = y[k - 1]
    return np.sum(y**2)


@program(sgn(5), 3)
def updates_while_any_is_negative(x, n):
    k = 0
    while np.any(x < 0) and k < n:
        x[x < 0] = x[x < 0] ** 2 - 0.2 * x[0]
        k += 1
    return np.sum(x**2)


@program(pos(4), 3)
@program(pos(4), 0)
def first_iteration_is_special(x, n):
    a = np.zeros(4)
    for k in range(n):
        if k == 0:
            a[:] = x
        else:
            a *= x
            a[k] = a[k - 1] * a[k]
    return np.sum(a * a)


@program(pos(4), 4)
def stored_at_every_other_iteration(x, n):
    b = x * 2.0
    for k in range(n):
        if k % 2 == 0:
            kept = b.copy()
            b[k] *= b[k + 1]
        else:
            b += kept * kept
    return np.sum(b)


@program(sgn(6))
def conditional_value_is_stored(x):
    for i in range(6):
        x[i] = x[i] * x[0] if x[i] > 0 else np.sin(x[i])
    return np.sum(x**2)


@program(sgn(6))
def chooses_the_place_of_the_store(x):
    for i in range(6):
        x[0 if x[i] > 0 else -1] += x[i] * x[i]
    return np.sum(x**2)


@program(pos(6), 0.5)
@program(pos(6), -0.5)
def branches_on_a_mask(x, s):
    m = x > 0.9
    if s > 0:
        m[0] = not m[0]
    x[m] *= s
    x[~m] = x[0] ** 2
    return np.sum(x**2)
