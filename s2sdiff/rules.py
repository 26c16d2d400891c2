"""Reads the rules of `templates/`: which ops there are, what they take, and their lines as IR.

A rule is parsed by the front end that reads the user's code, never called. The names of a rule's IR are the textbook's:
`x`, `a`, `b` for operands, `y` for the result, `x_dot` and `x_bar` for tangents and adjoints.
"""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import gast

from s2sdiff.errors import Loc
from s2sdiff.ir import Block, Operand, Origin, Tup

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
    def broadcasts(self) -> bool:
        return self.family.startswith("elementwise")

    @property
    def aliases(self) -> bool:
        return self.family.startswith("views")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as IR: its statements and, for `y_dot` and each `x_bar`, the operand that holds it."""

    text: RuleText
    body: Block
    outputs: Mapping[str, Operand]


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
    values = (default.value if isinstance(default, gast.Constant) else None for default in args.kw_defaults)
    keywords = {arg.id: value for arg, value in zip(args.kwonlyargs, values, strict=True)}
    optional = names[len(names) - len(args.defaults) :]
    defaults = {name: default.value for name, default in zip(optional, args.defaults, strict=True)
                if isinstance(default, gast.Constant)}  # fmt: skip
    variadic = bool(args.vararg) or node.name in ("meshgrid", "ix_")
    return RuleText(node.name, path.stem, operands, dots, keywords, defaults, node, str(path), lines, variadic)


def is_op(op: str) -> bool:
    return op in texts()


Arities = tuple[tuple[str, int], ...]


@cache
def rule(op: str, arities: Arities = ()) -> Rule:
    """The rule of an op as IR. `arities`: the parameters that are tuples or lists, and of how many items.

    Inside, item k of such a parameter `xs` is the name `xs_k`; comprehensions over it are written out.
    """
    from s2sdiff.names import Names
    from s2sdiff.parse.loops import stored_names
    from s2sdiff.parse.resolve import Meaning
    from s2sdiff.parse.scope import Scope
    from s2sdiff.parse.statements import lower_block

    text = texts()[op]
    module = vars(importlib.import_module(f"{FOLDER_NAME}.{text.family}"))

    def resolve(name: str) -> Meaning:
        return Meaning(module[name] if name in module and name not in texts() else getattr(builtins, name, None)
                       or module[name], name)  # fmt: skip

    def place(node: gast.AST) -> Loc:
        line = getattr(node, "lineno", 1)
        return Loc(text.file, line, getattr(node, "col_offset", 0), line, 0, text.lines[line - 1])

    body = [node for node in text.node.body if not isinstance(node, gast.Return)]
    params = [*text.operands, *(f"{name}_dot" for name in text.dots), "y_bar", *text.keywords]
    known = frozenset([*params, *stored_names(body)])
    scope = Scope(place, resolve, Names(plain=True), known, is_rule=True, origin=Origin(None))
    scope.env = {name: scope.names.fresh(name) for name in params}
    for name, count in arities:
        scope.env[name] = Tup(tuple(scope.names.fresh(f"{name}_{k}") for k in range(count)))
    lower_block(scope, body)
    assert not scope.problems, scope.problems
    outputs = {name: value for name, value in scope.env.items() if name.endswith(("_dot", "_bar")) or name == "y"}
    return Rule(text, tuple(scope.out), outputs)
