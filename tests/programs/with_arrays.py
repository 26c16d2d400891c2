"""Arrays: broadcasting, reductions, products, dtypes, where and clip and maximum chains."""

import numpy as np

from programs.checker import pos, program

mask = np.array([True, False, True])
ints = np.array([1, 2, 3])


@program(pos(3), pos(3))
def elementwise(a, b):
    return np.sum(a * b + np.sin(a) / b - a**2)


@program(pos(3), pos(3))
def elementwise_result(a, b):
    return a * b + np.exp(a)


@program(pos(2, 3), 0.7)
def array_and_float(a, x):
    return np.sum(a * x + x / a + a**x + x**a)


@program(pos(2, 3), np.array(0.7))
def array_and_zero_d(a, x):
    return np.sum(a * x + x / a)


@program(pos(2, 3), pos(3))
def rows_and_vector(a, b):
    return np.sum(a * b - b / a)


@program(pos(2, 1), pos(1, 3))
def column_times_row(a, b):
    return np.sum(np.sin(a * b) + a)


@program(pos(2, 3), pos(1))
def array_and_one(a, b):
    return np.sum(a * b + b)


@program(pos(4, 1, 3), pos(2, 1))
def broadcasting_of_different_ranks(a, b):
    return a * b + np.exp(b)


@program(pos(1), pos(1, 1))
def broadcasting_of_ones(a, b):
    return np.sum(a * b)


@program(pos(0), pos(1))
def empty_and_one(a, b):
    return np.sum(a * b) + np.sum(b)


@program(pos(0, 3), pos(3), 0.5)
def empty_rows(a, b, x):
    return np.sum(a * b * x) + x


@program(pos(0))
def empty_result(a):
    return np.sin(a) * a


@program(pos(2, 3), pos(2, 3))
def matrix_and_transpose(a, b):
    return np.sum((a.T @ b) ** 2)


@program(pos(3), pos(3))
def sum_of_all(a, b):
    return a.sum() * b.sum() + np.sum(a) ** 2


@program(pos(2, 3, 2))
def sum_over_axes(a):
    return np.sum(a, axis=0) * 2.0 + np.sum(a * a, axis=(0, 1)) * np.sum(a, axis=-1)[0, 0]


@program(pos(2, 3))
def sum_keepdims(a):
    return a / np.sum(a, axis=1, keepdims=True) + a.sum(axis=0, keepdims=True) * a.sum(keepdims=True)


@program(pos(2, 3))
def softmax(a):
    e = np.exp(a - np.max(a, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


@program(pos(2, 3))
def means(a):
    return np.mean(a) * np.sum(a.mean(axis=0) ** 2) + np.sum(np.mean(a, 1, keepdims=True) * a)


@program(pos(2, 3))
def variances(a):
    return np.var(a) + np.sum(np.var(a, axis=0)) + np.sum(a.var(axis=1, ddof=1, keepdims=True) * a)


@program(pos(2, 3))
def deviations(a):
    return np.std(a) + np.sum(a.std(axis=0) * a) + np.std(a, ddof=1)


@program(pos(2, 3))
def products_over_axes(a):
    return np.prod(a) + np.sum(np.prod(a, axis=0) ** 2) + np.sum(a.prod(axis=1, keepdims=True) * a)


@program(np.array([2.0, 0.0, 3.0]))
def product_with_a_zero(a):
    return np.prod(a)


@program(pos(2, 3))
def extrema(a):
    return np.max(a) * np.min(a) + np.sum(a.max(axis=0) * a) + np.sum(np.min(a, axis=1, keepdims=True) * a)


@program(np.array([2.0, 3.0, 3.0]), expected=np.array([0.0, 0.5, 0.5]))
def max_with_ties(a):
    return np.max(a)


@program(np.array([2.0, 3.0]), np.array([2.0, 1.0]), expected=(np.array([0.5, 1.0]), np.array([0.5, 0.0])))
def maximum_with_ties(a, b):
    return np.sum(np.maximum(a, b))


@program(pos(3), pos(3))
def vector_products(a, b):
    return a @ b + np.dot(a, a) * b.dot(b)


@program(pos(2, 3), pos(3), pos(2))
def matrix_and_vectors(A, b, c):
    return c @ A @ b + np.sum(A @ b * c) + np.sum((c @ A) ** 2)


@program(pos(4, 2, 3), pos(3, 5))
def matmul_batch_and_matrix(A, B):
    return np.matmul(A, B)


@program(pos(1, 2, 3), pos(4, 3, 2))
def matmul_batches(A, B):
    return np.sum((A @ B) ** 2)


@program(pos(4, 2, 3), pos(3))
def matmul_batch_and_vector(A, b):
    return np.sum((A @ b) ** 2)


@program(pos(3), pos(4, 3, 2))
def matmul_vector_and_batch(a, B):
    return a @ B


@program(pos(2, 3), pos(3, 2), 0.5)
def dot_of_matrices_and_scalars(A, B, x):
    return np.sum(np.dot(A, B) ** 2) + np.sum(np.dot(A, x) ** 2)


@program(pos(3), pos(2))
def outer_product(a, b):
    return np.sum(np.outer(a, b) ** 2)
