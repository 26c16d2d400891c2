"""A function defined inside the function as a function of its own: what it reads around it becomes parameters.

    grad(lambda y: x * y)(2.0)      →      grad(inner)(2.0, x)      where      def inner(y, x): return x * y
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import gast

from s2sdiff.ir import UNDEFINED, Const, Function, Lst, Operand, Origin, Param, Return, Tup
from s2sdiff.names import Names, hint, is_user
from s2sdiff.parse.local import RETURNED, LocalFunction, body_of, own_names, parameter_names
from s2sdiff.parse.prune import prune
from s2sdiff.parse.scope import FunctionValue, Scope, functions_in, own_nodes, stored_names
from s2sdiff.parse.uncalled import uncalled
from s2sdiff.walking import map_names

LowerBlock = Callable[[Scope, Sequence[gast.AST]], None]


class Lifted:
    """What stands for a function that is no object of Python's; `body` is its IR, whose primal it is."""

    body: Function

    def __init__(self, name: str):
        self.__name__ = name


@dataclass
class Captured:
    """What a function reads around it, as it calls it: a parameter for each name of the function around it."""

    names: Names
    params: dict[str, str] = field(default_factory=dict)
    functions: dict[FunctionValue, FunctionValue] = field(default_factory=dict)

    def inside(self, value: Operand, name: str) -> Operand:
        """What an operand is inside; `name` means it."""
        match value:
            case Const(FunctionValue() as function):
                if function not in self.functions:
                    self.functions[function] = function.moved(lambda operand: self.inside(operand, name))
                return replace(value, value=self.functions[function])
            case Tup(items) | Lst(items):
                return type(value)(tuple(self.inside(item, name) for item in items))
            case _:
                return map_names(value, lambda outer: self._param(outer, name))

    def _param(self, outer: str, name: str) -> str:
        if outer not in self.params:
            self.params[outer] = self.names.fresh(hint(outer) if is_user(outer) else name)
        return self.params[outer]


def lift(scope: Scope, called: LocalFunction, lower_block: LowerBlock) -> tuple[Lifted, list[Operand]]:
    """The function, and what its further parameters are to be given where it is called now."""
    names, body = Names(plain=True), body_of(called.node)
    own: dict[str, Operand] = {name: names.fresh(name) for name in parameter_names(called.node)}
    captured = Captured(names, functions={called: called})
    inner = Scope(scope.place, scope.resolve, names, called.identifiers, scope.function, keys=scope.keys,
                  calls=scope.calls, active=[*scope.active, called], origin=scope.origin)  # fmt: skip
    inner.frame = inner.new_frame()
    for frame, name, value in _read_around(scope, called):
        inner.frames.setdefault(frame, {})[name] = captured.inside(value, name)
    inner.env = {**inner.around(called.frame), **dict.fromkeys(stored_names(body), UNDEFINED), **own}
    lower_block(inner, body)
    scope.roots.update(inner.roots)
    scope.keys, scope.calls = inner.keys, inner.calls
    end = scope.place(body[-1])
    inner.out.append(Return(inner.env.get(RETURNED, Const(None)), Origin(end, end)))
    params = tuple(Param(str(name)) for name in (*own.values(), *captured.params.values()))
    made = Lifted(called.name if called.name.isidentifier() else "inner")
    made.body = prune(Function(made.__name__, params, tuple(inner.out), scope.place(called.node),
                               tuple(inner.frees.values()), (), primal=made))  # fmt: skip
    found = (*inner.problems, *uncalled(made.body))
    scope.problems += [problem for problem in found if problem not in scope.problems]
    return made, list(captured.params)


def _read_around(scope: Scope, called: LocalFunction) -> Iterator[tuple[int, str, Operand]]:
    """The names around a function that it may read, and those around the functions that it may call."""
    seen: set[FunctionValue] = set()
    todo: list[FunctionValue] = [called]
    while todo:
        function = todo.pop()
        if function in seen or not isinstance(function, LocalFunction):
            continue
        seen.add(function)
        around = scope.around(function.frame)
        for name in _free_names(function.node):
            value = around.get(name, UNDEFINED)
            if value != UNDEFINED:
                yield function.frame, name, value
                todo += [local for inner in functions_in(value) for local in inner.local()]


def _free_names(node: gast.AST) -> list[str]:
    """The names that a function reads and that are not its own, in the order of the text."""
    body = [node.body] if isinstance(node, gast.Lambda) else node.body  # type: ignore[attr-defined]
    own = own_names(node)
    found: dict[str, None] = {}
    for inner in own_nodes(body):
        read = [inner.id] if isinstance(inner, gast.Name) else []
        if isinstance(inner, gast.FunctionDef | gast.Lambda):
            read = _free_names(inner)
        found.update(dict.fromkeys(name for name in read if name not in own))
    return list(found)
