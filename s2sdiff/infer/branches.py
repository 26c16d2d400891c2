"""Types of branches: what a test that types decide leaves, what both sides make of a name, and what a raise ends.

    if test: raise …                 if test: raise …
    else: y = f(x)           →       y = f(x)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from s2sdiff.infer.builder import known_truth
from s2sdiff.infer.overloads import truth_of
from s2sdiff.infer.state import Inference, NeverRuns, named
from s2sdiff.infer.values import Abstract, Bottom, join
from s2sdiff.ir import UNDEFINED, Block, If, Merge, Operand
from s2sdiff.walking import raises

TypeBlock = Callable[[Inference, Block], None]


def type_branches(state: Inference, stmt: If, type_block: TypeBlock) -> None:
    """Types a branch; one that types decide is gone, and so is what follows a raise."""
    test = truth_of(state, stmt, state.operand(stmt.test))
    decided = known_truth(state.build.type_of(test))
    if decided is not None:
        type_block(state, stmt.then if decided else stmt.orelse)
        for merge in stmt.merges:
            state.table[merge.target] = state.operand(merge.then if decided else merge.orelse)
        return
    tries = isinstance(test, str) and test in state.tries
    state.trying += tries
    with state.build.block() as then:
        thens = _side(state, type_block, stmt.then, [(merge.target, merge.then) for merge in stmt.merges])
    state.trying -= tries
    with state.build.block() as orelse:
        others = _side(state, type_block, stmt.orelse, [(merge.target, merge.orelse) for merge in stmt.merges])
    if tries and (thens is None) != (others is None):  # what the one raises the other handles
        nothing: list[Operand] = [UNDEFINED for _ in stmt.merges]
        thens, others = thens or nothing, others or nothing
    if thens is None or others is None:
        _after_raise(state, replace(stmt, test=test, then=tuple(then), orelse=tuple(orelse)), thens or others)
        return
    merges = []
    for merge, a, b in zip(stmt.merges, thens, others, strict=True):
        if a == b and isinstance(a, str):
            state.table[merge.target] = a
            continue
        state.build.types[merge.target] = _joined(state, a, b, f"?{merge.target}")
        merges.append(Merge(merge.target, a, b))
    state.build.out.append(replace(stmt, test=test, then=tuple(then), orelse=tuple(orelse), merges=tuple(merges)))


def _side(state: Inference, type_block: TypeBlock, block: Block,
          ends: Sequence[tuple[str, Operand]]) -> list[Operand] | None:  # fmt: skip
    """What a branch leaves of what is merged; None if it raises."""
    try:
        type_block(state, block)
    except NeverRuns:
        return None
    return [named(state, state.operand(value), target) for target, value in ends]


def _after_raise(state: Inference, stmt: If, values: Sequence[Operand] | None) -> None:
    """`if test: raise …` and, without an else, what the other branch does: it leaves `values`."""
    if raises(stmt.then) and raises(stmt.orelse):
        state.build.out.append(replace(stmt, merges=()))
        raise NeverRuns
    then, orelse, rest = (stmt.then, (), stmt.orelse) if raises(stmt.then) else ((), stmt.orelse, stmt.then)
    state.build.out += [replace(stmt, then=then, orelse=orelse, merges=()), *rest]
    state.table.update(zip((merge.target for merge in stmt.merges), values or (), strict=True))


def _joined(state: Inference, a: Operand, b: Operand, fresh: str) -> Abstract:
    left, right = (Bottom() if x == UNDEFINED else state.build.type_of(x) for x in (a, b))
    return join(left, right, fresh)
