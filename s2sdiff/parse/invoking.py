"""Calls as they are written: what is called, what it is given, and which kind of call that makes it."""

from __future__ import annotations

import functools

import gast

from s2sdiff.ir import UNDEFINED, Dct, Lst, Operand, Tup
from s2sdiff.parse.calling import call_function
from s2sdiff.parse.calls import call_meaning, call_method, is_method
from s2sdiff.parse.changing import call_container, is_container, is_container_method
from s2sdiff.parse.comprehensions import generated, list_made
from s2sdiff.parse.containers import contents, hold, kept, keys_in
from s2sdiff.parse.displays import takes_items
from s2sdiff.parse.effects import known_call
from s2sdiff.parse.free import static_meaning
from s2sdiff.parse.functions import Derived, FreeFunction, as_function, function_meant
from s2sdiff.parse.inside import call_inside, is_inside
from s2sdiff.parse.local import LocalFunction
from s2sdiff.parse.methods import call_object, call_super, is_super
from s2sdiff.parse.objects import (
    call_of_object,
    call_super_of,
    is_class,
    is_to_change,
    make_object,
    object_of,
    written_for,
)
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.procedures import call_changing_method, is_changing_method
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import FunctionValue, Scope
from s2sdiff.parse.starring import lacking, unpacked
from s2sdiff.parse.statics import holds_function
from s2sdiff.walking import names_in


def _lower(scope: Scope, node: gast.AST) -> Operand:
    # imported here, as below: the file of expressions needs this one
    from s2sdiff.parse.expressions import lower

    return lower(scope, node)


def _reference(scope: Scope, node: gast.AST) -> Operand:
    from s2sdiff.parse.expressions import reference

    return reference(scope, node)


def _attribute(scope: Scope, node: gast.AST, value: gast.AST, attr: str) -> Operand:
    from s2sdiff.parse.expressions import attribute

    return attribute(scope, node, value, attr)


def call(scope: Scope, node: gast.Call) -> Operand:
    """The operand of what a call gives."""
    known = known_call(scope, node.func, _lower)
    if known is not None:
        arguments = _arguments(scope, node)
        return known(node, _values(scope, node, arguments)) if arguments is not None else UNDEFINED
    told = len(scope.problems)
    value = _value_called(scope, node.func)
    called = as_function(value)
    if len(scope.problems) > told:
        return UNDEFINED
    meaning = static_meaning(scope, node.func) if called is None else None
    if called is None and meaning is not None:
        called = function_meant(meaning)
    match node.args:
        case [of, gast.Constant(value=str() as name)] if meaning is not None and meaning.value is getattr:
            return _attribute(scope, node, of, name)
    is_data = meaning is None or meaning.kind == "data"
    has_base = called is None and is_data and isinstance(node.func, gast.Attribute) and not is_super(node.func)
    base = _reference(scope, node.func.value) if has_base and not scope.is_rule else UNDEFINED
    changes = scope.cells.count()
    arguments = _arguments(scope, node, called)
    if arguments is None or (len(scope.problems) > told and isinstance(called, FreeFunction | Derived)):
        return UNDEFINED
    if scope.cells.count() > changes and isinstance(base, str) and base in scope.cells.paths:
        return scope.problem(node, "An argument of this call changes the list whose item's method is called.",
                             "Compute the argument first.")  # fmt: skip
    made = _of_objects(scope, node, value, called or meaning, arguments)
    if made is not None:
        return made
    if isinstance(called, LocalFunction):
        return call_function(scope, node, called, _references_given(scope, node, arguments))
    if is_super(node.func) and called is None:
        found = call_super_of(scope, node, node.func.attr, arguments)
        return found or call_super(scope, node, node.func.attr, _values(scope, node, arguments))
    if has_base:
        base = _reference(scope, node.func.value) if scope.is_rule else base
        return _method(scope, node, node.func.attr, base, arguments)
    return _of_function(scope, node, value, called, meaning, arguments)


def _of_function(scope: Scope, node: gast.Call, value: Operand | None, called: FunctionValue | None,
                 meaning: Meaning | None, arguments: Arguments) -> Operand:  # fmt: skip
    """A call of a function, by what it is known to mean, or of a value that is not known to be one."""
    kind = called.meaning.kind if isinstance(called, FreeFunction) else meaning.kind if meaning else ""
    keeps = meaning is not None and meaning.value is functools.partial  # which holds the lists, and not what is in them
    values = arguments if kind == "builtin" or keeps else _values(scope, node, arguments)
    if called is not None:
        result = call_function(scope, node, called, values)
    elif meaning is not None and meaning.kind != "data":
        result = call_meaning(scope, node, meaning, values)
    else:
        whole = _lower(scope, node.func) if value is None else contents(scope, value)
        result = call_object(scope, node, "__call__", whole, values)
    return result if kind in ("op", "builtin") else _keeping(scope, node, arguments, result)


def _of_objects(scope: Scope, node: gast.Call, value: Operand | None, called: object,
                arguments: Arguments) -> Operand | None:  # fmt: skip
    """A call that makes an object, is one of an object, or may change one that it is given; None of any other."""
    if isinstance(called, Meaning) and is_class(called) and not scope.is_rule:
        return make_object(scope, node, called, arguments)
    made = object_of(scope, value)
    if made is not None:
        return call_of_object(scope, node, made, "__call__", arguments)
    if isinstance(called, FreeFunction) and is_to_change(scope, called, arguments):
        return written_for(scope, node, called, arguments)
    return None


def _references_given(scope: Scope, node: gast.AST, given: Arguments) -> Arguments:
    """Arguments of a call that is written out: lists as they are, but for those of functions."""

    def one(operand: Operand) -> Operand:
        value = contents(scope, operand)
        return value if holds_function(value) else operand

    return Arguments(tuple(map(one, given.positional)), {name: one(value) for name, value in given.keywords.items()})


def _keeping(scope: Scope, node: gast.AST, given: Arguments, result: Operand) -> Operand:
    """The result of a call, which may be, or hold, a list that the call was given."""
    arguments = (*given.positional, *given.keywords.values())
    keys = [key for argument in arguments for key in keys_in(scope, argument)]
    for key in (*keys, *scope.cells.captured):
        for name in names_in(result):
            hold(scope, scope.cells.known[key], name, "whole")
    scope.cells.captured.clear()
    return result


def _method(scope: Scope, node: gast.Call, name: str, base: Operand, given: Arguments) -> Operand:
    """A call of a method: of an object, a list or a dict of the function's, or of an array."""
    made = object_of(scope, base)
    if made is not None:
        return call_of_object(scope, node, made, name, given)
    if is_container_method(name) and is_container(scope, base) and not scope.is_rule:
        return call_container(scope, node, name, base, given)
    if is_inside(scope, base, name):
        return call_inside(scope, node, name, str(base), given)
    whole, values = contents(scope, base), _values(scope, node, given)
    if is_method(name):
        return call_method(scope, node, name, whole, values)
    if is_changing_method(name):
        return call_changing_method(scope, node, name, whole, values)
    return _keeping(scope, node, given, call_object(scope, node, name, whole, values))


def _values(scope: Scope, node: gast.AST, given: Arguments) -> Arguments:
    """Arguments with the lists among them as what is in them."""
    keywords = {name: contents(scope, value) for name, value in given.keywords.items()}
    return Arguments(tuple(contents(scope, value) for value in given.positional), keywords)


def _value_called(scope: Scope, func: gast.AST) -> Operand | None:
    """What is called, which may be a function value; None of what a free name or an attribute means."""
    match func:
        case gast.Name(id=name) if scope.env.get(name, UNDEFINED) != UNDEFINED:
            return scope.env[name]
        case gast.Name() | gast.Attribute():
            return None
        case _:
            return _reference(scope, func)


def _arguments(scope: Scope, node: gast.Call, called: FunctionValue | None = None) -> Arguments | None:
    """What a call gives, its stars taken apart; None after a problem."""
    positional: list[Operand] = []
    keywords: dict[str, Operand] = {}
    for argument in node.args:
        if not isinstance(argument, gast.Starred):
            items = generated(scope, argument) if takes_items(scope, node) else None
            positional.append(kept(scope, _reference(scope, argument) if items is None else list_made(scope, items)))
            continue
        sequence = _lower(scope, argument.value)
        if isinstance(sequence, str) and not scope.is_rule:
            sequence = unpacked(scope, argument, sequence, lacking(called, node))
        if not isinstance(sequence, Tup | Lst) and not scope.is_rule:
            scope.problem(argument, "How many arguments this * gives is not known before the run.",
                          "Write the arguments out.")  # fmt: skip
            return None
        positional += sequence.items if isinstance(sequence, Tup | Lst) else (sequence,)
    for keyword in node.keywords:
        value = kept(scope, (_lower if keyword.arg is None else _reference)(scope, keyword.value))
        if keyword.arg is None and not isinstance(value, Dct):
            scope.problem(keyword.value, "Which arguments this ** gives is not known before the run.",
                          "Write the arguments out.")  # fmt: skip
            return None
        given = dict(zip(value.keys, value.items, strict=True)) if isinstance(value, Dct) else {keyword.arg: value}
        twice = next((name for name in given if name in keywords), None)
        if twice is not None:
            scope.problem(keyword.value, f"The argument {twice} is given twice.", "Give it once.")
            return None
        keywords.update(given)
    return Arguments(tuple(positional), keywords)
