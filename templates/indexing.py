"""Ops that pick entries by arrays of integers or booleans. The result is a copy; an entry picked twice adds twice."""

import numpy as np

from ._primitives import index_add


def gather(x, i, x_dot, y_bar):
    """x[i] where i has an array of integers or a mask in it."""
    y = x[i]
    y_dot = x_dot[i]
    x_bar = index_add(np.zeros(x.shape, x.dtype), i, y_bar)
    return y, y_dot, x_bar


def take(x, i, x_dot, y_bar, *, axis=None):
    y = np.take(x, i, axis=axis)
    y_dot = np.take(x_dot, i, axis=axis)
    if axis is None:
        x_bar = np.reshape(index_add(np.zeros(x.size, x.dtype), i, y_bar), x.shape)
    else:
        x_bar = index_add(np.zeros(x.shape, x.dtype), (slice(None),) * (axis % x.ndim) + (i,), y_bar)
    return y, y_dot, x_bar
