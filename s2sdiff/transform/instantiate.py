"""A rule's lines with the operands of one statement put in, and its tests on types and keywords decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from s2sdiff import rules
from s2sdiff.errors import NonDifferentiableError, Problem
from s2sdiff.infer.builder import Builder, known_truth
from s2sdiff.infer.values import Bottom, Seq, dtype_of, join
from s2sdiff.ir import UNDEFINED, Assign, Block, Const, If, Lst, Merge, Operand, Origin, Stmt, Tup
from s2sdiff.names import PART
from s2sdiff.parse.rule import Arities, Rule
from s2sdiff.parse.rule import rule as lowered_rule
from s2sdiff.rebuilding import map_names
from s2sdiff.walking import names_in, reads, results

NO_TANGENT = Const(None, "no tangent")  # of an operand that nothing differentiated reaches: its terms are left out


@dataclass
class Instance:
    """A rule being written out: `table` maps its names to operands, `hints` names its outputs."""

    build: Builder
    table: dict[str, Operand]
    hints: Mapping[str, str]
    origin: Origin


def bindings(stmt: Assign) -> tuple[Arities, dict[str, Operand]]:
    """A statement's operands and keywords under the names of its op's rule."""
    text = rules.texts()[stmt.op]
    given = dict(zip(text.operands, stmt.operands, strict=False))
    given |= {name: Const(value) for name, value in text.defaults.items() if name not in given}
    given |= {name: Const(default) for name, default in text.keywords.items()} | dict(stmt.keywords)
    table: dict[str, Operand] = {"y": stmt.target}
    arities = []
    for name, operand in given.items():
        match operand:
            case Tup(items) | Lst(items) if name in ("xs", "axes", "shift", "axis"):
                arities.append((name, len(items)))
                table |= {f"{name}_{k}": item for k, item in enumerate(items)}
            case Const(tuple() as items):
                table[name] = Tup(tuple(map(Const, items)))
            case _:
                table[name] = operand
    return tuple(arities), table


def instantiate(build: Builder, stmt: Assign, given: Mapping[str, Operand], wanted: Sequence[str],
                hints: Mapping[str, str], origin: Origin) -> list[Operand]:  # fmt: skip
    """Writes the lines of `stmt`'s rule that the outputs `wanted` need; returns the operands that hold them.

    `given` binds further names of the rule (`y_bar`, `x_dot`); `hints` names the outputs, as `{"x_bar": "z~bar"}`.
    """
    arities, table = bindings(stmt)
    for name, operand in given.items():
        if name.endswith("_dot") and isinstance(operand, Tup | Lst):
            arities = (*arities, (name, len(operand.items)))
            table |= {f"{name}_{k}": item for k, item in enumerate(operand.items)}
    rule = lowered_rule(stmt.op, arities)
    outputs = [rule.outputs[name] for name in wanted]
    named = {value: hints[name] for name, value in zip(wanted, outputs, strict=True)
             if isinstance(value, str) and name in hints}  # fmt: skip
    instance = Instance(build, table | dict(given), named, origin)
    try:
        _write(instance, _slice(rule, tuple(wanted)))
        return [_operand(instance, output) for output in outputs]
    except NotCovered:
        fault = f"{stmt.spelling} has no derivative for operands and keywords like these."
        raise NonDifferentiableError(Problem(stmt.origin.loc, fault, "Write it with other operations.")) from None


def list_operand(stmt: Assign) -> str | None:
    """The name of a list that an op on a sequence got whole."""
    first = stmt.operands[0] if stmt.operands else None
    takes_list = rules.texts()[stmt.op].operands[:1] == (rules.SEQUENCE,)
    return first if takes_list and isinstance(first, str) else None


def with_items(build: Builder, stmt: Assign, listed: str) -> Assign:
    """A list under a name, in place of a sequence operand, is taken apart."""
    return replace(stmt, operands=(items_of(build, stmt, listed, listed), *stmt.operands[1:]))


def items_of(build: Builder, stmt: Assign, listed: str, whole: Operand) -> Operand:
    """The items of a list under a name, or of what there is of it as a `whole`, such as its tangent."""
    kind = build.type_of(listed)
    if not isinstance(kind, Seq) or kind.items is None:
        fault = f"The number of items of this list is not known to {stmt.spelling}."
        raise NonDifferentiableError(Problem(stmt.origin.loc, fault, "Write the items out as a tuple."))
    return Tup(tuple(build.emit("getitem", (whole, Const(k)), spelling="[]") for k in range(len(kind.items))))


def _slice(rule: Rule, wanted: tuple[str, ...]) -> Block:
    needed = {name for output in wanted for name in names_in(rule.outputs[output])}
    return _needed(rule.body, needed)


def _needed(block: Block, needed: set[str]) -> Block:
    """The statements that define a needed name, in order; `needed` grows by what they read."""
    kept: list[Stmt] = []
    for stmt in reversed(block):
        if not needed.intersection(results(stmt)) or _is_primal(stmt):
            continue
        if isinstance(stmt, If):
            merges = tuple(merge for merge in stmt.merges if merge.target in needed)
            needed.update(name for m in merges for part in (m.then, m.orelse) for name in names_in(part))
            then, orelse = _needed(stmt.then, needed), _needed(stmt.orelse, needed)
            stmt = replace(stmt, then=then, orelse=orelse, merges=merges)
        needed.update(reads(stmt))
        kept.append(stmt)
    return tuple(reversed(kept))


def _is_primal(stmt: Stmt) -> bool:
    return "y" in results(stmt)


class NotCovered(Exception):
    """A rule defines what is asked of it in other branches than the one chosen."""


def _operand(instance: Instance, operand: Operand) -> Operand:
    found = map_names(operand, lambda name: instance.table[name])
    if found == UNDEFINED:
        raise NotCovered
    return found


def _write(instance: Instance, block: Block) -> None:
    for stmt in block:
        match stmt:
            case Assign():
                instance.table[stmt.target] = _assign(instance, stmt)
            case If():
                _branch(instance, stmt)
            case _:
                raise TypeError(f"not in a rule: {stmt!r}")


def _assign(instance: Instance, stmt: Assign) -> Operand:
    operands = tuple(_operand(instance, operand) for operand in stmt.operands)
    usual = rules.texts()[stmt.op].keywords if rules.is_op(stmt.op) else {}
    given = ((name, _operand(instance, value)) for name, value in stmt.keywords)
    keywords = tuple((name, value) for name, value in given if name not in usual or value != Const(usual[name]))
    if NO_TANGENT in operands:
        op, spelling, operands = without_terms(stmt.op, operands)
        if operands == (NO_TANGENT,):
            return NO_TANGENT
        stmt = replace(stmt, op=op, spelling=spelling or stmt.spelling)
    if stmt.op == "copy_name" and stmt.target not in instance.hints:
        return operands[0]
    if stmt.op == "real" and np.dtype(dtype_of(instance.build.type_of(operands[0])) or "c16").kind == "f":
        return operands[0]
    folded = _literal(stmt.op, operands)
    if folded is not None:
        return folded
    origin = replace(instance.origin, quiet=stmt.origin.quiet)
    hint = instance.hints.get(stmt.target, PART)
    return instance.build.emit(stmt.op, operands, keywords, spelling=stmt.spelling, hint=hint, origin=origin)


def without_terms(op: str, operands: tuple[Operand, ...]) -> tuple[str, str, tuple[Operand, ...]]:
    """A line of a rule without the terms of operands that have no tangent: the op, its spelling, its operands.

    Sound because a tangent line is linear in the tangents: but for sums and choices, every op that has one is 0.
    """
    match op, operands:
        case "add", (x, y) if x != y:
            return "copy_name", "=", (y if x == NO_TANGENT else x,)
        case "subtract", (x, y) if x != y:
            return ("negative", "-x", (y,)) if x == NO_TANGENT else ("copy_name", "=", (x,))
        case "where", (test, *sides) if not all(side in (NO_TANGENT, Const(0.0)) for side in sides):
            return op, "", (test, *(Const(0.0) if side == NO_TANGENT else side for side in sides))
        case ("setitem" | "scatter"), (x, i, v) if v == NO_TANGENT:
            return op, "", (x, i, Const(0.0))
        case "index_add", (x, _, v) if v == NO_TANGENT:
            return "copy_name", "=", (x,)
        case _:
            return "copy_name", "=", (NO_TANGENT,)


def _literal(op: str, operands: Sequence[Operand]) -> Operand | None:
    """Arithmetic on literals, which a rule has from an exponent or an axis: `x ** (2 - 1)` is x."""
    match op, operands:
        case ("add" | "subtract" | "multiply"), [Const(int() | float() as a), Const(int() | float() as b)]:
            return Const({"add": a + b, "subtract": a - b, "multiply": a * b}[op])
        case "power", [x, Const(1 | 1.0)]:
            return x
        case _:
            return None


def _branch(instance: Instance, stmt: If) -> None:
    build = instance.build
    test = _operand(instance, stmt.test)
    decided = known_truth(build.type_of(test))
    if decided is not None:
        branch = stmt.then if decided else stmt.orelse
        merges = {m.target: m.then if decided else m.orelse for m in stmt.merges}
        hinted = {value: instance.hints[target] for target, value in merges.items()
                  if target in instance.hints and isinstance(value, str)}  # fmt: skip
        _write(replace(instance, hints={**instance.hints, **hinted}), branch)
        for target, value in merges.items():
            instance.table[target] = map_names(value, lambda name: instance.table[name])
        return
    with build.block() as then:
        _write(instance, stmt.then)
        thens = [_merged(instance, merge.then) for merge in stmt.merges]
    with build.block() as orelse:
        _write(instance, stmt.orelse)
        others = [_merged(instance, merge.orelse) for merge in stmt.merges]
    joined = []
    for merge, a, b in zip(stmt.merges, thens, others, strict=True):
        if a == b == NO_TANGENT:
            instance.table[merge.target] = NO_TANGENT
            continue
        left, right = (Bottom() if x == UNDEFINED else build.type_of(x) for x in (a, b))
        target = build.names.fresh(instance.hints.get(merge.target, PART))
        build.types[target] = join(left, right, f"?{target}")
        joined.append(Merge(target, a, b))
        instance.table[merge.target] = target
    build.out.append(If(test, tuple(then), tuple(orelse), tuple(joined), instance.origin))


def _merged(instance: Instance, value: Operand) -> Operand:
    """What a name holds at the end of a branch that the run decides; a branch may leave it undefined."""
    if value == UNDEFINED or (isinstance(value, str) and instance.table[value] == UNDEFINED):
        return UNDEFINED
    operand = _operand(instance, value)
    return instance.build.as_operand(operand, PART) if isinstance(operand, Tup | Lst) else operand

