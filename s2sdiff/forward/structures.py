"""Calls, branches and loops with their tangents. `push` writes the tangents of a block, which comes back to these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from s2sdiff.forward.pushing import Pushing, at_end, declared, dot_of
from s2sdiff.infer.values import Bottom, join
from s2sdiff.ir import (
    UNDEFINED,
    Block,
    Call,
    Carry,
    For,
    If,
    Merge,
    Tup,
    While,
)
from s2sdiff.names import twin
from s2sdiff.rebuilding import map_names

PushBlock = Callable[[Pushing, Block], None]


# --- calls ------------------------------------------------------------------------------------------------------------
def call(state: Pushing, stmt: Call) -> None:
    """A call of the callee's tangent part, which gives the result as well."""
    if not any(map(state.is_active, stmt.operands)):
        state.build.out.append(stmt)
        return
    mask = tuple(state.is_active(operand) for operand in stmt.operands)
    given = [dot_of(state, operand) for operand, on in zip(stmt.operands, mask, strict=True) if on]
    target = map_names(stmt.target, lambda name: declared(state, name))
    state.build.out.append(replace(stmt, target=Tup((stmt.target, target)), callee=stmt.callee.part("jvp", mask),
                                   operands=(*stmt.operands, *given)))  # fmt: skip


# --- structures -------------------------------------------------------------------------------------------------------
def branches(state: Pushing, stmt: If, push: PushBlock) -> None:
    """The same branches with their tangents, which are merged as their primals are."""
    sides = []
    for block, values in ((stmt.then, [m.then for m in stmt.merges]), (stmt.orelse, [m.orelse for m in stmt.merges])):
        with state.build.block() as out:
            push(state, block)
            dots = [at_end(state, value, merge.target) for value, merge in zip(values, stmt.merges, strict=True)]
        sides.append((tuple(out), dots))
    (then, thens), (orelse, others) = sides
    merges = list(stmt.merges)
    for merge, a, b in zip(stmt.merges, thens, others, strict=True):
        if merge.target in state.active:
            left, right = (Bottom() if x == UNDEFINED else state.build.type_of(x) for x in (a, b))
            dot = state.build.declare(twin(merge.target, "dot"), join(left, right, f"?{merge.target}"))
            state.dots[merge.target] = dot
            merges.append(Merge(dot, a, b))
    state.build.out.append(replace(stmt, then=then, orelse=orelse, merges=tuple(merges)))


def loop(state: Pushing, stmt: For | While, push: PushBlock) -> None:
    """The same loop, which carries the tangents as well; the test of a while has none."""
    active = [carry for carry in stmt.carries if {carry.target, carry.result} & state.active]
    inits = [at_end(state, carry.init, carry.target) for carry in active]
    names = [(declared(state, carry.target), declared(state, carry.result)) for carry in active]
    with state.build.block() as body:
        push(state, stmt.body)
        nexts = [at_end(state, carry.next, carry.target) for carry in active]
    carries = (Carry(inside, init, following, after)
               for (inside, after), init, following in zip(names, inits, nexts, strict=True))  # fmt: skip
    state.build.out.append(replace(stmt, body=tuple(body), carries=(*stmt.carries, *carries)))
