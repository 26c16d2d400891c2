"""Ops whose result may share the memory of the operand. The entries are the same ones, in another arrangement."""

import numpy as np

from ._primitives import index_add, unbroadcast


def getitem(x, i, x_dot, y_bar):
    """i: integers, slices, None and `...`."""
    y = x[i]
    y_dot = x_dot[i]
    x_bar = np.zeros(x.shape, x.dtype)
    x_bar[i] += y_bar
    return y, y_dot, x_bar


def transpose(x, x_dot, y_bar, *, axes=None):
    y = np.transpose(x, axes)
    y_dot = np.transpose(x_dot, axes)
    if axes is None:
        x_bar = np.transpose(y_bar)
    else:
        x_bar = np.transpose(y_bar, np.argsort(np.mod(axes, np.ndim(x))))
    return y, y_dot, x_bar


def swapaxes(x, axis1, axis2, x_dot, y_bar):
    y = np.swapaxes(x, axis1, axis2)
    y_dot = np.swapaxes(x_dot, axis1, axis2)
    x_bar = np.swapaxes(y_bar, axis1, axis2)
    return y, y_dot, x_bar


def moveaxis(x, source, destination, x_dot, y_bar):
    y = np.moveaxis(x, source, destination)
    y_dot = np.moveaxis(x_dot, source, destination)
    x_bar = np.moveaxis(y_bar, destination, source)
    return y, y_dot, x_bar


def reshape(x, shape, x_dot, y_bar):
    y = np.reshape(x, shape)
    y_dot = np.reshape(x_dot, shape)
    x_bar = np.reshape(y_bar, np.shape(x))
    return y, y_dot, x_bar


def ravel(x, x_dot, y_bar):
    y = np.ravel(x)
    y_dot = np.ravel(x_dot)
    x_bar = np.reshape(y_bar, np.shape(x))
    return y, y_dot, x_bar


def flat(x, x_dot, y_bar):
    """The entries of x in the order of the text, as one row."""
    y = np.ravel(x)
    y_dot = np.ravel(x_dot)
    x_bar = np.reshape(y_bar, np.shape(x))
    return y, y_dot, x_bar


def squeeze(x, x_dot, y_bar, *, axis=None):
    y = np.squeeze(x, axis=axis)
    y_dot = np.squeeze(x_dot, axis=axis)
    x_bar = np.reshape(y_bar, np.shape(x))
    return y, y_dot, x_bar


def expand_dims(x, axis, x_dot, y_bar):
    y = np.expand_dims(x, axis)
    y_dot = np.expand_dims(x_dot, axis)
    x_bar = np.reshape(y_bar, np.shape(x))
    return y, y_dot, x_bar


def atleast_1d(x, x_dot, y_bar):
    y = np.atleast_1d(x)
    y_dot = np.atleast_1d(x_dot)
    x_bar = np.reshape(y_bar, np.shape(x))
    return y, y_dot, x_bar


def atleast_2d(x, x_dot, y_bar):
    y = np.atleast_2d(x)
    y_dot = np.atleast_2d(x_dot)
    x_bar = np.reshape(y_bar, np.shape(x))
    return y, y_dot, x_bar


def broadcast_to(x, shape, x_dot, y_bar):
    y = np.broadcast_to(x, shape)
    y_dot = np.broadcast_to(x_dot, shape)
    x_bar = unbroadcast(y_bar, np.shape(x))
    return y, y_dot, x_bar


def flip(x, x_dot, y_bar, *, axis=None):
    y = np.flip(x, axis=axis)
    y_dot = np.flip(x_dot, axis=axis)
    x_bar = np.flip(y_bar, axis=axis)
    return y, y_dot, x_bar


def asarray(x, x_dot, y_bar, *, dtype=None):
    """x: a number or an array, and dtype a float or complex one."""
    y = np.asarray(x, dtype=dtype)
    y_dot = np.asarray(x_dot, dtype=dtype)
    if dtype is None or isinstance(x, (float, complex)):
        x_bar = y_bar
    elif np.iscomplexobj(y) and not np.iscomplexobj(x):
        x_bar = np.asarray(np.real(y_bar), dtype=x.dtype)
    else:
        x_bar = np.asarray(y_bar, dtype=x.dtype)
    return y, y_dot, x_bar


def real(x, x_dot, y_bar):
    y = np.real(x)
    y_dot = np.real(x_dot)
    x_bar = np.real(y_bar)
    return y, y_dot, x_bar


def diagonal(x, x_dot, y_bar, *, offset=0, axis1=0, axis2=1):
    """The diagonals are along the last axis of y."""
    y = np.diagonal(x, offset=offset, axis1=axis1, axis2=axis2)
    y_dot = np.diagonal(x_dot, offset=offset, axis1=axis1, axis2=axis2)
    k = np.arange(np.shape(y)[-1])
    if offset >= 0:
        i, j = k, k + offset
    else:
        i, j = k - offset, k
    if np.ndim(x) == 2 and axis1 == 0 and axis2 == 1:
        x_bar = np.zeros(x.shape, x.dtype)
        x_bar[i, j] += y_bar
    else:
        planes = np.moveaxis(np.zeros_like(x), (axis1, axis2), (-2, -1))
        x_bar = np.moveaxis(index_add(planes, (..., i, j), y_bar), (-2, -1), (axis1, axis2))
    return y, y_dot, x_bar


def diag(x, x_dot, y_bar, *, k=0):
    """Of a vector the matrix, of a matrix the diagonal."""
    y = np.diag(x, k=k)
    y_dot = np.diag(x_dot, k=k)
    if np.ndim(x) == 1:
        x_bar = np.diag(y_bar, k=k)
    else:
        i = np.arange(np.size(y))
        if k >= 0:
            x_bar = index_add(np.zeros(x.shape, x.dtype), (i, i + k), y_bar)
        else:
            x_bar = index_add(np.zeros(x.shape, x.dtype), (i - k, i), y_bar)
    return y, y_dot, x_bar
