"""Algebra on adjoint code, statement by statement. The primal's own operations are never touched.

    2.0 * (0.5 * x) → x      x + x → 2.0 * x      -(-x) → x      a + -b → a - b      np.broadcast_to(c, n) * x → c * x

A rule is used only if the statement it gives has the abstract value (kind, dtype, shape) of the one it replaces, so
that nothing changes its shape or dtype, and 0 * x stays what it is, since x may be nan.
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.types import infer_op
from s2sdiff.infer.values import Arr, Num, never_one
from s2sdiff.ir import Assign, Const, Function
from s2sdiff.simplify.algebra_rules import RULES
from s2sdiff.simplify.facts import Facts, facts_of, rewrite
from s2sdiff.walking import reads

STEPS = 20  # more rules than ever apply to one statement in turn


def simplify_algebra(function: Function) -> Function:
    """The function with its adjoint statements rewritten until no rule applies."""
    facts = facts_of(function)
    body = rewrite(facts, function.body, _rewritten)
    return replace(function, body=body, types=facts.build.types) if facts.changes else function


def _rewritten(facts: Facts, stmt: Assign) -> Assign:
    for _ in range(STEPS):
        better = _once(facts, stmt)
        if better is None:
            return stmt
        _recount(facts, stmt, better)
        facts.changes += 1
        stmt = better
    return stmt


def _once(facts: Facts, stmt: Assign) -> Assign | None:
    """What the first rule gives that applies and keeps the statement's abstract value."""
    for rule in RULES:
        found = rule(facts, stmt)
        if found is None or found is stmt:
            continue
        if not isinstance(found, Assign):
            found = replace(stmt, op="copy_name", operands=(found,), keywords=(), spelling="=")
        if _agrees(facts, stmt, found):
            return found
    return None


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
            pairs = zip(shape, other_shape, strict=False)
            return same and all(a == b or (never_one(a) and never_one(b)) for a, b in pairs)
        case Arr(_, (), True), Num("float"):  # a seed's Python float in place of NumPy's
            return new.op == "copy_name" and isinstance(new.operands[0], Const)
        case _:
            return False
