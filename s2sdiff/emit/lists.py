"""Changes of lists as values, printed as changes in place; of a copy, where what is changed is still read."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from s2sdiff.emit.expressions import subscript, text_of
from s2sdiff.emit.page import Page
from s2sdiff.infer.values import Seq, element, is_number, of_constant
from s2sdiff.ir import Assign, Const, Operand, Stmt


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


def is_popped(page: Page, stmt: Stmt, following: Stmt) -> bool:
    """Whether a statement reads an item of a list that the next one takes out of it."""
    match stmt, following:
        case Assign(op="getitem", operands=taken), Assign(op="list_delete", operands=gone, target=after):
            return taken == gone and after in page.variables.in_place
        case _:
            return False


def write_pop(page: Page, stmt: Stmt) -> None:
    """Writes `x = xs.pop(k)`."""
    assert isinstance(stmt, Assign)
    base, index = stmt.operands
    at = "" if index == Const(-1) else page.text(index)
    page.write(f"{page.name(stmt.target)} = {page.text(base)}.pop({at})")
    page.forget_views(stmt)


def has_numbers(page: Page, stmt: Assign, value: Operand) -> bool:
    """Whether the items of a list, and what is added to one, are numbers."""
    kinds = page.function.types
    kind, more = kinds.get(stmt.target), kinds.get(value) if isinstance(value, str) else None
    more = of_constant(value.value) if isinstance(value, Const) else more
    return isinstance(kind, Seq) and is_number(element(kind)) and is_number(more)


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
