"""Which functions from outside give a function: by their text, before any call of them is read.

One that is taken for such and is none is written out for nothing; one that is missed is refused where it is read.
"""

from __future__ import annotations

import functools
import types
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import gast

from s2sdiff.errors import DifferentiationError
from s2sdiff.identity import operator_of, state_of
from s2sdiff.parse.binding import parameter_names
from s2sdiff.parse.resolve import Meaning, NoSuchName, attribute, resolver
from s2sdiff.parse.scope import own_nodes
from s2sdiff.parse.source import find_source

_nodes: weakref.WeakKeyDictionary[types.CodeType, gast.AST | None] = weakref.WeakKeyDictionary()
_MAKERS = ("grad", "value_and_grad", "elementwise_grad", "hvp", "jacfwd", "jacrev", "jacobian", "hessian", "vjp",
           "checkpoint")  # fmt: skip


def gives_function(function: Any) -> bool:
    """Whether a plain function may return a function, or something with functions in it."""
    return _Reading().of_outside(function)


def _node_of(function: types.FunctionType) -> gast.AST | None:
    code = function.__code__
    if code not in _nodes:
        try:
            _nodes[code] = find_source(function).node
        except DifferentiationError:
            _nodes[code] = None  # the error is told where the function is read
    return _nodes[code]


@dataclass
class _Reading:
    """What has been looked at: functions from outside, and names."""

    seen: set[Any] = field(default_factory=set)

    def of_outside(self, function: Any) -> bool:
        if function in self.seen:
            return False
        self.seen.add(function)
        node = _node_of(function)
        return node is not None and self.gives(node, resolver(function))

    def gives(self, node: gast.AST, resolve: Callable[[str], Meaning]) -> bool:
        """Whether a function by its text gives a function."""
        if isinstance(node, gast.Lambda):
            return self.is_function(node.body, node, resolve)
        values = [inner.value for inner in own_nodes(node.body) if isinstance(inner, gast.Return)]  # type: ignore[attr-defined]
        return any(self.is_function(value, node, resolve) for value in values if value is not None)

    def is_function(self, value: gast.AST, node: gast.AST, resolve: Callable[[str], Meaning]) -> bool:
        """Whether an expression in the function at `node` may be a function, or hold one."""
        is_function = functools.partial(self.is_function, node=node, resolve=resolve)
        match value:
            case gast.Lambda():
                return True
            case gast.Name(id=name):
                return self._name(name, node, resolve)
            case gast.Attribute():
                return _is_made(_meaning(value, node, resolve))
            case gast.Tuple(elts=inner) | gast.List(elts=inner) | gast.Dict(values=inner) | gast.BoolOp(values=inner):
                return any(map(is_function, inner))
            case gast.IfExp(body=body, orelse=orelse):
                return is_function(body) or is_function(orelse)
            case gast.Subscript(value=inner) | gast.Starred(value=inner) | gast.NamedExpr(value=inner):
                return is_function(inner)
            case gast.Call(func=func):
                return self._call(func, node, resolve)
            case _:
                return False

    def _name(self, name: str, node: gast.AST, resolve: Callable[[str], Meaning]) -> bool:
        if (id(node), name) in self.seen:
            return False
        self.seen.add((id(node), name))
        if any(True for _ in _definitions(name, node)):
            return True
        assigned = [inner.value for inner in own_nodes(_body(node)) if isinstance(inner, gast.Assign | gast.AnnAssign)
                    and inner.value and name in _targets(inner)]  # fmt: skip
        if assigned or name in parameter_names(node.args):  # type: ignore[attr-defined]
            return any(self.is_function(value, node, resolve) for value in assigned)
        return _is_made(_free(name, resolve))

    def _call(self, func: gast.AST, node: gast.AST, resolve: Callable[[str], Meaning]) -> bool:
        if isinstance(func, gast.Name):
            own = list(_definitions(func.id, node))
            if own:
                return any(self.gives(inner, resolve) for inner in own)
        meaning = _meaning(func, node, resolve)
        value = meaning.value if meaning else None
        if isinstance(value, types.FunctionType) and state_of(value) is None:
            return operator_of(value) in _MAKERS or self.of_outside(value)
        return value is functools.partial


def _body(node: gast.AST) -> list[gast.AST]:
    return [node.body] if isinstance(node, gast.Lambda) else node.body  # type: ignore[attr-defined]


def _definitions(name: str, node: gast.AST) -> Iterator[gast.AST]:
    return (inner for inner in own_nodes(_body(node)) if isinstance(inner, gast.FunctionDef) and inner.name == name)


def _targets(assignment: gast.AST) -> set[str]:
    return {inner.id for inner in gast.walk(assignment)
            if isinstance(inner, gast.Name) and isinstance(inner.ctx, gast.Store)}  # fmt: skip


def _free(name: str, resolve: Callable[[str], Meaning]) -> Meaning | None:
    try:
        return resolve(name)
    except NoSuchName:
        return None


def _meaning(value: gast.AST, node: gast.AST, resolve: Callable[[str], Meaning]) -> Meaning | None:
    """What a dotted name means that starts with a free name."""
    match value:
        case gast.Name(id=name):
            own = name in parameter_names(node.args) or any(  # type: ignore[attr-defined]
                isinstance(inner, gast.Name) and inner.id == name and isinstance(inner.ctx, gast.Store)
                for inner in own_nodes(_body(node)))  # fmt: skip
            return None if own else _free(name, resolve)
        case gast.Attribute(value=inner, attr=attr):
            base = _meaning(inner, node, resolve)
            return attribute(base, attr) if base else None
        case _:
            return None


def _is_made(meaning: Meaning | None) -> bool:
    if meaning is None or isinstance(meaning.value, type):
        return False
    return meaning.kind in ("function", "op", "builtin") or isinstance(meaning.value, functools.partial)
