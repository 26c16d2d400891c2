"""Views by definition: of which array each name is a view, within one function."""

from __future__ import annotations

from collections.abc import Mapping

from s2sdiff.aliases import is_fresh
from s2sdiff.infer import lists
from s2sdiff.ir import Assign, Function
from s2sdiff.reverse.versions import UPDATES
from s2sdiff.walking import walk


def roots(function: Function) -> Mapping[str, str]:
    """For each name that an op makes as a view, the array at the other end of the views; others are their own."""
    found: dict[str, str] = {}
    for stmt in walk(function.body):
        makes = isinstance(stmt, Assign) and (is_fresh(stmt.op) or stmt.op in lists.UPDATES)
        if isinstance(stmt, Assign) and stmt.operands and not makes and isinstance(stmt.operands[0], str):
            source = stmt.operands[0]
            found[stmt.target] = found.get(source, source)
    return found


def changes_arrays(function: Function, role: str = "") -> bool:
    """Whether a function has an op, in code of a role, whose result may be its first operand, changed in place."""
    return any(isinstance(stmt, Assign) and stmt.op in UPDATES and role in ("", stmt.origin.role)
               for stmt in walk(function.body))  # fmt: skip
