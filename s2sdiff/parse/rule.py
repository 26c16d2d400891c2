"""The lines of a rule as IR, read by the front end that reads the user's code; a rule is never called.

The names of a rule's IR are the textbook's: `x`, `a`, `b` for operands, `y` for the result, `x_dot` and `x_bar` for
tangents and adjoints.
"""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import gast

from s2sdiff import rules
from s2sdiff.errors import Loc
from s2sdiff.ir import Block, Operand, Origin, Tup
from s2sdiff.names import Names
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import Scope, stored_names
from s2sdiff.parse.statements import lower_block

Arities = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as IR: its statements and, for `y_dot` and each `x_bar`, the operand that holds it."""

    text: rules.RuleText
    body: Block
    outputs: Mapping[str, Operand]


@cache
def rule(op: str, arities: Arities = ()) -> Rule:
    """The rule of an op as IR. `arities`: the parameters that are tuples or lists, and of how many items.

    Inside, item k of such a parameter `xs` is the name `xs_k`; comprehensions over it are written out.
    """
    text = rules.texts()[op]
    module = vars(importlib.import_module(f"{rules.FOLDER_NAME}.{text.family}"))

    def resolve(name: str) -> Meaning:
        if name in module and name not in rules.texts():
            return Meaning(module[name], name)
        return Meaning(getattr(builtins, name, None) or module[name], name)

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
