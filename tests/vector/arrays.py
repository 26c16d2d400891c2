"""Shapes, axes, reductions, joining and making."""

import numpy as np

from .cases import E0, F3, ONE, V3, V4, V5, M, T, W, case


@case(M, V3)
def reshaped(x, a):
    return np.reshape(x, (3, 4)), x.reshape(-1), x.reshape(2, -1), np.reshape(x, 12), a * x.reshape(4, 3)


@case(M, M)
def reshaped_as_another(x, a):
    return np.reshape(x, a.shape), np.reshape(x.T, np.shape(x)), np.reshape(x, (a.shape[1], a.shape[0]))


@case(M, 4)
def reshaped_by_arguments(x, n):
    return np.reshape(x, (n, -1)), np.reshape(x, (-1, n)), x.reshape(n * 3)


@case(V5)
def reshaped_from_one(x):
    return np.reshape(x[0], (1, 1)), x[1:].reshape(2, 2), np.reshape(x, (5, 1))


@case(M)
def in_a_line(x):
    return np.ravel(x), x.flatten(), x.T.ravel(), np.ravel(x[0]), x[0].flatten(), np.ravel(x[0, 0])


@case(T, V3)
def transposed(x, a):
    return x.T, np.transpose(x, (1, 2, 0)), x[0].T, np.transpose(x[0, 0]), x.transpose(2, 0, 1), a + x[0]


@case(T)
def swapped(x):
    return np.swapaxes(x, 0, 2), x.swapaxes(-1, 0), np.moveaxis(x, 0, -1), np.moveaxis(x, (0, 1), (2, 0))


@case(M)
def with_new_axes(x):
    return np.expand_dims(x, 0), np.expand_dims(x, -1), np.expand_dims(x, (0, 2)), x[:, None], x[None]


@case(W, M)
def without_axes_of_one(x, a):
    return np.squeeze(x), np.squeeze(x, axis=1), np.squeeze(a * 1.0), np.squeeze(x[:, None], axis=(1, 2))


@case(V3)
def at_least(x):
    return np.atleast_1d(x[0]), np.atleast_1d(x), np.atleast_2d(x), np.atleast_2d(x[1]), np.atleast_2d(x[:, None])


@case(V3, M)
def broadcasted(x, a):
    return np.broadcast_to(x, (4, 3)), np.broadcast_to(x, a.shape), np.broadcast_to(x[0], (2, 2)) + a[0, 0]


@case(T)
def flipped(x):
    return np.flip(x), np.flip(x, axis=0), np.flip(x, axis=(0, -1)), np.flip(x[0, 0]), x[::-1]


@case(M)
def rolled(x):
    return np.roll(x, 1), np.roll(x, 2, axis=0), np.roll(x[0], -1), np.roll(x, (1, 2), axis=(0, 1))


@case(M)
def diagonals(x):
    return np.diagonal(x), np.diag(x), np.diag(x, k=1), x.diagonal(offset=-1), np.trace(x), np.trace(x, offset=1)


@case(V3)
def diagonal_matrices(x):
    return np.diag(x), np.diag(x, k=1), np.diag(x, k=-2)


@case(T)
def triangles(x):
    return np.triu(x[0]), np.tril(x), np.triu(x, k=1), np.tril(x[1], k=-1)


@case(M)
def measured(x):
    n = x.shape[0]
    return x * len(x) + x.shape[1] * n, x * np.size(x) + x.ndim, np.zeros_like(x) + n, np.ones(x.shape) * x


@case(M[:2], V3)
def measured_without_a_twin(x, a):
    y = np.exp(x @ a)
    return y * len(y) + y.shape[0], np.ones((y.size, 2)) * y[:, None]


# --- reductions ------------------------------------------------------------------------------------------------------
@case(T)
def summed(x):
    return np.sum(x), np.sum(x, axis=0), x.sum(axis=(0, -1)), np.sum(x[0, 0]), x.sum(), np.sum(x, axis=-2)


@case(M)
def summed_keeping(x):
    return np.sum(x, keepdims=True), np.sum(x, axis=0, keepdims=True), np.sum(x, axis=1, keepdims=True) * x


@case(M)
def means(x):
    return np.mean(x), np.mean(x, axis=0), x.mean(axis=-1), np.mean(x[0]), np.sum(x[0, 0]), np.mean(x[0, 0])


@case(M)
def running(x):
    return np.cumsum(x), np.cumsum(x, axis=0), x[0].cumsum(), np.cumsum(x, axis=-1), np.cumprod(x, axis=1)


@case(M)
def other_folds(x):
    return np.max(x), np.min(x, axis=0), np.prod(x[0]), np.var(x, axis=1), np.std(x), max(x[0]), np.median(x, axis=0)


@case(M)
def norms(x):
    return np.linalg.norm(x), np.linalg.norm(x[0]), np.linalg.norm(x, axis=0), np.linalg.norm(x[1], ord=1)


@case(M)
def sorted_rows(x):
    return np.sort(x), np.sort(x, axis=0), np.sort(x, axis=None), np.argsort(x[0])


@case(M, V3)
def differences(x, a):
    return np.diff(x), np.diff(x, axis=0), np.diff(x[0], n=2)


@case(M, V3)
def integrals(x, a):
    return np.trapezoid(x), np.trapezoid(x, a), np.trapezoid(x, axis=0), np.trapezoid(x[0], dx=0.5)


@case(M)
def padded(x):
    return np.pad(x, 1), np.pad(x[0], (1, 2)), np.pad(x, ((1, 0), (0, 2))), np.pad(x, 2, mode="edge")


@case(M, 2)
def padded_otherwise(x, n):
    return np.pad(x, ((1, 2),)), np.pad(x, (n, 1)), np.pad(x, n), np.pad(x[0], n, mode="wrap")


# --- joining ---------------------------------------------------------------------------------------------------------
@case(V3, V4)
def concatenated(x, a):
    return np.concatenate([x, a]), np.concatenate((a, x, a)), np.concatenate([x, x])


@case(M, M)
def concatenated_matrices(x, a):
    return np.concatenate([x, a]), np.concatenate([a, x], axis=1), np.concatenate([x, 2.0 * x], axis=-1)


@case(M, V3)
def concatenated_in_a_line(x, a):
    return np.concatenate([x, a], axis=None), np.concatenate([x[0], x], axis=None)


@case(V3, V3)
def stacked(x, a):
    return np.stack([x, a]), np.stack([a, x, a], axis=1), np.stack([x, x], axis=-1), np.stack([x[0], 1.0, a[1]])


@case(V3, V3, M)
def stacked_across(x, a, b):
    return np.hstack([x, a]), np.vstack([a, x]), np.hstack([x[0], x[1], 2.0]), np.vstack([b, x]), np.hstack([b, b * x])


@case(M)
def split(x):
    a, b = np.split(x, 2)
    c, d, e = np.split(x, [1, 2], axis=1)
    return a * b, c + d, e


@case(M, V3)
def list_that_is_stacked(x, a):
    rows = [x[0], x[1], a]
    return np.stack(rows), np.concatenate(rows)


@case(M)
def repeated(x):
    return np.repeat(x, 2), np.repeat(x, 3, axis=0), np.repeat(x[0], 2), np.repeat(x[0, 0], 4)


@case(M)
def repeated_each_by_its_own(x):
    return np.repeat(x[0], np.array([1, 0, 2])), np.repeat(x, [1, 2, 0], axis=1)


@case(M)
def tiled(x):
    return np.tile(x, 2), np.tile(x, (2, 1)), np.tile(x[0], (3, 1)), np.tile(x[0], 2)


@case(M)
def tiled_to_more_axes(x):
    return np.tile(x[0, 0], (2, 2)), np.tile(x, (2, 1, 1)), np.tile(x[0, 0], 3)


# --- making ----------------------------------------------------------------------------------------------------------
@case(M, F3)
def like(x, a):
    return np.zeros_like(x), np.ones_like(x) * x, np.full_like(x, 2.0)


@case(M, F3)
def like_another(x, a):
    return np.full_like(a, x[0, 0]), np.zeros_like(x, dtype=int) + x, np.full_like(a, 0.5) * x


@case(V3)
def full(x):
    return np.full(3, x[0]), np.full((2, 3), x), np.full((2, 2), x[1]), np.linspace(x[0], 1.0, num=4)


@case(V3, F3)
def converted(x, a):
    return x.astype(np.float32), np.array(x), np.asarray(x), np.copy(x), x.copy(), np.asarray(x, dtype=np.float32)


@case(V3, ONE)
def to_numbers(x, a):
    return float(x[0]), x[1].item(), x[:1].item(), np.float64(2.0) * float(x[2]), float(np.sum(x)) * a


@case(F3)
def narrow_to_numbers(x):
    return float(x[0]) * 2.0, x[1].item(), x.sum(), x * x[0]


@case(V3, 2.0)
def written_out(x, c):
    return np.array([x[0], c, x[2] * 2.0]), np.array([[x[0], 1.0], [c, x[1]]]), np.array([c, c]) * x[0]


@case(M, V3)
def list_of_rows(x, a):
    return np.array([x[0], a, x[2]])


@case(E0, 3.0)
def empty(x, c):
    return x * c, np.sum(x), np.concatenate([x, x]), x.reshape(0, 2)


@case(np.zeros((0, 3)), V3)
def empty_matrix(x, a):
    return x @ a, x.sum(axis=0), x.T, x.reshape(3, 0), x * a


@case(ONE)
def of_one(x):
    return x * 2.0, np.sum(x), x.reshape(1, 1), x[0], np.tile(x, 3), np.diag(x), np.squeeze(x)
