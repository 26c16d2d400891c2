"""The code of a function that is to be run: its lines as they are printed, and each operation as an expression."""

from __future__ import annotations

import ast
import builtins
import math
import operator
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from s2sdiff import runtime
from s2sdiff.emit.expressions import expression, operand_expression, path_text, subscript, text_of
from s2sdiff.emit.lists import change_of_list
from s2sdiff.emit.module import HELPERS
from s2sdiff.emit.page import Page, call_expression
from s2sdiff.emit.updates import adds_at_once, parts_of_place
from s2sdiff.infer import lists
from s2sdiff.ir import MARKS, NEVER, WHOLE, Assign, Call, Const, For, Operand, While
from s2sdiff.look.steps import PRIMAL, Listing
from s2sdiff.reverse.versions import CHANGES

_SCOPE = {"np": np, "math": math, "operator": operator, "undefined": None, **vars(builtins),
          **{name: getattr(runtime, name) for name in HELPERS}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    """A function to be run: its page, its listing, the lines of each statement, names of what loops carry."""

    page: Page
    listing: Listing
    lines: Mapping[int, tuple[int, ...]]
    carried: Mapping[str, str]
    scope: Mapping[str, Any]  # what its operations mean by names that are not its own


def code_of(page: Page, carried: Mapping[str, str], classes: Mapping[str, type]) -> Code:
    """The code of a page. `classes` are the user's that it names, each as its module does."""
    page.alive.clear()
    scope = {**_SCOPE, **{name: cls for name, cls in classes.items() if "." not in name}}
    scope |= {name.partition(".")[0]: _outer(name, cls) for name, cls in classes.items() if "." in name}
    lines: dict[int, tuple[int, ...]] = {}
    for k, line in enumerate(page.lines):
        for stmt in line.says[:1]:
            lines[id(stmt)] = (*lines.get(id(stmt), ()), k)
    return Code(page, Listing(page.function.name, tuple(line.text for line in page.lines)), lines, carried,
                scope)  # fmt: skip


def rhs_text(page: Page, stmt: Assign) -> str:
    """The right-hand side of a statement; a change of an array is told as one."""
    match stmt:
        case Assign(op="fill", operands=(x, v)):
            return f"{page.text(x)} with [...] = {page.text(v)}"
        case Assign(op="index_add" | "setitem" | "scatter" as op, operands=(x, i, v)):
            sign = "+=" if op == "index_add" else "="
            return f"{page.text(x)} with {path_text('', i, page.leaf)} {sign} {page.text(v)}"
        case Assign(op=op, spelling=spelling, operands=operands) if op in (*MARKS, "raise", "error"):
            return f"{spelling if op == 'leave' else op}({', '.join(map(page.text, operands))})"
        case _:
            return text_of(expression(stmt, page.leaf))


def call_text(page: Page, stmt: Call, *, as_primal: bool = False) -> str:
    """A call as it is in the code, or as the user wrote it: `layer(x, W)` for `layer_fwd(x, W)`."""
    call = call_expression(stmt, page)
    if as_primal:
        call = ast.Call(ast.Name(stmt.callee.name, ast.Load()), call.args[: len(stmt.callee.arguments)], [])
    return text_of(call)


def is_inserted(stmt: Assign) -> bool:
    """Whether a copy is one that the user did not write: it keeps a value apart from what is changed later."""
    loc = stmt.origin.loc
    if stmt.op != "copy" or stmt.origin.role != PRIMAL or loc is None or loc.line != loc.end_line:
        return stmt.op == "copy"
    return "copy" not in loc.text[loc.column : loc.end_column]


def loop_title(page: Page, stmt: For | While) -> str:
    """`for i in range(n)`, `while t5`"""
    left = f", until {page.text(stmt.until)}" if stmt.until != NEVER else ""
    if isinstance(stmt, While):
        return f"while {page.text(stmt.test)}{left}"
    parts = [stmt.start, stmt.stop, stmt.step] if stmt.step != Const(1) else [stmt.start, stmt.stop]
    shown = ", ".join(map(page.text, parts if parts[0] != Const(0) or len(parts) > 2 else parts[1:]))
    counted = f"reversed(range({shown}))" if stmt.reverse else f"range({shown})"
    name = page.name(stmt.index) if page.is_named(stmt.index) else "_"
    return f"for {name} in {counted}{left}"


def _outer(name: str, cls: type) -> Any:
    """The class in which a class stands."""
    return getattr(sys.modules[cls.__module__], name.partition(".")[0])


# --- what an operation is, as code ------------------------------------------------------------------------------------
Run: TypeAlias = "Callable[[Callable[[str], Any]], Any]"  # an operation, given what names hold


def compiled(code: Code, stmt: Assign) -> Run:
    """An operation, ready to be run."""
    names = _Names()
    if stmt.op in CHANGES:
        made = compile("\n".join(_change(code.page, stmt, names)), "<s2sdiff run>", "exec", dont_inherit=True)

        def change(held: Callable[[str], Any]) -> Any:
            scope = {**code.scope, **names.values(held)}
            exec(made, scope)
            return scope["_y"]

        return change
    return _evaluated(code, expression(stmt, names.leaf), names)


def operand_value(code: Code, operand: Operand) -> Run:
    """An operand, ready to be computed."""
    names = _Names()
    return _evaluated(code, operand_expression(operand, names.leaf), names)


def _evaluated(code: Code, node: ast.expr, names: _Names) -> Run:
    tree = ast.fix_missing_locations(ast.Expression(node))
    made = compile(tree, "<s2sdiff run>", "eval", dont_inherit=True)
    return lambda held: eval(made, {**code.scope, **names.values(held)})


class _Names:
    """Short names for those of the IR."""

    def __init__(self) -> None:
        self.short: dict[str, str] = {}

    def leaf(self, name: str) -> ast.expr:
        return ast.Name(self.short.setdefault(name, f"_{len(self.short)}"), ast.Load())

    def values(self, held: Callable[[str], Any]) -> dict[str, Any]:
        return {short: held(name) for name, short in self.short.items()}

    def text(self, operand: Operand) -> str:
        return text_of(operand_expression(operand, self.leaf))


def _change(page: Page, stmt: Assign, names: _Names) -> list[str]:
    """The lines that make `_y` a copy of what is changed, and change it as the emitted lines do."""
    if stmt.op in lists.UPDATES:
        base, *operands = stmt.operands
        place = text_of(subscript(ast.Name("_y", ast.Load()), operands[0], names.leaf)) if operands else "_y"
        values = [names.text(operand) for operand in operands]
        return [f"_y = list({names.text(base)})", change_of_list(stmt.op, "_y", place, values)]
    copied = f"_y = {names.text(stmt.operands[0])}.copy()"
    index, operand = (WHOLE, stmt.operands[1]) if stmt.op == "fill" else stmt.operands[1:]
    value = names.text(operand)
    if stmt.op != "index_add":
        return [copied, f"{path_text('_y', index, names.leaf)} = {value}"]
    if adds_at_once(page, index):
        return [copied, f"{path_text('_y', index, names.leaf)} += {value}"]
    view, last = parts_of_place("_y", index, names.leaf)
    return [copied, f"np.add.at({view}, {names.text(last)}, {value})"]
