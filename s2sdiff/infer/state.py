"""What inference carries along through one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from s2sdiff.errors import Problem
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import (
    Abstract,
)
from s2sdiff.ir import (
    Call,
    Lst,
    Operand,
    Stmt,
    Tup,
)
from s2sdiff.names import hint
from s2sdiff.walking import map_names

Specialise = Callable[[Any, Sequence[Abstract], Call], tuple[Any, Abstract]]


@dataclass
class Inference:
    """One function being typed. `table` maps its untyped names to operands of the typed function."""

    build: Builder
    specialise: Specialise
    problems: list[Problem] = field(default_factory=list)
    table: dict[str, Operand] = field(default_factory=dict)

    def operand(self, operand: Operand) -> Operand:
        return map_names(operand, lambda name: self.table.get(name, name))

    def problem(self, stmt: Stmt, fault: str, remedy: str) -> None:
        found = Problem(stmt.origin.loc, fault, remedy)
        if found not in self.problems:
            self.problems.append(found)


def named(state: Inference, operand: Operand, target: str) -> Operand:
    """An operand under a name, where a block ends: no tuple that is written out."""
    return state.build.as_operand(operand, hint(target)) if isinstance(operand, Tup | Lst) else operand
