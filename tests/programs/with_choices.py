"""where, clip, maximum; dtypes; arrays made inside; small models."""

import numpy as np

from programs.checker import pos, program, sgn

ints = np.array([1, 2, 3])


@program(sgn(5))
def where_of_two(a):
    return np.sum(np.where(a > 0, a * a, np.sin(a)))


@program(sgn(5))
def where_with_a_constant(a):
    return np.sum(np.where(a > 0, a, 0.0) * np.where(a < 0, 2.0, a))


@program(np.array([2.0, -1.0, 0.5]))
def where_guards_a_logarithm(a):
    return np.sum(np.where(a > 0, np.log(a), 0.0))


@program(np.array([2.0, -1.0, 0.5]))
def where_guards_a_root_and_more(a):
    return np.sum(np.where(a > 0, a * np.sqrt(a), np.where(a < -0.5, a * a, np.log(a))))


@program(np.array([2.0, 0.0, 0.5]), expected=np.array([0.0, 3.0, 0.0]))
@program(np.array([2.0, -1.0, 0.5]))
def where_guards_a_division(a):
    return np.sum(np.where(a > 0, 1.0 / a, 3.0) * a)


@program(np.array([2.0, 0.0, 0.5]), expected=np.array([-0.25, 0.0, -4.0]))
@program(np.array([2.0, -1.0, 0.5]))
def where_guards_a_division_inside(a):
    return np.sum(1.0 / np.where(a > 0, a, 1.0))


@program(sgn(5), 0.5)
def where_broadcasts(a, x):
    return np.sum(np.where(a[:, None] > 0, a, x))


@program(np.array([-2.0, -0.5, 0.5, 2.0]))
def clips(a):
    return np.sum(np.clip(a, -1.0, 1.0) * a) + np.sum(a.clip(-0.7, 0.7)) + np.sum(np.clip(a, None, 0.6) ** 2)


@program(sgn(5), sgn(5)[::-1] * 0.7)
def maximum_chain(a, b):
    return np.sum(np.maximum(np.minimum(a, 0.4), np.maximum(b, -0.3)) ** 2)


@program(sgn(5))
def leaky(a):
    return np.sum(np.maximum(a, 0.1 * a) + np.abs(a) * np.sign(a))


@program(sgn(5))
def masks_as_numbers(a):
    return np.sum((a > 0) * a * a) + np.sum(a[a > 0]) * np.sum(a < 0)


@program(pos(3))
def constant_int_arrays(a):
    return np.sum(a * ints + a**ints + ints / a)


@program(pos(3), np.array([1, 2, 3]))
def int_array_argument(a, n):
    return np.sum(a * n + a**n)


@program(pos(3), np.array([True, False, True]))
def bool_array_argument(a, m):
    return np.sum(a * m) + np.sum(np.where(m, a * a, a))


@program(pos(3).astype(np.float32))
def single_precision(a):
    return np.sum(np.sin(a) * a)


@program(pos(3).astype(np.float32), pos(3))
def mixed_precision(a, b):
    return np.sum(a * b) + np.sum(a * a)


@program(pos(2, 3).astype(np.float32), 0.7)
def single_and_python_float(a, x):
    return np.mean(a * x) * 2.0 + np.max(a)


@program(pos(3).astype(np.float32), pos(3).astype(np.float32))
def single_precision_result(a, b):
    return np.exp(a) * b / 2


@program(pos(3))
def astype_down_and_up(a):
    return np.sum(a.astype(np.float64) * 2.0) + np.sum(a * np.ones(3, dtype=np.float32))


@program(pos(2, 3))
def methods_and_functions(a):
    return (a.sum() + np.sum(a)) * a.mean() + a.max() * np.max(a) + a.T.sum(axis=0)[1] + a.dot(a.T).trace()


@program(pos(2, 3))
def attributes_as_numbers(a):
    n, d = a.shape
    return np.sum(a) / n + np.sum(a * a) / a.size + a.ndim * np.sum(a[0]) / d + len(a) * a[0, 0]


@program(0.7)
def arrays_made_inside(x):
    a = np.arange(3) * x
    b = np.linspace(0.0, 1.0, 3) + x
    return np.sum(a * b) + np.sum(np.ones((2, 3)) * a) + np.sum(np.zeros(3) + b) + np.sum(np.full(3, x) * b)


@program(0.7, 2.0)
def linspace_of_active_ends(x, y):
    return np.sum(np.linspace(x, y, 5) ** 2)


@program(pos(3))
def arrays_made_like(a):
    return np.sum(np.zeros_like(a) + a) + np.sum(np.ones_like(a) * a * a) + np.sum(np.full_like(a, 2.0) * a)


@program(0.7, 0.3)
def array_of_numbers(x, y):
    v = np.array([x, y, x * y, 2.0])
    return np.sum(v * v) * v[2]


@program(0.7, 0.3)
def matrix_of_numbers(x, y):
    m = np.array([[x, y], [1.0, x * y]])
    return np.sum(m @ m)


@program(pos(3), pos(3))
def logistic_regression(w, x):
    y = 1.0 / (1.0 + np.exp(-(x @ w)))
    return -(np.log(y) * 0.3 + np.log(1.0 - y) * 0.7)


@program(pos(4, 3), pos(3), np.array([1.0, 0.0, 1.0, 1.0]))
def logistic_batch(X, w, t):
    y = 1.0 / (1.0 + np.exp(-X @ w))
    return -np.mean(t * np.log(y) + (1.0 - t) * np.log(1.0 - y))


@program(sgn(3, 2), pos(4, 2))
def pairwise_distances(a, b):
    d = a[:, None, :] - b[None, :, :]
    return np.sum(np.sqrt(np.sum(d * d, axis=-1)))


@program(pos(3))
def cumulative(a):
    return np.sum(np.cumsum(a) * a) + np.sum(np.cumprod(a))
