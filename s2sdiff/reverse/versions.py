"""The versions of the arrays that a forward sweep changes: which follows which, and what are views of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from s2sdiff.aliases import is_fresh
from s2sdiff.infer import lists
from s2sdiff.ir import Assign, Block, For, If, While
from s2sdiff.walking import all_names, blocks, inner_names, merged, results, walk

UPDATES = frozenset({"setitem", "scatter", "fill", "index_add"})  # ops whose result may be their first operand, changed
CHANGES = UPDATES | lists.UPDATES  # and lists: what emission prints in place
METADATA = frozenset({"shape", "ndim", "size", "len", "dtype"})
ARITHMETIC = frozenset({"add", "subtract", "multiply", "negative", "divide"})  # as cheap as a copy to a tape and back
Home = tuple[tuple[int, int], ...]  # the blocks around a statement: keys of structures, each with a block's number


@dataclass(frozen=True)
class Versions:
    """Of a forward sweep: its changes by the version they make, its structures by key, and what follows what."""

    updates: Mapping[str, Assign]
    views: Mapping[str, Assign]  # the ops that take a view, or an entry, by the name they make
    measures: Mapping[str, Assign]  # the ops that ask for a shape or a length, by the name they make
    cheap: Mapping[str, Assign]  # arithmetic on arrays, by the name it makes
    superseded: frozenset[str]  # versions that a change, a branch or a loop goes on from
    chained: frozenset[str]  # all versions of changed arrays
    structures: Mapping[int, If | For | While]
    made_in: Mapping[int, frozenset[str]]  # the names made inside a structure, by its identity
    following: Mapping[str, str]
    homes: Mapping[str, Home]
    latest: dict[Home, dict[str, str | None]] = field(default_factory=dict)  # what `last` has found before

    def last(self, name: str, here: Home) -> str:
        """The latest version of an array that is there at the mirror of a block of the sweep."""
        known = self.latest.setdefault(here, {})
        path = [name]
        while path[-1] not in known and path[-1] in self.following:
            path.append(self.following[path[-1]])
        found = known.get(path[-1])  # None: no later version is there
        for version in reversed(path):
            known.setdefault(version, found)
            home = self.homes.get(version, ())
            found = found or (version if here[: len(home)] == home else None)
        return known[name] or name


def versions_of(forward: Block) -> Versions:
    """The versions in a forward sweep."""
    updates: dict[str, Assign] = {}
    views: dict[str, Assign] = {}
    measures: dict[str, Assign] = {}
    cheap: dict[str, Assign] = {}
    structures: dict[int, If | For | While] = {}
    made_in: dict[int, frozenset[str]] = {}
    for stmt in walk(forward):
        if isinstance(stmt, Assign) and stmt.op in UPDATES:
            updates[stmt.target] = stmt
        elif isinstance(stmt, Assign) and stmt.operands and not is_fresh(stmt.op) and _takes_view(stmt):
            views[stmt.target] = stmt
        elif isinstance(stmt, Assign) and stmt.op in METADATA:
            measures[stmt.target] = stmt
        elif isinstance(stmt, Assign) and stmt.op in ARITHMETIC:
            cheap[stmt.target] = stmt
        elif isinstance(stmt, If | For | While):
            structures[stmt.key] = stmt
            inside = (name for block in blocks(stmt) for name in all_names(block))
            made_in[id(stmt)] = frozenset([*inner_names(stmt), *inside])
    chained = _chained(forward, updates)
    following = {str(stmt.operands[0]): target for target, stmt in updates.items()}
    for stmt in structures.values():
        following.update(_following(stmt, chained))
    homes = dict(_homes(forward, ()))
    return Versions(updates, views, measures, cheap, frozenset(following), chained, structures, made_in, following,
                    homes)  # fmt: skip


def _homes(block: Block, here: Home) -> Iterator[tuple[str, Home]]:
    """The blocks around the statement that makes each name."""
    for stmt in block:
        yield from ((name, here) for name in results(stmt))
        for number, inner in enumerate(blocks(stmt)):
            inside = (*here, (getattr(stmt, "key", 0), number))
            yield from ((name, inside) for name in inner_names(stmt))
            yield from _homes(inner, inside)


def _takes_view(stmt: Assign) -> bool:
    return isinstance(stmt.operands[0], str) and stmt.op not in ("tuple", "list", "dict")


def _chained(forward: Block, updates: Mapping[str, Assign]) -> frozenset[str]:
    """The names that are versions of a changed array: what changes start from, make, and what structures make of it."""
    chained = {name for target, stmt in updates.items() for name in (target, stmt.operands[0]) if isinstance(name, str)}
    structures = [stmt for stmt in walk(forward) if isinstance(stmt, If | For | While)]
    grown = True
    while grown:
        before = len(chained)
        for stmt in structures:
            for target, operands in merged(stmt):
                names = {target, *(operand for operand in operands if isinstance(operand, str))}
                if names & chained:
                    chained |= names
        grown = len(chained) > before
    return frozenset(chained)


def _following(stmt: If | For | While, chained: frozenset[str]) -> dict[str, str]:
    """What a structure makes of the versions that it goes on from."""
    found: dict[str, str] = {}
    if isinstance(stmt, If):
        for merge in stmt.merges:
            found.update({o: merge.target for o in (merge.then, merge.orelse) if isinstance(o, str) and o in chained})
        return found
    for carry in stmt.carries:
        if carry.target in chained:
            found.update({o: carry.result for o in (carry.init, carry.next, carry.target) if isinstance(o, str)})
    return found
