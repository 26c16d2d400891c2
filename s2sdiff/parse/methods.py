"""Calls whose function the class of an object says, which only the types know: methods, and classes themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gast

from s2sdiff.ir import Operand
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.resolve import NoSuchName
from s2sdiff.parse.scope import Scope

REPLACE = "_replace"  # the method of namedtuples, and what `dataclasses.replace` does to its first argument


@dataclass(frozen=True, slots=True)
class Method:
    """The method of the first operand that has this name; of `super()`, one of a class that comes `after` another."""

    name: str
    after: type | None = None
    options: None = None

    @property
    def path(self) -> str:
        return f".{self.name}"


@dataclass(frozen=True, slots=True)
class Construct:
    """The class that is called: it makes an object of its fields."""

    function: Any
    path: str
    options: None = None


def call_object(scope: Scope, node: gast.Call, name: str, value: Operand, given: Arguments,
                after: type | None = None) -> Operand:  # fmt: skip
    """A call of a method of what an operand turns out to be."""
    return scope.call(Method(name, after), (value, *given.positional), tuple(given.keywords.items()), node)


def construct(scope: Scope, node: gast.Call, cls: type, path: str, given: Arguments) -> Operand:
    """A call of a class."""
    return scope.call(Construct(cls, path), given.positional, tuple(given.keywords.items()), node)


def is_super(func: gast.AST) -> bool:
    """Whether a function is written as `super().name`."""
    match func:
        case gast.Attribute(value=gast.Call(func=gast.Name(id="super"), args=[], keywords=[])):
            return True
        case _:
            return False


def call_super(scope: Scope, node: gast.Call, name: str, given: Arguments) -> Operand:
    """A call of `super().name(...)`: of the class after the one that the function is defined in."""
    try:
        cls = scope.resolve("__class__").value
        first = scope.env[scope.function.__code__.co_varnames[0]]
    except (NoSuchName, KeyError, IndexError):
        return scope.problem(node, "super() stands in no method here.", "Name the class whose method is meant.")
    return call_object(scope, node, name, first, given, cls)
