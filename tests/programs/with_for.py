"""for: over range, arrays, lists, tuples, zip and enumerate; nested; zero trips; what is carried and what is not."""

import numpy as np

from programs.checker import pos, program, sgn


@program(0.7, 3)
@program(0.7, 0)
@program(0.7, 1)
def range_of_one(x, n):
    y = 1.0
    for _ in range(n):
        y = y * np.sin(x * y)
    return y


@program(0.7)
def range_of_two(x):
    y = x
    for k in range(2, 5):
        y = y * x + k
    return y


@program(0.7)
def range_of_three(x):
    y = x
    for k in range(1, 10, 3):
        y = np.sin(y) * k
    return y


@program(0.7)
def range_backwards(x):
    y = x
    for k in range(7, 0, -2):
        y = np.sin(y * k) + x
    return y


@program(0.7, 5, 2, 3)
@program(0.7, 2, 5, -1)
@program(0.7, 0, 7, 2)
@program(0.7, 3, -4, -3)
def range_of_arguments(x, a, b, c):
    y = x
    for k in range(a, b, c):
        y = np.sin(y) * (k + x)
    return y


@program(0.7)
def range_that_is_empty(x):
    y = x
    for k in range(5, 2):
        y = y * k * x
    return y * x


@program(0.7, 4)
def loop_variable_after_the_loop(x, n):
    for k in range(n):
        x = x * 1.5
    return x * k


@program(0.7, 4)
@program(0.7, 0)
def loop_variable_with_a_value_before(x, n):
    k = 10
    for k in range(n):
        x = np.sin(x)
    return x * k


@program(0.7, 4)
def loop_variable_rebound(x, n):
    for k in range(n):
        k = k * x
        x = x + k * k
    return x


@program(0.7, 4)
def range_bound_rebound_inside(x, n):
    for k in range(n):
        n = n - 1
        x = np.sin(x) * (n + k)
    return x * n


@program(pos(4))
def over_an_array(v):
    s = 0.0
    for x in v:
        s = s + x * x * s + np.sin(x)
    return s


@program(pos(3, 2))
def over_rows(m):
    s = np.zeros(2)
    for row in m:
        s = np.sin(s + row) * row
    return np.sum(s)


@program(pos(3, 2))
def over_rows_and_entries(m):
    s = 1.0
    for row in m:
        for x in row:
            s = s * np.sin(x + s)
    return s


@program(np.zeros(0))
def over_an_empty_array(v):
    s = 2.0
    for x in v:
        s = s * x
    return s


@program([0.3, 0.5, 0.7])
def over_a_list(xs):
    s = 1.0
    for x in xs:
        s = np.sin(s * x)
    return s


@program((0.3, 0.5, 0.7), 2.0)
def over_a_tuple(xs, y):
    for x in xs:
        y = y * x + np.sin(y)
    return y


@program([pos(2), pos(3)])
def over_a_list_of_arrays(xs):
    s = 1.0
    for x in xs:
        s = s * np.sum(x * x)
    return s


@program(0.7)
def over_a_tuple_display(x):
    s = x
    for c in (1.0, 2.0, -0.5):
        s = np.sin(s * c) + x
    return s


@program(0.7)
def over_active_list_display(x):
    s = 1.0
    for y in [x, x * x, np.sin(x)]:
        s = s * y + y
    return s


@program(pos(3), sgn(3))
def zip_of_two(a, b):
    s = 0.0
    for x, y in zip(a, b):
        s = s + x * y * y
    return s


@program(pos(5), [0.3, 0.6, 0.9])
def zip_unequal_lengths(a, b):
    s = 0.5
    for x, y in zip(a, b):
        s = s * x + y
    return s


@program(pos(2), pos(4), pos(3))
def zip_of_three(a, b, c):
    s = 0.5
    for x, y, z in zip(a, b, c):
        s = s * x + y * z
    return s


@program(pos(3))
def zip_with_range(a):
    s = 0.5
    for x, k in zip(a, range(1, 10)):
        s = s * x + k
    return s


@program(pos(3))
def enumerate_from_zero(a):
    s = 0.5
    for k, x in enumerate(a):
        s = s * x + k
    return s


@program(pos(3))
def enumerate_with_start(a):
    s = 0.5
    for k, x in enumerate(a, 2):
        s = s * x + x**k
    return s


@program(pos(3))
def enumerate_with_start_keyword(a):
    s = 0.5
    for k, x in enumerate(a, start=1):
        s = s * x + x**k
    return s


@program([(0.3, 0.5), (0.7, 0.9)])
def over_pairs(pairs):
    s = 1.0
    for a, b in pairs:
        s = s * a + np.sin(b)
    return s


@program(pos(3, 2))
def unpacks_rows_in_the_target(m):
    s = 1.0
    for a, b in m:
        s = s * a + np.sin(b)
    return s


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
