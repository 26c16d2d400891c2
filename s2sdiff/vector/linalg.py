"""Products of vectors and matrices, one for each row, and linear systems."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import NONE, Assign, Const, Operand, Tup
from s2sdiff.vector.rows import align, aligned, flat_rows
from s2sdiff.vector.state import FULL, Batch, is_array, last
from s2sdiff.vector.tensors import inner, kron, tensordot, vdot

_LAST_ROW = Tup((Const(Ellipsis), Const(0), FULL))
_LAST = Tup((Const(Ellipsis), Const(0)))


def linalg(batch: Batch, stmt: Assign) -> Assign | None:
    """`x @ A.T` of a batched x, for A @ x."""
    match stmt.op:
        case "matmul":
            return _matmul(batch, stmt)
        case "dot":
            return _dot(batch, stmt)
        case "outer":
            return _outer(batch, stmt)
        case "cross":
            return replace(stmt, operands=aligned(batch, stmt, stmt.operands))
        case "inner":
            return inner(batch, stmt)
        case "vdot":
            return vdot(batch, stmt)
        case "tensordot":
            return tensordot(batch, stmt)
        case "kron":
            return kron(batch, stmt)
        case "solve":
            return _solve(batch, stmt)
        case "inv" | "det":
            return stmt
        case _:
            return None


# --- matmul ----------------------------------------------------------------------------------------------------------
def _matmul(batch: Batch, stmt: Assign) -> Assign:
    a, b = stmt.operands
    m, n = batch.rank(stmt, a), batch.rank(stmt, b)
    match batch.on(a), batch.on(b):
        case True, False:
            return _left(batch, stmt, a, b, m, n)
        case False, True:
            return _right(batch, stmt, a, b, m, n)
        case _:
            return _both(batch, stmt, a, b, m, n)


def _left(batch: Batch, stmt: Assign, a: Operand, b: Operand, m: int, n: int) -> Assign:
    if n <= 2:
        return stmt
    if m > 1:
        return replace(stmt, operands=(align(batch, a, m, max(m, n)), b))
    rows = align(batch, a, 1, n)
    return last(stmt, "getitem", batch.emit("matmul", rows, b), _LAST_ROW, spelling="[]")


def _right(batch: Batch, stmt: Assign, a: Operand, b: Operand, m: int, n: int) -> Assign:
    if n > 1:
        return replace(stmt, operands=(a, align(batch, b, n, max(m, n))))
    if m == 1:
        return replace(stmt, operands=(b, a))
    if m == 2:
        return replace(stmt, operands=(b, turned(batch, a)))
    columns = batch.emit("getitem", b, Tup((FULL, *[NONE] * (m - 2), FULL, NONE)), spelling="[]")
    return last(stmt, "getitem", batch.emit("matmul", a, columns), _LAST, spelling="[]")


def _both(batch: Batch, stmt: Assign, a: Operand, b: Operand, m: int, n: int) -> Assign:
    if m == n == 1:
        return last(stmt, "sum", batch.emit("multiply", a, b), keywords=(("axis", Const(-1)),))
    if m == 1:
        a = batch.emit("getitem", a, Tup((FULL, *[NONE] * (n - 1))), spelling="[]")
    elif n == 1:
        b = batch.emit("getitem", b, Tup((FULL, *[NONE] * (m - 2), FULL, NONE)), spelling="[]")
    else:
        a, b = align(batch, a, m, n), align(batch, b, n, m)
    if m > 1 and n > 1:
        return replace(stmt, operands=(a, b))
    return last(stmt, "getitem", batch.emit("matmul", a, b), _LAST_ROW if m == 1 else _LAST, spelling="[]")


def turned(batch: Batch, a: Operand) -> Operand:
    """The transpose of an unbatched matrix; of a transpose, what that was made of."""
    made = batch.definition(a, "transpose")
    if made is not None and not made.keywords:
        return made.operands[0]
    return batch.emit("transpose", a, spelling=".T" if is_array(batch.kind(a)) else "np.transpose")


# --- dot, outer ------------------------------------------------------------------------------------------------------
def _dot(batch: Batch, stmt: Assign) -> Assign:
    a, b = stmt.operands
    m, n = batch.rank(stmt, a), batch.rank(stmt, b)
    if m == 0 or n == 0:
        return last(stmt, "multiply", *aligned(batch, stmt, (a, b)))
    if max(m, n) <= 2:
        return _matmul(batch, last(stmt, "matmul", a, b))
    if batch.on(a) and batch.on(b):
        raise batch.refusal(stmt)
    if batch.on(a):
        return stmt
    if n == 1:
        return last(stmt, "inner", b, a)
    return last(stmt, "moveaxis", batch.emit("dot", a, b), Const(m - 1), Const(0))


def _outer(batch: Batch, stmt: Assign) -> Assign:
    a, b = (_line(batch, stmt, operand) for operand in stmt.operands)
    left: Operand = Tup((FULL, FULL, NONE)) if batch.on(stmt.operands[0]) else Tup((FULL, NONE))
    columns = batch.emit("getitem", a, left, spelling="[]")
    rows = batch.emit("getitem", b, Tup((FULL, NONE)), spelling="[]") if batch.on(stmt.operands[1]) else b
    return last(stmt, "multiply", columns, rows)


def _line(batch: Batch, stmt: Assign, operand: Operand) -> Operand:
    """An operand with its entries in one line, as `np.outer` takes it."""
    if batch.on(operand):
        return flat_rows(batch, stmt, operand)
    return operand if batch.rank(stmt, operand) == 1 else batch.emit("ravel", operand)


# --- linear systems --------------------------------------------------------------------------------------------------
def _solve(batch: Batch, stmt: Assign) -> Assign:
    """A vector for one matrix: all rows are columns of one system."""
    a, b = stmt.operands
    m, n = batch.rank(stmt, a), batch.rank(stmt, b)
    if n > 1:
        return replace(stmt, operands=(align(batch, a, m, n), align(batch, b, n, m)))
    if m != 2:
        raise batch.refusal(stmt)
    if not batch.on(a):
        columns = batch.emit("transpose", b, spelling=".T")
        return last(stmt, "transpose", batch.emit("solve", a, columns), spelling=".T")
    index = Tup((FULL, FULL, NONE)) if batch.on(b) else Tup((FULL, NONE))
    columns = batch.emit("getitem", b, index, spelling="[]")
    return last(stmt, "getitem", batch.emit("solve", a, columns), _LAST, spelling="[]")
