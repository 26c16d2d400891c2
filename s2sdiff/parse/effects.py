"""What is called for what it does and not for what it gives: `print(…)`, `log.info(…)`; and text, which these take.

    print(f"{x = :g}", end="")      →      %#1 = fstring(parts, x); effect(print, %#1, end="")

An effect happens once, in its turn, in the forward sweep. Text has no derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from s2sdiff.ir import CALLED_FIRST, NONE, Const, If, Keywords, Operand
from s2sdiff.known import TEXT_METHODS, does, draws_by, makes_text, result_of, shows, shows_by
from s2sdiff.parse.free import free_data, lower_meaning, static_meaning
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import Scope

Lower = Callable[[Scope, gast.AST], Operand]


def known_call(scope: Scope, func: gast.AST, lower: Lower) -> Callable[[gast.AST, Arguments], Operand] | None:
    """What writes a call of a function, or of an object's method, that is known for what it does; None for others."""
    meaning = static_meaning(scope, func)
    if meaning is not None:
        return _of_function(scope, meaning)
    if not isinstance(func, gast.Attribute):
        return None
    if isinstance(func.value, gast.Constant | gast.JoinedStr) and func.attr in TEXT_METHODS:
        return _writer(scope, "text", f".{func.attr}", lambda: (lower(scope, func.value),))
    base = static_meaning(scope, func.value)
    if base is None or not (shows_by(base.value, func.attr) or draws_by(base.value, func.attr)):
        return None
    op = "effect" if shows_by(base.value, func.attr) else "opaque"
    return _writer(scope, op, f".{func.attr}", lambda: (free_data(scope, base),))


def _of_function(scope: Scope, meaning: Meaning) -> Callable[[gast.AST, Arguments], Operand] | None:
    value = meaning.value
    if value is print:
        return _writer(scope, "effect", "print")
    if shows(value):
        return _writer(scope, "effect", CALLED_FIRST, lambda: (free_data(scope, meaning),))
    if makes_text(value):
        if meaning.path == value.__name__:
            return _writer(scope, "text", meaning.path)
        return _writer(scope, "text", CALLED_FIRST, lambda: (free_data(scope, meaning),))
    if isinstance(value, type) and issubclass(value, BaseException):
        return _writer(scope, "exception", CALLED_FIRST, lambda: (lower_meaning(scope, gast.Pass(), meaning, None),))
    if result_of(value) or does(value):
        return _writer(scope, "opaque", CALLED_FIRST, lambda: (free_data(scope, meaning),))
    return None


def _writer(scope: Scope, op: str, spelling: str,
            first: Callable[[], tuple[Operand, ...]] = tuple) -> Callable[[gast.AST, Arguments], Operand]:  # fmt: skip
    def write(node: gast.AST, given: Arguments) -> Operand:
        keywords: Keywords = tuple(given.keywords.items())
        made = scope.emit(op, (*first(), *given.positional), keywords, spelling=spelling, node=node)
        return NONE if op == "effect" else made

    return write


# --- errors ----------------------------------------------------------------------------------------------------------
def lower_error(scope: Scope, node: gast.Raise | gast.Assert, lower: Lower) -> None:
    """`raise error from cause`, or an assert."""
    if isinstance(node, gast.Assert):
        _lower_assert(scope, node, lower)
        return
    if node.exc is None and scope.handling:
        scope.emit("raise", (), spelling="raise", node=node)
        return
    if node.exc is None:
        scope.problem(node, "This raise is of no error.", "Raise an error of a class.")
        return
    error = lower(scope, node.exc)
    keywords: Keywords = (("cause", lower(scope, node.cause)),) if node.cause is not None else ()
    scope.emit("raise", (error,), keywords, spelling="raise", node=node)


def _lower_assert(scope: Scope, node: gast.Assert, lower: Lower) -> None:
    """`assert test, message`: `if not test: raise AssertionError(message)`, unless Python runs without asserts."""
    if not __debug__:
        return
    test = lower(scope, node.test)
    with scope.block() as fails:
        message = (lower(scope, node.msg),) if node.msg is not None else ()
        error = Const(AssertionError, AssertionError.__name__)
        raised = scope.emit("exception", (error, *message), spelling=CALLED_FIRST, node=node)
        scope.emit("raise", (raised,), spelling="assert", node=node)
    scope.out.append(If(test, (), tuple(fails), (), scope.origin, scope.new_key()))


def raise_unless_equal(scope: Scope, node: gast.AST, one: Operand, other: Operand, message: str) -> None:
    """`if one != other: raise ValueError(message)`, of two numbers."""
    test = scope.emit("not_equal", (one, other), spelling="!=", node=node)
    with scope.block() as fails:
        error = Const(ValueError, ValueError.__name__)
        raised = scope.emit("exception", (error, Const(message)), spelling=CALLED_FIRST, node=node)
        scope.emit("raise", (raised,), spelling="raise", node=node)
    scope.out.append(If(test, tuple(fails), (), (), scope.origin, scope.new_key()))


# --- text ------------------------------------------------------------------------------------------------------------
def formatted(scope: Scope, node: gast.JoinedStr, lower: Lower) -> Operand:
    """An f-string: its parts, each a text or the number of a value with its conversion and the parts of its format."""
    values: list[Operand] = []

    def parts_of(joined: gast.JoinedStr) -> tuple[Any, ...]:
        return tuple(map(part_of, joined.values))

    def part_of(part: gast.AST) -> Any:
        match part:
            case gast.Constant(value=text):
                return text
            case gast.FormattedValue(value=value, conversion=conversion, format_spec=spec):
                values.append(lower(scope, value))
                return len(values) - 1, conversion, parts_of(spec) if spec is not None else None
            case _:
                raise TypeError(f"not a part of an f-string: {part!r}")

    parts = parts_of(node)
    return scope.emit("fstring", (Const(parts), *values), spelling="f", node=node)


def is_text(node: gast.AST) -> bool:
    """Whether an expression is a string as it is written: what % does with it is no arithmetic."""
    return isinstance(node, gast.JoinedStr) or (isinstance(node, gast.Constant) and isinstance(node.value, str))


def is_type_of(scope: Scope, node: gast.AST) -> bool:
    """Whether an expression asks for the type of one value: what it is called is text."""
    if not isinstance(node, gast.Call) or len(node.args) != 1 or node.keywords:
        return False
    meaning = static_meaning(scope, node.func)
    return meaning is not None and meaning.value is type
