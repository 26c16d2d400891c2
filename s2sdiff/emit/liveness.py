"""When each name is live, as intervals of positions in the order of the text.

An interval (start, end] begins where the name gets its value and ends where it is last read. Branches are looked at
one by one: a name that only `else` reads is not live in `then`. What a loop reads from outside is live to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from s2sdiff.emit.endings import told
from s2sdiff.emit.fold import Folds
from s2sdiff.ir import Assign, Block, Call, For, Function, If, Operand, Pop, While
from s2sdiff.reverse.versions import CHANGES
from s2sdiff.walking import block_reads, results, walk

Interval = tuple[int, int]


@dataclass
class Liveness:
    """`intervals` of every variable; `position` of every statement (of a structure: where it begins), by identity."""

    folds: Folds
    intervals: dict[str, list[Interval]] = field(default_factory=dict)
    position: dict[int, int] = field(default_factory=dict)
    block_end: dict[tuple[int, int], int] = field(default_factory=dict)  # of a block of a structure
    end: dict[int, int] = field(default_factory=dict)  # of structures: where merged and carried values are set
    open: dict[str, int] = field(default_factory=dict)
    tries: frozenset[str] = frozenset()  # the tests of branches of which the one may be left for the other
    clock: int = 0

    def read(self, names: Sequence[str], at: int) -> None:
        for name in names:
            self.open.setdefault(name, at)

    def set(self, name: str, at: int) -> None:
        self.intervals.setdefault(name, []).append((at, self.open.pop(name, at + 1)))


def liveness(function: Function, folds: Folds) -> Liveness:
    """The intervals of a function's variables, folded parts being read where they are written."""
    tries = (stmt.target for stmt in walk(function.body) if isinstance(stmt, Assign) and stmt.op == "tries")
    state = Liveness(folds, tries=frozenset(tries))
    _number(state, function.body)
    _block(state, function.body)
    for name in list(state.open):  # parameters, and data from outside
        state.set(name, -1)
    return state


def _number(state: Liveness, block: Block) -> None:
    for stmt in block:
        state.clock += 2
        state.position[id(stmt)] = state.clock
        match stmt:
            case If(then=then, orelse=orelse):
                for inner in (then, orelse):
                    _number(state, inner)
                    state.clock += 2
                    state.block_end[id(inner), id(stmt)] = state.clock
            case For(body=body):
                _number(state, body)
            case While(head=head, body=body):
                _number(state, head)
                state.clock += 2
                state.block_end[id(head), id(stmt)] = state.clock
                _number(state, body)
            case _:
                continue
        state.clock += 2
        state.end[id(stmt)] = state.clock


def _block(state: Liveness, block: Block) -> None:
    for stmt in reversed(block):
        if isinstance(stmt, Assign | Call | Pop) and isinstance(stmt.target, str) and stmt.target in state.folds.inside:
            continue
        match stmt:
            case If():
                _if(state, stmt)
            case For() | While():
                _loop(state, stmt)
            case _:
                at = state.position[id(stmt)]
                if isinstance(stmt, Assign) and stmt.op in CHANGES:  # two lines: x = y.copy(); x[i] += v
                    # y may be called x by then, and x holds the same: what the second line reads of y it can read of x
                    state.read([n for n in _leaves(state, stmt.operands[1:]) if n != stmt.operands[0]], at + 1)
                for name in results(stmt):
                    state.set(name, at)
                state.read(state.folds.reads(stmt), at)


def _leaves(state: Liveness, operands: Sequence[Operand]) -> list[str]:
    return [leaf for operand in operands for leaf in state.folds.leaves(operand)]


def _if(state: Liveness, stmt: If) -> None:
    start, end = state.position[id(stmt)], state.end[id(stmt)]
    for merge in stmt.merges:
        state.set(merge.target, end)
    after = dict(state.open)
    before: dict[str, int] = dict(after)
    tried = isinstance(stmt.test, str) and stmt.test in state.tries
    for block, ends in ((stmt.orelse, [m.orelse for m in stmt.merges]), (stmt.then, [m.then for m in stmt.merges])):
        state.open = dict(after)
        block_end = state.block_end[id(block), id(stmt)]
        state.read(_leaves(state, ends), block_end)
        _block(state, block)
        block_start = min((state.position[id(inner)] for inner in block), default=block_end) - 1
        for name in [name for name in state.open if name not in after]:
            if tried and block is stmt.orelse:  # the try may be left anywhere, and what the handler reads is there
                after[name] = before[name] = state.open[name]
                continue
            state.set(name, block_start)
            before[name] = start
    state.open = before
    state.read(state.folds.reads(stmt), start)


def _loop(state: Liveness, stmt: For | While) -> None:
    start, end = state.position[id(stmt)], state.end[id(stmt)]
    targets = [carry.target for carry in stmt.carries]
    state.read(_leaves(state, [told(stmt)]), end + 1)  # after what is carried is set
    for name in targets:  # as set at the end of an iteration
        if name in state.open:
            state.set(name, end)
        else:
            state.intervals.setdefault(name, []).append((end, end + 1))
    outside = _from_outside(state, stmt)
    state.read(outside, end)
    state.read(_leaves(state, [carry.next for carry in stmt.carries]), end)
    _block(state, stmt.body)
    if isinstance(stmt, While):
        at = state.block_end[id(stmt.head), id(stmt)]
        state.read(_leaves(state, [stmt.test]), at)
        state.read(targets, at)  # the loop may be left here
        _block(state, stmt.head)
    else:
        state.open.setdefault(stmt.index, end)
        state.set(stmt.index, start)
    for name in targets:  # as set before the first iteration
        state.set(name, start)
    state.read(_leaves(state, [carry.init for carry in stmt.carries]), start)
    if isinstance(stmt, For):
        state.read(_leaves(state, [stmt.start, stmt.stop, stmt.step]), start)


def _from_outside(state: Liveness, stmt: For | While) -> list[str]:
    """What the loop reads that is made before it: it must last through every iteration."""
    inner = [*walk(stmt.body), *(walk(stmt.head) if isinstance(stmt, While) else ())]
    made = {carry.target for carry in stmt.carries} | {name for s in inner for name in results(s)}
    made |= {s.index for s in (*inner, stmt) if isinstance(s, For)}
    read = [name for s in inner for name in state.folds.reads(s)]
    for s in (*inner, stmt):
        read.extend(_leaves(state, [operand for _, operand in block_reads(s)]))
    return [name for name in dict.fromkeys(read) if name not in made]
