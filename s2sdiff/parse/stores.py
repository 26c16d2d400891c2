"""Assignments to items: `a[i] = v` and `a[i] += v`, each a `Store`.

`a.flat` is stored into as `flat` and read as `ravel`: its items are copies, and the op `flat` stands for a place alone.
"""

from __future__ import annotations

import gast

from s2sdiff import ops
from s2sdiff.ir import Const, Operand, Store
from s2sdiff.parse.cell import Cell
from s2sdiff.parse.containers import contents, is_cell
from s2sdiff.parse.expressions import lower, lower_index, reference
from s2sdiff.parse.items import item
from s2sdiff.parse.lists import set_item
from s2sdiff.parse.primitives import store
from s2sdiff.parse.scope import Scope


def store_item(scope: Scope, target: gast.Subscript, value: Operand) -> None:
    """`base[index] = value`"""
    cell = _cell(scope, target)
    if cell is not None:
        set_item(scope, target, cell, lower_index(scope, target.slice), value)
        return
    value = contents(scope, value)
    _, base, index = _place(scope, target)
    store(scope, target, base, index, value)


def augment_item(scope: Scope, node: gast.AugAssign) -> None:
    """`base[index] += value`: what is there is loaded, added to and stored."""
    spelling = ops.OPERATORS[type(node.op).__name__]
    cell = _cell(scope, node.target)
    if cell is not None:
        _augment_list_item(scope, node, cell)
        return
    loaded, base, index = _place(scope, node.target)
    before = item(scope, node.target, loaded, index)
    result = scope.emit(spelling.op, (before, lower(scope, node.value)), spelling=spelling.text, node=node)
    scope.out.append(Store(base, index, result, scope.at_node(node), augmented=True))


def _cell(scope: Scope, target: gast.Subscript) -> Cell | None:
    """The list or dict of the function's that is stored into, if it is one."""
    if scope.is_rule or isinstance(target.value, gast.Attribute):
        return None
    base = reference(scope, target.value)
    return base.value if isinstance(base, Const) and isinstance(base.value, Cell) else None


def _augment_list_item(scope: Scope, node: gast.AugAssign, cell: Cell) -> None:
    """`xs[i] += v`, which changes an array that is in the list, and puts the sum into the list if it is a number."""
    spelling = ops.OPERATORS[type(node.op).__name__]
    index = lower_index(scope, node.target.slice)
    before = item(scope, node.target, Const(cell), index)
    if is_cell(before):
        scope.problem(node, "A list in a list is changed by this.", "Use its methods: xs[i].extend(...).")
        return
    value = lower(scope, node.value)
    result = scope.emit(spelling.op, (before, value), spelling=f"{spelling.text}=", node=node)
    set_item(scope, node, cell, index, result)


def _place(scope: Scope, target: gast.Subscript) -> tuple[Operand, Operand, Operand]:
    """What an item is loaded from, what it is stored into, and its index."""
    match target.value:
        case gast.Attribute(value=value, attr="flat"):
            array = lower(scope, value)
            base = scope.emit("flat", (array,), spelling=".flat", node=target.value)
            loaded = scope.emit("ravel", (array,), spelling=".ravel", node=target.value)
            return loaded, base, lower_index(scope, target.slice)
        case value:
            whole = lower(scope, value)
            return whole, whole, lower_index(scope, target.slice)
