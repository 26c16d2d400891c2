"""A function defined inside the function as a function of its own: what it reads around it becomes parameters.

    grad(lambda y: x * y)(2.0)      →      grad(inner)(2.0, x)      where      def inner(y, x): return x * y

So does one that calls itself. What it is given of functions is known, and no parameter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import gast

from s2sdiff.ir import UNDEFINED, Const, Dct, Function, Lst, Operand, Origin, Param, Return, Tup
from s2sdiff.names import Names, hint, is_user
from s2sdiff.parse.containers import contents, keys_in
from s2sdiff.parse.local import LocalFunction, body_of, own_names
from s2sdiff.parse.prune import prune
from s2sdiff.parse.returns import RETURNED
from s2sdiff.parse.scope import Active, FunctionValue, Scope, functions_in, own_nodes, stored_names
from s2sdiff.parse.sharing import checked
from s2sdiff.parse.statics import DATA, Data, Form, Forms, Items, Known, active_for, functions_of
from s2sdiff.parse.uncalled import uncalled
from s2sdiff.rebuilding import map_names
from s2sdiff.walking import names_in


class Lifted:
    """What stands for a function that is no object of Python's; `body` is its IR, whose primal it is."""

    body: Function

    def __init__(self, name: str):
        self.__name__ = name


@dataclass
class Captured:
    """What a function reads around it, as it calls it: a parameter for each name of the function around it."""

    names: Names
    around: Scope
    params: dict[str, str] = field(default_factory=dict)
    functions: dict[FunctionValue, FunctionValue] = field(default_factory=dict)

    def inside(self, value: Operand, name: str) -> Operand:
        """What an operand is inside; `name` means it."""
        self.around.cells.captured.update(keys_in(self.around, value))
        value = contents(self.around, value)
        match value:
            case Const(FunctionValue() as function):
                return replace(value, value=self.function(function, name))
            case Tup(items) | Lst(items):
                return type(value)(tuple(self.inside(item, name) for item in items))
            case Dct(keys, items):
                return Dct(keys, tuple(self.inside(item, name) for item in items))
            case _:
                return map_names(value, lambda outer: self._param(outer, name))

    def function(self, function: FunctionValue, name: str) -> FunctionValue:
        """What a function value is inside."""
        if function not in self.functions:
            self.functions[function] = function.moved(lambda operand: self.inside(operand, name))
        return self.functions[function]

    def _param(self, outer: str, name: str) -> str:
        if outer not in self.params:
            self.params[outer] = self.names.fresh(hint(outer) if is_user(outer) else name)
        return self.params[outer]

    def parameter(self, form: Form, name: str) -> tuple[Operand, Form]:
        """What a parameter means inside, whose data are parameters of their own; and its form inside."""
        match form:
            case Data():
                return self.names.fresh(name), DATA
            case Known(function):
                inside = self.function(function, name)
                return Const(inside, name), Known(inside)
            case Items(kind, keys, forms):
                made = [self.parameter(inner, _item_name(name, keys, k)) for k, inner in enumerate(forms)]
                items, inner = tuple(operand for operand, _ in made), tuple(form for _, form in made)
                operand = Dct(keys, items) if kind == "dict" else Lst(items) if kind == "list" else Tup(items)
                return operand, Items(kind, keys, inner)
            case _:
                raise TypeError(f"not a form: {form!r}")


def _item_name(name: str, keys: Sequence[object], k: int) -> str:
    return str(keys[k]) if keys and str(keys[k]).isidentifier() else f"{name}_{k}"


def lift(scope: Scope, called: LocalFunction, forms: Forms) -> tuple[Lifted, list[Operand]]:
    """The function, and what its further parameters are to be given where it is called now."""
    names = Names(plain=True)
    captured = Captured(names, scope, functions={called: called})
    made = {name: captured.parameter(form, name) for name, form in forms}
    own = {name: operand for name, (operand, _) in made.items()}
    text = called.text
    inner = Scope(text.place, text.resolve, names, called.identifiers, text.function, keys=scope.keys,
                  calls=scope.calls, active=[*scope.active, active_for(called, forms)],
                  origin=scope.origin, classes=scope.classes)  # fmt: skip
    inner.frame = inner.new_frame()
    inner.env = own
    _take_around(scope, inner, called, forms, captured)
    lifted = Lifted(called.name if called.name.isidentifier() else "inner")
    outer = _outer(scope, captured)
    inside = active_for(called, tuple((name, form) for name, (_, form) in made.items()))
    inner.recursive = {**outer, inside: (lifted, list(captured.params.values()))}
    params = tuple(Param(name) for operand in (*own.values(), *captured.params.values()) for name in names_in(operand))
    _lower(scope, inner, called, own, lifted, params)
    return lifted, list(captured.params)


def _outer(scope: Scope, captured: Captured) -> dict[Active, tuple[Lifted, list[Operand]]]:
    """The functions around that are functions of their own, if they can be called inside: with what they read."""
    called = {getattr(function, "identity", function) for function in captured.functions}
    return {active: (lifted, [captured.inside(operand, "outer") for operand in further])
            for active, (lifted, further) in scope.recursive.items()
            if active.identity in called or not further}  # fmt: skip


def _take_around(scope: Scope, inner: Scope, called: LocalFunction, forms: Forms, captured: Captured) -> None:
    """Gives a function's own scope what it reads around it, by frame and name."""
    given = [local for _, form in forms for function in functions_of(form) for local in function.local()]
    for frame, name, value in _read_around(scope, [called, *given]):
        inner.frames.setdefault(frame, {})[name] = captured.inside(value, name)


def _lower(scope: Scope, inner: Scope, called: LocalFunction, own: dict[str, Operand], lifted: Lifted,
           params: tuple[Param, ...]) -> None:  # fmt: skip
    """Makes the function's IR."""
    # imported here: the file of statements needs this one
    from s2sdiff.parse.statements import lower_block

    body = body_of(called.node)
    inner.env = {**inner.around(called.frame), **dict.fromkeys(stored_names(body), UNDEFINED), **own}
    lower_block(inner, body)
    scope.roots.update(inner.roots)
    scope.keys, scope.calls = inner.keys, inner.calls
    end = inner.place(body[-1])
    inner.out.append(Return(contents(inner, inner.env.get(RETURNED, Const(None))), Origin(end, end)))
    lifted.body = prune(Function(lifted.__name__, params, checked(inner, tuple(inner.out)), inner.place(called.node),
                                 tuple(inner.frees.values()), (), primal=lifted))  # fmt: skip
    found = (*inner.problems, *uncalled(lifted.body))
    scope.problems += [problem for problem in found if problem not in scope.problems]


def _read_around(scope: Scope, functions: Sequence[FunctionValue]) -> Iterator[tuple[int, str, Operand]]:
    """The names around functions that they may read, and those around the functions that they may call."""
    seen: set[FunctionValue] = set()
    todo = list(functions)
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
