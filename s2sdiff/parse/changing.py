"""What changes a list or dict of the function's: a call of a method, a store into an item, `+=`, `del`."""

from __future__ import annotations

from collections.abc import Callable

import gast

from s2sdiff.fields import Fields
from s2sdiff.ir import Const, Dct, Lst, Operand, Slc
from s2sdiff.parse.cell import Cell, Stale
from s2sdiff.parse.containers import cell_of, change, contents, inside_of, is_cell, new_cell, put
from s2sdiff.parse.dicts import clear_dict, key_of, pop_key, read_dict, setdefault, update_dict, with_key, with_keys
from s2sdiff.parse.lists import (
    append,
    clear,
    copy,
    extend,
    hold_items,
    insert,
    known_items,
    place,
    pop,
    reverse,
    update,
)
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.scope import Scope

Method = Callable[[Scope, gast.AST, Cell, tuple[Operand, ...]], Operand]

_LISTS: dict[str, tuple[range, Method]] = {
    "append": (range(1, 2), append),
    "extend": (range(1, 2), extend),
    "pop": (range(2), pop),
    "insert": (range(2, 3), insert),
    "clear": (range(1), clear),
    "reverse": (range(1), reverse),
    "copy": (range(1), copy),
}
_DICTS: dict[str, tuple[range, Method]] = {
    "pop": (range(1, 3), pop_key),
    "clear": (range(1), clear_dict),
    "copy": (range(1), copy),
    "setdefault": (range(1, 3), setdefault),
    "update": (range(1, 2), update_dict),
}
_READ = ("get", "items", "keys", "values", "index", "count")
NAMES = frozenset({*_LISTS, *_DICTS, *_READ, "remove", "popitem"})


def is_container_method(name: str) -> bool:
    """Whether lists or dicts have a method of this name."""
    return name in NAMES


def is_container(scope: Scope, base: Operand) -> bool:
    """Whether an operand is known to be a list or dict."""
    return is_cell(base) or isinstance(base, Dct | Lst)


def call_container(scope: Scope, node: gast.Call, name: str, base: Operand, given: Arguments) -> Operand:
    """A call of a method of a list or dict."""
    inside, positional = inside_of(scope, base), given.positional
    if isinstance(inside, Const) and isinstance(inside.value, Stale):
        return contents(scope, inside)
    is_dict = isinstance(inside, Dct)
    keyed = isinstance(inside, Dct) and name == "update" and given.keywords and not positional
    if keyed:
        positional = (Dct(tuple(given.keywords), tuple(given.keywords.values())),)
    elif given.keywords:
        return scope.problem(node, f"The method .{name}() of a list or dict takes no keywords here.", "Give it values.")
    if isinstance(inside, Dct) and name in ("items", "keys", "values", "get"):
        read, cell = read_dict(scope, node, name, inside, positional), cell_of(base)
        if cell is not None and name != "get":
            scope.cells.views.append((read, cell.key))
        return read
    if not is_cell(base) and name != "copy" and not isinstance(node.func.value, gast.List | gast.Dict):
        return scope.problem(node, f"The method .{name}() changes a list or dict that is not known to be the "
                             "function's own.", "Make a copy of it, and change that: xs = list(xs).")  # fmt: skip
    counts, method = (_DICTS if is_dict else _LISTS).get(name, (range(0), None))
    if method is None or len(positional) not in counts:
        return scope.problem(node, f"The method .{name}() of a {'dict' if is_dict else 'list'} is not known like this.",
                             "Write it with append, pop, insert and indexing.")  # fmt: skip
    return method(scope, node, cell_of(base) or new_cell(scope, base).value, positional)


def set_item(scope: Scope, node: gast.AST, cell: Cell, index: Operand, value: Operand) -> None:
    """`xs[i] = v`, `d[key] = v`"""
    inside = inside_of(scope, Const(cell))
    if _refused_object(scope, node, cell):
        return
    if isinstance(inside, Const) and isinstance(inside.value, Stale):
        contents(scope, inside)
        return
    if isinstance(inside, Dct):
        key = key_of(scope, node, index)
        change(scope, node, cell, with_key(inside, key, value), resizes=key not in inside.keys)
        return
    if isinstance(index, Const) and isinstance(index.value, str):
        change(scope, node, cell, with_keys(scope, node, inside, Dct((index.value,), (value,))))
        return
    items = known_items(inside)
    k = place(items, index) if items is not None else None
    if items is not None and k is not None:
        change(scope, node, cell, Lst((*items[:k], value, *items[k + 1 :])), resizes=False)
    elif isinstance(index, Slc):
        scope.problem(node, "Storing into a slice of a list cannot be differentiated yet.", "Store items one by one.")
    else:
        update(scope, node, cell, "list_set", index, put(scope, value, cell), resizes=False)


def _refused_object(scope: Scope, node: gast.AST, cell: Cell) -> bool:
    """Whether a cell is that of an object, whose items are changed by a method of its class."""
    inside = scope.env.get(cell.key)
    if not isinstance(inside, Dct) or not isinstance(inside.keys, Fields):
        return False
    scope.problem(node, f"An item of a {inside.keys.cls.__name__} is changed by a method of its class.",
                  "Call a method by its name, or set an attribute.")  # fmt: skip
    return True


def augment_list(scope: Scope, node: gast.AugAssign, base: Operand, value: Operand) -> None:
    """`xs += more`, `xs *= n`: the list is changed, and all its names go on to mean it."""
    cell = cell_of(base)
    assert cell is not None
    inside = inside_of(scope, base)
    match node.op:
        case gast.Add() if not isinstance(inside, Dct):
            extend(scope, node, cell, (value,))
        case gast.Mult() if not isinstance(inside, Dct):
            update(scope, node, cell, "list_repeat", contents(scope, value))
            hold_items(scope, (base,), scope.env[cell.key])
        case gast.BitOr() if isinstance(inside, Dct):
            update_dict(scope, node, cell, (value,))
        case _:
            scope.problem(node, "This augmented assignment to a list or dict is not known.", "Use its methods.")


def delete_item(scope: Scope, node: gast.AST, cell: Cell, index: Operand) -> None:
    """`del xs[i]`, `del d[key]`"""
    if _refused_object(scope, node, cell):
        return
    if isinstance(index, Slc):
        scope.problem(node, "Deleting a slice of a list cannot be differentiated yet.", "Make a new list: xs = xs[k:].")
    else:
        is_dict = isinstance(inside_of(scope, Const(cell)), Dct)
        (pop_key if is_dict else pop)(scope, node, cell, (index,))
