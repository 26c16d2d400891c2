"""Operations on numbers as JavaScript, so that a page can run a trace again with other inputs.

`t2 = x1 * np.log(x2)` becomes `v.t2 = (v.x1 * numpy.log(v.x2))`, where `numpy` is in `compute.js`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from s2sdiff.look.steps import INPUT, Branch, Loop, Node, Run, Step, nodes

_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "===", ast.NotEq: "!=="}
_BUILTINS = {"abs", "float"}


_NUMBERS = (np.dtype("float64"), np.dtype("int64"), np.dtype("bool"))


class NoJavaScript(Exception):
    """An expression is not of numbers alone, or has a function that the page does not know."""


def compute_steps(run: Run, shown: Sequence[Step]) -> tuple[str, ...]:
    """JavaScript for each of the shown steps of a run, or nothing if not all steps can be run again in the page.

    The steps are those of this run: a test that goes another way is seen by its own step. What a loop's end decides,
    or a function that is called, is not followed.
    """
    structures = [node for node in nodes(run.body) if not isinstance(node, Step)]
    if any(not _is_followed(node) for node in structures) or any("break" in one.text for one in run.listings.values()):
        return ()
    found: list[str] = []
    before: list[str] = []  # of steps that are not shown
    try:
        for earlier, step in pairwise([None, *run.steps]):
            assert step is not None
            check_apart(earlier, step)
            before.append(_statement(step))
            if step in shown:
                found.append(before[0] if len(before) == 1 else f"({', '.join(before)})")
                before = []
    except NoJavaScript:
        return ()
    return tuple(found)


def _is_followed(node: Node) -> bool:
    match node:
        case Loop(text=text):
            return text.startswith("for ")
        case Branch(text=text, test=test):
            return isinstance(test, Step) and text == f"if {test.name}:"
        case _:
            return False


def check_apart(earlier: Step | None, step: Step) -> None:
    """Two values that are handed on at once, where one is the other's name before: in turn they would be wrong."""
    if earlier is None or (earlier.fun, earlier.lines) != ("copy_name", step.lines):
        return
    if earlier.name in {node.id for node in ast.walk(ast.parse(step.text or "0")) if isinstance(node, ast.Name)}:
        raise NoJavaScript(step.text)


def _statement(step: Step) -> str:
    if step.fun == "tape":
        return f"v.{step.name} = []"
    if step.fun == "push":
        tape, _, value = step.text.removesuffix(")").partition(".append(")
        return f"v.{tape}.push({translated(value)})"
    if not _is_number(step.value):
        raise NoJavaScript(step.text)
    if step.fun == "pop":
        return f"v.{step.name} = v.{step.text}"
    if step.role == INPUT and isinstance(step.value, float):
        return f"v.{step.name}"
    return assignment(step.name, step.text) if step.text else assignment(step.name, repr(step.value))


def _is_number(value: object) -> bool:
    """Whether a value is a number of those that JavaScript has; an array of no dimensions is as good."""
    return isinstance(value, float | int | np.generic | np.ndarray) and np.ndim(value) == 0 and (
        np.asarray(value).dtype in _NUMBERS)  # fmt: skip


@cache
def known_functions() -> frozenset[str]:
    """The functions of NumPy that `compute.js` has.

    >>> "arctan2" in known_functions(), "sum" in known_functions()
    (True, False)
    """
    text = (files(__package__) / "compute.js").read_text(encoding="utf-8")
    table = text[text.index("const numpy = {") : text.index("};")]
    return frozenset(re.findall(r"[{\s](\w+):", table))


def assignment(name: str, expression: str) -> str:
    """An assignment. Raises NoJavaScript.

    >>> assignment("y", "-x ** 2 / 3")
    'v.y = ((-((v.x ** 2))) / 3)'
    """
    return f"v.{name} = {translated(expression)}"


def translated(expression: str) -> str:
    """A Python expression in JavaScript. Raises NoJavaScript."""
    try:
        return _text(ast.parse(expression, mode="eval").body)
    except SyntaxError:
        raise NoJavaScript(expression) from None


def _text(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return f"v.{name}"
        case ast.Constant(value=bool() | int() | float() as value) if abs(value) < 2**53:
            return json.dumps(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"(-({_text(operand)}))"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"(!{_text(operand)})"
        case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
            return f"Math.floor({_text(left)} / {_text(right)})"
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return f"numpy.mod({_text(left)}, {_text(right)})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return f"({_text(left)} {_OPERATORS[type(op)]} {_text(right)})"
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return f"({_text(left)} {_COMPARISONS[type(op)]} {_text(right)})"
        case ast.Call(func=ast.Attribute(value=ast.Name("np"), attr="where"), args=[test, then, orelse], keywords=[]):
            return f"({_text(test)} ? {_text(then)} : {_text(orelse)})"
        case ast.Call(func=function, args=args, keywords=[]):
            return f"numpy.{_function(function)}({', '.join(map(_text, args))})"
        case _:
            raise NoJavaScript(ast.unparse(node))


def _function(node: ast.expr) -> str:
    match node:
        case ast.Attribute(value=ast.Name("np" | "math"), attr=name) if name in known_functions():
            return name
        case ast.Name(id=name) if name in _BUILTINS:
            return name
        case _:
            raise NoJavaScript(ast.unparse(node))
