"""The simplifying passes, in order. Nothing here is needed for correctness."""

from __future__ import annotations

from collections.abc import Callable

from s2sdiff.check import check
from s2sdiff.ir import Function
from s2sdiff.simplify.algebra import simplify_algebra
from s2sdiff.simplify.apart import keep_apart
from s2sdiff.simplify.common import share_common
from s2sdiff.simplify.copies import propagate_copies
from s2sdiff.simplify.dead import remove_dead, remove_dead_adjoints
from s2sdiff.simplify.detach import detach
from s2sdiff.simplify.keep import keep_copies
from s2sdiff.simplify.layout import lay_out
from s2sdiff.simplify.measure import measure_late
from s2sdiff.simplify.respell import respell
from s2sdiff.simplify.shapes import shapes_of_arguments
from s2sdiff.simplify.sides import only_for_the_side
from s2sdiff.simplify.sink import sink

Pass = Callable[[Function], Function]

REWRITING: tuple[Pass, ...] = (propagate_copies, shapes_of_arguments, simplify_algebra, propagate_copies, share_common,
                               remove_dead)  # fmt: skip
ROUNDS = 3  # of rewriting; what a later round would find is rare, and only longer code


def simplified(function: Function) -> Function:
    """Rewriting, until a round changes nothing. A pass that changes nothing returns the very function it got."""
    for _ in range(ROUNDS):
        before = function
        for step in REWRITING:
            after = step(function)
            function = check(after, mirrored=True) if after is not function else function
        if function is before:
            break
    return function


def passes(optimize: int) -> tuple[Pass, ...]:
    """At optimize=0 only what nothing reads is dropped, so that the code is the textbook's, line by line."""
    if optimize == 0:
        return (remove_dead_adjoints, respell, remove_dead_adjoints)
    return (simplified, lay_out, respell, remove_dead)


def finishing(optimize: int) -> tuple[Pass, ...]:
    """After `record`, when it is settled what is kept."""
    first = (remove_dead, only_for_the_side, sink, measure_late) if optimize else (remove_dead_adjoints, sink)
    return (*first, keep_copies, detach, keep_apart)
