"""Contributions that count only where a mask holds: where it does not, the other branch's slope may be nan.

A mask goes on through elementwise ops and is applied where it leaves them.
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.values import Arr
from s2sdiff.ir import (
    Assign,
    Const,
    Operand,
)
from s2sdiff.reverse.adjoints import Masked
from s2sdiff.reverse.state import Sweep

RULE_LENGTH = 40  # more statements than any rule writes


def contribute_masked(state: Sweep, operand: Operand, contribution: Operand, mask: Masked | None) -> None:
    """Gives an operand the contribution of an elementwise op, whose result's adjoint was under `mask`."""
    masked = _mask_of(state, contribution)
    if mask is not None:
        masked = Masked(contribution, mask.mask, mask.holds) if masked is None else _both(state, mask, masked)
    shaped = state.adjoints.shaped(masked.value if masked else contribution, operand)
    if masked is None:
        state.adjoints.contribute(operand, shaped)
    elif shaped == masked.value:
        state.adjoints.contribute(operand, masked)
    else:  # it is summed: the mask is applied before
        settled = state.adjoints.settled(replace(masked, value=contribution))
        state.adjoints.contribute(operand, state.adjoints.shaped(settled, operand))


def _both(state: Sweep, outer: Masked, inner: Masked) -> Masked:
    """A mask inside a mask."""
    held = [m.mask if m.holds else state.build.emit("logical_not", (m.mask,), spelling="np.logical_not")
            for m in (outer, inner)]  # fmt: skip
    mask = state.build.emit("logical_and", held, spelling="np.logical_and")
    return Masked(inner.value, mask, True)


def _mask_of(state: Sweep, contribution: Operand) -> Masked | None:
    """`np.where(c, v, 0.0)` as a value under a mask, so that the branch's own slopes meet no 0 * inf."""
    if not isinstance(contribution, str) or not isinstance(state.build.type_of(contribution), Arr):
        return None
    written = (stmt for stmt in state.build.out[: -RULE_LENGTH - 1 : -1] if isinstance(stmt, Assign))
    last = next((stmt for stmt in written if stmt.target == contribution), None)
    if last is None or last.op != "where":
        return None
    match last.operands:
        case mask, str() as value, Const(0.0):
            return Masked(_bare(state, value, contribution), mask, True)
        case mask, Const(0.0), str() as value:
            return Masked(_bare(state, value, contribution), mask, False)
        case _:
            return None


def _bare(state: Sweep, value: str, masked: Operand) -> Operand:
    """The value without its mask, which will be applied later, if that has the same kind."""
    return value if state.build.type_of(value) == state.build.type_of(masked) else masked
