"""Calls: an op, by whatever spelling; a function of the user's, which stays a call; a method; a builtin form."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from s2sdiff import ops, rules
from s2sdiff.ir import Const, Keywords, Lst, Operand, Slc, Tup
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import Scope


@dataclass(frozen=True, slots=True)
class Callee:
    """A function of the user's that is called: found again as the expression `path` in `owner`'s globals."""

    function: Any
    path: str
    owner: Any


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call gives, lowered: by position and by name."""

    positional: tuple[Operand, ...]
    keywords: dict[str, Operand]


def call_meaning(scope: Scope, node: gast.Call, meaning: Meaning, given: Arguments) -> Operand:
    """A call of what a free name means."""
    match meaning.kind:
        case "op":
            return emit_op(scope, node, ops.functions()[meaning.value], given)
        case "function":
            return _user_call(scope, node, meaning, given)
        case "builtin":
            return _builtin(scope, node, meaning.value.__name__, given)
        case "callable" | "constant":
            return _unknown(scope, node, meaning, given)
        case kind:
            return scope.problem(node, f"{meaning.path} is {kind} and is called.", "Call a function.")


def emit_op(scope: Scope, node: gast.AST, spelling: ops.Spelling, given: Arguments) -> Operand:
    """An op with its arguments sorted into operands and keywords, as its rule has them."""
    if spelling.op in ops.METADATA or spelling.op in ops.LOGIC:
        if given.keywords:
            return _no_keyword(scope, node, spelling, next(iter(given.keywords)))
        return scope.emit(spelling.op, given.positional, spelling=spelling.text, node=node)
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


def is_method(name: str) -> bool:
    """Whether arrays have a method of this name that is an op."""
    return name in ops.METHODS and ops.METHODS[name] in rules.texts()


def refuse_call(scope: Scope, node: gast.Call) -> Operand:
    """A call of something that is neither known nor a method of arrays."""
    if not isinstance(node.func, gast.Attribute):
        return scope.problem(node, "What is called here is not a known function.",
                             "Call a function of the module, of NumPy or of math by its name.")  # fmt: skip
    return scope.problem(node, f"The method .{node.func.attr}() has no derivative here.",
                         "Use the NumPy function that does the same, or pass the result in.")  # fmt: skip


def call_method(scope: Scope, node: gast.Call, name: str, base: Operand, given: Arguments) -> Operand:
    """A call of an array's method."""
    positional = given.positional
    if name in ("reshape", "transpose") and (len(positional) > 1 or _one_int(name, positional)):
        positional = (Tup(positional),)
    spelling = ops.Spelling(ops.METHODS[name], f".{name}", ops.callable_of(ops.METHODS[name], f".{name}") or np.copy)
    return emit_op(scope, node, spelling, Arguments((base, *positional), given.keywords))


def _one_int(name: str, positional: Sequence[Operand]) -> bool:
    match positional:
        case [Const(value)]:
            return name == "transpose" and type(value) is int
        case _:
            return False


_IMMUTABLE = (int, float, complex, str, tuple, type(None))


def _user_call(scope: Scope, node: gast.Call, meaning: Meaning, given: Arguments) -> Operand:
    """A call of a plain function: its arguments in the order of its parameters, its defaults filled in."""
    function = meaning.value
    if not inspect.isfunction(function):
        return scope.problem(node, f"{meaning.path} is a bound method.", "Pass its data to a plain function.")
    signature = inspect.signature(function, follow_wrapped=False)
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in signature.parameters.values()):
        return scope.problem(node, f"{meaning.path} takes * or ** arguments.", "Give it named parameters.")
    try:
        bound = signature.bind(*given.positional, **given.keywords)
    except TypeError as error:
        return scope.problem(node, f"{meaning.path} cannot be called like this: {error}.", "Correct the call.")
    operands = []
    for name, parameter in signature.parameters.items():
        if name not in bound.arguments and not isinstance(parameter.default, _IMMUTABLE):
            return scope.problem(node, f"The default of {name} in {meaning.path} is data that can change.",
                                 "Pass the argument.")  # fmt: skip
        operands.append(bound.arguments[name] if name in bound.arguments else Const(parameter.default))
    return scope.call(Callee(function, meaning.path, scope.function), operands, (), node)


def _builtin(scope: Scope, node: gast.Call, name: str, given: Arguments) -> Operand:
    match name, given.positional, given.keywords:
        case ("min" | "max"), (Tup(items) | Lst(items),), {} if items:
            return _extremum(scope, node, name, items)
        case ("min" | "max"), (_, _, *_) as items, {}:
            return _extremum(scope, node, name, items)
        case ("min" | "max"), (x,), {}:
            return scope.emit(name, (x,), spelling=name, node=node)
        case "tuple", (Tup() | Lst() as x,), {}:
            return Tup(x.items)
        case "list", (Tup() | Lst() as x,), {}:
            return Lst(x.items)
        case "slice", (stop,), {}:
            return Slc(Const(None), stop, Const(None))
        case "slice", (start, stop), {}:
            return Slc(start, stop, Const(None))
        case "sum", (Tup(items) | Lst(items),), {}:
            total: Operand = Const(0)
            for value in items:
                total = scope.emit("add", (total, value), spelling="+", node=node)
            return total
        case _:
            return scope.problem(node, f"The builtin {name}() cannot be differentiated like this.",
                                 "Write it as a loop, or use NumPy's function.")  # fmt: skip


def _extremum(scope: Scope, node: gast.AST, name: str, items: Sequence[Operand]) -> Operand:
    best = items[0]
    for value in items[1:]:
        best = scope.emit(f"{name}imum", (best, value), spelling=name, node=node)
    return best


def _unknown(scope: Scope, node: gast.Call, meaning: Meaning, given: Arguments) -> Operand:
    """A function with neither rule nor source: fine as long as no array or active value goes in (see infer)."""
    name = _in_numpy(scope, meaning)
    if name:
        keywords: Keywords = tuple(given.keywords.items())
        return scope.emit("opaque", given.positional, keywords, spelling=f"np.{name}", node=node)
    return scope.problem(node, f"{meaning.path} has neither a derivative rule nor Python source.",
                         "Write it with NumPy functions that have one, or compute it outside and pass it in.")


def _in_numpy(scope: Scope, meaning: Meaning) -> str:
    """The name of a function inside NumPy, by however it is reached; empty if it is not NumPy's."""
    first, _, rest = meaning.path.partition(".")
    if rest and scope.resolve(first).value is np:
        return rest
    name = getattr(meaning.value, "__name__", "")
    return name if getattr(np, name, None) is meaning.value else ""
