"""Derivative functions by name, which makes them pickle as a reference to f and its options.

A derivative is a plain function, and Python pickles those by module and name. Here a name says what it is of:
`value_and_grad|package/module|loss|(0,)|…`; asking this module for such an attribute gives the derivative.
"""

from __future__ import annotations

import ast
import importlib
import sys
from dataclasses import astuple
from typing import Any

from s2sdiff.options import Options

_known: dict[str, Any] = {}


def register(entry: Any, f: Any, options: Options) -> None:
    """Gives a derivative a name of its own; one of a function that cannot be imported by name does not pickle."""
    module, name = getattr(f, "__module__", None) or "", getattr(f, "__qualname__", "")
    key = "|".join((options.kind, module, name, repr(astuple(options)))).replace(".", "/")
    if "<" not in key and module in sys.modules and name:
        entry.__module__, entry.__qualname__ = __name__, key
        _known[key] = entry
    else:
        entry.__module__ = module


def __getattr__(key: str) -> Any:
    if key in _known:
        return _known[key]
    if key.count("|") != 3:
        raise AttributeError(f"module {__name__} has no attribute {key}")
    from s2sdiff.api import made_of, plain

    _, module, name, options = key.replace("/", ".").split("|")
    f: Any = importlib.import_module(module)
    for part in name.split("."):
        f = getattr(f, part)
    return made_of(plain(f), _options(ast.literal_eval(options)))


def _options(fields: tuple[Any, ...]) -> Options:
    kind, wrt, bare, has_aux, optimize, inner = fields
    return Options(kind, wrt, bare, has_aux, optimize, None if inner is None else _options(inner))
