"""Products of vectors and matrices."""

import numpy as np

from ._primitives import unbroadcast


def matmul(a, b, a_dot, b_dot, y_bar):
    y = a @ b
    y_dot = a_dot @ b + a @ b_dot
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        a_bar = y_bar * b
        b_bar = y_bar * a
    elif np.ndim(a) == 2 and np.ndim(b) == 1:
        a_bar = y_bar[:, None] * b
        b_bar = a.T @ y_bar
    elif np.ndim(a) == 1 and np.ndim(b) == 2:
        a_bar = b @ y_bar
        b_bar = a[:, None] * y_bar
    elif np.ndim(a) == 2 and np.ndim(b) == 2:
        a_bar = y_bar @ b.T
        b_bar = a.T @ y_bar
    elif np.ndim(b) == 1:
        a_bar = y_bar[..., None] * b
        b_bar = unbroadcast(np.sum(y_bar[..., None] * a, axis=-2), np.shape(b))
    elif np.ndim(a) == 1:
        a_bar = unbroadcast(np.sum(b * y_bar[..., None, :], axis=-1), np.shape(a))
        b_bar = a[:, None] * y_bar[..., None, :]
    else:
        a_bar = unbroadcast(y_bar @ np.swapaxes(b, -1, -2), np.shape(a))
        b_bar = unbroadcast(np.swapaxes(a, -1, -2) @ y_bar, np.shape(b))
    return y, y_dot, a_bar, b_bar


def dot(a, b, a_dot, b_dot, y_bar):
    y = np.dot(a, b)
    y_dot = np.dot(a_dot, b) + np.dot(a, b_dot)
    if np.ndim(a) == 0 and np.ndim(b) == 0:
        a_bar = y_bar * b
        b_bar = y_bar * a
    elif np.ndim(a) == 0:
        a_bar = np.sum(y_bar * b)
        b_bar = y_bar * a
    elif np.ndim(b) == 0:
        a_bar = y_bar * b
        b_bar = np.sum(y_bar * a)
    elif np.ndim(a) == 1 and np.ndim(b) == 1:
        a_bar = y_bar * b
        b_bar = y_bar * a
    elif np.ndim(a) == 2 and np.ndim(b) == 1:
        a_bar = y_bar[:, None] * b
        b_bar = a.T @ y_bar
    elif np.ndim(a) == 1 and np.ndim(b) == 2:
        a_bar = b @ y_bar
        b_bar = a[:, None] * y_bar
    elif np.ndim(a) == 2 and np.ndim(b) == 2:
        a_bar = y_bar @ b.T
        b_bar = a.T @ y_bar
    elif np.ndim(b) == 1:
        a_bar = y_bar[..., None] * b
        b_bar = np.tensordot(np.moveaxis(a, -1, 0), y_bar, axes=np.ndim(y_bar))
    else:
        a_bar = np.tensordot(y_bar, np.moveaxis(b, -2, -1), axes=np.ndim(b) - 1)
        b_bar = np.moveaxis(np.tensordot(np.moveaxis(a, -1, 0), y_bar, axes=np.ndim(a) - 1), 0, -2)
    return y, y_dot, a_bar, b_bar


def inner(a, b, a_dot, b_dot, y_bar):
    y = np.inner(a, b)
    y_dot = np.inner(a_dot, b) + np.inner(a, b_dot)
    if np.ndim(a) == 0 and np.ndim(b) == 0:
        a_bar = y_bar * b
        b_bar = y_bar * a
    elif np.ndim(a) == 0:
        a_bar = np.sum(y_bar * b)
        b_bar = y_bar * a
    elif np.ndim(b) == 0:
        a_bar = y_bar * b
        b_bar = np.sum(y_bar * a)
    elif np.ndim(a) == 1 and np.ndim(b) == 1:
        a_bar = y_bar * b
        b_bar = y_bar * a
    else:
        a_bar = np.tensordot(y_bar, b, axes=np.ndim(b) - 1)
        b_bar = np.moveaxis(np.tensordot(np.moveaxis(a, -1, 0), y_bar, axes=np.ndim(a) - 1), 0, -1)
    return y, y_dot, a_bar, b_bar


def outer(a, b, a_dot, b_dot, y_bar):
    y = np.outer(a, b)
    y_dot = np.outer(a_dot, b) + np.outer(a, b_dot)
    if np.ndim(a) == 1:
        a_bar = y_bar @ np.ravel(b)
    else:
        a_bar = np.reshape(y_bar @ np.ravel(b), np.shape(a))
    if np.ndim(b) == 1:
        b_bar = np.ravel(a) @ y_bar
    else:
        b_bar = np.reshape(np.ravel(a) @ y_bar, np.shape(b))
    return y, y_dot, a_bar, b_bar


def vdot(a, b, a_dot, b_dot, y_bar):
    y = np.vdot(a, b)
    y_dot = np.vdot(a_dot, b) + np.vdot(a, b_dot)
    if np.iscomplexobj(y):
        a_bar = np.reshape(np.conjugate(y_bar * b), np.shape(a))
        b_bar = np.reshape(y_bar * np.conjugate(a), np.shape(b))
    else:
        a_bar = np.reshape(y_bar * b, np.shape(a))
        b_bar = np.reshape(y_bar * a, np.shape(b))
    return y, y_dot, a_bar, b_bar


def tensordot(a, b, a_dot, b_dot, y_bar, *, axes=2):
    """axes: an int, the number of last dimensions of a that meet the first of b."""
    y = np.tensordot(a, b, axes=axes)
    y_dot = np.tensordot(a_dot, b, axes=axes) + np.tensordot(a, b_dot, axes=axes)
    a_free = np.ndim(a) - axes
    b_free = np.ndim(b) - axes
    a_turned = np.transpose(a, np.roll(np.arange(np.ndim(a)), -a_free))
    b_turned = np.transpose(b, np.roll(np.arange(np.ndim(b)), -axes))
    a_bar = np.tensordot(y_bar, b_turned, axes=b_free)
    b_bar = np.tensordot(a_turned, y_bar, axes=a_free)
    return y, y_dot, a_bar, b_bar


def trace(x, x_dot, y_bar, *, offset=0, axis1=0, axis2=1):
    y = np.trace(x, offset=offset, axis1=axis1, axis2=axis2)
    y_dot = np.trace(x_dot, offset=offset, axis1=axis1, axis2=axis2)
    ones = np.eye(np.shape(x)[axis1], np.shape(x)[axis2], k=offset, dtype=x.dtype)
    if np.ndim(x) == 2 and axis1 == 0 and axis2 == 1:
        x_bar = y_bar * ones
    else:
        x_bar = np.moveaxis(np.expand_dims(y_bar, (-2, -1)) * ones, (-2, -1), (axis1, axis2))
    return y, y_dot, x_bar


def triu(x, x_dot, y_bar, *, k=0):
    y = np.triu(x, k=k)
    y_dot = np.triu(x_dot, k=k)
    x_bar = np.triu(y_bar, k=k)
    return y, y_dot, x_bar


def tril(x, x_dot, y_bar, *, k=0):
    y = np.tril(x, k=k)
    y_dot = np.tril(x_dot, k=k)
    x_bar = np.tril(y_bar, k=k)
    return y, y_dot, x_bar


def kron(a, b, a_dot, b_dot, y_bar):
    """Of two vectors, or of two matrices."""
    y = np.kron(a, b)
    y_dot = np.kron(a_dot, b) + np.kron(a, b_dot)
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        blocks_bar = np.reshape(y_bar, (np.size(a), np.size(b)))
        a_bar = blocks_bar @ b
        b_bar = a @ blocks_bar
    elif np.ndim(a) == 2 and np.ndim(b) == 2:
        blocks_bar = np.reshape(y_bar, (np.shape(a)[0], np.shape(b)[0], np.shape(a)[1], np.shape(b)[1]))
        a_bar = np.sum(blocks_bar * b[:, None, :], axis=(1, 3))
        b_bar = np.sum(blocks_bar * a[:, None, :, None], axis=(0, 2))
    return y, y_dot, a_bar, b_bar


def cross(a, b, a_dot, b_dot, y_bar):
    """Of vectors of three components, along the last axis."""
    y = np.cross(a, b)
    y_dot = np.cross(a_dot, b) + np.cross(a, b_dot)
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        a_bar = np.cross(b, y_bar)
        b_bar = np.cross(y_bar, a)
    else:
        a_bar = unbroadcast(np.cross(b, y_bar), np.shape(a))
        b_bar = unbroadcast(np.cross(y_bar, a), np.shape(b))
    return y, y_dot, a_bar, b_bar
