"""Changes of lists as values, printed as changes in place; of a copy, where what is changed is still read."""

from __future__ import annotations

import ast

from s2sdiff.emit.expressions import subscript, text_of
from s2sdiff.emit.page import Page
from s2sdiff.ir import Assign, Const


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
    page.write(_change(page, stmt, target))


def _change(page: Page, stmt: Assign, target: str) -> str:
    _, *operands = stmt.operands
    place = text_of(subscript(ast.Name(target, ast.Load()), operands[0], page.leaf)) if operands else target
    values = ", ".join(map(page.text, operands if stmt.op != "list_set" else operands[1:]))
    match stmt.op:
        case "list_append":
            return f"{target}.append({values})"
        case "list_extend":
            return f"{target}.extend({values})"
        case "list_insert":
            return f"{target}.insert({values})"
        case "list_reverse":
            return f"{target}.reverse()"
        case "list_delete":
            return f"{target}.pop()" if operands == [Const(-1)] else f"del {place}"
        case "list_set":
            return f"{place} = {values}"
        case _:
            raise TypeError(f"no change of a list: {stmt.op}")
