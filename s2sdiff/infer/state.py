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
    Dct,
    Free,
    Function,
    Lst,
    Operand,
    Stmt,
    Tup,
)
from s2sdiff.names import hint
from s2sdiff.rebuilding import map_names


@dataclass(frozen=True, slots=True)
class Called:
    """What a call is of: a variant by reference and what it returns, or a function that is to be written out."""

    ref: Any
    returned: Abstract
    inlined: Function | None = None
    frees: tuple[Abstract, ...] = ()
    gives: bool = False  # it returns the arguments that it changes besides its result
    acts: bool = False  # it has effects
    once: bool = False  # that must not be there again
    raises: bool = False  # it never returns
    passed: tuple[int, ...] | None = None  # which of the arguments it takes, where these are not all
    whole: bool = False  # the function is written out with its loops


class NeverRuns(Exception):
    """What follows the statement that has just been typed is never run."""


Means = Callable[[Any, str, Any], None]  # a class and a name; or a function, and no name
Specialise = Callable[[Any, Sequence[Abstract], Call, bool], Called]


@dataclass
class Inference:
    """One function being typed. `table` maps its untyped names to operands of the typed function."""

    build: Builder
    specialise: Specialise
    problems: list[Problem] = field(default_factory=list)
    table: dict[str, Operand] = field(default_factory=dict)
    frees: dict[tuple[int, str], Free] = field(default_factory=dict)  # data from outside, by scope and path
    tries: set[str] = field(default_factory=set)  # the tests of tries whose handlers go on
    trying: int = 0  # how many of these are around
    keys: int = 0  # the last key of a structure
    unrolls: bool = False  # the loops of a function that is written out now are, too
    inlines_shared: bool = False  # calls that return a part of an argument are written out, too
    means: Means = lambda cls, name, value: None  # notes what a class has under a name

    def new_key(self) -> int:
        self.keys += 1
        return self.keys

    def operand(self, operand: Operand) -> Operand:
        return map_names(operand, lambda name: self.table.get(name, name))

    def problem(self, stmt: Stmt, fault: str, remedy: str) -> None:
        found = Problem(stmt.origin.loc, fault, remedy)
        if found not in self.problems:
            self.problems.append(found)


def named(state: Inference, operand: Operand, target: str) -> Operand:
    """An operand under a name, where a block ends: no tuple that is written out."""
    return state.build.as_operand(operand, hint(target)) if isinstance(operand, Tup | Lst | Dct) else operand
