"""A function being printed: what each name is called, how deep the text is, and the lines so far."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from s2sdiff.emit.coalesce import Variables
from s2sdiff.emit.expressions import expression, operand_expression, text_of
from s2sdiff.emit.fold import Folds
from s2sdiff.ir import (
    Assign,
    Call,
    Function,
    Operand,
    Pop,
    Tup,
)

INDENT = "    "
WIDTH = 110  # of a line


def broken(line: str, width: int) -> list[str]:
    """A line that is too long, broken inside the parentheses of its last call or tuple.

    >>> broken("a, b = function(first, second)", 20)
    ['a, b = function(', '    first, second)']
    """
    start = line.find("(", line.find(" = ") + 1)
    if len(line) <= width or line.startswith("#") or start < 0 or _closes(line, start) != len(line) - 1:
        return [line]
    return [line[: start + 1], INDENT + line[start + 1 :]]


def _closes(line: str, start: int) -> int:
    """Where the parenthesis at `start` is closed."""
    depth = 0
    for k in range(start, len(line)):
        depth += (line[k] == "(") - (line[k] == ")")
        if depth == 0:
            return k
    return -1


@dataclass
class Page:
    """A function being printed: what each name is called, and the lines so far."""

    function: Function
    folds: Folds
    variables: Variables
    spelled: Mapping[str, str]
    call_name: Callable[[Any], str]
    lines: list[str] = field(default_factory=list)
    depth: int = 1
    section: Any = ""
    quiet: bool = False
    replaced: Mapping[str, Operand] = field(default_factory=dict)
    made: Mapping[str, Assign] = field(default_factory=dict)  # the ops, by the names that they make
    both_sections: bool = False
    is_quiet: bool = False

    def leaf(self, name: str) -> ast.expr:
        if name in self.replaced:
            return operand_expression(self.replaced[name], self.leaf)
        if name in self.folds.inside:
            folded = self.folds.inside[name]
            if isinstance(folded, Pop):
                return ast.Call(ast.Attribute(self.leaf(folded.tape), "pop", ast.Load()), [], [])
            return call_expression(folded, self) if isinstance(folded, Call) else expression(folded, self.leaf)
        return ast.Name(self.name(name), ast.Load())

    def name(self, name: str) -> str:
        return self.spelled[self.variables.of.get(name, name)]

    def text(self, operand: Operand) -> str:
        return text_of(operand_expression(operand, self.leaf))

    def write(self, line: str) -> None:
        self.lines.extend(INDENT * self.depth + part for part in broken(line, WIDTH - len(INDENT) * self.depth))


def call_expression(stmt: Call, page: Page) -> ast.expr:
    """A call of another function of the module."""
    arguments = [operand_expression(operand, page.leaf) for operand in stmt.operands]
    return ast.Call(ast.Name(page.call_name(stmt.callee), ast.Load()), arguments, [])


def bare(page: Page, value: Operand) -> str:
    """A tuple without its parentheses."""
    if isinstance(value, Tup) and value.items:
        return ", ".join(map(page.text, value.items)) + ("," if len(value.items) == 1 else "")
    return page.text(value)
