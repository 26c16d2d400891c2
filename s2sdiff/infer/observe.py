"""Abstract values of real values: what a call's arguments are, up to the sizes of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sdiff.fields import Fields, fields_of
from s2sdiff.infer.description import describe
from s2sdiff.infer.probe import dims_of
from s2sdiff.infer.values import Abstract, Arr, Dim, Map, Num, Seq, Static

_LETTERS = "nmkpqrsuvwyzabcdefghijl"
_NUMBERS = (bool, int, float, complex)
_MANY = 64  # a list of more numbers is described by what they have in common


def observe(value: Any, symbols: dict[int, str], around: tuple[Any, ...] = ()) -> Abstract:
    """The abstract value of `value`. Sizes get symbols in the order in which they are met: `symbols` is filled.

    An object that holds itself, or one of the objects `around` it, is one that nothing is known of.

    Raises TypeError for an array that does not behave as one of its dtype and shape.

    >>> describe(observe([np.ones((3, 1)), 2.0], {}))
    '[f64[n, 1], float]'
    """
    match value:
        case bool() | int() | float() | complex() if type(value) in _NUMBERS:
            return Num(type(value).__name__)
        case np.generic():
            return Arr(value.dtype.name, (), True)
        case np.ndarray():
            return _array(value, symbols)
        case tuple() | list() if type(value) in (tuple, list):
            items = tuple(observe(item, symbols, around) for item in value)
            kind = type(value).__name__
            if len(items) > _MANY and len(set(items)) == 1 and not any(isinstance(d, str) for d in dims_of(items[0])):
                return Seq(kind, None, items[0])
            return Seq(kind, items)
        case dict() if type(value) is dict:
            return Map(tuple(value), tuple(observe(item, symbols, around) for item in value.values()))
        case _:
            return _object(value, symbols, around)


def _object(value: Any, symbols: dict[int, str], around: tuple[Any, ...]) -> Abstract:
    fields = fields_of(value) if not any(value is other for other in around) else None
    if fields is None:
        return Static(value)
    inside = (*around, value)
    return Map(Fields(type(value), fields), tuple(observe(item, symbols, inside) for item in fields.values()))


def _array(value: np.ndarray, symbols: dict[int, str]) -> Arr:
    if type(value) is not np.ndarray:
        raise TypeError(f"an array of class {type(value).__name__} has operators of its own; pass np.asarray(...)")
    if not value.dtype.isnative:
        own = f".astype({value.dtype.name!r})"
        raise TypeError(f"an array with its bytes in another order than this machine's; pass {own} of it")
    dtype = value.dtype.name if value.dtype.kind not in "SU" else value.dtype.str
    if value.dtype.kind == "V":
        raise TypeError("an array of records; pass its fields, as a['x']")
    return Arr(dtype, tuple(_dim(size, symbols) for size in value.shape))


def _dim(size: int, symbols: dict[int, str]) -> Dim:
    if size == 1:
        return 1
    if size not in symbols:
        k = len(symbols)
        symbols[size] = _LETTERS[k % len(_LETTERS)] + (str(k // len(_LETTERS)) if k >= len(_LETTERS) else "")
    return symbols[size]


__all__ = ["describe", "observe"]
