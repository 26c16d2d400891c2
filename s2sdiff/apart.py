"""What a function that changes things must be given apart: arrays that share no memory, objects that are not one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from s2sdiff.fields import is_namedtuple, reached
from s2sdiff.infer.values import Abstract, Arr, Map, Seq
from s2sdiff.ir import Param
from s2sdiff.program import Program

Expression = Callable[[Any, str, bool], str]  # of data from outside: its owner, its path, whether it is captured


def not_one(expression: Expression, parameters: Sequence[Param], arguments: Sequence[Abstract],
             program: Program) -> list[tuple[str, str]]:  # fmt: skip
    """Expressions of objects of one class that must not be one, because the function sets attributes of some."""
    if not program.sets_attributes:
        return []
    given = [pair for p, value in zip(parameters, arguments, strict=True) for pair in _objects(p.name, value)]
    outside = [pair for (owner, path), (free, value) in program.frees.items()
               for pair in _objects(expression(owner, path, free.captured), value)]  # fmt: skip
    found = [*given, *outside]
    return [(a, b) for k, (a, cls) in enumerate(found) for b, other in found[k + 1 :] if cls is other]


def _objects(expression: str, value: Abstract) -> list[tuple[str, type]]:
    """Expressions for the objects in a value that may be changed, with their classes."""
    match value:
        case Seq(_, tuple(items)):
            return [pair for k, item in enumerate(items) for pair in _objects(f"{expression}[{k}]", item)]
        case Seq(_, None, each) if each is not None:
            return 2 * _objects(f"{expression}[0]", each)  # too many to tell any two of them apart
        case Map(keys, items):
            inside = [pair for key, item in zip(keys, items, strict=True)
                      for pair in _objects(reached(expression, key), item)]  # fmt: skip
            own = [] if value.cls is None or is_namedtuple(value.cls) else [(expression, value.cls)]
            return own + inside
        case _:
            return []


def to_be_apart(expression: Expression, parameters: Sequence[Param], arguments: Sequence[Abstract],
                 program: Program) -> list[tuple[str, str]]:  # fmt: skip
    """Expressions of arrays that must not share memory, because the function changes the first in place."""
    done = program.own_effects
    if not done.changes:
        return []
    changed = [a for k in sorted(done.changed) for a in _arrays(parameters[k].name, arguments[k])]
    given = [a for p, value in zip(parameters, arguments, strict=True) for a in _arrays(p.name, value)]
    outside = [a for (owner, path), (free, value) in program.frees.items()
               for a in _arrays(expression(owner, path, free.captured), value)]  # fmt: skip
    if done.outside:
        changed += outside
    others = [*given, *outside]
    pairs = {frozenset((a, b)): (a, b) for a in changed for b in others if a != b}
    return list(pairs.values())


def _arrays(expression: str, value: Abstract) -> list[str]:
    """Expressions for the arrays in a value."""
    match value:
        case Arr(scalar=False):
            return [expression]
        case Seq(_, tuple(items)):
            return [a for k, item in enumerate(items) for a in _arrays(f"{expression}[{k}]", item)]
        case Map(keys, items):
            return [a for key, item in zip(keys, items, strict=True) for a in _arrays(reached(expression, key), item)]
        case _:
            return []
