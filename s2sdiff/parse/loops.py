"""Loops to SSA: what an iteration hands to the next is carried; every `for` counts, over a range or an index.

    for x in xs: s = s + x         for i in range(len(xs)): x = xs[i]; s#2 = s#1 + x      carry s#1: s → s#2
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import gast

from s2sdiff.ir import UNDEFINED, For, Operand, Stmt, While
from s2sdiff.parse.carrying import carried
from s2sdiff.parse.comprehensions import bind
from s2sdiff.parse.expressions import lower
from s2sdiff.parse.ranges import Range, counted, index_itself, scheduled
from s2sdiff.parse.returns import spoken, stop_flag
from s2sdiff.parse.scope import Scope, stored_names
from s2sdiff.parse.spread import held, is_no_data, items_of
from s2sdiff.parse.targets import assign
from s2sdiff.parse.unrolling import lower_unrolled

LowerBlock = Callable[[Scope, Sequence[gast.AST]], None]


def lower_for(scope: Scope, node: gast.For, lower_block: LowerBlock) -> None:
    """Writes a for loop; its body is lowered by `lower_block`, which the file of statements has."""
    iterable, schedule = scheduled(scope, node.iter)
    if schedule and stop_flag(node):
        scope.problem(node, "A loop under checkpoint runs to its end, and this one may be left before.",
                      "Leave the loop by no break and no return, or take checkpoint away.")  # fmt: skip
    iterable = held(scope, iterable)
    items = items_of(scope, iterable)
    if items is not None and any(map(is_no_data, items)) and not stop_flag(node):
        for item in items:
            bind(scope, node.target, item)
            lower_block(scope, node.body)
        if items_of(scope, iterable) != items:
            scope.problem(node.iter, "The loop goes over a list that it changes.", "Go over a copy: list(xs).")
        return
    iterated = counted(scope, iterable)
    if iterated is None:
        return
    if iterated.is_strict and stop_flag(node):
        scope.problem(node.iter, "This zip is strict when it ends, and the loop may be left before.",
                      "Compare the lengths before the loop, and leave strict away.")  # fmt: skip
        return
    if iterated.unrolled is not None:
        sizes = dict(scope.cells.resized)
        lower_unrolled(scope, node, iterated, lower_block)
        _check_sizes(scope, node, iterated, sizes)
        return
    direct = node.target.id if isinstance(node.target, gast.Name) and iterated.items is index_itself else None
    index = scope.names.fresh(spoken(direct) if direct else _index_name(scope))

    def body() -> None:
        value = iterated.items(scope, index)
        if direct is not None:
            scope.env[direct] = index
        else:
            assign(scope, node.target, value)
        lower_block(scope, node.body)

    sizes = dict(scope.cells.resized)
    carries, block, until = carried(scope, node, body)
    _check_sizes(scope, node, iterated, sizes)
    loop = For(index, iterated.start, iterated.stop, iterated.step, carries=carries, body=block,
               origin=scope.origin, key=scope.new_key(), schedule=schedule, until=until)  # fmt: skip
    scope.out.append(loop)


def _check_sizes(scope: Scope, node: gast.For, iterated: Range, before: Mapping[str, int]) -> None:
    if any(scope.cells.resized.get(key, 0) > before.get(key, 0) for key in iterated.cells):
        scope.problem(node.iter, "The loop goes over a list whose length it changes.", "Go over a copy: list(xs).")


def lower_while(scope: Scope, node: gast.While, lower_block: LowerBlock) -> None:
    """Writes a while loop, whose test is computed in each iteration."""
    named = stored_names([node.test])
    if named:
        scope.problem(node.test, f"The test of this loop assigns to {named[0]}, and the loop has an else.",
                      "Assign in the body of the loop.")  # fmt: skip
        return
    head: list[Stmt] = []
    test: Operand = UNDEFINED

    def body() -> None:
        nonlocal test, head
        changes = scope.cells.count()
        with scope.block() as head:
            test = lower(scope, node.test)
        if scope.cells.count() > changes:
            scope.problem(node.test, "The test of this loop changes a list.", "Change it in the body of the loop.")
        lower_block(scope, node.body)

    carries, block, until = carried(scope, node, body)
    scope.out.append(While(carries, tuple(head), test, block, scope.origin, scope.new_key(), until))


def _index_name(scope: Scope) -> str:
    return next(name for name in ("i", "j", "k", "l", "index", "index_") if name not in scope.identifiers)
