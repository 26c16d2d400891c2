"""Calls of function values: written out, or the call of what the value is made of."""

from __future__ import annotations

import gast

from s2sdiff.identity import operator_of
from s2sdiff.ir import Operand
from s2sdiff.parse.calls import call_meaning
from s2sdiff.parse.functions import Chosen, Derived, FreeFunction, Partial, Pullback
from s2sdiff.parse.local import LocalFunction
from s2sdiff.parse.merging import choose
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
            return call_function(scope, node, of, called.with_own(given))
        case Chosen():
            return choose(scope, called.test, lambda: call_function(scope, node, called.then, given),
                          lambda: call_function(scope, node, called.orelse, given))  # fmt: skip
        case Derived():
            return call_derived(scope, node, called, given)
        case Pullback():
            return call_pullback(scope, node, called, given)
        case _:
            raise TypeError(f"not a function: {called!r}")


def _call_outside(scope: Scope, node: gast.AST, called: FreeFunction, given: Arguments) -> Operand:
    kind = operator_of(called.function)
    if kind:
        return apply_operator(scope, node, kind, given)
    if is_own(called.function):
        return scope.problem(node, f"{called.path} is s2sdiff's, and no code that can be differentiated.",
                             "Use grad, value_and_grad, jvp, vjp or hvp here.")  # fmt: skip
    return call_meaning(scope, node, called.meaning, given)
