"""What a free name means: an op, a function of the user's, a module, a constant, or data that is read at each call."""

from __future__ import annotations

import ast
import builtins
import math
import re
import types
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from s2sdiff import ops
from s2sdiff.fields import fields_of

CONSTANT_MODULES = (np, math)
_SCALARS = (type(None), str, bytes, type, np.dtype, type(Ellipsis))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression made of free names alone means: the object, and how to reach it from `owner`'s globals."""

    value: Any
    path: str  # the expression, as the user wrote it
    captured: bool = False  # its first name is a variable of an enclosing function
    owner: Any = None

    @property
    def kind(self) -> str:
        """"op", "function", "module", "builtin", "constant", "data" or "callable"."""
        value = self.value
        if isinstance(value, types.ModuleType):
            return "module"
        if _is_among(value, BUILTIN_FORMS):
            return "builtin"
        if _is_among(value, ops.functions()):
            return "op"
        if isinstance(value, types.FunctionType) or isinstance(getattr(value, "__func__", None), types.FunctionType):
            return "function"
        if isinstance(value, _SCALARS):
            return "constant"
        return "callable" if callable(value) and fields_of(value) is None else "data"


# builtins that lowering knows by what they do and not as an op
BUILTIN_FORMS = frozenset({range, zip, enumerate, reversed, tuple, list, dict, slice, sum, min, max, print, map,
                           sorted})  # fmt: skip


class NoSuchName(NameError):
    """A free name that nothing defines."""

    def __init__(self, name: str):
        super().__init__(f"name {name!r} is not defined")


def resolver(function: types.FunctionType) -> Callable[[str], Meaning]:
    """Looks names up as the function itself would: captured variables, globals, builtins. Raises NoSuchName."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))

    def resolve(name: str) -> Meaning:
        if name in cells:
            try:
                return Meaning(cells[name].cell_contents, name, True, function)
            except ValueError:
                raise NoSuchName(name) from None
        if name in function.__globals__:
            return Meaning(function.__globals__[name], name, owner=function)
        if hasattr(builtins, name):
            return Meaning(getattr(builtins, name), name, owner=function)
        raise NoSuchName(name)

    return resolve


def meaning_of(resolve: Callable[[str], Meaning], path: str) -> Meaning:
    """What a dotted name, or an item of what one means, means now. Raises NoSuchName, AttributeError or LookupError."""
    first, tail = split_path(path)
    found = resolve(first)
    for name, item in _STEP.findall(tail):
        value = getattr(found.value, name) if name else found.value[ast.literal_eval(item)]
        found = replace(found, value=value, path=path)
    return found


_STEP = re.compile(r"\.(\w+)|\[([^\]]*)\]")


def split_path(path: str) -> tuple[str, str]:
    """The first name of a path, and the rest: `.name` or `[0]`, any number of them.

    >>> split_path("helpers.scale.__defaults__[0]"), split_path("x")
    (('helpers', '.scale.__defaults__[0]'), ('x', ''))
    """
    first = path.partition(".")[0].partition("[")[0]
    return first, path[len(first) :]


def attribute(meaning: Meaning, name: str) -> Meaning | None:
    """What `meaning.name` means, if `meaning` is a module that has it, or any object and it is a function."""
    if not hasattr(meaning.value, name):
        return None
    found = Meaning(getattr(meaning.value, name), f"{meaning.path}.{name}", meaning.captured, meaning.owner)
    is_function = found.kind == "op" or isinstance(found.value, types.FunctionType)
    return found if is_function or isinstance(meaning.value, types.ModuleType | np.ufunc) else None


def _is_among(value: Any, known: Container[Any]) -> bool:
    try:
        return value in known
    except Exception:  # an object may refuse to be hashed or compared in any way: a tuple of arrays, one of the user's
        return False
