"""Where arrays are: the state of memory at one point of a function that changes arrays in place.

A *location* is the memory of one array: an argument, or what an op made. At every point it has a *version*, the name
that holds its contents there. A name means a *place*: a location and the steps from there to a view. Reading a name
takes the view of the version that its location has now; a store makes a new version. So a change by one name is seen
by all, and what comes out is values alone.

Where the run knows whether two arrays are one memory, a *condition* says so: a store into one is done in the other,
too, under a test. Where nothing is known two locations are *linked*: a store into one makes the other *stale*, and a
stale location that is read is refused, with both names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from s2sdiff.errors import Problem
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Num
from s2sdiff.ir import WHOLE, Const, Dct, If, Lst, Merge, Operand, Origin, Path, Step, Stmt, Tup
from s2sdiff.names import TEMPORARY, hint, is_temporary, is_user
from s2sdiff.rebuilding import map_names
from s2sdiff.stores.paths import is_whole, same_kind, storing_op, views_of
from s2sdiff.walking import names_in

Links: TypeAlias = Mapping[str, frozenset[str]]  # of each location: those that may be the same memory


@dataclass(frozen=True, slots=True)
class Place:
    """Where in memory an array is: in a location, at the end of some steps."""

    location: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """The name by which a linked location was changed, and where."""

    by: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Condition:
    """A location is the array at a place if a test holds."""

    location: str
    place: Place
    test: Operand


@dataclass(frozen=True, slots=True)
class Point:
    """What is known of memory at one point of the function."""

    versions: Mapping[str, str] = field(default_factory=dict)  # of each location
    links: Links = field(default_factory=dict)
    stale: Mapping[str, Stale] = field(default_factory=dict)
    own: frozenset[str] = frozenset()  # locations whose memory the function has made itself
    conditions: tuple[Condition, ...] = ()

    def may_be(self, locations: Iterable[str]) -> frozenset[str]:
        """Some locations, and all that may be the same memory as one of them."""
        found = set(locations)
        grown = True
        while grown:
            before = len(found)
            for condition in self.conditions:
                ends = {condition.location, condition.place.location}
                found |= ends if found & ends else set()
            grown = len(found) > before
        return frozenset(found.union(*(self.links.get(one, frozenset()) for one in found)))


def united(a: Links, b: Links) -> Links:
    """What is linked by one of two, or by both."""
    return {name: a.get(name, frozenset()) | b.get(name, frozenset()) for name in {**a, **b}}


def among(conditions: Iterable[Condition], locations: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions that are about some locations alone."""
    known = frozenset(locations)
    return tuple(c for c in conditions if {c.location, c.place.location} <= known)


@dataclass
class Memory:
    """The function being settled: what its names mean, and memory at the present point."""

    build: Builder
    tracked: frozenset[str]  # the names of arrays, and of lists of arrays, that the function changes
    dense: set[str] = field(default_factory=set)  # locations that are known to be contiguous, row by row
    places: dict[str, Place] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)  # of names of views: the version that they were taken of
    structures: dict[str, Operand] = field(default_factory=dict)  # of names of tuples, lists and dicts: what is in them
    now: Point = field(default_factory=Point)
    problems: list[Problem] = field(default_factory=list)
    keys: int = 0  # the last key of a structure
    arguments: frozenset[str] = frozenset()  # the parameters, and data from outside

    def new_key(self) -> int:
        """A key that no structure of the function has."""
        self.keys += 1
        return self.keys

    # --- where things are --------------------------------------------------------------------------------------------
    def locate(self, name: str, *, own: bool = False, linked: Iterable[str] = (), dense: bool = False) -> None:
        """Makes a name a location of its own, which may be the same memory as those in `linked`."""
        self.places[name] = Place(name)
        links = {key: others - {name} for key, others in self.now.links.items()}
        links[name] = frozenset(linked) - {name}
        for other in links[name]:
            links[other] = links.get(other, frozenset()) | {name}
        owned = self.now.own | {name} if own else self.now.own - {name}
        stale = {key: value for key, value in self.now.stale.items() if key != name}
        conditions = tuple(c for c in self.now.conditions if name not in (c.location, c.place.location))
        self.now = Point({**self.now.versions, name: name}, links, stale, owned, conditions)
        (self.dense.add if dense else self.dense.discard)(name)

    def may_be(self, locations: Iterable[str]) -> frozenset[str]:
        """Some locations, and all that may be the same memory as one of them."""
        return self.now.may_be(locations)

    def note(self, location: str, place: Place, test: Operand) -> None:
        """Notes that a location is the array at a place if a test holds: what may be the one may be the other."""
        links = dict(self.now.links)
        others = links.get(place.location, frozenset()) - {location}
        links[location] = links.get(location, frozenset()) | others
        for other in others:
            links[other] = links.get(other, frozenset()) | {location}
        self.now = replace(self.now, links=links, conditions=(*self.now.conditions, Condition(location, place, test)))

    def place(self, operand: Operand) -> Place | None:
        """Where the array that an operand names is; None for what is no name of changed memory."""
        return self.places.get(operand) if isinstance(operand, str) else None

    def locations(self, operands: Iterable[Operand]) -> list[str]:
        """The locations that the names in some operands mean."""
        names = [name for operand in operands for name in names_in(self.resolved(operand))]
        return [self.places[name].location for name in names if name in self.places]

    def resolved(self, operand: Operand) -> Operand:
        """The operand with the names of tuples and lists replaced by what is in them."""
        return map_names(operand, lambda name: self.resolved(self.structures[name])
                         if name in self.structures else name)  # fmt: skip

    # --- reading -----------------------------------------------------------------------------------------------------
    def read(self, operand: Operand, stmt: Stmt) -> Operand:
        """The operand with each name of changed memory as what it holds now."""
        return map_names(operand, lambda name: self._value(name, stmt))

    def _value(self, name: str, stmt: Stmt) -> Operand:
        if name in self.structures:
            return self.read(self.structures[name], stmt)
        place = self.places.get(name)
        if place is None:
            return name
        is_present = self.taken.get(name) == self.now.versions.get(place.location)
        return self.contents(place, stmt, name if is_present else "")

    def contents(self, place: Place, stmt: Stmt, known: str = "") -> str:
        """The name of what is at a place now: a view is taken anew, unless one is `known` to be of this version."""
        self._refuse_stale(place, stmt)
        version = self.now.versions[place.location]
        if not place.steps:
            return version
        return known or str(self.build.along(version, Path(place.steps), TEMPORARY, stmt.origin))

    def _refuse_stale(self, place: Place, stmt: Stmt) -> None:
        stale = self.now.stale.get(place.location)
        if stale is None:
            return
        line = stale.origin.line
        where = f"Line {line.line}" if line else "Code before this"
        here, there = self._said(place.location), self._said(stale.by)
        fault = f"{where} changes {there}, which may or may not share memory with {here}, used here."
        self.problem(stmt, fault, "Make a copy of one of them before the change.")

    def _said(self, location: str) -> str:
        """How a message speaks of a location: by a name that the user has for an array in it."""
        names = [location, *(name for name, place in self.places.items() if place.location == location)]
        return next((hint(name) for name in names if is_user(name) and not is_temporary(name)), "an array")

    def problem(self, stmt: Stmt, fault: str, remedy: str) -> None:
        """Notes that a function is out of the language; settling goes on, for more of its problems."""
        found = Problem(stmt.origin.loc, fault, remedy)
        if all(known.fault != fault for known in self.problems):  # the other places of one cause say nothing new
            self.problems.append(found)

    # --- storing -----------------------------------------------------------------------------------------------------
    def store(self, place: Place, index: Operand, value: Operand, stmt: Stmt, op: str,
              seen: frozenset[str] = frozenset()) -> None:  # fmt: skip
        """Makes the version of a location after `place[index] = value`, and those of what is the same memory."""
        self._refuse_stale(place, stmt)
        index = WHOLE if is_whole(index) else index
        location = place.location
        version = self.now.versions[location]
        new = self._stored(version, place.steps, index, value, op, hint(version), stmt)
        own = self.now.own if new == value else self.now.own | {location}  # the value itself: no array is made
        stale = {other: Stale(location, stmt.origin) for other in self.now.links.get(location, frozenset())}
        self.now = replace(self.now, versions={**self.now.versions, location: new}, own=own,
                           stale={**self.now.stale, **stale})  # fmt: skip
        seen |= {location}
        for condition in self.now.conditions:
            other = condition.place
            if condition.location == location and other.location not in seen:
                there = replace(other, steps=(*other.steps, *place.steps))
                self._under(condition.test, stmt, partial(self.store, there, index, value, stmt, op, seen))
            elif other.location == location and condition.location not in seen:
                self._under(condition.test, stmt, partial(self._follow, condition, stmt, seen))

    def _follow(self, condition: Condition, stmt: Stmt, seen: frozenset[str]) -> None:
        """A location that is an array at a place holds what is there now."""
        contents = self.contents(condition.place, stmt)
        self.store(Place(condition.location), WHOLE, contents, stmt, "setitem", seen)

    def _under(self, test: Operand, stmt: Stmt, change: Callable[[], None]) -> None:
        """Writes a change that is made only if a test holds."""
        before = self.now
        with self.build.block() as then:
            change()
        merges = []
        versions = dict(before.versions)
        for location, version in before.versions.items():
            after = self.now.versions[location]
            if after != version:
                versions[location] = self.build.declare(hint(version), self.build.type_of(version))
                merges.append(Merge(versions[location], after, version))
        self.now = replace(before, versions=versions, stale=self.now.stale)
        self.build.out.append(If(test, tuple(then), (), tuple(merges), stmt.origin, self.new_key()))

    def _stored(self, base: str, steps: tuple[Step, ...], index: Operand, value: Operand, op: str, reads_like: str,
                stmt: Stmt) -> str:  # fmt: skip
        """The name of `base` after a store at the end of some steps."""
        emit, origin = self.build.emit, stmt.origin
        cut = views_of(steps)
        if cut < len(steps):  # `base.reshape(…)` need not be a view of what the derivative has
            outer = self.build.along(base, Path(steps[:cut]), origin=origin)
            inner = self.build.along(outer, Path(steps[cut : cut + 1]), origin=origin)
            changed = self._stored(str(inner), steps[cut + 1 :], index, value, op, "", stmt)
            back = self._back(outer, changed, steps[cut], "" if cut else reads_like, stmt)
            return self._stored(base, steps[:cut], WHOLE, back, "setitem", reads_like, stmt) if cut else str(back)
        if op == "setitem" and index == WHOLE and not steps:
            if isinstance(value, str) and same_kind(self.build.type_of(value), self.build.type_of(base)):
                return value
            return str(emit("fill", (base, value), hint=reads_like, spelling="fill", origin=origin))
        return self._at(base, steps, index, value, op, reads_like, stmt)

    def _back(self, outer: Operand, changed: str, step: Step, reads_like: str, stmt: Stmt) -> Operand:
        """The array of which `changed` is a reshaped copy, or the imaginary part."""
        emit, origin = self.build.emit, stmt.origin
        if step.op == "imag":
            real = emit("real", (outer,), spelling=".real", origin=origin)
            imaginary = emit("multiply", (Const(1j), changed), spelling="*", origin=origin)
            back = emit("add", (real, imaginary), spelling="+", hint=reads_like, origin=origin)
        else:
            shape = emit("shape", (outer,), spelling=".shape", origin=origin)
            back = emit("reshape", (changed, shape), spelling=".reshape", hint=reads_like, origin=origin)
        self.build.types[str(back)] = self.build.type_of(outer)
        return back

    def _at(self, base: str, steps: tuple[Step, ...], index: Operand, value: Operand, op: str, reads_like: str,
            stmt: Stmt) -> str:  # fmt: skip
        """The name of `base` after a store at an index, or along steps that are all views."""
        origin, type_of = stmt.origin, self.build.type_of
        named = storing_op(op, index, type_of)
        if named == "scatter" and steps:  # which of two stores into one entry counts is asked of the view itself
            view = str(self.build.along(base, Path(steps), origin=origin))
            inner = self._at(view, (), index, value, op, "", stmt)
            return self._at(base, steps, WHOLE, inner, "setitem", reads_like, stmt)
        path = index
        if steps:
            last = () if index == WHOLE else (Step("getitem", (index,), (), "[]"),)
            whole = (*steps, *last)
            path = whole[0].operands[0] if len(whole) == 1 and whole[0].op == "getitem" else Path(whole)
        return str(self.build.emit(named, (base, path, value), hint=reads_like, spelling=named, origin=origin))

    # --- names of tuples and lists -----------------------------------------------------------------------------------
    def item(self, source: Operand, key: Operand) -> Operand | None:
        """What is in a tuple, list or dict under a constant key, if that is known."""
        inside, kind = self.resolved(source), self.build.type_of(key)
        if isinstance(kind, Num) and type(kind.value) is int:
            key = Const(kind.value)
        match inside, key:
            case (Tup(items) | Lst(items)), Const(int() as k) if -len(items) <= k < len(items):
                return items[k]
            case Dct(keys, items), Const(k) if k in keys:
                return items[keys.index(k)]
            case _:
                return None
