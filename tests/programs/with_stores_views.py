"""Views: what is stored through one name is read through another."""

import numpy as np

from programs.checker import pos, program


@program(pos(4))
def two_names_of_one_array(x):
    a = x * 2.0
    b = a
    b[1] = x[0] * b[2]
    return np.sum(a * a)


@program(pos(4))
def second_name_of_the_argument(x):
    y = x
    y[0] = x[1] * 3.0
    x[1] = y[0] * y[0]
    return np.sum(x * y)


@program(pos(5))
def store_through_a_view_is_seen_by_the_base(x):
    v = x[1:4]
    v[0] = x[0] * v[2]
    v *= 2.0
    return np.sum(x * x)


@program(pos(5))
def store_through_the_base_is_seen_by_the_view(x):
    v = x[1:4]
    x[2] = x[0] * x[4]
    x *= x
    return np.sum(v**2)


@program(pos(5))
def two_overlapping_views(x):
    u, v = x[:3], x[2:]
    u[2] = v[1] * u[0]
    v *= u
    return np.sum(u * u) + np.sum(v**3)


@program(pos(6))
def view_of_a_view(x):
    v = x[::2][1:]
    v[0] *= x[1]
    w = x[1:][1:][::2]
    w[1] = v[0] * v[1]
    return np.sum(x**2) + np.sum(v * w[:2])


@program(pos(6))
def reversed_view_of_a_reversed_view(x):
    v = x[::-1]
    w = v[::-2]
    w[0] = v[0] * x[1]
    v[:2] *= w[:2]
    return np.sum(x**2)


@program(pos(4))
def view_read_before_and_after(x):
    v = x[1:3]
    y = v * v
    x[1:] = x[:-1] * 2.0
    z = v * v
    return np.sum(y * z)


@program(pos(4))
def copy_taken_before_a_store(x):
    v = x[1:3].copy()
    x[1:] = x[:-1] * 2.0
    return np.sum(v * v) + np.sum(v * x[2:])


@program(pos(4))
def copies_of_many_kinds(x):
    a, b, c, d = np.copy(x), np.array(x), +x, x * 1
    x[:] = 0.0
    a[0] = b[1]
    b += c
    return np.sum(a * b * c * d) + np.sum(x)


@program(pos(4))
def more_copies(x):
    a, b, c = x.flatten(), x.astype(float), x[[0, 1, 2, 3]]
    x *= 2.0
    a *= x
    b[1] = 3.0
    return np.sum(a * b * c * x)


@program(pos(4))
def joined_arrays_are_copies(x):
    a, b = np.concatenate([x]), np.stack([x, x])
    x[0] = 5.0
    b[0] *= a
    a[1] = 2.0
    return np.sum(a * x) + np.sum(b * x)


@program(pos(4))
def functions_that_return_copies(x):
    a, b, c = np.maximum(x, 0.0), np.roll(x, 1), np.where(x > 0, x, 0.0)
    x[:2] = 2.0
    a[0] *= b[0]
    c *= x
    return np.sum(a * b * c)


@program(pos(4))
def asarray_is_no_copy(x):
    a = np.asarray(x)
    a[0] = x[1] * 2.0
    b = np.asarray(a)
    b *= b
    return np.sum(x * x)


@program(pos(2, 3))
def store_through_the_transpose(A):
    B = A.T
    B[0] = A[0, 1] * B[1]
    A[1, 2] *= B[2, 0]
    return np.sum(A * B.T)


@program(pos(2, 3))
def store_through_a_reshape(A):
    v = A.reshape(6)
    v[4] = A[0, 0] * v[5]
    A[0] *= v[3:]
    return np.sum(v * v)


@program(pos(2, 3))
def store_through_ravel(A):
    v = np.ravel(A)
    v[::2] *= A[0]
    w = A.ravel()
    w[1] = v[0] * v[2]
    return np.sum(A**2)


@program(pos(6))
def store_through_a_matrix_of_a_vector(x):
    A = np.reshape(x, (2, 3))
    A[:, 1] = A[0, 0] * A[:, 2]
    A.T[2] *= x[:2]
    return np.sum(x**2)


@program(pos(2, 3))
def reshape_of_an_own_array(A):
    B = A.copy()
    v = B.reshape(-1)
    v[4] = A[0, 0] * v[5]
    B[0] *= v[3:]
    return np.sum(v * v)


@program(pos(6))
def reshape_of_own_zeros(x):
    y = np.zeros((2, 3))
    y.ravel()[:] = x * x
    np.reshape(y, 6)[2] = y[1, 0] * x[0]
    return np.sum(y**2)


@program(pos(2, 3))
def flatten_is_a_copy(A):
    A.flatten()[0] = 9.0
    v = A.flatten()
    v *= 2.0
    A *= v.reshape(2, 3)
    return np.sum(A * A)


@program(pos(2, 3))
def ravel_of_a_transpose_is_a_copy(A):
    v = A.T.ravel()
    v[0] = 5.0 * A[0, 1]
    v *= v
    return np.sum(A * A) + np.sum(v * v)


@program(pos(2, 3))
def views_with_more_axes(A):
    B = A[:, None]
    C = np.expand_dims(A, 0)
    B[0] = A[1] * 2.0
    C[:, 1] *= A[0]
    D = np.squeeze(C)
    D[0, 0] = A[1, 1]
    return np.sum(A**2)


@program(pos(2, 3, 2))
def views_with_axes_moved(A):
    B = np.swapaxes(A, 0, 2)
    C = np.moveaxis(A, 0, -1)
    B[1] *= A[0, 0, 0]
    C[0, 1] = B[0, 2]
    return np.sum(A**2)


@program(pos(4))
def flip_is_a_view(x):
    y = np.flip(x)
    y[0] = x[0] * x[1]
    x[0] = y[1]
    return np.sum(x * y)


@program(pos(3, 3))
def diagonal_is_read_after_a_store(A):
    d = np.diagonal(A)
    A[1, 1] = A[0, 0] * A[0, 2]
    A[2] *= 3.0
    return np.sum(d**2)


@program(pos(3))
def broadcast_is_read_after_a_store(x):
    B = np.broadcast_to(x, (2, 3))
    y = np.sum(B * B)
    x[1] = x[0] * x[2]
    return y * np.sum(B**3)


@program(pos(6))
def view_outlives_its_name(x):
    a = x * 2.0
    v = a[2:4]
    a = a * a
    v[0] = a[1]
    a[2] = v[1]
    return np.sum(a) * np.sum(v * v)


@program(pos(3, 4))
def row_with_a_changing_index(A):
    k = 0
    row = A[k]
    k = 2
    row[1] = A[k, 0] * row[0]
    A[k] *= row
    return np.sum(A**2)
