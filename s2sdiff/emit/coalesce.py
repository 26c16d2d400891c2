"""From SSA names back to variables: which names share one, and which copies are left.

    carry s#1: s → s#2          s = 0.0
    s#2 = s#1 + x        →      for ...: s += x
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from s2sdiff.aliases import Groups
from s2sdiff.emit.liveness import Interval, Liveness, liveness
from s2sdiff.infer import lists
from s2sdiff.infer.values import Arr, Seq, is_number
from s2sdiff.ir import Assign, For, Function, If, Operand, Pop, Push, Stmt, While
from s2sdiff.names import hint, is_part, is_user, primal_of, same_family
from s2sdiff.reverse.versions import CHANGES
from s2sdiff.roots import changes_arrays
from s2sdiff.union import find
from s2sdiff.walking import results, walk


@dataclass(frozen=True, slots=True)
class Variables:
    """`of` maps each name to the name that stands for its variable; `in_place` holds the updates that are."""

    of: Mapping[str, str]
    in_place: frozenset[str]  # the targets of `x += c` and of stores
    moved: frozenset[str] = frozenset()  # the targets of stores in place under another name

    def same(self, a: Operand, b: Operand) -> bool:
        return isinstance(a, str) and isinstance(b, str) and self.of.get(a, a) == self.of.get(b, b)


class _Classes:
    """Names that share a variable, with all the times at which it is in use."""

    def __init__(self, intervals: Mapping[str, list[Interval]], zeros: frozenset[str]):
        self.zeros = zeros
        self.parent = {name: name for name in intervals}
        self.times = {name: _apart(sorted(times)) for name, times in intervals.items()}

    def find(self, name: str) -> str:
        return find(self.parent, name)

    def unite(self, a: str, b: str) -> bool:
        left, right = self.find(a), self.find(b)
        if left == right:
            return True
        if left not in self.times or right not in self.times or _overlap(self.times[left], self.times[right]):
            return False
        if _named_apart(left, right) or (not {left, right} & self.zeros and _roles_differ(left, right)):
            return False
        keep, drop = (right, left) if self._rank(right) < self._rank(left) else (left, right)
        self.parent[drop] = keep
        few, many = sorted((self.times[keep], self.times.pop(drop)), key=len)
        for interval in few:
            insort(many, interval)
        self.times[keep] = many
        return True


    def _rank(self, name: str) -> tuple[bool, ...]:
        """Which name stands for a variable: the user's first version, any of the user's, an adjoint of one; no zeros,
        which are of an adjoint and of its tangent."""
        is_first = is_user(name) and name == hint(name)
        return not is_first, not is_user(name), name in self.zeros, not is_user(primal_of(name))


@dataclass(frozen=True, slots=True)
class _Memory:
    """What decides whether an update may be in place: when names are live, and which may be the same memory."""

    function: Function
    live: Liveness
    contents: Liveness  # the same, without what asks for the shape of an array alone
    groups: Groups
    members: Mapping[str, list[str]]  # of each group
    of: Mapping[str, str]  # the variable of each name
    lists: Groups  # which may be the same list
    list_members: Mapping[str, list[str]]


def coalesce(function: Function, live: Liveness, groups: Groups, of_lists: Groups) -> Variables:
    """The variables of a function: names are united as far as no two are live at once."""
    zeros = frozenset(stmt.target for stmt in walk(function.body) if isinstance(stmt, Assign) and "~" in stmt.target
                      and stmt.op in ("zeros", "zeros_like", "zeros_of"))  # fmt: skip
    classes = _Classes(live.intervals, zeros)
    for a, b in (*_carried_pairs(function), *_wished_pairs(function)):
        classes.unite(a, b)
    of = {name: classes.find(name) for name in live.intervals}
    updates = changes_arrays(function) or any(
        isinstance(stmt, Assign) and stmt.op in lists.UPDATES for stmt in walk(function.body))
    contents = liveness(function, replace(live.folds, measures=False)) if updates else live
    memory = _Memory(function, live, contents, groups, groups.members(), of, of_lists, of_lists.members())
    assigned = [stmt for stmt in walk(function.body) if isinstance(stmt, Assign)]
    return Variables(of, frozenset(stmt.target for stmt in assigned if _is_in_place(memory, stmt)),
                     frozenset(stmt.target for stmt in assigned if _is_moved(memory, stmt)))  # fmt: skip


def _apart(times: list[Interval]) -> list[Interval]:
    """The same times as intervals that do not overlap."""
    made: list[Interval] = []
    for start, end in times:
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def _overlap(a: list[Interval], b: list[Interval]) -> bool:
    """Whether an interval of one overlaps with one of the other; those of one do not overlap with each other."""
    few, many = (a, b) if len(a) < len(b) else (b, a)
    for interval in few:
        at = bisect_left(many, interval)
        for start, end in many[max(at - 1, 0) : at + 2]:
            if start < interval[1] and interval[0] < end:
                return True
    return False


def _named_apart(a: str, b: str) -> bool:
    """Whether both names are told from each other by the user's names for them."""
    first, second = primal_of(a), primal_of(b)
    if not is_user(first) or not is_user(second):
        return False
    return hint(first) != hint(second) or ("~" in a) != ("~" in b)


def _roles_differ(a: str, b: str) -> bool:
    """Whether one name is that of an adjoint, say, and the other that of the tangent of an adjoint."""
    first, second = ([part.partition("#")[0] for part in name.split("~")[1:]] for name in (a, b))
    return "~" in a and "~" in b and first != second and not a.startswith("#") and not b.startswith("#")


def _carried_pairs(function: Function) -> Iterator[tuple[str, str]]:
    """What a loop carries, with what it starts from and what it goes on with."""
    for stmt in walk(function.body):
        if isinstance(stmt, For | While):
            for carry in stmt.carries:
                for other in (carry.init, carry.next):
                    if isinstance(other, str):
                        yield carry.target, other


def _wished_pairs(function: Function) -> Iterator[tuple[str, str]]:
    """Pairs of names that would rather be one variable, the most wished for first."""
    pushed = {stmt.tape: stmt.value for stmt in walk(function.body) if isinstance(stmt, Push)}
    first_of: dict[str, str] = {p.name: p.name for p in function.params}
    for stmt in walk(function.body):
        yield from _updated_pairs(stmt)
        if isinstance(stmt, Pop):
            value = pushed.get(stmt.tape)
            if isinstance(value, str):
                yield value, stmt.target
        if isinstance(stmt, For):  # a loop and its mirror count with one name
            yield first_of.setdefault(hint(stmt.index), stmt.index), stmt.index
        for name in results(stmt):
            first = first_of.setdefault(hint(name), name)
            if is_user(name) and name != first and (isinstance(stmt, Pop) or stmt.origin.is_derived):
                yield first, name


def _updated_pairs(stmt: Stmt) -> Iterator[tuple[str, str]]:
    """The result of a branch or of an addition, with what it is made from."""
    match stmt:
        case If(merges=merges):
            for merge in merges:
                for other in (merge.then, merge.orelse):
                    if isinstance(other, str):
                        yield merge.target, other
        case Assign(op=op, target=target, operands=(str() as first, *_)) if op in CHANGES:
            yield target, first
        case Assign(op="add" | "item_added", target=target, operands=(str() as first, *_)):
            if stmt.origin.is_derived and (same_family(target, first) or is_part(first)):
                yield target, first
        case Assign(op="float_" | "copy", target=target, operands=(str() as first,)) if same_family(target, first):
            yield target, first
        case _:
            return


def _is_in_place(memory: _Memory, stmt: Assign) -> bool:
    """Whether an addition may write into its first operand: its memory is the function's own, and read no more."""
    folded = memory.live.folds.inside
    match stmt:
        case Assign(op=op, target=target, operands=(str() as first, *_)) if op in CHANGES | {"add", "item_added"}:
            if target in folded or first in folded or memory.of.get(target, target) != memory.of.get(first, first):
                return False
            return _keeps_kind(memory, stmt, first) and not _is_read_later(memory, stmt, first)
        case _:
            return False


def _is_moved(memory: _Memory, stmt: Assign) -> bool:
    """Whether a store may write into its first operand, which is called something else afterwards."""
    first = stmt.operands[0] if stmt.operands else None
    if stmt.op not in CHANGES or not isinstance(first, str) or {first, stmt.target} & memory.live.folds.inside.keys():
        return False
    at = memory.live.position[id(stmt)]
    return memory.of.get(stmt.target) != memory.of.get(first) and not _live_across(memory.contents, first, at) and (
        not _is_read_later(memory, stmt, first))  # fmt: skip


def _keeps_kind(memory: _Memory, stmt: Assign, first: str) -> bool:
    """Whether the addition gives what its first operand is: `x += c` would raise, or round, where it does not."""
    before, after = memory.function.types.get(first), memory.function.types.get(stmt.target)
    if is_number(before):
        return stmt.op == "add"
    if stmt.op == "add":
        return isinstance(before, Arr) and before == after and before.dtype is not None and before.shape is not None
    if stmt.op == "item_added":
        return isinstance(before, Seq) and before.kind == "list"
    return True


def _is_read_later(memory: _Memory, stmt: Assign, first: str) -> bool:
    """Whether an array that may be changed is somebody else's, or is read after the change by another name."""
    if is_number(memory.function.types.get(first)):
        return False
    of_lists = stmt.op in lists.UPDATES or stmt.op == "item_added"
    groups, members = (memory.lists, memory.list_members) if of_lists else (memory.groups, memory.members)
    if groups.is_foreign(first) or first in groups.read_only:
        return True
    at = memory.live.position[id(stmt)]
    return any(memory.of.get(name, name) != memory.of[first] and _live_across(memory.contents, name, at)
               for name in members.get(groups.find(first), ()))  # fmt: skip


def _live_across(live: Liveness, name: str, at: int) -> bool:
    # what an update stores is read a moment after what it changes (see liveness.py)
    return any(start < at and at + 1 < end for start, end in live.intervals.get(name, ()))
