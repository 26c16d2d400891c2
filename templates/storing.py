"""Ops that give an array as it is after a change in place. v is spread over the entries that it goes to.

Their adjoints read no entry of x: what is overwritten has no influence any more, so its adjoint is zero; what is added
to keeps its own.
"""

import numpy as np

from . import _primitives


def setitem(x, i, v, x_dot, v_dot, y_bar):
    """x with v stored at i, which names no entry twice: integers, slices and masks."""
    y = _primitives.setitem(x, i, v)
    y_dot = _primitives.setitem(x_dot, i, v_dot)
    x_bar = _primitives.setitem(y_bar, i, 0.0)
    v_bar = y_bar[i]
    return y, y_dot, x_bar, v_bar


def scatter(x, i, v, x_dot, v_dot, y_bar):
    """x with v stored at i, which has arrays of integers: of an entry that it names twice the last store counts."""
    y = _primitives.scatter(x, i, v)
    y_dot = _primitives.scatter(x_dot, i, v_dot)
    x_bar = _primitives.setitem(y_bar, i, 0.0)
    v_bar = np.where(_primitives.last_writes(np.shape(y_bar), i), y_bar[i], 0.0)
    return y, y_dot, x_bar, v_bar


def fill(x, v, v_dot, y_bar):
    """v in every entry of x: nothing is left of what x held."""
    y = _primitives.fill(x, v)
    y_dot = _primitives.fill(x, v_dot)
    v_bar = y_bar
    return y, y_dot, v_bar


def index_add(x, i, v, x_dot, v_dot, y_bar):
    """x with v added at i; an entry that i names twice is added to twice."""
    y = _primitives.index_add(x, i, v)
    y_dot = _primitives.index_add(x_dot, i, v_dot)
    x_bar = y_bar
    v_bar = y_bar[i]
    return y, y_dot, x_bar, v_bar
