"""What of a value has a leading axis, and what an abstract value becomes under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from s2sdiff.errors import Loc
from s2sdiff.infer.values import Abstract, Arr, Dim, Map, Num, Seq, Tape, dtype_of, is_differentiable

# of a tuple, list or dict: one for each item, or True for every float in it
Lift: TypeAlias = "bool | tuple[Lift, ...]"


class NotBatched(Exception):
    """An op, or a structure, that is not written for all rows at once."""

    def __init__(self, op: str, loc: Loc | None = None):
        super().__init__(f"{loc}: {op}" if loc else op)
        self.op = op
        self.loc = loc


def is_lifted(lift: Lift) -> bool:
    """Whether anything in a value has the leading axis.

    >>> is_lifted((False, (True, False))), is_lifted((False, ()))
    (True, False)
    """
    return lift if isinstance(lift, bool) else any(map(is_lifted, lift))


def union(a: Lift, b: Lift) -> Lift:
    """What has the axis in either.

    >>> union((True, False), (False, False)), union(False, (True, False)), union(True, (True, False))
    ((True, False), (True, False), True)
    """
    if not is_lifted(a):
        return b if is_lifted(b) else False
    if not is_lifted(b):
        return a
    if isinstance(a, bool) or isinstance(b, bool) or len(a) != len(b):
        return True
    return tuple(union(x, y) for x, y in zip(a, b, strict=True))


def item_lifts(lift: Lift, items: Sequence[Abstract]) -> tuple[Lift, ...]:
    """What has the axis in each item of a tuple, list or dict.

    >>> item_lifts(True, (Num("float"), Num("int")))
    (True, False)
    """
    if isinstance(lift, bool) or len(lift) != len(items):
        return tuple(is_lifted(lift) and is_differentiable(item) for item in items)
    return lift


def lifted(kind: Abstract, lift: Lift, rows: Dim) -> Abstract:
    """The abstract value with a leading axis of `rows`. The items of a tape have it, not the tape.

    >>> lifted(Seq("tuple", (Num("float"), Arr("float64", ("n",)))), (True, False), "?rows").items[0]
    Arr(dtype='float64', shape=('?rows',), scalar=False)
    """
    if not is_lifted(lift):
        return kind
    match kind:
        case Num():
            return Arr(dtype_of(kind), (rows,))
        case Arr(dtype, tuple(shape)):
            return Arr(dtype, (rows, *shape))
        case Seq(name, tuple(items)):
            return Seq(name, _lifted_items(items, lift, rows))
        case Seq(name, None, each):
            return Seq(name, None, lifted(each, True, rows) if each is not None else None)
        case Map(keys, items):
            return Map(keys, _lifted_items(items, lift, rows))
        case Tape(each):
            return Tape(lifted(each, lift, rows))
        case _:
            return kind


def _lifted_items(items: Sequence[Abstract], lift: Lift, rows: Dim) -> tuple[Abstract, ...]:
    return tuple(lifted(item, part, rows) for item, part in zip(items, item_lifts(lift, items), strict=True))


def with_dtype(kind: Abstract, found: Abstract) -> Abstract:
    """The kind with the dtype that was found, where one was found for an array."""
    if isinstance(kind, Arr) and isinstance(found, Arr | Num) and dtype_of(found) is not None:
        return Arr(dtype_of(found), kind.shape, kind.scalar)
    return kind
