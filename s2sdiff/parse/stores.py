"""Assignments to items: `a[i] = v` and `a[i] += v`, each a `Store`.

`a.flat` is stored into as `flat` and read as `ravel`: its items are copies, and the op `flat` stands for a place alone.
"""

from __future__ import annotations

import gast

from s2sdiff import ops
from s2sdiff.ir import Operand, Store
from s2sdiff.parse.changing import set_item
from s2sdiff.parse.containers import cell_of, contents, is_cell
from s2sdiff.parse.expressions import lower, lower_index, reference
from s2sdiff.parse.inside import change_inside, put_inside
from s2sdiff.parse.items import item
from s2sdiff.parse.primitives import store
from s2sdiff.parse.scope import Scope


def store_item(scope: Scope, target: gast.Subscript, value: Operand) -> None:
    """`base[index] = value`"""
    whole = _whole(scope, target)
    cell = cell_of(whole)
    if cell is not None:
        set_item(scope, target, cell, lower_index(scope, target.slice), value)
    elif isinstance(whole, str) and whole in scope.cells.paths:
        index = lower_index(scope, target.slice)
        change_inside(scope, target, whole, "list_set", index, put_inside(scope, whole, value))
    else:
        value = contents(scope, value)
        _, base, index = _place(scope, target, whole)
        store(scope, target, base, index, value)


def augment_item(scope: Scope, node: gast.AugAssign) -> None:
    """`base[index] += value`: what is there is loaded, added to and stored."""
    spelling = ops.OPERATORS[type(node.op).__name__]
    whole = _whole(scope, node.target)
    if cell_of(whole) is not None or (isinstance(whole, str) and whole in scope.cells.paths):
        _augment_list_item(scope, node, whole)
        return
    loaded, base, index = _place(scope, node.target, whole)
    before = item(scope, node.target, loaded, index)
    result = scope.emit(spelling.op, (before, lower(scope, node.value)), spelling=spelling.text, node=node)
    scope.out.append(Store(base, index, result, scope.at_node(node), augmented=True))


def _whole(scope: Scope, target: gast.Subscript) -> Operand:
    """What is stored into: a list or dict of the function's, an item of one, anything else; of `a.flat` it is a."""
    match target.value:
        case gast.Attribute(value=value, attr="flat"):
            return lower(scope, value)
        case value:
            return reference(scope, value)


def _augment_list_item(scope: Scope, node: gast.AugAssign, whole: Operand) -> None:
    """`xs[i] += v`, which changes an array that is in the list, and puts the sum into the list if it is a number."""
    spelling = ops.OPERATORS[type(node.op).__name__]
    index = lower_index(scope, node.target.slice)
    before = item(scope, node.target, whole, index)
    if is_cell(before):
        scope.problem(node, "A list in a list is changed by this.", "Use its methods: xs[i].extend(...).")
        return
    value = lower(scope, node.value)
    result = scope.emit(spelling.op, (before, value), spelling=f"{spelling.text}=", node=node)
    cell = cell_of(whole)
    if cell is not None:
        set_item(scope, node, cell, index, result)
    else:
        change_inside(scope, node, str(whole), "list_set", index, result)


def _place(scope: Scope, target: gast.Subscript, whole: Operand) -> tuple[Operand, Operand, Operand]:
    """What an item is loaded from, what it is stored into, and its index."""
    match target.value:
        case gast.Attribute(attr="flat"):
            array = contents(scope, whole)
            base = scope.emit("flat", (array,), spelling=".flat", node=target.value)
            loaded = scope.emit("ravel", (array,), spelling=".ravel", node=target.value)
            return loaded, base, lower_index(scope, target.slice)
        case _:
            whole = contents(scope, whole)
            return whole, whole, lower_index(scope, target.slice)
