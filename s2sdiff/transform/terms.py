"""The lines of a user's rule without the terms of operands that have no tangent.

    y_dot = a_dot * b + a * b_dot      →      y_dot = a * b_dot          without a_dot

As in the templates, so that what stands beside a tangent that is not there is not computed: `a ** b` never evaluates
`log(a)`. Where it is not plain that a term is 0, the tangent stays, and is a zero.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from s2sdiff.ir import Assign, Block, Function, Stmt
from s2sdiff.rebuilding import map_blocks
from s2sdiff.transform.instantiate import NO_TANGENT, without_terms
from s2sdiff.walking import all_reads, names_in

# the operands of which an op's result is 0 if one is, or a sum of terms; where all of them are
_TERMS = {**dict.fromkeys(("add", "subtract", "multiply", "matmul", "dot", "inner", "outer", "vdot", "kron"), range(2)),
          **dict.fromkeys(("copy_name", "negative", "positive", "divide", "sum", "mean", "getitem", "transpose",
                           "reshape", "ravel", "expand_dims", "squeeze", "broadcast_to", "astype", "cumsum", "trace",
                           "diagonal", "real", "imag", "conjugate"), range(1)),
          "where": range(1, 3)}  # fmt: skip


@dataclass
class Terms:
    """The names that are 0 because a tangent is not there; those that are needed all the same."""

    gone: set[str]
    kept: frozenset[str]
    left_out: set[str] = field(default_factory=set)


def without_tangents(function: Function, absent: Collection[str]) -> Function:
    """The untyped function, in which parameters in `absent` are read only where they are needed as zeros."""
    kept: frozenset[str] = frozenset()
    while True:
        state = Terms(set(absent), kept)
        body = _block(state, function.body)
        needed = state.left_out.intersection(all_reads(body))
        if not needed:
            return replace(function, body=body)
        kept |= needed


def _block(state: Terms, block: Block) -> Block:
    return tuple(after for stmt in block if (after := _statement(state, stmt)) is not None)


def _statement(state: Terms, stmt: Stmt) -> Stmt | None:
    """A statement without its terms; None if that leaves nothing."""
    if not isinstance(stmt, Assign):
        return map_blocks(stmt, lambda inner: _block(state, inner))
    terms = _TERMS.get(stmt.op, range(0))
    given = [operand in state.gone and k in terms for k, operand in enumerate(stmt.operands)]
    others = [operand for operand, is_gone in zip(stmt.operands, given, strict=True) if not is_gone]
    read = {name for operand in (*others, *(value for _, value in stmt.keywords)) for name in names_in(operand)}
    if stmt.target in state.kept or not any(given) or read & state.gone:
        return stmt
    operands = tuple(NO_TANGENT if is_gone else operand for operand, is_gone in zip(stmt.operands, given, strict=True))
    op, spelling, left = without_terms(stmt.op, operands)
    if left == (NO_TANGENT,):
        state.gone.add(stmt.target)
        state.left_out.add(stmt.target)
        return None
    return replace(stmt, op=op, spelling=spelling or stmt.spelling, operands=left)
