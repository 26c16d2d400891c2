"""Functions defined inside the function: a call of one is its body, written out where the call stands.

    def f(u):
        def relax():                          u[1:-1] = 0.5 * (u[2:] + u[:-2])
            u[1:-1] = 0.5 * (…)       →       u[1:-1] = 0.5 * (u[2:] + u[:-2])
        relax(); relax()

Its parameters and what it assigns are its own; every other name is the enclosing function's, as it is at the call (or
was at the end of the enclosing function, if that has returned).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import gast

from s2sdiff.ir import UNDEFINED, Const, Operand
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.returns import with_return
from s2sdiff.parse.scope import FunctionValue, Scope, functions_in, own_nodes, stored_names

RETURNED = "return"  # no variable can have this name: what the function has returned on this path
LowerBlock = Callable[[Scope, Sequence[gast.AST]], None]


@dataclass(frozen=True, eq=False, slots=True)
class LocalFunction(FunctionValue):
    """A function or lambda defined inside the function: its syntax tree, its defaults, the call that defined it.

    `identifiers` are all names that are its own or those of the functions around it; others are free.
    """

    node: gast.AST
    name: str
    defaults: Mapping[str, Operand]
    frame: int
    identifiers: frozenset[str]

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        return replace(self, defaults={name: f(value) for name, value in self.defaults.items()})

    def local(self) -> Iterator[FunctionValue]:
        yield self
        for default in self.defaults.values():
            for value in functions_in(default):
                yield from value.local()


def local_function(scope: Scope, node: gast.AST, name: str, lower: Callable[[Scope, gast.AST], Operand]) -> Operand:
    """The operand that stands for a definition; its defaults are evaluated now."""
    args = node.args  # type: ignore[attr-defined]
    if args.vararg or args.kwarg:
        return scope.problem(node, f"{name} takes * or ** arguments.", "Give it named parameters.")
    if getattr(node, "decorator_list", None):
        return scope.problem(node, f"{name} is decorated inside a function.", "Define it at the top of the module.")
    positional = [*args.posonlyargs, *args.args]
    defaults = dict(zip((a.id for a in positional[len(positional) - len(args.defaults) :]), args.defaults, strict=True))
    defaults |= {a.id: d for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None}
    given = {parameter: lower(scope, default) for parameter, default in defaults.items()}
    return Const(LocalFunction(node, name, given, scope.frame, scope.identifiers | own_names(node)), name)


def own_names(node: gast.AST) -> frozenset[str]:
    """The parameters of a function or lambda, what it assigns, and the functions defined in it."""
    body = [node.body] if isinstance(node, gast.Lambda) else node.body  # type: ignore[attr-defined]
    defined = (inner.name for inner in own_nodes(body) if isinstance(inner, gast.FunctionDef))
    return frozenset((*parameter_names(node), *stored_names(body), *defined))


def parameter_names(node: gast.AST) -> list[str]:
    """The parameters of a function or lambda, in order."""
    args = node.args  # type: ignore[attr-defined]
    return [a.id for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]


def declare_outer(scope: Scope, node: gast.Global | gast.Nonlocal) -> None:
    """`global x` or `nonlocal x`: fine for a name that is read alone, and so declares nothing."""
    own = own_names(scope.active[-1].node) if scope.active else scope.identifiers
    known = scope.identifiers if isinstance(node, gast.Global) else own
    if own.isdisjoint(node.names) and known.isdisjoint(node.names):
        return
    what = "a global" if isinstance(node, gast.Global) else "an outer variable"
    scope.problem(node, f"A function that writes {what} cannot be differentiated.", "Return the value instead.")


def call_local(scope: Scope, node: gast.AST, called: LocalFunction, given: Arguments,
               lower_block: LowerBlock) -> Operand:  # fmt: skip
    """Writes out a call; what it returns."""
    bound = bound_arguments(called, given)
    if bound is None:
        return scope.problem(node, f"{called.name} cannot be called like this.", "Correct the call.")
    if called in scope.active:
        return scope.problem(node, f"{called.name} is defined inside a function and calls itself.",
                             "Define it at the top of the module.")  # fmt: skip
    body = body_of(called.node)
    before, loops, frame, identifiers = scope.env, scope.loops, scope.frame, scope.identifiers
    base = scope.around(called.frame)
    scope.frames[frame] = before
    scope.frame, scope.identifiers = scope.new_frame(), called.identifiers
    scope.active.append(called)
    scope.env = {**base, **dict.fromkeys([*stored_names(body), RETURNED], UNDEFINED), **bound}
    scope.loops = 0
    del scope.env[RETURNED]
    try:
        lower_block(scope, body)
        return scope.env.get(RETURNED, Const(None))
    finally:
        scope.frames[scope.frame] = scope.env
        scope.env, scope.loops, scope.frame, scope.identifiers = before, loops, frame, identifiers
        scope.active.pop()


def bound_arguments(called: LocalFunction, given: Arguments) -> dict[str, Operand] | None:
    """What each parameter gets; None if the arguments do not fit."""
    args = called.node.args  # type: ignore[attr-defined]
    positional = [a.id for a in (*args.posonlyargs, *args.args)]
    by_name = {a.id for a in (*args.args, *args.kwonlyargs)}
    if len(given.positional) > len(positional) or not set(given.keywords) <= by_name:
        return None
    bound = dict(zip(positional, given.positional, strict=False))
    if set(bound) & set(given.keywords):
        return None
    bound = {**called.defaults, **bound, **given.keywords}
    return bound if set(bound) == {*positional, *(a.id for a in args.kwonlyargs)} else None


def body_of(node: gast.AST) -> list[gast.AST]:
    """The statements of a function or lambda, which end in a return on every path."""
    if isinstance(node, gast.Lambda):
        return [gast.copy_location(gast.Return(node.body), node.body)]
    return with_return(node.body, node)  # type: ignore[attr-defined]
