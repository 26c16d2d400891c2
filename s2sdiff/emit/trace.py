"""IR as text: the three-address trace `t1 = w * x` that a teacher writes on the board."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from s2sdiff import ops
from s2sdiff.emit.expressions import expression, operand_expression, path_text, text_of
from s2sdiff.emit.text import function_text
from s2sdiff.infer.description import describe
from s2sdiff.infer.values import Unknown
from s2sdiff.ir import (
    MARKS,
    NEVER,
    Assign,
    Block,
    Call,
    For,
    Function,
    If,
    Operand,
    Param,
    Pop,
    Push,
    Return,
    Stmt,
    Store,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import spell
from s2sdiff.walking import inner_names, results, walk


def trace_text(function: Function) -> str:
    """The primal, one primitive operation a line, without a header: what the lecture lists."""
    plain = replace(function, optimize=0, frees=(), doc="", params=tuple(Param(free.name) for free in function.frees)
                    + function.params)  # fmt: skip
    text = function_text(plain, lambda callee: callee.path.replace(".", "_"))
    return textwrap.dedent("\n".join(text.splitlines()[1:])) + "\n"


def ir_text(function: Function, *, types: bool = False) -> str:
    """A function's IR, with the abstract value of every name if `types`."""
    page = _Trace(function, types)
    parameters = ", ".join(f"{page.name(p.name)}{page.kind(p.name)}" for p in function.params)
    return f"function {function.name}({parameters})\n" + "".join(
        f"    {line}\n" for line in page.text(function.body).splitlines()
    )


AUGMENTED = frozenset(entry.text for entry in ops.OPERATORS.values())


class _Trace:
    """How a function is printed: what each name is called and, if asked for, its abstract value."""

    def __init__(self, function: Function, types: bool = False):
        made = [p.name for p in function.params] + [free.name for free in function.frees]
        for stmt in walk(function.body):
            made.extend(inner_names(stmt))
            made.extend(results(stmt))
        self.spelled: Mapping[str, str] = spell(made, ())
        self.types = function.types if types else {}

    def name(self, name: str) -> str:
        return self.spelled.get(name, name)

    def kind(self, name: str) -> str:
        return f": {describe(self.types.get(name, Unknown()))}" if self.types else ""

    def leaf(self, name: str) -> ast.expr:
        return ast.Name(self.name(name), ast.Load())

    def operand(self, operand: Operand) -> str:
        return text_of(operand_expression(operand, self.leaf))

    def text(self, block: Block) -> str:
        return "".join(f"{line}\n" for line in self.lines(block))

    def lines(self, block: Block) -> Iterable[str]:
        for stmt in block:
            yield from self.statement(stmt)

    def inside(self, block: Block, ends: Iterable[str]) -> Iterable[str]:
        for line in [*self.lines(block), *ends] or ["pass"]:
            yield f"    {line}"

    def assigned(self, pairs: Iterable[tuple[str, Operand]]) -> Iterator[str]:
        for target, value in pairs:
            yield f"{self.name(target)} = {self.operand(value)}"

    def assign(self, stmt: Assign) -> str:
        """An op; a change of an array is told as one."""
        name = f"{self.name(stmt.target)}{self.kind(stmt.target)}"
        match stmt:
            case Assign(op="fill", operands=(x, v)):
                return f"{name} = {self.operand(x)} with [...] = {self.operand(v)}"
            case Assign(op="index_add" | "setitem" | "scatter" as op, operands=(x, i, v)):
                sign = "+=" if op == "index_add" else "="
                change = f"{path_text('', i, self.leaf)} {sign} {self.operand(v)}"
                return f"{name} = {self.operand(x)} with {change}"
            case Assign(op=op, operands=operands) if op in (*MARKS, "raise", "error"):
                given = ", ".join(map(self.operand, operands))
                return f"{stmt.spelling}({given})" if op == "leave" else f"{name} = {op}({given})"
            case Assign(spelling=text, operands=(x, v)) if text[-1:] == "=" and text[:-1] in AUGMENTED:
                return f"{name} = {self.operand(x)} {text} {self.operand(v)}"
            case _:
                return f"{name} = {text_of(expression(stmt, self.leaf))}"

    def left(self, stmt: For | While) -> Iterable[str]:
        """The test at the end of an iteration of a loop that may be left before its end."""
        if stmt.until != NEVER:
            yield f"leave if {self.operand(stmt.until)}"

    def statement(self, stmt: Stmt) -> Iterable[str]:
        match stmt:
            case Assign():
                yield self.assign(stmt)
            case Store(base=base, index=index, value=value, op=op):
                place = path_text(self.operand(base), index, self.leaf)
                yield f"{place} {'+=' if op == 'index_add' else '='} {self.operand(value)}"
            case Call(target=target, callee=callee, operands=operands):
                called = getattr(callee, "path", None) or callee.label
                yield f"{self.operand(target)} = {called}({', '.join(map(self.operand, operands))})"
            case Unpack(targets=targets, source=source):
                yield f"{self.operand(Tup(targets))} = {self.operand(source)}"
            case If(test=test, then=then, orelse=orelse, merges=merges):
                yield f"if {self.operand(test)}:"
                yield from self.inside(then, self.assigned((m.target, m.then) for m in merges))
                yield "else:"
                yield from self.inside(orelse, self.assigned((m.target, m.orelse) for m in merges))
            case For(start=start, stop=stop, step=step, carries=carries, body=body):
                yield from self.assigned((c.target, c.init) for c in carries)
                counted = f"range({self.operand(start)}, {self.operand(stop)}, {self.operand(step)})"
                yield f"for {self.name(stmt.index)} in {f'reversed({counted})' if stmt.reverse else counted}:"
                yield from self.inside(body, [*self.assigned((c.target, c.next) for c in carries), *self.left(stmt)])
            case While(carries=carries, head=head, test=test, body=body):
                yield from self.assigned((c.target, c.init) for c in carries)
                yield "while:"
                yield from self.inside(head, [f"{self.operand(test)}"])
                yield "do:"
                yield from self.inside(body, [*self.assigned((c.target, c.next) for c in carries), *self.left(stmt)])
            case Push(tape=tape, value=value):
                yield f"{self.name(tape)}.append({self.operand(value)})"
            case Pop(target=target, tape=tape):
                yield f"{self.name(target)} = {self.name(tape)}.pop()"
            case Return(value=value):
                yield f"return {self.operand(value)}"
            case _:
                raise TypeError(f"not a statement: {stmt!r}")
