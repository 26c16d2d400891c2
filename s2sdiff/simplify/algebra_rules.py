"""The rules of algebra on adjoint code. Each takes a statement and gives a better one, or None.

A rule may write further statements through `facts.build`; what its result stands for is checked by `algebra.py`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from s2sdiff import ops, rules
from s2sdiff.infer.probe import broadcast
from s2sdiff.infer.values import Arr, dtype_of, is_differentiable, never_one, shape_of
from s2sdiff.ir import Assign, Const, Operand
from s2sdiff.simplify.facts import Facts
from s2sdiff.simplify.store_rules import STORE_RULES

Rewrite = Callable[[Facts, Assign], "Assign | Operand | None"]
_FOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
}  # fmt: skip


def _make(stmt: Assign, op: str, *operands: Operand) -> Assign:
    spelling = stmt.spelling if op == stmt.op else ops.default_spelling(op)
    return replace(stmt, op=op, operands=operands, keywords=(), spelling=spelling)


def _number(operand: Operand) -> float | int | None:
    """The value of a literal number that arithmetic may be done with before the run."""
    if isinstance(operand, Const) and type(operand.value) in (int, float) and math.isfinite(operand.value):
        return operand.value
    return None


def _leading(stmt: Assign | None) -> float | int | None:
    """The literal number that a product or quotient begins with."""
    return _number(stmt.operands[0]) if stmt is not None else None


def fold_constants(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """1.0 / 2 → 0.5"""
    if stmt.op == "negative":
        negated = _number(stmt.operands[0])
        return Const(-negated) if negated is not None else None
    if stmt.op not in _FOLDS or len(stmt.operands) != 2:
        return None
    a, b = (_number(operand) for operand in stmt.operands)
    if a is None or b is None or (stmt.op == "divide" and b == 0):
        return None
    return Const(_FOLDS[stmt.op](a, b))


def drop_ones(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """1.0 * x → x      x / 1.0 → x      -1.0 * x → -x      x ** 1 → x      k + 0 → k"""
    if stmt.op == "multiply":
        for one, other in (stmt.operands, stmt.operands[::-1]):
            if _number(one) == 1:
                return other
            if _number(one) == -1:
                return _make(stmt, "negative", other)
    if stmt.op == "add" and _number(stmt.operands[1]) == 0 and not _is_float(facts, stmt.operands[0]):
        return stmt.operands[0]
    if stmt.op in ("divide", "power") and _number(stmt.operands[1]) == 1:
        return stmt.operands[0]
    return None


def constants_first(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """x * 2.0 → 2.0 * x      x / 2.0 → 0.5 * x, where that is exact"""
    if stmt.op == "multiply" and _number(stmt.operands[1]) is not None and _number(stmt.operands[0]) is None:
        return _make(stmt, "multiply", stmt.operands[1], stmt.operands[0])
    divisor = _number(stmt.operands[1]) if stmt.op == "divide" else None
    is_power_of_two = divisor and math.frexp(divisor)[0] in (0.5, -0.5) and _is_float(facts, stmt.operands[0])
    if divisor and is_power_of_two and _usable(1.0 / divisor, facts, stmt):
        return _make(stmt, "multiply", Const(1.0 / divisor), stmt.operands[0])
    return None


def _is_float(facts: Facts, operand: Operand) -> bool:
    return is_differentiable(facts.build.type_of(operand))


def gather_constants(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """c * (d * x) → (c * d) * x      c * (d / x) → (c * d) / x      (c * x) * y → c * (x * y), and so for /"""
    if stmt.op not in ("multiply", "divide"):
        return None
    a, b = stmt.operands
    outer = _number(a)
    if stmt.op == "multiply" and outer is not None:
        return _constants_joined(facts, stmt, outer)
    for k, operand in enumerate((a, b) if stmt.op == "multiply" else (a,)):
        scaled = facts.own(operand, "multiply")
        if scaled is not None and _leading(scaled) is not None:
            parts = (scaled.operands[1], b) if k == 0 else (a, scaled.operands[1])
            return _make(stmt, "multiply", scaled.operands[0], facts.emit(stmt.op, *parts, spelling=stmt.spelling))
    return None


def _constants_joined(facts: Facts, stmt: Assign, outer: float) -> Assign | None:
    """c * …, where the other factor begins with a constant, too."""
    a, b = stmt.operands
    inner = facts.definition(b, "multiply")
    factor = _leading(inner)
    if inner is not None and factor is not None:
        joined = _make(stmt, "multiply", Const(outer * factor), inner.operands[1])
        return joined if _usable(outer * factor, facts, stmt) else None
    quotient = facts.own(b, "divide")
    factor = _leading(quotient)
    if quotient is not None and factor is not None and _usable(outer * factor, facts, stmt):
        return replace(quotient, target=stmt.target, operands=(Const(outer * factor), quotient.operands[1]))
    product = facts.own(b, "multiply")
    if product is not None and _leading(facts.own(product.operands[0], "divide")) is not None:
        return _make(stmt, "multiply", facts.emit("multiply", a, product.operands[0]), product.operands[1])
    negated = facts.definition(b, "negative")
    return _make(stmt, "multiply", Const(-outer), negated.operands[0]) if negated else None


def _usable(product: float, facts: Facts, stmt: Assign) -> bool:
    """Whether a product of constants is an ordinary number in the dtype that it is to be multiplied in."""
    dtype = np.dtype(dtype_of(facts.build.types[stmt.target]) or "float16")
    if dtype.kind not in "fc":  # integers stay as they are written
        return False
    limits = np.finfo(dtype)
    return bool(limits.tiny <= abs(product) <= limits.max)


def signs_outside(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """-a * b → -(a * b)      -a / b → -(a / b), so that they meet"""
    if stmt.op not in ("multiply", "divide"):
        return None
    a, b = stmt.operands
    for k, operand in enumerate((a, b)):
        minus = facts.own(operand, "negative")
        if minus is not None and _number(a) is None:
            parts = (minus.operands[0], b) if k == 0 else (a, minus.operands[0])
            return _make(stmt, "negative", facts.emit(stmt.op, *parts, spelling=stmt.spelling))
    return None


def cancel_signs(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """-(-x) → x      -(-a * b) → a * b      a + -b → a - b      a - -b → a + b      -a * -b → a * b"""
    match stmt.op:
        case "negative":
            return _negated(facts, stmt)
        case "add":
            a, b = stmt.operands
            minus = facts.definition(b, "negative")
            if minus is not None:
                return _make(stmt, "subtract", a, minus.operands[0])
            minus = facts.definition(a, "negative")
            if minus is not None:
                return _make(stmt, "subtract", b, minus.operands[0])
        case "subtract":
            minus = facts.definition(stmt.operands[1], "negative")
            if minus is not None:
                return _make(stmt, "add", stmt.operands[0], minus.operands[0])
        case _:
            return None
    return None


def _negated(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    (x,) = stmt.operands
    twice = facts.definition(x, "negative")
    if twice is not None:
        return twice.operands[0]
    for op in ("multiply", "divide"):
        product = facts.definition(x, op)
        if product is None:
            continue
        factor = _leading(product)
        if factor is not None and (stmt.origin.role == "adjoint" or facts.own(x, op)):
            return _make(stmt, op, Const(-factor), product.operands[1])
        inner = facts.definition(product.operands[0], "negative")
        if inner is not None:
            return _make(stmt, op, inner.operands[0], product.operands[1])
    return None


def double(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """x + x → 2.0 * x      c * x + d * x → (c + d) * x"""
    if stmt.op != "add":
        return None
    (c, x), (d, y) = (_scaled(facts, operand) for operand in stmt.operands)
    if x == y and isinstance(x, str) and c + d != 0:
        return _make(stmt, "multiply", Const(float(c + d)), x)
    return None


def _scaled(facts: Facts, operand: Operand) -> tuple[float, Operand]:
    product = facts.definition(operand, "multiply")
    factor = _leading(product)
    return (factor, product.operands[1]) if product and factor is not None else (1.0, operand)


def sum_last(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """np.sum(-x) → -np.sum(x)      np.sum(c * x) → c * np.sum(x): fewer entries to work on"""
    if stmt.op != "sum":
        return None
    (x,) = stmt.operands
    changed = facts.own(x, "negative") or facts.own(x, "multiply")
    if changed is None or (changed.op == "multiply" and _leading(changed) is None):
        return None
    *factor, inner = changed.operands
    if not isinstance(facts.build.type_of(inner), Arr):
        return None
    return _make(stmt, changed.op, *factor, facts.emit("sum", inner, keywords=stmt.keywords))


def sum_of_rows(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """(A * b).sum(axis=1) → A @ b, for a matrix and a vector"""
    if stmt.op != "sum" or stmt.keywords != (("axis", Const(1)),):
        return None
    product = facts.own(stmt.operands[0], "multiply")
    if product is None or dtype_of(facts.build.type_of(stmt.operands[0])) != dtype_of(facts.build.types[stmt.target]):
        return None
    for matrix, row in (product.operands, product.operands[::-1]):
        whole, part = (shape_of(facts.build.type_of(operand)) for operand in (matrix, row))
        if whole and part and len(whole) == 2 and part == whole[1:]:
            return _make(stmt, "matmul", matrix, row)
    return None


def transpose_twice(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """x.T.T → x"""
    inner = facts.definition(stmt.operands[0], "transpose") if stmt.op == "transpose" and not stmt.keywords else None
    return inner.operands[0] if inner is not None and not inner.keywords else None


def spread_late(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """np.broadcast_to(c, x.shape) * x → c * x, and -np.broadcast_to(c, n) → np.broadcast_to(-c, n)"""
    return _without_op(facts, stmt, "broadcast_to", lambda spread: True)


def leading_axes(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """np.expand_dims(x, 0) * y → x * y, where broadcasting adds the axis anyway"""
    return _without_op(facts, stmt, "expand_dims", lambda expanded: expanded.operands[1] == Const(0))


def _without_op(facts: Facts, stmt: Assign, op: str, fits: Callable[[Assign], bool]) -> Assign | None:
    """A broadcasting op on what `op` was applied to, where that gives the same shape."""
    if not rules.is_op(stmt.op) or not rules.texts()[stmt.op].broadcasts:
        return None
    before = shape_of(facts.build.types[stmt.target])
    for k, operand in enumerate(stmt.operands):
        inner = facts.definition(operand, op)
        if inner is None or not fits(inner):
            continue
        operands = (*stmt.operands[:k], inner.operands[0], *stmt.operands[k + 1 :])
        shapes = [shape_of(facts.build.type_of(other)) for other in operands]
        after = broadcast(shapes, "?") if None not in shapes else None
        if before is not None and after is not None and _same(before, after):
            return replace(stmt, operands=operands)
    return None


def _same(a: tuple, b: tuple) -> bool:
    return len(a) == len(b) and all(x == y or (never_one(x) and never_one(y)) for x, y in zip(a, b, strict=True))


RULES: tuple[Rewrite, ...] = (fold_constants, drop_ones, constants_first, gather_constants, signs_outside,
                              cancel_signs, double, sum_last, sum_of_rows, transpose_twice, spread_late, leading_axes,
                              *STORE_RULES)  # fmt: skip
