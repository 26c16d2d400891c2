"""Ops that put rows' arrays together, cut them apart, and repeat their entries."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.values import Seq
from s2sdiff.ir import NONE, Assign, Const, Lst, Operand, Tup
from s2sdiff.vector.lift import item_lifts
from s2sdiff.vector.rows import align, flat_rows, repeated
from s2sdiff.vector.state import Batch, keyword, last, shifted, with_keywords


def joining(batch: Batch, stmt: Assign) -> Assign | None:
    """What joins, splits and repeats."""
    match stmt.op:
        case "concatenate" | "stack":
            return _joined(batch, stmt, keyword(stmt, "axis", Const(0)))
        case "hstack" | "vstack":
            return _stacked(batch, stmt)
        case "split":
            axis = shifted(batch, stmt, keyword(stmt, "axis", Const(0)))
            return replace(stmt, keywords=with_keywords(stmt, axis=axis))
        case "repeat":
            return _repeat(batch, stmt)
        case "tile":
            return _tile(batch, stmt)
        case _:
            return None


def items_of(batch: Batch, stmt: Assign) -> tuple[Operand, ...] | None:
    """The items of what is joined; None for a list of a length that is not known."""
    (xs,) = stmt.operands
    kind = batch.kind(xs)
    if isinstance(xs, Tup | Lst):
        return xs.items
    if not isinstance(kind, Seq):
        raise batch.refusal(stmt)
    if kind.items is None:
        return None
    names = [batch.emit("getitem", xs, Const(k), spelling="[]") for k in range(len(kind.items))]
    for name, item, lift in zip(names, kind.items, item_lifts(batch.lift(xs), kind.items), strict=True):
        batch.before.types[str(name)] = item
        batch.lifts[str(name)] = lift
    return tuple(names)


def _joined(batch: Batch, stmt: Assign, axis: Operand) -> Assign:
    found = items_of(batch, stmt)
    flat = axis == NONE  # every array in one line first
    keywords = with_keywords(stmt, axis=Const(1) if flat else shifted(batch, stmt, axis))
    if found is not None:
        made = (_rows_of(batch, stmt, item, flat=flat) for item in found)
        return replace(stmt, operands=(Tup(tuple(made)),), keywords=keywords)
    if flat:
        raise batch.refusal(stmt)
    return replace(stmt, keywords=keywords)


def _rows_of(batch: Batch, stmt: Assign, item: Operand, *, flat: bool = False) -> Operand:
    """An item, batched whatever it is."""
    if not batch.on(item):
        item = batch.note(repeated(batch, stmt, item, batch.kind(item)), batch.shape(stmt, item))
    return flat_rows(batch, stmt, item) if flat else item


def _stacked(batch: Batch, stmt: Assign) -> Assign:
    """`np.hstack` and `np.vstack`: along the second axis of rows of one or two, and along the first one."""
    found = items_of(batch, stmt)
    if found is None:
        raise batch.refusal(stmt)
    least = 1 if stmt.op == "hstack" else 2
    ranks = [max(least, batch.rank(stmt, item)) for item in found]
    axis = 1 if stmt.op == "vstack" or max(ranks) == 1 else 2
    parts = []
    for item in found:
        parts.append(align(batch, _rows_of(batch, stmt, item), batch.rank(stmt, item), least))
    return last(stmt, "concatenate", Tup(tuple(parts)), keywords=(("axis", Const(axis)),))


def _repeat(batch: Batch, stmt: Assign) -> Assign:
    x, count = stmt.operands
    if batch.on(count):
        raise batch.refusal(stmt)
    axis = keyword(stmt, "axis")
    if axis == NONE:
        return last(stmt, "repeat", flat_rows(batch, stmt, x), count, keywords=(("axis", Const(1)),))
    return replace(stmt, keywords=(("axis", shifted(batch, stmt, axis)),))


def _tile(batch: Batch, stmt: Assign) -> Assign:
    """As many axes as there are repetitions; NumPy takes the missing ones to be 1."""
    x, reps = stmt.operands
    if isinstance(reps, Tup) or (isinstance(reps, Const) and isinstance(reps.value, tuple)):
        count = len(reps.items if isinstance(reps, Tup) else reps.value)
    else:
        kind = batch.kind(reps)
        count = len(kind.items or ()) if isinstance(kind, Seq) else 1
        if isinstance(kind, Seq) and kind.items is None:
            raise batch.refusal(stmt)
    return replace(stmt, operands=(align(batch, x, batch.rank(stmt, x), count), reps))
