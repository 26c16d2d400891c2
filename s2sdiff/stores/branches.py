"""Branches that change arrays: what a location holds is merged, and a name may mean one array or another after them.

    if t: p = x                 p is a location of its own, and is x if t: a store into one of the two is one into
    else: p = x * 2             the other, too, under the test t
    p[0] = 1
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from s2sdiff.infer.values import Num, is_number
from s2sdiff.ir import Block, Const, Dct, If, Lst, Merge, Operand, Stmt, Tup
from s2sdiff.names import hint
from s2sdiff.stores.memory import Memory, Place, Point, among, united
from s2sdiff.walking import all_results, names_in, raises

SettleBlock = Callable[[Block], None]


@dataclass
class End:
    """A branch at its end: what is written of it, and memory there."""

    out: list[Stmt]
    point: Point


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name means after a branch: a place if the test goes that way, and if a further test in there holds."""

    place: Place
    then: bool
    test: Operand | None = None


def settle_branches(memory: Memory, stmt: If, settle_block: SettleBlock) -> None:
    """Writes a branch as one of values, and memory as it is after it."""
    before = memory.now
    ends: list[End] = []
    for inner in (stmt.then, stmt.orelse):
        memory.now = before
        with memory.build.block() as out:
            settle_block(inner)
            ends.append(End(out, memory.now))
    if (raises(stmt.then) and not stmt.orelse) or (raises(stmt.orelse) and not stmt.then):
        memory.now = before  # what the branch that raises has changed, nobody sees
        then, orelse = (tuple(end.out) for end in ends)
        memory.build.out.append(replace(stmt, test=memory.read(stmt.test, stmt), then=then, orelse=orelse))
        return
    merges = [merged for merge in stmt.merges for merged in _merged(memory, stmt, merge, ends)]
    targets = {merge.target for merge in merges} & memory.tracked
    new = [merge for merge in stmt.merges if merge.target in targets]
    versions = _versions(memory, before, ends, merges)
    flags = _flags(memory, stmt, new, ends, before, merges)
    memory.now = _after(before, ends, versions)
    test = memory.read(stmt.test, stmt)
    blocks = [tuple(end.out) for end in ends]
    memory.build.out.append(replace(stmt, test=test, then=blocks[0], orelse=blocks[1], merges=tuple(merges)))
    _locate(memory, new, test, ends, flags)


def _merged(memory: Memory, stmt: If, merge: Merge, ends: Sequence[End]) -> list[Merge]:
    """The merge as one of values; none where both branches mean the same place."""
    spots = [memory.place(merge.then), memory.place(merge.orelse)]
    if merge.target in memory.tracked and spots[0] is not None and spots[0] == spots[1]:
        memory.places[merge.target] = spots[0]
        return []
    values = []
    for operand, end in zip((merge.then, merge.orelse), ends, strict=True):
        memory.now = end.point
        with memory.build.block() as tail:
            value = memory.read(operand, stmt)
            if isinstance(value, Tup | Lst | Dct) and isinstance(operand, str):
                value = memory.build.as_operand(value, hint(merge.target))
            values.append(value)
        end.out.extend(tail)
    return [Merge(merge.target, *values)]


def _versions(memory: Memory, before: Point, ends: Sequence[End], merges: list[Merge]) -> dict[str, str]:
    """What each location holds after the branch; a merge for each that one of the two changes."""
    versions = {}
    for location in before.versions:
        a, b = (end.point.versions[location] for end in ends)
        versions[location] = a
        if a != b:
            versions[location] = memory.build.declare(hint(a), memory.build.type_of(a))
            merges.append(Merge(versions[location], a, b))
    return versions


def _after(before: Point, ends: Sequence[End], versions: dict[str, str]) -> Point:
    then, orelse = (end.point for end in ends)
    conditions = among(dict.fromkeys((*then.conditions, *orelse.conditions)), before.versions)
    stale = {**then.stale, **orelse.stale}
    return Point(versions, united(then.links, orelse.links), stale, then.own & orelse.own, conditions)


# --- names that mean one array or another ----------------------------------------------------------------------------
def _flags(memory: Memory, stmt: If, new: Sequence[Merge], ends: Sequence[End], before: Point,
           merges: list[Merge]) -> dict[str, list[Meant] | None]:  # fmt: skip
    """What each new name means; None where tests cannot say it. Tests made in a branch are merged out of it."""
    made = {*all_results(stmt.then), *all_results(stmt.orelse)}
    found: dict[str, list[Meant] | None] = {}
    for merge in new:
        meant: list[Meant] | None = []
        for then, operand, end in zip((True, False), (merge.then, merge.orelse), ends, strict=True):
            side = _meant(memory.place(operand), then, end.point, before, made)
            meant = None if side is None or meant is None else [*meant, *side]
        found[merge.target] = None if meant is None else [_lifted(memory, one, merges) for one in meant]
    return found


def _meant(place: Place | None, then: bool, point: Point, before: Point, made: set[str]) -> list[Meant] | None:
    """The places from before the branch that a place at its end is, or may be under a test."""
    if place is None:
        return []
    if place.location in before.versions:
        return [Meant(place, then)] if _is_outer(place, made) else None
    known = set(before.versions)
    if point.links.get(place.location, frozenset()) & known:
        return None
    found: list[Meant] = []
    for condition in point.conditions:
        if condition.location == place.location:
            there = replace(condition.place, steps=(*condition.place.steps, *place.steps))
            if there.location not in known or not _is_outer(there, made):
                return None
            found.append(Meant(there, then, condition.test))
        elif condition.place.location == place.location and condition.location in known:
            return None
    return found


def _lifted(memory: Memory, one: Meant, merges: list[Merge]) -> Meant:
    """The same with its test, made in a branch, as one that is known after it and does not hold after the other."""
    if one.test is None:
        return one
    flag = memory.build.declare("", Num("bool"))
    values = (one.test, Const(False)) if one.then else (Const(False), one.test)
    merges.append(Merge(flag, *values))
    return replace(one, test=flag)


def _locate(memory: Memory, new: Sequence[Merge], test: Operand, ends: Sequence[End],
            flags: dict[str, list[Meant] | None]) -> None:  # fmt: skip
    """Makes each new name a location, one for all that mean the same in both branches."""
    is_flag = is_number(memory.build.type_of(test))  # which holds or not for good
    known: dict[tuple[Place | None, Place | None], str] = {}
    other_way: Operand | None = None
    for merge in new:
        sides = memory.place(merge.then), memory.place(merge.orelse)
        if sides in known and None not in sides:
            memory.places[merge.target] = memory.places[known[sides]]
            continue
        meant = flags[merge.target]
        linked = set(_alike(memory, merge, list(known.values()), new, ends))
        if meant is None or not is_flag:
            sources = zip((merge.then, merge.orelse), ends, strict=True)
            linked |= {x for operand, end in sources for x in end.point.may_be(memory.locations([operand]))
                       if x in memory.now.versions}  # fmt: skip
            meant = []
        known[sides] = merge.target
        memory.locate(merge.target, linked=linked)
        for one in meant:
            if one.test is None and not one.then and other_way is None:
                other_way = memory.build.emit("not", (test,), spelling="not x")
            told = one.test if one.test is not None else test if one.then else other_way
            memory.note(merge.target, one.place, told if told is not None else test)


def _alike(memory: Memory, merge: Merge, others: Sequence[str], new: Sequence[Merge],
           ends: Sequence[End]) -> Iterator[str]:  # fmt: skip
    """Those of the other new names that may mean the same array that is made in a branch."""
    for other in new:
        if other.target not in others:
            continue
        for a, b, end in zip((merge.then, merge.orelse), (other.then, other.orelse), ends, strict=True):
            mine, theirs = memory.locations([a]), memory.locations([b])
            local = {x for x in end.point.may_be(mine) if x not in memory.now.versions}
            if local & end.point.may_be(theirs):
                yield other.target


def _is_outer(place: Place, made: set[str]) -> bool:
    """Whether the steps to a place are made of what was there before the branch."""
    return not any(name in made for step in place.steps for operand in step.operands for name in names_in(operand))
