"""Ops to Python expressions, and expressions to text: the one file that calls astor."""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from s2sdiff import ops, rules
from s2sdiff.classes import class_name
from s2sdiff.fields import Field, Fields, takes_fields
from s2sdiff.ir import (
    CALLED,
    CALLED_FIRST,
    COPIES,
    Assign,
    Const,
    Dct,
    Keywords,
    Lst,
    Operand,
    Origin,
    Path,
    Slc,
    Step,
    Tup,
)

Leaf = Callable[[str], ast.expr]  # a name of the IR to the expression that stands for it

_BINARY = {entry.text: getattr(ast, name) for name, entry in ops.OPERATORS.items() if hasattr(ast, name)
           and issubclass(getattr(ast, name), ast.operator)}  # fmt: skip
_COMPARE = {entry.text: getattr(ast, name) for name, entry in ops.OPERATORS.items()
            if issubclass(getattr(ast, name), ast.cmpop)}  # fmt: skip
_UNARY = {"-x": ast.USub, "+x": ast.UAdd, "~x": ast.Invert, "not x": ast.Not}


def expression(stmt: Assign, leaf: Leaf) -> ast.expr:
    """The right-hand side of a statement."""
    operands, spelling = stmt.operands, stmt.spelling
    if stmt.op in ("tuple", "list", "dict", *COPIES) or (stmt.op == "saved" and spelling == "="):
        return operand_expression(operands[0], leaf)
    if stmt.op in ("getitem", "gather", "list_slice"):
        return _part(operand_expression(operands[0], leaf), operands[1], leaf)
    if spelling == "type().__name__":
        return ast.Attribute(_call(stmt.op, "type", operands, (), leaf), "__name__", ast.Load())
    if stmt.op == "fstring":
        return _fstring(operands[0], [operand_expression(operand, leaf) for operand in operands[1:]])
    if stmt.op in CALLED or spelling == CALLED_FIRST:
        function, *given = (operand_expression(operand, leaf) for operand in operands)
        named = [ast.keyword(name, operand_expression(value, leaf)) for name, value in stmt.keywords]
        return ast.Call(function, given, named)
    if stmt.op == "tape":
        return ast.List([], ast.Load())
    if stmt.op == "range_length":
        counted = ast.Call(dotted("range"), [operand_expression(operand, leaf) for operand in operands], [])
        return ast.Call(dotted("len"), [counted], [])
    if spelling in _BINARY:
        left, right = (operand_expression(operand, leaf) for operand in operands)
        positive = without_sign(right) if spelling in ("+", "-") and stmt.origin.is_derived else None
        if positive is not None:  # a + -2.0 * b is a - 2.0 * b to the bit
            return ast.BinOp(left, ast.Sub() if spelling == "+" else ast.Add(), positive)
        return ast.BinOp(left, _BINARY[spelling](), right)
    if spelling in _COMPARE:
        left, right = (operand_expression(operand, leaf) for operand in operands)
        return ast.Compare(left, [_COMPARE[spelling]()], [right])
    if spelling in _UNARY:
        return ast.UnaryOp(_UNARY[spelling](), operand_expression(operands[0], leaf))
    return _call(stmt.op, spelling, operands, stmt.keywords, leaf)


def _fstring(parts: Operand, values: Sequence[ast.expr]) -> ast.expr:
    """An f-string: its parts are texts, and numbers of values, each with a conversion and the parts of a format."""

    def joined(parts: Any) -> ast.expr:
        return ast.JoinedStr([ast.Constant(part) if isinstance(part, str) else formatted(*part) for part in parts])

    def formatted(number: int, conversion: int, spec: Any) -> ast.expr:
        return ast.FormattedValue(values[number], conversion, None if spec is None else joined(spec))

    assert isinstance(parts, Const)
    return joined(parts.value)


def without_sign(node: ast.expr) -> ast.expr | None:
    """A product, or difference, that begins with a minus, without it; None for anything else.

    >>> ast.unparse(without_sign(ast.parse("-2.0 * x / y", mode="eval").body))
    '2.0 * x / y'
    """
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return operand
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as op, right=right):
            first = without_sign(left)
            return ast.BinOp(first, op, right) if first is not None else None
        case ast.BinOp(left=left, op=ast.Sub(), right=right):  # -a - b is -(a + b) to the bit
            first = without_sign(left)
            return ast.BinOp(first, ast.Add(), right) if first is not None else None
        case _:
            return None


def _call(op: str, spelling: str, operands: Sequence[Operand], keywords: Keywords, leaf: Leaf) -> ast.expr:
    arguments = [operand_expression(operand, leaf) for operand in operands]
    named = [ast.keyword(name, operand_expression(value, leaf)) for name, value in keywords]
    if spelling.startswith("."):
        attribute = ast.Attribute(arguments[0], spelling[1:], ast.Load())
        if spelling == ".transpose":  # the method takes its axes by position alone
            arguments, named = [*arguments, *(keyword.value for keyword in named)], []
        is_attribute = spelling[1:] in ops.ATTRIBUTES and spelling[1:] not in ops.METHODS
        return attribute if is_attribute else ast.Call(attribute, arguments[1:], named)
    if rules.is_op(op) and rules.texts()[op].variadic and isinstance(operands[0], Tup):
        arguments = [operand_expression(operand, leaf) for operand in operands[0].items]
    while arguments and _is_default(op, len(arguments) - 1, operands):
        arguments.pop()
    return ast.Call(dotted(spelling), arguments, named)


def _is_default(op: str, k: int, operands: Sequence[Operand]) -> bool:
    """Whether the last operand only says what the function takes anyway: `np.arange(n, None, None)`."""
    if not rules.is_op(op) or k >= len(rules.texts()[op].operands):
        return False
    name = rules.texts()[op].operands[k]
    defaults = rules.texts()[op].defaults
    return name in defaults and defaults[name] is None and operands[k] == Const(None)


def dotted(text: str) -> ast.expr:
    """`a.b.c` as an expression."""
    first, *rest = text.split(".")
    node: ast.expr = ast.Name(first, ast.Load())
    for name in rest:
        node = ast.Attribute(node, name, ast.Load())
    return node


def operand_expression(operand: Operand, leaf: Leaf) -> ast.expr:
    """An operand as an expression."""
    match operand:
        case str():
            return leaf(operand)
        case Const():
            return constant(operand)
        case Tup(items):
            return ast.Tuple([operand_expression(item, leaf) for item in items], ast.Load())
        case Lst(items):
            return ast.List([operand_expression(item, leaf) for item in items], ast.Load())
        case Dct(Fields(cls=cls) as fields, items):
            return _made(cls, fields, [operand_expression(item, leaf) for item in items])
        case Dct(keys, items):
            return ast.Dict([ast.Constant(key) for key in keys], [operand_expression(item, leaf) for item in items])
        case Slc(start, stop, step):
            parts = [start, stop, step] if step != Const(None) else [start, stop] if start != Const(None) else [stop]
            return ast.Call(dotted("slice"), [operand_expression(part, leaf) for part in parts], [])
        case _:
            raise TypeError(f"not an operand: {operand!r}")


def _made(cls: type, fields: Fields, items: Sequence[ast.expr]) -> ast.expr:
    """An object of its fields: by its class, or where that would run code of the user's, by the helper `made`."""
    named = [ast.keyword(str(field), item) for field, item in zip(fields, items, strict=True)]
    if takes_fields(cls, map(str, fields)):
        return ast.Call(dotted(class_name(cls)), [], named)
    return ast.Call(dotted("made"), [dotted(class_name(cls))], named)


def _part(base: ast.expr, index: Operand, leaf: Leaf) -> ast.expr:
    """`base.name` or `base[index]`"""
    if isinstance(index, Const) and isinstance(index.value, Field):
        return ast.Attribute(base, index.value.name, ast.Load())
    return ast.Subscript(base, _index(index, leaf), ast.Load())


def _index(operand: Operand, leaf: Leaf) -> ast.expr:
    match operand:
        case Slc():
            parts = (operand.start, operand.stop, operand.step)
            return ast.Slice(*(None if part == Const(None) else operand_expression(part, leaf) for part in parts))
        case Tup(items):
            return ast.Tuple([_index(item, leaf) for item in items], ast.Load())
        case _:
            return operand_expression(operand, leaf)


def subscript(base: ast.expr, index: Operand, leaf: Leaf) -> ast.expr:
    """`base[index]`, or of a field `base.name`"""
    return _part(base, index, leaf)


def path_text(base: str, index: Operand, leaf: Leaf, *, stored: bool = True) -> str:
    """`base[index]`, or what a path from `base` says; if something is `stored` there, as a target of an assignment."""
    node: ast.expr = ast.parse(base or "_", mode="eval").body
    steps = index.steps if isinstance(index, Path) else (Step("getitem", (index,), (), "[]"),)
    for step in steps:
        node = _after(node, step, leaf)
    if stored and steps[-1].op not in ("getitem", "gather"):
        node = subscript(node, Const(Ellipsis), leaf)
    return text_of(node) if base else text_of(node)[1:]


def _after(node: ast.expr, step: Step, leaf: Leaf) -> ast.expr:
    if step.op in ("getitem", "gather"):
        return subscript(node, step.operands[0], leaf)
    through = Assign("", step.op, ("·", *step.operands), step.keywords, step.spelling, Origin(None))
    return expression(through, lambda name: node if name == "·" else leaf(name))


def constant(const: Const) -> ast.expr:
    """A literal, or the spelling of what has none."""
    value = const.value
    if const.spelling:
        return dotted(const.spelling)
    match value:
        case tuple():
            return ast.Tuple([constant(Const(item)) for item in value], ast.Load())
        case float() if math.isinf(value) or math.isnan(value):
            name = dotted("np.nan" if math.isnan(value) else "np.inf")
            return ast.UnaryOp(ast.USub(), name) if value < 0 else name
        case int() | float() if type(value) is not bool and (value < 0 or math.copysign(1.0, value) < 0):
            return ast.UnaryOp(ast.USub(), ast.Constant(-value))
        case complex() if type(value) is complex and math.copysign(1.0, value.real) < 0 and value.imag < 0:
            return ast.UnaryOp(ast.USub(), constant(Const(-value)))
        case complex() if type(value) is complex and value.real:
            sign = ast.Sub() if value.imag < 0 else ast.Add()
            return ast.BinOp(constant(Const(value.real)), sign, ast.Constant(complex(0.0, abs(value.imag))))
        case np.generic():
            return ast.Call(dotted(f"np.{value.dtype.name}"), [ast.Constant(value.item())], [])
        case type():
            return dotted(f"np.{value.__name__}" if value.__module__ == "numpy" else class_name(value))
        case np.dtype():
            return dotted(f"np.{value.name}")
        case _:
            return ast.Constant(value)


@lru_cache(maxsize=1)
def _printer() -> Callable[[ast.expr], str]:
    """astor's printer where it works on this Python, the standard library's elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # astor names node classes that Python is about to drop
        try:
            import astor  # here and not above, since on some Python it cannot be imported

            def printed(node: ast.expr) -> str:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    return astor.to_source(node, indent_with="    ", pretty_source=_one_line).strip()

            sample = ast.parse("a * -b ** 2 + f(x[1:, None], k=(1.5,)) / 'c'", mode="eval").body
            works = ast.dump(ast.parse(printed(sample), mode="eval").body) == ast.dump(sample)
        except Exception:
            works = False
    return printed if works else ast.unparse


def _one_line(source: Sequence[str]) -> str:
    return "".join(source)


def text_of(node: ast.expr) -> str:
    """The expression as text, which is parsed back and compared: what is printed is what was meant."""
    printers: list[Callable[[ast.expr], str]] = [_printer(), ast.unparse]
    if any(isinstance(inner, ast.JoinedStr) for inner in ast.walk(node)):
        printers.reverse()  # what it makes of an f-string is the shorter text
    for printer in printers:
        printed = printer(node)
        in_parentheses = printed.startswith("(") and printed.endswith(")") and not isinstance(node, ast.Tuple)
        if in_parentheses and _means(printed[1:-1], node):
            return printed[1:-1]
        if _means(printed, node):
            return printed
    raise AssertionError(f"printed text is not what was meant: {printed}")


def _means(text: str, node: ast.expr) -> bool:
    try:
        return ast.dump(ast.parse(text, mode="eval").body) == ast.dump(node)
    except SyntaxError:
        return False
