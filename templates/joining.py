"""Ops that put arrays together, cut them apart, and repeat or rotate their entries."""

import numpy as np

from ._primitives import index_add, unbroadcast


def concatenate(xs, xs_dot, y_bar, *, axis=0):
    y = np.concatenate(xs, axis=axis)
    y_dot = np.concatenate(xs_dot, axis=axis)
    if axis is None:
        ends = np.cumsum([np.size(x) for x in xs])
        xs_bar = [np.reshape(y_bar[ends[k] - np.size(x):ends[k]], np.shape(x)) for k, x in enumerate(xs)]
    else:
        xs_bar = np.split(y_bar, np.cumsum([np.shape(x)[axis] for x in xs])[:-1], axis=axis)
    return y, y_dot, xs_bar


def stack(xs, xs_dot, y_bar, *, axis=0):
    y = np.stack(xs, axis=axis)
    y_dot = np.stack(xs_dot, axis=axis)
    xs_bar = [np.take(y_bar, k, axis=axis) for k, x in enumerate(xs)]
    return y, y_dot, xs_bar


def hstack(xs, xs_dot, y_bar):
    y = np.hstack(xs)
    y_dot = np.hstack(xs_dot)
    if np.ndim(y) == 1:
        ends = np.cumsum([np.size(x) for x in xs])
        xs_bar = [np.reshape(y_bar[ends[k] - np.size(x):ends[k]], np.shape(x)) for k, x in enumerate(xs)]
    else:
        xs_bar = np.split(y_bar, np.cumsum([np.shape(x)[1] for x in xs])[:-1], axis=1)
    return y, y_dot, xs_bar


def vstack(xs, xs_dot, y_bar):
    y = np.vstack(xs)
    y_dot = np.vstack(xs_dot)
    rows = [np.shape(np.atleast_2d(x))[0] for x in xs]
    ends = np.cumsum(rows)
    xs_bar = [np.reshape(y_bar[ends[k] - rows[k]:ends[k]], np.shape(x)) for k, x in enumerate(xs)]
    return y, y_dot, xs_bar


def split(x, parts, x_dot, y_bar, *, axis=0):
    """y is a list. parts: how many, or where to cut."""
    y = np.split(x, parts, axis=axis)
    y_dot = np.split(x_dot, parts, axis=axis)
    x_bar = np.concatenate(y_bar, axis=axis)
    return y, y_dot, x_bar


def meshgrid(xs, xs_dot, y_bar, *, copy=True, sparse=False, indexing="xy"):
    """y is a list, of one array for each of xs."""
    y = np.meshgrid(*xs, copy=copy, sparse=sparse, indexing=indexing)
    y_dot = np.meshgrid(*xs_dot, copy=copy, sparse=sparse, indexing=indexing)
    thin = np.meshgrid(*xs, copy=False, sparse=True, indexing=indexing)
    xs_bar = [np.reshape(unbroadcast(y_bar[k], np.shape(thin[k])), np.shape(x)) for k, x in enumerate(xs)]
    return y, y_dot, xs_bar


def roll(x, shift, x_dot, y_bar, *, axis=None):
    y = np.roll(x, shift, axis=axis)
    y_dot = np.roll(x_dot, shift, axis=axis)
    if isinstance(shift, int):
        x_bar = np.roll(y_bar, -shift, axis=axis)
    else:
        x_bar = np.roll(y_bar, np.negative(shift), axis=axis)
    return y, y_dot, x_bar


def repeat(x, repeats, x_dot, y_bar, *, axis=None):
    y = np.repeat(x, repeats, axis=axis)
    y_dot = np.repeat(x_dot, repeats, axis=axis)
    if axis is None and isinstance(repeats, int):
        x_bar = np.sum(np.reshape(y_bar, (*np.shape(x), repeats)), axis=-1)
    elif axis is None:
        source = np.repeat(np.arange(x.size), repeats)
        x_bar = np.reshape(index_add(np.zeros(x.size, x.dtype), source, y_bar), x.shape)
    else:
        source = np.repeat(np.arange(x.shape[axis]), repeats)
        x_bar = index_add(np.zeros(x.shape, x.dtype), (slice(None),) * (axis % x.ndim) + (source,), y_bar)
    return y, y_dot, x_bar


def tile(x, reps, x_dot, y_bar):
    y = np.tile(x, reps)
    y_dot = np.tile(x_dot, reps)
    if np.ndim(x) == 0:
        x_bar = np.sum(y_bar)
    elif np.ndim(x) == 1 and isinstance(reps, int):
        x_bar = np.sum(np.reshape(y_bar, (reps, np.size(x))), axis=0)
    else:
        source = np.tile(np.reshape(np.arange(x.size), x.shape), reps)
        x_bar = np.reshape(index_add(np.zeros(x.size, x.dtype), source, y_bar), x.shape)
    return y, y_dot, x_bar
