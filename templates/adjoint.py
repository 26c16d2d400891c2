"""Rules of ops that only derivatives need: they make a derivative differentiable again."""

import numpy as np

from . import _primitives


def unbroadcast(x, shape, x_dot, y_bar):
    """x summed down to shape, or spread to it: one of more dimensions, which are of size 1 where they are added."""
    y = _primitives.unbroadcast(x, shape)
    y_dot = _primitives.unbroadcast(x_dot, shape)
    if np.ndim(x) < len(shape):
        x_bar = _primitives.unbroadcast(y_bar, np.shape(x))
    else:
        x_bar = np.broadcast_to(y_bar, np.shape(x))
    return y, y_dot, x_bar


def of_shape(x, shape, what, x_dot, y_bar):
    """x, which must be of this shape."""
    y = _primitives.of_shape(x, shape, what)
    y_dot = x_dot
    x_bar = y_bar
    return y, y_dot, x_bar


def last_writes(shape, i):
    """Whether a store at i is the last at its entry."""
    y = _primitives.last_writes(shape, i)
    return (y,)
