"""Types of loops: the body is gone through until what an iteration hands to the next does not change any more."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.infer.builder import known_truth
from s2sdiff.infer.overloads import truth_of
from s2sdiff.infer.probe import dims_of
from s2sdiff.infer.rename import rename_dims
from s2sdiff.infer.state import Inference, NeverRuns, named
from s2sdiff.infer.unroll import is_written_out, unroll
from s2sdiff.infer.values import (
    Abstract,
    Bottom,
    Num,
    Seq,
    join,
)
from s2sdiff.ir import (
    NEVER,
    UNDEFINED,
    Block,
    Carry,
    For,
    Operand,
    Stmt,
    While,
)
from s2sdiff.walking import all_names

ROUNDS = 12  # more rounds than a loop has carried values that depend on each other, in any code seen

TypeBlock = Callable[[Inference, Block], None]


def type_loop(state: Inference, stmt: For | While, type_block: TypeBlock) -> None:
    """Types a loop: its body is gone through until what it carries does not change any more."""
    if isinstance(stmt, For) and is_written_out(state, stmt):
        unroll(state, stmt, type_block)
        return
    build = state.build
    before = {dim for value in build.types.values() for dim in _unknown_dims(value)}
    inits = [named(state, state.operand(carry.init), carry.target) for carry in stmt.carries]
    types = [Bottom() if init == UNDEFINED else build.type_of(init) for init in inits]
    types = [forget_value(t) for t in types]
    made = list(all_names((stmt,)))
    for _ in range(ROUNDS):
        for name in made:  # what it stood for in the round before it may not stand for in this one
            state.table.pop(name, None)
        build.types.update({carry.target: t for carry, t in zip(stmt.carries, types, strict=True)})
        problems = list(state.problems)
        typed = _body(state, stmt, inits, type_block)
        following = [_after_one(state, carry, known, before) for carry, known in zip(typed.carries, types, strict=True)]
        if following == types:
            build.out.append(typed)
            for carry, known in zip(typed.carries, types, strict=True):
                build.types[carry.result] = _left(known, before, f"?{carry.result}")
            return
        state.problems[:] = problems
        types = following
    fault = "What this loop carries from one iteration to the next has no kind."
    raise UnsupportedError(Problem(stmt.origin.loc, fault, "Give the carried variables one kind from the start."))


def _body(state: Inference, stmt: For | While, inits: Sequence[Operand],
          type_block: TypeBlock) -> For | While:  # fmt: skip
    """The loop with what it carries of the types that are known so far."""
    build = state.build
    head: list[Stmt] = []
    test: Operand = UNDEFINED
    if isinstance(stmt, For):
        build.types[stmt.index] = Num("int")
    else:
        with build.block() as head:
            type_block(state, stmt.head)
            test = truth_of(state, stmt, state.operand(stmt.test))
    until: Operand = NEVER
    nexts: list[Operand] = [carry.target for carry in stmt.carries]
    with build.block() as body, contextlib.suppress(NeverRuns):  # an iteration that raises hands nothing on
        type_block(state, stmt.body)
        nexts = [named(state, state.operand(carry.next), carry.target) for carry in stmt.carries]
        until = state.operand(stmt.until)
    until = NEVER if known_truth(build.type_of(until)) is False else until
    carries = tuple(Carry(c.target, init, following, c.result)
                    for c, init, following in zip(stmt.carries, inits, nexts, strict=True))  # fmt: skip
    if isinstance(stmt, While):
        return replace(stmt, carries=carries, head=tuple(head), test=test, body=tuple(body), until=until)
    start, stop, step = (state.operand(part) for part in (stmt.start, stmt.stop, stmt.step))
    return replace(stmt, start=start, stop=stop, step=step, carries=carries, body=tuple(body), until=until)


def _after_one(state: Inference, carry: Carry, known: Abstract, before: AbstractSet[str]) -> Abstract:
    """What is carried into the next iteration, or is what is known already."""
    after = Bottom() if carry.next == UNDEFINED else state.build.type_of(carry.next)
    local = _localised(after, before | set(_unknown_dims(known)), f"?{carry.target}")
    return forget_value(join(known, local, f"?{carry.target}"))


def _left(known: Abstract, before: AbstractSet[str], fresh: str) -> Abstract:
    """What is carried out of the loop: sizes of the carried value's own are new ones after it."""
    own = {dim for dim in _unknown_dims(known) if dim not in before}
    stays = {dim for dim in dims_of(known) if isinstance(dim, str) and dim not in own}
    return _localised(known, stays, fresh)


def _unknown_dims(value: Abstract) -> Iterator[str]:
    return (dim for dim in dims_of(value) if isinstance(dim, str) and "?" in dim)


def _localised(value: Abstract, stays: AbstractSet[str], fresh: str) -> Abstract:
    """The value with sizes that one iteration knows renamed to the carried value's own."""
    count = iter(range(1000))
    return rename_dims(value, lambda dim: dim if "?" not in dim or dim in stays else f"{fresh}.{next(count)}")


def forget_value(value: Abstract) -> Abstract:
    """A carried number has another value in each iteration, and is not known to be a size."""
    match value:
        case Num(kind):
            return Num(kind)
        case Seq(kind, tuple(items)):
            return Seq(kind, tuple(map(forget_value, items)))
        case _:
            return value
