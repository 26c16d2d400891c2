"""Stores through masks and through arrays of indices, with repeated ones."""

import numpy as np

from programs.checker import pos, program, sgn


@program(sgn(6), 1.7)
def mask_times_a_number(x, s):
    a = x * 1.0
    a[a > 0] *= s
    return np.sum(a**3)


@program(sgn(6))
def negative_ones_to_zero(x):
    y = x * 2.0
    y[y < 0] = 0
    return np.sum(y * y) + np.sum(y)


@program(sgn(6))
def mask_of_the_argument_itself(x):
    x[x < 0] *= x[x < 0]
    return np.sum(x**3)


@program(sgn(6), 0.3)
def mask_gets_one_number(x, s):
    x[x > 0.1] = s * x[0]
    return np.sum(x * x)


@program(sgn(6), pos(6))
def mask_gets_what_the_mask_reads(x, y):
    m = x > 0
    x[m] = y[m] ** 2
    y[~m] += x[~m]
    return np.sum(x * y)


@program(sgn(6))
def mask_is_changed_after_its_use(x):
    m = x > 0
    x[m] *= x[m]
    m[:] = True
    m[0] = False
    x[m] += 1.0
    m[:] = False
    return np.sum(x**3)


@program(sgn(6))
def mask_stays_while_its_array_changes(x):
    m = x > 0
    x[:] = -x
    x[m] = x[m] ** 2 * 3.0
    return np.sum(x * x)


@program(sgn(3, 4))
def mask_of_two_dimensions(A):
    A[A > 0] = A[A > 0] ** 2
    return np.sum(A**3)


@program(sgn(3), pos(3, 2), pos(2))
def mask_of_rows(v, A, r):
    A[v > 0] = r * v[1]
    A[v < 0] *= 3.0
    return np.sum(A * A)


@program(sgn(4), pos(3, 4))
def mask_of_columns(v, A):
    A[:, v > 0] *= A[:, :1]
    A[1, v < 0] = v[v < 0]
    return np.sum(A**2)


@program(pos(4))
def mask_that_selects_nothing(x):
    x[x > 9] = 3.0
    x[x > 8] *= x[x > 8]
    return np.sum(x * x)


@program(pos(4), 0.3)
def mask_that_selects_all(x, s):
    x[x > -9] = s
    return np.sum(x * x) * s


@program(sgn(6))
def copy_of_a_mask_selection(x):
    y = x[x > 0]
    y *= 5.0
    return np.sum(y * y) + np.sum(x * x)


@program(sgn(6))
def store_into_a_selection_is_lost(x):
    x[x > 0][0] = 7.0
    x[[1, 2]][:] = 9.0
    return np.sum(x * x)


@program(pos(5), pos(3))
def list_of_indices(x, v):
    x[[4, 0, 2]] = v
    return np.sum(x * x * x[0])


@program(pos(5), pos(4))
def last_of_repeated_indices_wins(x, v):
    x[[1, 3, 1, 1]] = v
    return np.sum(x * x)


@program(pos(5), pos(4), np.array([2, 0, -3, 2]))
def repeated_through_a_negative_index(x, v, ix):
    x[ix] = v * x[0]
    return np.sum(x**2)


@program(pos(5), pos(4), np.array([1, 3, 1, 1]))
def repeated_indices_add_once(x, v, ix):
    x[ix] += v
    return np.sum(x * x)


@program(pos(5), pos(4), np.array([1, 3, 1, 1]))
def repeated_indices_multiply_once(x, v, ix):
    x[ix] *= v * v
    return np.sum(x * x)


@program(pos(5), 0.3, np.array([1, 3, 1]))
def repeated_indices_get_one_number(x, s, ix):
    x[ix] = s
    x[ix] += x[0] * s
    return np.sum(x * x)


@program(pos(4, 2), pos(3, 2), np.array([1, 3, 1]))
def repeated_rows(A, V, ix):
    A[ix] = V
    A[ix] *= V
    return np.sum(A**2)


@program(pos(4, 2), pos(2), np.array([1, 3, 1]))
def repeated_rows_get_one_row(A, v, ix):
    A[ix] = v
    A[ix, 0] += v[1]
    return np.sum(A**2)


@program(pos(3, 4), pos(3), np.array([0, 2, 0]), np.array([1, 1, 1]))
@program(pos(3, 4), pos(3), np.array([0, 1, 2]), np.array([3, 0, 1]))
def rows_and_columns(A, v, rows, cols):
    A[rows, cols] = v
    A[cols[:2] - 1, rows[:2]] *= v[:2]
    return np.sum(A * A)


@program(pos(3, 4), np.array([3, 0, 1]))
def subtracts_one_in_each_row(A, labels):
    A[np.arange(3), labels] -= 1.0
    A /= 3.0
    return np.sum(A * A)


@program(pos(3, 4), pos(2, 2))
def indices_of_two_dimensions(A, V):
    ix = np.array([[0, 2], [1, 0]])
    A[ix, 1] = V
    return np.sum(A**3)


@program(pos(4, 3), np.array([2, 0]))
def slice_with_indices(A, ix):
    A[1:3, ix] = A[:2, ix] ** 2
    A[ix, 1:] += A[ix, :-1]
    return np.sum(A * A)


@program(pos(5), pos(3))
def indices_are_changed_after_their_use(x, v):
    ix = np.array([0, 2, 4])
    x[ix] = v * x[ix]
    ix[:] = 1
    ix[2] = 3
    x[ix] += v
    ix += 1
    return np.sum(x * x)


@program(pos(5))
def indices_are_changed_after_a_read(x):
    ix = np.array([0, 2, 4])
    y = x[ix]
    ix -= 1
    z = x[ix]
    ix[:] = 0
    return np.sum(y * y * z)


@program(pos(4, 2))
def rows_change_places(A):
    A[[0, 1]] = A[[1, 0]]
    A[[1, 2, 3]] = A[[3, 1, 2]] * A[[0, 0, 1]]
    return np.sum(A[0] ** 2) + np.sum(A[1:] ** 3)


@program(pos(5), np.array([3, 1, 4, 0, 2]))
def permutes_itself(x, p):
    x[p] = x
    x[:] = x[p] * x
    x[p[::-1]] -= x
    return np.sum(x**3 * np.arange(5))


@program(pos(5), np.array([3, 1, 4, 0, 2]))
def permutation_is_shuffled_meanwhile(x, p):
    q = p.copy()
    for k in range(4):
        x[q[k]] = x[q[k]] * x[q[k + 1]]
        q[k + 1], q[0] = q[0], q[k + 1]
    return np.sum(x**2)


@program(pos(6))
def histogram_of_floats(x):
    bins = np.zeros(3)
    for k in range(6):
        bins[int(x[k] * 1.9)] += x[k] ** 2
    return np.sum(bins**2)


@program(pos(6), pos(4))
def mask_within_a_slice(x, v):
    part = x[1:5]
    part[part > 0.9] = v[part > 0.9] * part[0]
    return np.sum(x**2)


@program(pos(4), pos(4))
def slice_of_a_slice_is_stored_to(x, v):
    x[1:][:2][0] = v[0] * x[0]
    x[::-1][1:3] *= v[1:3]
    return np.sum(x**2)


@program(pos(3, 3))
def row_then_entry(A):
    A[1][2] = A[0][0] * A[1][2]
    A[-1][:2] += A[0][1:]
    return np.sum(A**2)


@program(sgn(6))
def clipped_then_every_other_to_zero(x):
    x[x < 0] = 0.0
    x[::2] = 0.0
    return np.sum(x**2)
