"""The numbers and arrays of floats in a value: taken out of it in order, and put together to one like it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, is_differentiable
from s2sdiff.ir import Const, Dct, Lst, Operand, Tup


def leaf_kinds(kind: Abstract) -> Iterator[Abstract]:
    """The kinds of the floats in a value.

    >>> [leaf.kind for leaf in leaf_kinds(Seq("tuple", (Num("float"), Num("int"), Seq("list", (Num("float"),)))))]
    ['float', 'float']
    """
    match kind:
        case Seq(_, tuple(items)) | Map(_, items):
            for item in items:
                yield from leaf_kinds(item)
        case _:
            if is_differentiable(kind):
                yield kind


def each_float(kind: Abstract, f: Callable[[Abstract], Abstract]) -> Abstract:
    """The kind of a value in which each number or array of floats has become another; what is none is 0.0."""
    match kind:
        case Seq(name, tuple(items)):
            return Seq(name, tuple(each_float(item, f) for item in items))
        case Map(keys, items):
            return Map(keys, tuple(each_float(item, f) for item in items))
        case _:
            return f(kind) if is_differentiable(kind) else Num("float")


def taken_apart(build: Builder, operand: Operand, kind: Abstract) -> list[Operand]:
    """The operands that hold the floats in a value."""
    match kind:
        case Seq(_, tuple(items)) | Map(_, items):
            keys = kind.keys if isinstance(kind, Map) else range(len(items))
            written = operand.items if isinstance(operand, Tup | Lst | Dct) else None
            found = []
            for k, (key, item) in enumerate(zip(keys, items, strict=True)):
                if any(leaf_kinds(item)):
                    asked = (operand, Const(key))
                    part = written[k] if written is not None else build.emit("getitem", asked, spelling="[]")
                    found += taken_apart(build, part, item)
            return found
        case _:
            return [operand] if is_differentiable(kind) else []


def put_together(kind: Abstract, leaves: Iterator[Operand]) -> Operand:
    """A value with these floats; what is no float in it is 0.0, as in an adjoint."""
    match kind:
        case Seq(name, tuple(items)):
            made = tuple(put_together(item, leaves) for item in items)
            return Lst(made) if name == "list" else Tup(made)
        case Map(keys, items):
            return Dct(keys, tuple(put_together(item, leaves) for item in items))
        case _:
            return next(leaves) if is_differentiable(kind) else Const(0.0)


def rank_of(kind: Abstract) -> int | None:
    """The number of axes, where it is known."""
    match kind:
        case Num():
            return 0
        case Arr(_, tuple(shape)):
            return len(shape)
        case _:
            return None
