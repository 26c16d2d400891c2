"""Functions of the standard library that are called for what they do with functions, and with tuples and lists."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import gast

from s2sdiff.ir import Const, Lst, Operand, Tup
from s2sdiff.parse import prelude
from s2sdiff.parse.containers import contents, is_cell
from s2sdiff.parse.functions import FreeFunction, Getter, Partial, Same, as_function
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.scope import FunctionValue, Scope

Call = Callable[[FunctionValue, Arguments], Operand]


def call_form(scope: Scope, node: gast.AST, function: Any, given: Arguments, call: Call) -> Operand | None:
    """What a call of such a function returns; None of a function that is none of them."""
    if function is functools.partial:
        return _partial(scope, node, given)
    of_list = len(given.positional) == 1 and is_cell(given.positional[0])
    if function in (sum, min, max, any, all):
        given = Arguments(tuple(contents(scope, operand) for operand in given.positional), given.keywords)
    written = _as_python(function, given, of_list=of_list)
    if written is not None:
        as_python, arguments = written
        return call(FreeFunction(as_python, as_python.__name__, as_python), arguments)
    if given.keywords:
        return None
    match given.positional:
        case (of, (Tup(items) | Lst(items))) if function is functools.reduce and items:
            return _reduced(scope, node, of, items[0], items[1:], call)
        case (of, (Tup(items) | Lst(items)), first) if function is functools.reduce:
            return _reduced(scope, node, of, first, items, call)
        case (_,) if function is functools.wraps:
            return Const(Same(), "wraps")
        case (_, *_) as keys if function is operator.itemgetter:
            return Const(Getter(tuple(keys)), "itemgetter")
        case (value,) if function is callable and as_function(value) is not None:
            return Const(True)
        case (a, b) if function is divmod:
            return Tup((scope.emit("floor_divide", (a, b), spelling="//", node=node),
                        scope.emit("mod", (a, b), spelling="%", node=node)))  # fmt: skip
        case ((Tup(items) | Lst(items)),) if function in (any, all):
            return _truth(scope, node, items, is_any=function is any)
        case _:
            return None


def _as_python(function: Any, given: Arguments, *, of_list: bool) -> tuple[Any, Arguments] | None:
    """What a call does, as the call of a function in Python, if that is how it is read."""
    positional, keywords = given.positional, dict(given.keywords)
    key = keywords.pop("key", None) if function in (min, max) else None
    start = keywords.pop("start", None) if function is sum else None
    match positional:
        case _ if keywords:
            return None
        case (str(),) if function in (min, max) and of_list and key is None:
            return prelude.least_number if function is min else prelude.greatest_number, given
        case (str() | Tup() | Lst(),) if start is not None:
            return prelude.summed, Arguments((*positional, start), {})
        case ((str(),) | (str() | Tup() | Lst(), _)) if function is sum and start is None:
            return prelude.summed, given
        case (_, str()) if function is functools.reduce:
            return prelude.reduced_by_itself, given
        case (_, str(), _) if function is functools.reduce:
            return prelude.reduced, given
        case (str() | Tup() | Lst() as xs,) if key is not None:
            return prelude.least if function is min else prelude.greatest, Arguments((xs, key), {})
        case (_, _, *_) if key is not None:
            return prelude.least if function is min else prelude.greatest, Arguments((Tup(positional), key), {})
        case (str(),) if function in (any, all):
            return prelude.any_of if function is any else prelude.all_of, given
        case _:
            return None


def _partial(scope: Scope, node: gast.AST, given: Arguments) -> Operand:
    of = as_function(given.positional[0]) if given.positional else None
    if of is None:
        return scope.problem(node, "functools.partial is applied to what is no function here.",
                             "Apply it to a function by its name, or to a lambda.")  # fmt: skip
    return Const(Partial(of, given.positional[1:], tuple(given.keywords.items())), "partial")


def _reduced(scope: Scope, node: gast.AST, of: Operand, first: Operand, rest: tuple[Operand, ...],
             call: Call) -> Operand:  # fmt: skip
    function = as_function(of)
    if function is None:
        return scope.problem(node, "functools.reduce is applied to what is no function here.",
                             "Apply it to a function by its name, or to a lambda.")  # fmt: skip
    value = first
    for item in rest:
        value = call(function, Arguments((value, item), {}))
    return value


def _truth(scope: Scope, node: gast.AST, items: tuple[Operand, ...], *, is_any: bool) -> Operand:
    """Whether any, or all, of the items are true; they have been computed already."""
    held: Operand = Const(not is_any)
    op, spelling = ("bitwise_or", "|") if is_any else ("bitwise_and", "&")
    for k, item in enumerate(items):
        true = scope.emit("bool", (item,), spelling="bool", node=node)
        held = true if k == 0 else scope.emit(op, (held, true), spelling=spelling, node=node)
    return held
