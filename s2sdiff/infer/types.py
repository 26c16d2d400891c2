"""The abstract value of one op's result, from the abstract values of its operands."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from s2sdiff import ops, rules
from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.fold import fold
from s2sdiff.infer.indexing import TypeOf, item_type
from s2sdiff.infer.lists import changed, grown
from s2sdiff.infer.probe import CannotProbe, dims_of, probe, probe_elementwise
from s2sdiff.infer.shapes import measured, of_shapes, told_shape
from s2sdiff.infer.values import (
    ANY_NUMBER,
    Abstract,
    Arr,
    Bottom,
    Map,
    Num,
    Opaque,
    Seq,
    Static,
    Tape,
    Unknown,
    dtype_of,
    join,
    never_one,
    shape_of,
)
from s2sdiff.ir import CALLED, Keywords, Operand
from s2sdiff.known import result_of


def infer_op(op: str, operands: Sequence[Operand], keywords: Keywords, spelling: str, type_of: TypeOf,
             fresh: str) -> Abstract:  # fmt: skip
    """The abstract value of `op(*operands, **keywords)`; `fresh` names the sizes that only the run knows."""
    if op in ("getitem", "gather"):
        return item_type(type_of(operands[0]), operands[1], type_of, fresh)
    if op == "list_slice":
        return item_type(type_of(operands[0]), operands[1], type_of, fresh)
    types = [type_of(operand) for operand in operands]
    if op in CALLED:
        return _of_function(op, types, fresh)
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


def _of_function(op: str, types: Sequence[Abstract], fresh: str) -> Abstract:
    """What a function from outside returns: a ufunc is run on samples, of others nothing is known."""
    if op == "ufunc" and isinstance(types[0], Static):
        with contextlib.suppress(CannotProbe):
            return probe_elementwise(types[0].value, types[1:], fresh)
    return ANY_NUMBER


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
    structural = _structural(op, types, fresh) or changed(op, types, fresh)
    if structural is None and types:
        structural = grown(op, types[0], named.get("axis"), fresh)
    if structural is not None:
        return structural
    known = fold(op, spelling, types)
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
        return told_shape(op, types, fresh) or _without_sizes(fn, types, named, fresh)


def _is_variadic(op: str) -> bool:
    return rules.is_op(op) and rules.texts()[op].variadic


def _without_sizes(fn: Any, types: Sequence[Abstract], named: Mapping[str, Abstract], fresh: str) -> Abstract:
    """Dtype and rank, where the sizes are not known to fit: all of them taken to be the same."""
    try:
        if fn is None:
            raise CannotProbe
        found = probe(fn, [_square(t) for t in types], {k: _square(t) for k, t in named.items()}, fresh)
    except CannotProbe:
        if fn in (bool, int, float, complex):
            return Num(fn.__name__)  # whatever goes in
        return _pieces(types) if fn is np.split else ANY_NUMBER
    return _unsized(found, fresh)


def _pieces(types: Sequence[Abstract]) -> Abstract:
    """The list that `np.split` gives of an array of which nothing is known."""
    piece = Arr(dtype_of(types[0]), None)
    match types[1]:
        case Num("int", int() as count):
            return Seq("list", (piece,) * count)
        case Arr(_, (int() as cuts,)):
            return Seq("list", (piece,) * (cuts + 1))
        case Seq(_, tuple(cuts)):
            return Seq("list", (piece,) * (len(cuts) + 1))
        case _:
            return Seq("list", None, piece)


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


def _with_numbers_of(kind: Abstract, other: Abstract) -> Abstract:
    """The kind of a sum of two structures: that of the first, but where a number of Python's meets one of NumPy's."""
    match kind, other:
        case Num(), Arr(str(), ()):
            return join(kind, other)
        case (Seq(name, tuple(items)), Seq(_, tuple(others))) if len(items) == len(others):
            return Seq(name, tuple(map(_with_numbers_of, items, others)))
        case (Map(keys, items), Map(_, others)) if len(items) == len(others):
            return Map(keys, tuple(map(_with_numbers_of, items, others)))
        case _:
            return kind


def _structural(op: str, types: Sequence[Abstract], fresh: str) -> Abstract | None:
    """Ops whose result is known from what the operands are, without running anything."""
    match op, types:
        case ("copy_name" | "copy" | "stop_gradient" | "snapshot"), [value]:
            return value
        case ("tuple" | "list"), [Seq(_, items, each)]:
            return Seq(op, items, each)
        case "dict", [Map() as value]:
            return value
        case "tape_copy", [value]:
            return value
        case "zeros_of", [(Seq() | Map() | Tape() | Opaque()) as value]:
            return adjoint_kind(value)  # of an array that a path may not have made it is 0.0
        case "add_trees", [(Seq() | Map()) as value, other]:
            return _with_numbers_of(value, other)
        case "item_added", [Seq(name, tuple(items)), _, (Num() | Arr()) as value]:
            return Seq(name, tuple(_with_numbers_of(item, value) for item in items))
        case ("item_added" | "copied"), [(Seq() | Map()) as value, *_]:
            return value
        case ("setitem" | "scatter" | "fill" | "index_add" | "saved"), [value, *_]:
            return value
        case "flat", [Arr(dtype, shape)]:
            return Arr(dtype, shape if shape is not None and len(shape) == 1 else (f"{fresh}.0",))
        case "opaque", [Static(function), *_] if result_of(function):
            return Num(result_of(function))
        case "opaque", _:
            return ANY_NUMBER
        case ("caught" | "tries"), _:
            return Num("bool")
        case ("manager" | "enter"), _:
            return Opaque("manager")
        case ("effect" | "raise" | "leave"), _:
            return Static(None)
        case ("text" | "fstring" | "exception" | "error"), _:
            return Opaque("exception" if op in ("exception", "error") else "text")
        case "add", [Seq("tuple" as kind, tuple(a)), Seq("tuple", tuple(b))]:
            return Seq(kind, a + b)
        case ("len" | "ndim" | "size" | "shape" | "dtype" | "iscomplexobj"), [value]:
            return measured(op, value)
        case ("unbroadcast" | "of_shape" | "broadcast_shapes"), _:
            return of_shapes(op, types, fresh)
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
