"""Lists in lists of the function's: they are changed through the cell of the list that they are in."""

from __future__ import annotations

import gast

from s2sdiff.ir import NONE, Const, Operand, Tup
from s2sdiff.parse.containers import change, hint_of, put
from s2sdiff.parse.lists import opened
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.scope import Scope


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
