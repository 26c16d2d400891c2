"""Ops that turn, flip and roll the axes of each row, and take diagonals and triangles of it."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import NONE, Assign, Const, Keywords, Operand, Tup
from s2sdiff.vector.rows import align, dim_operand, flat_rows
from s2sdiff.vector.state import Batch, constants, is_full, keyword, last, numbers, same, shifted, with_keywords

_LAST_TWO: Keywords = (("axis1", Const(1)), ("axis2", Const(2)))


def axes(batch: Batch, stmt: Assign) -> Assign | None:
    """What moves entries about within each row."""
    match stmt.op:
        case "transpose":
            return _transpose(batch, stmt)
        case "swapaxes" | "moveaxis":
            x, *moved = stmt.operands
            return replace(stmt, operands=(x, *(shifted(batch, stmt, axis) for axis in moved)))
        case "flip":
            return replace(stmt, keywords=whole_or_shifted(batch, stmt))
        case "roll":
            return _roll(batch, stmt)
        case "diagonal" | "trace":
            return replace(stmt, keywords=(*stmt.keywords, *_LAST_TWO))
        case "diag" if batch.rank(stmt, stmt.operands[0]) == 2:
            offset = (("offset", keyword(stmt, "k")),) if keyword(stmt, "k") not in (NONE, Const(0)) else ()
            return last(stmt, "diagonal", *stmt.operands, keywords=(*offset, *_LAST_TWO))
        case "diag":
            return _diagonal_matrix(batch, stmt)
        case "triu" | "tril" if batch.rank(stmt, stmt.operands[0]) > 1:
            return stmt
        case _:
            return None


def _transpose(batch: Batch, stmt: Assign) -> Assign:
    (x,) = stmt.operands
    rank = batch.rank(stmt, x)
    order = keyword(stmt, "axes")
    if order == NONE:
        if rank < 2:
            return same(stmt, x)
        if rank == 2:
            return last(stmt, "swapaxes", x, Const(1), Const(2))
        turned = tuple(range(rank, 0, -1))
    else:
        found = numbers(batch, stmt, order)
        turned = tuple(k % rank + 1 for k in ((found,) if isinstance(found, int) else found))
    return last(stmt, "transpose", x, keywords=(("axes", constants((0, *turned))),))


def whole_or_shifted(batch: Batch, stmt: Assign) -> Keywords:
    """The statement's keywords with `axis` for each row: all axes but the leading one, where it is not given."""
    if not is_full(stmt):
        return with_keywords(stmt, axis=shifted(batch, stmt, keyword(stmt, "axis")))
    return with_keywords(stmt, axis=all_axes(batch.rank(stmt, stmt.operands[0])))


def all_axes(rank: int) -> Operand:
    """All axes but the leading one."""
    return Const(-1) if rank == 1 else constants(tuple(range(1, rank + 1)))


def _roll(batch: Batch, stmt: Assign) -> Assign:
    x, shift = stmt.operands
    if not is_full(stmt):
        return replace(stmt, keywords=whole_or_shifted(batch, stmt))
    rank = batch.rank(stmt, x)
    if rank == 0:
        return same(stmt, x)
    if rank == 1:
        return last(stmt, "roll", x, shift, keywords=(("axis", Const(-1)),))
    rolled = batch.emit("roll", flat_rows(batch, stmt, x), shift, keywords=(("axis", Const(-1)),))
    whole = batch.emit("shape", x, spelling=".shape")
    return last(stmt, "reshape", rolled, whole)


def _diagonal_matrix(batch: Batch, stmt: Assign) -> Assign:
    """`np.where(np.eye(n) == 1, x[:, None], 0.0)`: no entry off the diagonal becomes nan because one on it is inf."""
    (x,) = stmt.operands
    if batch.rank(stmt, x) != 1:
        raise batch.refusal(stmt)
    offset = numbers(batch, stmt, keyword(stmt, "k", Const(0)))
    assert isinstance(offset, int)
    side = dim_operand(batch, x, 0)
    keywords: Keywords = ()
    rows: Operand = x
    if offset:
        side = batch.emit("add", side, Const(abs(offset)), spelling="+")
        rim = Tup((Const(0), Const(0))), Tup((Const(max(offset, 0)), Const(max(-offset, 0))))
        rows = batch.emit("pad", x, Tup(rim))
        keywords = (("k", Const(offset)),)
    unit = batch.emit("eye", side, keywords=keywords)
    mask = batch.emit("equal", unit, Const(1), spelling="==")
    batch.note(rows, batch.shape(stmt, x))
    return last(stmt, "where", mask, align(batch, rows, 1, 2), Const(0.0))
