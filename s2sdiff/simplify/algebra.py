"""Algebra on adjoint code, statement by statement. The primal's own operations are never touched.

    2.0 * (0.5 * x) → x      x + x → 2.0 * x      -(-x) → x      a + -b → a - b      np.broadcast_to(c, n) * x → c * x

A rule is used only if the statement it gives has the abstract value (kind, dtype, shape) of the one it replaces, so
that nothing changes its shape or dtype, and 0 * x stays what it is, since x may be nan.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.types import infer_op
from s2sdiff.infer.values import Arr, Num, never_one
from s2sdiff.ir import Assign, Block, Const, For, Function, If, Stmt, While
from s2sdiff.simplify.algebra_rules import RULES, Facts
from s2sdiff.walking import block_reads, names_in, reads, walk


def simplify_algebra(function: Function) -> Function:
    """The function with its adjoint statements rewritten until no rule applies."""
    facts = Facts(Builder(names_of(function), dict(function.types)), read_counts(function))
    body = _block(facts, function.body)
    return replace(function, body=body, types=facts.build.types) if facts.changes else function


def read_counts(function: Function) -> Counter[str]:
    """How often each name is read."""
    counts: Counter[str] = Counter()
    for stmt in walk(function.body):
        counts.update(reads(stmt))
        for _, operand in block_reads(stmt):
            counts.update(names_in(operand))
    return counts


def _block(facts: Facts, block: Block) -> Block:
    with facts.build.block() as out:
        for stmt in block:
            with facts.build.at(stmt.origin):
                out.append(_statement(facts, stmt))
    return tuple(out)


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
                    _recount(facts, stmt, candidate)
                    facts.changes += 1
                    stmt = candidate
                    break
        else:
            return stmt
    return stmt


def _recount(facts: Facts, old: Assign, new: Assign) -> None:
    facts.counts.subtract(reads(old))
    facts.counts.update(reads(new))


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
