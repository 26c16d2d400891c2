"""Assignments to items: `a[i] = v` and `a[i] += v`, each a `Store`.

`a.flat` is stored into as `flat` and read as `ravel`: its items are copies, and the op `flat` stands for a place alone.
"""

from __future__ import annotations

import gast

from s2sdiff import ops
from s2sdiff.ir import Operand, Store
from s2sdiff.parse.expressions import item, lower, lower_index
from s2sdiff.parse.primitives import store
from s2sdiff.parse.scope import Scope


def store_item(scope: Scope, target: gast.Subscript, value: Operand) -> None:
    """`base[index] = value`"""
    _, base, index = _place(scope, target)
    store(scope, target, base, index, value)


def augment_item(scope: Scope, node: gast.AugAssign) -> None:
    """`base[index] += value`: what is there is loaded, added to and stored."""
    spelling = ops.OPERATORS[type(node.op).__name__]
    loaded, base, index = _place(scope, node.target)
    before = item(scope, node.target, loaded, index)
    result = scope.emit(spelling.op, (before, lower(scope, node.value)), spelling=spelling.text, node=node)
    scope.out.append(Store(base, index, result, scope.at_node(node), augmented=True))


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
