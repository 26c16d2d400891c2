"""Algebra on adjoint code, statement by statement. The primal's own operations are never touched.

    2.0 * (0.5 * x) → x      x + x → 2.0 * x      -(-x) → x      a + -b → a - b      np.broadcast_to(c, n) * x → c * x

A rule is used only if the statement it gives has the abstract value (kind, dtype, shape) of the one it replaces, so
that nothing changes its shape or dtype, and 0 * x stays what it is, since x may be nan.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from s2sdiff import ops, rules
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.probe import broadcast
from s2sdiff.infer.types import infer_op
from s2sdiff.infer.values import Arr, Num, is_differentiable, never_one, shape_of
from s2sdiff.ir import Assign, Block, Const, For, Function, If, Operand, Stmt, While
from s2sdiff.names import Names

Rewrite = Callable[["Facts", Assign], "Assign | Operand | None"]
_FOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
}  # fmt: skip


@dataclass
class Facts:
    """What is known in the block being rewritten: the statement that made each name, and the abstract values."""

    build: Builder
    made: dict[str, Assign] = field(default_factory=dict)

    def definition(self, operand: Operand, op: str) -> Assign | None:
        """The statement that made an operand, if its op is `op`."""
        found = self.made.get(operand) if isinstance(operand, str) else None
        return found if found is not None and found.op == op else None


def simplify_algebra(function: Function) -> Function:
    """The function with its adjoint statements rewritten until no rule applies."""
    facts = Facts(Builder(Names(), dict(function.types)))
    body = _block(facts, function.body)
    return replace(function, body=body, types=facts.build.types)


def _block(facts: Facts, block: Block) -> Block:
    return tuple(_statement(facts, stmt) for stmt in block)


def _statement(facts: Facts, stmt: Stmt) -> Stmt:
    match stmt:
        case Assign():
            if stmt.origin.role == "adjoint":
                stmt = _rewritten(facts, stmt)
            facts.made[stmt.target] = stmt
            return stmt
        case If(then=then, orelse=orelse):
            return replace(stmt, then=_block(facts, then), orelse=_block(facts, orelse))
        case For(body=body):
            return replace(stmt, body=_block(facts, body))
        case While(head=head, body=body):
            return replace(stmt, head=_block(facts, head), body=_block(facts, body))
        case _:
            return stmt


def _rewritten(facts: Facts, stmt: Assign) -> Assign:
    for _ in range(20):
        for rule in RULES:
            found = rule(facts, stmt)
            if found is not None and found is not stmt:
                candidate = found if isinstance(found, Assign) else replace(
                    stmt, op="copy_name", operands=(found,), keywords=(), spelling="=")  # fmt: skip
                if _agrees(facts, stmt, candidate):
                    stmt = candidate
                    break
        else:
            return stmt
    return stmt


def _agrees(facts: Facts, old: Assign, new: Assign) -> bool:
    """Whether the new statement gives what the old one gave, in kind, dtype and shape."""
    build = facts.build
    before = build.types[old.target]
    after = infer_op(new.op, new.operands, new.keywords, new.spelling, build.type_of, f"?{old.target}")
    if before == after:
        return True
    match before, after:
        case Num("float"), Num("float"):
            return True
        case Arr(dtype, tuple(shape), scalar), Arr(other, tuple(other_shape), other_scalar):
            same = dtype == other and scalar == other_scalar and len(shape) == len(other_shape)
            return same and all(a == b or (never_one(a) and never_one(b)) for a, b in zip(shape, other_shape, strict=True))
        case Arr(_, (), True), Num("float"):  # a seed's Python float in place of NumPy's
            return new.op == "copy_name" and isinstance(new.operands[0], Const)
        case _:
            return False


def _make(stmt: Assign, op: str, *operands: Operand) -> Assign:
    return replace(stmt, op=op, operands=operands, keywords=(), spelling=ops.default_spelling(op))


def _number(operand: Operand) -> float | int | None:
    """The value of a literal number that arithmetic may be done with before the run."""
    if isinstance(operand, Const) and type(operand.value) in (int, float) and math.isfinite(operand.value):
        return operand.value
    return None


# --- rules -----------------------------------------------------------------------------------------------------------
def fold_constants(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """1.0 / 2 → 0.5"""
    if stmt.op == "negative" and _number(stmt.operands[0]) is not None:
        return Const(-stmt.operands[0].value)  # type: ignore[union-attr]
    if stmt.op not in _FOLDS or len(stmt.operands) != 2:
        return None
    a, b = (_number(operand) for operand in stmt.operands)
    if a is None or b is None or (stmt.op == "divide" and b == 0):
        return None
    return Const(_FOLDS[stmt.op](a, b))


def drop_ones(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """1.0 * x → x      x / 1.0 → x      -1.0 * x → -x      x ** 1 → x"""
    if stmt.op == "multiply":
        for one, other in (stmt.operands, stmt.operands[::-1]):
            if _number(one) == 1:
                return other
            if _number(one) == -1:
                return _make(stmt, "negative", other)
    if stmt.op in ("divide", "power") and _number(stmt.operands[1]) == 1:
        return stmt.operands[0]
    return None


def constants_first(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """x * 2.0 → 2.0 * x      x / 2.0 → 0.5 * x, where that is exact"""
    if stmt.op == "multiply" and _number(stmt.operands[1]) is not None and _number(stmt.operands[0]) is None:
        return _make(stmt, "multiply", stmt.operands[1], stmt.operands[0])
    divisor = _number(stmt.operands[1]) if stmt.op == "divide" else None
    if divisor and math.frexp(divisor)[0] in (0.5, -0.5) and _is_float(facts, stmt.operands[0]):
        return _make(stmt, "multiply", Const(1.0 / divisor), stmt.operands[0])
    return None


def _is_float(facts: Facts, operand: Operand) -> bool:
    return is_differentiable(facts.build.type_of(operand))


def gather_constants(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """c * (d * x) → (c * d) * x      (c * x) * y → c * (x * y)"""
    if stmt.op != "multiply":
        return None
    a, b = stmt.operands
    outer = _number(a)
    inner = facts.definition(b, "multiply")
    if outer is not None and inner is not None and _number(inner.operands[0]) is not None:
        product = outer * inner.operands[0].value  # type: ignore[union-attr]
        return _make(stmt, "multiply", Const(product), inner.operands[1]) if product and math.isfinite(product) else None
    negated = facts.definition(b, "negative")
    if outer is not None and negated is not None:
        return _make(stmt, "multiply", Const(-outer), negated.operands[0])
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
        first = product.operands[0]
        if _number(first) is not None:
            return _make(stmt, op, Const(-first.value), product.operands[1])  # type: ignore[union-attr]
        inner = facts.definition(first, "negative")
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
    factor = _number(product.operands[0]) if product else None
    return (factor, product.operands[1]) if product and factor is not None else (1.0, operand)


def spread_late(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """np.broadcast_to(c, x.shape) * x → c * x, and -np.broadcast_to(c, n) → np.broadcast_to(-c, n)"""
    if not rules.is_op(stmt.op) or not rules.texts()[stmt.op].broadcasts:
        return None
    operands = list(stmt.operands)
    for k, operand in enumerate(operands):
        spread = facts.definition(operand, "broadcast_to")
        if spread is None:
            continue
        shapes = [shape_of(facts.build.type_of(spread.operands[0] if j == k else other))
                  for j, other in enumerate(operands)]  # fmt: skip
        before = shape_of(facts.build.types[stmt.target])
        after = broadcast(shapes, "?") if None not in shapes else None
        if before is not None and after is not None and _same(before, after):
            operands[k] = spread.operands[0]
            return replace(stmt, operands=tuple(operands))
    return None


def _same(a: tuple, b: tuple) -> bool:
    return len(a) == len(b) and all(x == y or (never_one(x) and never_one(y)) for x, y in zip(a, b, strict=True))


def add_in_place(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """a + (zeros with [i] += v) → a with [i] += v"""
    if stmt.op != "add":
        return None
    for known, other in (stmt.operands, stmt.operands[::-1]):
        added = facts.definition(other, "index_add")
        if added is not None and facts.definition(added.operands[0], "zeros") is not None:
            return replace(stmt, op="index_add", operands=(known, *added.operands[1:]), spelling="index_add")
    return None


RULES: tuple[Rewrite, ...] = (fold_constants, drop_ones, constants_first, gather_constants, cancel_signs, double,
                              spread_late, add_in_place)  # fmt: skip
