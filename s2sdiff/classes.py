"""How code names a class of the user's: as its module does, or by its own name alone."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Iterator

from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.fields import Fields
from s2sdiff.ir import Const, Dct, Function, Lst, Operand, Slc, Tup
from s2sdiff.walking import block_reads, operands_of, walk


def class_name(cls: type) -> str:
    """`Params`, or `Model.Params` where the module has it so."""
    return cls.__qualname__ if is_importable(cls) else cls.__name__


def is_importable(cls: type) -> bool:
    """Whether a class is found by its name in its module."""
    try:
        return functools.reduce(getattr, cls.__qualname__.split("."), sys.modules[cls.__module__]) is cls  # type: ignore[arg-type, return-value]
    except (AttributeError, KeyError):
        return False


def classes_in(functions: Iterable[Function]) -> dict[str, type]:
    """The user's classes whose names the text of functions holds. Raises UnsupportedError for two of one name."""
    found: dict[str, type] = {}
    for function in functions:
        for cls in _classes(function):
            if found.setdefault(class_name(cls), cls) is not cls:
                fault = f"{function.name} takes objects of two classes that are called {cls.__name__}."
                raise UnsupportedError(Problem(function.loc, fault, "Rename one of them."))
    return found


def _classes(function: Function) -> Iterator[type]:
    for stmt in walk(function.body):
        for operand in (*operands_of(stmt), *(operand for _, operand in block_reads(stmt))):
            yield from _in_operand(operand)


def _in_operand(operand: Operand) -> Iterator[type]:
    match operand:
        case Dct(keys, items):
            if isinstance(keys, Fields):
                yield keys.cls
            for item in items:
                yield from _in_operand(item)
        case Tup(items) | Lst(items):
            for item in items:
                yield from _in_operand(item)
        case Const(type() as cls) if cls.__module__ not in ("builtins", "numpy"):
            yield cls
        case Slc() | Const():
            return
        case _:
            return
