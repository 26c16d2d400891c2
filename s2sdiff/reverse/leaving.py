"""Loops that are left before their end: what of that the backward sweep is told, and how.

The test that a loop is left by holds in its last iteration alone, which is the first of the mirror. So it goes on no
tape: a flag says after the loop whether it was left by that test, and the mirror takes it down at its first iteration.

    for …:                                       for … in reversed(range(trips)):
        if done: left = True; break                  if left: left = False
        …                                            else: …
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Num
from s2sdiff.ir import NEVER, NONE, UNDEFINED, Block, Carry, Const, For, If, Merge, Operand, Origin, Push, Stmt, While
from s2sdiff.walking import all_reads, names_in, results

ALWAYS = Const(True)


@dataclass(frozen=True, slots=True)
class Left:
    """A loop, the body of its mirror, and what the mirror carries for the flag between them, if there is one."""

    primal: For | While
    inner: Block
    carries: tuple[Carry, ...] = ()


def by_flag(build: Builder, primal: For | While, inner: Block, ends: Sequence[Operand]) -> Left:
    """The loop and its mirror, where a flag instead of a tape tells the mirror by which test the loop was left.

    `ends`: what an iteration of the mirror hands on.
    """
    last = primal.body[-1] if primal.body else None
    merge = next((m for m in last.merges if m.target == primal.until), None) if isinstance(last, If) else None
    if not isinstance(last, If) or merge is None or ALWAYS not in (merge.then, merge.orelse):
        return Left(primal, inner)
    place = next((k for k, stmt in enumerate(inner) if isinstance(stmt, If) and stmt.key == last.key), None)
    asked = [*all_reads(inner), *(name for end in ends for name in names_in(end))].count(str(last.test))
    if place is None or asked != 1 or not isinstance(last.test, str):
        return Left(primal, inner)
    primal, flag = _with_flag(build, primal, last, merge, merge.then == ALWAYS)
    mirror = inner[place]
    assert isinstance(mirror, If)
    held, down, unread = (build.declare("left", Num("bool")) for _ in range(3))
    if merge.then != ALWAYS:
        mirror = _turned(mirror)
    mirror = replace(mirror, test=held, merges=(*mirror.merges, Merge(down, NEVER, held)))
    return Left(primal, (*inner[:place], mirror, *inner[place + 1 :]), (Carry(held, flag, down, unread),))


def _turned(stmt: If) -> If:
    merges = tuple(Merge(merge.target, merge.orelse, merge.then) for merge in stmt.merges)
    return replace(stmt, then=stmt.orelse, orelse=stmt.then, merges=merges)


def _with_flag(build: Builder, primal: For | While, last: If, merge: Merge,
               held: bool) -> tuple[For | While, str]:  # fmt: skip
    """The loop, and the name that says after it whether it was left by the test of its last `if`."""
    sides = {m.target: (m.then, m.orelse) if held else (m.orelse, m.then) for m in last.merges}
    for carry in primal.carries:
        if carry.init == NEVER and sides.get(str(carry.next)) in ((ALWAYS, NEVER), (ALWAYS, carry.target)):
            return primal, carry.result
    before, after, result = (build.declare("left", Num("bool")) for _ in range(3))
    made = Merge(after, ALWAYS, before) if held else Merge(after, before, ALWAYS)
    body = (*primal.body[:-1], replace(last, merges=(*last.merges, made)))
    return replace(primal, body=body, carries=(*primal.carries, Carry(before, NEVER, after, result))), result


def with_pushes(stmt: For | While, names: Sequence[str], tapes: Mapping[str, str]) -> Block:
    """The body of a loop that may be left by its last `if`: what is kept is pushed before that, or in its branches."""
    *before, last = stmt.body
    assert isinstance(last, If)
    made = {name for inner in before for name in results(inner)}
    merges = {merge.target: merge for merge in last.merges}
    pushes: list[Stmt] = [Push(tapes[name], name, stmt.origin) for name in names if name in made]
    inside = [name for name in names if name not in made]
    then, orelse = (tuple(_push(tapes[name], getattr(merges[name], side), stmt.origin) for name in inside)
                    for side in ("then", "orelse"))  # fmt: skip
    ended = replace(last, then=(*last.then, *then), orelse=(*last.orelse, *orelse))
    return (*before, *pushes, _with_early_pushes(ended, stmt.until))


def _with_early_pushes(stmt: If, until: Operand) -> If:
    """The last `if` of an iteration, in whose branches the `if` that tells about leaving comes last, too."""
    merge = next((m for m in stmt.merges if m.target == until), None)
    if merge is None:
        return stmt
    return replace(stmt, then=_ended(stmt.then, merge.then), orelse=_ended(stmt.orelse, merge.orelse))


def _ended(block: Block, until: Operand) -> Block:
    place = next((k for k, stmt in enumerate(block) if isinstance(stmt, If) and until in list(results(stmt))), None)
    if place is None:
        return block
    last, after = block[place], block[place + 1 :]
    assert isinstance(last, If)
    made = set(results(last))
    if any(not isinstance(stmt, Push) or made & set(names_in(stmt.value)) for stmt in after):
        return block
    return (*block[:place], *after, _with_early_pushes(last, until))


def _push(tape: str, value: Operand, origin: Origin) -> Stmt:
    return Push(tape, NONE if value == UNDEFINED else value, origin)
