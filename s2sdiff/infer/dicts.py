"""Dicts whose keys the types know: put together of others, and what their methods give."""

from __future__ import annotations

from s2sdiff.infer.description import describe
from s2sdiff.infer.state import Inference
from s2sdiff.infer.values import Map
from s2sdiff.ir import NONE, UNDEFINED, Assign, Call, Const, Dct, Operand, Tup


def merged(state: Inference, stmt: Assign, parts: tuple[Operand, ...]) -> Operand:
    """The dict with the items of all of these, of which the last under a key counts."""
    items: dict[object, Operand] = {}
    for part in parts:
        found = items_of(state, part, stmt)
        if found is None:
            kind = describe(state.build.type_of(part))
            state.problem(stmt, f"A {kind} is no dict whose keys are known.", "Write the keys out.")
            return UNDEFINED
        items.update(found)
    return Dct(tuple(items), tuple(items.values()))


def items_of(state: Inference, operand: Operand, stmt: Assign | Call) -> dict[object, Operand] | None:
    """The items of a dict by key; None for anything else."""
    if isinstance(operand, Dct):
        return dict(zip(operand.keys, operand.items, strict=True))
    kind = state.build.type_of(operand)
    if not isinstance(kind, Map) or kind.cls is not None:
        return None
    return {key: state.build.emit("getitem", (operand, Const(key)), spelling="[]", origin=stmt.origin)
            for key in kind.keys}  # fmt: skip


def of_method(state: Inference, stmt: Call, name: str, operands: tuple[Operand, ...]) -> Operand | None:
    """What a method of a dict gives that does not change it; None for another one."""
    kind = state.build.type_of(operands[0])
    if name not in ("items", "keys", "values", "get", "copy") or not isinstance(kind, Map) or kind.cls is not None:
        return None
    items = items_of(state, operands[0], stmt) or {}
    match name, operands[1:]:
        case "items", ():
            return Tup(tuple(Tup((Const(key), item)) for key, item in items.items()))
        case "keys", ():
            return Tup(tuple(map(Const, items)))
        case "values", ():
            return Tup(tuple(items.values()))
        case "copy", ():
            return Dct(tuple(items), tuple(items.values()))
        case "get", (Const(key),):
            return items.get(key, NONE)
        case "get", (Const(key), default):
            return items.get(key, default)
        case _:
            return None
