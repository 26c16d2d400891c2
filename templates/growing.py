"""Ops that put together the arrays of a list of any length; those of joining.py are of as many as are written out."""

import numpy as np

from ._primitives import sizes_along


def stacked(x, x_dot, y_bar, *, axis=0):
    y = np.stack(x, axis=axis)
    y_dot = np.stack(x_dot, axis=axis)
    x_bar = np.moveaxis(y_bar, axis, 0)
    return y, y_dot, x_bar


def concatenated(x, x_dot, y_bar, *, axis=0):
    y = np.concatenate(x, axis=axis)
    y_dot = np.concatenate(x_dot, axis=axis)
    x_bar = np.split(y_bar, np.cumsum(sizes_along(x, axis))[:-1], axis=axis)
    return y, y_dot, x_bar


def vstacked(x, x_dot, y_bar):
    y = np.vstack(x)
    y_dot = np.vstack(x_dot)
    if np.ndim(x[0]) == 1:
        x_bar = y_bar
    else:
        x_bar = np.split(y_bar, np.cumsum(sizes_along(x, 0))[:-1])
    return y, y_dot, x_bar


def hstacked(x, x_dot, y_bar):
    y = np.hstack(x)
    y_dot = np.hstack(x_dot)
    if np.ndim(x[0]) == 0:
        x_bar = y_bar
    elif np.ndim(x[0]) == 1:
        x_bar = np.split(y_bar, np.cumsum(sizes_along(x, 0))[:-1])
    else:
        x_bar = np.split(y_bar, np.cumsum(sizes_along(x, 1))[:-1], axis=1)
    return y, y_dot, x_bar

