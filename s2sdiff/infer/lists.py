"""Ops that give a list as it is after a change: what they make of lists that are written out, and of what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from s2sdiff.infer.values import Abstract, Arr, Bottom, Num, Seq, Unknown, element, join
from s2sdiff.ir import Const, Lst, Operand, Slc, Tup

# of a list: an item at the end; the items of another; another item in a place; one less; one more; backwards; n times
UPDATES = frozenset({"list_append", "list_extend", "list_set", "list_delete", "list_insert", "list_reverse"})
OPS = UPDATES | {"list_repeat", "list_folded", "list_slice", "list_of", "tuple_of"}
# ops on a sequence by their names for one of any length, whose rules do not take it apart
GROWN = {"stack": "stacked", "concatenate": "concatenated", "vstack": "vstacked", "hstack": "hstacked"}


def written_out(op: str, operands: Sequence[Operand]) -> Operand | None:
    """The list that an op makes of one that is written out, where it can be written out, too."""
    if not operands or not isinstance(operands[0], Tup | Lst):
        return None
    whole = operands[0]
    items, kind = list(whole.items), type(whole)
    match op, operands[1:]:
        case "list_append", (value,):
            return Lst((*items, value))
        case "list_extend", (Tup(more) | Lst(more),):
            return Lst((*items, *more))
        case "list_delete", (Const(int() as k),) if -len(items) <= k < len(items):
            del items[k]
            return Lst(tuple(items))
        case "list_insert", (Const(int() as k), value):
            items.insert(k, value)
            return Lst(tuple(items))
        case "list_set", (Const(int() as k), value) if -len(items) <= k < len(items):
            items[k] = value
            return Lst(tuple(items))
        case ("list_of" | "tuple_of"), ():
            return (Lst if op == "list_of" else Tup)(tuple(items))
        case "list_reverse", ():
            return Lst(tuple(items[::-1]))
        case "list_slice", (Slc(Const(start), Const(stop), Const(step)),):
            return kind(tuple(items[start:stop:step]))
        case "list_repeat", (Const(int() as times),) if times * len(items) <= 16:
            return kind(tuple(items * times))
        case _:
            return None


def changed(op: str, types: Sequence[Abstract], fresh: str) -> Abstract | None:
    """What is known of the list that an op makes; None for an op of something else."""
    match op, types:
        case "list_of", [Arr(_, shape) as whole]:
            row = Arr(whole.dtype, shape[1:], len(shape) == 1) if shape else Arr(whole.dtype, None)
            return Seq("list", None, row)
        case "sizes_along", _:
            return Seq("list", None, Num("int"))
        case ("list_of" | "tuple_of"), [Seq(_, items, each)]:
            return Seq(op.removesuffix("_of"), items, each)
        case "tuple_of", [Arr(_, shape) as whole]:
            return replace(changed("list_of", types, fresh), kind="tuple")  # type: ignore[type-var]
        case _, [Seq(), *_] if op in OPS:
            return _of_list(op, types, fresh)
        case _, [other, *_] if op in UPDATES:  # is refused
            return other
        case _:
            return None


def _of_list(op: str, types: Sequence[Abstract], fresh: str) -> Abstract:
    whole, *others = types
    assert isinstance(whole, Seq)
    if op == "list_folded":
        return others[1]
    values = [_Typed(other) for other in others]
    if whole.items is not None and all(value.is_known for value in values):
        made = written_out_types(op, whole.items, values)
        if made is not None:
            return Seq("list", made)
    each = element(whole, fresh)
    if op in ("list_append", "list_insert", "list_set"):
        each = join(each, others[-1], fresh)
    if op == "list_extend":
        each = join(each, element(others[0], fresh) if isinstance(others[0], Seq) else Unknown(), fresh)
    if op == "list_set" and whole.items is not None and isinstance(others[0], Num):
        return Seq("list", tuple(join(item, others[-1], f"{fresh}.{k}") for k, item in enumerate(whole.items)))
    if op == "list_reverse" and whole.items is not None:
        return Seq("list", whole.items[::-1])
    return Seq("list", None, each)


class _Typed:
    """An operand of an op on a list by what is known of it: the number that it is, the items that it has."""

    def __init__(self, kind: Abstract):
        self.kind = kind
        self.number = kind.value if isinstance(kind, Num) and type(kind.value) is int else None
        self.items = kind.items if isinstance(kind, Seq) else None
        self.is_known = not isinstance(kind, Bottom)


def written_out_types(op: str, known: tuple[Abstract, ...], values: Sequence[_Typed]) -> tuple[Abstract, ...] | None:
    """The kinds of the items after a change, if it is known which there are."""
    items: list[Any] = list(known)
    first = values[0] if values else None
    if op == "list_append":
        return (*items, values[0].kind)
    if op == "list_extend" and first is not None and first.items is not None:
        return (*items, *first.items)
    if first is None or first.number is None:
        return None
    in_range = -len(items) <= first.number < len(items)
    if op == "list_delete" and in_range:
        del items[first.number]
    elif op == "list_insert":
        items.insert(first.number, values[1].kind)
    elif op == "list_set" and in_range:
        items[first.number] = values[1].kind
    elif op == "list_repeat":
        items = items * first.number
    else:
        return None
    return tuple(items)


_MAKING = frozenset({"array", "asarray", *GROWN.values()})  # what makes an array of the items of a list


def grown(op: str, kind: Abstract, axis: Abstract | None, fresh: str) -> Abstract | None:
    """The array that is made of a list of any length; None where its rank is not known."""
    if not isinstance(kind, Seq) or kind.items is not None or op not in _MAKING:
        return None
    each = kind.each or Bottom()
    inner = grown("array", each, None, f"{fresh}.i")
    if inner is not None:
        each = inner
    if isinstance(each, Bottom):
        return Arr("float64", (f"{fresh}.0",))
    row = _shape(each)
    dtype = _dtype(each)
    if row is None or dtype is None:
        return Arr(dtype, None)
    count = f"{fresh}.0"
    number = axis.value if isinstance(axis, Num) and type(axis.value) is int else 0 if axis is None else None
    match op:
        case "array" | "asarray":
            return Arr(dtype, (count, *row))
        case "stacked" if number is not None:
            k = number % (len(row) + 1)
            return Arr(dtype, (*row[:k], count, *row[k:]))
        case "concatenated" if number is not None and row:
            k = number % len(row)
            return Arr(dtype, (*row[:k], count, *row[k + 1 :]))
        case "vstacked":
            return Arr(dtype, (count, *(row[1:] if len(row) > 1 else row or (1,))))
        case "hstacked":
            return Arr(dtype, (count,) if len(row) < 2 else (row[0], count, *row[2:]))
        case _:
            return Arr(dtype, None)


def _shape(each: Abstract) -> tuple[Any, ...] | None:
    match each:
        case Num():
            return ()
        case Arr(_, shape):
            return shape
        case Seq(_, tuple(items)) if items and all(isinstance(item, Num) for item in items):
            return (len(items),)
        case _:
            return None


def _dtype(each: Abstract) -> str | None:
    match each:
        case Num(kind):
            return {"float": "float64", "complex": "complex128", "int": "int64", "bool": "bool"}.get(kind)
        case Arr(dtype):
            return dtype
        case Seq(_, tuple(items)):
            kinds = [_dtype(item) for item in items]
            return "float64" if "float64" in kinds and set(kinds) <= {"float64", "int64"} else None
        case _:
            return None

