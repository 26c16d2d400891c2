"""An op's call as a statement: its arguments sorted into operands and keywords, as the op's rule has them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import gast
import numpy as np

from s2sdiff import ops, rules
from s2sdiff.ir import WHOLE, Const, Operand, Store, Tup
from s2sdiff.parse.scope import Scope


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call gives, lowered: by position and by name."""

    positional: tuple[Operand, ...]
    keywords: dict[str, Operand]


def store(scope: Scope, node: gast.AST, base: Operand, index: Operand, value: Operand, op: str = "setitem") -> None:
    """Writes that the array `base` is changed at `index`."""
    scope.out.append(Store(base, index, value, scope.at_node(node), op))


def emit_op(scope: Scope, node: gast.AST, spelling: ops.Spelling, given: Arguments) -> Operand:
    """An op with its arguments sorted into operands and keywords; what `out=` names is stored into, and returned."""
    given, out = _without_out(spelling, given)
    if out is None:
        return _emit(scope, node, spelling, given)
    value = _emit(scope, node, spelling, given)
    store(scope, node, out, WHOLE, value)
    return out


def _without_out(spelling: ops.Spelling, given: Arguments) -> tuple[Arguments, Operand | None]:
    """The arguments without the array that the result goes to: `out=c`, or the last one of a ufunc's."""
    keywords = dict(given.keywords)
    out = keywords.pop("out", None)
    positional = given.positional
    if out is None and isinstance(spelling.fn, np.ufunc) and len(positional) == spelling.fn.nin + 1:
        *rest, out = positional
        positional = tuple(rest)
    if isinstance(out, Tup) and len(out.items) == 1:
        out = out.items[0]
    return Arguments(positional, keywords), None if out == Const(None) else out


def _emit(scope: Scope, node: gast.AST, spelling: ops.Spelling, given: Arguments) -> Operand:
    if spelling.op in ops.METADATA or spelling.op in ops.LOGIC:
        if given.keywords:
            return _no_keyword(scope, node, spelling, next(iter(given.keywords)))
        return scope.emit(spelling.op, given.positional, spelling=spelling.text, node=node)
    if spelling.op == "where" and len(given.positional) == 1 and not given.keywords:
        spelling = ops.functions()[np.nonzero]  # of a mask alone: the same function
    if spelling.op == "complex_" and len(given.positional) == 2:
        spelling = ops.Spelling("complex_of", "complex", complex)
    text = rules.texts()[spelling.op]
    bound = _bind(spelling, text, given)
    if isinstance(bound, str):
        return scope.problem(node, bound, f"Known for {spelling.text}: {', '.join([*text.operands, *text.keywords])}.")
    operands, keywords = bound
    for name, value in list(keywords.items()):
        if name not in text.keywords:
            if value == _default(spelling, name):
                del keywords[name]
            else:
                return _no_keyword(scope, node, spelling, name)
    return scope.emit(spelling.op, operands, tuple(keywords.items()), spelling=spelling.text, node=node)


Bound = tuple[tuple[Operand, ...], dict[str, Operand]]  # operands and keywords


def _bind(spelling: ops.Spelling, text: rules.RuleText, given: Arguments) -> Bound | str:
    """Operands and keywords by NumPy's own signature; a sentence where they do not fit."""
    operands, keywords = list(given.positional), dict(given.keywords)
    names = _parameters(spelling, text)
    if text.variadic and not text.sequence:
        return (Tup(tuple(operands)),), keywords
    for k, value in enumerate(operands[len(text.operands) :], start=len(text.operands)):
        if k >= len(names) or names[k] in keywords:
            return f"{spelling.text} got too many arguments."
        keywords[names[k]] = value
    del operands[len(text.operands) :]
    for k in range(len(operands), len(text.operands)):
        options = {names[k] if k < len(names) else "", text.operands[k]} & set(keywords)
        if options:
            operands.append(keywords.pop(options.pop()))
        elif text.operands[k] in text.defaults:
            operands.append(Const(text.defaults[text.operands[k]]))
        else:
            return f"{spelling.text} lacks its argument {text.operands[k]}."
    return tuple(operands), keywords


def _parameters(spelling: ops.Spelling, text: rules.RuleText) -> list[str]:
    """The names of the parameters, in the order in which they may be given by position."""
    fn = getattr(np, text.op, spelling.fn) if spelling.text.startswith(".") else spelling.fn
    try:
        return [name for name, p in inspect.signature(fn).parameters.items() if p.kind is not p.KEYWORD_ONLY]
    except (TypeError, ValueError):
        return list(text.operands)


def _default(spelling: ops.Spelling, name: str) -> Operand | None:
    try:
        return Const(inspect.signature(spelling.fn).parameters[name].default)
    except (TypeError, ValueError, KeyError):
        return Const(None) if name in ("out", "dtype") else None


def _no_keyword(scope: Scope, node: gast.AST, spelling: ops.Spelling, name: str) -> Operand:
    return scope.problem(node, f"The keyword {name}= of {spelling.text} has no derivative here.",
                         "Leave it out, or write what it does as separate operations.")  # fmt: skip
