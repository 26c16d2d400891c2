"""Loops to SSA: what an iteration hands to the next is carried; every `for` counts, over a range or an index.

    for x in xs: s = s + x         for i in range(len(xs)): x = xs[i]; s#2 = s#1 + x      carry s#1: s → s#2
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gast

from s2sdiff.ir import NEVER, UNDEFINED, Carry, Const, For, Operand, Stmt, Tup, While
from s2sdiff.parse.expressions import lower
from s2sdiff.parse.ranges import counted, index_itself, scheduled
from s2sdiff.parse.returns import spoken, stop_flag
from s2sdiff.parse.scope import DELETED, Scope, deleted_names, is_function_value, stored_names
from s2sdiff.parse.targets import assign

LowerBlock = Callable[[Scope, Sequence[gast.AST]], None]


def lower_for(scope: Scope, node: gast.For, lower_block: LowerBlock) -> None:
    """Writes a for loop; its body is lowered by `lower_block`, which the file of statements has."""
    iterable, schedule = scheduled(scope, node.iter)
    if schedule and stop_flag(node):
        scope.problem(node, "A loop under checkpoint runs to its end, and this one may be left before.",
                      "Leave the loop by no break and no return, or take checkpoint away.")  # fmt: skip
    iterated = counted(scope, iterable)
    if iterated is None:
        return
    direct = node.target.id if isinstance(node.target, gast.Name) and iterated.items is index_itself else None
    index = scope.names.fresh(direct or _index_name(scope))

    def body() -> None:
        value = iterated.items(scope, index)
        if direct is not None:
            scope.env[direct] = index
        else:
            assign(scope, node.target, value)
        lower_block(scope, node.body)

    carries, block, until = _carried(scope, node, body)
    loop = For(index, iterated.start, iterated.stop, iterated.step, carries=carries, body=block,
               origin=scope.origin, key=scope.new_key(), schedule=schedule, until=until)  # fmt: skip
    scope.out.append(loop)


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
        with scope.block() as head:
            test = lower(scope, node.test)
        lower_block(scope, node.body)

    carries, block, until = _carried(scope, node, body)
    scope.out.append(While(carries, tuple(head), test, block, scope.origin, scope.new_key(), until))


def _carried(scope: Scope, node: gast.AST,
             body: Callable[[], None]) -> tuple[tuple[Carry, ...], tuple[Stmt, ...], Operand]:  # fmt: skip
    """Lowers a body whose assigned names come in from the iteration before, and binds them after the loop.

    A name that the body deletes is an iteration's own: it has no value at its start, and none after the loop. What
    holds at the end of the flag that the body sets where it is left for good is returned, too.
    """
    stop = stop_flag(node)
    deleted = deleted_names([node])
    stored = [name for name in stored_names([node]) if name not in deleted]
    structured = True
    while True:
        problems = list(scope.problems)
        enter = {name: _entry(scope, name, scope.env.get(name, UNDEFINED), structured) for name in stored}
        before = {name: scope.env.get(name, UNDEFINED) for name in stored}
        with scope.block() as out:
            scope.env.update({**enter, **dict.fromkeys(deleted, DELETED)})
            scope.env.update({stop: NEVER} if stop and before[stop] != NEVER else {})
            body()
            after = {name: scope.env.get(name, UNDEFINED) for name in stored}
        if not structured or all(_stays(enter[name], after[name]) for name in stored):
            break
        structured = False  # a tuple in one iteration and no tuple in another: carried as one value
        scope.problems[:] = problems
    carries: list[Carry] = []
    scope.env.update(dict.fromkeys(deleted, DELETED))
    for name in stored:
        scope.env[name] = _carry(scope, name, enter[name], before[name], after[name], carries)
    return tuple(carries), tuple(out), after.get(stop, NEVER)


def _stays(enter: Operand, after: Operand) -> bool:
    """Whether what an iteration starts with is what it ends with: tuples of the same nesting, the same functions."""
    if isinstance(enter, Tup) and isinstance(after, Tup):
        return len(enter.items) == len(after.items) and all(map(_stays, enter.items, after.items))
    return enter == after if is_function_value(enter) else not isinstance(enter, Tup) and not isinstance(after, Tup)


def _entry(scope: Scope, name: str, value: Operand, structured: bool) -> Operand:
    if structured and is_function_value(value):
        return value
    if structured and isinstance(value, Tup):
        return Tup(tuple(_entry(scope, f"{name}_{k}", inner, True) for k, inner in enumerate(value.items)))
    return scope.names.fresh(spoken(name))


def _carry(scope: Scope, name: str, target: Operand, init: Operand, following: Operand,
           carries: list[Carry]) -> Operand:  # fmt: skip
    """Notes what is carried; returns what the user's name is bound to after the loop."""
    match target, init, following:
        case Tup(targets), Tup(inits), Tup(nexts):
            each = enumerate(zip(targets, inits, nexts, strict=True))
            return Tup(tuple(_carry(scope, f"{name}_{k}", *inner, carries) for k, inner in each))
        case Const(), _, _:
            return target
        case str(), _, _:
            carries.append(Carry(target, init, following, scope.names.fresh(spoken(name))))
            return carries[-1].result
        case _:
            raise TypeError(f"cannot carry {target!r}")


def _index_name(scope: Scope) -> str:
    return next(name for name in ("i", "j", "k", "l", "index", "index_") if name not in scope.identifiers)
