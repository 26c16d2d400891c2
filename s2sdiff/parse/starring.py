"""A star in a call before a value whose length is not known: it gives as many arguments as the function lacks."""

from __future__ import annotations

import inspect
import operator

import gast
import numpy as np

from s2sdiff.identity import signature_of
from s2sdiff.ir import Operand, Tup, Unpack
from s2sdiff.names import TEMPORARY
from s2sdiff.parse.functions import FreeFunction, Partial
from s2sdiff.parse.local import LocalFunction
from s2sdiff.parse.scope import FunctionValue, Scope


def lacking(called: FunctionValue | None, node: gast.Call) -> int | None:
    """How many arguments the one star in a call has to give; None if that may be several numbers."""
    needed = _parameters(called)
    stars = [argument for argument in node.args if isinstance(argument, gast.Starred)]
    if needed is None or len(stars) != 1 or any(keyword.arg is None for keyword in node.keywords):
        return None
    named = {keyword.arg for keyword in node.keywords}
    count = len([name for name in needed if name not in named]) - (len(node.args) - 1)
    return count if count >= 0 else None


def _parameters(called: FunctionValue | None) -> list[str] | None:
    """The parameters that are given by position, none of which may be left out."""
    match called:
        case LocalFunction(args=args) if not args.vararg and not args.defaults:
            return [a.id for a in (*args.posonlyargs, *args.args)]
        case FreeFunction(function=np.ufunc() as ufunc):
            return [f"x{k}" for k in range(ufunc.nin)]
        case FreeFunction(function=function) if inspect.isfunction(function) or function in vars(operator).values():
            parameters = signature_of(function).parameters.values()
            positional = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
            optional = any(p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in positional)
            return None if optional else [p.name for p in positional]
        case Partial(of=of, positional=positional, keywords=keywords):
            inner = _parameters(of)
            own = dict(keywords)
            return None if inner is None else [name for name in inner[len(positional) :] if name not in own]
        case _:
            return None


def unpacked(scope: Scope, node: gast.AST, sequence: str, count: int | None) -> Operand:
    """The items of a value, which raises if it has not as many."""
    if count is None:
        return sequence
    names = tuple(scope.names.fresh(TEMPORARY) for _ in range(count))
    if names:
        scope.out.append(Unpack(names, sequence, scope.at_node(node)))
    return Tup(names) if names else sequence
