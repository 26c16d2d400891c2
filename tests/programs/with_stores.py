"""Stores into arrays: entries, slices, and what was computed from them before."""

import numpy as np

from programs.checker import pos, program, sgn


@program(pos(4), 0.7)
def stores_an_entry(x, s):
    a = x * 2.0
    a[1] = s
    return np.sum(a * a)


@program(pos(4), 0.7)
def stores_at_a_negative_index(x, s):
    a = np.sin(x)
    a[-1] = s * s
    a[-2] = a[-1] * a[3]
    return np.sum(a**3)


@program(pos(5), 2)
@program(pos(5), -3)
def stores_at_a_computed_index(x, k):
    a = x * x
    a[(k + 1) % 5] = np.sin(x[k]) * a[k]
    return np.sum(a * x)


@program(pos(4))
def index_is_rebound_after_the_store(x):
    a = x * 1.0
    i = 1
    a[i] = a[i] * a[i]
    i = i + 2
    a[i] = a[i] * a[i - 2]
    i = 0
    return np.sum(a * x)


@program(pos(4))
def index_is_an_argmax(x):
    a = x * 2.0
    k = np.argmax(a)
    a[k] = np.exp(-a[k]) * a[0]
    return np.sum(a**2)


@program(pos(4))
def stores_into_the_argument(x):
    x[0] = x[1] * x[2]
    x[1] = x[0] * x[0]
    return np.sum(x * x)


@program(pos(4))
def overwrites_all_of_the_argument(x):
    s = np.sum(x * x)
    x[:] = 0.0
    return s + np.sum(x)


@program(pos(4), 0.3)
def stores_the_same_entry_twice(x, s):
    x[2] = s * x[0]
    x[2] = s * s
    return np.sum(x * x) + x[2]


@program(pos(4), 0.3)
def one_statement_stores_twice(x, s):
    a = x * 1.0
    a[0] = a[1] = s * x[2]
    return np.sum(a**3)


@program(pos(4), 0.3)
def a_name_and_an_entry_at_once(x, s):
    a = x * 1.0
    a[0] = t = s * a[0]
    t = t * a[0]
    return np.sum(a * a) * t


@program(pos(5), pos(2))
def stores_a_slice(x, v):
    a = x * x
    a[1:3] = v * a[3:]
    return np.sum(a * a)


@program(pos(6))
def slice_times_a_number(x):
    a = np.cos(x)
    a[::2] *= 3.0
    a[1::2] *= a[1]
    return np.sum(a * a)


@program(pos(6), pos(3))
def slice_with_a_negative_step(x, v):
    a = x * 1.0
    a[::-2] = v
    a[4:1:-1] += v * v
    return np.sum(a**3)


@program(pos(3, 4), pos(2))
def rows_of_a_column(A, v):
    A[0:2, 3] += v * A[2, 0]
    A[1:, 0] *= v
    return np.sum(A * A)


@program(pos(2, 3, 2), pos(2, 2))
def ellipsis_in_a_store(A, v):
    A[..., 0, :] = v * A[..., 1, :]
    A[..., 1] *= A[..., 0]
    return np.sum(A * A)


@program(pos(2, 3), pos(2))
def new_axis_in_a_store(A, v):
    A[:, 1:2] = v[:, None] * A[:, :1]
    A[None, :, 2] = v[None] ** 2
    return np.sum(A**2)


@program(pos(5), 1, 4)
@program(pos(5), 3, 3)
@program(pos(5), -2, 9)
def slice_with_computed_bounds(x, lo, hi):
    x[lo:hi] *= x[lo:hi]
    return np.sum(x**2)


@program(pos(4))
def square_before_a_store(x):
    a = x * 2.0
    y = a * a
    a[1:3] = 0.0
    return np.sum(y) + np.sum(a * x)


@program(pos(4))
def exponential_is_overwritten(x):
    y = np.exp(x)
    y[1] = 0.5
    y *= 2.0
    return np.sum(y * x)


@program(pos(4))
def root_is_overwritten(x):
    y = np.sqrt(x)
    z = y * x
    y[:] = z
    y[0] = 1.0
    return np.sum(y * z)


@program(pos(4))
def tanh_is_shifted(x):
    y = np.tanh(x)
    y += 1.0
    y *= y
    return np.sum(y)


@program(pos(4))
def denominator_is_overwritten(x):
    a = x + 1.0
    y = 1.0 / a
    z = x / a
    a *= 0.0
    return np.sum(y * z + a)


@program(pos(3, 3), pos(3))
def matrix_is_overwritten_after_a_product(A, x):
    y = A @ x
    A[0] = x
    x[0] = 2.0
    z = A @ x
    return y @ z


@program(pos(4))
def largest_is_overwritten(x):
    a = x * x
    m = np.max(a)
    a[np.argmax(a)] = 0.1
    return m * np.max(a) + np.sum(a)


@program(pos(4))
def factors_are_overwritten(x):
    a = x * 1.0
    p = np.prod(a)
    a[2] = p
    q = np.prod(a)
    return p * q


@program(pos(4))
def deviation_before_and_after(x):
    s = np.std(x)
    x -= np.mean(x)
    x /= s
    return np.sum(x**3) + s


@program(pos(4), 2.0)
def base_of_a_power_is_overwritten(x, p):
    y = x**p
    x[:] = y**2
    return np.sum(x * y)


@program(sgn(4))
def where_before_a_store(x):
    y = np.where(x > 0, x * x, np.sin(x))
    x[x > 0] = -1.5
    return np.sum(y) + np.sum(np.where(x > 0, x, 2 * x))


@program(pos(4))
def a_scalar_read_before_the_store(x):
    t = x[0]
    x[0] = x[1] * t
    return t * x[0] + np.sum(x)


@program(pos(4))
def a_scalar_is_no_view(x):
    t = x[0]
    t += 5.0
    t *= x[1]
    return t * np.sum(x * x)


@program(pos(4), 0.3)
def number_is_rebound_after_its_store(x, s):
    x[1] = s
    s = s * x[1]
    x[2] = s
    s = 0.0
    return np.sum(x * x) + s
