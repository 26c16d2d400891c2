"""Ops that make arrays, copy them and change their type."""

import numpy as np

from ._primitives import unbroadcast


def zeros(shape, *, dtype=None):
    y = np.zeros(shape, dtype=dtype)
    return (y,)


def ones(shape, *, dtype=None):
    y = np.ones(shape, dtype=dtype)
    return (y,)


def empty(shape, *, dtype=None):
    y = np.empty(shape, dtype=dtype)
    return (y,)


def eye(n, m=None, *, k=0, dtype=None):
    y = np.eye(n, m, k=k, dtype=dtype)
    return (y,)


def identity(n, *, dtype=None):
    y = np.identity(n, dtype=dtype)
    return (y,)


def tri(n, m=None, *, k=0, dtype=None):
    y = np.tri(n, m, k, dtype=dtype)
    return (y,)


def arange(start, stop=None, step=None, *, dtype=None):
    """Of numbers that take no gradient."""
    y = np.arange(start, stop, step, dtype=dtype)
    return (y,)


def zeros_like(x, *, dtype=None, shape=None):
    y = np.zeros_like(x, dtype=dtype, shape=shape)
    return (y,)


def ones_like(x, *, dtype=None, shape=None):
    y = np.ones_like(x, dtype=dtype, shape=shape)
    return (y,)


def empty_like(x, *, dtype=None, shape=None):
    y = np.empty_like(x, dtype=dtype, shape=shape)
    return (y,)


def full(shape, fill_value, fill_value_dot, y_bar, *, dtype=None):
    y = np.full(shape, fill_value, dtype=dtype)
    y_dot = np.full(shape, fill_value_dot, dtype=dtype)
    if np.ndim(fill_value) == 0:
        fill_value_bar = np.sum(y_bar)
    else:
        fill_value_bar = unbroadcast(y_bar, np.shape(fill_value))
    return y, y_dot, fill_value_bar


def full_like(x, fill_value, fill_value_dot, y_bar, *, dtype=None, shape=None):
    """dtype or that of x: a float one."""
    y = np.full_like(x, fill_value, dtype=dtype, shape=shape)
    y_dot = np.full_like(x, fill_value_dot, dtype=dtype, shape=shape)
    if np.ndim(fill_value) == 0:
        fill_value_bar = np.sum(y_bar)
    else:
        fill_value_bar = unbroadcast(y_bar, np.shape(fill_value))
    return y, y_dot, fill_value_bar


def linspace(start, stop, start_dot, stop_dot, y_bar, *, num=50, endpoint=True):
    """From one number to another."""
    y = np.linspace(start, stop, num=num, endpoint=endpoint)
    s = np.linspace(0.0, 1.0, num=num, endpoint=endpoint)
    y_dot = start_dot * (1.0 - s) + stop_dot * s
    start_bar = np.sum(y_bar * (1.0 - s))
    stop_bar = np.sum(y_bar * s)
    return y, y_dot, start_bar, stop_bar


def copy(x, x_dot, y_bar):
    y = np.copy(x)
    y_dot = np.copy(x_dot)
    x_bar = y_bar
    return y, y_dot, x_bar


def flatten(x, x_dot, y_bar):
    y = x.flatten()
    y_dot = x_dot.flatten()
    x_bar = np.reshape(y_bar, x.shape)
    return y, y_dot, x_bar


def array(x, x_dot, y_bar, *, dtype=None):
    """x: a number or an array, and dtype a float one."""
    y = np.array(x, dtype=dtype)
    y_dot = np.array(x_dot, dtype=dtype)
    if dtype is None or isinstance(x, (float, complex)):
        x_bar = y_bar
    elif np.iscomplexobj(y) and not np.iscomplexobj(x):
        x_bar = np.array(np.real(y_bar), dtype=x.dtype)
    else:
        x_bar = np.array(y_bar, dtype=x.dtype)
    return y, y_dot, x_bar


def astype(x, dtype, x_dot, y_bar):
    """To floats of another width; to a type with no fractions the slope is 0, and no rule is asked."""
    y = x.astype(dtype)
    y_dot = x_dot.astype(dtype)
    if np.iscomplexobj(y) and not np.iscomplexobj(x):
        x_bar = np.real(y_bar).astype(x.dtype)
    else:
        x_bar = y_bar.astype(x.dtype)
    return y, y_dot, x_bar


def float_(x, x_dot, y_bar):
    """Real operands. x: a number or an array of one entry."""
    y = float(x)
    y_dot = float(x_dot)
    if isinstance(x, float):
        x_bar = y_bar
    else:
        x_bar = np.full(x.shape, y_bar, x.dtype)
    return y, y_dot, x_bar


def int_(x):
    y = int(x)
    return (y,)


def item(x, x_dot, y_bar):
    """x: an array of one entry."""
    y = x.item()
    y_dot = x_dot.item()
    x_bar = np.full(x.shape, y_bar, x.dtype)
    return y, y_dot, x_bar
