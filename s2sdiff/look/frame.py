"""A function that is running: what its names hold, and which steps gave that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from s2sdiff.fields import Fields
from s2sdiff.ir import UNDEFINED, Const, Dct, Lst, Operand, Slc, Stmt, Tup
from s2sdiff.look.code import Code, operand_value
from s2sdiff.look.steps import Literal, Node, Place, Step
from s2sdiff.walking import names_in, operands_of

_SHOWN = (bool, int, float, complex, str, np.generic)  # kinds of constants


@dataclass(frozen=True, slots=True)
class Bound:
    """What a name holds, and the steps and constants that gave it."""

    value: Any
    sources: tuple[Step | Literal, ...]


@dataclass
class Frame:
    """A function that is running."""

    code: Code
    place: Place
    env: dict[str, Bound] = field(default_factory=dict)
    out: list[Node] = field(default_factory=list)

    def bound(self, operand: Operand) -> Bound:
        match operand:
            case str():
                return self.env[operand]
            case _:
                return Bound(self.value(operand), self.sources(operand))

    def value(self, operand: Operand) -> Any:
        match operand:
            case str():
                return self.env[operand].value
            case Const(value):
                return None if operand == UNDEFINED else value
            case Tup(items):
                return tuple(map(self.value, items))
            case Lst(items):
                return list(map(self.value, items))
            case Dct(Fields()):
                return operand_value(self.code, operand)(self.value)
            case Dct(keys, items):
                return dict(zip(keys, map(self.value, items), strict=True))
            case Slc(start, stop, step):
                return slice(*map(self.value, (start, stop, step)))
            case _:
                raise TypeError(f"no value: {operand!r}")

    def sources(self, operand: Operand) -> tuple[Step | Literal, ...]:
        match operand:
            case str():
                return self.env[operand].sources
            case Const(value):
                return (Literal(value, self.code.page.text(operand)),) if isinstance(value, _SHOWN) else ()
            case Tup(items) | Lst(items) | Dct(_, items):
                return tuple(source for item in items for source in self.sources(item))
            case _:
                return tuple(source for name in names_in(operand) for source in self.env[name].sources)

    def read_by(self, stmt: Stmt) -> tuple[Step | Literal, ...]:
        """What a statement reads, each once."""
        found = [source for operand in operands_of(stmt) for source in self.sources(operand)]
        return tuple({id(source): source for source in found}.values())


