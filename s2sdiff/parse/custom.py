"""A user's rule as functions: its lines for one mode, read by the front end that reads the user's other code."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any

import gast
import numpy as np

from s2sdiff.custom.registry import Rule, rule_of
from s2sdiff.errors import DifferentiationError, Problem, UnsupportedError
from s2sdiff.ir import Assign, Call, Const, Free, Function, Operand, Origin, Param, Return, Tup
from s2sdiff.names import Names
from s2sdiff.parse.callee import Callee
from s2sdiff.parse.containers import contents
from s2sdiff.parse.lower import parse
from s2sdiff.parse.prune import prune
from s2sdiff.parse.resolve import NoSuchName, meaning_of, resolver
from s2sdiff.parse.returns import returns
from s2sdiff.parse.scope import Scope, own_nodes, stored_names
from s2sdiff.parse.slices import without
from s2sdiff.parse.source import Source, find_source, loc_of, locate
from s2sdiff.parse.statements import lower_block
from s2sdiff.walking import walk


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """A rule's lines, and what they compute: `y`, `y_dot`, `x_bar`, …"""

    rule: Rule
    source: Source
    body: Sequence[gast.AST]
    last: gast.AST
    outputs: tuple[str, ...]

    @property
    def operands(self) -> tuple[str, ...]:
        """The operands that have a derivative."""
        return self.rule.dots or tuple(name.removesuffix("_bar") for name in self.outputs if name.endswith("_bar"))


def read_lines(rule: Rule) -> Lines:
    """The lines of a rule. Raises SourceError, and UnsupportedError where they are no rule."""
    source = find_source(rule.function)
    *body, last = source.node.body  # type: ignore[attr-defined]
    place = functools.partial(locate, source)
    early = next((node for node in body if returns(node)), None)
    if early is not None or not isinstance(last, gast.Return):
        _refuse(place(early or last), f"{rule.title} does not return at its end and nowhere else.",
                "Return what it computes, as in: return y_dot, x_bar")  # fmt: skip
    exit_ = next((node for node in own_nodes(body) if isinstance(node, gast.Break | gast.Continue)), None)
    if exit_ is not None:  # left out of one mode with the test that it is under, it would change how often a loop runs
        _refuse(place(exit_), f"{rule.title} leaves a loop before its end.",
                "Write the loop without it, or call a function that has it.")  # fmt: skip
    elements = last.value.elts if isinstance(last.value, gast.Tuple) else [last.value]
    names = [node.id if isinstance(node, gast.Name) else "" for node in elements]
    known = {"y", "y_dot", *(f"{name}_bar" for name in rule.operands if name)}
    for name, node in zip(names, elements, strict=True):
        if name not in known or names.count(name) > 1:
            _refuse(place(node or last), f"{rule.title} returns what is no part of a rule.",
                    f"Return some of {', '.join(sorted(known))}, each under its name.")  # fmt: skip
    bars = [name.removesuffix("_bar") for name in names if name.endswith("_bar")]
    for taken, made, of, what in ((rule.dots, "y_dot" in names, "the tangent of an operand", "y_dot"),
                                  (rule.takes_bar, bool(bars), "y_bar", "adjoint of an operand")):  # fmt: skip
        if bool(taken) != made:
            fault = f"takes {of} and returns no {what}" if taken else f"returns the {what} and does not take {of}"
            _refuse(place(last), f"{rule.title} {fault}.", "Take what is for a mode, and return what it is for.")
    if rule.dots and bars and set(bars) != set(rule.dots):
        odd = sorted(set(bars) ^ set(rule.dots))[0]
        has, lacks = ("_bar", "_dot") if odd in bars else ("_dot", "_bar")
        _refuse(place(last), f"{rule.title} has {odd}{has} and no {odd}{lacks}.", "Give both modes the same operands.")
    return Lines(rule, source, body, last, tuple(names))


def _refuse(loc: Any, fault: str, remedy: str) -> None:
    raise UnsupportedError(Problem(loc, fault, remedy))


_SUFFIXES = frozenset({"_dot", "_bar"})


# --- the lines of one mode -------------------------------------------------------------------------------------------
def tangent_lines(lines: Lines, callee: Callee) -> Function:
    """`(operands, x_dot, …) → (y, y_dot)`; `(y,)`, of a rule for reverse mode alone."""
    dots = [f"{name}_dot" for name in lines.rule.dots]
    return _lowered(lines, ["y_bar"], {name: name for name in dots}, ["y", "y_dot"] if dots else ["y"], callee)


def adjoint_lines(lines: Lines, callee: Callee, y_bar: Operand = "y_bar") -> Function:
    """`(operands, y_bar) → (y, x_bar, …)`; of a result that is a tuple the adjoint is a tuple of parameters."""
    dots = [f"{name}_dot" for name in lines.rule.dots]
    bars = [name for name in lines.outputs if name.endswith("_bar")]
    return _lowered(lines, dots, {"y_bar": y_bar}, ["y", *bars], callee)


def primal_lines(lines: Lines) -> Function | None:
    """`(operands) → y`, if the rule computes y, and not by calling the function itself."""
    dots = [f"{name}_dot" for name in lines.rule.dots]
    made = _lowered(lines, [*dots, "y_bar"], {}, ["y"], None)
    if made is None or any(isinstance(stmt, Call) and stmt.callee.function is lines.rule.of()
                           for stmt in walk(made.body)):  # fmt: skip
        return None
    return made


def _lowered(lines: Lines, given: Sequence[str], added: dict[str, Operand], wanted: Sequence[str],
             callee: Callee | None) -> Any:  # fmt: skip
    """The lines of one mode as a function of all of f's parameters and of those `added`.

    `given` is what the other mode is given. Without a line for y it is a call of `callee`, or there is no function.
    """
    rule, place = lines.rule, functools.partial(locate, lines.source)
    body, gone = without(lines.body, rule.operands, given, _SUFFIXES - {name[-4:] for name in added})
    scope = Scope(place, resolver(rule.function), Names(plain=True), function=rule.function)
    params = _parameters(lines, scope, added)
    local = (node.id for inner in lines.body for node in gast.walk(inner)
             if isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Load))  # fmt: skip
    scope.identifiers = frozenset([*scope.env, *local, *given])
    for name in wanted:
        if name in gone:
            of = ", ".join(other for other in given if other in gone)
            scope.problem(lines.last, f"{name} is computed from {of}, or from a name that is.",
                          "Give each mode names of its own.")  # fmt: skip
    loc = place(lines.source.node)
    if "y" in wanted and "y" not in stored_names(body):
        if callee is None:
            return None
        own = [p.name if name else Const(parameter.default) for name, p, parameter in
               zip(rule.operands, params, rule.signature.parameters.values(), strict=False)]  # fmt: skip
        scope.env["y"] = scope.rename_last(scope.call(callee, own, (), lines.source.node), "y")
    primal, _ = without(body, rule.operands, added, _SUFFIXES)
    role = "adjoint" if "y_bar" in added else "tangent"
    for statement in body:
        with scope.at(Origin(loc, loc, "primal" if statement in primal else role)):
            lower_block(scope, [statement])
    missing = [name for name in wanted if name not in scope.env and name not in gone]
    for name in missing:
        scope.problem(lines.last, f"{name} is returned and never assigned.", f"Assign to {name}.")
    if scope.problems:
        raise UnsupportedError(scope.problems)
    values = Tup(tuple(contents(scope, scope.env[name]) for name in wanted))
    end = place(lines.last)
    scope.out.append(Return(values if callee is not None else values.items[0], Origin(end, end)))
    return prune(Function(rule.name, params, tuple(scope.out), loc, tuple(scope.frees.values()),
                          tuple(scope.roots.items()), primal=rule.function))  # fmt: skip


def _parameters(lines: Lines, scope: Scope, added: dict[str, Operand]) -> tuple[Param, ...]:
    """f's parameters under the rule's names for them, then those added; what the rule does not name has no name."""
    rule = lines.rule
    taken = {"y", *(node.id for node in gast.walk(lines.source.node) if isinstance(node, gast.Name))}
    params = []
    for name, parameter in zip(rule.operands, rule.signature.parameters, strict=True):
        own = name or parameter
        while not name and own in taken:
            own += "_"
        made = scope.names.fresh(own)
        params.append(Param(made))
        if name:
            scope.env[name] = made
    for name, operand in added.items():
        scope.env[name] = _fresh(scope, operand, params)
    return tuple(params)


def _fresh(scope: Scope, operand: Operand, params: list[Param]) -> Operand:
    match operand:
        case str():
            params.append(Param(scope.names.fresh(operand)))
            return params[-1].name
        case Tup(items):
            return Tup(tuple(_fresh(scope, item, params) for item in items))
        case _:
            return operand


# --- the function itself ---------------------------------------------------------------------------------------------
def read(f: Any) -> Function:
    """The IR of a function; of one with a rule that cannot be read itself, its parameters and nothing more."""
    rule = rule_of(f)
    try:
        return parse(f)
    except DifferentiationError:
        if rule is None or not isinstance(f, FunctionType):
            raise
        params = [Param(p.name, "keyword" if p.kind is p.KEYWORD_ONLY else "positional", p.default is not p.empty)
                  for p in rule.signature.parameters.values()]  # fmt: skip
        loc = loc_of(f.__code__)
        return Function(rule.name, tuple(params), (Return(Const(None), Origin(loc, loc)),), loc, primal=f,
                        doc=f.__doc__ or "")  # fmt: skip


def ruled_primal(lines: Lines, path: str, owner: Any) -> tuple[Function, bool]:
    """What a function with a rule computes: the rule's own lines for y, its source, or a call of it from outside.

    And whether it is the rule's. Raises the error of its source if `path` in `owner`'s globals does not mean it.
    """
    f = lines.rule.of()
    made = primal_lines(lines)
    if made is not None:
        return replace(made, roots=(), primal=f), True
    try:
        return parse(f), False
    except DifferentiationError:
        found = outside(lines.rule, path, owner)
        if found is None:
            raise
        return found, False


def outside(rule: Rule, path: str, owner: Any) -> Function | None:
    """A function that calls one that is not read, by the expression that means it; None if that means another."""
    f = rule.of()
    try:
        meaning = meaning_of(resolver(owner), path)
    except (NoSuchName, AttributeError):
        return None
    if meaning.value is not f:
        return None
    names = Names(plain=True)
    positional: list[Operand] = []
    keywords: list[tuple[str, Operand]] = []
    params = []
    for p, own in zip(rule.signature.parameters.values(), rule.operands, strict=True):
        params.append(Param(names.fresh(p.name)))
        if own and p.kind is not p.KEYWORD_ONLY and len(positional) == len(params) - 1:
            positional.append(params[-1].name)
        elif own:  # after a parameter that the rule does not take, and whose default is taken
            keywords.append((p.name, params[-1].name))
    free = Free(names.fresh("function"), path, owner, meaning.captured)
    op = "ufunc" if isinstance(f, np.ufunc) and f.nout == 1 else "called"
    body = (Assign("y", op, (free.name, *positional), tuple(keywords), op, Origin(None)), Return("y", Origin(None)))
    return Function(rule.name, tuple(params), body, None, (free,), (), primal=f)
