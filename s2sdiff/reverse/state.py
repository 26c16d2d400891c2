"""What the backward sweep of one function carries along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Map, Seq, Tape
from s2sdiff.ir import (
    Const,
    Operand,
)
from s2sdiff.names import PART, twin
from s2sdiff.reverse.adjoints import Adjoints, Items, Masked
from s2sdiff.walking import names_in


@dataclass
class Sweep:
    """One function's backward sweep. `trips` are those of its whiles."""

    build: Builder
    adjoints: Adjoints
    active: frozenset[str]
    trips: Mapping[int, str]
    saved: Mapping[int, str]  # of each call, by the identity of its statement
    tapes: dict[str, str] = field(default_factory=dict)  # of each tape, the tape of the adjoints of what it holds
    made: list[str] = field(default_factory=list)  # those tapes that are new

    def is_active(self, operand: Operand) -> bool:
        return any(name in self.active for name in names_in(operand))


def is_sequence(state: Sweep, name: str) -> bool:
    """Whether a name holds a tuple, a list or a dict, whose adjoint is one of items."""
    return isinstance(state.build.type_of(name), Seq | Map)


def is_tape(state: Sweep, name: str) -> bool:
    """Whether a name holds a tape."""
    return isinstance(state.build.type_of(name), Tape)


def item(state: Sweep, whole: Operand, k: Any, hint: str = PART) -> Operand:
    """`whole[k]`"""
    return state.build.emit("getitem", (whole, Const(k)), spelling="[]", hint=hint)


def whole(state: Sweep, operand: Operand, name: str) -> Operand:
    """The adjoint of `name` under one name, where a block ends: no tuple that is written out."""
    return state.build.whole(operand, twin(name, "bar"))


def settle_all(state: Sweep) -> None:
    """Applies all masks and puts items together, before what is known is read from another block."""
    for name, bar in list(state.adjoints.known.items()):
        if isinstance(bar, Masked | Items):
            state.adjoints.known[name] = whole(state, state.adjoints.settled(bar, name), name)
