"""Plain NumPy for the two ops that only derivatives need. Their rules are in `adjoint.py`."""

import numpy as np


def index_add(x, i, v):
    """A copy of x with v added at i. An entry that i names twice is added to twice."""
    y = np.array(x)
    np.add.at(y, i, v)
    return y


def unbroadcast(x, shape):
    """x summed down to shape, or spread to it: the adjoint of broadcasting."""
    lead = np.ndim(x) - len(shape)
    if lead < 0:
        return np.broadcast_to(x, shape)
    axes = [k for k in range(np.ndim(x)) if k < lead or (shape[k - lead] == 1 and np.shape(x)[k] != 1)]
    return np.reshape(np.sum(x, axis=tuple(axes)), shape) if axes else x
