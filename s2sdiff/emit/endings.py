"""How a block ends: with assignments to what is merged or carried, and with a `break` where a loop is left there.

A loop holds a break as a name that says at the end of an iteration whether it was the last. Where that is decided by
the `if` that the text ends with, the break is written in its branch, as the user wrote it, and the name nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from s2sdiff.ir import NEVER, Const, For, Function, If, Merge, Operand, Stmt, While
from s2sdiff.walking import all_reads, raises

Pairs = tuple[tuple[str, Operand], ...]
ALWAYS = Const(True)


@dataclass(frozen=True, slots=True)
class Ending:
    """What is written at the end of a block."""

    groups: tuple[Pairs, ...] = ()  # assignments: each group reads all its values before it writes
    until: Operand = NEVER  # whether the loop is left here
    told: Operand = NEVER  # the same, after the assignments
    false: frozenset[str] = frozenset()  # names that are known not to hold before that
    silent: frozenset[str] = frozenset()  # names that nothing reads but what decides about leaving
    inner: frozenset[str] = frozenset()  # names that nothing reads once the loop is left

    @property
    def leaves(self) -> bool | None:
        """Whether the loop is left here; None where a test has to say."""
        if self.until == NEVER or self.until in self.false:
            return False
        return True if self.until == ALWAYS else None

    def pairs(self) -> list[Pairs]:
        """The assignments, without those that nothing reads."""
        gone = self.silent | self.inner if self.leaves else self.silent
        return [tuple((target, value) for target, value in group if target not in gone) for group in self.groups]

    def of_branches(self, stmt: Stmt | None) -> tuple[Ending, Ending] | None:
        """The endings of the branches of the last statement, if that is what decides about leaving."""
        if not isinstance(stmt, If) or self.leaves is not None:
            return None
        merge = next((merge for merge in stmt.merges if merge.target == self.until), None)
        return None if merge is None else self._sides(stmt, merge)

    def _sides(self, stmt: If, merge: Merge) -> tuple[Ending, Ending]:
        thens = tuple((m.target, m.then) for m in stmt.merges)
        others = tuple((m.target, m.orelse) for m in stmt.merges)
        then, orelse = (Ending((pairs, *self.groups), until, until, self.false, self.silent, self.inner)
                        for pairs, until in ((thens, merge.then), (others, merge.orelse)))  # fmt: skip
        return then, orelse


def of_iteration(function: Function, stmt: For | While) -> Ending:
    """How the text of an iteration ends."""
    carried: Pairs = tuple((carry.target, carry.next) for carry in stmt.carries)
    if stmt.until == NEVER:
        return Ending((carried,))
    inside = Counter(all_reads((stmt,)))
    outside = Counter(all_reads(function.body)) - inside
    false = {carry.target for carry in stmt.carries if carry.init == NEVER and carry.next == stmt.until}
    inner = {carry.target for carry in stmt.carries if not outside[carry.target]}
    return Ending((carried,), stmt.until, told(stmt), frozenset(false), _silent(stmt, inside), frozenset(inner))


def told(stmt: For | While) -> Operand:
    """What says whether a loop is left, once the variables that it carries are set."""
    return next((carry.target for carry in stmt.carries if carry.next == stmt.until), stmt.until)


def _silent(stmt: For | While, reads: Counter[str]) -> frozenset[str]:
    """The names on the way from the branches to the loop's end that are read there alone."""
    found: set[str] = set()
    block: Sequence[Stmt] = stmt.body
    todo: list[tuple[Sequence[Stmt], Operand]] = [(block, stmt.until)]
    while todo:
        block, name = todo.pop()
        last = block[-1] if block else None
        if isinstance(last, If) and isinstance(name, str) and reads[name] == 1:
            merges = [merge for merge in last.merges if merge.target == name]
            found.update(merge.target for merge in merges)
            todo += [(inner, value) for m in merges for inner, value in ((last.then, m.then), (last.orelse, m.orelse))]
    return frozenset(found)


def reached(block: Sequence[Stmt]) -> Sequence[Stmt]:
    """The statements of a block up to the first that always raises."""
    end = next((k for k, stmt in enumerate(block) if raises((stmt,))), len(block))
    return block[: end + 1]
