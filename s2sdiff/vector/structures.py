"""Tuples, lists and dicts in which some items are batched, and ops that pass them on."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.values import Map, Seq
from s2sdiff.ir import Assign, Const
from s2sdiff.vector.lift import Lift, item_lifts
from s2sdiff.vector.reach import PASSING
from s2sdiff.vector.rows import aligned, spread
from s2sdiff.vector.state import Batch


def structures(batch: Batch, stmt: Assign) -> Assign | None:
    """What holds its operands, or gives an item of one."""
    kinds = [batch.kind(operand) for operand in stmt.operands]
    want = batch.lift(stmt.target)
    match stmt.op, kinds:
        case "saved", _:  # the rows of an entry, which itself needs no copy, are a view
            return replace(stmt, spelling=".copy")
        case op, _ if op in PASSING:
            return stmt
        case "getitem", [Seq(items=tuple(items)), _] if not isinstance(stmt.operands[1], Const):
            if any(map(batch.on, stmt.operands[1:])):
                return None
            if isinstance(want, tuple):  # a slice
                return stmt
            every: Lift = tuple(want for _ in items)
            return replace(stmt, operands=(spread(batch, stmt, stmt.operands[0], every), stmt.operands[1]))
        case "getitem", [Seq() | Map(), _]:
            return stmt
        case "add", [Seq("tuple"), Seq("tuple")]:
            return stmt
        case "item_added", [Seq(items=tuple(items)), _, _]:
            return _item_added(batch, stmt, item_lifts(want, items))
        case "add_trees", [Seq() | Map(), _]:
            return replace(stmt, operands=tuple(spread(batch, stmt, operand, want) for operand in stmt.operands))
        case "add_trees", _:
            return replace(stmt, operands=aligned(batch, stmt, stmt.operands))
        case _:
            return None


def _item_added(batch: Batch, stmt: Assign, want: tuple[Lift, ...]) -> Assign:
    xs, index, value = stmt.operands
    if batch.on(index):
        raise batch.refusal(stmt)
    part = want[index.value % len(want)] if isinstance(index, Const) else want[0]
    if not isinstance(index, Const) and any(other != part for other in want):
        raise batch.refusal(stmt)
    return replace(stmt, operands=(spread(batch, stmt, xs, want), index, spread(batch, stmt, value, part)))
