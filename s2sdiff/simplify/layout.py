"""How algebra's result is written: signs and constants at the front of a product, not around it.

    -(a / b) → -a / b      0.25 * (a * b) → 0.25 * a * b
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff import ops
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import shape_of
from s2sdiff.ir import Assign, Block, Const, For, Function, If, Operand, Stmt, While
from s2sdiff.simplify.algebra import read_counts
from s2sdiff.simplify.algebra_rules import Facts


def lay_out(function: Function) -> Function:
    """The function with products of adjoint code opened up; the arithmetic is the same but for its order."""
    facts = Facts(Builder(names_of(function), dict(function.types)), read_counts(function))
    body = _block(facts, function.body)
    return replace(function, body=body, types=facts.build.types)


def _block(facts: Facts, block: Block) -> Block:
    with facts.build.block() as out:
        for stmt in block:
            with facts.build.at(stmt.origin):
                out.append(_statement(facts, stmt))
    return tuple(out)


def _statement(facts: Facts, stmt: Stmt) -> Stmt:
    match stmt:
        case Assign():
            laid = _product(facts, stmt) if stmt.origin.role == "adjoint" else stmt
            facts.made[stmt.target] = laid
            return laid
        case If(then=then, orelse=orelse):
            return replace(stmt, then=_block(facts, then), orelse=_block(facts, orelse))
        case For(body=body):
            return replace(stmt, body=_block(facts, body))
        case While(head=head, body=body):
            return replace(stmt, head=_block(facts, head), body=_block(facts, body))
        case _:
            return stmt


def _product(facts: Facts, stmt: Assign) -> Assign:
    match stmt:
        case Assign(op="negative", operands=(str() as x,)):
            return _opened(facts, stmt, x, lambda first: facts.emit("negative", first))
        case Assign(op="multiply", operands=(Const() as c, str() as x)):
            return _opened(facts, stmt, x, lambda first: facts.emit("multiply", c, first))
        case _:
            return stmt


def _opened(facts: Facts, stmt: Assign, x: Operand, wrap) -> Assign:  # type: ignore[no-untyped-def]
    """`stmt` is a sign or a factor of the product x, which nothing else reads: put it on x's first factor."""
    inner = facts.own(x, "multiply") or facts.own(x, "divide")
    if inner is None or inner.origin.role != "adjoint":
        return stmt
    first, second = inner.operands
    if not isinstance(first, str) or shape_of(facts.build.type_of(first)) is None:
        return stmt
    facts.counts[x] = 0
    fronted = _front(facts, first, wrap)
    return replace(stmt, op=inner.op, operands=(fronted, second), spelling=ops.default_spelling(inner.op))


def _front(facts: Facts, first: str, wrap) -> Operand:  # type: ignore[no-untyped-def]
    inner = facts.own(first, "multiply") or facts.own(first, "divide")
    if inner is None or inner.origin.role != "adjoint" or not isinstance(inner.operands[0], str):
        return wrap(first)
    return facts.emit(inner.op, _front(facts, inner.operands[0], wrap), inner.operands[1])
