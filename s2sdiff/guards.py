"""Guards: tests, in Python, that arguments and free names are what a variant was compiled for.

The tests stand in the entry of a derivative, a function with the parameters of the user's own. What they refer to
besides has names that no parameter has: a builtin is called by its own name, unless a parameter hides it.
"""

from __future__ import annotations

import builtins
import re
import types
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, Shape, Static
from s2sdiff.ir import Param
from s2sdiff.program import Program


def private(name: str, taken: Collection[str]) -> str:
    """The name, with as many underscores before it as it takes to be none of `taken`.

    >>> private("_variant", ["x"]), private("_variant", ["_variant"])
    ('_variant', '__variant')
    """
    while name in taken:
        name = f"_{name}"
    return name


@dataclass
class Tests:
    """The tests of one variant, and what the private names in them are."""

    taken: frozenset[str]  # the parameters of the entry
    number: int  # of the variant: its names are its own
    listed: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)  # symbols of sizes, and the expression that is their size

    def shared(self, name: str, value: Any) -> str:
        """A private name that means the same in every variant."""
        name = private(name, self.taken)
        self.names[name] = value
        return name

    def own(self, name: str, value: Any) -> str:
        return self.shared(f"_{name}_of_{self.number}", value)

    def builtin(self, name: str) -> str:
        return name if name not in self.taken else self.shared(f"_{name}", getattr(builtins, name))

    def add(self, *tests: str) -> None:
        self.listed += [test for test in tests if test not in self.listed]


def tests_of(function: types.FunctionType, parameters: Sequence[Param], arguments: Sequence[Abstract],
             program: Program, number: int) -> Tests:  # fmt: skip
    """What must hold for the variant with this number to be called."""
    tests = Tests(frozenset(p.name for p in parameters), number)
    for param, value in zip(parameters, arguments, strict=True):
        _value(tests, param.name, value)
    _code(tests, function, tests.shared("_primal", function), "primal")
    scopes = _Scopes(tests)
    for (owner, path), (free, value) in program.frees.items():
        _value(tests, scopes.expression(owner, path, free.captured), value)
    for (owner, path), value in program.roots.items():
        _root(tests, scopes, owner, path, value)
    return tests


# --- free names ------------------------------------------------------------------------------------------------------
@dataclass
class _Scopes:
    """Names for the globals and the cells that free names are looked up in: one for each, however many refer to it."""

    tests: Tests
    known: dict[int, str] = field(default_factory=dict)

    def name(self, scope: Any) -> str:
        if id(scope) not in self.known:
            self.known[id(scope)] = self.tests.own(f"scope{len(self.known)}", scope)
        return self.known[id(scope)]

    def expression(self, owner: Any, path: str, captured: bool) -> str:
        """An expression for a free name, looked up anew each time."""
        first, _, rest = path.partition(".")
        tail = f".{rest}" if rest else ""
        if captured:
            cell = owner.__closure__[owner.__code__.co_freevars.index(first)]
            return f"{self.name(cell)}.cell_contents{tail}"
        return f"{self.name(owner.__globals__)}[{first!r}]{tail}"


def _root(tests: Tests, scopes: _Scopes, owner: Any, path: str, value: Any) -> None:
    """That a free name means what it meant; of a function, that it is the same code with the same defaults."""
    first = path.partition(".")[0]
    captured = first in owner.__code__.co_freevars
    if not captured and first not in owner.__globals__:
        tests.add(f"{first!r} not in {scopes.name(owner.__globals__)}")  # a builtin, as long as no global has its name
        return
    expression = scopes.expression(owner, path, captured)
    if any(test.startswith(f"{expression} is ") for test in tests.listed):
        return
    number = len(tests.listed)
    root = tests.own(f"root{number}", value)
    tests.add(f"{expression} is {root}")
    _code(tests, value, root, f"root{number}")


def _code(tests: Tests, function: Any, name: str, label: str) -> None:
    """That a function, known as `name`, still has the code and the defaults that it had."""
    if not isinstance(function, types.FunctionType):
        return
    tests.add(f"{name}.__code__ is {tests.own(f'{label}_code', function.__code__)}")
    for part in ("defaults", "kwdefaults"):
        value = getattr(function, f"__{part}__")
        if value and label != "primal":  # the entry takes the defaults of the function itself as they are now
            tests.add(f"{name}.__{part}__ is {tests.own(f'{label}_{part}', value)}")


# --- values ----------------------------------------------------------------------------------------------------------
def _value(tests: Tests, expression: str, value: Abstract) -> None:
    kind_of = f"{tests.builtin('type')}({expression})"
    match value:
        case Num(kind):
            tests.add(f"{kind_of} is {tests.builtin(kind)}")
        case Arr(str(dtype), shape, scalar):
            _array(tests, expression, kind_of, dtype, () if scalar else shape or (), scalar)
        case Seq(kind, tuple(items)):
            tests.add(f"{kind_of} is {tests.builtin(kind)}", f"{tests.builtin('len')}({expression}) == {len(items)}")
            for k, item in enumerate(items):
                _value(tests, f"{expression}[{k}]", item)
        case Seq(kind, None, each):
            tests.add(f"{kind_of} is {tests.builtin(kind)}")
            _each(tests, expression, each or Static(None))
        case Map(keys, items):
            _map(tests, expression, kind_of, keys, items)
        case Static(None):
            tests.add(f"{expression} is None")
        case Static(str(text)):
            tests.add(f"{kind_of} is {tests.builtin('str')}", f"{expression} == {text!r}")
        case Static(known):
            tests.add(f"{expression} is {tests.own(f'static{len(tests.names)}', known)}")
        case _:
            raise TypeError(f"no guard for {value!r}")


def _array(tests: Tests, expression: str, kind_of: str, dtype: str, shape: Shape, scalar: bool) -> None:
    name = "_" + re.sub(r"\W", "_", dtype)
    if scalar:
        tests.add(f"{kind_of} is {tests.shared(f'{name}_scalar', np.dtype(dtype).type)}")
        return
    tests.add(f"{kind_of} is {tests.shared('_ndarray', np.ndarray)}")
    tests.add(f"{expression}.dtype == {tests.shared(name, np.dtype(dtype))}", f"{expression}.ndim == {len(shape)}")
    for k, dim in enumerate(shape):
        tests.add(_size(f"{expression}.shape[{k}]", dim, tests.sizes))


def _map(tests: Tests, expression: str, kind_of: str, keys: tuple[Any, ...], items: Sequence[Abstract]) -> None:
    simple = all(type(key) in (str, int) for key in keys)
    known = repr(keys) if simple else tests.own(f"keys{len(tests.names)}", keys)
    tests.add(f"{kind_of} is {tests.builtin('dict')}", f"{tests.builtin('tuple')}({expression}) == {known}")
    for k, (key, item) in enumerate(zip(keys, items, strict=True)):
        _value(tests, f"{expression}[{repr(key) if simple else f'{known}[{k}]'}]", item)


def _each(tests: Tests, expression: str, each: Abstract) -> None:
    """Of a long sequence: the first item says what the sizes are, and all are like it; an empty one fails the test."""
    inner = Tests(tests.taken, tests.number, [], tests.names, tests.sizes)
    _value(inner, f"{expression}[0]", each)
    tests.add(*inner.listed)
    item = private("item", tests.taken)
    inner.listed = []
    _value(inner, item, each)
    tests.add(f"{tests.builtin('all')}({' and '.join(inner.listed)} for {item} in {expression})")


def _size(size: str, dim: int | str, sizes: dict[str, str]) -> str:
    """Equal symbols are equal sizes and a symbol is never 1; unequal symbols may be equal: nothing was made of that."""
    if dim == 1:
        return f"{size} == 1"
    if dim in sizes:
        return f"{size} == {sizes[str(dim)]}"
    sizes[str(dim)] = size
    return f"{size} != 1"
