"""Reverse mode: the forward sweep of a typed function, which saves, and its backward sweep.

`joint.py` makes one function of the two, `split.py` two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import SAVED, Num
from s2sdiff.ir import (
    NEVER,
    NONE,
    UNDEFINED,
    Assign,
    Block,
    Call,
    Carry,
    Const,
    For,
    Function,
    If,
    Merge,
    Operand,
    Origin,
    Return,
    Stmt,
    Tup,
    While,
)
from s2sdiff.rebuilding import map_blocks
from s2sdiff.reverse.adjoints import Adjoint, Adjoints
from s2sdiff.reverse.record import with_tapes
from s2sdiff.reverse.restore import restore
from s2sdiff.reverse.state import Sweep
from s2sdiff.reverse.sweep import sweep
from s2sdiff.transform.absent import builder_of
from s2sdiff.transform.activity import active, varied
from s2sdiff.transform.again import asks_quiet
from s2sdiff.transform.refuse import refuse
from s2sdiff.transform.shapes import fitted
from s2sdiff.transform.ways_out import one_way_out
from s2sdiff.walking import names_in, walk

Finish = Callable[[Function], Function]  # the simplifying passes


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Both sweeps of a function before it is decided what is kept, and the adjoints of what is differentiated."""

    build: Builder
    forward: Block
    backward: Block
    bars: tuple[Operand, ...]


def sweeps(function: Function, wrt: Sequence[int], seeds: Callable[[Builder], tuple[Operand, Adjoint | None]],
           *, through: bool, fit: bool) -> Sweeps:  # fmt: skip
    """The forward and the backward sweep; `seeds` gives the outputs and their adjoints, once there is a builder.

    `through`: what becomes of the output is not known, so that all that varies with the inputs is active.
    `fit`: the adjoints go to the user, in the very types of the arguments.
    """
    function = one_way_out(function) if function.optimize else function
    build = builder_of(function)
    inputs = [function.params[k].name for k in wrt]
    reached = (varied if through else active)(function.body, inputs, function.types)
    refuse(function.body, varied(function.body, inputs, function.types), function.types)
    forward, saved, trips = _forward(build, function.body, reached)
    known = Adjoints(build)
    state = Sweep(build, known, reached, trips, saved)
    end = function.body[-1].origin
    with build.block() as backward, build.at(Origin(end.loc, end.line, "adjoint")):
        known.contribute(*seeds(build))
        known.known = {name: bar for name, bar in known.known.items() if name in reached}
        sweep(state, function.body[:-1])
        bars = tuple(known.settled(known.take(name), name) for name in inputs)
        if fit:
            named = function.optimize > 0
            bars = tuple(fitted(build, bar, name, named=named) for bar, name in zip(bars, inputs, strict=True))
    end_of_both = Return(Tup(bars), build.origin)
    forward, (*restored, last) = restore(build, forward, (*with_tapes(tuple(backward), state.made), end_of_both))
    assert isinstance(last, Return)
    assert isinstance(last.value, Tup)
    return Sweeps(build, forward, tuple(restored), last.value.items)


def _forward(build: Builder, body: Block, reached: frozenset[str]) -> tuple[Block, dict[int, str], dict[int, str]]:
    """The primal, its calls replaced by forward parts that save, its whiles counting their trips."""
    saved: dict[int, str] = {}
    trips: dict[int, str] = {}

    def on_block(block: Block) -> Block:
        return tuple(map(on, block))

    def on(stmt: Stmt) -> Stmt:
        match stmt:
            case Call(keeps_arguments=True):
                return stmt
            case Call(target=target, operands=operands) if any(name in reached for name in names_in(target)):
                mask = tuple(any(name in reached for name in names_in(operand)) for operand in operands)
                saved[id(stmt)] = build.declare(f"{stmt.callee.name}_saved", SAVED)
                both = Tup((target, saved[id(stmt)]))
                return replace(stmt, target=both, callee=stmt.callee.part("fwd", mask))
            case If(then=then, orelse=orelse, merges=merges):
                merged = tuple(_merged(merge, reached) for merge in merges)
                return replace(stmt, then=on_block(then), orelse=on_block(orelse), merges=merged)
            case For() | While():
                left = map_blocks(stmt, on_block)
                assert isinstance(left, For | While)
                left = replace(left, carries=tuple(_defined(carry, reached) for carry in left.carries))
                if isinstance(left, For) and left.until == NEVER:
                    return left
                trips[stmt.key], counted = _counted(build, left)
                return counted
            case _:
                return stmt

    return on_block(body), saved, trips


def _counted(build: Builder, stmt: For | While) -> tuple[str, For | While]:
    """The name that holds how often a loop has run, and the loop, which counts its trips."""
    counter = _counter(stmt)
    if counter is not None:
        return counter, stmt
    before, after, result = (build.declare("trips", Num("int")) for _ in range(3))
    count = Assign(after, "add", (before, Const(1)), (), "+", replace(stmt.origin, role="adjoint"))
    carries = (*stmt.carries, Carry(before, Const(0), after, result))
    return result, replace(stmt, body=(count, *stmt.body), carries=carries)


def _counter(stmt: For | While) -> str | None:
    """The name that holds how often a loop has run, if it counts that already."""
    added = {inner.target: inner.operands for inner in stmt.body if isinstance(inner, Assign) and inner.op == "add"}
    return next((carry.result for carry in stmt.carries if carry.init == Const(0) and isinstance(carry.next, str)
                 and added.get(carry.next) == (carry.target, Const(1))), None)  # fmt: skip


def _defined(carry: Carry, reached: frozenset[str]) -> Carry:
    """A value that the loop makes, and that nothing made before, is None at first: it goes on a tape as that."""
    is_active = carry.init == UNDEFINED and reached & {carry.target, carry.result}
    return replace(carry, init=NONE) if is_active else carry


def _merged(merge: Merge, reached: frozenset[str]) -> Merge:
    """The same for a value that one branch alone makes."""
    if merge.target not in reached:
        return merge
    then, orelse = (NONE if value == UNDEFINED else value for value in (merge.then, merge.orelse))
    return Merge(merge.target, then, orelse)


def is_quiet(both: Sweeps) -> bool:
    """Whether a rule of the backward sweep asks for NumPy's floating point warnings to be off."""
    return asks_quiet(both.forward) or any(stmt.origin.quiet for stmt in walk(both.backward))


def parts_of(block: Block) -> tuple[Block, Block]:
    """The forward and the backward sweep of a simplified body that has both."""
    cut = next((k for k, stmt in enumerate(block) if stmt.origin.role == "adjoint"), len(block))
    return block[:cut], block[cut:]
