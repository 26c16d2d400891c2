"""Ops that fold entries together: sums, products, extremes, and the running ones."""

import numpy as np


def sum(x, x_dot, y_bar, *, axis=None, keepdims=False):
    y = np.sum(x, axis=axis, keepdims=keepdims)
    y_dot = np.sum(x_dot, axis=axis, keepdims=keepdims)
    if axis is None or keepdims:
        x_bar = np.broadcast_to(y_bar, np.shape(x))
    else:
        x_bar = np.broadcast_to(np.expand_dims(y_bar, axis), np.shape(x))
    return y, y_dot, x_bar


def prod(x, x_dot, y_bar, *, axis=None, keepdims=False):
    """The slope is the product of the other entries, zeros or not."""
    y = np.prod(x, axis=axis, keepdims=keepdims)
    if axis is None:
        rows = np.ravel(x)
    elif isinstance(axis, int):
        rows = np.moveaxis(x, axis, -1)
    else:
        last = np.arange(-len(axis), 0)
        moved = np.moveaxis(x, axis, last)
        rows = np.reshape(moved, (*np.shape(moved)[:-len(axis)], np.size(x) // np.maximum(np.size(y), 1)))
    one = np.ones_like(rows[..., :1])
    before = np.cumprod(np.concatenate([one, rows[..., :-1]], axis=-1), axis=-1)
    after = np.flip(np.cumprod(np.concatenate([one, np.flip(rows[..., 1:], axis=-1)], axis=-1), axis=-1), axis=-1)
    if axis is None:
        others = np.reshape(before * after, np.shape(x))
    elif isinstance(axis, int):
        others = np.moveaxis(before * after, -1, axis)
    else:
        others = np.moveaxis(np.reshape(before * after, np.shape(moved)), last, axis)
    y_dot = np.sum(x_dot * others, axis=axis, keepdims=keepdims)
    if axis is None or keepdims:
        x_bar = y_bar * others
    else:
        x_bar = np.expand_dims(y_bar, axis) * others
    return y, y_dot, x_bar


def cumsum(x, x_dot, y_bar, *, axis=None):
    y = np.cumsum(x, axis=axis)
    y_dot = np.cumsum(x_dot, axis=axis)
    if axis is None:
        x_bar = np.reshape(np.flip(np.cumsum(np.flip(y_bar))), np.shape(x))
    else:
        x_bar = np.flip(np.cumsum(np.flip(y_bar, axis=axis), axis=axis), axis=axis)
    return y, y_dot, x_bar


def cumprod(x, x_dot, y_bar, *, axis=None):
    """With a zero among the entries the whole triangle of slopes is made, which takes n * n numbers a row."""
    y = np.cumprod(x, axis=axis)
    if np.all(x != 0):
        if axis is None:
            y_dot = y * np.cumsum(x_dot / x)
            x_bar = np.reshape(np.flip(np.cumsum(np.flip(y_bar * y))), np.shape(x)) / x
        else:
            y_dot = y * np.cumsum(x_dot / x, axis=axis)
            x_bar = np.flip(np.cumsum(np.flip(y_bar * y, axis=axis), axis=axis), axis=axis) / x
    elif axis is None:
        n = np.size(x)
        slopes = np.triu(np.cumprod(np.where(np.eye(n) == 1, 1.0, np.ravel(x)), axis=-1))
        y_dot = np.ravel(x_dot) @ slopes
        x_bar = np.reshape(slopes @ y_bar, np.shape(x))
    else:
        n = np.shape(x)[axis]
        rows = np.expand_dims(np.moveaxis(x, axis, -1), -2)
        slopes = np.triu(np.cumprod(np.where(np.eye(n) == 1, 1.0, rows), axis=-1))
        y_dot = np.moveaxis(np.sum(np.expand_dims(np.moveaxis(x_dot, axis, -1), -1) * slopes, axis=-2), -1, axis)
        x_bar = np.moveaxis(np.sum(np.expand_dims(np.moveaxis(y_bar, axis, -1), -2) * slopes, axis=-1), -1, axis)
    return y, y_dot, x_bar


def max(x, x_dot, y_bar, *, axis=None, keepdims=False):
    """Real operands. Tied entries share equally."""
    y = np.max(x, axis=axis, keepdims=keepdims)
    if axis is None or keepdims:
        tied = x == y
    else:
        tied = x == np.expand_dims(y, axis)
    count = np.array(np.maximum(np.sum(tied, axis=axis, keepdims=True), 1), dtype=y.dtype)
    y_dot = np.sum(np.where(tied, x_dot / count, 0.0), axis=axis, keepdims=keepdims)
    if axis is None or keepdims:
        x_bar = np.where(tied, y_bar / count, 0.0)
    else:
        x_bar = np.where(tied, np.expand_dims(y_bar, axis) / count, 0.0)
    return y, y_dot, x_bar


def min(x, x_dot, y_bar, *, axis=None, keepdims=False):
    """Real operands. Tied entries share equally."""
    y = np.min(x, axis=axis, keepdims=keepdims)
    if axis is None or keepdims:
        tied = x == y
    else:
        tied = x == np.expand_dims(y, axis)
    count = np.array(np.maximum(np.sum(tied, axis=axis, keepdims=True), 1), dtype=y.dtype)
    y_dot = np.sum(np.where(tied, x_dot / count, 0.0), axis=axis, keepdims=keepdims)
    if axis is None or keepdims:
        x_bar = np.where(tied, y_bar / count, 0.0)
    else:
        x_bar = np.where(tied, np.expand_dims(y_bar, axis) / count, 0.0)
    return y, y_dot, x_bar


def argmax(x, *, axis=None, keepdims=False):
    y = np.argmax(x, axis=axis, keepdims=keepdims)
    return (y,)


def argmin(x, *, axis=None, keepdims=False):
    y = np.argmin(x, axis=axis, keepdims=keepdims)
    return (y,)


def any(x, *, axis=None, keepdims=False):
    y = np.any(x, axis=axis, keepdims=keepdims)
    return (y,)


def all(x, *, axis=None, keepdims=False):
    y = np.all(x, axis=axis, keepdims=keepdims)
    return (y,)


def count_nonzero(x, *, axis=None, keepdims=False):
    y = np.count_nonzero(x, axis=axis, keepdims=keepdims)
    return (y,)
