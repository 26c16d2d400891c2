"""A function's syntax tree to an IR function: untyped, one primitive op a statement, in the order of the trace."""

from __future__ import annotations

import functools
from typing import Any

import gast

from s2sdiff.errors import UnsupportedError
from s2sdiff.identity import name_in_code
from s2sdiff.ir import Const, Function, Origin, Param, Return
from s2sdiff.names import Names
from s2sdiff.parse.containers import contents
from s2sdiff.parse.contexts import with_left
from s2sdiff.parse.entering import entered
from s2sdiff.parse.local import own_names
from s2sdiff.parse.patterns import without_match
from s2sdiff.parse.prune import prune
from s2sdiff.parse.resolve import resolver
from s2sdiff.parse.returns import RETURNED, with_return
from s2sdiff.parse.scope import Scope
from s2sdiff.parse.sharing import checked
from s2sdiff.parse.source import Source, find_source, locate
from s2sdiff.parse.statements import lower_block
from s2sdiff.parse.uncalled import uncalled
from s2sdiff.specialised import Specialised, outline


def parse(f: Any) -> Function:
    """The IR of a plain function: its trace.

    Raises SourceError if the source is not to be found or not what runs, UnsupportedError with every construct in it
    that has no derivative.

    >>> [stmt.op for stmt in parse(_example).body[:-1]]
    ['multiply', 'add']
    """
    if isinstance(f, Specialised):
        return lower_source(find_source(f.function), f)
    return lower_source(find_source(f))


def _example(w, x):
    return w * x + 1.0


def lower_source(source: Source, called: Specialised | None = None) -> Function:
    """The IR of a function whose source is found, for a call of which something is known."""
    node, function = with_left(without_match(source.node)), source.function
    place = functools.partial(locate, source)
    params = parameters(node.args) if called is None else outline(called).params
    body = [gast.Return(node.body)] if isinstance(node, gast.Lambda) else node.body
    if isinstance(node, gast.Lambda):
        gast.copy_location(body[0], node.body)
    scope = Scope(place, resolver(function), Names(plain=True), own_names(node), function)
    _refuse_kinds(scope, node, called)
    with scope.at(Origin(place(node), place(node))):
        scope.env = entered(scope, node, params, dict(called.known.forms) if called else {})
    body = with_return(body, node)
    lower_block(scope, body)
    if scope.problems:
        raise UnsupportedError(scope.problems)
    loc = place(node)
    last = scope.out[-1].origin if scope.out else Origin(loc, loc)
    end = place(body[-1])
    result = contents(scope, scope.env.get(RETURNED, Const(None)))
    scope.out.append(Return(result, Origin(end, end) if end else last))
    if scope.problems:
        raise UnsupportedError(scope.problems)
    frees = tuple(scope.frees.values())
    name, body = name_in_code(function), checked(scope, tuple(scope.out))
    made = prune(Function(name, params, body, loc, frees, tuple(scope.roots.items()), primal=function,
                          doc=function.__doc__ or ""))  # fmt: skip
    found = list(uncalled(made))
    if found:
        raise UnsupportedError(found)
    return made


def parameters(args: gast.arguments) -> tuple[Param, ...]:
    """The parameters of a function, with the kind of each and whether it has a default."""
    positional = [*args.posonlyargs, *args.args]
    without = len(positional) - len(args.defaults)
    params = [Param(arg.id, "positional", k >= without) for k, arg in enumerate(positional)]
    return (*params, *(Param(arg.id, "keyword", default is not None)
                       for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)))  # fmt: skip


def _refuse_kinds(scope: Scope, node: Any, called: Specialised | None) -> None:
    if isinstance(node, gast.AsyncFunctionDef):
        scope.problem(node, "A coroutine has no derivative.", "Write a plain function.")
    if called is None and (node.args.vararg or node.args.kwarg):
        scope.problem(node.args.vararg or node.args.kwarg, "How many arguments a parameter with * takes, a call says.",
                      "Call the derivative, or name every parameter.")  # fmt: skip
    for inner in gast.walk(node):
        if isinstance(inner, gast.Yield | gast.YieldFrom):
            scope.problem(inner, "A generator has no derivative.", "Return a value.")
            return
