"""Indexing, views, joining, reshaping."""

import numpy as np

from programs.checker import pos, program, sgn

order = np.array([2, 0, 2, 1])
grid = np.array([[0, 1], [2, 2]])
mask = np.array([True, False, True])


@program(pos(4))
def items(v):
    return v[0] * v[1] + v[-1] ** 2 * v[0]


@program(pos(3, 4))
def items_of_a_matrix(m):
    return m[0, 1] * m[-1, -2] + m[1][2] * m[0, 1]


@program(pos(3, 4))
def rows_and_columns(m):
    return np.sum(m[0] * m[-1]) + np.sum(m[:, 1] * m[:, -1]) + np.sum(m[1] ** 2)


@program(pos(6))
def slices(v):
    return np.sum(v[1:4] * v[:3]) + np.sum(v[-2:] * v[::3]) + np.sum(v[:] * v[0])


@program(pos(6))
def negative_steps(v):
    return np.sum(v[::-1] * v) + np.sum(v[4:1:-1] * v[:3]) + np.sum(v[::-2] ** 2)


@program(pos(6))
def empty_slices(v):
    return np.sum(v[3:3]) + np.sum(v[10:]) + np.sum(v[4:2]) + v[0]


@program(pos(3))
def new_axes(v):
    return np.sum(v[:, None] * v[None, :] * v) + np.sum(v[np.newaxis] ** 2)


@program(pos(2, 3, 4))
def ellipses(t):
    return np.sum(t[..., 0] * t[..., -1]) + np.sum(t[0, ...] ** 2) + np.sum(t[1, ..., 2])


@program(pos(2, 3, 4))
def mixed_basic_indices(t):
    return np.sum(t[0, 1:, ::2] * t[1, :2, 1::2]) + np.sum(t[:, None, 1, 3:0:-1])


@program(pos(3))
def gathers_with_repeats(v):
    return np.sum(v[order] ** 2) + np.sum(v[[0, 0, 1]] * v)


@program(pos(3, 2))
def gathers_rows_with_repeats(m):
    return np.sum(m[order] ** 2) + np.sum(m[grid] ** 3)


@program(pos(3, 3))
def gathers_pairs(m):
    return np.sum(m[order, order] ** 2) + np.sum(m[order, 1] * m[0, order])


@program(pos(3, 4))
def arrays_and_slices(m):
    return np.sum(m[order, 1:3] ** 2) + np.sum(m[:, order] ** 2)


@program(pos(3), np.array([0, 0, 2]))
def index_is_an_argument(v, k):
    return np.sum(v[k] * v)


@program(pos(4, 3), np.array([2, 0, 1, 1]))
def picks_one_per_row(m, labels):
    return -np.mean(np.log(m[np.arange(4), labels]))


@program(pos(3))
def boolean_mask(v):
    return np.sum(v[mask] ** 2) + np.sum(v[~mask])


@program(sgn(5))
def data_dependent_mask(v):
    return np.sum(v[v > 0] ** 2) + np.sum(np.sin(v[v <= 0]))


@program(pos(3, 2))
def mask_of_rows_and_of_entries(m):
    return np.sum(m[mask] ** 2) + np.sum(m[m > 0.8] ** 3)


@program(-pos(3))
def mask_that_is_empty(v):
    return np.sum(v[v > 0] ** 2) + np.sum(v)


@program(pos(4), 2)
def integer_argument_as_index(v, k):
    return v[k] * v[k - 1] + np.sum(v[k:]) * np.sum(v[:k])


@program(pos(6))
def reshapes(v):
    return np.sum(v.reshape(2, 3) @ v.reshape((3, -1))) + np.sum(np.reshape(v, (3, 2))[1] ** 2)


@program(pos(2, 3))
def ravels_and_transposes(m):
    return np.sum(m.ravel() * m.T.ravel()) + np.sum(np.ravel(m) ** 2) + np.sum(m.T @ m)


@program(pos(2, 3, 4))
def transposes_with_axes(t):
    a = np.transpose(t, (2, 0, 1))
    b = t.transpose(2, 0, 1)
    return np.sum(a * b * b) + np.sum(t.T * np.transpose(t))


@program(pos(2, 3))
def swaps_and_squeezes(m):
    a = np.swapaxes(m, 0, 1)
    b = np.expand_dims(m, 1)
    return np.sum(a * m.T) + np.sum(np.squeeze(b, axis=1) * m) + np.sum(b**2)


@program(pos(3), pos(2))
def concatenates(a, b):
    c = np.concatenate([a, b, a * 2.0])
    return np.sum(c * c * c)


@program(pos(2, 3), pos(2, 1))
def concatenates_along_an_axis(a, b):
    c = np.concatenate((a, b), axis=1)
    d = np.concatenate((a, a * 2.0), axis=0)
    return np.sum(c * c) + np.sum(d[1:] * d[:-1])


@program(pos(3), pos(3))
def stacks(a, b):
    c = np.stack([a, b, a * b])
    d = np.stack((a, b), axis=1)
    return np.sum(c @ d) + np.sum(c[0] * c[2])


@program(pos(3), pos(3))
def stacks_in_other_words(a, b):
    return np.sum(np.hstack([a, b]) ** 2) + np.sum(np.vstack([a, b]) @ a)


@program(pos(4))
def rolls(v):
    return np.sum(np.roll(v, 1) * v * v) + np.sum(np.roll(v, -2) ** 2 * v)


@program(pos(3, 4))
def rolls_along_axes(m):
    lap = np.roll(m, 1, axis=0) + np.roll(m, -1, axis=0) + np.roll(m, 1, axis=1) - 3.0 * m
    return np.sum(lap * lap * m)


@program(pos(3), pos(2))
def meshgrids(x, y):
    X, Y = np.meshgrid(x, y)
    return np.sum(X * Y * Y) + np.sum(np.sin(X))


@program(pos(3), pos(2))
def meshgrids_by_matrix_index(x, y):
    X, Y = np.meshgrid(x, y, indexing="ij")
    return X * Y * X


@program(pos(3))
def repeats_and_tiles(v):
    return np.sum(np.repeat(v, 2) ** 2) + np.sum(np.tile(v, 2) * np.repeat(v, 2)) + np.sum(np.flip(v) * v)


@program(pos(3))
def broadcasts_by_name(v):
    return np.sum(np.broadcast_to(v, (2, 3)) * np.broadcast_to(v[0], (3,)) * v)


@program(pos(3))
def copies(v):
    w = v.copy()
    u = np.copy(v) * w
    return np.sum(u * np.asarray(v)) + np.sum(v.flatten())


@program(pos(4))
def finite_differences(v):
    d = v[1:] - v[:-1]
    return np.sum(d * d) + np.sum((v[2:] - 2.0 * v[1:-1] + v[:-2]) ** 2)


@program(pos(5))
def chain_of_views(v):
    w = v[1:]
    u = w[::-1]
    t = u.reshape(2, 2)
    return np.sum(t @ t.T) + np.sum(t[0] * w[:2])


@program(pos(3, 3))
def diagonal_and_trace(m):
    return np.trace(m) * np.sum(np.diagonal(m) ** 2) + np.sum(np.triu(m) * np.tril(m, k=-1).T)


@program(pos(3, 3), 4)
def gathers_in_a_loop(m, n):
    s = 0.0
    for k in range(n):
        s = s + np.sum(m[order[: k + 1]] ** 2) * m[k % 3, 0]
    return s


@program(pos(6))
def slices_that_shrink_in_a_loop(v):
    s = 0.0
    for k in range(3):
        s = s + np.sum(v[k : 6 - k] * v[5 - k])
    return s


@program(pos(4))
def conv_by_slices(v):
    s = np.zeros(2)
    for k in range(3):
        s = s + v[k : k + 2] * v[k]
    return np.sum(s * s)


@program(np.asfortranarray(pos(2, 3)), pos(6)[::2])
def memory_order(a, b):
    return np.sum(a * b) + np.sum(a.T @ a)


@program(pos(4, 4)[1:3, ::2])
def argument_that_is_a_view(a):
    return a * a.T


@program(pos(2, 3))
def returns_a_view_of_its_argument(m):
    return m[0]


@program(pos(2, 3))
def returns_a_transpose_of_its_argument(m):
    return m.T
