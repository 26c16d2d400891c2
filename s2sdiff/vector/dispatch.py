"""One op for all rows: the families in turn, until one of them knows it."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.values import Arr
from s2sdiff.ir import Assign
from s2sdiff.vector.axes import axes
from s2sdiff.vector.elementwise import elementwise
from s2sdiff.vector.indexing import indexing
from s2sdiff.vector.joining import joining
from s2sdiff.vector.lift import is_lifted, lifted, with_dtype
from s2sdiff.vector.linalg import linalg
from s2sdiff.vector.making import as_array, making
from s2sdiff.vector.reductions import reductions
from s2sdiff.vector.shapes import measures, shapes
from s2sdiff.vector.state import Batch
from s2sdiff.vector.storing import storing
from s2sdiff.vector.structures import structures

_SEQUENCES = (structures, measures, joining)  # what takes tuples and lists as they are
_ARRAYS = (elementwise, shapes, axes, indexing, reductions, linalg, making)


def batched_op(batch: Batch, stmt: Assign) -> None:
    """Writes what a statement with a batched operand becomes, and says of what kind its result is."""
    made = rule(batch, stmt)
    name = batch.build.emit(made.op, made.operands, made.keywords, spelling=made.spelling, target=stmt.target,
                            origin=stmt.origin)  # fmt: skip
    if name != stmt.target:
        batch.build.emit("copy_name", (name,), spelling="=", target=stmt.target, origin=stmt.origin)
    found = batch.build.types[stmt.target]
    kind, lift = batch.kind(stmt.target), batch.lift(stmt.target)
    expected = lifted(kind, lift, batch.rows)
    if _rank(found) is not None and is_lifted(lift) and _rank(expected) not in (None, _rank(found)):
        raise batch.refusal(stmt)
    if is_lifted(lift) and (_rank(expected) is not None or _rank(found) is None):
        batch.build.types[stmt.target] = with_dtype(expected, found)
    elif not is_lifted(lift):
        batch.build.types[stmt.target] = kind


def _rank(kind: object) -> int | None:
    return len(kind.shape) if isinstance(kind, Arr) and kind.shape is not None else None


def rule(batch: Batch, stmt: Assign) -> Assign:
    """The last statement of what a statement becomes; those before it are written. Raises NotBatched."""
    found = next((made for family in _SEQUENCES if (made := family(batch, stmt)) is not None), None)
    if found is None:
        operands = tuple(as_array(batch, stmt, operand) for operand in stmt.operands)
        stmt = replace(stmt, operands=operands)
        found = next((made for family in _ARRAYS if (made := family(batch, stmt)) is not None), None)
    if found is None:
        found = storing(batch, stmt, rule)
    if found is None:
        raise batch.refusal(stmt)
    return found
