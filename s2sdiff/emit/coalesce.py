"""From SSA names back to variables: which names share one, and which copies are left.

    carry s#1: s → s#2          s = 0.0
    s#2 = s#1 + x        →      for ...: s += x
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from s2sdiff.emit.aliases import Groups
from s2sdiff.emit.liveness import Interval, Liveness
from s2sdiff.infer.values import Arr, Num, Seq
from s2sdiff.ir import Assign, For, Function, If, Operand, Pop, Push, While
from s2sdiff.names import hint, is_part, is_user, primal_of, same_family
from s2sdiff.walking import results, walk


@dataclass(frozen=True, slots=True)
class Variables:
    """`of` maps each name to the name that stands for its variable; `in_place` holds the updates that are."""

    of: Mapping[str, str]
    in_place: frozenset[str]  # the targets of `x += c` and of stores

    def same(self, a: Operand, b: Operand) -> bool:
        return isinstance(a, str) and isinstance(b, str) and self.of.get(a, a) == self.of.get(b, b)


class _Classes:
    """Names that share a variable, with all the times at which it is in use."""

    def __init__(self, intervals: Mapping[str, list[Interval]]):
        self.parent = {name: name for name in intervals}
        self.times = {name: sorted(times) for name, times in intervals.items()}

    def find(self, name: str) -> str:
        while self.parent.get(name, name) != name:
            name = self.parent[name]
        return name

    def unite(self, a: str, b: str) -> bool:
        left, right = self.find(a), self.find(b)
        if left == right:
            return True
        if left not in self.times or right not in self.times or _overlap(self.times[left], self.times[right]):
            return False
        if _named_apart(left, right):
            return False
        keep, drop = (right, left) if _rank(right) < _rank(left) else (left, right)
        self.parent[drop] = keep
        self.times[keep] = sorted([*self.times[keep], *self.times.pop(drop)])
        return True


def coalesce(function: Function, live: Liveness, groups: Groups) -> Variables:
    classes = _Classes(live.intervals)
    for a, b in _affinities(function, live):
        classes.unite(a, b)
    of = {name: classes.find(name) for name in live.intervals}
    return Variables(of, frozenset(_in_place(function, live, groups, of)))


def _overlap(a: list[Interval], b: list[Interval]) -> bool:
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i][0] < b[j][1] and b[j][0] < a[i][1]:
            return True
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return False


def _named_apart(a: str, b: str) -> bool:
    """Two of the user's variables keep their two names."""
    return hint(primal_of(a)) != hint(primal_of(b)) and is_user(primal_of(a)) and is_user(primal_of(b)) \
        or ("~" in a) != ("~" in b) and is_user(primal_of(a)) and is_user(primal_of(b))  # fmt: skip


def _rank(name: str) -> tuple[bool, bool, bool]:
    """Which name stands for a variable: the user's first version, then any of the user's, then an adjoint of one."""
    return not (is_user(name) and name == hint(name)), not is_user(name), not is_user(primal_of(name))


def _affinities(function: Function, live: Liveness) -> Iterator[tuple[str, str]]:
    """Pairs of names that would rather be one variable, the most wished for first."""
    later: list[tuple[str, str]] = []
    pushed = {stmt.tape: stmt.value for stmt in walk(function.body) if isinstance(stmt, Push)}
    first_of: dict[str, str] = {p.name: p.name for p in function.params}
    for stmt in walk(function.body):
        match stmt:
            case For(carries=carries) | While(carries=carries):
                for carry in carries:
                    for other in (carry.init, carry.next):
                        if isinstance(other, str):
                            yield carry.target, other
            case If(merges=merges):
                later += [(m.target, other) for m in merges for other in (m.then, m.orelse) if isinstance(other, str)]
            case Assign(op="add" | "index_add" | "item_added", target=target, operands=(str() as first, *_)):
                if stmt.origin.role == "adjoint" and (same_family(target, first) or is_part(first)):
                    later.append((target, first))
            case Assign(op="float_" | "copy", target=target, operands=(str() as first,)) if same_family(target, first):
                later.append((target, first))
            case _:
                pass
        if isinstance(stmt, Pop) and isinstance(pushed.get(stmt.tape), str):
            later.append((str(pushed[stmt.tape]), stmt.target))
        for name in results(stmt):
            first_of.setdefault(hint(name), name)
            if (isinstance(stmt, Pop) or stmt.origin.role == "adjoint") and is_user(name) and name != first_of[hint(name)]:
                later.append((first_of[hint(name)], name))
    yield from later


def _in_place(function: Function, live: Liveness, groups: Groups, of: Mapping[str, str]) -> Iterator[str]:
    """The additions that may write into their first operand: its memory is the function's own, and read no more."""
    members = groups.members()
    for stmt in walk(function.body):
        match stmt:
            case Assign(op="add" | "index_add" | "item_added", target=target, operands=(str() as first, *_)):
                if target in live.folds.inside or first in live.folds.inside:
                    continue
                if of.get(target, target) == of.get(first, first) and _safe(stmt, first, function, live, groups, members, of):
                    yield target
            case _:
                continue


def _safe(stmt: Assign, first: str, function: Function, live: Liveness, groups: Groups,
          members: Mapping[str, list[str]], of: Mapping[str, str]) -> bool:  # fmt: skip
    before, after = function.types.get(first), function.types.get(stmt.target)
    if isinstance(before, Num) or (isinstance(before, Arr) and before.scalar):
        return stmt.op == "add"
    if stmt.op == "add" and (not isinstance(before, Arr) or before != after or before.dtype is None or before.shape is None):
        return False
    if groups.is_foreign(first) or (isinstance(before, Seq) and before.kind != "list"):
        return False
    at = live.position[id(stmt)]
    return not any(of.get(name, name) != of[first] and _live_across(live, name, at)
                   for name in members.get(groups.find(first), ()))  # fmt: skip


def _live_across(live: Liveness, name: str, at: int) -> bool:
    return any(start < at < end for start, end in live.intervals.get(name, ()))


