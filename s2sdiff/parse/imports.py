"""Imports inside a function: the name means what the module has under it, looked up in the module itself.

    def f(x):
        from helpers import scale      →      helpers.scale, which is data from outside
        return scale * x
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType

import gast

from s2sdiff.ir import Const
from s2sdiff.parse.resolve import CONSTANT_MODULES, Meaning
from s2sdiff.parse.scope import Scope


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import binds a name to: a module, or what it has under a name."""

    module: ModuleType
    name: str = ""

    def meaning(self, bound: str) -> Meaning:
        """What the name `bound` means."""
        if not self.name:
            return Meaning(self.module, bound, owner=owner_of(self.module))
        return Meaning(getattr(self.module, self.name), self.name, owner=owner_of(self.module))


@cache
def owner_of(module: ModuleType) -> FunctionType:
    """A function whose globals are those of a module."""
    return FunctionType((lambda: None).__code__, vars(module), module.__name__.rpartition(".")[2])


def meaning_imported(scope: Scope, node: gast.AST) -> Meaning | None:
    """What a name that an import has bound means, or an attribute of a module that it has bound."""
    match node:
        case gast.Name(id=name):
            bound = scope.env.get(name)
            is_bound = isinstance(bound, Const) and isinstance(bound.value, Imported)
            return bound.value.meaning(name) if is_bound else None  # type: ignore[union-attr]
        case gast.Attribute(value=value, attr=attr):
            base = meaning_imported(scope, value)
            is_module = base is not None and isinstance(base.value, ModuleType) and base.value not in CONSTANT_MODULES
            if base is None or not is_module or not hasattr(base.value, attr):
                return None
            found = getattr(base.value, attr)
            module, name = (found, "") if isinstance(found, ModuleType) else (base.value, attr)
            return Imported(module, name).meaning(attr)
        case _:
            return None


def lower_import(scope: Scope, node: gast.Import | gast.ImportFrom) -> None:
    """Binds the names of an import; what is not there yet is imported now."""
    try:
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            scope.env[bound] = Const(_imported(scope, node, alias), bound)
    except ImportError as error:
        scope.problem(node, f"This cannot be imported: {error}.", "Import at the top of the module.")


def _imported(scope: Scope, node: gast.Import | gast.ImportFrom, alias: gast.alias) -> Imported:
    if isinstance(node, gast.Import):
        module = importlib.import_module(alias.name)
        return Imported(module if alias.asname else sys.modules[alias.name.partition(".")[0]])
    package = scope.function.__globals__.get("__package__")
    module = importlib.import_module("." * node.level + (node.module or ""), package)
    if not hasattr(module, alias.name):
        return Imported(importlib.import_module(f"{module.__name__}.{alias.name}"))
    found = getattr(module, alias.name)
    return Imported(found) if isinstance(found, ModuleType) else Imported(module, alias.name)
