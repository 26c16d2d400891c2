"""Contributions to adjoints are brought to the shape and dtype of what they are the adjoint of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from s2sdiff.fields import Fields
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import (
    Abstract,
    Arr,
    Dim,
    Map,
    Num,
    Seq,
    Shape,
    Static,
    dtype_of,
    is_complex,
    is_one,
    never_one,
    shape_of,
)
from s2sdiff.ir import Const, Dct, Keywords, Lst, Operand, Tup
from s2sdiff.names import PART, twin


def like(build: Builder, contribution: Operand, primal: Operand, hint: str = PART) -> Operand:
    """The contribution summed down, or spread, to the primal's shape, in the primal's dtype.

    Where the types show that the shapes agree nothing is written; where they do not tell, the run is asked.
    """
    kind, found = build.type_of(primal), build.type_of(contribution)
    if isinstance(kind, Seq | Map) or isinstance(found, Seq | Map):
        return contribution
    reduced = _shaped(build, contribution, primal, shape_of(found), shape_of(kind), hint)
    return _number(build, _cast(build, reduced, kind, hint), kind, hint)


def spread(build: Builder, tangent: Operand, primal: Operand, hint: str) -> Operand:
    """A tangent in the primal's shape and dtype: that of a sum may have the shape of one of its terms alone."""
    want, have = shape_of(build.type_of(primal)), shape_of(build.type_of(tangent))
    if want != () and (have is None or want is None or not _agree(have, want)):
        tangent = build.emit("broadcast_to", (tangent, shape(build, primal)), hint=hint)
    return exactly(build, tangent, primal, hint)


def exactly(build: Builder, contribution: Operand, primal: Operand, hint: str = PART) -> Operand:
    """The contribution, known to have the primal's shape in every run, as a value of the primal's kind."""
    kind = build.type_of(primal)
    value = _number(build, _cast(build, contribution, kind, hint), kind, hint)
    known = shape_of(build.type_of(value))
    if isinstance(value, str) and isinstance(kind, Arr) and kind.shape is not None and known != kind.shape:
        value = build.emit("copy_name", (value,), spelling="=", hint=hint)
        build.types[str(value)] = Arr(dtype_of(build.type_of(value)), kind.shape, kind.scalar)
    return value


def _number(build: Builder, value: Operand, kind: Abstract, hint: str) -> Operand:
    """The adjoint of a number as a number: `np.where` of numbers is a 0-d array, which `+=` would change in place."""
    found = build.type_of(value)
    if isinstance(found, Num) or (isinstance(found, Arr) and found.scalar):
        return value
    if isinstance(kind, Num):
        if kind.kind == "complex":
            return build.emit("complex_", (value,), spelling="complex", hint=hint)
        return build.emit("float_", (value,), spelling="float", hint=hint)
    if isinstance(kind, Arr) and kind.scalar and kind.dtype is not None:
        name = str(build.emit(scalar_op(kind.dtype), (value,), spelling=f"np.{kind.dtype}", hint=hint))
        build.types[name] = kind
        return name
    return value


def scalar_op(dtype: str) -> str:
    return "complex_" if np.dtype(dtype).kind == "c" else "float_"


def _shaped(build: Builder, value: Operand, primal: Operand, have: Shape | None, want: Shape | None,
            hint: str) -> Operand:  # fmt: skip
    if have is not None and want is not None and _agree(have, want):
        return value
    if have is None or want is None or len(have) < len(want):
        return build.emit("unbroadcast", (value, shape(build, primal)), spelling="unbroadcast", hint=hint)
    lead = len(have) - len(want)
    if any(not _certain(a, b) for a, b in zip(have[lead:], want, strict=True)):
        return build.emit("unbroadcast", (value, shape(build, primal)), spelling="unbroadcast", hint=hint)
    ones = [k for k, dim in enumerate(want) if is_one(dim) and not is_one(have[lead + k])]
    if not want:
        return build.emit("sum", (value,), hint=hint)
    if lead:
        value = build.emit("sum", (value,), _axes(range(lead)), hint=PART if ones else hint)
    if ones:
        value = build.emit("sum", (value,), (*_axes(ones), ("keepdims", Const(True))), hint=hint)
    return value


def _axes(axes: range | list[int]) -> Keywords:
    numbers = tuple(axes)
    return (("axis", Const(numbers[0]) if len(numbers) == 1 else Tup(tuple(map(Const, numbers)))),)


def _agree(have: Shape, want: Shape) -> bool:
    return len(have) == len(want) and all(a == b or (never_one(a) and never_one(b))
                                          for a, b in zip(have, want, strict=True))  # fmt: skip


def _certain(have: Dim, want: Dim) -> bool:
    """Whether it is known that a dimension is to be summed, or that it is not."""
    return have == want or is_one(want) or (never_one(have) and never_one(want))


def _cast(build: Builder, value: Operand, kind: Abstract, hint: str) -> Operand:
    """In the primal's dtype; Python's float takes any, since a scalar of it is weak."""
    have, want = dtype_of(build.type_of(value)), dtype_of(kind)
    if have is None and want is not None and np.dtype(want).kind == "f" and _is_complex_anywhere(build):
        return build.emit("real", (value,), hint=hint)
    if have is None or want is None or have == want:
        return value
    if np.dtype(have).kind == "c" and np.dtype(want).kind == "f":
        value = build.emit("real", (value,), hint=hint)
        have = dtype_of(build.type_of(value))
    if have == want or isinstance(build.type_of(value), Num) or isinstance(kind, Num):
        return value
    if isinstance(kind, Arr) and kind.scalar:
        return value
    return build.emit("astype", (value, Const(np.dtype(want).type, f"np.{want}")), spelling=".astype", hint=hint)


def _is_complex_anywhere(build: Builder) -> bool:
    return any(map(is_complex, build.types.values()))


def shape(build: Builder, primal: Operand) -> Operand:
    """The shape of a primal, an attribute where it is known to be an array."""
    kind = build.type_of(primal)
    if isinstance(kind, Arr) and kind.dtype is not None and kind.shape:
        return build.emit("shape", (primal,), spelling=".shape")
    return build.emit("shape", (primal,), spelling="np.shape")


def zero(build: Builder, primal: Operand, hint: str = PART) -> Operand:
    """The zero that is like the primal."""
    kind = build.type_of(primal)
    match kind:
        case Num() | Arr(scalar=True):  # a number that is not made has the zero of a number, which nothing reads
            return Const(0.0)
        case Arr(str(dtype), tuple() as dims) if primal not in build.unmade or dims in build.shaped:
            keywords: Keywords = () if dtype == "float64" else (("dtype", Const(np.dtype(dtype).type, f"np.{dtype}")),)
            source = build.shaped[dims] if primal in build.unmade else primal
            return build.emit("zeros", (shape(build, source),), keywords, spelling="np.zeros", hint=hint)
        case Static():
            return Const(0.0)
        case Map(Fields() as fields) if primal not in build.unmade:
            parts = (build.emit("getitem", (primal, Const(key)), spelling="[]") for key in fields)
            return Dct(fields, tuple(zero(build, part, hint) for part in parts))
        case _:
            return build.emit("zeros_of", (primal,), spelling="zeros_of", hint=hint)


def fitted(build: Builder, bar: Operand, primal: Operand, *, named: bool = True, suffix: str = "bar") -> Operand:
    """A gradient in the very type of its argument: float for a float, a 0-d array for a 0-d array."""
    kind, found = build.type_of(primal), build.type_of(bar)
    hint = twin(primal, suffix) if isinstance(primal, str) and named else PART
    match kind, found:
        case Num("float"), Num("float"):
            return bar
        case Num("float"), (Arr() | Num()):
            return build.emit("float_", (bar,), spelling="float", hint=hint)
        case Num("complex"), Arr() | Num("float"):
            return build.emit("complex_", (bar,), spelling="complex", hint=hint)
        case Arr(str(dtype), tuple(dims)), _ if dims and dtype_of(found) != dtype:
            as_type = (("dtype", Const(np.dtype(dtype).type, f"np.{dtype}")),)
            name = build.emit("asarray", (bar,), as_type, spelling="np.asarray", hint=hint)
            build.types[str(name)] = kind
            return name
        case Arr(str(dtype), (), scalar), _:
            if scalar:
                name = build.emit(scalar_op(dtype), (bar,), spelling=f"np.{dtype}", hint=hint)
            else:
                as_type = (("dtype", Const(np.dtype(dtype).type, f"np.{dtype}")),)
                name = build.emit("array", (bar,), as_type, spelling="np.array", hint=hint)
            build.types[str(name)] = kind
            return name
        case Seq(_, tuple(items)) | Map(_, items), _ if isinstance(bar, str) and (
                any(map(_has_rank_zero, items)) or _holds_other_numbers(kind, found)):  # fmt: skip
            keys = kind.keys if isinstance(kind, Map) else range(len(items))
            made = tuple(build.emit("getitem", (bar, Const(key)), spelling="[]") for key in keys)
            whole = Dct(kind.keys, made) if isinstance(kind, Map) else Lst(made) if kind.kind == "list" else Tup(made)
            return fitted(build, whole, primal, named=named, suffix=suffix)
        case Seq(_, tuple(items)) | Map(_, items), _ if isinstance(bar, Tup | Lst | Dct):
            stand_ins = [build.declare(f"item{k}", item) for k, item in enumerate(items)]
            pairs = zip(bar.items, stand_ins, strict=True)
            return replace(bar, items=tuple(fitted(build, inner, stand_in) for inner, stand_in in pairs))
        case _:
            return bar


def _holds_other_numbers(kind: Abstract, found: Abstract) -> bool:
    """Whether a structure has another number where one of this kind has a number of Python's."""
    match kind, found:
        case (Seq(_, tuple(items)), Seq(_, tuple(others))) | (Map(_, items), Map(_, others)):
            return any(map(_holds_other_numbers, items, others))
        case Num("float" | "complex"), _:
            return found != kind
        case _:
            return False


def _has_rank_zero(kind: Abstract) -> bool:
    """Whether a value is, or holds, a scalar or 0-d array of NumPy's, whose adjoint may be another number."""
    match kind:
        case Seq(_, tuple(items)) | Map(_, items):
            return any(map(_has_rank_zero, items))
        case _:
            return isinstance(kind, Arr) and kind.shape == ()
