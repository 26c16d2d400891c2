"""Calls: an op, by whatever spelling; a function of the user's, which stays a call; a method; a builtin form."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Sequence
from dataclasses import replace

import gast
import numpy as np

from s2sdiff import ops, rules
from s2sdiff.custom.registry import rule_of
from s2sdiff.errors import DifferentiationError
from s2sdiff.fields import is_namedtuple, is_plain_class
from s2sdiff.identity import signature_of
from s2sdiff.ir import UNDEFINED, Const, Keywords, Lst, Operand, Slc, Tup
from s2sdiff.parse.callables import is_wrapper, not_a_function
from s2sdiff.parse.callee import Callee
from s2sdiff.parse.containers import contents
from s2sdiff.parse.dicts import dict_of
from s2sdiff.parse.functions import FreeFunction
from s2sdiff.parse.giving import gives_function
from s2sdiff.parse.knowing import known_answer
from s2sdiff.parse.lists import collected
from s2sdiff.parse.methods import REPLACE, call_object, construct
from s2sdiff.parse.opened import default_operands, opened
from s2sdiff.parse.primitives import Arguments, emit_op
from s2sdiff.parse.procedures import call_procedure, is_procedure
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import Scope
from s2sdiff.parse.statics import holds_function
from s2sdiff.parse.written import write_out


def call_meaning(scope: Scope, node: gast.AST, meaning: Meaning, given: Arguments) -> Operand:
    """A call of what a free name means."""
    if meaning.value is dataclasses.replace:
        return call_object(scope, node, REPLACE, given.positional[0], replace(given, positional=given.positional[1:]))
    if isinstance(meaning.value, type) and (is_plain_class(meaning.value) or is_namedtuple(meaning.value)):
        return construct(scope, node, meaning.value, meaning.path, given)
    if is_procedure(meaning.value):
        return call_procedure(scope, node, meaning.value, meaning.path, given)
    match meaning.kind:
        case "op":
            known = known_answer(ops.functions()[meaning.value].op, given.positional) if not given.keywords else None
            if known is not None and not scope.is_rule:
                return known
            return emit_op(scope, node, ops.functions()[meaning.value], given)
        case "function":
            return _user_call(scope, node, meaning, given)
        case "builtin":
            return _builtin(scope, node, meaning.value.__name__, given)
        case "callable" | "constant":
            return _unknown(scope, node, meaning, given)
        case kind:
            return scope.problem(node, f"{meaning.path} is {kind} and is called.", "Call a function.")


def is_method(name: str) -> bool:
    """Whether arrays have a method of this name that is an op."""
    return name in ops.METHODS and ops.METHODS[name] in rules.texts()


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


def _user_call(scope: Scope, node: gast.AST, meaning: Meaning, given: Arguments) -> Operand:
    """A call of a plain function."""
    if is_wrapper(meaning.value):
        return _refuse_wrapper(scope, node, meaning)
    if not inspect.isfunction(meaning.value):
        return scope.problem(node, f"{meaning.path} is a bound method.", "Pass its data to a plain function.")
    signature = signature_of(meaning.value)
    if not scope.is_rule and rule_of(meaning.value) is None and _is_written_out(meaning, signature, given):
        return _written_out(scope, node, meaning, given)
    operands = bound_operands(scope, node, meaning, signature, given)
    if operands is None:
        return Const(None)
    return scope.call(_callee(scope, meaning), operands, (), node)


def _callee(scope: Scope, meaning: Meaning) -> Callee:
    return Callee(meaning.value, meaning.path, meaning.owner or scope.function)


def _is_written_out(meaning: Meaning, signature: inspect.Signature, given: Arguments) -> bool:
    """Whether a call is written out: of a function that takes functions, or any number of arguments, or gives one."""
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in signature.parameters.values()):
        return True
    return any(map(holds_function, (*given.positional, *given.keywords.values()))) or gives_function(meaning.value)


def _written_out(scope: Scope, node: gast.AST, meaning: Meaning, given: Arguments) -> Operand:
    """A call of a function from outside in whose place its body is written."""
    called = FreeFunction(meaning.value, meaning.path, meaning.owner or scope.function, meaning.captured)
    told = len(scope.problems)
    try:
        return write_out(scope, node, opened(scope, node, called), given)
    except DifferentiationError as error:
        scope.problems += error.problems
        return UNDEFINED
    finally:
        if len(scope.problems) > told:
            scope.problem(node, f"(called here, as {meaning.path})", "")


def bound_operands(scope: Scope, node: gast.AST, meaning: Meaning, signature: inspect.Signature,
                   given: Arguments) -> list[Operand] | None:  # fmt: skip
    """The arguments of a call in the order of the parameters, with the defaults filled in; None after a problem."""
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in signature.parameters.values()):
        scope.problem(node, f"{meaning.path} takes * or ** arguments.", "Give it named parameters.")
        return None
    try:
        bound = signature.bind(*given.positional, **given.keywords)
    except TypeError as error:
        scope.problem(node, f"{meaning.path} cannot be called like this: {error}.", "Correct the call.")
        return None
    if all(name in bound.arguments for name in signature.parameters):
        return list(bound.arguments.values())
    defaults = default_operands(scope, node, meaning, signature)
    return [bound.arguments[name] if name in bound.arguments else defaults[name] for name in signature.parameters]


def _builtin(scope: Scope, node: gast.AST, name: str, given: Arguments) -> Operand:
    if name in ("list", "tuple") and len(given.positional) == 1 and not given.keywords:
        return collected(scope, node, name, given.positional[0])
    if name == "dict":
        return dict_of(scope, node, given)
    positional = tuple(contents(scope, operand) for operand in given.positional)
    match name, positional:
        case ("min" | "max"), (Tup(items) | Lst(items),) if set(given.keywords) == {"default"}:
            return _extremum(scope, node, name, items) if items else given.keywords["default"]
        case _ if given.keywords:
            keyword = next(iter(given.keywords))
            return scope.problem(node, f"The builtin {name}() cannot be differentiated with {keyword}=.",
                                 "Write it as a loop, or use NumPy's function.")  # fmt: skip
        case ("min" | "max"), (Tup(items) | Lst(items),) if items:
            return _extremum(scope, node, name, items)
        case ("min" | "max"), (_, _, *_) as items:
            return _extremum(scope, node, name, items)
        case ("min" | "max"), (x,):
            return scope.emit(name, (x,), spelling=name, node=node)
        case "slice", (stop,):
            return Slc(Const(None), stop, Const(None))
        case "slice", (start, stop):
            return Slc(start, stop, Const(None))
        case "sum", (Tup(items) | Lst(items),):
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


def _unknown(scope: Scope, node: gast.AST, meaning: Meaning, given: Arguments) -> Operand:
    """A function without source: with a rule of the user's, or fine as long as no active value goes in (see infer)."""
    rule = rule_of(meaning.value)
    if rule is not None:
        operands = bound_operands(scope, node, meaning, rule.signature, given)
        return scope.call(_callee(scope, meaning), operands or (), (), node)
    name = _in_numpy(scope, meaning)
    if name:
        keywords: Keywords = tuple(given.keywords.items())
        return scope.emit("opaque", given.positional, keywords, spelling=f"np.{name}", node=node)
    if is_wrapper(meaning.value):
        return _refuse_wrapper(scope, node, meaning)
    return scope.problem(node, f"{meaning.path} has neither a derivative rule nor Python source.",
                         "Write it with NumPy functions that have one, or compute it outside and pass it in.")


def _refuse_wrapper(scope: Scope, node: gast.Call, meaning: Meaning) -> Operand:
    """A call of what is made around a function: by the name of how it was made."""
    fault, remedy = not_a_function(meaning.value)
    return scope.problem(node, fault, remedy.replace("Pass", "Call", 1))


def _in_numpy(scope: Scope, meaning: Meaning) -> str:
    """The name of a function inside NumPy, by however it is reached; empty if it is not NumPy's."""
    first, _, rest = meaning.path.partition(".")
    package, *inside = meaning.owner.__globals__["__name__"].split(".") if meaning.owner is not None else [""]
    if package == "numpy":  # imported where it is called
        return ".".join([*inside, meaning.path]) if inside else rest
    if rest and scope.resolve(first).value is np:
        return rest
    name = getattr(meaning.value, "__name__", "")
    return name if getattr(np, name, None) is meaning.value else ""
