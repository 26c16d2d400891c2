"""Derivative functions by name, which makes them pickle as a reference to f and its options.

A derivative is a plain function, and Python pickles those by module and name. Here a name says what it is of:
`value_and_grad|package/module|loss|(0,)|…`; asking this module for such an attribute gives the derivative.
"""

from __future__ import annotations

import ast
import importlib
import sys
from typing import Any

_known: dict[str, Any] = {}


def register(entry: Any, f: Any, options: Any) -> None:
    """Gives a derivative a name of its own; one of a function that cannot be imported by name does not pickle."""
    module, name = getattr(f, "__module__", None) or "", getattr(f, "__qualname__", "")
    parts = (options.kind, module, name, repr((options.wrt, options.bare, options.has_aux, options.optimize)))
    key = "|".join(parts).replace(".", "/")
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
    from s2sdiff.api import _derivative
    from s2sdiff.pipeline import Options

    kind, module, name, options = key.replace("/", ".").split("|")
    f: Any = importlib.import_module(module)
    for part in name.split("."):
        f = getattr(f, part)
    return _derivative(f, Options(kind, *ast.literal_eval(options)))
