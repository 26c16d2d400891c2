"""Products of arrays of any rank, one for each row."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.values import dtype_of
from s2sdiff.ir import Assign, Const, Lst, Operand, Tup
from s2sdiff.vector.axes import all_axes
from s2sdiff.vector.rows import aligned
from s2sdiff.vector.state import Batch, constants, keyword, last, numbers, same


def inner(batch: Batch, stmt: Assign) -> Assign:
    """The sum over the last axes of both."""
    a, b = stmt.operands
    m, n = batch.rank(stmt, a), batch.rank(stmt, b)
    if m == 0 or n == 0:
        return last(stmt, "multiply", *aligned(batch, stmt, (a, b)))
    if batch.on(a) and batch.on(b):
        if m == n == 1:
            return last(stmt, "sum", batch.emit("multiply", a, b), keywords=(("axis", Const(-1)),))
        raise batch.refusal(stmt)
    if batch.on(a):
        return stmt
    if m == 1 or n == 1:
        return replace(stmt, operands=(b, a))
    return last(stmt, "moveaxis", batch.emit("inner", a, b), Const(m - 1), Const(0))


def vdot(batch: Batch, stmt: Assign) -> Assign:
    """The sum over all entries; the first operand is conjugated."""
    a, b = stmt.operands
    if batch.shape(stmt, a) != batch.shape(stmt, b):
        raise batch.refusal(stmt)
    rank = batch.rank(stmt, a)
    if (dtype_of(batch.build.type_of(a)) or "complex").startswith("complex"):
        a = batch.note(batch.emit("conjugate", a), batch.shape(stmt, b)) if batch.on(a) else batch.emit("conjugate", a)
    if rank == 1 and batch.on(stmt.operands[0]) != batch.on(b):
        return last(stmt, "matmul", *((b, a) if batch.on(b) else (a, b)))
    product = batch.emit("multiply", a, b)
    return last(stmt, "sum", product, keywords=(("axis", all_axes(rank)),)) if rank else same(stmt, product)


def kron(batch: Batch, stmt: Assign) -> Assign:
    """NumPy takes missing axes of one operand to be 1: what has no rows is the same for each."""
    a, b = stmt.operands
    if batch.on(a) and batch.on(b):
        raise batch.refusal(stmt)
    return replace(stmt, operands=aligned(batch, stmt, (a, b)))


def tensordot(batch: Batch, stmt: Assign) -> Assign:
    """The sum over pairs of axes; the leading one goes before all others."""
    a, b = stmt.operands
    m, n = batch.rank(stmt, a), batch.rank(stmt, b)
    left, right = _axes(batch, stmt, m)
    if batch.on(a) and batch.on(b):
        raise batch.refusal(stmt)
    if batch.on(a):
        if _count(stmt) is not None:
            return stmt
        return replace(stmt, keywords=(("axes", _pair(tuple(k % m + 1 for k in left), right)),))
    after = tuple(k % n + 1 for k in right)
    if len(left) in (m, n):  # nothing is left of one of them: the rows come first in the other order
        return last(stmt, "tensordot", b, a, keywords=(("axes", _pair(after, left)),))
    product = batch.emit("tensordot", a, b, keywords=(("axes", _pair(left, after)),))
    return last(stmt, "moveaxis", product, Const(m - len(left)), Const(0))


def _count(stmt: Assign) -> int | None:
    """The number of axes that are summed over, where that is how they are told."""
    axes = keyword(stmt, "axes", Const(2))
    return axes.value if isinstance(axes, Const) and type(axes.value) is int else None


def _axes(batch: Batch, stmt: Assign, rank: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    axes = keyword(stmt, "axes", Const(2))
    if isinstance(axes, Const) and isinstance(axes.value, tuple | list):
        axes = Tup(tuple(map(Const, axes.value)))
    if isinstance(axes, Tup | Lst):
        left, right = (numbers(batch, stmt, item) for item in axes.items)
        return _tuple(left), _tuple(right)
    count = numbers(batch, stmt, axes)
    assert isinstance(count, int)
    return tuple(range(rank - count, rank)), tuple(range(count))


def _tuple(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else value


def _pair(left: tuple[int, ...], right: tuple[int, ...]) -> Operand:
    if len(left) == 1:
        return Tup((constants(left[0]), constants(right[0])))
    return Tup((constants(left), constants(right)))
