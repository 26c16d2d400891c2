"""Changes of lists as values, printed as changes in place; of a copy, where what is changed is still read."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from s2sdiff.emit.expressions import subscript, text_of
from s2sdiff.emit.page import Page
from s2sdiff.ir import Assign


def write_list_update(page: Page, stmt: Assign) -> None:
    """Writes `xs.append(v)` and its kind; before it a copy, where xs is to stay as it is."""
    target, base = page.name(stmt.target), stmt.operands[0]
    if stmt.target in page.variables.moved:
        page.write(f"{target} = {page.text(base)}")
    elif stmt.target not in page.variables.in_place:
        if stmt.op == "list_append":
            page.write(f"{target} = [*{page.text(base)}, {page.text(stmt.operands[1])}]")
            return
        if stmt.op == "list_extend":
            page.write(f"{target} = {page.text(base)} + {page.text(stmt.operands[1])}")
            return
        page.write(f"{target} = list({page.text(base)})")
    _, *operands = stmt.operands
    place = text_of(subscript(ast.Name(target, ast.Load()), operands[0], page.leaf)) if operands else target
    page.write(change_of_list(stmt.op, target, place, list(map(page.text, operands))))


def change_of_list(op: str, target: str, place: str, operands: Sequence[str]) -> str:
    """The line that changes a list; `place` is the item that the first operand says.

    >>> change_of_list("list_set", "xs", "xs[0]", ["0", "v"])
    'xs[0] = v'
    """
    match op:
        case "list_append":
            return f"{target}.append({operands[0]})"
        case "list_extend":
            return f"{target}.extend({operands[0]})"
        case "list_insert":
            return f"{target}.insert({', '.join(operands)})"
        case "list_reverse":
            return f"{target}.reverse()"
        case "list_delete":
            return f"{target}.pop()" if operands == ["-1"] else f"del {place}"
        case "list_set":
            return f"{place} = {operands[1]}"
        case _:
            raise TypeError(f"no change of a list: {op}")
