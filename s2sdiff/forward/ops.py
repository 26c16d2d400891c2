"""The tangents of ops: by the line of each op's rule, and item by item in tuples, lists and dicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from s2sdiff import rules
from s2sdiff.forward.pushing import Pushing, declared, dot_of
from s2sdiff.infer import lists
from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.values import Map, Seq, shape_of
from s2sdiff.ir import (
    Assign,
    Operand,
)
from s2sdiff.names import twin
from s2sdiff.transform.activity import PASSED_ON
from s2sdiff.transform.instantiate import NO_TANGENT, instantiate, items_of, list_operand, with_items
from s2sdiff.transform.shapes import exactly, spread, zero


def tangent_of_op(state: Pushing, stmt: Assign) -> Operand:
    """Writes the tangent of an op's result; the operand that holds it."""
    hint = twin(stmt.target, "dot")
    match stmt:
        case Assign(op="copy_name" | "tape_copy" | "saved" | "copied" as op, operands=(source,)):
            name = state.build.emit(op, (dot_of(state, source),), spelling=stmt.spelling, hint=hint)
            return exactly(state.build, name, stmt.target, hint)
        case Assign(op="float_" | "complex_" as op, operands=(source,)):  # `np.float64(x)` as well as `float(x)`
            name = str(state.build.emit(op, (dot_of(state, source),), spelling=stmt.spelling, hint=hint))
            state.build.types[name] = state.build.type_of(stmt.target)
            return name
        case Assign(op="add_trees" | "item_added" as op, operands=operands):
            dots = tuple(dot_of(state, o) if k in PASSED_ON[op] else o for k, o in enumerate(operands))
            return state.build.emit(op, dots, spelling=op, hint=hint)
        case Assign(op=op, operands=operands) if op in lists.OPS:
            dots = tuple(dot_of(state, o) if k in PASSED_ON[op] else o for k, o in enumerate(operands))
            made = state.build.emit(op, dots, spelling=stmt.spelling, hint=hint)
            if isinstance(made, str) and stmt.op == "list_of":
                state.build.types[made] = adjoint_kind(state.build.type_of(stmt.target))
            return made
        case Assign(op="tape"):
            name = declared(state, stmt.target)
            state.build.out.append(replace(stmt, target=name, origin=state.build.origin))
            return name
        case Assign(op="tuple" | "list" | "dict" as op, operands=(source,)):
            name = str(state.build.emit(op, (dot_of(state, source),), spelling=stmt.spelling, hint=hint))
            state.build.types[name] = adjoint_kind(state.build.type_of(stmt.target))
            return name
        case Assign(op="getitem", operands=(str() as source, index)) if isinstance(
                state.build.type_of(source), Seq | Map):  # fmt: skip
            name = state.build.emit("getitem", (dot_of(state, source), index), spelling="[]", hint=hint)
            if isinstance(name, str) and name not in state.dots.values():
                state.build.types[name] = adjoint_kind(state.build.type_of(stmt.target))
            return name
        case _:
            return _by_rule(state, stmt, hint)


def _by_rule(state: Pushing, stmt: Assign, hint: str) -> Operand:
    """The tangent line of an op's rule, without the terms of what has no tangent."""
    text, listed = rules.texts()[stmt.op], list_operand(stmt)
    given: dict[str, Operand] = {f"{name}_dot": NO_TANGENT for name in text.dots}
    for name, operand in zip(text.operands, stmt.operands, strict=False):
        if name in text.dots and state.is_active(operand):
            dot = dot_of(state, operand)
            given[f"{name}_dot"] = items_of(state.build, stmt, listed, dot) if operand == listed else dot
    if listed is not None:
        stmt = with_items(state.build, stmt, listed)
    if text.stores and given.get("x_dot") == NO_TANGENT:
        given["x_dot"] = zero(state.build, stmt.operands[0])
    (made,) = instantiate(state.build, stmt, given, ["y_dot"], {"y_dot": hint}, state.build.origin)
    if made == NO_TANGENT:
        return zero(state.build, stmt.target, hint)
    return (spread if _may_be_small(state, stmt, given) else exactly)(state.build, made, stmt.target, hint)


def _may_be_small(state: Pushing, stmt: Assign, given: Mapping[str, Operand]) -> bool:
    """Whether an operand whose term is left out may have the shape of the result alone."""
    text = rules.texts()[stmt.op]
    left_out = [operand for name, operand in zip(text.operands, stmt.operands, strict=False)
                if given.get(f"{name}_dot") == NO_TANGENT]  # fmt: skip
    return text.broadcasts and any(shape_of(state.build.type_of(operand)) != () for operand in left_out)
