"""Reads the rules of `templates/`: which ops there are, and what they take. Their lines as IR: `parse/rule.py`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import gast

FOLDER_NAME = "s2sdiff.templates"
SEQUENCE = "xs"  # the operand of concatenate and its kind: a tuple or list of operands


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as it stands in its file."""

    op: str
    family: str  # the file's name: "elementwise", "views", …
    operands: tuple[str, ...]
    dots: tuple[str, ...]  # the operands that have a derivative
    keywords: Mapping[str, Any]  # with their defaults
    defaults: Mapping[str, Any]  # of operands
    node: gast.FunctionDef
    file: str
    lines: tuple[str, ...]
    variadic: bool = False  # NumPy takes the sequence's items as separate arguments

    @property
    def sequence(self) -> bool:
        return SEQUENCE in self.operands and not self.variadic

    @property
    def is_real(self) -> bool:
        """Whether the rule holds for real operands only: its docstring says so."""
        return "Real operands." in (gast.get_docstring(self.node) or "")

    @property
    def broadcasts(self) -> bool:
        return self.family.startswith("elementwise")

    @property
    def stores(self) -> bool:
        return self.family.startswith("storing")

    @property
    def aliases(self) -> bool:
        return self.family.startswith("views")


@lru_cache(maxsize=1)
def texts() -> Mapping[str, RuleText]:
    """Every rule, by the name of its op."""
    found: dict[str, RuleText] = {}
    for path in sorted(_folder().glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if path.stem.startswith("_"):
            continue
        for node in gast.parse(source).body:
            if isinstance(node, gast.FunctionDef) and not node.name.startswith("_"):
                found[node.name] = _read(node, path, tuple(source.split("\n")))
    return found


def _folder() -> Path:
    return Path(str(importlib.import_module(FOLDER_NAME).__file__)).parent


def _read(node: gast.FunctionDef, path: Path, lines: tuple[str, ...]) -> RuleText:
    args = node.args
    names = [arg.id for arg in args.args]
    operands = tuple(name for name in names if not name.endswith(("_dot", "_bar")))
    if args.vararg:
        operands = (args.vararg.id, *operands)
    dots = tuple(name.removesuffix("_dot") for name in names if name.endswith("_dot"))
    values = (_literal(default) for default in args.kw_defaults)
    keywords = {arg.id: value for arg, value in zip(args.kwonlyargs, values, strict=True)}
    optional = names[len(names) - len(args.defaults) :]
    defaults = {name: default.value for name, default in zip(optional, args.defaults, strict=True)
                if isinstance(default, gast.Constant)}  # fmt: skip
    variadic = bool(args.vararg) or node.name in ("meshgrid", "ix_")
    return RuleText(node.name, path.stem, operands, dots, keywords, defaults, node, str(path), lines, variadic)


def _literal(node: gast.AST | None) -> Any:
    """A default that is a number, a text or None; None where it is a name."""
    return None if node is None or isinstance(node, gast.Name) else gast.literal_eval(node)


def is_op(op: str) -> bool:
    """Whether there is a rule for an op of this name."""
    return op in texts()
