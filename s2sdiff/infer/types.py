"""The abstract value of one op's result, from the abstract values of its operands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from s2sdiff import ops, rules
from s2sdiff.infer.indexing import TypeOf, item_type
from s2sdiff.infer.probe import CannotProbe, broadcast, dims_of, probe, probe_elementwise
from s2sdiff.infer.values import (
    ANY_NUMBER,
    NOT_KNOWN,
    Abstract,
    Arr,
    Bottom,
    Dim,
    Map,
    Num,
    Opaque,
    Seq,
    Shape,
    Static,
    Unknown,
    dtype_of,
    join,
    never_one,
    shape_of,
)
from s2sdiff.ir import Keywords, Operand

_PYTHON: dict[str, type] = {"bool": bool, "int": int, "float": float, "complex": complex}


def infer_op(op: str, operands: Sequence[Operand], keywords: Keywords, spelling: str, type_of: TypeOf,
             fresh: str) -> Abstract:  # fmt: skip
    """The abstract value of `op(*operands, **keywords)`; `fresh` names the sizes that only the run knows."""
    if op in ("getitem", "gather"):
        return item_type(type_of(operands[0]), operands[1], type_of, fresh)
    types = [type_of(operand) for operand in operands]
    if any(isinstance(t, Bottom) for t in types):
        return Bottom()
    if op == "opaque" and spelling.removeprefix("np.") in np.sctypeDict:
        return Arr(np.dtype(spelling.removeprefix("np.")).name, (), True)
    if any(isinstance(t, Num) and t.kind == "real" for t in types):
        return _of_reals(op, operands, keywords, spelling, type_of, fresh)
    key = (op, spelling, *types, *((name, type_of(value)) for name, value in keywords))
    try:
        if key in _KNOWN:
            return _KNOWN[key]
    except TypeError:  # a list among the constants
        return _infer_op(op, types, {name: type_of(value) for name, value in keywords}, spelling, fresh)
    found = _infer_op(op, types, {name: type_of(value) for name, value in keywords}, spelling, fresh)
    if len(_KNOWN) < _MANY and not any(isinstance(dim, str) and dim.startswith(fresh) for dim in dims_of(found)):
        _KNOWN[key] = found
    return found


def _of_reals(op: str, operands: Sequence[Operand], keywords: Keywords, spelling: str, type_of: TypeOf,
              fresh: str) -> Abstract:  # fmt: skip
    """With a number that is an int or a float: what is true of both."""

    def as_kind(kind: str) -> TypeOf:
        def inner(operand: Operand) -> Abstract:
            found = type_of(operand)
            return Num(kind) if isinstance(found, Num) and found.kind == "real" else found

        return inner

    whole, broken = (infer_op(op, operands, keywords, spelling, as_kind(kind), fresh) for kind in ("int", "float"))
    return join(whole, broken, fresh)


_KNOWN: dict[tuple, Abstract] = {}  # results that depend on nothing but the op and the operands' abstract values
_MANY = 20_000


def _infer_op(op: str, types: Sequence[Abstract], named: Mapping[str, Abstract], spelling: str,
              fresh: str) -> Abstract:  # fmt: skip
    if op == "squeeze" and "axis" not in named and any(not never_one(d) and d != 1 for d in shape_of(types[0]) or ()):
        return Arr(dtype_of(types[0]), None)  # which axes go is for the run to say
    structural = _structural(op, types, fresh)
    if structural is not None:
        return structural
    known = _fold(op, spelling, types)
    if known is not None:
        return known
    fn = ops.callable_of(op, spelling)
    try:
        if fn is None:
            raise CannotProbe
        if rules.is_op(op) and rules.texts()[op].broadcasts and not named:
            return probe_elementwise(fn, types, fresh)
        unpacked = types[0].items if _is_variadic(op) and isinstance(types[0], Seq) else None
        return probe(fn, unpacked if unpacked is not None else types, named, fresh)
    except CannotProbe:
        return _to_shape(op, types, fresh) or _without_sizes(fn, types, named, fresh)


def _to_shape(op: str, types: Sequence[Abstract], fresh: str) -> Abstract | None:
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


def _is_variadic(op: str) -> bool:
    return rules.is_op(op) and rules.texts()[op].variadic


def _without_sizes(fn: Any, types: Sequence[Abstract], named: Mapping[str, Abstract], fresh: str) -> Abstract:
    """Dtype and rank, where the sizes are not known to fit: all of them taken to be the same."""
    if fn is None:
        return ANY_NUMBER
    try:
        found = probe(fn, [_square(t) for t in types], {k: _square(t) for k, t in named.items()}, fresh)
    except CannotProbe:
        return ANY_NUMBER
    return _unsized(found, fresh)


def _unsized(found: Abstract, fresh: str) -> Abstract:
    match found:
        case Arr(dtype, tuple(shape), False) if shape:
            return Arr(dtype, tuple(f"{fresh}.{k}" for k in range(len(shape))))
        case Seq(kind, tuple(items)):
            return Seq(kind, tuple(_unsized(item, f"{fresh}.{k}") for k, item in enumerate(items)))
        case Arr() | Num():
            return found
        case _:
            return Unknown()


def _square(value: Abstract) -> Abstract:
    match value:
        case Arr(dtype, tuple(shape), scalar):
            return Arr(dtype, (4,) * len(shape), scalar)
        case Seq(kind, tuple(items)):
            return Seq(kind, tuple(map(_square, items)))
        case Num("int", dim=str()):
            return Num("int", 4, 4)
        case _:
            return value


def _structural(op: str, types: Sequence[Abstract], fresh: str) -> Abstract | None:
    """Ops whose result is known from what the operands are, without running anything."""
    match op, types:
        case ("copy_name" | "copy"), [value]:
            return value
        case ("tuple" | "list"), [Seq(_, items, each)]:
            return Seq(op, items, each)
        case "dict", [Map() as value]:
            return value
        case "tape", []:
            return Opaque("tape")
        case ("setitem" | "scatter" | "fill" | "index_add" | "saved"), [value, *_]:
            return value
        case "flat", [Arr(dtype, shape)]:
            return Arr(dtype, shape if shape is not None and len(shape) == 1 else (f"{fresh}.0",))
        case "opaque", _:
            return ANY_NUMBER
        case "add", [Seq("tuple" as kind, tuple(a)), Seq("tuple", tuple(b))]:
            return Seq(kind, a + b)
        case ("len" | "ndim" | "size" | "shape" | "dtype" | "iscomplexobj"), [value]:
            return _measure(op, value)
        case ("unbroadcast" | "broadcast_shapes"), _:
            return _reshaped(op, types, fresh)
        case _:
            return None


def _measure(op: str, value: Abstract) -> Abstract | None:
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


def _reshaped(op: str, types: Sequence[Abstract], fresh: str) -> Abstract | None:
    """Ops that take shapes; None where a shape is not known at all."""
    match op, types:
        case "unbroadcast", [value, Seq() as shape]:
            return Arr(dtype_of(value), _shape_in(shape))
        case "broadcast_shapes", _:
            shapes = [_shape_in(value) if isinstance(value, Seq) else None for value in types]
            found = broadcast(shapes, fresh) if None not in shapes else None
            return Seq("tuple", tuple(map(_size, found))) if found is not None else None
        case _:
            return None


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


def unpacked(value: Abstract, n: int) -> tuple[Abstract, ...]:
    """What each of the n names gets that a value is unpacked into."""
    match value:
        case Seq(_, tuple(items)):
            return items
        case Seq(_, None, each):
            return (each or Unknown(),) * n
        case Arr(dtype, tuple(shape)) if shape:
            return (Arr(dtype, shape[1:], len(shape) == 1),) * n
        case Arr(dtype, None):
            return (Arr(dtype, None),) * n
        case Bottom():
            return (value,) * n
        case _:
            return (Unknown(),) * n


def _fold(op: str, spelling: str, types: Sequence[Abstract]) -> Abstract | None:
    """What a test on types, ranks and constants comes to: these are decided before the run."""
    match op, types:
        case "isinstance", [value, Static() | Seq() as classes]:
            found = python_type(value)
            options = tuple(c.value for c in (classes.items or ()) if isinstance(c, Static)) \
                if isinstance(classes, Seq) else (classes.value,)  # fmt: skip
            return Num("bool", issubclass(found, options)) if found else Num("bool")
        case ("is" | "is_not"), [a, Static(None)]:
            if isinstance(a, Unknown):
                return Num("bool")
            return Num("bool", (a == Static(None)) == (op == "is"))
    values = [_value(t) for t in types]
    if op in _FOLDED and NOT_KNOWN not in values:
        fn = ops.callable_of(op, spelling)
        try:
            folded: Any = fn(*values) if fn else NOT_KNOWN
        except Exception:  # the primal raises it, at its own time
            return None
        if isinstance(folded, bool):
            return Num("bool", folded)
        ints = all(type(value) is int for value in values)
        if isinstance(folded, np.integer) and ints and spelling in ("min", "max"):
            folded = int(folded)
        if type(folded) is int:
            return Num("int", folded, folded)
    return None


IMMUTABLE = (type(None), str, bytes, type, np.dtype, type(Ellipsis))
_FOLDED = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "not", "in", "not_in",
           "add", "subtract", "multiply", "minimum", "maximum", "floor_divide", "mod"}  # fmt: skip


def _value(t: Abstract) -> Any:
    match t:
        case Num(_, value):
            return value
        case Static(value):
            return value if isinstance(value, IMMUTABLE) else NOT_KNOWN
        case Seq("tuple", tuple(items)):
            values = tuple(_value(item) for item in items)
            return NOT_KNOWN if NOT_KNOWN in values else values
        case _:
            return NOT_KNOWN


def python_type(value: Abstract) -> type | None:
    """The Python type of a value, where it is known."""
    match value:
        case Num(kind):
            return _PYTHON.get(kind)
        case Arr(None) | Unknown() | Bottom() | Opaque():
            return None
        case Arr(str(dtype), _, scalar):
            return np.dtype(dtype).type if scalar else np.ndarray
        case Seq(kind):
            return tuple if kind == "tuple" else list
        case Static(known):
            return type(known)
        case _:
            return dict


