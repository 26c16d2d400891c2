"""Calls of function values: written out, or the call of what the value is made of."""

from __future__ import annotations

import functools

import gast

from s2sdiff.identity import operator_of
from s2sdiff.ir import Operand, Tup
from s2sdiff.parse.calls import call_meaning
from s2sdiff.parse.containers import contents
from s2sdiff.parse.forms import call_form
from s2sdiff.parse.functions import Chosen, Derived, FreeFunction, Getter, Partial, Pullback, Same
from s2sdiff.parse.items import item
from s2sdiff.parse.local import LocalFunction
from s2sdiff.parse.merging import choose
from s2sdiff.parse.opened import taken_apart
from s2sdiff.parse.operators import apply_operator, call_derived, call_pullback, is_own
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.scope import FunctionValue, Scope
from s2sdiff.parse.written import write_out


def call_function(scope: Scope, node: gast.AST, called: FunctionValue, given: Arguments) -> Operand:
    """What a call of a function value returns."""
    match called:
        case LocalFunction():
            return write_out(scope, node, called, given)
        case FreeFunction():
            return _call_outside(scope, node, called, given)
        case Partial(of=of):
            own = called.with_own(given)
            takes_lists = isinstance(of, LocalFunction | Partial)
            return call_function(scope, node, of, own if takes_lists else _as_values(scope, own))
        case Getter():
            return _got(scope, node, called, given)
        case Same() if len(given.positional) == 1:
            return given.positional[0]
        case Chosen():
            return choose(scope, called.test, lambda: call_function(scope, node, called.then, given),
                          lambda: call_function(scope, node, called.orelse, given))  # fmt: skip
        case Derived():
            return call_derived(scope, node, called, given)
        case Pullback():
            return call_pullback(scope, node, called, given)
        case _:
            raise TypeError(f"not a function: {called!r}")


def _as_values(scope: Scope, given: Arguments) -> Arguments:
    """Arguments with what the lists among them hold now."""
    keywords = {name: contents(scope, value) for name, value in given.keywords.items()}
    return Arguments(tuple(contents(scope, value) for value in given.positional), keywords)


def _call_outside(scope: Scope, node: gast.AST, called: FreeFunction, given: Arguments) -> Operand:
    kind = operator_of(called.function)
    if kind:
        return apply_operator(scope, node, kind, given)
    if is_own(called.function):
        return scope.problem(node, f"{called.path} is s2sdiff's, and no code that can be differentiated.",
                             "Use grad, value_and_grad, jvp, vjp or hvp here.")  # fmt: skip
    if isinstance(called.function, functools.partial):
        return call_function(scope, node, taken_apart(scope, called), given)
    made = call_form(scope, node, called.function, given, functools.partial(call_function, scope, node))
    return call_meaning(scope, node, called.meaning, given) if made is None else made


def _got(scope: Scope, node: gast.AST, called: Getter, given: Arguments) -> Operand:
    if len(given.positional) != 1 or given.keywords:
        return scope.problem(node, "What itemgetter makes takes one argument.", "Call it with what has the item.")
    found = tuple(item(scope, node, given.positional[0], key) for key in called.keys)
    return found[0] if len(found) == 1 else Tup(found)
