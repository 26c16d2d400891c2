# ruff: noqa: B007, B905
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


@program(pos(3), sgn(3), [0.3, 0.6, 0.9])
def zip_strict(a, b, c):
    s = 0.5
    for (x, y), z in zip(zip_strict_pairs(a, b), c, strict=True):
        s = s * x + y * z
    for x, y in zip(a, b, strict=False):
        s = s * x - y
    return s


def zip_strict_pairs(a, b):
    return np.stack((a, b), axis=1)


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
