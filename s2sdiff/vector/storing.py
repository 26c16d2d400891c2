"""Changes of arrays as values: where the array or what is stored in it is batched, both are."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.types import infer_op
from s2sdiff.infer.values import Arr
from s2sdiff.ir import Assign, Block, Operand, Path, Step
from s2sdiff.stores.paths import ALWAYS, PARTS, RESHAPING
from s2sdiff.vector.indexing import fitted_value, row_index
from s2sdiff.vector.lift import lifted
from s2sdiff.vector.making import array_of
from s2sdiff.vector.rows import align, as_dtype, repeated, rows_shape
from s2sdiff.vector.state import Batch, Rule, is_array, last
from s2sdiff.walking import names_in, reads

_VIEWS = ALWAYS | RESHAPING | PARTS | {"getitem", "gather"}


def storing(batch: Batch, stmt: Assign, rule: Rule) -> Assign | None:
    """`y[:, i] = v`. `rule` is for the steps of a path."""
    match stmt.op:
        case "setitem" | "scatter" | "index_add":
            x, index, value = stmt.operands
            if any(batch.on(name) for name in names_in(index)):
                return None
            base = x if batch.on(x) else repeated(batch, stmt, x, batch.kind(x))
            if isinstance(index, Path):
                path, rank = _path(batch, stmt, x, index, rule)
                wide = align(batch, _array(batch, stmt, value), batch.rank(stmt, value), rank)
                return replace(stmt, operands=(base, path, wide))
            place = row_index(batch, stmt, x, index)
            fitted = fitted_value(batch, stmt, _array(batch, stmt, value), place)
            return replace(stmt, operands=(base, place.operand, fitted))
        case "fill":
            return _fill(batch, stmt)
        case _:
            return None


def _array(batch: Batch, stmt: Assign, value: Operand) -> Operand:
    """A batched tuple or list as the array that it is stored as."""
    if not batch.on(value) or is_array(batch.build.type_of(value)):
        return value
    return batch.note(array_of(batch, stmt, value), batch.shape(stmt, value))


def _fill(batch: Batch, stmt: Assign) -> Assign:
    x, value = stmt.operands
    value = _array(batch, stmt, value)
    wide = align(batch, value, batch.rank(stmt, value), batch.rank(stmt, x))
    if batch.on(x):
        return last(stmt, "fill", x, wide, spelling=stmt.spelling)
    kind = batch.kind(x)
    made = batch.definition(x, "zeros") or batch.definition(x, "empty")
    if made is not None or not isinstance(kind, Arr):
        return last(stmt, "fill", repeated(batch, stmt, x, kind), wide, spelling=stmt.spelling)
    if kind.dtype is None:
        raise batch.refusal(stmt)
    blank = batch.emit("empty", rows_shape(batch, stmt, x), keywords=as_dtype(kind))
    return last(stmt, "fill", blank, wide, spelling=stmt.spelling)


# --- paths -----------------------------------------------------------------------------------------------------------
def _path(batch: Batch, stmt: Assign, x: Operand, path: Path, rule: Rule) -> tuple[Path, int]:
    """The path in all rows, each of its steps written as the op that it is; and the rank of what is at its end."""
    steps: list[Step] = []
    kind = batch.kind(x)
    for step in path.steps:
        start = batch.build.declare("", lifted(kind, True, batch.rows))
        batch.before.types[start], batch.lifts[start] = kind, True
        target = batch.build.names.fresh("")
        made = Assign(target, step.op, (start, *step.operands), step.keywords, step.spelling, stmt.origin)
        kind = infer_op(made.op, made.operands, made.keywords, made.spelling, batch.before.type_of, f"?{target}")
        batch.before.types[target] = kind
        with batch.block() as out:
            end = rule(batch, made)
        steps += _steps(batch, stmt, (*out, end), start)
    return Path(tuple(steps)), batch.rank(stmt, target)


def _steps(batch: Batch, stmt: Assign, block: Block, start: str) -> list[Step]:
    """Statements, each of which takes what the one before it gives, as steps; sizes that they read go before."""
    steps: list[Step] = []
    for inner in block:
        if not isinstance(inner, Assign) or (start in set(reads(inner)) and inner.operands[0] != start):
            raise batch.refusal(stmt)
        if inner.operands[0] != start:
            batch.build.out.append(inner)
        elif inner.op in _VIEWS:
            steps.append(Step(inner.op, inner.operands[1:], inner.keywords, inner.spelling))
            start = inner.target
        elif inner.op == "copy_name":
            start = inner.target
        else:
            raise batch.refusal(stmt)
    return steps
