"""Two ways out of a loop that give one value: the loop itself carries what the `if` after it would choose.

    for …:                                          for …:
        if done: left = True; break       →             if done: x = y; break
        x = z                                           x = z
    value = y if left else x                        value = x

Sound because the flag holds after the loop exactly if its last iteration took the branch that leaves: there `x` is
given what `y` is at that moment, and nothing else reads `x` after the loop.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.ir import NEVER, UNDEFINED, Assign, Block, Carry, Const, For, Function, If, Merge, Operand, Stmt, While
from s2sdiff.names import hint
from s2sdiff.rebuilding import map_blocks
from s2sdiff.walking import all_reads, walk

ALWAYS = Const(True)


@dataclass(frozen=True, slots=True)
class _Exit:
    """The last `if` of a loop, the side of it that leaves, and the flag that says after the loop that it did."""

    last: If
    side: str
    flag: str

    @property
    def other(self) -> str:
        return "orelse" if self.side == "then" else "then"

    def at(self, operand: Operand, side: str) -> Operand:
        """What an operand is at the end of an iteration that takes a side."""
        merge = next((merge for merge in self.last.merges if merge.target == operand), None)
        found = operand if merge is None else getattr(merge, side)
        for stmt in reversed(getattr(self.last, side)):
            if isinstance(stmt, Assign) and stmt.op == "copy_name" and stmt.target == found:
                found = stmt.operands[0]
        return found


def one_way_out(function: Function) -> Function:
    """The function with the choices after its loops made by what the loops carry, where that is the same."""
    if not any(isinstance(stmt, For | While) and stmt.until != NEVER for stmt in walk(function.body)):
        return function
    build, reads = Builder(names_of(function), dict(function.types)), Counter(all_reads(function.body))

    def on_block(block: Block) -> Block:
        made: list[Stmt] = []
        for stmt in (map_blocks(stmt, on_block) for stmt in block):
            place = _loop_of(made, stmt)
            if place is None or not isinstance(stmt, If):
                made.append(stmt)
                continue
            loop = made[place]
            for merge in stmt.merges:
                assert isinstance(loop, For | While)
                carried = _carrying(build, loop, str(stmt.test), merge, reads)
                if carried is not None:
                    loop = carried
                    stmt = replace(stmt, merges=tuple(m for m in stmt.merges if m is not merge))
                    made.append(Assign(merge.target, "copy_name", (merge.orelse,), (), "=", stmt.origin))
            made[place] = loop
            made.append(stmt)
        return tuple(made)

    return replace(function, body=on_block(function.body), types=build.types)


def _loop_of(before: list[Stmt], stmt: Stmt) -> int | None:
    """The place of the loop that an `if` after it asks about."""
    if not isinstance(stmt, If):
        return None
    return next((k for k, loop in enumerate(before) if isinstance(loop, For | While)
                 and any(exit_.flag == stmt.test for exit_ in _exits(loop))), None)  # fmt: skip


def _exits(loop: For | While) -> list[_Exit]:
    last = loop.body[-1] if loop.body else None
    until = next((m for m in last.merges if m.target == loop.until), None) if isinstance(last, If) else None
    if not isinstance(last, If) or until is None:
        return []
    found = []
    for side in ("then", "orelse"):
        if getattr(until, side) == ALWAYS:
            found += [_Exit(last, side, carry.result) for carry in loop.carries if _tells(last, side, carry)]
    return found


def _tells(last: If, side: str, carry: Carry) -> bool:
    """Whether a carried flag holds after the loop if and only if the last iteration took a side."""
    exit_ = _Exit(last, side, carry.result)
    held, not_held = exit_.at(carry.next, side), exit_.at(carry.next, exit_.other)
    return carry.init == NEVER and held == ALWAYS and not_held in (NEVER, carry.target)


def _carrying(build: Builder, loop: For | While, flag: str, merge: Merge,
              reads: Counter[str]) -> For | While | None:  # fmt: skip
    """The loop that carries on as `merge.orelse` what the merge chooses; None if it cannot."""
    results = {carry.result: carry for carry in loop.carries}
    taken, kept = results.get(str(merge.then)), results.get(str(merge.orelse))
    exit_ = next(exit_ for exit_ in _exits(loop) if exit_.flag == flag)
    if taken is None or kept is None or taken is kept or reads[kept.result] != 1:
        return None
    value, following = exit_.at(taken.next, exit_.side), exit_.at(kept.next, exit_.other)
    if UNDEFINED in (value, following) or build.types.get(taken.result) != build.types.get(kept.result):
        return None
    last, name = exit_.last, following
    if value != following:
        name = build.declare(hint(kept.target), build.type_of(kept.result))
        sides = {exit_.side: value, exit_.other: following}
        last = replace(last, merges=(*last.merges, Merge(name, **sides)))
    carries = tuple(replace(carry, next=name) if carry is kept else carry for carry in loop.carries)
    return replace(loop, body=(*loop.body[:-1], last), carries=carries)
