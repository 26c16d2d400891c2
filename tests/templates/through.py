"""A rule at one of its cases as a program: a function whose text calls the op, as a user's does.

    def through(a0, a1):
        y = op(a0, a1, axis=0)
        return np.sum(weight0 * (y + y * y))
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
from programs.checker import Case as Program
from programs.modes import defined, random_like

from .checker import Case, Rule

# how a user writes an op that is no function by itself, with its operands
SPELLED = {
    "getitem": "y = {0}[{1}]",
    "gather": "y = {0}[{1}]",
    "meshgrid": "y = np.meshgrid({items}{keywords})",
    "astype": "y = {0}.astype({1})",
    "flatten": "y = {0}.flatten()",
    "item": "y = {0}.item()",
    "float_": "y = float({0})",
    "complex_": "y = complex({0})",
    "complex_of": "y = complex({0}, {1})",
    "setitem": "y = np.array({0}); y[{1}] = {2}",
    "scatter": "y = np.array({0}); y[{1}] = {2}",
    "index_add": "y = np.array({0}); np.add.at(y, {1}, {2})",
    "fill": "y = np.array({0}); y[...] = {1}",
}


def through(rule: Rule, case: Case) -> Program:
    """The program of a rule's case: its arguments are the arrays and floats of the case, in their order."""
    arguments: list[Any] = []
    operands: list[str] = []
    wrt: list[int] = []
    for name, value in zip(rule.operands, case.operands, strict=False):
        before = len(arguments)
        operands.append(index(value, arguments) if name == "i" and rule.op != "index_add" else text(value, arguments))
        wrt += range(before, len(arguments)) if name in rule.dots else ()
    keywords = "".join(f", {key}={text(value, arguments, literal=True)}" for key, value in case.keywords.items())
    line = SPELLED.get(rule.op, f"y = op({', '.join(operands)}{keywords})").format(
        *operands, keywords=keywords, items=operands[0][1:-1].rstrip(","))
    y = rule.reference(*copy.deepcopy(case.operands), **case.keywords)
    several = isinstance(y, list | tuple)
    weights = random_like(list(y) if several else [y], np.random.default_rng(13))
    terms = [term(k, f"y[{k}]" if several else "y", weight) for k, weight in enumerate(weights)]
    names = ", ".join(f"a{k}" for k in range(len(arguments)))
    lines = f"def through({names}):\n    {line}\n    return {' + '.join(terms)}\n"
    means = {"np": np, "op": rule.reference, **{f"weight{k}": weight for k, weight in enumerate(weights)}}
    return Program(defined(lines, "through", means), tuple(arguments), tuple(wrt))


def term(k: int, y: str, weight: Any) -> str:
    weighted = f"weight{k} * ({y} + {y} * {y})"
    return f"np.sum(np.real({weighted}))" if np.iscomplexobj(weight) else f"np.sum({weighted})"


def text(value: Any, arguments: list[Any], literal: bool = False) -> str:
    """An operand in the text of the program; arrays, and numbers that are no integers, become arguments."""
    if not isinstance(value, tuple | list) and np.iscomplexobj(value):
        return f"({text(as_given(value, np.real), arguments)} + 1j * {text(as_given(value, np.imag), arguments)})"
    if isinstance(value, np.ndarray | np.generic) or (isinstance(value, float | complex) and not literal):
        arguments.append(value)
        return f"a{len(arguments) - 1}"
    if isinstance(value, tuple | list):
        listed = ", ".join(text(part, arguments, literal) for part in value)
        return f"({listed}{',' * (len(value) == 1)})" if isinstance(value, tuple) or "a" in listed else f"[{listed}]"
    if isinstance(value, slice):  # in a call
        return "..." if value == slice(None) else f"np.arange({value.start}, {value.stop})"
    if isinstance(value, type):
        return f"np.{value.__name__}" if issubclass(value, np.generic) else value.__name__
    return "np.inf" if value == np.inf else repr(value)


def as_given(value: Any, part: Callable[[Any], Any]) -> Any:
    """A part of a complex array as an array, and of a number as a number of that kind."""
    if isinstance(value, np.ndarray):
        return np.array(part(value))
    return part(value) if isinstance(value, np.generic) else float(part(value))


def index(value: Any, arguments: list[Any]) -> str:
    if isinstance(value, tuple) and value:
        return ", ".join(index(part, arguments) for part in value)
    if isinstance(value, slice):
        return ":".join("" if part is None else str(part) for part in (value.start, value.stop, value.step))
    return "..." if value is Ellipsis else text(value, arguments)
