"""The page of a function: its source, its trace, its derivative's code and its graph, at given arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from s2sdiff.emit.module import Module
from s2sdiff.ir import Function
from s2sdiff.look.page.codes import Links, code_of
from s2sdiff.look.page.content import Content, Slider
from s2sdiff.look.page.drawing import drawing_of
from s2sdiff.look.page.html import page_text
from s2sdiff.look.page.javascript import compute_steps
from s2sdiff.look.page.rows import moments_of, rows_of
from s2sdiff.look.page.source import source_of
from s2sdiff.look.run import run_of
from s2sdiff.look.steps import Run
from s2sdiff.options import Options
from s2sdiff.pipeline import differentiate, primal
from s2sdiff.program import Program

LABELS = {1: "As emitted", 0: "One operation a line"}


def explain(f: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, *,
            wrt: Sequence[str | int] | str | int | None = None) -> str:  # fmt: skip
    """A page in HTML that shows what f and its derivative do at these arguments; it needs no network.

    >>> from s2sdiff._examples import square_plus
    >>> explain(square_plus, (3.0, 1.0)).splitlines()[5]
    '<title>square_plus and its derivative</title>'
    """
    return page_of(run_of(f, args, kwargs, wrt=wrt))


def page_of(run: Run) -> str:
    """The page of a run in reverse mode."""
    return page_text(*content_of(run))


def content_of(run: Run) -> tuple[Content, tuple[str, ...]]:
    """What the page of a run shows, and its moments in JavaScript if all of them are operations on numbers."""
    rows = rows_of(run)
    timed = moments_of(rows)
    made = _made(run)
    links = Links(rows, made.functions)
    codes = tuple(code_of(LABELS[level], module, links) for level, module in made.modules.items())
    inputs = tuple(rows.of_step[step.number].number for step in run.inputs)
    steps = compute_steps(run, [step for step, _ in timed])
    sliders = tuple(Slider(step.name, float(step.value)) for step in run.inputs
                    if steps and isinstance(step.value, float))  # fmt: skip
    content = Content(run.name, source_of(made.sources, rows), codes, tuple(map(rows.row, rows.all)),
                      tuple(moment for _, moment in timed), inputs, rows.outputs, sliders,
                      drawing_of(rows))  # fmt: skip
    return content, steps


@dataclass(frozen=True, slots=True)
class Made:
    """The code for a run: a module at each level of `optimize`; the user's functions in it, typed and as they are."""

    modules: Mapping[int, Module]
    functions: Sequence[Function]
    sources: Sequence[FunctionType]


def _made(run: Run) -> Made:
    """Of a function that gives one number its value and gradient, of others the two parts that `vjp` calls."""
    asked = run.asked
    found, kinds, wrt = asked.f, asked.kinds, asked.wrt
    kind = "value_and_grad" if isinstance(run.value, float | np.floating) else "vjp"
    modules: dict[int, Module] = {}
    functions: list[Function] = []
    for level in LABELS:
        program = Program(dict(asked.program.symbols))
        options = Options(kind, wrt, len(wrt) == 1 and kind != "vjp", optimize=level, inner=asked.inner)
        modules[level] = differentiate(program, found, kinds, options).module
        functions += [primal(program, found, kinds, options), *program.functions.values()]
    called = (ref.function for ref in program.functions)
    sources = [function for function in dict.fromkeys([found, *called]) if isinstance(function, FunctionType)]
    return Made(modules, functions, sources)
