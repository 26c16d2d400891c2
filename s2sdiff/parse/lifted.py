"""A function defined inside the function as a function of its own: what it reads around it becomes parameters.

    grad(lambda y: x * y)(2.0)      →      grad(inner)(2.0, x)      where      def inner(y, x): return x * y
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import gast

from s2sdiff.ir import UNDEFINED, Const, Function, Operand, Origin, Param, Return
from s2sdiff.names import Names
from s2sdiff.parse.local import RETURNED, LocalFunction, body_of
from s2sdiff.parse.prune import prune
from s2sdiff.parse.scope import Scope, stored_names

LowerBlock = Callable[[Scope, Sequence[gast.AST]], None]


class Lifted:
    """What stands for a function that is no object of Python's; `body` is its IR, whose primal it is."""

    body: Function

    def __init__(self, name: str):
        self.__name__ = name


def lift(scope: Scope, called: LocalFunction, lower_block: LowerBlock) -> tuple[Lifted, list[Operand]]:
    """The function, and what its further parameters are to be given where it is called now."""
    base = scope.env if called.depth == len(scope.bases) else scope.bases[called.depth]
    names, body = Names(plain=True), body_of(called.node)
    own = parameter_names(called.node)
    stored = stored_names(body)
    inner = Scope(scope.place, scope.resolve, names, scope.identifiers, scope.function, keys=scope.keys,
                  active=[*scope.active, called], origin=scope.origin)  # fmt: skip
    env: dict[str, Operand] = {name: names.fresh(name) for name in own}
    captured: list[Operand] = []
    for name in _read_around(called, base):
        value = base[name]
        if name not in env and name not in stored and value != UNDEFINED:
            env[name] = value if isinstance(value, Const) else names.fresh(name)
            captured += [] if isinstance(value, Const) else [value]
    params = [Param(str(value)) for value in env.values() if isinstance(value, str)]
    inner.bases = [dict(env) for _ in range(len(scope.bases))]
    inner.env = {**env, **dict.fromkeys((name for name in stored if name not in own), UNDEFINED)}
    lower_block(inner, body)
    scope.problems += [problem for problem in inner.problems if problem not in scope.problems]
    scope.roots.update(inner.roots)
    scope.keys = inner.keys
    end = scope.place(body[-1])
    inner.out.append(Return(inner.env.get(RETURNED, Const(None)), Origin(end, end)))
    made = Lifted(called.name if called.name.isidentifier() else f"{scope.function.__name__}_inner")
    made.body = prune(Function(made.__name__, tuple(params), tuple(inner.out), scope.place(called.node),
                               tuple(inner.frees.values()), (), primal=made))  # fmt: skip
    return made, captured


def parameter_names(node: gast.AST) -> list[str]:
    """The parameters of a function or lambda, in order."""
    args = node.args  # type: ignore[attr-defined]
    return [a.id for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]


def _read_around(called: LocalFunction, base: Mapping[str, Operand]) -> Iterator[str]:
    """The names around a function that it may read, and those that the functions around it, which it may call, do."""
    seen: dict[str, None] = {}
    todo = [called]
    while todo:
        function = todo.pop()
        for node in gast.walk(function.node):
            if isinstance(node, gast.Name) and node.id in base and node.id not in seen:
                seen[node.id] = None
                value = base[node.id]
                if isinstance(value, Const) and isinstance(value.value, LocalFunction):
                    todo.append(value.value)
    yield from seen
