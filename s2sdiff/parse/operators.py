"""s2sdiff's own operators in the code that it reads: `grad(g)(x)`, `jvp(g, (x,), (v,))`, `vjp(g, x)[1](c)`, …

An operator applied to a function is a function value; its call is a call of the derivative, which is an IR function
like any other. What g reads around it is passed to the derivative, and is not what it differentiates by.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gast

from s2sdiff.custom.registry import rule_of
from s2sdiff.errors import DifferentiationError
from s2sdiff.ir import UNDEFINED, Call, Const, Lst, Operand, Tup
from s2sdiff.names import TEMPORARY, hint
from s2sdiff.options import JACOBIAN, REVERSE, Options
from s2sdiff.parse.binding import parameter_names
from s2sdiff.parse.callee import Callee
from s2sdiff.parse.calls import bound_operands
from s2sdiff.parse.functions import (
    Applied,
    Derived,
    FreeFunction,
    Partial,
    Pullback,
    Vector,
    callable_signature,
    derivative_of,
    name_of,
    parameters_of,
)
from s2sdiff.parse.lifted import lift
from s2sdiff.parse.local import LocalFunction
from s2sdiff.parse.opened import opened
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.scope import FunctionValue, Scope
from s2sdiff.parse.statics import DATA, data_in, form_of, holds_function


def is_own(value: Any) -> bool:
    """Whether an object is another function of s2sdiff's: `linearize`, or a pullback that was made outside."""
    return inspect.isfunction(value) and value.__globals__.get("__name__") in ("s2sdiff.api", "s2sdiff.pullback")


# --- operators applied ------------------------------------------------------------------------------------------------
def apply_operator(scope: Scope, node: gast.AST, kind: str, given: Arguments) -> Operand:
    """The value of `grad(g, …)`, `jvp(g, primals, tangents)`, and so on."""
    if kind == "stop_gradient":
        if len(given.positional) != 1 or given.keywords:
            return scope.problem(node, "stop_gradient takes one argument.", "Write stop_gradient(x).")
        return scope.emit("stop_gradient", given.positional, spelling="stop_gradient", node=node)
    first = given.positional[0] if given.positional else None
    value = first.value if isinstance(first, Const) else None
    if isinstance(value, Partial) and kind in (*REVERSE, *JACOBIAN, "hvp"):
        return _of_partial(scope, node, kind, value, given)
    if not isinstance(value, LocalFunction | FreeFunction | Derived) or not _has_derivative(value):
        return scope.problem(node, f"{kind} is applied to what is no function here.",
                             "Apply it to a function of yours by its name, or to a lambda.")  # fmt: skip
    if isinstance(value, LocalFunction) and (value.args.vararg or value.args.kwarg):
        return scope.problem(node, f"{value.name} takes * or ** arguments.", "Give it named parameters.")
    rest = given.positional[1:]
    match kind, rest:
        case _ if kind in (*REVERSE, *JACOBIAN, "hvp"):
            return _gradient(scope, node, kind, value, Arguments(rest, given.keywords))
        case "checkpoint", () if not given.keywords:
            applied = value if isinstance(value, Derived) else Derived(value, None)
            return Const(replace(applied, keeps_arguments=True), kind)
        case "jvp", (Tup(primals) | Lst(primals), Tup(tangents) | Lst(tangents)) if (
                len(primals) == len(tangents) and not given.keywords):  # fmt: skip
            derived = derivative_of(value, Options("jvp", tuple(range(len(primals))), False))
            return call_derived(scope, node, derived, Arguments((*primals, *tangents), {}))
        case "vjp", _ if not given.keywords:
            return _vjp(scope, node, value, rest)
        case _:
            return scope.problem(node, f"{kind} cannot be called like this here.",
                                 f"Write it as in {_EXAMPLES.get(kind, kind)}.")  # fmt: skip


def _of_partial(scope: Scope, node: gast.AST, kind: str, value: Partial, given: Arguments) -> Operand:
    """The derivative of a partial: that of its function, which is given the partial's arguments as well."""
    asked, count = dict(given.keywords), len(value.positional)
    rest = given.positional[1:]
    argnums = rest[0] if rest else asked.pop("argnums", Const(0))
    shifted = _shifted(argnums, count)
    if shifted is None:
        return scope.problem(node, f"The arguments of {kind} are not known before the run.",
                             "Write argnums as constants.")  # fmt: skip
    made = apply_operator(scope, node, kind, Arguments((Const(value.of), shifted, *rest[1:]), asked))
    if not isinstance(made, Const) or not isinstance(made.value, FunctionValue):
        return made
    return Const(Partial(made.value, value.positional, value.keywords), kind)


def _shifted(argnums: Operand, count: int) -> Operand | None:
    match argnums:
        case Const(int() as k):
            return Const(k + count if k >= 0 else k)
        case Tup(items) | Lst(items):
            moved = [_shifted(item, count) for item in items]
            return None if None in moved else Tup(tuple(item for item in moved if item is not None))
        case _:
            return None


def _has_derivative(value: Applied) -> bool:
    """Whether a function has a text, or a rule: an op has none of its own."""
    return not isinstance(value, FreeFunction) or inspect.isfunction(value.function) or bool(rule_of(value.function))


_EXAMPLES = {"jvp": "jvp(g, (x,), (v,))", "vjp": "vjp(g, x)[1](c)", "checkpoint": "checkpoint(g)(x)"}


def _gradient(scope: Scope, node: gast.AST, kind: str, value: Applied, given: Arguments) -> Operand:
    """A gradient, a Jacobian, or `hvp`: with respect to what it is asked."""
    known = _asked(scope, node, kind, given)
    if known is None:
        return UNDEFINED
    params = parameters_of(value)
    names = [param.name for param in params]
    wrt = known["argnums"] if known.get("argnames") is None else known["argnames"]
    bare = isinstance(wrt, int | str)
    try:
        found = tuple(names.index(k) if isinstance(k, str) else range(len(names))[k] for k in ((wrt,) if bare else wrt))
    except (ValueError, IndexError, TypeError):
        return scope.problem(node, f"{name_of(value)} has the parameters {', '.join(names)}.", "Name one of them.")
    if kind in ("hvp", "hessian"):  # of the gradient
        value = derivative_of(value, Options("grad", found, bare))
    return Const(derivative_of(value, Options(kind, found, bare, bool(known.get("has_aux", False)))), kind)


def _asked(scope: Scope, node: gast.AST, kind: str, given: Arguments) -> dict[str, Any] | None:
    """The arguments of `grad`, `hvp`, `jacobian`, … besides the function; None after a problem."""
    positional = ("argnums", "argnames", *(("has_aux",) if kind in ("grad", "value_and_grad") else ()))
    asked = {**dict(zip(positional, given.positional, strict=False)), **given.keywords}
    count = len(given.positional) + len(given.keywords)
    if count != len(asked) or not set(asked) <= {*positional, "optimize"}:
        scope.problem(node, f"{kind} cannot be called like this.", f"It takes {', '.join(positional)} and optimize.")
        return None
    known = {name: _constant(operand) for name, operand in asked.items()}
    if _UNKNOWN in known.values():
        scope.problem(node, f"The arguments of {kind} are not known before the run.",
                      f"Write {', '.join(positional)} as constants.")  # fmt: skip
        return None
    return {"argnums": 0, **known}


def _vjp(scope: Scope, node: gast.Call, value: Applied, given: tuple[Operand, ...]) -> Operand:
    """The value and the pullback. Neither shares memory with anything, or sees what is changed later."""
    derived = derivative_of(value, Options("pullback", (), False))
    prepared = _prepared(scope, node, derived, Arguments(given, {}))
    if prepared is None:
        return UNDEFINED
    callee, operands = prepared
    kept = tuple(_snapshot(scope, node, operand) for operand in operands)
    options = value.options if isinstance(value, Derived) else None
    called = replace(callee, options=options or Options("value", ()))
    made = scope.call(called, kept, (), node)
    back = Const(Pullback(callee, kept, _snapshot(scope, node, made)), "pullback")
    return Tup((_snapshot(scope, node, made), back))


def _snapshot(scope: Scope, node: gast.Call, operand: Operand) -> Operand:
    """What an operand holds now, whatever is stored into its arrays later."""
    match operand:
        case Tup(items) | Lst(items):
            return type(operand)(tuple(_snapshot(scope, node, item) for item in items))
        case str():
            return scope.emit("snapshot", (operand,), spelling="=", hint=hint(operand), node=node)
        case _:
            return operand


_UNKNOWN = object()


def _constant(operand: Operand) -> Any:
    match operand:
        case Const(value):
            return value
        case Tup(items) | Lst(items):
            values = tuple(map(_constant, items))
            return _UNKNOWN if _UNKNOWN in values else values
        case _:
            return _UNKNOWN


# --- calls ------------------------------------------------------------------------------------------------------------
def call_pullback(scope: Scope, node: gast.AST, called: Pullback, given: Arguments) -> Operand:
    """A call of a pullback, which takes one cotangent."""
    if len(given.positional) != 1 or given.keywords:
        return scope.problem(node, "A pullback takes one cotangent.", "Call it with the cotangent of the output.")
    return scope.call(called.callee, (*called.given, called.out, *given.positional), (), node)


def call_derived(scope: Scope, node: gast.AST, called: Derived, given: Arguments) -> Operand:
    """A call of a derivative: its arguments, what the function reads around it, and what the derivative adds."""
    options = called.options
    added: tuple[Operand, ...] = ()
    if options is not None and options.kind == "jvp":
        cut = len(given.positional) - len(options.wrt)
        given, added = Arguments(given.positional[:cut], {}), given.positional[cut:]
        added = tuple(dot for x, dot in zip(given.positional, added, strict=False) if not holds_function(x))
    prepared = _prepared(scope, node, called, given)
    if prepared is None:
        return UNDEFINED
    callee, operands = prepared
    target = scope.names.fresh(TEMPORARY)
    scope.out.append(Call(target, callee, (*operands, *added), (), scope.at_node(node), called.keeps_arguments))
    return target


def _prepared(scope: Scope, node: gast.AST, called: Derived,
              given: Arguments) -> tuple[Callee, tuple[Operand, ...]] | None:  # fmt: skip
    """What is called, and with what: the arguments and what the function reads around it. None after a problem."""
    operands = _bound(scope, node, called, given)
    if operands is None:
        return None
    if any(map(holds_function, operands)):
        return _given_functions(scope, node, called, operands)
    match called.of:
        case LocalFunction() as of if any(active.identity is of.identity for active in scope.active):
            scope.problem(node, f"{of.name} calls a derivative of itself.", "Take the derivative of another function.")
            return None
        case LocalFunction() as of:
            function, captured = lift(scope, of, tuple((name, DATA) for name in parameter_names(of.args)))
            callee = Callee(function, of.name, scope.function, called.options, len(operands))
            return callee, (*operands, *captured)
        case FreeFunction(function=function, path=path):
            owner = called.of.owner or scope.function
            return Callee(function, path, owner, called.options, len(operands)), tuple(operands)
        case of:
            raise TypeError(f"not a function: {of!r}")


def _given_functions(scope: Scope, node: gast.AST, called: Derived,
                     operands: list[Operand]) -> tuple[Callee, tuple[Operand, ...]] | None:  # fmt: skip
    """As `_prepared`, where some arguments are functions: these are known, and no arguments of what is called."""
    params = parameters_of(called)
    try:
        of = called.of if isinstance(called.of, LocalFunction) else opened(scope, node, called.of)
    except DifferentiationError as error:
        scope.problems += error.problems
        return None
    bound = {p.name: x for p, x in zip(params, operands, strict=True) if not isinstance(p, Vector)}
    forms = form_of(of.args, bound)
    known = [k for k, operand in enumerate(bound.values()) if holds_function(operand)]
    mixed = any(holds_function(bound[name]) and data_in(((name, form),), bound) for name, form in forms)
    options = moved_options(called.options, known) if called.options else None
    if mixed or (called.options and options is None) or any(active.identity is of.identity for active in scope.active):
        scope.problem(node, f"This derivative of {of.name} cannot be given functions like this.",
                      "Differentiate a lambda that calls it with them.")  # fmt: skip
        return None
    function, captured = lift(scope, of, forms)
    own = tuple(x for p, x in zip(params, operands, strict=True) if isinstance(p, Vector) or not holds_function(x))
    return Callee(function, of.name, scope.function, options, len(own)), (*own, *captured)


def moved_options(options: Options, known: Sequence[int]) -> Options | None:
    """The options without the positions that are known, if no one asks for the derivative with respect to these."""
    inner = moved_options(options.inner, known) if options.inner else None
    wanted = tuple(k for k in options.wrt if options.kind != "jvp" or k not in known)
    vectors = options.inner is not None and options.inner.kind == "hvp"  # stand among the parameters then
    if vectors or (options.inner and inner is None) or not set(wanted).isdisjoint(known):
        return None
    return replace(options, wrt=tuple(k - sum(at < k for at in known) for k in wanted), inner=inner)


def _bound(scope: Scope, node: gast.AST, called: Derived, given: Arguments) -> list[Operand] | None:
    """The arguments in the order of the parameters; the vector of `hvp` stands among them."""
    params, name = parameters_of(called), name_of(called)
    first = next((k for k, param in enumerate(params) if param.kind == param.KEYWORD_ONLY), len(params))
    if any(isinstance(param, Vector) for param in params[first:]):
        scope.problem(node, f"hvp is asked of {params[first].name}, which {name} takes by keyword alone.",
                      "Let it be given by position.")  # fmt: skip
        return None
    if isinstance(called.of, FreeFunction):
        return bound_operands(scope, node, called.of.meaning, callable_signature(params), given)
    try:
        bound = callable_signature(params).bind(*given.positional, **given.keywords).arguments
    except TypeError as error:
        scope.problem(node, f"{name} cannot be called like this: {error}.", "Correct the call.")
        return None
    return [bound[param.name] if param.name in bound else called.of.defaults[param.name] for param in params]
