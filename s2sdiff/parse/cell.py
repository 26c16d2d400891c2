"""What is known of the lists and dicts that a function makes and changes: see containers.py."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from s2sdiff.errors import Loc
from s2sdiff.ir import Operand


@dataclass(eq=False, slots=True)
class Cell:
    """A list or dict that the function has made: `env[key]` is what is in it now. `hint`: the user's name for it."""

    key: str
    hint: str = ""
    loop: int = 0  # the loop in whose body it is made


@dataclass(frozen=True, slots=True)
class Stale:
    """What is known of a cell after a change of one that may be the same list."""

    by: str
    loc: Loc | None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a cell, the number of its turn, and whether it is one of a list inside it."""

    turn: int
    loc: Loc
    inside: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A value that may be the list of a cell (`of` is "whole"), one in it ("part") or hold such ones ("items")."""

    key: str
    value: str
    of: str
    turn: int
    loc: Loc


@dataclass
class Cells:
    """Of one function: its cells, and what else may be or hold the same lists, at any time."""

    known: dict[str, Cell] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)  # cells that may be one list
    escaped: dict[str, Loc] = field(default_factory=dict)  # cells whose list is in another one
    mixed: dict[str, Loc] = field(default_factory=dict)  # cells into whose list one with a name was put
    changes: dict[str, list[Change]] = field(default_factory=dict)
    resized: dict[str, int] = field(default_factory=dict)  # how often the length of a cell's list was changed
    held: list[Held] = field(default_factory=list)
    paths: dict[str, tuple[str, tuple[Operand, ...]]] = field(default_factory=dict)  # and where it is in the list
    inner: dict[str, list[str]] = field(default_factory=dict)  # of a cell: those whose lists are in its own
    loop: int = 0  # the number of the loop whose body is lowered
    captured: set[str] = field(default_factory=set)  # cells that a function read around it, which is called now
    loads: dict[str, str] = field(default_factory=dict)  # of a name that is an item of a cell's list: the cell
    views: list[tuple[Operand, str]] = field(default_factory=list)  # `d.values()` and its kind, and the cell of d
    turns: int = 0

    def count(self) -> int:
        """How many changes there are."""
        return sum(map(len, self.changes.values()))

    def facts(self, keys: Collection[str]) -> frozenset[tuple[str, ...]]:
        """What is known of some cells besides what they hold."""
        held = {("held", held.key) for held in self.held if held.key in keys}
        links = {(a, b) for a in keys for b in self.links.get(a, ()) if b in keys}
        return frozenset(held | links | {("escaped", key) for key in self.escaped if key in keys})

    def renamed(self, name: str, others: Collection[str]) -> None:
        """Notes that a value has another name, or one for each of its parts."""
        self.held += [replace(held, value=other) for held in self.held if held.value == name for other in others]
        if name in self.loads:
            self.loads |= dict.fromkeys(others, self.loads[name])
        if name in self.paths and len(others) == 1:
            self.paths |= dict.fromkeys(others, self.paths[name])

    def link(self, a: str, b: str) -> None:
        """Notes that two cells may be one list."""
        if a != b:
            self.links.setdefault(a, set()).add(b)
            self.links.setdefault(b, set()).add(a)

    def may_be(self, key: str) -> set[str]:
        """The other cells that may be the same list as a cell."""
        return set(self.links.get(key, ()))

    def conflicts(self) -> Iterator[tuple[Held, Change]]:
        """Values that a later change of a cell may change, each with the change."""
        for held in self.held:
            for change in self.changes.get(held.key, ()):
                if change.turn > held.turn and (change.inside or held.of == "whole"):
                    yield held, change
                    break


def is_key(name: str) -> bool:
    """Whether a name in `env` is that of a cell's contents: no variable can have it."""
    return "[" in name


def cells_in(env: Mapping[str, Operand]) -> dict[str, Operand]:
    """What the cells hold."""
    return {name: value for name, value in env.items() if is_key(name)}
