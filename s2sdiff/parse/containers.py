"""Lists and dicts that the function makes and changes: each is a cell, which names share and whose contents are values.

    xs = []; ys = xs; ys.append(v); sum(xs)      →      env: xs, ys ↦ cell;  env[cell]: [] → [v]

What a cell holds is an operand, as what a name holds is: branches merge it and loops carry it. Sound because a cell's
list is reached through the cell alone: what is read of it is what it holds then, and a change of a list that has been
put into another, or that may be another, is refused, and so is reading the other one after it.
"""

from __future__ import annotations

from collections.abc import Mapping

import gast

from s2sdiff.fields import Fields
from s2sdiff.ir import UNDEFINED, Const, Dct, Lst, Operand, Tup
from s2sdiff.names import TEMPORARY
from s2sdiff.parse.cell import Cell, Change, Held, Stale, is_key
from s2sdiff.parse.scope import UNCERTAIN, Scope


def new_cell(scope: Scope, inside: Operand, hint: str = "") -> Const:
    """A cell for a list or dict that the function makes here."""
    cell = Cell(f"{hint}[{len(scope.cells.known)}]", hint, scope.cells.loop)
    scope.cells.known[cell.key] = cell
    scope.env[cell.key] = inside
    return Const(cell)


def new_list(scope: Scope, node: gast.AST, inside: Operand) -> Const:
    """A cell for a list that an expression makes of others, whose items it has."""
    made = new_cell(scope, inside)
    names = [inner.id for inner in gast.walk(node) if isinstance(inner, gast.Name)]
    for operand in (made, *(scope.env.get(name, UNDEFINED) for name in names)):
        for key in keys_in(scope, operand) if isinstance(inside, str) else ():
            hold(scope, scope.cells.known[key], str(inside), "items")
    return made


def cell_of(operand: Operand | None) -> Cell | None:
    """The list or dict of the function's that an operand is, if it is one."""
    return operand.value if isinstance(operand, Const) and isinstance(operand.value, Cell) else None


def is_cell(operand: Operand | None) -> bool:
    """Whether an operand is a list or dict that the function can change."""
    return cell_of(operand) is not None


def hint_of(scope: Scope, name: str) -> str:
    """What the contents of a cell, or the values of a name, are called."""
    return (scope.cells.known[name].hint or TEMPORARY) if is_key(name) else name


def part(name: str, key: object) -> str:
    """What an item of a tuple or dict is called when it has a name of its own."""
    if not name.isidentifier():
        return str(key) if str(key).isidentifier() else name
    return f"{name}_{key}" if str(key).isidentifier() or (isinstance(key, int) and key >= 0) else name


def is_one(scope: Scope, node: gast.AST, a: Operand, b: Operand) -> bool | None:
    """Whether two operands are one list or dict that the function makes; None if neither is one."""
    one, other = cell_of(a), cell_of(b)
    if one is None or other is None:
        found = one or other
        if found is None or not isinstance(b if one else a, str) or found.key not in scope.cells.escaped:
            return None if found is None else False
    elif other.key not in scope.cells.may_be(one.key):
        return one is other
    scope.problem(node, "Whether these are one list is not known before the run.", "Compare what is in them.")
    return None


def holds_cells(operand: Operand) -> bool:
    """Whether an operand is a cell, or has one in it."""
    match operand:
        case Tup(items) | Lst(items) | Dct(_, items):
            return any(map(holds_cells, items))
        case _:
            return is_cell(operand)


def contents(scope: Scope, operand: Operand, env: Mapping[str, Operand] | None = None) -> Operand:
    """The operand as a value: with what the cells in it hold now, or hold in `env`."""
    match operand:
        case Const(Cell() as cell):
            inside = contents(scope, (scope.env if env is None else env).get(cell.key, UNDEFINED), env)
            if isinstance(inside, Dct) and isinstance(inside.keys, Fields) and env is None:  # an object is no dict
                return scope.emit("dict", (inside,), spelling="=", hint=cell.hint or TEMPORARY)
            return inside
        case Const(Stale(by, loc)):
            where = f"Line {loc.line}" if loc else "Code before this"
            return scope.problem_here(f"{where} changes {by}, which may or may not be the list that is read here.",
                                      "Make a copy of one of them before the change: list(xs).")  # fmt: skip
        case Const() if operand == UNCERTAIN:
            return scope.problem_here("A list that the try changes is read where the try may have been left before.",
                                      "Read it after the try.")  # fmt: skip
        case Tup(items) | Lst(items) if holds_cells(operand):
            return type(operand)(tuple(contents(scope, item, env) for item in items))
        case Dct(keys, items) if holds_cells(operand):
            return Dct(keys, tuple(contents(scope, item, env) for item in items))
        case _:
            return operand


def inside_of(scope: Scope, operand: Operand) -> Operand:
    """What is in the cell of a list or dict, with the cells in it as they are; any other operand is itself."""
    cell = cell_of(operand)
    inside = scope.env.get(cell.key, UNDEFINED) if cell else operand
    return contents(scope, operand) if isinstance(inside, Dct) and isinstance(inside.keys, Fields) else inside


def change(scope: Scope, node: gast.AST, cell: Cell, inside: Operand, *, resizes: bool = True,
           nested: bool = False) -> None:  # fmt: skip
    """Makes a cell hold something else: its list is changed in place."""
    known, loc = scope.cells, scope.place(node)
    same = (cell.key, *sorted(known.may_be(cell.key)))
    mixed = next((known.mixed[key] for key in same if key in known.mixed), None)
    if nested and mixed is not None:
        scope.problem(node, f"A list in {_said(cell)} is changed here, and line {mixed.line} has put "
                      "one there that has a name of its own.", "Put a copy of it there: list(xs).")  # fmt: skip
    escaped = next((known.escaped[key] for key in same if key in known.escaped), None)
    if escaped is not None:
        scope.problem(node, f"{_said(cell)} is changed here, and line {escaped.line} has put it into "
                      "another list, dict or value.", "Put a copy of it there: list(xs) or dict(d).")  # fmt: skip
    scope.env[cell.key] = inside
    known.turns += 1
    for key in same:
        known.changes.setdefault(key, []).append(Change(known.turns, loc, nested))
    if resizes:
        known.resized[cell.key] = known.resized.get(cell.key, 0) + 1
    inner = [other for key in same for other in known.inner.get(key, ())] if nested else []
    for other in (*same[1:], *inner, *(other for key in inner for other in known.may_be(key))):
        if other in scope.env:
            scope.env[other] = Const(Stale(_said(cell), loc))


def _said(cell: Cell) -> str:
    return cell.hint if cell.hint.isidentifier() else "this list"


def put(scope: Scope, operand: Operand, into: Cell | None = None) -> Operand:
    """An operand as a value that something holds on to: the lists in it are not to be changed any more."""
    known, keys = scope.cells, keys_in(scope, operand)
    for key in keys:
        only = keys.count(key) == 1 and key not in known.escaped and known.known[key].loop == known.loop
        known.escaped.setdefault(key, scope.here())
        if into is not None and only:
            known.inner.setdefault(into.key, []).append(key)
        elif into is not None:
            known.mixed.setdefault(into.key, scope.here())
    if into is not None and isinstance(operand, str):
        hold(scope, into, operand, "part")
    kept(scope, operand)
    return contents(scope, operand)


def keys_in(scope: Scope, operand: Operand) -> list[str]:
    """The cells in an operand, and those in them."""
    match operand:
        case Const(Cell(key)):
            return [key, *keys_in(scope, scope.env.get(key, UNDEFINED))]
        case Tup(items) | Lst(items) | Dct(_, items):
            return [key for item in items for key in keys_in(scope, item)]
        case _:
            return []


def loaded(scope: Scope, source: Operand, value: str, index: Operand = UNDEFINED) -> str:
    """An item that is read of a list, at an index if it is known; it may be a list itself."""
    cell, known = cell_of(source), scope.cells
    root, path = (cell.key, ()) if cell else known.paths.get(str(source), ("", ()))
    if cell is not None:
        known.loads[value] = cell.key
    elif isinstance(source, str) and source in known.loads:
        known.loads[value] = known.loads[source]
    if root and isinstance(index, str | Const) and index != UNDEFINED:
        known.paths[value] = root, (*path, index)
    return value


def kept(scope: Scope, operand: Operand) -> Operand:
    """The operand, which is given a name or put somewhere: if it is an item of a list, that is noted."""
    if isinstance(operand, str) and operand in scope.cells.loads:
        hold(scope, scope.cells.known[scope.cells.loads[operand]], operand, "part")
    return operand


def named_view(scope: Scope, operand: Operand) -> Operand:
    """The operand, which is given a name: if it is a view of a dict, that is not to be changed any more."""
    for view, key in scope.cells.views:
        if view is operand:
            scope.cells.escaped.setdefault(key, scope.here())
    return operand


def hold(scope: Scope, cell: Cell, value: str, of: str) -> None:
    """Notes that a value may be the list of a cell, or may be in it."""
    scope.cells.turns += 1
    scope.cells.held.append(Held(cell.key, value, of, scope.cells.turns, scope.here()))
