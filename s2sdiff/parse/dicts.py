"""Methods of dicts, whose keys are constants: each gives what the cell holds afterwards."""

from __future__ import annotations

import gast

from s2sdiff.ir import NONE, UNDEFINED, Const, Dct, Operand, Tup
from s2sdiff.parse.cell import Cell
from s2sdiff.parse.containers import change, inside_of, new_cell, put
from s2sdiff.parse.lists import known_items
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.scope import Scope


def key_of(scope: Scope, node: gast.AST, key: Operand) -> object:
    """The key that an operand means."""
    if isinstance(key, Const):
        return key.value
    scope.problem(node, "A key of this dict is not known before the run.", "Use constant keys, or a list.")
    return None


def pop_key(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    """`d.pop(key)`, `d.pop(key, default)`, `del d[key]`"""
    inside = inside_of(scope, Const(cell))
    assert isinstance(inside, Dct)
    key = key_of(scope, node, given[0] if given else UNDEFINED)
    if key not in inside.keys:
        return given[1] if len(given) > 1 else _missing(scope, node, key)
    k = inside.keys.index(key)
    keys, items = inside.keys, inside.items
    change(scope, node, cell, Dct((*keys[:k], *keys[k + 1 :]), (*items[:k], *items[k + 1 :])))
    return items[k]


def _missing(scope: Scope, node: gast.AST, key: object) -> Operand:
    return scope.problem(node, f"This dict has no key {key!r} here.", "Put it in first, or use .get with a default.")


def with_key(inside: Dct, key: object, value: Operand) -> Dct:
    """The dict with a value under a key."""
    if key in inside.keys:
        k = inside.keys.index(key)
        return Dct(inside.keys, (*inside.items[:k], value, *inside.items[k + 1 :]))
    return Dct((*inside.keys, key), (*inside.items, value))


def with_keys(scope: Scope, node: gast.AST, inside: Operand, more: Operand) -> Operand:
    """A dict with the keys of another one: which these are, the types may have to show."""
    if isinstance(inside, Dct) and isinstance(more, Dct):
        for key, value in zip(more.keys, more.items, strict=True):
            inside = with_key(inside, key, value)
        return inside
    parts = [part for part in (inside, more) if part != Dct((), ())]
    return scope.emit("merged", tuple(put(scope, part) for part in parts), spelling="**", node=node)


def _get(scope: Scope, node: gast.AST, base: Dct, given: tuple[Operand, ...]) -> Operand:
    key = key_of(scope, node, given[0])
    if key in base.keys:
        return base.items[base.keys.index(key)]
    return given[1] if len(given) > 1 else NONE


def setdefault(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    """`d.setdefault(key, default)`"""
    inside = inside_of(scope, Const(cell))
    assert isinstance(inside, Dct)
    key = key_of(scope, node, given[0])
    if key not in inside.keys:
        value = given[1] if len(given) > 1 else NONE
        change(scope, node, cell, with_key(inside, key, value))
        return value
    return inside.items[inside.keys.index(key)]


def update_dict(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    """`d.update(other)`"""
    change(scope, node, cell, with_keys(scope, node, inside_of(scope, Const(cell)), inside_of(scope, given[0])))
    return NONE


def clear_dict(scope: Scope, node: gast.AST, cell: Cell, _given: tuple[Operand, ...]) -> Operand:
    """`d.clear()`"""
    change(scope, node, cell, Dct((), ()))
    return NONE


def read_dict(scope: Scope, node: gast.AST, name: str, inside: Dct, given: tuple[Operand, ...]) -> Operand:
    """`d.items()`, `d.keys()`, `d.values()`, `d.get(key)`"""
    match name, given:
        case "items", ():
            return Tup(tuple(Tup((Const(key), item)) for key, item in zip(inside.keys, inside.items, strict=True)))
        case "keys", ():
            return Tup(tuple(map(Const, inside.keys)))
        case "values", ():
            return Tup(inside.items)
        case "get", (_,) | (_, _):
            return _get(scope, node, inside, given)
        case _:
            return scope.problem(node, f"The method .{name}() of a dict is not known like this.", "Correct the call.")


def dict_of(scope: Scope, node: gast.AST, given: Arguments) -> Operand:
    """`dict(other, a=x)`, `dict(zip(("a", "b"), xs))`: of a dict, or of pairs with constant keys."""
    made: Operand = Dct((), ())
    for source in given.positional:
        inside = inside_of(scope, source)
        if isinstance(inside, Dct | str):
            made = with_keys(scope, node, made, inside)
            continue
        for pair in known_items(inside) or (UNDEFINED,):
            both = known_items(inside_of(scope, pair))
            if both is None or len(both) != 2 or not isinstance(both[0], Const):
                return scope.problem(node, "The keys of this dict are not known before the run.", "Write the dict out.")
            made = with_keys(scope, node, made, Dct((both[0].value,), (both[1],)))
    if given.keywords:
        made = with_keys(scope, node, made, Dct(tuple(given.keywords), tuple(given.keywords.values())))
    return new_cell(scope, made)
