"""Ops that broadcast: a batched operand of fewer axes than the others gets them after its leading one."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff import ops, rules
from s2sdiff.ir import Assign, Const
from s2sdiff.vector.rows import aligned
from s2sdiff.vector.state import Batch, last

_OWN = frozenset({"complex_", "not", "left_shift", "right_shift", "in", "not_in"})  # on numbers of Python's alone
_SCALAR = ("float", "complex", "round", "min", "max")  # builtins that take no arrays


def elementwise(batch: Batch, stmt: Assign) -> Assign | None:
    """`c[:, None] * a`, of a batched number c and a vector a."""
    if not rules.is_op(stmt.op) or not rules.texts()[stmt.op].broadcasts or stmt.op in _OWN:
        return None
    if any(batch.on(value) for _, value in stmt.keywords):
        return None
    operands = aligned(batch, stmt, stmt.operands)
    if stmt.op == "complex_of":
        imaginary = batch.emit("multiply", Const(1j), operands[1])
        return last(stmt, "add", operands[0], imaginary)
    return replace(stmt, operands=operands, spelling=array_spelling(stmt.op, stmt.spelling))


def array_spelling(op: str, spelling: str) -> str:
    """The spelling that takes arrays, of an op on numbers: `np.exp` for `math.exp`."""
    return ops.default_spelling(op) if spelling.startswith("math.") or spelling in _SCALAR else spelling
