"""A run as the rows of a trace, each adjoint row below the primal one whose rule it is, and the moments of the run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from s2sdiff.errors import Loc
from s2sdiff.look.page.content import Moment, Row
from s2sdiff.look.page.highlight import colored
from s2sdiff.look.steps import (
    ADJOINT,
    AGAIN,
    INDEX,
    INPUT,
    KEPT,
    PRIMAL,
    Block,
    Branch,
    Called,
    Literal,
    Loop,
    Run,
    Step,
)
from s2sdiff.look.values import shown

Key: TypeAlias = tuple[Any, ...]


@dataclass(eq=False)
class Found:
    """A row while rows are collected: all the steps that are this line of code."""

    text: str
    role: str
    depth: int
    loc: Loc | None
    line: Loc | None
    steps: list[Step] = field(default_factory=list)
    above: Found | None = None  # of an adjoint row: the primal one that it belongs to
    below: list[Found] = field(default_factory=list)  # the adjoint rows that belong to it
    number: int = -1


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows in the order in which they are shown, and the row of each step by its number."""

    all: tuple[Found, ...]
    of_step: dict[int, Found]
    run: Run
    tests: tuple[tuple[Found, Branch], ...] = ()

    def row(self, found: Found) -> Row:
        """As it stands on the page."""
        of = found.above.number if found.above else -1
        place = f"line {found.line.line}" if found.line else ""
        return Row(colored([found.text])[0], found.role, found.depth, of, self.reads(found), place)

    def reads(self, found: Found) -> tuple[int, ...]:
        """The rows whose values a row reads."""
        parents = (parent for step in found.steps for parent in step.parents)
        return tuple(dict.fromkeys(number for parent in parents for number in self._numbers(parent)))

    @property
    def outputs(self) -> tuple[int, ...]:
        """What the function returns."""
        return tuple(n for output in self.run.outputs if not isinstance(output, Literal) for n in self._numbers(output))

    def _numbers(self, step: Step | None) -> Iterator[int]:
        """The row of a step; of a value that was kept, or is computed again, that of the step that made it first."""
        while step is not None and step.number not in self.of_step:
            step = step.of
        if step is not None:
            yield self.of_step[step.number].number


def rows_of(run: Run) -> Rows:
    """All rows of a run."""
    collected = _Collected(run)
    collected.inputs()
    collected.block(run.body, 0)
    collected.adjoints()
    ordered = tuple(found for primal in collected.order for found in (primal, *primal.below))
    for number, found in enumerate(ordered):
        found.number = number
    return Rows(ordered, collected.of_step, run, tuple(collected.tests))


class _Collected:
    """The rows met so far, by what makes two steps one row: the same line of code in the same calls."""

    def __init__(self, run: Run):
        self.run = run
        self.order: list[Found] = []
        self.by_key: dict[Key, Found] = {}
        self.of_step: dict[int, Found] = {}
        self.tests: list[tuple[Found, Branch]] = []
        self.late: list[Step] = []
        self.in_call = False  # in a function that the user's calls: it may be a derivative, with adjoints of its own

    def inputs(self) -> None:
        for step in self.run.inputs:
            self._take(step, self._found((INPUT, step.name), Found(step.name, INPUT, 0, None, None)))

    def block(self, block: Block, depth: int) -> None:
        for node in block:
            match node:
                case Step():
                    self.step(node, depth)
                case Loop(turns=turns):
                    heading = self.heading(node, depth)
                    for turn in turns:
                        for step in turn:
                            if isinstance(step, Step) and step.role == INDEX and heading:
                                self._take(step, heading)
                        self.block(turn, depth + 1)
                case Branch(body=body):
                    heading = self.heading(node, depth)
                    if heading:
                        self.tests.append((heading, node))
                    self.block(body, depth + 1)
                case Called(results=results, body=body):
                    self.heading(node, depth)
                    outer, self.in_call = self.in_call, self.in_call or node.role == PRIMAL
                    self.block(body, depth + 1)
                    self.in_call = outer
                    for step in results:
                        self.step(step, depth)
                case _:
                    raise TypeError(f"not a node: {node!r}")

    def heading(self, node: Loop | Branch | Called, depth: int) -> Found | None:
        """The row above what a structure does; what the backward sweep mirrors has none."""
        if node.role != PRIMAL:
            return None
        text = _plain_range(_called(node.text)) + (":" if isinstance(node, Called) else "")
        key = ("heading", *_where(node), text)
        return self._found(key, Found(text, "heading", depth, None, node.line))

    def step(self, step: Step, depth: int) -> None:
        if step.role in (KEPT, AGAIN, INDEX, INPUT) or step.number in self.of_step:
            return
        if step.role == PRIMAL or self.in_call:
            text = _called(self._text(step))
            found = Found(text, PRIMAL, depth, step.loc, step.line)
            self._take(step, self._found((*_where(step), step.name, text), found))
        else:
            self.late.append(step)

    def adjoints(self) -> None:
        """The rows of adjoint lines: below the row that they belong to, the first in the run first."""
        for step in self.late:
            above = self._above(step)
            text = self._text(step)
            key = (*_where(step), step.name, text)
            if key not in self.by_key:
                depth = above.depth if above else 0
                self.by_key[key] = Found(text, ADJOINT, depth, step.loc, step.line, above=above)
                (above.below if above else self.order).append(self.by_key[key])
            self._take(step, self.by_key[key])

    def _above(self, step: Step) -> Found | None:
        for one in (step.of, step.about):
            while one is not None and one.number not in self.of_step:
                one = one.of
            if one is not None:
                return self.of_step[one.number]
        return next((found for found in self.order if step.line is not None and (found.loc or found.line) == (
            step.loc if found.loc else step.line)), None)  # fmt: skip

    def _text(self, step: Step) -> str:
        """As the line is written: `x_bar += t1_bar`, `x[0] = t1`."""
        if len(step.lines) == 1:
            line = self.run.listings[step.listing].lines[step.lines[0]].strip()
            if re.match(rf"{re.escape(step.name)}(?![\w,])", line):
                return line
        return f"{step.name} = {step.text}" if step.text else step.name  # an adjoint that is given

    def _found(self, key: Key, found: Found) -> Found:
        if key not in self.by_key:
            self.by_key[key] = found
            self.order.append(found)
        return self.by_key[key]

    def _take(self, step: Step, found: Found) -> None:
        found.steps.append(step)
        self.of_step[step.number] = found


def _where(node: Step | Loop | Branch | Called) -> Key:
    return (node.listing, node.lines, tuple(turn.key for turn in node.place))


def _called(text: str) -> str:
    """A call of the user's function, not of the part that saves for the way back.

    >>> _called("helper_fwd(x) + helper_fwd_2(y)")
    'helper(x) + helper(y)'
    """
    return re.sub(r"_fwd(_\d+)?\(", "(", text)


def _plain_range(text: str) -> str:
    """The header of a loop without what it need not say.

    >>> _plain_range("for i in range(0, n, 1):"), _plain_range("for i in range(1, n, 1):")
    ('for i in range(n):', 'for i in range(1, n):')
    """
    return re.sub(r"\brange\(0, (.*)\):$", r"range(\1):", re.sub(r"\brange\((.*), 1\):$", r"range(\1):", text))


def moments_of(rows: Rows) -> tuple[tuple[Step, Moment], ...]:
    """Every step that has a row, in the order of the run."""
    steps = sorted((step for found in rows.all for step in found.steps), key=lambda step: step.number)
    times = {step.number: k for k, step in enumerate(steps)}
    return tuple((step, _moment(rows, step, times)) for step in steps)


def _shown(value: Any) -> str:
    """A value in a few characters; an array of no dimensions is as good as a number."""
    return shown(value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value)


def _moment(rows: Rows, step: Step, times: Mapping[int, int]) -> Moment:
    turn = tuple(turn.number for turn in step.place if not turn.is_call)
    adds = _shown(step.added) if step.added is not None else ""
    bars = tuple(times[bar.number] for bar in rows.run.about(step)
                 if bar.number in times and rows.of_step[bar.number].role == ADJOINT)  # fmt: skip
    return Moment(rows.of_step[step.number].number, _shown(step.value), turn, adds, bars)
