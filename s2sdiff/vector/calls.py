"""Calls of derivatives for all rows at once: which function is called, and what of its result has rows."""

from __future__ import annotations

from s2sdiff.infer.values import SAVED, Tape, is_differentiable
from s2sdiff.ir import Assign, Call, Function, Tup
from s2sdiff.refs import Ref
from s2sdiff.vector.lift import Lift, NotBatched, is_lifted
from s2sdiff.walking import names_in, walk


def of_rows(call: Call, lifts: tuple[Lift, ...]) -> tuple[Ref, Lift]:
    """The function to call for many tangents (or cotangents) at once, and what of its result has their rows.

    Of a function with its tangents the tangents have them, of a backward sweep all that it gives.
    """
    last = call.callee.last
    if last not in ("jvp", "bwd", "vjp"):
        raise NotBatched("a call", call.origin.loc)
    given: Lift = (False, True) if last == "jvp" else True
    return call.callee.part("rows", tuple(map(is_lifted, lifts)), given), given


def saved_tapes(function: Function, result: Lift) -> list[str]:
    """The tapes among what a function saves for another, of that part of its result that has rows."""
    value = function.result
    if isinstance(result, tuple) and isinstance(value, Tup):
        value = value.items[1]
    saved = {name for name in names_in(value) if function.types.get(name) == SAVED}
    kept = [name for stmt in walk(function.body) if isinstance(stmt, Assign) and stmt.target in saved
            for operand in stmt.operands for name in names_in(operand)]  # fmt: skip
    kinds = [(name, function.types.get(name)) for name in kept]
    return [name for name, kind in kinds if isinstance(kind, Tape) and is_differentiable(kind)]
