"""NumPy's functions and methods that write into an array."""

import numpy as np

from programs.checker import pos, program, sgn


@program(pos(4), pos(4))
def out_of_add(a, b):
    c = np.zeros(4)
    np.add(a, b, out=c)
    np.multiply(c, a, out=c)
    return np.sum(c * c)


@program(pos(4), pos(4))
def out_is_an_operand(a, b):
    np.multiply(a, b, out=a)
    np.subtract(b, a, out=b)
    np.multiply(a, a, out=a)
    return np.sum(a * b)


@program(pos(4))
def exp_over_itself(x):
    np.exp(x, out=x)
    np.sqrt(x, out=x)
    np.tanh(x, out=x)
    return np.sum(x * x)


@program(pos(4))
def out_is_what_is_returned(x):
    a = x * 1.0
    b = np.multiply(x, x, out=a)
    b[0] = 3.0 * x[1]
    a[1] = b[0]
    return np.sum(a * b)


@program(pos(5))
def out_overlaps_its_operands(x):
    np.add(x[:-1], x[1:], out=x[1:])
    np.multiply(x[::-1], x, out=x)
    return np.sum(x**2)


@program(pos(6), pos(3))
def out_is_every_other_entry(x, v):
    np.multiply(x[1::2], v, out=x[::2])
    np.negative(x, out=x[:])
    return np.sum(x**3)


@program(pos(2, 3), pos(3))
def out_is_larger_than_the_result(A, v):
    np.multiply(v, v, out=A)
    A[0] *= v
    return np.sum(A**2)


@program(sgn(4))
def maximum_over_itself(x):
    a = x * 2.0
    np.maximum(a, 0.0, out=a)
    np.clip(a, 0.3, 0.6, out=a)
    return np.sum(a * x)


@program(pos(3, 3), pos(3))
def product_into_a_buffer(A, x):
    y = np.empty(3)
    for _ in range(3):
        np.dot(A, x, out=y)
        x = np.sin(y)
    return np.sum(x * y)


@program(pos(3, 3), pos(3))
def product_into_a_row(A, x):
    np.matmul(A, x, out=A[1])
    return np.sum(A**2)


@program(pos(3, 4))
def sum_into_a_buffer(A):
    s = np.zeros(4)
    np.sum(A, axis=0, out=s)
    A *= s
    np.sum(A, axis=0, out=s)
    return np.sum(s * s)


@program(pos(4))
def running_sum_over_itself(x):
    np.cumsum(x, out=x)
    x *= x
    return np.sum(x)


@program(pos(4), pos(4))
def copies_into_a_buffer(x, y):
    b = np.empty_like(x)
    np.copyto(b, x)
    b *= y
    np.copyto(x, b * b)
    return np.sum(x * b)


@program(sgn(4), pos(4))
def copies_where_a_mask_holds(x, y):
    np.copyto(y, x * x, where=x > 0)
    np.copyto(x, 0.0, where=y > 0.6)
    return np.sum(y**2) + np.sum(x**2)


@program(pos(2, 3), pos(3), 0.7)
def copies_with_broadcasting(A, r, s):
    np.copyto(A, r * A[0])
    np.copyto(A[1], s)
    np.copyto(A[:, 2], A[:, 0])
    return np.sum(A**2)


@program(pos(5))
def copies_over_itself(x):
    np.copyto(x[1:], x[:-1])
    np.copyto(x, x[::-1])
    return np.sum(x**2 * np.arange(5))


@program(pos(4), pos(4), np.array([1, 3, 1, 1]))
def adds_at_repeated_indices(x, v, ix):
    np.add.at(x, ix, v * x[1])
    return np.sum(x * x)


@program(pos(4), pos(4), np.array([1, 3, -3, 0]))
def subtracts_at_repeated_indices(x, v, ix):
    np.subtract.at(x, ix, v)
    np.subtract.at(x, [0, 0], x[2])
    return np.sum(x**3)


@program(pos(4, 2), pos(3, 2), np.array([1, 3, 1]))
def adds_rows_at_repeated_indices(A, V, ix):
    np.add.at(A, ix, V)
    np.add.at(A, (ix, 0), V[:, 1] ** 2)
    return np.sum(A**2)


@program(pos(4), 0.3, np.array([1, 3, 1]))
def adds_one_number_at_indices(x, s, ix):
    np.add.at(x, ix, s)
    ix = ix - 1
    np.add.at(x, ix, s * s)
    return np.sum(x * x)


@program(pos(5), np.array([0, 1, 1, 2, 0]))
def segment_sums(x, segment):
    s = np.zeros(3)
    np.add.at(s, segment, np.exp(x))
    x /= s[segment]
    return np.sum(x**2)


@program(pos(4), 0.3)
def fills(x, s):
    a = x * x
    y = a * x
    a.fill(s * x[0])
    return np.sum(a * y)


@program(pos(5), 0.3)
def fills_a_part(x, s):
    x[1:3].fill(s)
    x[::-1][:1].fill(x[0] * s)
    return np.sum(x**2)


@program(pos(3, 3), 0.3)
def fills_a_column_through_the_transpose(A, s):
    A.T[0].fill(s)
    A[1].fill(A[2, 2])
    return np.sum(A**3)


@program(sgn(6))
def sorts_itself(x):
    x.sort()
    x *= np.arange(6)
    return np.sum(x**2 * x[-1])


@program(sgn(6))
def sorts_downwards_through_a_view(x):
    x[::-1].sort()
    x[2:].sort()
    return np.sum(x**2 * np.arange(6))


@program(sgn(6))
def order_is_forgotten_by_the_next_sort(x):
    a = x * x
    a.sort()
    a[0] += a[5] * 2.0
    a[1] *= x[0]
    a.sort()
    return np.sum(a * np.arange(6))


@program(sgn(3, 4))
def sorts_along_axes(A):
    A.sort(axis=0)
    A *= np.arange(4)
    A.sort()
    return np.sum(A**2 * np.arange(12).reshape(3, 4))


@program(pos(5), pos(3))
def puts(x, v):
    np.put(x, [0, -1, 0], v)
    np.put(x, [1, 2, 3], v[:2])
    return np.sum(x**2)


@program(pos(2, 3), 0.7)
def puts_into_a_matrix(A, s):
    np.put(A, [1, 5], s * A[0, 0])
    A.put([2, 3], [s, s * s])
    return np.sum(A**2)


@program(pos(3, 3), 0.7)
def fills_the_diagonal(A, s):
    B = A * A
    np.fill_diagonal(B, s * A[0, 1])
    return np.sum(B @ A)


@program(pos(3, 4), pos(3))
def fills_the_diagonal_with_a_vector(A, v):
    np.fill_diagonal(A, v * np.diagonal(A))
    return np.sum(A**2)


@program(pos(3, 3), pos(3))
def diagonal_through_flat(A, v):
    A.flat[:: 3 + 1] = v
    A.flat[2] *= A.flat[-1]
    A.flat[[1, 3]] = v[:2] ** 2
    return np.sum(A**2)


@program(pos(3, 3))
def flat_of_a_transpose(A):
    A.T.flat[1] = A[0, 0] * A[0, 1]
    A[:, 1].flat[:2] = A[2, :2]
    return np.sum(A**2)


@program(pos(3, 3), 0.7)
def diagonal_by_indices(A, s):
    k = np.arange(3)
    A[k, k] += s
    A[k[:-1], k[1:]] *= A[k[1:], k[:-1]]
    return np.sum(A**3)
