"""How algebra's result is written: signs and constants at the front of a product, not around it.

    -(a / b) → -a / b      0.25 * (a * b) → 0.25 * a * b      a + (b + c) → a + b + c
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from s2sdiff.infer.values import is_differentiable, shape_of
from s2sdiff.ir import Assign, Const, Function, Operand
from s2sdiff.names import same_family
from s2sdiff.simplify.facts import Facts, facts_of, rewrite

Wrap = Callable[[Operand], Operand]  # puts the sign, or the constant, on a factor


def lay_out(function: Function) -> Function:
    """The function with products of adjoint code opened up; the arithmetic is the same but for its order."""
    facts = facts_of(function)
    body = rewrite(facts, function.body, _product)
    return replace(function, body=body, types=facts.build.types)


def _product(facts: Facts, stmt: Assign) -> Assign:
    match stmt:
        case Assign(op="negative", operands=(str() as x,)):
            return _opened(facts, stmt, x, lambda first: facts.emit("negative", first))
        case Assign(op="multiply", operands=(Const() as c, str() as x)):
            return _opened(facts, stmt, x, lambda first: facts.emit("multiply", c, first))
        case Assign(op="add" | "multiply", operands=(str() as a, str() as b)):
            return _in_a_row(facts, stmt, a, b)
        case _:
            return stmt


def _in_a_row(facts: Facts, stmt: Assign, a: str, b: str) -> Assign:
    """a + (b - c) → a + b - c      a * (b / c) → a * b / c, for floats of one kind"""
    inner = facts.own(b, stmt.op) or facts.own(b, {"add": "subtract", "multiply": "divide"}[stmt.op])
    if inner is None or not inner.origin.is_derived or not isinstance(inner.operands[0], str):
        return stmt
    if stmt.op == "add" and (a not in facts.made or facts.counts[a] > 1 or same_family(stmt.target, a)):
        return stmt  # what is added to an array that stays is added in place
    kinds = {facts.build.type_of(operand) for operand in (a, b, *inner.operands)}
    if len(kinds) != 1 or not is_differentiable(kinds.pop()):
        return stmt
    first = facts.emit(stmt.op, a, inner.operands[0])
    return replace(stmt, op=inner.op, operands=(first, inner.operands[1]), spelling=inner.spelling)


def _opened(facts: Facts, stmt: Assign, x: str, wrap: Wrap) -> Assign:
    """`stmt` is a sign or a factor of the product x, which nothing else reads: put it on x's first factor."""
    inner = facts.own(x, "multiply") or facts.own(x, "divide")
    if inner is None or not inner.origin.is_derived:
        return stmt
    first, second = inner.operands
    if not isinstance(first, str) or shape_of(facts.build.type_of(first)) is None:
        return stmt
    facts.counts[x] = 0
    fronted = _front(facts, first, wrap)
    return replace(stmt, op=inner.op, operands=(fronted, second), spelling=inner.spelling)


def _front(facts: Facts, first: str, wrap: Wrap) -> Operand:
    inner = facts.own(first, "multiply") or facts.own(first, "divide")
    if inner is None or not inner.origin.is_derived or not isinstance(inner.operands[0], str):
        return wrap(first)
    return facts.emit(inner.op, _front(facts, inner.operands[0], wrap), inner.operands[1], spelling=inner.spelling)
