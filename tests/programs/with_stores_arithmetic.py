"""Augmented assignment to whole arrays, broadcasting stores, overlap."""

import numpy as np

from programs.checker import pos, program


@program(pos(4), pos(4))
def adds_to_a_local(x, y):
    a = x * y
    a += y
    a -= x * a
    return np.sum(a * a)


@program(pos(4), pos(4))
def adds_to_the_argument(x, y):
    x += y
    return np.sum(x * x)


@program(pos(4))
def squares_itself(x):
    a = np.sin(x)
    a *= a
    a *= a
    return np.sum(a)


@program(pos(4))
def divides_by_itself_and_more(x):
    a = x + 1.0
    a /= a + x
    a -= a * a
    return np.sum(a**2)


@program(pos(4), 3)
def raises_itself_to_a_power(x, n):
    x **= 2
    x **= n
    return np.sum(x)


@program(pos(4))
def floor_and_remainder(x):
    a = x * 7.0
    b = x * 5.0
    a //= 2.0
    b %= 1.5
    return np.sum(a * b * x)


@program(pos(4))
def centres_itself(x):
    x -= x.mean()
    x *= x.std()
    return np.sum(x**3)


@program(pos(4))
def normalises_itself(x):
    x /= np.sum(x)
    x /= np.sqrt(np.sum(x * x))
    return np.sum(x**3)


@program(pos(4))
def softmax_in_place(x):
    x -= np.max(x)
    np.exp(x, out=x)
    x /= x.sum()
    return x


@program(pos(3, 4))
def softmax_of_rows_in_place(A):
    A -= A.max(axis=1, keepdims=True)
    np.exp(A, out=A)
    A /= A.sum(axis=1, keepdims=True)
    return np.sum(A**2)


@program(pos(5))
def subtracts_the_one_before(x):
    x[1:] -= x[:-1]
    return np.sum(x**3)


@program(pos(5))
def adds_the_one_after(x):
    x[:-1] += x[1:]
    x[1:] *= x[:-1]
    return np.sum(x**2)


@program(pos(5))
def moves_up_over_itself(x):
    x[1:] = x[:-1]
    x[0] = x[1] * x[4]
    return np.sum(x**3)


@program(pos(6))
def reverses_itself(x):
    x[:] = x[::-1]
    x[:3] *= x[::-1][:3]
    x += x[::-1]
    return np.sum(x**3 * np.arange(6))


@program(pos(3, 3))
def adds_its_transpose(A):
    A += A.T
    A[0, 1] *= A[2, 0]
    return np.sum(A**3)


@program(pos(3, 3))
def subtracts_its_own_row(A):
    A -= A[0]
    A *= A[1:2] + 2.0
    A += A[:, 1:2]
    return np.sum(A**3)


@program(pos(4))
def subtracts_its_own_entry(x):
    x -= x[1]
    x += x[2:3]
    return np.sum(x**3)


@program(pos(3, 4), pos(4), pos(3, 1))
def broadcasts_while_adding(A, r, c):
    A += r
    A *= c
    A -= 0.5
    return np.sum(A * A)


@program(pos(2, 3), 0.7)
def number_to_a_matrix(A, s):
    B = np.sin(A)
    B[...] = s
    B[0] += A[1]
    return np.sum(B * B)


@program(pos(2, 3), pos(3))
def row_to_a_matrix(A, r):
    A[:] = r * A[0]
    A[0] *= A[1]
    return np.sum(A * A)


@program(pos(2, 3), pos(2, 1))
def column_to_a_matrix(A, c):
    A[...] = c
    A[:, 1:] = c * A[:, :1]
    return np.sum(A * A)


@program(pos(3), pos(1, 3))
def matrix_of_one_row_to_a_vector(x, r):
    a = np.zeros(3)
    a[:] = r
    a[1:] *= x[:2]
    return np.sum(a * a)


@program(pos(3), pos(1))
def array_of_one_to_a_slice(x, u):
    x[1:] = u * x[0]
    x += u
    return np.sum(x * x)


@program(pos(3), np.array(0.7))
def array_of_no_dimension_to_a_vector(x, s):
    x[:2] = s
    x[2] = s * s
    x *= s
    return np.sum(x * x)


@program(np.array(0.7), 0.3)
def array_of_no_dimension_is_changed(x, s):
    y = x
    x += s
    x[...] = x * y
    x[()] = y * s
    return y * y


@program(np.array(0.7))
def array_of_no_dimension_is_filled(x):
    a = np.zeros(())
    a[...] = x * x
    a += x
    return a * a


@program(pos(0), pos(3))
def empty_array_is_changed(e, x):
    e += 1.0
    e[:] = x[1:1]
    e[...] = 3.0
    x[2:2] = e
    return np.sum(x * x) + np.sum(e)


@program(pos(4))
def empty_slices_are_changed(x):
    x[2:2] = 7.0
    x[3:1] *= 9.0
    x[4:] += x[0]
    return np.sum(x * x)


@program(pos(2, 1, 2), pos(2))
def middle_axis_of_size_one(A, r):
    A[:, 0] = r
    A[0, :, 1] += r[:1]
    A[1] *= A[0]
    return np.sum(A**2)


@program(pos(4), pos(4))
def rebinding_leaves_the_other_name(x, y):
    a = x * y
    b = a
    a = a + 1.0
    a[0] = 5.0
    return np.sum(a * b)


@program(pos(4), pos(4))
def adding_changes_the_other_name(x, y):
    a = x * y
    b = a
    a += 1.0
    a[0] = 5.0 * x[1]
    return np.sum(b * b)


@program(pos(4))
def first_rebound_then_changed(x):
    x = x * x
    x += 1.0
    x = x * x
    x *= x[0]
    return np.sum(x)


@program(pos(4))
def right_side_is_the_old_array(x):
    a = x * 1.0
    a += a[0] * a
    a[0] += a[0]
    a *= a.sum() - a
    return np.sum(a)
