"""Ops that fold entries of each row together, put them into order, or go along one of its axes."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import NONE, Assign, Const, Keywords, Operand, Tup
from s2sdiff.vector.axes import all_axes, whole_or_shifted
from s2sdiff.vector.elementwise import array_spelling
from s2sdiff.vector.rows import flat_rows
from s2sdiff.vector.state import Batch, is_full, keyword, last, numbers, same, shifted, with_keywords

_FOLDING = frozenset({"sum", "mean", "prod", "max", "min", "any", "all", "var", "std", "count_nonzero", "median"})
_FLATTENING = frozenset({"cumsum", "cumprod", "argmax", "argmin"})  # those that flatten where no axis is given


def reductions(batch: Batch, stmt: Assign) -> Assign | None:
    """`np.sum(x, axis=(1, 2))`, of matrices."""
    stmt = replace(stmt, spelling=array_spelling(stmt.op, stmt.spelling))
    match stmt.op:
        case op if op in _FOLDING:
            return _fold(batch, stmt)
        case op if op in _FLATTENING:
            return _flattening(batch, stmt)
        case "sort" | "argsort":
            return _ordered(batch, stmt)
        case "norm":
            return _norm(batch, stmt)
        case "diff":
            return replace(stmt, keywords=_from_end(batch, stmt))
        case "trapezoid":
            return _trapezoid(batch, stmt)
        case "pad":
            return _pad(batch, stmt)
        case _:
            return None


def _fold(batch: Batch, stmt: Assign) -> Assign:
    (x,) = stmt.operands
    if is_full(stmt) and batch.rank(stmt, x) == 0:
        if stmt.op not in ("sum", "mean", "prod", "max", "min", "median"):
            raise batch.refusal(stmt)
        return same(stmt, x)
    return replace(stmt, keywords=whole_or_shifted(batch, stmt))


def _flattening(batch: Batch, stmt: Assign) -> Assign:
    (x,) = stmt.operands
    if not is_full(stmt):
        return replace(stmt, keywords=whole_or_shifted(batch, stmt))
    if keyword(stmt, "keepdims", Const(False)) != Const(False):
        raise batch.refusal(stmt)
    return replace(stmt, operands=(flat_rows(batch, stmt, x),), keywords=with_keywords(stmt, axis=Const(-1)))


def _ordered(batch: Batch, stmt: Assign) -> Assign:
    (x,) = stmt.operands
    axis = keyword(stmt, "axis", Const(-1))
    if axis == NONE:
        return last(stmt, stmt.op, flat_rows(batch, stmt, x))
    if axis == Const(-1):
        return stmt
    return replace(stmt, keywords=with_keywords(stmt, axis=shifted(batch, stmt, axis)))


def _norm(batch: Batch, stmt: Assign) -> Assign:
    (x,) = stmt.operands
    rank = batch.rank(stmt, x)
    if is_full(stmt) and rank > 2:
        raise batch.refusal(stmt)
    axis = all_axes(rank) if is_full(stmt) else shifted(batch, stmt, keyword(stmt, "axis"))
    return replace(stmt, keywords=with_keywords(stmt, axis=axis))


# --- along an axis ---------------------------------------------------------------------------------------------------
def _from_end(batch: Batch, stmt: Assign) -> Keywords:
    """The keywords with the axis counted from the last one, which it is where it is not given."""
    if keyword(stmt, "axis") == NONE:
        return stmt.keywords
    found = numbers(batch, stmt, keyword(stmt, "axis"))
    if not isinstance(found, int):
        raise batch.refusal(stmt)
    return with_keywords(stmt, axis=Const(found if found < 0 else found - batch.rank(stmt, stmt.operands[0])))


def _trapezoid(batch: Batch, stmt: Assign) -> Assign:
    if any(batch.on(value) for _, value in stmt.keywords):
        raise batch.refusal(stmt)
    return replace(stmt, keywords=_from_end(batch, stmt))


def _pad(batch: Batch, stmt: Assign) -> Assign:
    """The widths for each axis of a row, after none for the leading one."""
    x, width = stmt.operands
    if any(batch.on(value) for _, value in stmt.keywords):
        raise batch.refusal(stmt)
    rank = batch.rank(stmt, x)
    pairs = _pairs(width, rank)
    if pairs is None or keyword(stmt, "constant_values", Const(0)) not in (Const(0), Const(0.0)):
        raise batch.refusal(stmt)
    return replace(stmt, operands=(x, Tup((Tup((Const(0), Const(0))), *pairs))))


def _pairs(width: Operand, rank: int) -> tuple[Operand, ...] | None:
    """A pair of widths for each axis of a row, as `np.pad` reads what it is given."""
    match width:
        case Const(tuple() | list() as values):
            return _pairs(Tup(tuple(map(Const, values))), rank)
        case Const(int()) | str():
            return (Tup((width, width)),) * rank
        case Tup((Const(tuple()) | Tup() as one,)):
            return (one,) * rank
        case Tup(items) if len(items) == rank and all(isinstance(item, Tup) or _is_pair(item) for item in items):
            return items
        case Tup((first, second)) if not isinstance(first, Tup) and not isinstance(second, Tup):
            return (Tup((first, second)),) * rank
        case _:
            return None


def _is_pair(item: Operand) -> bool:
    return isinstance(item, Const) and isinstance(item.value, tuple) and len(item.value) == 2
