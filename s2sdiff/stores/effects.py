"""What a call of a function does to its arguments, seen from outside."""

from __future__ import annotations

from dataclasses import dataclass

from s2sdiff.aliases import Groups, Shared, groups
from s2sdiff.infer.values import Abstract, Arr, Map, Seq, Unknown
from s2sdiff.ir import Call, Function, Store
from s2sdiff.walking import names_in, walk


@dataclass(frozen=True, slots=True)
class Effects:
    """The positions of the parameters that a function may change, and of those that its result may be a part of."""

    changed: frozenset[int] = frozenset()
    shared: frozenset[int] = frozenset()
    outside: bool = False  # it may change data from outside
    shares_outside: bool = False  # its result may be a part of data from outside

    @property
    def changes(self) -> bool:
        return bool(self.changed) or self.outside

    @property
    def shares(self) -> bool:
        return bool(self.shared) or self.shares_outside


NO_EFFECTS = Effects()


def effects(function: Function, shared: Shared, changes: Shared) -> Effects:
    """The effects of a typed function. `shared` and `changes` say of a call what its result shares, what it changes.

    Sound: memory is told apart by groups of names without regard to order (`aliases.py`), so too much may be said to
    be changed and never too little.
    """
    found = groups(function, shared)
    changed = changed_groups(function, found, changes)
    returned = {found.find(name) for name in names_in(function.result) if holds_memory(function.types.get(name))}
    params = [(k, found.find(p.name)) for k, p in enumerate(function.params)
              if holds_memory(function.types.get(p.name))]  # fmt: skip
    frees = {found.find(free.name) for free in function.frees if holds_memory(function.types.get(free.name))}
    return Effects(frozenset(k for k, group in params if group in changed),
                   frozenset(k for k, group in params if group in returned),
                   bool(frees & changed), bool(frees & returned))  # fmt: skip


def changed_groups(function: Function, found: Groups, changes: Shared) -> frozenset[str]:
    """The groups of names whose memory a function changes."""
    changed: set[str] = set()
    for stmt in walk(function.body):
        if isinstance(stmt, Store):
            changed.update(found.find(name) for name in names_in(stmt.base))
        elif isinstance(stmt, Call):
            changed.update(found.find(name) for operand in changes(stmt) for name in names_in(operand))
    return frozenset(changed)


def holds_memory(kind: Abstract | None) -> bool:
    """Whether a value is, holds, or may be, an array that can be changed in place."""
    match kind:
        case Arr(scalar=scalar):
            return not scalar
        case Seq(_, items, each):
            return any(map(holds_memory, items)) if items is not None else holds_memory(each or Unknown())
        case Map(_, items):
            return any(map(holds_memory, items))
        case Unknown() | None:
            return True
        case _:
            return False
