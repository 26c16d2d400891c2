"""Methods of lists and dicts, and what is stored into them: each gives what the cell holds afterwards.

A list that is written out is written out again; of any other list each change is an op that gives a new one, which
emission prints in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import gast

from s2sdiff.fields import Fields
from s2sdiff.ir import NONE, UNDEFINED, Const, Dct, Lst, Operand, Slc, Tup
from s2sdiff.parse.cell import Cell, Stale
from s2sdiff.parse.containers import (
    cell_of,
    change,
    contents,
    hint_of,
    hold,
    holds_cells,
    inside_of,
    is_cell,
    new_cell,
    put,
)
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.scope import Scope

Method = Callable[[Scope, gast.AST, Cell, tuple[Operand, ...]], Operand]


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


# --- lists ------------------------------------------------------------------------------------------------------------
def _append(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    (value,) = given
    items = known_items(inside_of(scope, Const(cell)))
    if items is not None:
        change(scope, node, cell, Lst((*items, value)))
    else:
        update(scope, node, cell, "list_append", put(scope, value, cell))
    return NONE


def _extend(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
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


def _pop(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    inside = inside_of(scope, Const(cell))
    if isinstance(inside, Dct):
        return _pop_key(scope, node, cell, inside, given)
    index = given[0] if given else Const(-1)
    items = known_items(inside)
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


def _insert(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    index, value = given
    items = known_items(inside_of(scope, Const(cell)))
    if items is not None and isinstance(index, Const) and type(index.value) is int:
        made = list(items)
        made.insert(index.value, value)
        change(scope, node, cell, Lst(tuple(made)))
    else:
        update(scope, node, cell, "list_insert", index, put(scope, value, cell))
    return NONE


def _clear(scope: Scope, node: gast.AST, cell: Cell, _given: tuple[Operand, ...]) -> Operand:
    is_dict = isinstance(inside_of(scope, Const(cell)), Dct)
    change(scope, node, cell, Dct((), ()) if is_dict else Lst(()))
    return NONE


def _reverse(scope: Scope, node: gast.AST, cell: Cell, _given: tuple[Operand, ...]) -> Operand:
    items = known_items(inside_of(scope, Const(cell)))
    if items is not None:
        change(scope, node, cell, Lst(items[::-1]), resizes=False)
    else:
        update(scope, node, cell, "list_reverse", resizes=False)
    return NONE


def _copy(scope: Scope, node: gast.AST, cell: Cell, _given: tuple[Operand, ...]) -> Operand:
    return copied(scope, node, Const(cell))


def copied(scope: Scope, node: gast.AST, source: Operand) -> Operand:
    """A new list or dict of the items of another one, or of a tuple."""
    inside = inside_of(scope, source)
    if isinstance(inside, Tup):
        inside = Lst(inside.items)
    made = new_cell(scope, inside)
    _hold_items(scope, (source, made), inside)
    return made


def _hold_items(scope: Scope, lists: Iterable[Operand], value: Operand) -> None:
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
    _hold_items(scope, (source, made), value)
    return made


# --- dicts ------------------------------------------------------------------------------------------------------------
def _key(scope: Scope, node: gast.AST, key: Operand) -> object:
    if isinstance(key, Const):
        return key.value
    scope.problem(node, "A key of this dict is not known before the run.", "Use constant keys, or a list.")
    return None


def _pop_key(scope: Scope, node: gast.AST, cell: Cell, inside: Dct, given: tuple[Operand, ...]) -> Operand:
    key = _key(scope, node, given[0] if given else UNDEFINED)
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
    key = _key(scope, node, given[0])
    if key in base.keys:
        return base.items[base.keys.index(key)]
    return given[1] if len(given) > 1 else NONE


def _setdefault(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    inside = inside_of(scope, Const(cell))
    assert isinstance(inside, Dct)
    key = _key(scope, node, given[0])
    if key not in inside.keys:
        value = given[1] if len(given) > 1 else NONE
        change(scope, node, cell, with_key(inside, key, value))
        return value
    return inside.items[inside.keys.index(key)]


def _update(scope: Scope, node: gast.AST, cell: Cell, given: tuple[Operand, ...]) -> Operand:
    change(scope, node, cell, with_keys(scope, node, inside_of(scope, Const(cell)), inside_of(scope, given[0])))
    return NONE


_LISTS: dict[str, tuple[range, Method]] = {
    "append": (range(1, 2), _append),
    "extend": (range(1, 2), _extend),
    "pop": (range(2), _pop),
    "insert": (range(2, 3), _insert),
    "clear": (range(1), _clear),
    "reverse": (range(1), _reverse),
    "copy": (range(1), _copy),
}
_DICTS: dict[str, tuple[range, Method]] = {
    "pop": (range(1, 3), _pop),
    "clear": (range(1), _clear),
    "copy": (range(1), _copy),
    "setdefault": (range(1, 3), _setdefault),
    "update": (range(1, 2), _update),
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
        read, cell = _read(scope, node, name, inside, positional), cell_of(base)
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


def _read(scope: Scope, node: gast.AST, name: str, inside: Dct, given: tuple[Operand, ...]) -> Operand:
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


# --- items ------------------------------------------------------------------------------------------------------------
def set_item(scope: Scope, node: gast.AST, cell: Cell, index: Operand, value: Operand) -> None:
    """`xs[i] = v`, `d[key] = v`"""
    inside = inside_of(scope, Const(cell))
    if _refused_object(scope, node, cell):
        return
    if isinstance(inside, Const) and isinstance(inside.value, Stale):
        contents(scope, inside)
        return
    if isinstance(inside, Dct):
        key = _key(scope, node, index)
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
            _extend(scope, node, cell, (value,))
        case gast.Mult() if not isinstance(inside, Dct):
            update(scope, node, cell, "list_repeat", contents(scope, value))
            _hold_items(scope, (base,), scope.env[cell.key])
        case gast.BitOr() if isinstance(inside, Dct):
            _update(scope, node, cell, (value,))
        case _:
            scope.problem(node, "This augmented assignment to a list or dict is not known.", "Use its methods.")


def delete_item(scope: Scope, node: gast.AST, cell: Cell, index: Operand) -> None:
    """`del xs[i]`, `del d[key]`"""
    if _refused_object(scope, node, cell):
        return
    if isinstance(index, Slc):
        scope.problem(node, "Deleting a slice of a list cannot be differentiated yet.", "Make a new list: xs = xs[k:].")
    else:
        _pop(scope, node, cell, (index,))


# --- lists in lists ---------------------------------------------------------------------------------------------------
def put_inside(scope: Scope, whole: str, value: Operand) -> Operand:
    """A value that is put into a list in a list of the function's."""
    key, _ = scope.cells.paths[whole]
    return put(scope, value, scope.cells.known[key])


def change_inside(scope: Scope, node: gast.AST, whole: str, op: str, *operands: Operand) -> None:
    """Changes what has been read of a list of the function's: a list in it, or an array."""
    key, path = scope.cells.paths[whole]
    cell = scope.cells.known[key]
    before = opened(scope, node, cell)
    given = (before, Tup(path), Const(op), *operands)
    made = scope.emit("changed_inside", given, spelling="changed_inside", node=node, hint=hint_of(scope, key))
    change(scope, node, cell, made, resizes=False, nested=True)


def is_inside(scope: Scope, base: Operand, name: str) -> bool:
    """Whether a method changes a list in a list of the function's."""
    return name in _INSIDE and isinstance(base, str) and base in scope.cells.paths


_INSIDE = {"append": "list_append", "extend": "list_extend", "reverse": "list_reverse", "pop": "list_delete"}


def call_inside(scope: Scope, node: gast.Call, name: str, base: str, given: Arguments) -> Operand:
    """A call of a method of a list in a list of the function's."""
    operands = tuple(put_inside(scope, base, value) for value in given.positional)
    if given.keywords or len(operands) != {"reverse": 0, "pop": len(operands)}.get(name, 1) or len(operands) > 1:
        return scope.problem(node, f"The method .{name}() of a list is not known like this.", "Correct the call.")
    if name != "pop":
        change_inside(scope, node, base, _INSIDE[name], *operands)
        return NONE
    index = operands[0] if operands else Const(-1)
    value = scope.emit("getitem", (base, index), spelling="[]", node=node)
    change_inside(scope, node, base, "list_delete", index)
    return value
