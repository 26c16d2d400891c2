"""Methods of lists: each gives what the cell holds afterwards.

A list that is written out is written out again; of any other list each change is an op that gives a new one, which
emission prints in place.
"""

from __future__ import annotations

from collections.abc import Iterable

import gast

from s2sdiff.ir import NONE, Const, Dct, Lst, Operand, Tup
from s2sdiff.parse.cell import Cell
from s2sdiff.parse.containers import (
    cell_of,
    change,
    contents,
    hint_of,
    hold,
    holds_cells,
    inside_of,
    new_cell,
    put,
)
from s2sdiff.parse.scope import Scope


def known_items(operand: Operand) -> tuple[Operand, ...] | None:
    """The items of a tuple or list that is written out."""
    return operand.items if isinstance(operand, Tup | Lst) else None


def update(scope: Scope, node: gast.AST, cell: Cell, op: str, *operands: Operand, resizes: bool = True) -> None:
    """Makes a cell hold what an op makes of what it holds."""
    before, hint = opened(scope, node, cell), hint_of(scope, cell.key)
    spelling = "*" if op == "list_repeat" else op
    made = scope.emit(op, (before, *operands), spelling=spelling, node=node, hint=hint)
    change(scope, node, cell, made, resizes=resizes)


def opened(scope: Scope, node: gast.AST, cell: Cell) -> Operand:
    """What a cell holds as a value with a name; the lists in it are changed through the cell alone from here on."""
    inside = inside_of(scope, Const(cell))
    whole = put(scope, inside, cell) if holds_cells(inside) else contents(scope, inside)
    if isinstance(whole, Lst):
        return scope.emit("list", (whole,), spelling="=", node=node, hint=hint_of(scope, cell.key))
    return whole


def place(items: tuple[Operand, ...], index: Operand) -> int | None:
    """The number of an item of a list that is written out, if the index is one known before the run."""
    if isinstance(index, Const) and type(index.value) is int and -len(items) <= index.value < len(items):
        return index.value % len(items)
    return None


def append(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    """`xs.append(x)`"""
    (value,) = given
    items = known_items(inside_of(scope, Const(cell)))
    if items is not None:
        change(scope, node, cell, Lst((*items, value)))
    else:
        update(scope, node, cell, "list_append", put(scope, value, cell))
    return NONE


def extend(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    """`xs.extend(more)`, `xs += more`"""
    (more,) = given
    items, others = known_items(inside_of(scope, Const(cell))), known_items(inside_of(scope, more))
    if items is not None and others is not None:
        change(scope, node, cell, Lst((*items, *others)))
        return NONE
    value = inside_of(scope, more)
    if isinstance(value, str):
        hold(scope, cell, value, "items")
    if isinstance(value, Dct):
        value = Lst(tuple(map(Const, value.keys)))
    update(scope, node, cell, "list_extend", put(scope, value, cell) if holds_cells(value) else value)
    return NONE


def pop(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    """`xs.pop()`, `xs.pop(k)`, `del xs[k]`"""
    index = given[0] if given else Const(-1)
    items = known_items(inside_of(scope, Const(cell)))
    k = place(items, index) if items is not None else None
    if items is not None and k is not None:
        change(scope, node, cell, Lst((*items[:k], *items[k + 1 :])))
        return items[k]
    if items == ():
        return scope.problem(node, "Something is taken from a list that is empty here.", "Append to it first.")
    before = scope.env[cell.key] = opened(scope, node, cell)
    value = scope.emit("getitem", (before, index), spelling="[]", node=node)
    update(scope, node, cell, "list_delete", index)
    return value


def insert(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    """`xs.insert(k, x)`"""
    index, value = given
    items = known_items(inside_of(scope, Const(cell)))
    if items is not None and isinstance(index, Const) and type(index.value) is int:
        made = list(items)
        made.insert(index.value, value)
        change(scope, node, cell, Lst(tuple(made)))
    else:
        update(scope, node, cell, "list_insert", index, put(scope, value, cell))
    return NONE


def clear(scope: Scope, node: gast.AST, cell: Cell, _given: tuple[Operand, ...]) -> Operand:
    """`xs.clear()`"""
    change(scope, node, cell, Lst(()))
    return NONE


def reverse(scope: Scope, node: gast.AST, cell: Cell, _given: tuple[Operand, ...]) -> Operand:
    """`xs.reverse()`"""
    items = known_items(inside_of(scope, Const(cell)))
    if items is not None:
        change(scope, node, cell, Lst(items[::-1]), resizes=False)
    else:
        update(scope, node, cell, "list_reverse", resizes=False)
    return NONE


def copy(scope: Scope, node: gast.AST, cell: Cell, _given: tuple[Operand, ...]) -> Operand:
    """`xs.copy()`, `d.copy()`"""
    return copied(scope, node, Const(cell))


def copied(scope: Scope, node: gast.AST, source: Operand) -> Operand:
    """A new list or dict of the items of another one, or of a tuple."""
    inside = inside_of(scope, source)
    if isinstance(inside, Tup):
        inside = Lst(inside.items)
    made = new_cell(scope, inside)
    hold_items(scope, (source, made), inside)
    return made


def hold_items(scope: Scope, lists: Iterable[Operand], value: Operand) -> None:
    """Notes that some lists have the items of a value."""
    for cell in filter(None, map(cell_of, lists)):
        if isinstance(value, str):
            hold(scope, cell, value, "items")


def collected(scope: Scope, node: gast.AST, kind: str, source: Operand) -> Operand:
    """`list(xs)`, `tuple(xs)`: the items of a list, a tuple, an array, the keys of a dict."""
    inside = inside_of(scope, source)
    if isinstance(inside, Dct):
        inside = Tup(tuple(map(Const, inside.keys)))
    if isinstance(inside, Tup | Lst):
        return Tup(inside.items) if kind == "tuple" else new_cell(scope, Lst(inside.items))
    value = contents(scope, inside)
    if kind == "tuple":
        return scope.emit("tuple_of", (value,), spelling="tuple", node=node)
    made = new_cell(scope, scope.emit("list_of", (value,), spelling="list", node=node))
    hold_items(scope, (source, made), value)
    return made
