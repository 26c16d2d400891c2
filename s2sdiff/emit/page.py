"""A function being printed: what each name is called, how deep the text is, and the lines so far."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from s2sdiff.emit.coalesce import Variables
from s2sdiff.emit.expressions import expression, operand_expression, text_of
from s2sdiff.emit.fold import Folds
from s2sdiff.infer.values import Arr
from s2sdiff.ir import (
    Assign,
    Call,
    Function,
    Operand,
    Pop,
    Stmt,
    Tup,
)
from s2sdiff.names import is_user
from s2sdiff.walking import names_in, reads, results

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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, and the statements that it says; lines of one text are equal."""

    text: str
    says: tuple[Stmt, ...] = field(default=(), compare=False)


@dataclass
class Page:
    """A function being printed: what each name is called, and the lines so far."""

    function: Function
    folds: Folds
    variables: Variables
    spelled: Mapping[str, str]
    call_name: Callable[[Any], str]
    lines: list[Line] = field(default_factory=list)
    says: tuple[Stmt, ...] = ()  # the statement being written, and those that are folded into it
    depth: int = 1
    section: Any = ""
    quiet: bool = False
    replaced: Mapping[str, Operand] = field(default_factory=dict)
    made: Mapping[str, Assign] = field(default_factory=dict)  # the ops, by the names that they make
    alive: dict[tuple[str, str], str] = field(default_factory=dict)  # views under a name: `top` of ("y", ":3")
    both_sections: bool = False
    is_quiet: bool = False

    def leaf(self, name: str) -> ast.expr:
        if name in self.replaced:
            return operand_expression(self.replaced[name], self.leaf)
        if name in self.folds.inside:
            folded = self.folds.inside[name]
            if isinstance(folded, Pop):
                return ast.Call(ast.Attribute(self.leaf(folded.tape), "pop", ast.Load()), [], [])
            if isinstance(folded, Call):
                return call_expression(folded, self)
            named = self.view_of(folded.operands[0], folded.operands[1]) if folded.op == "getitem" else None
            return ast.Name(named, ast.Load()) if named else expression(folded, self.leaf)
        return ast.Name(self.name(name), ast.Load())

    def name(self, name: str) -> str:
        return self.spelled[self.variables.of.get(name, name)]

    def is_named(self, name: str) -> bool:
        """Whether a name has a variable: what an effect gives, and nothing reads, has none."""
        return self.variables.of.get(name, name) in self.spelled

    def view_of(self, base: Operand, index: Operand) -> str | None:
        """The variable that is a view of an array at an index: what is stored into the one is in the other."""
        if not isinstance(base, str) or base in self.folds.inside:
            return None
        return self.alive.get((self.name(base), repr(index))) if self.alive else None

    def note_view(self, stmt: Stmt) -> None:
        """Notes a view that has just been given a name, if its index is the same wherever it is written."""
        if not isinstance(stmt, Assign) or stmt.op != "getitem" or not isinstance(stmt.operands[0], str):
            return
        kind = self.function.types.get(stmt.target)
        is_view = isinstance(kind, Arr) and not kind.scalar and kind.shape is not None
        is_view = is_view and stmt.operands[0] not in self.folds.inside
        if is_view and is_user(stmt.target) and not list(names_in(stmt.operands[1])):
            self.alive[self.name(stmt.operands[0]), repr(stmt.operands[1])] = self.name(stmt.target)

    def forget_views(self, stmt: Stmt) -> None:
        """Forgets the views of variables that mean something else now, and the variables that are views no more."""
        if isinstance(stmt, Assign) and stmt.target in self.variables.in_place:
            return
        written = {self.name(name) for name in results(stmt) if self.is_named(name)}
        for key, view in list(self.alive.items()):
            if key[0] in written or view in written:
                del self.alive[key]

    def text(self, operand: Operand) -> str:
        return text_of(operand_expression(operand, self.leaf))

    def write(self, line: str) -> None:
        parts = broken(line, WIDTH - len(INDENT) * self.depth)
        self.lines.extend(Line(INDENT * self.depth + part, self.says) for part in parts)

    @contextmanager
    def writing(self, stmt: Stmt) -> Iterator[None]:
        """The lines written here say this statement."""
        before, self.says = self.says, (stmt, *self._folded_into(stmt))
        yield
        self.says = before

    def _folded_into(self, stmt: Stmt) -> Iterator[Stmt]:
        for name in reads(stmt):
            if name in self.folds.inside:
                folded = self.folds.inside[name]
                yield folded
                yield from self._folded_into(folded)


def call_expression(stmt: Call, page: Page) -> ast.Call:
    """A call of another function of the module."""
    arguments = [operand_expression(operand, page.leaf) for operand in stmt.operands]
    return ast.Call(ast.Name(page.call_name(stmt.callee), ast.Load()), arguments, [])


def bare(page: Page, value: Operand) -> str:
    """A tuple without its parentheses."""
    if isinstance(value, Tup) and value.items:
        return ", ".join(map(page.text, value.items)) + ("," if len(value.items) == 1 else "")
    return page.text(value)
