"""Comprehensions: of few items that are written out an item each, of others a loop that appends to a list.

    [f(x) for x in xs if x > 0]      →      for x in xs: if x > 0: made.append(f(x))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import gast

from s2sdiff.ir import UNDEFINED, Const, Dct, Lst, Operand, Tup
from s2sdiff.parse.containers import inside_of, kept, new_cell
from s2sdiff.parse.dicts import with_key
from s2sdiff.parse.knowing import known_test
from s2sdiff.parse.scope import Scope, stored_names
from s2sdiff.parse.spread import FEW, form, held, items_of


class _Unknown(Exception):
    """What is made depends on the run: it is made by a loop."""


def generated(scope: Scope, node: gast.AST) -> gast.AST | None:
    """An expression whose items come one after the other as a comprehension; None for any other."""
    if isinstance(node, gast.GeneratorExp):
        return node
    name = form(scope, node.func) if isinstance(node, gast.Call) else ""
    if name not in ("range", "zip", "enumerate", "reversed", "map") or not node.args:  # type: ignore[attr-defined]
        return None
    item = gast.Name("item 0", gast.Store(), None, None)
    value: gast.AST = gast.Name("item 0", gast.Load(), None, None)
    over = node
    if name == "map":
        function, *sequences = node.args  # type: ignore[attr-defined]
        over, given = sequences[0], [value]
        if len(sequences) > 1:
            over = gast.Call(gast.Name("zip", gast.Load(), None, None), sequences, [])
            given = [gast.Starred(value, gast.Load())]
        value = gast.Call(function, given, [])
    made = gast.GeneratorExp(value, [gast.comprehension(item, over, [], 0)])
    for inner in gast.walk(made):
        if not hasattr(inner, "lineno"):
            gast.copy_location(inner, node)
    return made


def comprehended(scope: Scope, node: gast.AST) -> Operand:
    """The list or dict that a comprehension makes."""
    return dict_made(scope, node) if isinstance(node, gast.DictComp) else list_made(scope, node)


def list_made(scope: Scope, node: gast.AST) -> Operand:
    """The list that a comprehension makes."""
    generators, element = node.generators, node.elt  # type: ignore[attr-defined]
    with _own_names(scope, generators):
        first = held(scope, generators[0].iter)
        out, problems, env = len(scope.out), len(scope.problems), dict(scope.env)
        items: list[Operand] = []
        try:
            _written_out(scope, [(generators[0], first), *((inner, None) for inner in generators[1:])],
                         lambda: items.append(_reference(scope, element)))  # fmt: skip
            return new_cell(scope, Lst(tuple(items)))
        except _Unknown:
            del scope.out[out:], scope.problems[problems:]
            scope.env = env
        return _looped(scope, node, first)


def dict_made(scope: Scope, node: gast.DictComp) -> Operand:
    """The dict that a comprehension makes, whose keys are known before the run."""
    made = Dct((), ())

    def add() -> None:
        nonlocal made
        key = _reference(scope, node.key)
        if not isinstance(key, Const):
            raise _Unknown
        made = with_key(made, key.value, _reference(scope, node.value))

    with _own_names(scope, node.generators):
        try:
            _written_out(scope, [(generator, None) for generator in node.generators], add)
        except _Unknown:
            return scope.problem(node, "The keys of this dict are not known before the run.",
                                 "Go over a dict, or a tuple of constants.")  # fmt: skip
        return new_cell(scope, made)


def _reference(scope: Scope, node: gast.AST) -> Operand:
    # imported here: the file of expressions needs this one
    from s2sdiff.parse.expressions import reference

    return reference(scope, node)


@contextmanager
def _own_names(scope: Scope, generators: Sequence[gast.comprehension]) -> Iterator[None]:
    """The targets of a comprehension are its own: what the names mean around it they mean again after it."""
    names = stored_names([generator.target for generator in generators])
    before, identifiers = {name: scope.env.get(name) for name in names}, scope.identifiers
    scope.identifiers = identifiers | set(names)
    for name in names:
        scope.env[name] = UNDEFINED
    try:
        yield
    finally:
        scope.identifiers = identifiers
        for name, value in before.items():
            if value is None:
                scope.env.pop(name, None)
            else:
                scope.env[name] = value


def _written_out(scope: Scope, generators: Sequence[tuple[gast.comprehension, gast.AST | None]],
                 add: Callable[[], None]) -> None:  # fmt: skip
    """Adds an item for each round, if the rounds are known before the run."""
    if not generators:
        add()
        return
    (generator, first), *rest = generators
    items = items_of(scope, first if first is not None else held(scope, generator.iter))
    if items is None or len(items) > 8 * FEW:
        raise _Unknown
    for item in items:
        bind(scope, generator.target, item)
        if all(_holds(scope, test) for test in generator.ifs):
            _written_out(scope, rest, add)


def bind(scope: Scope, target: gast.AST, value: Operand) -> None:
    """Gives a target a value that is known before the run, without a statement where names alone are bound."""
    # imported here: the file of targets needs this one
    from s2sdiff.parse.targets import assign

    inside = inside_of(scope, value)
    match target:
        case gast.Name(id=name):
            scope.env[name] = kept(scope, value)
        case gast.Tuple(elts=elements) if isinstance(inside, Tup | Lst) and len(elements) == len(inside.items) and (
                not any(isinstance(element, gast.Starred) for element in elements)):  # fmt: skip
            for element, inner in zip(elements, inside.items, strict=True):
                bind(scope, element, inner)
        case _:
            assign(scope, target, value)


def _holds(scope: Scope, test: gast.AST) -> bool:
    known = known_test(_reference(scope, test))
    if known is None:
        raise _Unknown
    return known


def _looped(scope: Scope, node: gast.AST, first: gast.AST) -> Operand:
    """The list as a loop makes it: the loops of the comprehension around an append."""
    # imported here: the file of statements needs this one
    from s2sdiff.parse.statements import lower_block

    generators, element = node.generators, node.elt  # type: ignore[attr-defined]
    name = f"list {scope.new_frame()}"
    scope.env[name] = new_cell(scope, Lst(()))
    made = gast.Name(name, gast.Load(), None, None)
    append = gast.Call(gast.Attribute(made, "append", gast.Load()), [element], [])
    body: list[gast.AST] = [gast.Expr(append)]
    for k, generator in reversed(list(enumerate(generators))):
        for test in reversed(generator.ifs):
            body = [gast.If(test, body, [])]
        body = [gast.For(generator.target, generator.iter if k else first, body, [], None)]
    for inner in gast.walk(body[0]):
        if not hasattr(inner, "lineno"):
            gast.copy_location(inner, element)
    lower_block(scope, body)
    return scope.env.pop(name)

