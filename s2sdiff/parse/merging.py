"""Where paths meet: one operand for what each name is after a branch.

A name that one path deletes is deleted after it: reading it is refused, although the other path has left it a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from s2sdiff.ir import UNDEFINED, Const, If, Merge, Operand, Stmt, Tup
from s2sdiff.names import TEMPORARY
from s2sdiff.parse.functions import Chosen
from s2sdiff.parse.knowing import known_test
from s2sdiff.parse.returns import spoken
from s2sdiff.parse.scope import DELETED, FunctionValue, Scope, same_structure
from s2sdiff.parse.statics import holds_function
from s2sdiff.walking import map_names, results


def merge_names(scope: Scope, test: Operand, then: Mapping[str, Operand],
                orelse: Mapping[str, Operand]) -> list[Merge]:  # fmt: skip
    """Gives each name in scope what it is after a branch, whose sides left the names like this; the merges needed."""
    merges: list[Merge] = []
    for name in dict.fromkeys([*then, *orelse]):
        values = then.get(name, UNDEFINED), orelse.get(name, UNDEFINED)
        if DELETED in values:
            scope.env[name] = DELETED
        elif values[0] != values[1] or type(values[0]) is not type(values[1]):
            scope.env[name] = merge(scope, test, name, *values, merges)
        else:
            scope.env[name] = values[0]
    return merges


def merge(scope: Scope, test: Operand, name: str, then: Operand, orelse: Operand, merges: list[Merge]) -> Operand:
    """One operand for what a name is after a branch; tuples of the same nesting are merged item by item.

    Of two functions it is one that calls the one or the other.
    """
    match then, orelse:
        case Tup(), Tup() if same_structure(then, orelse):
            pairs = enumerate(zip(then.items, orelse.items, strict=True))
            return Tup(tuple(merge(scope, test, f"{name}_{k}", a, b, merges) for k, (a, b) in pairs))
        case str(), str() if then == orelse:
            return then
        case Const(FunctionValue() as a), Const(FunctionValue() as b):
            return then if a == b else Const(Chosen(test, a, b), name)
    target = scope.names.fresh(spoken(name))
    merges.append(Merge(target, then, orelse))
    return target


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a branch: its statements, the value of an expression that it is, and what names are at its end."""

    block: list[Stmt]
    value: Operand
    env: Mapping[str, Operand]


def side(scope: Scope, lower: Callable[[], Operand]) -> Side:
    """A side of a branch, lowered."""
    with scope.block() as block:
        value = lower()
        return Side(block, value, scope.env)


def choose(scope: Scope, test: Operand, then: Callable[[], Operand], orelse: Callable[[], Operand]) -> Operand:
    """The value of the side that the test chooses; only that side is evaluated, and may name values by `:=`."""
    held = None if scope.is_rule else known_test(test)
    if held is not None:
        return then() if held else orelse()
    frames = scope.calls
    sides = side(scope, then), side(scope, orelse)
    merges: list[Merge] = []
    if holds_function(sides[0].value) or holds_function(sides[1].value):
        value = merge(scope, test, TEMPORARY, sides[0].value, sides[1].value, merges)
    else:
        value = scope.names.fresh(TEMPORARY)
        merges.append(Merge(value, sides[0].value, sides[1].value))
    branch(scope, test, *sides, merges, frames)
    return value


def branch(scope: Scope, test: Operand, then: Side, orelse: Side, merges: list[Merge], frames: int) -> None:
    """Writes a branch. Calls after number `frames` have ended in it, and functions may still see what was in them."""
    merges += merge_names(scope, test, then.env, orelse.env)
    for number, frame in scope.frames.items():
        if number > frames:
            scope.frames[number] = {name: _seen_after(scope, name, value, then, orelse, merges)
                                    for name, value in frame.items()}  # fmt: skip
    scope.out.append(If(test, tuple(then.block), tuple(orelse.block), tuple(merges), scope.origin, scope.new_key()))


def _seen_after(scope: Scope, name: str, value: Operand, then: Side, orelse: Side, merges: list[Merge]) -> Operand:
    """What a name of a call that has ended on one side of a branch is after the branch."""

    def after(made: str) -> str:
        in_then = any(made in results(stmt) for stmt in then.block)
        if not in_then and not any(made in results(stmt) for stmt in orelse.block):
            return made
        target = scope.names.fresh(spoken(name))
        merges.append(Merge(target, made if in_then else UNDEFINED, UNDEFINED if in_then else made))
        return target

    return map_names(value, after)
