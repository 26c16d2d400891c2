"""Plain NumPy for the ops that no function of NumPy's is: changes in place as values, and what derivatives need.

Their rules are in `storing.py` and `adjoint.py`.
"""

import numpy as np


def index_add(x, i, v):
    """A copy of x with v added at i. An entry that i names twice is added to twice."""
    y = np.array(x)
    np.add.at(y, i, v)
    return y


def setitem(x, i, v):
    """A copy of x with v stored at i."""
    y = np.array(x)
    y[i] = v
    return y


def scatter(x, i, v):
    """A copy of x with v stored at i, which may name an entry twice: the last store counts."""
    return setitem(x, i, v)


def fill(x, v):
    """An array like x that holds v."""
    y = np.empty_like(x)
    y[...] = v
    return y


def last_writes(shape, i):
    """Whether each entry that i names is named there for the last time: of several stores into one the last counts."""
    writer = np.zeros(shape, int)
    number = np.arange(writer[i].size).reshape(writer[i].shape)
    writer[i] = number
    return writer[i] == number


def of_shape(x, shape, what):
    """x, which must be of this shape."""
    if np.shape(x) != tuple(shape):
        raise ValueError(f"{what} has shape {np.shape(x)}, and must have {tuple(shape)}")
    return x


def unbroadcast(x, shape):
    """x summed down to shape, or spread to it: the adjoint of broadcasting."""
    lead = np.ndim(x) - len(shape)
    if lead < 0:
        return np.broadcast_to(x, shape)
    axes = [k for k in range(np.ndim(x)) if k < lead or (shape[k - lead] == 1 and np.shape(x)[k] != 1)]
    return np.reshape(np.sum(x, axis=tuple(axes)), shape) if axes else x


def sizes_along(xs, axis):
    """The sizes of arrays along an axis."""
    return [np.shape(x)[axis] for x in xs]
