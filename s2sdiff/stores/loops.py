"""Loops whose bodies change arrays: what a location holds is carried from one iteration to the next.

A body is settled under assumptions: which locations it changes, which of the carried names mean another array at the
end of an iteration, what may be the same memory. Where the end of the body shows more, it is settled again with that:
assumptions only grow, so this ends, and what holds for the last time holds for every iteration.

An array that is the caller's, and that the body changes, goes into the loop as a copy: from then on it is carried as
the function's own. What an attempt writes is thrown away, with its problems, unless it is the last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from s2sdiff.ir import Block, Carry, Dct, For, Lst, Operand, Tup, While
from s2sdiff.names import hint
from s2sdiff.stores.memory import Links, Memory, Place, Point, Stale, among, united
from s2sdiff.walking import walk

SettleBlock = Callable[[Block], None]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What is taken to hold at the start of every iteration."""

    changed: tuple[str, ...] = ()  # the locations that an iteration changes
    moved: frozenset[str] = frozenset()  # the carried names that do not stay at one place
    links: Links = field(default_factory=dict)
    stale: Mapping[str, Stale] = field(default_factory=dict)


@dataclass
class Assumptions:
    """Of each loop, by the identity of its statement: an inner loop starts from what it was found to need before."""

    known: dict[int, Assumption] = field(default_factory=dict)

    def forget_inside(self, stmt: For | While) -> None:
        """What was found for inner loops held under another assumption for the outer one."""
        for inner in walk((stmt,)):
            self.known.pop(id(inner), None)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A loop settled under an assumption: its statement, and what the end of an iteration shows."""

    stmt: For | While
    shown: Assumption
    versions: Mapping[str, str]  # after the loop


def settle_loop(memory: Memory, stmt: For | While, assumptions: Assumptions, settle_block: SettleBlock) -> None:
    """Writes the loop as one of values, and memory as it is after it."""
    operands = [memory.read(operand, stmt) for operand in _range(stmt)]
    inits = {carry.target: carry.init for carry in stmt.carries}
    entry, problems = memory.now, list(memory.problems)
    known = assumptions.known.get(id(stmt), Assumption())
    while True:
        memory.now, written = entry, len(memory.build.out)
        memory.problems[:] = problems
        attempt = _attempt(memory, stmt, inits, known, settle_block)
        grown = _grown(known, attempt.shown)
        if grown == known:
            break
        known = grown
        assumptions.forget_inside(stmt)
        del memory.build.out[written:]
    assumptions.known[id(stmt)] = known
    settled = attempt.stmt
    if isinstance(settled, For):
        settled = replace(settled, start=operands[0], stop=operands[1], step=operands[2])
    memory.build.out.append(settled)
    _leave(memory, stmt, known, attempt, entry)


def _range(stmt: For | While) -> tuple[Operand, ...]:
    return (stmt.start, stmt.stop, stmt.step) if isinstance(stmt, For) else ()


def _grown(known: Assumption, shown: Assumption) -> Assumption:
    changed = tuple(dict.fromkeys((*known.changed, *shown.changed)))
    links, stale = united(known.links, shown.links), {**shown.stale, **known.stale}
    return Assumption(changed, known.moved | shown.moved, links, stale)


def _attempt(memory: Memory, stmt: For | While, inits: Mapping[str, Operand], known: Assumption,
             settle_block: SettleBlock) -> Attempt:  # fmt: skip
    """The loop under an assumption, with what its carried names and changed locations start from before it."""
    build = memory.build
    starts = _starts(memory, stmt, inits, known)
    phis: dict[str, str] = {}
    firsts: dict[str, str] = {}
    for location in known.changed:
        if location in memory.now.versions and location not in inits:
            firsts[location] = _own_version(memory, location, stmt)
            phis[location] = build.declare(hint(firsts[location]), build.type_of(firsts[location]))
    for name in starts:
        if name in memory.tracked:
            memory.structures.pop(name, None)
            memory.locate(name, own=True, linked=known.links.get(name, ()))
    _assume(memory, phis, known)
    before = memory.now
    settled = _with_head(memory, stmt, settle_block) if isinstance(stmt, While) else stmt
    with build.block() as body:
        settle_block(stmt.body)
        nexts = {carry.target: _next(memory, stmt, carry) for carry in stmt.carries if carry.target in starts}
        until = memory.read(stmt.until, stmt)
    shown = _shown(memory, stmt, inits, starts, before)
    results = {location: build.declare(hint(phi), build.type_of(phi)) for location, phi in phis.items()}
    carries = [Carry(c.target, starts[c.target], nexts[c.target], c.result) for c in stmt.carries if c.target in starts]
    carries += [Carry(phis[x], firsts[x], memory.now.versions[x], results[x]) for x in phis]
    return Attempt(replace(settled, carries=tuple(carries), body=tuple(body), until=until), shown, results)


def _starts(memory: Memory, stmt: For | While, inits: Mapping[str, Operand], known: Assumption) -> dict[str, Operand]:
    """What each carried name starts from, of those that do not stay at one place; notes the place of the others."""
    starts: dict[str, Operand] = {}
    for name, init in inits.items():
        if _stays(memory, name, init, known):
            memory.places[name] = memory.places[str(init)]
        else:
            starts[name] = _start(memory, stmt, name, init)
    return starts


def _with_head(memory: Memory, stmt: While, settle_block: SettleBlock) -> While:
    """The loop with its test settled; a test that changes an array is refused."""
    before = memory.now
    with memory.build.block() as head:
        settle_block(stmt.head)
        test = memory.read(stmt.test, stmt)
    if any(memory.now.versions[x] != version for x, version in before.versions.items()):
        memory.problem(stmt, "The test of this loop changes an array.", "Change it in the body.")
    return replace(stmt, head=tuple(head), test=test)


def _stays(memory: Memory, name: str, init: Operand, known: Assumption) -> bool:
    return name in memory.tracked and name not in known.moved and memory.place(init) is not None


def _start(memory: Memory, stmt: For | While, name: str, init: Operand) -> Operand:
    """What a carried name starts from; the function's own copy, where the name is one of arrays that are changed."""
    value = memory.read(init, stmt)
    if isinstance(value, Tup | Lst | Dct):
        return memory.build.as_operand(value, hint(name))
    place = memory.place(init)
    if place is None or name not in memory.tracked:
        return value
    if place.location in memory.now.own and not place.steps:
        return value
    return memory.build.emit("copy", (value,), spelling=".copy", hint=hint(name), origin=stmt.origin)


def _own_version(memory: Memory, location: str, stmt: For | While) -> str:
    """The version of a location that a loop starts from: a copy, if its memory is somebody else's."""
    version = memory.contents(Place(location), stmt)
    if location in memory.now.own:
        return version
    return str(memory.build.emit("copy", (version,), spelling=".copy", hint=hint(version), origin=stmt.origin))


def _assume(memory: Memory, phis: Mapping[str, str], known: Assumption) -> None:
    """Memory at the start of an iteration."""
    now = memory.now
    memory.now = replace(now, versions={**now.versions, **phis}, links=united(now.links, known.links),
                         stale={**now.stale, **known.stale}, own=now.own | set(phis))  # fmt: skip


def _next(memory: Memory, stmt: For | While, carry: Carry) -> Operand:
    value = memory.read(carry.next, stmt)
    return memory.build.as_operand(value, hint(carry.target)) if isinstance(value, Tup | Lst | Dct) else value


def _shown(memory: Memory, stmt: For | While, inits: Mapping[str, Operand], starts: Mapping[str, Operand],
           before: Point) -> Assumption:  # fmt: skip
    """What the end of an iteration shows of the start of the next."""
    now = memory.now
    stays = [carry for carry in stmt.carries if carry.target in memory.tracked and carry.target not in starts]
    moved = {carry.target for carry in stays if memory.place(carry.next) != memory.place(inits[carry.target])}
    changed = [x for x in before.versions if now.versions[x] != before.versions[x] and x not in starts]
    stale = {x: s for x, s in now.stale.items() if x in before.versions and x not in starts}
    return Assumption(tuple(changed), frozenset(moved), _shown_links(memory, stmt, starts, before), stale)


def _shown_links(memory: Memory, stmt: For | While, starts: Mapping[str, Operand], before: Point) -> Links:
    """What each carried name may be the same memory as, at the start of the first iteration or of the next."""
    locations = {carry.target: (set(memory.locations([carry.init])), set(memory.locations([carry.next])))
                 for carry in stmt.carries if carry.target in starts and carry.target in memory.tracked}  # fmt: skip
    links: dict[str, set[str]] = {name: set() for name in locations}
    outer = set(before.versions) - set(starts)
    for name, (first, last) in locations.items():
        reached = {*memory.may_be(last), *memory.may_be(first)}
        links[name] |= reached & outer
        for other, (other_first, other_last) in locations.items():
            if other != name and (memory.may_be(first) & other_first or memory.may_be(last) & other_last):
                links[name].add(other)
    mutual: dict[str, set[str]] = {}
    for name, others in links.items():
        for other in others:
            mutual.setdefault(other, set()).add(name)
            mutual.setdefault(name, set()).add(other)
    return {name: frozenset(others) for name, others in mutual.items()}


def _leave(memory: Memory, stmt: For | While, known: Assumption, attempt: Attempt, entry: Point) -> None:
    """Memory after the loop."""
    left = {carry.target for carry in attempt.stmt.carries}
    now = memory.now
    versions = {**{x: now.versions[x] for x in entry.versions}, **attempt.versions}
    links = united(entry.links, now.links)
    stale = {x: s for x, s in {**now.stale, **known.stale}.items() if x in entry.versions}
    conditions = among(now.conditions, entry.versions)
    own = entry.own | set(attempt.versions)
    memory.now = Point(versions, links, {**entry.stale, **stale}, own, conditions)
    results = {carry.target: carry.result for carry in stmt.carries}
    for carry in stmt.carries:
        if carry.target not in left:
            memory.places[carry.result] = memory.places[carry.target]
        elif carry.result in memory.tracked:
            linked = [*(results.get(x, x) for x in known.links.get(carry.target, ())), *memory.locations([carry.init])]
            memory.locate(carry.result, own=True, linked=linked)
