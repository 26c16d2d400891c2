"""A function from outside whose calls are written out: its text, as that of a function that nothing is around."""

from __future__ import annotations

import functools
import inspect

import gast

from s2sdiff.identity import signature_of
from s2sdiff.ir import UNDEFINED, Const, Operand
from s2sdiff.parse.free import free_data
from s2sdiff.parse.functions import FreeFunction, Partial, as_function, function_meant
from s2sdiff.parse.local import LocalFunction, Text, own_names
from s2sdiff.parse.resolve import Meaning, NoSuchName, meaning_of, resolver
from s2sdiff.parse.scope import Scope
from s2sdiff.parse.source import find_source, locate

OUTSIDE = -1  # the frame of functions that nothing is around
_IMMUTABLE = (int, float, complex, str, tuple, type(None))


def opened(scope: Scope, node: gast.AST, called: FreeFunction) -> LocalFunction:
    """The function by its text. Raises SourceError where that is not found."""
    if called not in scope.opened:
        source = find_source(called.function)
        text = Text(functools.partial(locate, source), resolver(source.function), source.function)
        signature = signature_of(called.function)
        defaults = default_operands(scope, node, called.meaning, signature)
        name = called.path.rpartition(".")[2]
        scope.opened[called] = LocalFunction(source.node, name, defaults, OUTSIDE, own_names(source.node), text,
                                             source.function)  # fmt: skip
    return scope.opened[called]


def default_operands(scope: Scope, node: gast.AST, meaning: Meaning,
                     signature: inspect.Signature) -> dict[str, Operand]:  # fmt: skip
    """The defaults of a function from outside, as they are now: data that can change is read at each call."""
    parameters = signature.parameters.values()
    given = [p for p in parameters if p.default is not p.empty and p.kind is not p.KEYWORD_ONLY]
    paths = {p.name: f"__defaults__[{k}]" for k, p in enumerate(given)}
    return {p.name: _default(scope, node, meaning, p, paths.get(p.name, f"__kwdefaults__[{p.name!r}]"))
            for p in parameters if p.default is not p.empty}  # fmt: skip


def _default(scope: Scope, node: gast.AST, of: Meaning, parameter: inspect.Parameter, path: str) -> Operand:
    if isinstance(parameter.default, _IMMUTABLE):
        return Const(parameter.default)
    owner = of.owner or scope.function
    meaning = Meaning(parameter.default, f"{of.path}.{path}", of.captured, owner)
    function = function_meant(meaning)
    if function is not None:
        return Const(function, meaning.path)
    try:
        same = meaning_of(resolver(owner), meaning.path).value is parameter.default
    except (NoSuchName, AttributeError, LookupError):
        same = False
    if same:
        return free_data(scope, meaning, parameter.name)
    scope.problem(node, f"The default of {parameter.name} in {of.path} is data that can change.", "Pass the argument.")
    return UNDEFINED


def taken_apart(scope: Scope, called: FreeFunction) -> Partial:
    """A `functools.partial` from outside: its function, and its arguments as they are at each call."""
    value: functools.partial[object] = called.function
    of = _meant(scope, called, value.func, "func", "function")
    positional = tuple(_meant(scope, called, argument, f"args[{k}]", "argument")
                       for k, argument in enumerate(value.args))  # fmt: skip
    keywords = tuple((name, _meant(scope, called, argument, f"keywords[{name!r}]", name))
                     for name, argument in value.keywords.items())  # fmt: skip
    function = as_function(of)
    assert function is not None
    return Partial(function, positional, keywords)


def _meant(scope: Scope, called: FreeFunction, value: object, path: str, hint: str) -> Operand:
    """What is reached by a path from a function from outside, as an operand: data is read anew at each call."""
    meaning = Meaning(value, f"{called.path}.{path}", called.captured, called.owner or scope.function)
    function = function_meant(meaning)
    if function is not None:
        scope.roots[meaning.owner, meaning.path] = value
        return Const(function, meaning.path)
    return Const(value) if value is None or isinstance(value, str) else free_data(scope, meaning, hint)
