"""Ops that put entries into order. The order is locally constant; among equal entries it is that of argsort."""

import numpy as np

from ._primitives import index_add


def sort(x, x_dot, y_bar, *, axis=-1):
    y = np.sort(x, axis=axis)
    order = np.argsort(x, axis=axis)
    if axis is None:
        y_dot = np.ravel(x_dot)[order]
        x_bar = np.reshape(y_bar[np.argsort(order)], x.shape)
    elif np.ndim(x) == 1:
        y_dot = x_dot[order]
        x_bar = y_bar[np.argsort(order)]
    else:
        y_dot = np.take_along_axis(x_dot, order, axis)
        x_bar = np.take_along_axis(y_bar, np.argsort(order, axis=axis), axis)
    return y, y_dot, x_bar


def argsort(x, *, axis=-1):
    y = np.argsort(x, axis=axis)
    return (y,)


def take_along_axis(x, i, axis, x_dot, y_bar):
    """i has the shape of x but for the axis."""
    y = np.take_along_axis(x, i, axis)
    y_dot = np.take_along_axis(x_dot, i, axis)
    source = np.take_along_axis(np.reshape(np.arange(np.size(x)), x.shape), i, axis)
    x_bar = np.reshape(index_add(np.zeros(np.size(x), x.dtype), source, y_bar), x.shape)
    return y, y_dot, x_bar


def median(x, x_dot, y_bar, *, axis=None, keepdims=False):
    """An even count gives the two in the middle half each. axis: one, or None."""
    y = np.median(x, axis=axis, keepdims=keepdims)
    order = np.argsort(x, axis=axis)
    if axis is None:
        n = np.size(x)
        middle = order[(n - 1) // 2:n // 2 + 1]
        y_dot = np.reshape(np.mean(np.ravel(x_dot)[middle]), np.shape(y))
        halves_bar = np.repeat(np.ravel(y_bar) / np.size(middle), np.size(middle))
        x_bar = np.reshape(index_add(np.zeros(n, x.dtype), middle, halves_bar), x.shape)
    elif isinstance(axis, int):
        n = np.shape(x)[axis]
        source = np.reshape(np.arange(np.size(x)), x.shape)
        sources = np.moveaxis(np.take_along_axis(source, order, axis), axis, -1)[..., (n - 1) // 2:n // 2 + 1]
        mean_dot = np.mean(np.ravel(x_dot)[sources], axis=-1)
        y_dot = np.reshape(mean_dot, np.shape(y))
        rows_bar = np.reshape(y_bar, (*np.shape(sources)[:-1], 1))
        halves_bar = np.broadcast_to(rows_bar / np.shape(sources)[-1], np.shape(sources))
        x_bar = np.reshape(index_add(np.zeros(np.size(x), x.dtype), sources, halves_bar), x.shape)
    return y, y_dot, x_bar
