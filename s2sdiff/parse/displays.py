"""Lists, tuples and dicts as they are displayed, with stars in them; which expressions make a new one."""

from __future__ import annotations

from collections.abc import Sequence

import gast

from s2sdiff.ir import Const, Dct, Lst, Operand, Tup
from s2sdiff.parse.containers import contents, inside_of, is_cell, kept, put
from s2sdiff.parse.dicts import with_keys
from s2sdiff.parse.free import static_meaning
from s2sdiff.parse.scope import Scope

TAKERS = (list, tuple, dict, sum, min, max, any, all, sorted)  # builtins that take all items of what they are given


def _reference(scope: Scope, node: gast.AST) -> Operand:
    # imported here: the file of expressions needs this one
    from s2sdiff.parse.expressions import reference

    return reference(scope, node)


def display(scope: Scope, node: gast.AST, elements: Sequence[gast.AST]) -> Operand:
    """`[*xs, y]`, `(*a, *b)`"""
    known: list[Operand] = []
    made: Operand | None = None
    for element in elements:
        value = kept(scope, _reference(scope, element.value if isinstance(element, gast.Starred) else element))
        inside = inside_of(scope, value)
        if not isinstance(element, gast.Starred):
            known.append(value)
        elif isinstance(inside, Tup | Lst):
            known += inside.items
        else:
            made, known = _extended(scope, node, made, known, contents(scope, inside)), []
    if made is None:
        return Lst(tuple(known)) if isinstance(node, gast.List) else Tup(tuple(known))
    whole = _extended(scope, node, made, [], Lst(tuple(known))) if known else made
    return whole if isinstance(node, gast.List) else scope.emit("tuple_of", (whole,), spelling="tuple", node=node)


def _extended(scope: Scope, node: gast.AST, made: Operand | None, known: Sequence[Operand], more: Operand) -> Operand:
    """A list with some items more; the lists among them are not to be changed any more."""
    if made is None and not known:
        return scope.emit("list_of", (more,), spelling="list", node=node)
    values = Lst(tuple(put(scope, value) for value in known))
    if made is None:
        whole: Operand = scope.emit("list", (values,), spelling="=", node=node)
    else:
        whole = scope.emit("list_extend", (made, values), spelling="+", node=node) if known else made
    return scope.emit("list_extend", (whole, put(scope, more)), spelling="+", node=node)


def dict_display(scope: Scope, node: gast.Dict) -> Operand:
    """`{"a": x, **other}`, whose keys are constants."""
    made: Operand = Dct((), ())
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            made = with_keys(scope, node, made, inside_of(scope, _reference(scope, value)))
            continue
        known = contents(scope, _reference(scope, key))
        if not isinstance(known, Const):
            return scope.problem(key, "A key of this dict is not known before the run.", "Write it as a constant.")
        item = kept(scope, _reference(scope, value))
        made = with_keys(scope, node, made, Dct((known.value,), (item,)))
    return made


def makes_list(scope: Scope, node: gast.AST) -> bool:
    """Whether an expression makes a new list or dict each time that it is evaluated."""
    match node:
        case gast.List() | gast.ListComp() | gast.Dict() | gast.DictComp():
            return True
        case gast.BinOp(left=left, op=gast.Add() | gast.Mult(), right=right):
            return _is_list(scope, left) or _is_list(scope, right)
        case gast.Subscript(value=value, slice=gast.Slice()):
            return _is_list(scope, value)
        case gast.Call(func=gast.Name()):
            meaning = static_meaning(scope, node.func)
            return meaning is not None and any(meaning.value is kind for kind in (list, dict, sorted))
        case _:
            return False


def _is_list(scope: Scope, node: gast.AST) -> bool:
    return is_cell(scope.env.get(node.id)) if isinstance(node, gast.Name) else makes_list(scope, node)


def takes_items(scope: Scope, node: gast.Call) -> bool:
    """Whether a call takes all items of what it is given, and does nothing else with it."""
    meaning = static_meaning(scope, node.func)
    return meaning is not None and any(meaning.value is taker for taker in TAKERS)
