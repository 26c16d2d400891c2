"""The simplifying passes, in order. Nothing here is needed for correctness."""

from __future__ import annotations

from collections.abc import Callable

from s2sdiff.ir import Function
from s2sdiff.simplify.algebra import simplify_algebra
from s2sdiff.simplify.copies import propagate_copies
from s2sdiff.simplify.dead import remove_dead, remove_dead_adjoints

Pass = Callable[[Function], Function]


def passes(optimize: int) -> tuple[Pass, ...]:
    """At optimize=0 only what nothing reads is dropped, so that the code is the textbook's, line by line."""
    if optimize == 0:
        return (remove_dead_adjoints,)
    return (propagate_copies, simplify_algebra, propagate_copies, simplify_algebra, propagate_copies, remove_dead)
