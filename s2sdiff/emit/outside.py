"""Data that a function reads from outside: the expression by which emitted code reads it, at each call."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from s2sdiff.ir import Free
from s2sdiff.parse.resolve import split_path


@dataclass(frozen=True, slots=True)
class Rooted(Free):
    """Data from outside, and the name that the module has for the function (or module) that it belongs to."""

    root: str = ""


def module_of(free: Free) -> str | None:
    """The module whose global the data is, if importing it by name gives that very module."""
    name = free.owner.__globals__.get("__name__")
    module = sys.modules.get(name) if isinstance(name, str) else None
    if free.captured or module is None or vars(module) is not free.owner.__globals__:
        return None
    return str(name)


def free_expression(free: Rooted) -> str:
    """How emitted code reads the data, at each call: `module.name`, or through the function that it belongs to."""
    if module_of(free) is not None:
        return f"{free.root}.{free.path}"
    first, tail = split_path(free.path)
    if free.captured:
        cell = free.owner.__code__.co_freevars.index(first)
        return f"{free.root}.__closure__[{cell}].cell_contents{tail}"
    return f'{free.root}.__globals__["{first}"]{tail}'
