"""Functions that are used as values: a function is called, or an operator is applied to it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from s2sdiff.errors import Problem
from s2sdiff.ir import Assign, Function, Operand, Stmt
from s2sdiff.parse.scope import functions_in
from s2sdiff.walking import block_reads, operands_of, walk

_ASKED = frozenset({"is", "is_not"})  # `f is None` is decided before the run


def uncalled(function: Function) -> Iterator[Problem]:
    """A problem for each place of an untyped function that computes, hands on or returns a function."""
    for stmt in walk(function.body):
        if any(next(functions_in(operand), None) is not None for operand in _operands(stmt)):
            yield Problem(stmt.origin.loc, "A function is used as a value here.",
                          "Call it, or apply grad, jvp, vjp or hvp to it.")  # fmt: skip


def _operands(stmt: Stmt) -> Iterator[Operand]:
    if not isinstance(stmt, Assign) or stmt.op not in _ASKED:
        yield from operands_of(stmt)
        yield from (operand for _, operand in block_reads(stmt))
