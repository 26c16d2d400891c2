"""Runs the IR of a function, one operation after another, and keeps each as a step.

The operations are the very expressions that the emitted code has, so the values are the derivative's own to the bit.
The IR is functional: a change of an array is made in a copy, and what was kept of it before stays what it was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from s2sdiff.emit.statements import is_folded
from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.infer.values import SAVED, Tape
from s2sdiff.ir import (
    COPIES,
    MARKS,
    UNREACHABLE,
    Assign,
    Call,
    For,
    If,
    Operand,
    Pop,
    Push,
    Return,
    Slc,
    Stmt,
    Tup,
    Unpack,
    While,
    acts,
)
from s2sdiff.ir import Block as IRBlock
from s2sdiff.look.code import Code, Run, call_text, compiled, is_inserted, rhs_text
from s2sdiff.look.frame import Bound, Frame
from s2sdiff.look.regions import Regions
from s2sdiff.look.steps import ADJOINT, AGAIN, INPUT, KEPT, PRIMAL, TANGENT, Called, Literal, Place, Step, Turn
from s2sdiff.look.structures import branch, for_loop, while_loop
from s2sdiff.names import is_temporary, is_user, primal_of
from s2sdiff.program import read
from s2sdiff.walking import all_reads, results


class Machine:
    """The functions that run, by reference, and all that has run so far."""

    def __init__(self, codes: Mapping[Any, Code]):
        self.codes = codes
        self.count = 0
        self.regions = Regions()
        self.made: dict[tuple[Place, str], Step] = {}
        self.pushed: dict[int, list[tuple[Step | Literal, ...]]] = {}  # what gave the values on a tape, by identity
        self._compiled: dict[int, tuple[Stmt, Run]] = {}

    # --- functions ------------------------------------------------------------------------------------------------
    def start(self, names: Sequence[str], values: Sequence[Any], roles: Sequence[str]) -> Frame:
        """A frame of the main function with its arguments, and what it reads from outside."""
        frame = Frame(self.codes[None], ())
        for name, value, role in zip(names, values, roles, strict=True):
            self.input(frame, name, value, role)
        self.frees(frame)
        return frame

    def frees(self, frame: Frame) -> None:
        for free in frame.code.page.function.frees:
            if free.name not in frame.env:
                self.input(frame, free.name, read(free), INPUT)

    def input(self, frame: Frame, name: str, value: Any, role: str) -> None:
        about = self.find(frame.place, primal_of(name), frame) if "~" in name else None
        spelled = frame.code.page.spelled.get(frame.code.page.variables.of.get(name, name), name)
        step = Step(self.number(), spelled, "", "input", (), {}, value, role, frame.code.page.function.loc, None,
                    frame.place, None, about, None, (), frame.code.listing.name, name)  # fmt: skip
        self.bind(frame, name, step)
        frame.out.append(step)

    def call(self, frame: Frame, seeds: Sequence[str] = (), given: Callable[[Frame], Sequence[Any]] | None = None
             ) -> Bound:  # fmt: skip
        """Runs the function of a frame. The values of `seeds` are put in where the first of them is read."""
        function = frame.code.page.function
        for stmt in function.body:
            if given is not None and any(name in seeds for name in all_reads((stmt,))):
                for name, value in zip(seeds, given(frame), strict=True):
                    self.input(frame, name, value, ADJOINT)
                given = None
            if not isinstance(stmt, Return):
                self.run(frame, stmt)
        last = function.body[-1]
        assert isinstance(last, Return)
        return frame.bound(last.value)

    # --- names ----------------------------------------------------------------------------------------------------
    def number(self) -> int:
        self.count += 1
        return self.count - 1

    def bind(self, frame: Frame, name: str, step: Step) -> None:
        frame.env[name] = Bound(step.value, (step,))
        self.made.setdefault((frame.place, name), step)

    def alias(self, frame: Frame, name: str, bound: Bound) -> None:
        """Another name for a value; of several iterations, in each its own."""
        frame.env[name] = bound
        if len(bound.sources) == 1 and isinstance(bound.sources[0], Step):
            self.made.setdefault((frame.place, name), bound.sources[0])

    def find(self, place: Place, name: str, frame: Frame) -> Step | None:
        """The step that made a name: in this iteration, or around it."""
        name = frame.code.carried.get(name, name)
        while True:
            if (place, name) in self.made:
                return self.made[place, name]
            if not place or place[-1].is_call:
                return None
            place = place[:-1]

    # --- steps ----------------------------------------------------------------------------------------------------
    def step(self, frame: Frame, stmt: Stmt, name: str, text: str, fun: str, value: Any, *, bind: bool = True,
             sources: tuple[Step | Literal, ...] | None = None, kwargs: Mapping[str, Any] | None = None,
             added: Any = None, role: str = "", known: Step | None = None) -> Step:  # fmt: skip
        """A step that has been taken. `role` is given where a structure hands a value on, and not an operation."""
        page, origin = frame.code.page, stmt.origin
        known = None if role else known or self.made.get((frame.place, name))
        of = known or (self.find(frame.place, origin.step, frame) if origin.step and not role else None)
        role = role or self.role(frame, stmt, name, known)
        about = self.find(frame.place, primal_of(name), frame) if "~" in name and role in (TANGENT, ADJOINT) else None
        spelled = page.name(name) if page.is_named(name) else ""
        made = Step(self.number(), spelled, text, fun, frame.read_by(stmt) if sources is None else sources,
                    kwargs or {}, value, role, origin.loc, origin.line, frame.place, of, about, added,
                    frame.code.lines.get(id(stmt), ()), frame.code.listing.name, name)  # fmt: skip
        if bind:
            self.bind(frame, name, made)
        frame.out.append(made)
        return made

    def role(self, frame: Frame, stmt: Stmt, name: str, known: Step | None) -> str:
        kind = frame.code.page.function.types.get(name)
        if isinstance(kind, Tape) or kind == SAVED or isinstance(stmt, Push):
            return KEPT
        if known is not None:
            return AGAIN
        if stmt.origin.role == ADJOINT and ("~" not in name) and (is_user(name) or is_temporary(name)):
            return AGAIN if isinstance(stmt, Pop | Unpack) else KEPT  # or the number of iterations
        return TANGENT if "~dot" in name else stmt.origin.role

    def run_block(self, frame: Frame, block: IRBlock) -> None:
        for stmt in block:
            self.run(frame, stmt)

    # --- statements -----------------------------------------------------------------------------------------------
    def run(self, frame: Frame, stmt: Stmt) -> None:
        match stmt:
            case Assign():
                with quiet(frame, stmt):
                    self.assign(frame, stmt)
            case Call():
                self.called(frame, stmt)
            case Unpack(targets=targets, source=source):
                values = list(frame.value(source))
                if len(values) != len(targets):
                    raise ValueError(f"{len(targets)} names for {len(values)} values")
                for k, (target, value) in enumerate(zip(targets, values, strict=True)):
                    self.step(frame, stmt, target, f"{frame.code.page.text(source)}[{k}]", "unpack", value)
            case Push(tape=tape, value=value):
                frame.value(tape).append(frame.value(value))
                self.pushed.setdefault(id(frame.value(tape)), []).append(frame.sources(value))
                text = f"{frame.code.page.name(tape)}.append({frame.code.page.text(value)})"
                self.step(frame, stmt, tape, text, "push", frame.value(value), bind=False)
            case Pop(target=target, tape=tape):
                self.pop(frame, stmt, target, tape)
            case If():
                branch(self, frame, stmt)
            case For():
                for_loop(self, frame, stmt)
            case While():
                while_loop(self, frame, stmt)
            case _:
                raise TypeError(f"not a statement: {stmt!r}")

    def pop(self, frame: Frame, stmt: Pop, target: str, tape: str) -> None:
        value, sources = frame.value(tape).pop(), self.pushed[id(frame.value(tape))].pop()
        if is_folded(frame.code.page, stmt):
            frame.env[target] = Bound(value, sources)
            return
        known = sources[0] if len(sources) == 1 and isinstance(sources[0], Step) else None
        self.step(frame, stmt, target, f"{frame.code.page.name(tape)}.pop()", "pop", value, known=known)

    def assign(self, frame: Frame, stmt: Assign) -> None:
        page = frame.code.page
        if stmt.op in MARKS:
            self.regions.mark(frame, stmt)
            return
        if stmt.op == "error":
            frame.env[stmt.target] = Bound(self.regions.error, ())
            return
        if stmt.op == "raise":
            _raise(frame, stmt)
        if stmt.op in MARKS:
            fault = "A run of with or try cannot be told step by step."
            raise UnsupportedError(Problem(stmt.origin.loc, fault, "Look at a function of what is inside."))
        if is_folded(page, stmt):
            frame.env[stmt.target] = Bound(self.evaluate(frame, stmt), frame.read_by(stmt))
            return
        if stmt.op in COPIES and isinstance(stmt.operands[0], str) and page.variables.same(
                stmt.target, stmt.operands[0]):  # fmt: skip
            self.alias(frame, stmt.target, frame.env[stmt.operands[0]])
            return
        if acts(stmt) and not page.is_named(stmt.target):
            self.step(frame, stmt, stmt.target, rhs_text(page, stmt), stmt.op, self.evaluate(frame, stmt))
            return
        if is_inserted(stmt):
            sources = frame.sources(stmt.operands[0])
            self.alias(frame, stmt.target, Bound(self.evaluate(frame, stmt), sources))
            return
        kwargs = {key: frame.value(value) for key, value in stmt.keywords if not isinstance(value, Slc)}
        added = frame.value(stmt.operands[1]) if stmt.op == "add" and _adds(stmt) else None
        value = self.evaluate(frame, stmt)
        if stmt.op == "tape_copy":
            self.pushed[id(value)] = list(self.pushed.get(id(frame.value(stmt.operands[0])), ()))
        self.step(frame, stmt, stmt.target, rhs_text(page, stmt), stmt.op, value, kwargs=kwargs, added=added)

    def evaluate(self, frame: Frame, stmt: Assign) -> Any:
        if id(stmt) not in self._compiled:
            self._compiled[id(stmt)] = stmt, compiled(frame.code, stmt)
        return self._compiled[id(stmt)][1](frame.value)

    def called(self, frame: Frame, stmt: Call) -> None:
        code = self.codes[stmt.callee]
        key = stmt.origin.step or next(results(stmt), "")
        inner = Frame(code, (*frame.place, Turn(frame.code.carried.get(key, key), 0, is_call=True)))
        given = [*stmt.operands, *(value for _, value in stmt.keywords)]
        for param, operand in zip(code.page.function.params, given, strict=True):
            self.alias(inner, param.name, frame.bound(operand))
        self.frees(inner)
        with quiet(inner, None):
            result = self.call(inner)
        taken = self.targets(frame, stmt, stmt.target, result.value)
        line = stmt.origin.line
        del frame.out[len(frame.out) - len(taken) :]
        frame.out.append(Called(call_text(frame.code.page, stmt), key, taken, tuple(inner.out), line,
                                stmt.origin.role, frame.place, frame.code.lines.get(id(stmt), ()),
                                frame.code.listing.name))  # fmt: skip

    def targets(self, frame: Frame, stmt: Call, target: Operand, value: Any) -> tuple[Step, ...]:
        if isinstance(target, Tup):
            pairs = zip(target.items, value, strict=True)
            return tuple(step for item, part in pairs for step in self.targets(frame, stmt, item, part))
        assert isinstance(target, str)
        if target in frame.code.page.folds.inside:
            frame.env[target] = Bound(value, frame.read_by(stmt))
            return ()
        primal = stmt.origin.role == PRIMAL and "~" not in target
        text = call_text(frame.code.page, stmt, as_primal=primal)
        sources = frame.read_by(replace(stmt, operands=stmt.operands[: len(stmt.callee.arguments)]) if primal else stmt)
        return (self.step(frame, stmt, target, text, stmt.callee.name, value, sources=sources),)

def _raise(frame: Frame, stmt: Assign) -> None:
    """What the user's function raises; nothing comes to what follows a raise in it."""
    if stmt.spelling == UNREACHABLE:
        raise AssertionError("nothing comes here")
    error = frame.value(stmt.operands[0])
    for _, cause in stmt.keywords:
        raise error from frame.value(cause)
    raise error


def quiet(frame: Frame, stmt: Stmt | None) -> contextlib.AbstractContextManager[Any]:
    """The backward sweep gives no warning that the function does not give."""
    asks = frame.code.page.is_quiet and (stmt is None or stmt.origin.is_derived)
    return np.errstate(divide="ignore", invalid="ignore") if asks else contextlib.nullcontext()


def _adds(stmt: Assign) -> bool:
    """Whether a statement adds to an adjoint: `x_bar = x_bar + c`."""
    first = stmt.operands[0]
    return stmt.origin.role != PRIMAL and isinstance(first, str) and "~" in stmt.target and primal_of(
        first) == primal_of(stmt.target)  # fmt: skip
