"""Types of ops that ask for a shape or are told one: what they give is known from the shapes, without a probe."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from s2sdiff.infer.probe import broadcast
from s2sdiff.infer.values import (
    NOT_KNOWN,
    Abstract,
    Arr,
    Bottom,
    Dim,
    Map,
    Num,
    Seq,
    Shape,
    Static,
    Unknown,
    dtype_of,
    shape_of,
)


def measured(op: str, value: Abstract) -> Abstract | None:
    """What is asked of one array, list or dict."""
    shape = shape_of(value)
    match op, value:
        case "len", Map(items=items) | Seq(_, tuple(items)):
            return Num("int", len(items))
        case "len", Seq():
            return Num("int")
        case "len", Arr():
            return _size(shape[0]) if shape else Num("int")
        case "shape", _:
            return Seq("tuple", tuple(map(_size, shape))) if shape is not None else Seq("tuple", None, Num("int"))
        case "ndim", _:
            return Num("int", len(shape)) if shape is not None else Num("int")
        case "size", _:
            return _size(shape[0]) if shape is not None and len(shape) == 1 else Num("int")
        case "iscomplexobj", Arr(None) | Unknown() | Bottom():
            return Num("bool")
        case "iscomplexobj", _:
            return Num("bool", np.dtype(dtype_of(value) or "f8").kind == "c")
        case "dtype", _:
            return Static(np.dtype(value.dtype)) if isinstance(value, Arr) and value.dtype is not None else Unknown()
        case _:
            return None


def of_shapes(op: str, types: Sequence[Abstract], fresh: str) -> Abstract | None:
    """Ops that take shapes; None where a shape is not known at all."""
    match op, types:
        case ("unbroadcast" | "of_shape"), [value, Seq() as shape, *_]:
            return Arr(dtype_of(value), _shape_in(shape))
        case "broadcast_shapes", _:
            shapes = [_shape_in(value) if isinstance(value, Seq) else None for value in types]
            found = broadcast(shapes, fresh) if None not in shapes else None
            return Seq("tuple", tuple(map(_size, found))) if found is not None else None
        case _:
            return None


def told_shape(op: str, types: Sequence[Abstract], fresh: str) -> Abstract | None:
    """The result of an op that is told the shape, where the sizes of its operand are not known to fit."""
    if op not in ("reshape", "broadcast_to") or len(types) < 2 or not isinstance(types[0], Arr | Num):
        return None
    told = types[1]
    items = told.items if isinstance(told, Seq) else (told,) if isinstance(told, Num) and told.kind == "int" else None
    if items is None:
        return None
    dims = [_dim_of(item) for item in items]
    shape = tuple(f"{fresh}.{k}" if dim is None or dim == -1 else dim for k, dim in enumerate(dims))
    return Arr(dtype_of(types[0]), shape)


def _shape_in(value: Seq) -> Shape | None:
    """The shape that a tuple of numbers is."""
    dims = [_dim_of(item) for item in value.items] if value.items is not None else [None]
    return tuple(dim for dim in dims if dim is not None) if None not in dims else None


def _size(dim: Dim) -> Num:
    return Num("int", dim if isinstance(dim, int) else NOT_KNOWN, dim)


def _dim_of(value: Abstract) -> Dim | None:
    match value:
        case Num("int", int() as known):
            return known
        case Num("int", _, dim):
            return dim
        case _:
            return None
