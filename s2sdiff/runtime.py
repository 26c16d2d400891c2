"""The few helpers that emitted code may call where a kind or a shape is known only during the run.

Emitted modules hold a copy of those they use: importing them needs no s2sdiff.
"""

import numpy as np

from s2sdiff.templates._primitives import last_writes as last_writes
from s2sdiff.templates._primitives import of_shape as of_shape
from s2sdiff.templates._primitives import unbroadcast as unbroadcast


def zeros_of(x):
    """The zero like x: of a number, an array, or a tuple, list or dict of these."""
    if isinstance(x, (tuple, list)):
        return type(x)(zeros_of(item) for item in x)
    if isinstance(x, dict):
        return {key: zeros_of(item) for key, item in x.items()}
    if isinstance(x, np.ndarray):
        return np.zeros(x.shape, x.dtype if x.dtype.kind in "fc" else float)
    return 0.0


def add_trees(a, b):
    """a + b, item by item in tuples, lists and dicts."""
    if isinstance(a, (tuple, list)):
        return type(a)(add_trees(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return {key: add_trees(x, b[key]) for key, x in a.items()}
    return a + b


def item_added(xs, i, v):
    """A copy of the list or tuple xs with v added to item i."""
    items = list(xs)
    items[i] = add_trees(items[i], v)
    return type(xs)(items)


def seed(y):
    """The adjoint 1.0 of a scalar y."""
    if np.shape(y) != ():
        raise TypeError(f"the output has shape {np.shape(y)} and a gradient needs a scalar; use vjp or jacobian")
    return 1.0


def copied(x):
    """x with memory of its own: a number, an array, or a tuple, list or dict of these."""
    if isinstance(x, (tuple, list)):
        return type(x)(copied(item) for item in x)
    if isinstance(x, dict):
        return {key: copied(item) for key, item in x.items()}
    return np.array(x) if isinstance(x, np.ndarray) else x
