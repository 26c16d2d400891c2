# ruff: noqa: B007
"""More loops: nested, with branches, what is carried from one iteration to the next."""

import numpy as np

from programs.checker import pos, program, sgn


@program(0.7, 3)
def nested_loops(x, n):
    s = x
    for i in range(n):
        for j in range(2):
            s = np.sin(s) * (i + j + x)
        s = s + x
    return s


@program(0.7, 4)
def triangular_loops(x, n):
    s = 1.0
    for i in range(n):
        for j in range(i):
            s = np.sin(s * x) + j
        for j in range(i, n):
            s = s * x
    return s


@program(0.7)
def three_deep(x):
    s = x
    for i in range(2):
        for j in range(2):
            for k in range(i + j):
                s = np.sin(s) * x + k
    return s


@program(sgn(6))
def branches_change_each_iteration(v):
    s = 0.3
    for x in v:
        if x > 0:
            s = s * x + np.sin(x)
        else:
            s = s - x * x
    return s


@program(sgn(6))
def changed_in_one_branch_only(v):
    s = 0.3
    t = 1.0
    for x in v:
        if x > 0:
            t = t * np.exp(x)
        s = s + t * x
    return s * t


@program(sgn(6), 0.7)
def three_branches_in_a_loop(v, y):
    s = 0.3
    for k, x in enumerate(v):
        if k == 0:
            s = s * y
        elif x > 0:
            y = y * x
            if y > 0.3:
                s = s + np.sin(y)
        else:
            s = s * s + x
    return s


@program(0.7, 4)
def starts_from_int_zero(x, n):
    s = 0
    for k in range(n):
        s = s + x**k
    return s


@program(0.7, 0)
def float_accumulator_zero_trips(x, n):
    s = 0.0
    for k in range(n):
        s = s + x * k
    return s


@program(0.7, 4)
def int_counter_beside(x, n):
    count = 0
    for k in range(n):
        if k % 2:
            count += 1
            x = x * count
    return x * count


@program(pos(4))
def several_accumulators(v):
    s, p, q = 0.0, 1.0, 0.5
    for x in v:
        s += x
        p *= x
        q = q * s + p
    return s * p - q


@program(pos(4))
def accumulator_of_arrays(v):
    total = np.zeros(4)
    for k in range(3):
        total = total + np.sin(v * k) * total + v
    return np.sum(total)


@program(pos(3, 3), pos(3))
def power_iteration(A, v):
    for _ in range(4):
        v = A @ v
        v = v / np.sqrt(np.sum(v * v))
    return v @ A @ v


@program(0.7, 3)
def assigned_in_the_loop_only(x, n):
    for k in range(n):
        y = x * k
        z = y * y
    return z + y


@program(0.7, 3)
def temporary_read_in_the_next_iteration(x, n):
    last = x
    for k in range(n):
        new = np.sin(last) * x
        x = last
        last = new
    return last * x


@program(0.7, 3)
def inactive_work_in_a_loop(x, n):
    w = 1.0
    for k in range(n):
        w = w * 0.5 + k
        x = x * w
    return x


@program(0.7, 3)
def unused_work_in_a_loop(x, n):
    w = x
    for k in range(n):
        w = w * x * k
    return x * x


@program(0.7)
def loop_then_loop(x):
    for _ in range(3):
        x = np.sin(x)
    y = x
    for _ in range(2):
        x = x * y
    for _ in range(2):
        y = y * x
    return x + y


@program(0.7, 5)
def linear_loop(x, n):
    s = 0.0
    for k in range(n):
        s = s + x
    return s


@program(0.7, -0.7)
@program(-0.7, 0.7)
def loop_in_a_branch(x, y):
    if x > 0:
        for k in range(3):
            y = y * x + k
    else:
        for _ in range(2):
            y = np.sin(y) + x
    return y


@program(pos(4), 3)
def gather_in_a_loop(v, n):
    s = 1.0
    for k in range(n):
        s = s * v[k] + v[k + 1] * v[-1]
    return s


@program(pos(3, 4))
def items_of_a_matrix_in_a_loop(m):
    s = 0.0
    for i in range(m.shape[0]):
        for j in range(m.shape[1]):
            s = s + m[i, j] ** 2 * m[i, 0]
    return s


@program(pos(4))
def len_and_shape_bounds(v):
    s = 0.0
    for k in range(1, len(v)):
        s = s + v[k] * v[k - 1]
    for k in range(v.size - 1, -1, -1):
        s = s * v[k]
    return s


@program(pos(4))
def shrinking_array(v):
    for _ in range(3):
        v = v[1:] * v[:-1]
    return np.sum(v)


@program(pos(2))
def growing_array(v):
    for _ in range(3):
        v = np.concatenate([v, v * v])
    return np.sum(v)
