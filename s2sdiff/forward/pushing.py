"""What going forward carries along, and the tangents of operands."""

from __future__ import annotations

from dataclasses import dataclass, field

from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.builder import Builder
from s2sdiff.ir import (
    NONE,
    UNDEFINED,
    Const,
    Dct,
    Lst,
    Operand,
    Slc,
    Tup,
)
from s2sdiff.names import twin
from s2sdiff.transform.shapes import zero
from s2sdiff.walking import names_in


@dataclass
class Pushing:
    """What going forward carries along: the names that have a tangent, and the tangents written so far."""

    build: Builder
    active: frozenset[str]
    dots: dict[str, Operand] = field(default_factory=dict)
    zeros: set[str] = field(default_factory=set)  # names of zeros, which are their own tangents

    def is_active(self, operand: Operand) -> bool:
        return any(name in self.active for name in names_in(operand))


def declared(state: Pushing, primal: str) -> str:
    """The name of a tangent that something other than an op gives a value."""
    made = state.build.declare(twin(primal, "dot"), adjoint_kind(state.build.type_of(primal)))
    state.dots[primal] = made
    return made


def dot_of(state: Pushing, operand: Operand) -> Operand:
    """The tangent of an operand; zeros, where it has none."""
    match operand:
        case str() if operand in state.active:
            return state.dots[operand]
        case Tup(items) | Lst(items):
            return type(operand)(tuple(dot_of(state, item) for item in items))
        case Dct(keys, items):
            return Dct(keys, tuple(dot_of(state, item) for item in items))
        case Const(None) | Slc():
            return operand
        case str() if operand in state.zeros:
            return operand
        case _ if operand == UNDEFINED:
            return UNDEFINED
        case _:
            return zero(state.build, operand)


def named_dot(state: Pushing, primal: str) -> str:
    """The tangent of a name under a name."""
    return state.build.as_operand(dot_of(state, primal), twin(primal, "dot"))


def at_end(state: Pushing, value: Operand, target: str) -> Operand:
    """The tangent of what a block hands on, as a name or a number."""
    if target not in state.active:
        return NONE
    return state.build.whole(dot_of(state, value), twin(target, "dot"))
