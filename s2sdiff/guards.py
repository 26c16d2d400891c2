"""Guards: tests, in Python, that arguments and free names are what a variant was compiled for.

The tests stand in the entry of a derivative, a function with the parameters of the user's own. What they refer to
besides has names that no parameter has: a builtin is called by its own name, unless a parameter hides it.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import re
import types
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from s2sdiff.apart import not_one, to_be_apart
from s2sdiff.custom.registry import REGISTRY
from s2sdiff.fields import Fields, fields_of, is_namedtuple, reached
from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, Shape, Static
from s2sdiff.ir import Param
from s2sdiff.parse.resolve import split_path
from s2sdiff.program import Program

NO_TANGENTS: Mapping[str, Abstract] = {}


def private(name: str, taken: Collection[str]) -> str:
    """The name, with as many underscores before it as it takes to be none of `taken`.

    >>> private("_variant", ["x"]), private("_variant", ["_variant"])
    ('_variant', '__variant')
    """
    while name in taken:
        name = f"_{name}"
    return name


@dataclass
class Guard:
    """The tests of one variant, and what the private names in them are."""

    taken: frozenset[str]  # the parameters of the entry
    number: int  # of the variant: its names are its own
    tests: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)  # symbols of sizes, and the expression that is their size

    def shared(self, name: str, value: Any) -> str:
        """A private name that means the same in every variant."""
        name = private(name, self.taken)
        self.names[name] = value
        return name

    def own(self, name: str, value: Any) -> str:
        """A private name that means this in this variant alone."""
        return self.shared(f"_{name}_of_{self.number}", value)

    def builtin(self, name: str) -> str:
        """What a builtin is called by."""
        return name if name not in self.taken else self.shared(f"_{name}", getattr(builtins, name))

    def add(self, *tests: str) -> None:
        """Adds those of the tests that are not there yet."""
        self.tests += [test for test in tests if test not in self.tests]


def guard_for(function: types.FunctionType, parameters: Sequence[Param], arguments: Sequence[Abstract],
              program: Program, number: int, tangents: Mapping[str, Abstract] = NO_TANGENTS) -> Guard:  # fmt: skip
    """What must hold for the variant with this number to be called. `tangents`: the kinds of further parameters."""
    guard = Guard(frozenset([*(p.name for p in parameters), *tangents]), number)
    for param, value in zip(parameters, arguments, strict=True):
        _value(guard, param.name, value)
    for name, value in tangents.items():
        _value(guard, name, value)
    _code(guard, function, guard.shared("_primal", function), "primal")
    guard.add(f"{guard.shared('_rules', REGISTRY)}.now is {guard.own('rules', program.rules)}")
    scopes = _Scopes(guard)
    for (owner, path), (free, value) in program.frees.items():
        _value(guard, scopes.expression(owner, path, free.captured), value)
    for (owner, path), value in program.roots.items():
        _root(guard, scopes, owner, path, value)
    for a, b in not_one(scopes.expression, parameters, arguments, program):
        guard.add(f"{a} is not {b}")
    for a, b in to_be_apart(scopes.expression, parameters, arguments, program):
        guard.add(f"not {guard.shared('_share', np.may_share_memory)}({a}, {b})")
    return guard


def shared_names(parameters: Sequence[Param], arguments: Sequence[Abstract], program: Program,
                 values: Sequence[Any]) -> tuple[str, str] | None:  # fmt: skip
    """Two arguments, or pieces of data from outside, that share memory although the function changes one of them."""
    guard = Guard(frozenset(p.name for p in parameters), 0)
    scopes = _Scopes(guard)
    pairs = to_be_apart(scopes.expression, parameters, arguments, program)
    known = {p.name: value for p, value in zip(parameters, values, strict=True)}
    paths = {scopes.expression(owner, path, free.captured): path for (owner, path), (free, _) in program.frees.items()}
    for a, b in pairs:
        if np.may_share_memory(*(eval(part, dict(guard.names), known) for part in (a, b))):
            return paths.get(a, a), paths.get(b, b)
    return None


def one_object(parameters: Sequence[Param], arguments: Sequence[Abstract], program: Program,
               values: Sequence[Any]) -> tuple[str, str] | None:  # fmt: skip
    """Two names for one object of which the function sets attributes: it was read as if they were two."""
    guard = Guard(frozenset(p.name for p in parameters), 0)
    known = {p.name: value for p, value in zip(parameters, values, strict=True)}
    for a, b in not_one(_Scopes(guard).expression, parameters, arguments, program):
        if eval(a, dict(guard.names), known) is eval(b, dict(guard.names), known):
            return a, b
    return None


# --- free names ------------------------------------------------------------------------------------------------------
@dataclass
class _Scopes:
    """Names for the globals and the cells that free names are looked up in: one for each, however many refer to it."""

    guard: Guard
    known: dict[int, str] = field(default_factory=dict)

    def name(self, scope: Any) -> str:
        """The private name of globals or of a cell."""
        if id(scope) not in self.known:
            self.known[id(scope)] = self.guard.own(f"scope{len(self.known)}", scope)
        return self.known[id(scope)]

    def expression(self, owner: Any, path: str, captured: bool) -> str:
        """An expression for a free name, looked up anew each time."""
        first, tail = split_path(path)
        if captured:
            cell = owner.__closure__[owner.__code__.co_freevars.index(first)]
            return f"{self.name(cell)}.cell_contents{tail}"
        return f"{self.name(owner.__globals__)}[{first!r}]{tail}"


def _root(guard: Guard, scopes: _Scopes, owner: Any, path: str, value: Any) -> None:
    """That a free name means what it meant; of a function, that it is the same code with the same defaults."""
    if not path:  # a function that another test has found
        _code(guard, owner, guard.own(f"function{len(guard.tests)}", owner), f"function{len(guard.tests)}")
        return
    if isinstance(owner, type):
        _of_class(guard, owner, path, value)
        return
    first, _ = split_path(path)
    captured = first in owner.__code__.co_freevars
    if not captured and first not in owner.__globals__:
        guard.add(f"{first!r} not in {scopes.name(owner.__globals__)}")  # a builtin, as long as no global has its name
        return
    expression = scopes.expression(owner, path, captured)
    if any(test.startswith(f"{expression} is ") for test in guard.tests):
        return
    number = len(guard.tests)
    root = guard.own(f"root{number}", value)
    guard.add(f"{expression} is {root}")
    if isinstance(value, dict):
        guard.add(f"{guard.builtin('tuple')}({expression}) == {guard.own(f'keys{number}', tuple(value))}")
    elif isinstance(value, list):
        guard.add(f"{guard.builtin('len')}({expression}) == {len(value)}")
    _code(guard, value, root, f"root{number}")


def _of_class(guard: Guard, cls: type, name: str, value: Any) -> None:
    """That a class, or one that it inherits from, has under a name what it had."""
    number = len(guard.tests)
    looked_up = guard.shared("_static", inspect.getattr_static)
    guard.add(f"{looked_up}({guard.own(f'class{number}', cls)}, {name!r}) is {guard.own(f'root{number}', value)}")
    function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    _code(guard, function, guard.own(f"function{number}", function), f"function{number}")


def _code(guard: Guard, function: Any, name: str, label: str) -> None:
    """That a function, known as `name`, still has the code and the defaults that it had."""
    if not isinstance(function, types.FunctionType):
        return
    guard.add(f"{name}.__code__ is {guard.own(f'{label}_code', function.__code__)}")
    if label == "primal":  # the entry takes the defaults of the function itself as they are now
        return
    if function.__defaults__:
        guard.add(f"{name}.__defaults__ is {guard.own(f'{label}_defaults', function.__defaults__)}")
    for key, value in (function.__kwdefaults__ or {}).items():  # a dict that may be changed in place
        guard.add(f"{name}.__kwdefaults__[{key!r}] is {guard.own(f'{label}_{key}', value)}")


# --- values ----------------------------------------------------------------------------------------------------------
def _value(guard: Guard, expression: str, value: Abstract) -> None:
    kind_of = f"{guard.builtin('type')}({expression})"
    match value:
        case Num(kind):
            guard.add(f"{kind_of} is {guard.builtin(kind)}")
        case Arr(str(dtype), shape, scalar):
            _array(guard, expression, kind_of, dtype, () if scalar else shape or (), scalar)
        case Seq(kind, tuple(items)):
            guard.add(f"{kind_of} is {guard.builtin(kind)}", f"{guard.builtin('len')}({expression}) == {len(items)}")
            for k, item in enumerate(items):
                _value(guard, f"{expression}[{k}]", item)
        case Seq(kind, None, each):
            guard.add(f"{kind_of} is {guard.builtin(kind)}")
            _each(guard, expression, each or Static(None))
        case Map(Fields() as fields, items):
            _object(guard, expression, kind_of, fields, items)
        case Map(keys, items):
            _map(guard, expression, kind_of, keys, items)
        case Static(None):
            guard.add(f"{expression} is None")
        case Static(str(text)):
            guard.add(f"{kind_of} is {guard.builtin('str')}", f"{expression} == {text!r}")
        case Static(known):
            label = f"static{len(guard.names)}"
            guard.add(f"{expression} is {guard.own(label, known)}")
            _code(guard, known, expression, label)
            if isinstance(known, functools.partial):  # whose keywords may be changed in place
                guard.add(f"{expression}.keywords == {guard.own(f'{label}_keywords', dict(known.keywords))}")
        case _:
            raise TypeError(f"no guard for {value!r}")


def _array(guard: Guard, expression: str, kind_of: str, dtype: str, shape: Shape, scalar: bool) -> None:
    name = "_" + re.sub(r"\W", "_", dtype)
    if scalar:
        guard.add(f"{kind_of} is {guard.shared(f'{name}_scalar', np.dtype(dtype).type)}")
        return
    guard.add(f"{kind_of} is {guard.shared('_ndarray', np.ndarray)}")
    guard.add(f"{expression}.dtype == {guard.shared(name, np.dtype(dtype))}", f"{expression}.ndim == {len(shape)}")
    for k, dim in enumerate(shape):
        size = f"{expression}.shape[{k}]" if k else f"{guard.builtin('len')}({expression})"  # len is the faster one
        guard.add(_size(size, dim, guard.sizes))


def _map(guard: Guard, expression: str, kind_of: str, keys: tuple[Any, ...], items: Sequence[Abstract]) -> None:
    simple = all(type(key) in (str, int) for key in keys)
    known = repr(keys) if simple else guard.own(f"keys{len(guard.names)}", keys)
    guard.add(f"{kind_of} is {guard.builtin('dict')}", f"{guard.builtin('tuple')}({expression}) == {known}")
    for k, (key, item) in enumerate(zip(keys, items, strict=True)):
        _value(guard, f"{expression}[{repr(key) if simple else f'{known}[{k}]'}]", item)


def _object(guard: Guard, expression: str, kind_of: str, fields: Fields, items: Sequence[Abstract]) -> None:
    guard.add(f"{kind_of} is {guard.own(f'class{len(guard.names)}', fields.cls)}")
    if not is_namedtuple(fields.cls):
        held = guard.shared("_fields_of", fields_of)
        guard.add(f"{guard.builtin('tuple')}({held}({expression})) == {tuple(map(str, fields))!r}")
    for key, item in zip(fields, items, strict=True):
        _value(guard, reached(expression, key), item)


def _each(guard: Guard, expression: str, each: Abstract) -> None:
    """Of a long sequence: the first item says what the sizes are, and all are like it; an empty one fails the test."""
    inner = Guard(guard.taken, guard.number, [], guard.names, guard.sizes)
    _value(inner, f"{expression}[0]", each)
    guard.add(*inner.tests)
    item = private("item", guard.taken)
    inner.tests = []
    _value(inner, item, each)
    guard.add(f"{guard.builtin('all')}({' and '.join(inner.tests)} for {item} in {expression})")


def _size(size: str, dim: int | str, sizes: dict[str, str]) -> str:
    """Equal symbols are equal sizes and a symbol is never 1; unequal symbols may be equal: nothing was made of that."""
    if dim == 1:
        return f"{size} == 1"
    if dim in sizes:
        return f"{size} == {sizes[str(dim)]}"
    sizes[str(dim)] = size
    return f"{size} != 1"
