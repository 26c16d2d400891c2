"""Changes of arrays as values: where the array or what is stored in it is batched, both are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from s2sdiff.infer.indexing import is_basic
from s2sdiff.infer.types import infer_op
from s2sdiff.infer.values import Abstract, Arr
from s2sdiff.ir import Assign, Block, Operand, Path, Step
from s2sdiff.stores.paths import ALWAYS, PARTS, RESHAPING
from s2sdiff.vector.indexing import fitted_value, narrowed, row_index
from s2sdiff.vector.rows import align, as_dtype, repeated, rows_shape
from s2sdiff.vector.state import Batch, Rule, last, same
from s2sdiff.walking import names_in, reads

_ITEMS = frozenset({"getitem", "gather"})
_VIEWS = ALWAYS | RESHAPING | PARTS | _ITEMS


def storing(batch: Batch, stmt: Assign, rule: Rule) -> Assign | None:
    """`y[:, i] = v`. `rule` is for the steps of a path."""
    match stmt.op:
        case "setitem" | "scatter" | "index_add":
            x, index, value = stmt.operands
            if any(batch.on(name) for name in names_in(index)):
                return None
            base = x if batch.on(x) else repeated(batch, stmt, x, batch.kind(x))
            if isinstance(index, Path):
                return _at_path(batch, replace(stmt, operands=(base, index, value)), x, index, rule)
            place = row_index(batch, stmt, x, index)
            fitted = fitted_value(batch, stmt, value, place)
            return replace(stmt, operands=(base, place.operand, fitted))
        case "fill":
            return _fill(batch, stmt)
        case _:
            return None


def _fill(batch: Batch, stmt: Assign) -> Assign:
    x, value = stmt.operands
    have, want = batch.rank(stmt, value), batch.rank(stmt, x)
    wide = align(batch, value, have, want)
    if batch.on(value):
        wide = narrowed(batch, wide, have - want)
    if batch.on(x):
        return last(stmt, "fill", x, wide, spelling=stmt.spelling)
    kind = batch.kind(x)
    if not isinstance(kind, Arr) or kind.dtype is None:
        raise batch.refusal(stmt)
    return last(stmt, "full", rows_shape(batch, stmt, x), wide, keywords=as_dtype(kind))


# --- paths -----------------------------------------------------------------------------------------------------------
def _at_path(batch: Batch, stmt: Assign, x: Operand, path: Path, rule: Rule) -> Assign:
    """A store at the end of a path, each step of it written as the op that it is."""
    base, _, value = stmt.operands
    steps: list[Step] = []
    kind = batch.kind(x)
    for k, step in enumerate(path.steps):
        block, start, after = _rows_of(batch, stmt, step, kind, rule)
        if any(isinstance(inner, Assign) and inner.op in RESHAPING for inner in block):
            return _through_copy(batch, stmt, steps, kind, path.steps[k:], rule)
        steps += _steps(batch, stmt, block, start)
        kind = after
    if any(_copies(batch, step) for step in steps[:-1]):  # what is stored in a copy goes nowhere
        raise batch.refusal(stmt)
    rank = len(batch.shape(stmt, batch.stand_in(kind)))
    wide = align(batch, value, batch.rank(stmt, value), rank)
    if batch.on(value):
        wide = narrowed(batch, wide, batch.rank(stmt, value) - rank)
    return replace(stmt, operands=(base, Path(tuple(steps)), wide))


def _copies(batch: Batch, step: Step) -> bool:
    """Whether a step gives entries of their own, and no view."""
    return step.op in _ITEMS and not is_basic(step.operands[0], batch.build.type_of)


def _rows_of(batch: Batch, stmt: Assign, step: Step, kind: Abstract, rule: Rule) -> tuple[Block, str, Abstract]:
    """A step from an array of a kind as statements for all rows, their start, and the kind of one row at their end."""
    start = batch.stand_in(kind)
    target = batch.build.names.fresh("")
    made = Assign(target, step.op, (start, *step.operands), step.keywords, step.spelling, stmt.origin)
    after = infer_op(made.op, made.operands, made.keywords, made.spelling, batch.before.type_of, f"?{target}")
    batch.before.types[target], batch.lifts[target] = after, True
    with batch.block() as out:
        end = rule(batch, made)
    return (*out, end), start, after


def _steps(batch: Batch, stmt: Assign, block: Block, start: str) -> list[Step]:
    """Statements, each of which takes what the one before it gives, as steps; sizes that they read go before."""
    steps: list[Step] = []
    for inner in block:
        if not isinstance(inner, Assign):
            raise batch.refusal(stmt)
        if inner.operands[0] == start and inner.op in _VIEWS:
            steps.append(Step(inner.op, inner.operands[1:], inner.keywords, inner.spelling))
            start = inner.target
        elif inner.operands[0] == start and inner.op == "copy_name":
            start = inner.target
        elif start in set(reads(inner)):
            raise batch.refusal(stmt)
        else:
            batch.build.out.append(inner)
    return steps


def _through_copy(batch: Batch, stmt: Assign, steps: Sequence[Step], kind: Abstract, rest: Sequence[Step],
                  rule: Rule) -> Assign:  # fmt: skip
    """Where all rows reshaped may be a copy, what is stored in that is put back: `t = x.reshape(…); t[i] = v`."""
    base, _, value = stmt.operands
    shape = batch.shape(stmt, batch.stand_in(kind))
    there = batch.build.along(base, Path(tuple(steps))) if steps else base
    batch.note(there, shape)
    step, *after = rest
    target = batch.build.names.fresh("")
    line = Assign(target, step.op, (there, *step.operands), step.keywords, step.spelling, stmt.origin)
    batch.before.types[target] = infer_op(line.op, line.operands, line.keywords, line.spelling, batch.before.type_of,
                                          f"?{target}")  # fmt: skip
    end = rule(batch, line)
    lined = batch.note(batch.emit(end.op, *end.operands, keywords=end.keywords, spelling=end.spelling),
                       batch.shape(stmt, target))  # fmt: skip
    index: Operand = after[0].operands[0] if len(after) == 1 and after[0].op in _ITEMS else Path(tuple(after))
    op = stmt.op if after else "fill"
    inner = rule(batch, last(stmt, op, lined, *([index] if after else []), value, spelling=stmt.spelling))
    changed = batch.emit(inner.op, *inner.operands, keywords=inner.keywords, spelling=inner.spelling)
    back = batch.emit("reshape", changed, batch.emit("shape", there, spelling=".shape"))
    if not steps:
        return same(stmt, back)
    return replace(stmt, op="setitem", operands=(base, Path(tuple(steps)), back), spelling="setitem")
