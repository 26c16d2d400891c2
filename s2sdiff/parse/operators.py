"""s2sdiff's own operators in the code that it reads: `grad(g)(x)`, `jvp(g, (x,), (v,))`, `vjp(g, x)[1](c)`, …

An operator applied to a function is a function value; its call is a call of the derivative, which is an IR function
like any other. What g reads around it is passed to the derivative, and is not what it differentiates by.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import gast

from s2sdiff.ir import UNDEFINED, Call, Const, Lst, Operand, Tup
from s2sdiff.names import TEMPORARY, hint
from s2sdiff.options import JACOBIAN, REVERSE, Options, vectors
from s2sdiff.parse.calls import Callee, bound_operands
from s2sdiff.parse.lifted import LowerBlock, lift
from s2sdiff.parse.local import LocalFunction, bound_arguments, call_local, parameter_names
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import FunctionValue, Scope


@dataclass(frozen=True, eq=False, slots=True)
class FreeFunction(FunctionValue):
    """A function of the user's from outside, by the expression that means it."""

    function: Any
    path: str


@dataclass(frozen=True, eq=False, slots=True)
class Derived(FunctionValue):
    """A derivative of a function, or the function itself (no options) under `checkpoint`."""

    of: LocalFunction | FreeFunction
    options: Options | None
    keeps_arguments: bool = False

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        of = self.of.moved(f)
        assert isinstance(of, LocalFunction | FreeFunction)
        return replace(self, of=of)

    def local(self) -> Iterator[FunctionValue]:
        return self.of.local()


@dataclass(frozen=True, eq=False, slots=True)
class Pullback(FunctionValue):
    """What `vjp` returns besides the value: the derivative, and everything that it was given, as it was then."""

    callee: Callee
    given: tuple[Operand, ...]

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        return replace(self, given=tuple(map(f, self.given)))


Applied: TypeAlias = "LocalFunction | FreeFunction | Derived"


def operator_of(value: Any) -> str:
    """Which operator of s2sdiff's an object is; empty if it is none."""
    return getattr(value, "__s2sdiff_operator__", "") if inspect.isfunction(value) else ""


def is_derived(meaning: Meaning) -> bool:
    """Whether a free name means a derivative, or a function under `differentiate`."""
    return hasattr(meaning.value, "__s2sdiff__") or hasattr(meaning.value, "__s2sdiff_primal__")


def function_meant(meaning: Meaning) -> FunctionValue | None:
    """What a free name means as a function: a plain one, a derivative, or a decorated one."""
    value = meaning.value
    state = getattr(value, "__s2sdiff__", None)
    if state is not None:
        return Derived(FreeFunction(state.f, meaning.path), state.options)
    function = getattr(value, "__s2sdiff_primal__", value)
    return FreeFunction(function, meaning.path) if inspect.isfunction(function) else None


# --- operators applied ------------------------------------------------------------------------------------------------
def apply_operator(scope: Scope, node: gast.Call, kind: str, given: Arguments, lower_block: LowerBlock) -> Operand:
    """The value of `grad(g, …)`, `jvp(g, primals, tangents)`, and so on."""
    if kind == "stop_gradient" and len(given.positional) == 1 and not given.keywords:
        return scope.emit("stop_gradient", given.positional, spelling="stop_gradient", node=node)
    first = given.positional[0] if given.positional else None
    value = first.value if isinstance(first, Const) else None
    if not isinstance(value, LocalFunction | FreeFunction | Derived):
        return scope.problem(node, f"{kind} is applied to what is no function here.",
                             "Apply it to a function by its name, or to a lambda.")  # fmt: skip
    rest = given.positional[1:]
    match kind, rest, given.keywords:
        case "checkpoint", (), {} if not isinstance(value, Derived):
            return Const(Derived(value, None, keeps_arguments=True), "checkpoint")
        case "jvp", (Tup(primals) | Lst(primals), Tup(tangents) | Lst(tangents)), {} if len(primals) == len(tangents):
            options = Options("jvp", tuple(range(len(primals))), False)
            return call_value(scope, node, _derived(value, options), Arguments((*primals, *tangents), {}), lower_block)
        case "vjp", _, {}:
            return _vjp(scope, node, value, rest, lower_block)
        case _ if kind in (*REVERSE, *JACOBIAN, "hvp"):
            return _gradient(scope, node, kind, value, Arguments(rest, given.keywords))
        case _:
            return scope.problem(node, f"{kind} cannot be called like this here.",
                                 f"Write it as in {_EXAMPLES.get(kind, kind)}.")  # fmt: skip


_EXAMPLES = {"jvp": "jvp(g, (x,), (v,))", "vjp": "vjp(g, x)[1](c)", "checkpoint": "checkpoint(g)(x)",
             "stop_gradient": "stop_gradient(x)"}  # fmt: skip
_PARAMETERS = ("argnums", "argnames", "has_aux", "optimize")


def _gradient(scope: Scope, node: gast.Call, kind: str, value: Applied, given: Arguments) -> Operand:
    asked = {**dict(zip(_PARAMETERS, given.positional, strict=False)), **given.keywords}
    known = {name: _constant(operand) for name, operand in asked.items()}
    if not set(known) <= set(_PARAMETERS) or _UNKNOWN in known.values():
        return scope.problem(node, f"The arguments of {kind} are not known before the run.",
                             "Write argnums, argnames and has_aux as constants.")  # fmt: skip
    names = _names(value)
    wrt, bare = known.get("argnums", 0), True
    if known.get("argnames") is not None:
        wrt = known["argnames"]
    if isinstance(wrt, int | str):
        wrt = (wrt,)
    else:
        bare = False
    try:
        found = tuple(names.index(k) if isinstance(k, str) else range(len(names))[k] for k in wrt)
    except (ValueError, IndexError):
        return scope.problem(node, f"{_called(value)} has the parameters {', '.join(names)}.", "Name one of them.")
    if kind in ("hvp", "hessian"):  # of the gradient
        value = _derived(value, Options("grad", found, bare))
    return Const(_derived(value, Options(kind, found, bare, bool(known.get("has_aux", False)))), kind)


def _vjp(scope: Scope, node: gast.Call, value: Applied, given: tuple[Operand, ...], lower_block: LowerBlock) -> Operand:
    """The value and the pullback. Neither shares memory with anything, or sees what is changed later."""
    derived = _derived(value, Options("pullback", (), False))
    prepared = _prepared(scope, node, derived, Arguments(given, {}), lower_block)
    if prepared is None:
        return UNDEFINED
    callee, operands = prepared
    kept = tuple(_snapshot(scope, node, operand) for operand in operands)
    options = value.options if isinstance(value, Derived) else None
    called = replace(callee, options=options or Options("value", ()))
    out = _snapshot(scope, node, scope.call(called, kept, (), node))
    return Tup((out, Const(Pullback(callee, kept), "pullback")))


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


def _derived(value: Applied, options: Options) -> Derived:
    if isinstance(value, Derived):
        return Derived(value.of, replace(options, inner=value.options))
    return Derived(value, options)


def _called(value: Applied) -> str:
    match value:
        case Derived(of=of):
            return _called(of)
        case FreeFunction(path=path):
            return path
        case _:
            return value.name


def _names(value: Applied) -> list[str]:
    """The parameters of a function, the vectors of `hvp` among them."""
    match value:
        case Derived(of=of, options=options):
            return [f"v{k}" if name is None else name for k, name in enumerate(vectors(options, _names(of), None))]
        case FreeFunction(function=function):
            return list(inspect.signature(function, follow_wrapped=False).parameters)
        case _:
            return parameter_names(value.node)


# --- calls ------------------------------------------------------------------------------------------------------------
def call_value(scope: Scope, node: gast.Call, called: FunctionValue, given: Arguments,
               lower_block: LowerBlock) -> Operand:  # fmt: skip
    """A call of a function value."""
    match called:
        case LocalFunction():
            return call_local(scope, node, called, given, lower_block)
        case FreeFunction(function=function, path=path):
            operands = bound_operands(scope, node, path, inspect.signature(function, follow_wrapped=False), given)
            return scope.call(Callee(function, path, scope.function), operands or (), (), node)
        case Derived():
            return _call_derived(scope, node, called, given, lower_block)
        case Pullback(callee=callee, given=kept) if len(given.positional) == 1 and not given.keywords:
            return scope.call(callee, (*kept, *given.positional), (), node)
        case _:
            return scope.problem(node, "A pullback takes one cotangent.", "Call it with the cotangent of the output.")


def _call_derived(scope: Scope, node: gast.Call, called: Derived, given: Arguments,
                  lower_block: LowerBlock) -> Operand:  # fmt: skip
    """A call of a derivative: its arguments, what the function reads around it, and what the derivative adds."""
    options = called.options
    added: tuple[Operand, ...] = ()
    if options is not None and options.kind == "jvp":
        cut = len(given.positional) - len(options.wrt)
        given, added = Arguments(given.positional[:cut], {}), given.positional[cut:]
    prepared = _prepared(scope, node, called, given, lower_block)
    if prepared is None:
        return UNDEFINED
    callee, operands = prepared
    target = scope.names.fresh(TEMPORARY)
    scope.out.append(Call(target, callee, (*operands, *added), (), scope.at_node(node), called.keeps_arguments))
    return target


def _prepared(scope: Scope, node: gast.Call, called: Derived, given: Arguments,
              lower_block: LowerBlock) -> tuple[Callee, tuple[Operand, ...]] | None:  # fmt: skip
    """What is called, and with what: the arguments and what the function reads around it. None after a problem."""
    operands = _bound(scope, node, called, given)
    if operands is None:
        return None
    match called.of:
        case LocalFunction() as of if of in scope.active:
            scope.problem(node, f"{of.name} calls a derivative of itself.", "Take the derivative of another function.")
            return None
        case LocalFunction() as of:
            function, captured = lift(scope, of, lower_block)
            callee = Callee(function, of.name, scope.function, called.options, len(operands))
            return callee, (*operands, *captured)
        case FreeFunction(function=function, path=path):
            return Callee(function, path, scope.function, called.options, len(operands)), tuple(operands)
        case of:
            raise TypeError(f"not a function: {of!r}")


def _bound(scope: Scope, node: gast.Call, called: Derived, given: Arguments) -> list[Operand] | None:
    """The arguments in the order of the parameters; the vector of `hvp` stands among them."""
    names = _names(called)
    match called.of:
        case LocalFunction() as local:
            own = parameter_names(local.node)
            positional = dict(zip(names, given.positional, strict=False))
            everything = {**positional, **given.keywords}
            filled = bound_arguments(local, Arguments((), {n: v for n, v in everything.items() if n in own}))
            if filled is None or not set(names) <= {*filled, *everything} or len(given.positional) > len(names):
                scope.problem(node, f"The derivative of {local.name} cannot be called like this.", "Correct the call.")
                return None
            return [{**filled, **everything}[name] for name in names]
        case FreeFunction(function=function, path=path):
            signature = inspect.signature(function, follow_wrapped=False)
            known = signature.parameters
            extra = [n for n in names if n not in known]
            last = max((names.index(n) for n in extra), default=-1)
            made = [known[n] if n in known else inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD)
                    for n in names]  # fmt: skip
            made = [p.replace(default=p.empty) if k <= last else p for k, p in enumerate(made)]
            return bound_operands(scope, node, path, inspect.Signature(made), given)
        case _:
            raise TypeError(f"not a function: {called.of!r}")
