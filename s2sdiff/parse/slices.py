"""The lines of a rule that one mode needs: without those that read, or make, what the other mode is given.

    s = 1 / (1 + np.exp(-x)); y_dot = x_dot * s; x_bar = y_bar * s      →      s = …; y_dot = x_dot * s

The suffix of a name says its mode, and what is computed from such a name is of its mode, too. Names are told apart and
not assignments: one that is used for both modes is in neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet

import gast

from s2sdiff.parse.scope import stored_names


def without(body: Sequence[gast.AST], operands: Collection[str], given: Collection[str],
            suffixes: Collection[str]) -> tuple[list[gast.AST], frozenset[str]]:  # fmt: skip
    """The statements that need no name in `given` nor one with such a suffix, and the names that are none of theirs."""
    made = stored_names(body)
    gone = {*given, *(name for name in made if name.endswith(tuple(suffixes)))}
    before = -1
    while len(gone) > before:
        before = len(gone)
        for statement in body:
            gone |= _spread(statement, gone) & {*made, *operands, *given}
    return list(_kept(body, gone)), frozenset(gone)


def _spread(statement: gast.AST, gone: AbstractSet[str]) -> set[str]:
    """What a statement computes from names in `gone`."""
    match statement:
        case gast.If(test=control, body=body, orelse=orelse) | gast.While(test=control, body=body, orelse=orelse) | (
                gast.For(iter=control, body=body, orelse=orelse)):  # fmt: skip
            if gone.isdisjoint(_names(control)):
                return {name for inner in (*body, *orelse) for name in _spread(inner, gone)}
            return set(_changed(statement))
        case _:
            return set() if gone.isdisjoint(_names(statement)) else set(_changed(statement))


def _kept(body: Sequence[gast.AST], gone: AbstractSet[str]) -> Iterator[gast.AST]:
    for statement in body:
        match statement:
            case gast.If(test=control) | gast.While(test=control) | gast.For(iter=control):
                if gone.isdisjoint(_names(control)):
                    yield from _inner(statement, gone)
            case _:
                if gone.isdisjoint(_names(statement)):
                    yield statement


def _inner(statement: gast.AST, gone: AbstractSet[str]) -> Iterator[gast.AST]:
    """A structure with what is kept of its blocks, if that is anything."""
    body, orelse = list(_kept(statement.body, gone)), list(_kept(statement.orelse, gone))  # type: ignore[attr-defined]
    if not body and not orelse:
        return
    fields = {name: getattr(statement, name) for name in statement._fields}
    made = type(statement)(**{**fields, "body": body or [gast.Pass()], "orelse": orelse})
    yield gast.copy_location(made, statement)


def _names(node: gast.AST) -> Iterator[str]:
    return (inner.id for inner in gast.walk(node) if isinstance(inner, gast.Name))


def _changed(node: gast.AST) -> Iterator[str]:
    """The names that a statement gives a value, or whose arrays it may change."""
    for inner in gast.walk(node):
        match inner:
            case gast.Name(id=name, ctx=gast.Store()) | gast.FunctionDef(name=name):
                yield name
            case gast.Subscript(ctx=gast.Store(), value=base):
                yield from _names(base)
            case gast.Expr(value=gast.Call() as call):
                yield from _given_to_change(call)
            case gast.keyword(arg="out", value=array):
                yield from _names(array)
            case _:
                continue


def _given_to_change(call: gast.Call) -> Iterator[str]:
    """What a call whose result is not used is there to change: `np.add.at(x, …)`, `x.fill(…)`, `change(…, x)`."""
    if isinstance(call.func, gast.Attribute):
        yield from _names(call.func.value)
        yield from (name for argument in call.args[:1] for name in _names(argument))
    else:  # a function of the user's, which may change anything; of a mode's own names and others, its own
        given = [name for argument in (*call.args, *call.keywords) for name in _names(argument)]
        yield from [name for name in given if name.endswith(("_dot", "_bar"))] or given
