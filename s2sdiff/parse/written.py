"""Calls written out: the body of a function whose text is known, in place of its call.

    def f(u):
        def relax():                          u[1:-1] = 0.5 * (u[2:] + u[:-2])
            u[1:-1] = 0.5 * (…)       →       u[1:-1] = 0.5 * (u[2:] + u[:-2])
        relax(); relax()

A function that calls itself cannot be: it becomes a function of its own (`lifted.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import gast

from s2sdiff.ir import UNDEFINED, Const, Operand
from s2sdiff.parse.binding import bound_arguments
from s2sdiff.parse.callee import Callee
from s2sdiff.parse.cell import cells_in
from s2sdiff.parse.containers import contents, hold, keys_in
from s2sdiff.parse.lifted import Lifted, lift
from s2sdiff.parse.local import LocalFunction, Text, body_of
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.returns import RETURNED
from s2sdiff.parse.scope import Active, Scope, stored_names
from s2sdiff.parse.statics import active_for, data_in, form_of

DEEPEST = 40  # calls written out inside each other


class Recursion(Exception):
    """A call that is being written out calls itself."""

    def __init__(self, active: Active):
        super().__init__(active)
        self.active = active


def write_out(scope: Scope, node: gast.AST, called: LocalFunction, given: Arguments) -> Operand:
    """What a call returns, its statements written to `scope.out`."""
    bound = bound_arguments(called.args, called.defaults, given)
    if isinstance(bound, str):
        return scope.problem(node, f"{called.name} cannot be called like this: {bound}.", "Correct the call.")
    active = active_for(called, form_of(called.args, bound))
    if active in scope.recursive:
        return _called(scope, node, active, bound, scope.recursive[active])
    if active in scope.active:
        raise Recursion(active)
    if len(scope.active) >= DEEPEST:
        return scope.problem(node, f"{called.name} calls itself with other functions each time, or is too deep inside.",
                             "Pass the same functions on, and numbers besides.")  # fmt: skip
    out, problems, cells = list(scope.out), len(scope.problems), cells_in(scope.env)
    try:
        return _written(scope, active, bound)
    except Recursion as recursion:
        if recursion.active != active:
            raise
    scope.out[:] = out
    scope.env.update(cells)
    del scope.problems[problems:]
    return _called(scope, node, active, bound, lift(scope, called, active.form))


def _called(scope: Scope, node: gast.AST, active: Active, bound: Mapping[str, Operand],
            made: tuple[Lifted, list[Operand]]) -> Operand:  # fmt: skip
    """A call of what has become a function of its own: its data, and what it reads around it."""
    lifted, further = made
    callee = Callee(lifted, active.function.name, scope.function)
    data = data_in(active.form, bound)
    made_of = scope.call(callee, (*(contents(scope, operand) for operand in data), *further), (), node)
    for key in {key for operand in data for key in keys_in(scope, operand)} | scope.cells.captured:
        hold(scope, scope.cells.known[key], made_of, "whole")
    return made_of


def _written(scope: Scope, active: Active, bound: Mapping[str, Operand]) -> Operand:
    """The body of a function in place of its call; what it returns."""
    # imported here: the file of statements needs this one
    from s2sdiff.parse.statements import lower_block

    called: LocalFunction = active.function
    body = body_of(called.node)
    before, frame, identifiers = scope.env, scope.frame, scope.identifiers
    text = Text(scope.place, scope.resolve, scope.function)
    base = {**scope.around(called.frame), **cells_in(before)}
    scope.frames[frame] = before
    scope.frame, scope.identifiers = scope.new_frame(), called.identifiers
    _read_from(scope, called.text)
    scope.active.append(active)
    scope.env = {**base, **dict.fromkeys(stored_names(body), UNDEFINED), **bound}
    scope.env.pop(RETURNED, None)
    try:
        lower_block(scope, body)
        return scope.env.get(RETURNED, Const(None))
    finally:
        scope.frames[scope.frame] = scope.env
        before.update(cells_in(scope.env))
        scope.env, scope.frame, scope.identifiers = before, frame, identifiers
        _read_from(scope, text)
        scope.active.pop()


def _read_from(scope: Scope, text: Text) -> None:
    scope.place, scope.resolve, scope.function = text.place, text.resolve, text.function
