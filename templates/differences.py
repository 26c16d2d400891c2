"""Differences and integrals along an axis, and what continues an array beyond its ends."""

import numpy as np

from ._primitives import index_add


def diff(x, x_dot, y_bar, *, n=1, axis=-1):
    """Domain: at least n entries."""
    y = np.diff(x, n=n, axis=axis)
    y_dot = np.diff(x_dot, n=n, axis=axis)
    if np.ndim(x) == 1:
        rim = np.zeros(n, x.dtype)
    else:
        rim = np.zeros((*np.shape(x)[:axis % np.ndim(x)], n, *np.shape(x)[axis % np.ndim(x) + 1:]), x.dtype)
    if n % 2 == 1:
        x_bar = -np.diff(np.concatenate([rim, y_bar, rim], axis=axis), n=n, axis=axis)
    else:
        x_bar = np.diff(np.concatenate([rim, y_bar, rim], axis=axis), n=n, axis=axis)
    return y, y_dot, x_bar


def trapezoid(a, a_dot, y_bar, *, x=None, dx=1.0, axis=-1):
    """x: one point for each entry along the axis; none of the points takes a gradient."""
    y = np.trapezoid(a, x, dx=dx, axis=axis)
    y_dot = np.trapezoid(a_dot, x, dx=dx, axis=axis)
    nothing = np.zeros(1, a.dtype)
    if x is None:
        widths = np.full(np.shape(a)[axis] - 1, dx, a.dtype)
        weights = 0.5 * (np.concatenate([nothing, widths]) + np.concatenate([widths, nothing]))
    elif np.ndim(x) == 1:
        widths = np.diff(x)
        weights = 0.5 * (np.concatenate([nothing, widths]) + np.concatenate([widths, nothing]))
    if np.ndim(a) == 1:
        a_bar = y_bar * weights
    else:
        a_bar = np.moveaxis(np.expand_dims(y_bar, -1) * weights, -1, axis)
    return y, y_dot, a_bar


def pad(x, pad_width, x_dot, y_bar, *, mode="constant", constant_values=0):
    """The constant takes no gradient. Of the modes, those that repeat entries of x."""
    if mode == "constant":
        y = np.pad(x, pad_width, constant_values=constant_values)
    else:
        y = np.pad(x, pad_width, mode=mode)
    if mode == "constant":
        y_dot = np.pad(x_dot, pad_width)
        if isinstance(pad_width, int) and np.ndim(x) == 1:
            x_bar = y_bar[pad_width:pad_width + np.shape(x)[0]]
        else:
            inside = np.flatnonzero(np.pad(np.ones(np.shape(x), bool), pad_width))
            x_bar = np.reshape(np.ravel(y_bar)[inside], np.shape(x))
    elif mode in ("edge", "wrap", "reflect", "symmetric"):
        source = np.pad(np.reshape(np.arange(np.size(x)), np.shape(x)), pad_width, mode=mode)
        y_dot = np.ravel(x_dot)[source]
        x_bar = np.reshape(index_add(np.zeros(np.size(x), x.dtype), source, y_bar), np.shape(x))
    return y, y_dot, x_bar
