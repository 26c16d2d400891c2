"""Indexing, changes of arrays, tuples and lists."""

import numpy as np

from .cases import B3, B4, I2, I22, V3, V4, M, T, case


@case(M)
def basic(x):
    return x[0], x[-1, 1], x[:, 0], x[1:3], x[::2, 1:], x[...], x[..., 0], x[0, ...], x[:, None, 0], x[None, ..., None]


@case(T, 1)
def basic_by_argument(x, i):
    return x[i], x[0, i], x[:, i, i + 1], x[i:], x[i, i:, ::-1]


@case(M, I2, I22)
def gathered(x, i, j):
    return x[i], x[:, i], x[i, 1], x[i, i], x[j], x[j, i], x[0][i], x[1, i]


@case(T, I2)
def gathered_apart(x, i):
    return x[0, :, i], x[i - 2, :, i], x[:, i, i], x[:, i], x[i - 1, ..., 0], x[..., i], x[1, ..., i]


@case(T, I2)
def gathered_with_none(x, i):
    return x[0, None, i], x[:, None, i], x[None, :, i, i]


@case(V3, I2)
def gathered_around_nothing(x, i):
    return x[..., i], x[i, ...], x[i, None]


@case(M, B4, B3)
def masked(x, b, c):
    return x[b], x[:, c], x[b, 0], x[x.shape[0] - 1][c]


@case(M, M > 0.0)
def masked_whole(x, b):
    return x[b], x[x.shape[0] - 4 :][b]


@case(M)
def by_lists(x):
    return x[[0, 2]], x[:, [1, 1]], x[[0, 1], [2, 2]]


@case(M)
def by_tuples(x):
    i = np.tril_indices(3)
    return x[:3][i], x[np.nonzero(np.ones((4, 3)))]


@case(M, I2)
def taken(x, i):
    return np.take(x, i), np.take(x, i, axis=0), np.take(x, 1, axis=1), np.take(x[0], i), x.take(i, axis=-1)


@case(M, np.argsort(M, axis=1))
def taken_along(x, i):
    return np.take_along_axis(x, i, 1), np.take_along_axis(x, i[:1], axis=0), np.take_along_axis(x[0], i[0], 0)


# --- changes ---------------------------------------------------------------------------------------------------------
@case(V3, V4)
def stored_in_new(x, a):
    y = np.zeros(4)
    y[1:] = x
    y[0] = 2.0
    z = np.ones((2, 3))
    z[1] = x
    z[:, 0] += a[0]
    return y, z


@case(M, V3)
def stored_in_batched(x, a):
    y = x.copy()
    y[0] = a
    y[1:3, 0] = 2.0
    y[2] *= a
    y[3, 1] += y[0, 0]
    return y


@case(V3, M)
def stored_in_copy(x, a):
    y = a.copy()
    y[0] = x
    y[:, 1] = x[0]
    return y


@case(V3, M)
def stored_in_argument(x, a):
    a[0] = x
    return a * 2.0


@case(M)
def batched_argument_changed(x):
    x[0] = x[1] * 2.0
    x[:, 2] += 1.0
    return x


@case(V3, I2, B4)
def scattered(x, i, b):
    y = np.zeros(3)
    y[i] = x[:2]
    z = np.zeros((4, 3))
    z[:, i] = x[1:]
    z[b] = x
    z[b, 0] = x[:2]
    return y, z


@case(V3, np.array([0, 0, 2]))
def added_at(x, i):
    y = np.zeros(3)
    np.add.at(y, i, x)
    z = np.ones((3, 3))
    np.add.at(z, (i, i), x)
    np.add.at(z, i, x[0])
    return y, z


@case(T, I2, V4)
def stored_apart(x, i, a):
    y = x * 1.0
    y[i - 2, :, i] = x[0, :2, 0, None]
    z = np.zeros((2, 4, 3))
    z[0, :, i] = x[0, :, :2].T
    y[1, :, i] = a
    return y, z


@case(V3, M)
def filled(x, a):
    y = np.empty((2, 3))
    y[...] = x
    z = np.zeros(3)
    z[:] = x[0]
    w = a.copy()
    w[...] = x
    v = np.zeros_like(a)
    v[...] = x
    return y, z, w, v


@case(V3)
def through_views(x):
    y = np.zeros((3, 2))
    y.T[0] = x
    row = y[1]
    row[1] = 5.0
    row += x[0]
    z = np.zeros((2, 3, 2))
    z[1].T[:, 1:] += x[1:]
    z[0].reshape(-1)[1:4] = x
    return y, z


@case(V3, M)
def through_flat(x, a):
    y = a.copy()
    y.flat[1:4] = x
    y.T.flat[0] = x[0]
    y[1:].flat[[0, 2]] = x[1:]
    y[0].flat[1] = x[0] * 2.0
    np.fill_diagonal(y[1:], x[2])
    return y


@case(V3, M)
def through_flat_in_place(x, a):
    a.T.flat[2:5] = x
    a.T.flat[0] = 1.0
    return a * 2.0


@case(V3)
def stored_list(x):
    y = np.zeros(2)
    y[:] = [x[0], 1.0]
    return y


# --- tuples and lists ------------------------------------------------------------------------------------------------
@case(M, V3)
def unpacked(x, a):
    p, q, r, s = x
    c, d, e = x[0]
    f, g, h = a
    return p * q + r * s, c * d + e, f * c, x * (g - h)


@case(V3)
def pairs(x):
    both = (x, 2.0)
    y, n = both
    return y * n, both[0] + both[1]


@case((V3, M, 2), V3)
def tuple_argument(p, a):
    x, b, n = p
    return b @ x * n, a + x


@case({"w": V3, "b": 0.5}, M)
def dict_argument(p, a):
    return a @ p["w"] + p["b"]


@case([V3, V3 * 2.0], 1)
def list_argument(xs, i):
    total = np.zeros(3)
    for k in range(2):
        total = total + xs[k]
    return total, xs[i] * 2.0, np.stack(xs), np.array(xs)


@case(V3, M)
def mixed_results(x, a):
    return x, a @ x, (a[0] * x, [x, x[0]])
