"""What stands left of an assignment: names and patterns of names are bound to values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import gast

from s2sdiff.ir import NONE, UNDEFINED, Call, Const, Dct, Lst, Operand, Slc, Tup, Unpack
from s2sdiff.names import TEMPORARY, is_temporary
from s2sdiff.parse.cell import Cell
from s2sdiff.parse.changing import delete_item
from s2sdiff.parse.containers import cell_of, inside_of, kept, loaded, named_view, new_cell
from s2sdiff.parse.expressions import item, lower_index, reference
from s2sdiff.parse.lists import collected
from s2sdiff.parse.objects import object_of, set_attribute
from s2sdiff.parse.returns import spoken
from s2sdiff.parse.scope import DELETED, Scope, is_function_value
from s2sdiff.parse.stores import store_item


def assign(scope: Scope, target: gast.AST, value: Operand) -> None:
    """Binds a target, or a pattern of targets, to a value."""
    match target:
        case gast.Name(id=name):
            scope.env[name] = named(scope, kept(scope, named_view(scope, value)), spoken(name))
        case gast.Tuple(elts=elements) | gast.List(elts=elements):
            _unpack(scope, target, elements, value)
        case gast.Subscript():
            store_item(scope, target, value)
        case gast.Attribute(value=of, attr=name) if (made := object_of(scope, reference(scope, of))) is not None:
            set_attribute(scope, target, made, name, kept(scope, value))
        case gast.Attribute():
            scope.problem(target, "Assigning to an attribute cannot be differentiated yet.", "Assign to a local name.")
        case _:
            scope.problem(target, "This target of an assignment cannot be differentiated.", "Assign to names.")


def delete(scope: Scope, target: gast.AST) -> None:
    """`del name`: reading the name is an error from here on."""
    match target:
        case gast.Name(id=name) if scope.env.get(name, UNDEFINED) not in (UNDEFINED, DELETED):
            scope.env[name] = DELETED
        case gast.Name(id=name):
            scope.problem(target, f"The name {name} is deleted before anything is assigned to it.",
                          f"Assign to {name} on every path to this line.")  # fmt: skip
        case gast.Tuple(elts=elements) | gast.List(elts=elements):
            for element in elements:
                delete(scope, element)
        case gast.Subscript(value=value, slice=index) if cell := cell_of(reference(scope, value)):
            delete_item(scope, target, cell, lower_index(scope, index))
        case _:
            scope.problem(target, "Deleting a part of an object cannot be differentiated.",
                          "Make a new object without the part.")  # fmt: skip


def named(scope: Scope, value: Operand, name: str) -> Operand:
    """The value under the user's name for it: the temporary just made is renamed, anything else is a copy."""
    match value:
        case str():
            renamed = scope.rename_last(value, name)
            if renamed != value:
                return renamed
            return scope.emit("copy_name", (value,), spelling="=", hint=name)
        case Const(Cell() as cell):
            return _named_list(scope, value, cell, name)
        case Const() if is_function_value(value):
            return value
        case Const():
            return scope.emit("copy_name", (value,), spelling="=", hint=name)
        case Tup() | Lst() | Dct() | Slc():
            return value
        case _:
            raise TypeError(f"not a value: {value!r}")


def _named_list(scope: Scope, value: Const, cell: Cell, name: str) -> Const:
    """A list under its first name, if it has none yet; what is in it is called so, too."""
    if not cell.hint:
        cell.hint = name
        inside = scope.env.get(cell.key, UNDEFINED)
        if isinstance(inside, str):
            scope.env[cell.key] = scope.rename_last(inside, name)
    return value


def _unpack(scope: Scope, target: gast.AST, elements: Sequence[gast.AST], value: Operand) -> None:
    last = scope.out[-1] if scope.out else None
    source, value = value, inside_of(scope, value)
    if any(isinstance(element, gast.Starred) for element in elements):
        _unpack_starred(scope, target, elements, source)
    elif isinstance(value, Tup | Lst):
        _unpack_items(scope, target, elements, value.items)
    elif isinstance(last, Call) and last.target == value and is_temporary(str(value)) and all(
            isinstance(e, gast.Name) for e in elements) and not scope.is_in_a_list(str(value)):  # fmt: skip
        names = tuple(scope.names.fresh(element.id) for element in elements)
        scope.out[-1] = replace(last, target=Tup(names))
        scope.cells.renamed(str(value), names)
        scope.env.update(zip((element.id for element in elements), names, strict=True))
    elif isinstance(value, str):
        _unpack_value(scope, target, elements, source, value)
    else:
        scope.problem(target, "A constant cannot be unpacked.", "Unpack a tuple or an array.")


def _unpack_starred(scope: Scope, target: gast.AST, elements: Sequence[gast.AST], source: Operand) -> None:
    """`a, *rest, b = xs`: the list takes what the other targets leave."""
    k = next(k for k, element in enumerate(elements) if isinstance(element, gast.Starred))
    after = len(elements) - k - 1
    inside = inside_of(scope, source)
    if isinstance(inside, Tup | Lst):
        items = inside.items
        if len(items) < len(elements) - 1:
            _unpack_items(scope, target, elements, items)
            return
        rest: Operand = new_cell(scope, Lst(items[k : len(items) - after]))
        values = [*items[:k], rest, *items[len(items) - after :]]
    elif len(elements) != 2:
        scope.problem(target, "How many items there are to unpack is not known before the run.", "Index the items.")
        return
    else:
        part = Slc(Const(1), NONE, NONE) if after == 0 else Slc(NONE, Const(-1), NONE)
        one = item(scope, target, source, Const(0 if after == 0 else -1))
        rest = collected(scope, target, "list", item(scope, target, source, part))
        values = [one, rest] if after == 0 else [rest, one]
    for element, value in zip(elements, values, strict=True):
        assign(scope, element.value if isinstance(element, gast.Starred) else element, value)


def _unpack_items(scope: Scope, target: gast.AST, elements: Sequence[gast.AST], items: Sequence[Operand]) -> None:
    if len(items) != len(elements):
        scope.problem(target, f"{len(items)} values cannot be unpacked into {len(elements)} names.",
                      "Make the numbers agree.")  # fmt: skip
        return
    # all values are read before any name is bound: a, b = b, a
    for element, inner in zip(elements, items, strict=True):
        assign(scope, element, inner)


def _unpack_value(scope: Scope, target: gast.AST, elements: Sequence[gast.AST], source: Operand, value: str) -> None:
    names = tuple(scope.names.fresh(e.id if isinstance(e, gast.Name) else TEMPORARY) for e in elements)
    scope.out.append(Unpack(names, value, scope.origin))
    scope.cells.renamed(value, names)
    for element, name in zip(elements, names, strict=True):
        kept(scope, loaded(scope, source, name))
        if isinstance(element, gast.Name):
            scope.env[element.id] = name
        else:
            assign(scope, element, name)
