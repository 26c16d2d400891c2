"""Entries and parts of each row: an index gets a full slice before it.

NumPy puts the axes of arrays in an index where the first of them stands, unless something that is neither an array nor
an integer is between two of them: then they come first, before the rows, and are moved after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from s2sdiff.infer.indexing import index_items
from s2sdiff.infer.values import Seq
from s2sdiff.ir import NONE, WHOLE, Assign, Const, Operand, Tup
from s2sdiff.vector.forms import Form, form_of
from s2sdiff.vector.rows import align, flat_rows
from s2sdiff.vector.state import FULL, Batch, keyword, last, shifted


@dataclass(frozen=True, slots=True)
class Index:
    """An index of all rows. `advanced`: how many axes its arrays give; `apart`: these come before the rows.

    `rank`: how many axes there are in what it picks of one row; `after`: how many of these come after the arrays'.
    """

    operand: Operand
    advanced: int
    apart: bool
    rank: int
    after: int


def indexing(batch: Batch, stmt: Assign) -> Assign | None:
    """What picks entries."""
    if any(map(batch.on, stmt.operands[1:])):
        return None
    match stmt.op:
        case "getitem" | "gather":
            return _picked(batch, stmt)
        case "take":
            x, i = stmt.operands
            if keyword(stmt, "axis") == NONE:
                return last(stmt, "take", flat_rows(batch, stmt, x), i, keywords=(("axis", Const(1)),))
            return replace(stmt, keywords=(("axis", shifted(batch, stmt, keyword(stmt, "axis"))),))
        case "take_along_axis":
            x, i, axis = stmt.operands
            if axis == NONE:
                lined = flat_rows(batch, stmt, x)
                return last(stmt, "gather", lined, Tup((FULL, i)), spelling="[]")
            rows = batch.emit("getitem", i, NONE, spelling="[]")
            return replace(stmt, operands=(x, rows, shifted(batch, stmt, axis)))
        case _:
            return None


def _picked(batch: Batch, stmt: Assign) -> Assign:
    x, operand = stmt.operands
    index = row_index(batch, stmt, x, operand)
    op = "gather" if index.advanced else "getitem"
    if index.rank == 0 and isinstance(index.operand, Tup) and index.operand.items[0] == FULL:
        batch.parts[stmt.target] = (x, index.operand.items[1:])
    if not index.apart:
        return last(stmt, op, x, index.operand, spelling="[]")
    picked = batch.emit(op, x, index.operand, spelling="[]")
    return last(stmt, "moveaxis", picked, Const(index.advanced), Const(0))


# --- indices ---------------------------------------------------------------------------------------------------------
def row_index(batch: Batch, stmt: Assign, x: Operand, operand: Operand) -> Index:
    """An index of one row of x as one of all rows."""
    items = _items(batch, stmt, operand)
    found = [form_of(item, batch.kind) for item in items]
    forms = [form for form in found if form is not None]
    left = batch.rank(stmt, x) - sum(form.axes for form in forms)  # axes that an ellipsis, written or not, stands for
    if len(forms) < len(found) or left < 0:
        raise batch.refusal(stmt)
    new = sum(form.kind == "none" for form in forms)
    kept = left + new + sum(form.kind == "slice" for form in forms)
    arrays = [form.rank for form in forms if form.kind == "array"]
    if not arrays:
        return Index(_with_full(items), 0, False, kept, 0)
    unwritten = 0 if any(form.kind == "ellipsis" for form in forms) else left
    written, forms = _written_out(items, forms, left)
    places = [k for k, form in enumerate(forms) if form.kind in ("array", "integer")]
    apart = places[-1] - places[0] + 1 > len(places)
    after = kept if apart else len(forms) - places[-1] - 1 + unwritten
    return Index(_with_full(written), max(arrays), apart, kept + max(arrays), after)


def _items(batch: Batch, stmt: Assign, operand: Operand) -> tuple[Operand, ...]:
    """The items of an index; of a tuple under a name as well."""
    if isinstance(operand, Const) and isinstance(operand.value, tuple):
        return tuple(map(Const, operand.value))
    kind = batch.kind(operand)
    if isinstance(operand, str) and isinstance(kind, Seq) and kind.kind == "tuple":
        if kind.items is None:
            raise batch.refusal(stmt)
        names = [batch.emit("getitem", operand, Const(k), spelling="[]") for k in range(len(kind.items))]
        for name, item in zip(names, kind.items, strict=True):
            if isinstance(name, str):
                batch.before.types[name] = item
        return tuple(names)
    return index_items(operand)


def _with_full(items: Sequence[Operand]) -> Operand:
    if items and items[0] == WHOLE:
        return items[0] if len(items) == 1 else Tup(tuple(items))
    return Tup((FULL, *items)) if items else FULL


def _written_out(items: Sequence[Operand], forms: Sequence[Form], left: int) -> tuple[list[Operand], list[Form]]:
    """The items with an ellipsis as the slices that it is, since it is something between arrays where it is none."""
    made: list[Operand] = []
    made_forms: list[Form] = []
    for item, form in zip(items, forms, strict=True):
        if form.kind == "ellipsis":
            made += [FULL] * left
            made_forms += [Form("slice", 1)] * left
        else:
            made.append(item)
            made_forms.append(form)
    return made, made_forms


# --- what is put where an index points -------------------------------------------------------------------------------
def fitted_value(batch: Batch, stmt: Assign, value: Operand, index: Index) -> Operand:
    """A value, to be stored at an index of all rows."""
    rank = batch.rank(stmt, value)
    if batch.on(value):
        wide = narrowed(batch, align(batch, value, rank, index.rank), rank - index.rank)
        if not index.apart:
            return wide
        return batch.emit("moveaxis", wide, Const(0), Const(index.advanced))
    if index.apart and rank > index.after:  # its first axes are the arrays', which come before the rows
        return batch.emit("expand_dims", value, Const(rank - index.after))
    return value


def narrowed(batch: Batch, value: Operand, count: int) -> Operand:
    """A batched value without the first axes of its rows, which are of size 1: NumPy stores it as if it had none."""
    if count <= 0:
        return value
    return batch.emit("getitem", value, Tup((FULL, *[Const(0)] * count)), spelling="[]")
