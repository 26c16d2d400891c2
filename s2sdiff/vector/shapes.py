"""Ops that give the entries of each row another shape, and what is asked of a batched array's own shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from s2sdiff.infer.values import Dim, Seq, is_one, never_one
from s2sdiff.ir import NONE, Assign, Const, Keywords, Lst, Operand, Tup
from s2sdiff.vector.rows import (
    align,
    dim_operand,
    entries,
    flat_rows,
    known_dim,
    shape_operand,
    with_rows,
)
from s2sdiff.vector.state import Batch, constants, keyword, last, same, shifted


def shapes(batch: Batch, stmt: Assign) -> Assign | None:
    """What changes the shape of each row."""
    x = stmt.operands[0] if stmt.operands else NONE
    match stmt.op:
        case "reshape":
            return last(stmt, "reshape", x, _told(batch, stmt), spelling=stmt.spelling)
        case "flatten" if batch.rank(stmt, x) == 1:
            return last(stmt, "copy", x, spelling=".copy")
        case "ravel" | "flat" | "flatten":
            return same(stmt, flat_rows(batch, stmt, x))
        case "expand_dims":
            return replace(stmt, operands=(x, shifted(batch, stmt, stmt.operands[1])))
        case "squeeze":
            return _squeeze(batch, stmt)
        case "atleast_1d":
            return same(stmt, align(batch, x, batch.rank(stmt, x), 1))
        case "atleast_2d":
            return same(stmt, align(batch, x, batch.rank(stmt, x), 2))
        case "broadcast_to":
            wide = align(batch, x, batch.rank(stmt, x), batch.rank(stmt, stmt.target))
            return replace(stmt, operands=(wide, with_rows(batch, stmt, stmt.operands[1])))
        case "of_shape":
            return replace(stmt, operands=(x, with_rows(batch, stmt, stmt.operands[1]), stmt.operands[2]))
        case "unbroadcast":
            return _unbroadcast(batch, stmt)
        case _:
            return None


def _told(batch: Batch, stmt: Assign) -> Operand:
    """The shape that rows are reshaped to. A -1 is written out: of no rows at all, NumPy cannot tell it."""
    x, shape = stmt.operands
    values = shape.value if isinstance(shape, Const) else None
    items: Sequence[Operand] | None = None
    if isinstance(shape, Tup | Lst):
        items = shape.items
    elif isinstance(shape, Const):
        items = tuple(map(Const, values)) if isinstance(values, tuple | list) else (shape,)
    if items is None or Const(-1) not in items:
        return with_rows(batch, stmt, shape)
    dims = batch.shape(stmt, stmt.target)
    k = list(items).index(Const(-1))
    left = known_dim(batch, dims[k]) or _left_over(batch, stmt, x, [*items[:k], *items[k + 1 :]])
    return Tup((batch.size, *items[:k], left, *items[k + 1 :]))


def _left_over(batch: Batch, stmt: Assign, x: Operand, others: Sequence[Operand]) -> Operand:
    left = entries(batch, stmt, x)
    for other in others:
        if other != Const(1):
            left = batch.emit("floor_divide", left, other, spelling="//")
    return left


def _squeeze(batch: Batch, stmt: Assign) -> Assign:
    (x,) = stmt.operands
    axis = keyword(stmt, "axis")
    if axis != NONE:
        return replace(stmt, keywords=(("axis", shifted(batch, stmt, axis)),))
    batch.rank(stmt, stmt.target)  # where it is not known which axes go, this raises
    ones = tuple(k + 1 for k, dim in enumerate(batch.shape(stmt, x)) if is_one(dim))
    if not ones:
        return same(stmt, x)
    return replace(stmt, keywords=(("axis", constants(ones[0] if len(ones) == 1 else ones)),))


# --- sums down to a shape --------------------------------------------------------------------------------------------
def _unbroadcast(batch: Batch, stmt: Assign) -> Assign:
    x, shape = stmt.operands
    have, want = batch.shape(stmt, x), batch.shape(stmt, stmt.target)
    if len(have) < len(want):
        return last(stmt, "broadcast_to", align(batch, x, len(have), len(want)), with_rows(batch, stmt, shape))
    lead = len(have) - len(want)
    rest = have[lead:]
    certain = all(a == b or is_one(b) or (never_one(a) and never_one(b)) for a, b in zip(rest, want, strict=True))
    ones = [k for k, (a, b) in enumerate(zip(rest, want, strict=True)) if is_one(b) and not is_one(a)]
    if lead:
        axes = _axes(tuple(range(1, lead + 1)))
        if certain and not ones:
            return last(stmt, "sum", x, keywords=axes)
        x = batch.emit("sum", x, keywords=axes)
    if not certain:
        return replace(stmt, operands=(x, with_rows(batch, stmt, shape)))
    if not ones:
        return same(stmt, x)
    axes = _axes(tuple(k + 1 for k in ones))
    return last(stmt, "sum", x, keywords=(*axes, ("keepdims", Const(True))))


def _axes(axes: tuple[int, ...]) -> Keywords:
    return (("axis", constants(axes[0] if len(axes) == 1 else axes)),)


# --- what is asked of a shape ----------------------------------------------------------------------------------------
def measures(batch: Batch, stmt: Assign) -> Assign | None:
    """The shape, size or rank of one row of a batched array."""
    x = stmt.operands[0] if stmt.operands else NONE
    match stmt.op:
        case "shape" | "size" | "len" if isinstance(batch.kind(x), Seq):
            return _of_list(batch, stmt, x)
        case "shape":
            shape = shape_operand(batch, stmt, x)
            return last(stmt, "tuple", shape, spelling="=") if isinstance(shape, Tup) else same(stmt, shape)
        case "ndim":
            return same(stmt, Const(batch.rank(stmt, x)))
        case "size":
            return same(stmt, entries(batch, stmt, x))
        case "len":
            return same(stmt, _dim(batch, stmt, x, 0))
        case "dtype" | "itemsize" | "iscomplexobj" | "may_share_memory" | "result_type":
            return stmt
        case "is" | "is_not" if stmt.operands[1] == NONE:
            return stmt
        case _:
            return None


def _of_list(batch: Batch, stmt: Assign, x: Operand) -> Assign:
    """Of a tuple or list, which has no rows itself."""
    kind = batch.kind(x)
    if stmt.op == "len":
        return stmt
    dims = batch.shape(stmt, x)
    if not isinstance(kind, Seq) or not all(isinstance(dim, int) for dim in dims):
        raise batch.refusal(stmt)
    shape = Tup(tuple(map(Const, dims)))
    return last(stmt, "tuple", shape, spelling="=") if stmt.op == "shape" else same(stmt, entries(batch, stmt, x))


def _dim(batch: Batch, stmt: Assign, x: Operand, axis: int) -> Operand:
    dims: tuple[Dim, ...] = batch.shape(stmt, x)
    return Const(dims[axis]) if isinstance(dims[axis], int) else dim_operand(batch, x, axis)
