"""Rules of the two ops that only derivatives need: they make a derivative differentiable again."""

import numpy as np

from . import _primitives


def index_add(x, i, v, x_dot, v_dot, y_bar):
    """x with v, of the shape of x[i], added at i; an entry that i names twice is added to twice."""
    y = _primitives.index_add(x, i, v)
    y_dot = _primitives.index_add(x_dot, i, v_dot)
    x_bar = y_bar
    v_bar = y_bar[i]
    return y, y_dot, x_bar, v_bar


def unbroadcast(x, shape, x_dot, y_bar):
    """x summed down to shape."""
    y = _primitives.unbroadcast(x, shape)
    y_dot = _primitives.unbroadcast(x_dot, shape)
    x_bar = np.broadcast_to(y_bar, np.shape(x))
    return y, y_dot, x_bar
