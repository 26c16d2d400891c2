"""The few helpers that emitted code may call where a kind or a shape is known only during the run.

Emitted modules hold a copy of those they use: importing them needs no s2sdiff.
"""

import numpy as np

from s2sdiff.templates._primitives import last_writes as last_writes
from s2sdiff.templates._primitives import of_shape as of_shape
from s2sdiff.templates._primitives import sizes_along as sizes_along
from s2sdiff.templates._primitives import unbroadcast as unbroadcast


def made(cls, **fields):
    """An object of a class with these fields, made without its `__init__`."""
    if hasattr(cls, "_make"):
        return cls._make(fields.values())
    new = next(base for base in cls.__mro__ if type(vars(base).get("__new__")) is type(len)).__new__(cls)
    for name, value in fields.items():
        object.__setattr__(new, name, value)
    return new


def parts_of(x):
    """What an object of a user's class holds, by the names of its attributes; None of anything else."""
    module = type(x).__module__.partition(".")[0]
    if isinstance(x, (type, int, float, complex, str, np.ndarray)) or module in ("builtins", "functools", "numpy"):
        return None
    slots = [name for base in type(x).__mro__ for name in vars(base).get("__slots__", ()) if hasattr(x, name)]
    return {**{name: getattr(x, name) for name in slots}, **getattr(x, "__dict__", {})}


def sequence(like, items):
    """Items as a sequence of the type of another."""
    return type(like)._make(items) if hasattr(like, "_fields") else type(like)(items)


def zeros_of(x):
    """The zero like x: of a number, an array, or a tuple, list, dict or object of these."""
    if isinstance(x, (tuple, list)):
        return sequence(x, [zeros_of(item) for item in x])
    if isinstance(x, dict):
        return {key: zeros_of(item) for key, item in x.items()}
    if isinstance(x, np.ndarray):
        return np.zeros(x.shape, x.dtype if x.dtype.kind in "fc" else float)
    if parts_of(x):
        return made(type(x), **{name: zeros_of(part) for name, part in parts_of(x).items()})
    return 0.0


def add_trees(a, b):
    """a + b, item by item in tuples, lists, dicts and objects."""
    if isinstance(a, (tuple, list)):
        return sequence(a, [add_trees(x, y) for x, y in zip(a, b, strict=True)])
    if isinstance(a, dict):
        return {key: add_trees(x, b[key]) for key, x in a.items()}
    if parts_of(a) is not None:
        return made(type(a), **{name: add_trees(part, getattr(b, name)) for name, part in parts_of(a).items()})
    return a + b


def item_added(xs, i, v):
    """A copy of the list or tuple xs with v added to item i."""
    items = list(xs)
    items[i] = add_trees(items[i], v)
    return sequence(xs, items)


def list_folded(ys, n, xs):
    """The sum of the n pieces that the list ys is made of, each like xs."""
    total = zeros_of(xs)
    for k in range(max(n, 0)):
        total = add_trees(total, ys[k * len(xs):(k + 1) * len(xs)])
    return total


def seed(y):
    """The adjoint 1.0 of a scalar y."""
    if np.shape(y) != ():
        raise TypeError(f"the output has shape {np.shape(y)} and a gradient needs a scalar; use vjp or jacobian")
    return 1.0


def copied(x):
    """x with memory of its own: a number, an array, or a tuple, list, dict or object of these."""
    if isinstance(x, (tuple, list)):
        return sequence(x, [copied(item) for item in x])
    if isinstance(x, dict):
        return {key: copied(item) for key, item in x.items()}
    if parts_of(x):
        return made(type(x), **{name: copied(part) for name, part in parts_of(x).items()})
    return np.array(x) if isinstance(x, np.ndarray) else x
