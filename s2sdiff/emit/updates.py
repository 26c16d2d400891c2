"""Changes of arrays as values, printed as changes in place; into a copy, where what is changed is still read."""

from __future__ import annotations

import ast

import numpy as np

from s2sdiff import ops
from s2sdiff.aliases import is_fresh
from s2sdiff.emit.expressions import Leaf, operand_expression, path_text, text_of, without_sign
from s2sdiff.emit.page import Page
from s2sdiff.infer.indexing import index_items, names_once
from s2sdiff.infer.values import dtype_of
from s2sdiff.ir import WHOLE, Assign, Const, Operand, Path, Slc

_AUGMENTED = {entry.op: entry.text for entry in ops.OPERATORS.values() if entry.op in (
    "add", "subtract", "multiply", "divide", "floor_divide", "mod", "power", "matmul")}  # fmt: skip


def write_update(page: Page, stmt: Assign) -> None:
    """Writes `x[i] = v`, `x[i] += v`, `x[...] = v` or `np.add.at(x, i, v)`; before it a copy, where x is to stay."""
    target, base = page.name(stmt.target), stmt.operands[0]
    page.forget_views(stmt)  # a copy has the name from here on
    if stmt.target in page.variables.moved:
        page.write(f"{target} = {page.text(base)}")
    elif stmt.target not in page.variables.in_place:
        whole = stmt.op == "fill" and not page.variables.same(stmt.target, base)
        page.write(f"{target} = {f'np.empty_like({page.text(base)})' if whole else _copied(page, base)}")
    index, value = (WHOLE, stmt.operands[1]) if stmt.op == "fill" else stmt.operands[1:]
    if stmt.op != "index_add":
        _write_store(page, stmt, index, value)
    elif adds_at_once(page, index):
        page.write(f"{path_text(target, index, page.leaf)} {added(page, value)}")
    else:
        view, last = parts_of_place(target, index, page.leaf)
        page.write(f"np.add.at({view}, {page.text(last)}, {page.text(value)})")


def adds_at_once(page: Page, index: Operand) -> bool:
    """Whether `x[i] += v` adds all of v: no entry is named twice."""
    return all(isinstance(item, Slc) or _repeats_not(page, item) for item in index_items(index))


def parts_of_place(target: str, index: Operand, leaf: Leaf) -> tuple[str, Operand]:
    """The view of an array that an index is of, and that index."""
    if not isinstance(index, Path):
        return target, index
    *outer, last = index.steps
    view = path_text(target, Path(tuple(outer)), leaf, stored=False) if outer else target
    return view, last.operands[0]


def _write_store(page: Page, stmt: Assign, index: Operand, value: Operand) -> None:
    target, base = page.name(stmt.target), stmt.operands[0]
    place = path_text(target, index, page.leaf)
    folded = page.folds.inside.get(value) if isinstance(value, str) else None
    if isinstance(folded, Assign) and folded.op in _AUGMENTED and isinstance(base, str) and _fits(page, base, value):
        was = target if stmt.op == "fill" else place
        before = page.text(base) if stmt.op == "fill" else path_text(page.text(base), index, page.leaf)
        spelled = folded.spelling == _AUGMENTED[folded.op] and (
            stmt.op != "fill" or stmt.target in page.variables.in_place | page.variables.moved)  # fmt: skip
        pairs = (folded.operands, folded.operands[::-1]) if folded.op in ("add", "multiply") else (folded.operands,)
        for first, second in pairs:
            if spelled and (page.text(first) == before or _is_taken(page, first, base, index)):
                was = page.view_of(stmt.target, index) or was
                text = added(page, second) if folded.op == "add" else f"{folded.spelling}= {page.text(second)}"
                page.write(f"{was} {text}")
                return
    page.write(f"{place} = {page.text(value)}")


def _is_taken(page: Page, operand: Operand, base: Operand, index: Operand) -> bool:
    """Whether an operand is `base[index]`: of this very version of the array, and not of one before it."""
    made = page.made.get(operand) if isinstance(operand, str) else None
    return made is not None and made.op in ("getitem", "gather") and made.operands == (base, index)


def _fits(page: Page, base: str, value: Operand) -> bool:
    """Whether `x += v` gives what `x = x + v` does: NumPy refuses to put a float into an integer so."""
    have, want = (page.function.types.get(name) if isinstance(name, str) else None for name in (value, base))
    found, kept = dtype_of(have) if have else None, dtype_of(want) if want else None
    return found is not None and kept is not None and np.can_cast(found, kept, "same_kind")


def added(page: Page, value: Operand) -> str:
    """`+= c`, or `-= c` where the text of what is added begins with a minus."""
    node = operand_expression(value, page.leaf)
    positive = without_sign(node)
    return f"-= {text_of(positive)}" if positive is not None else f"+= {text_of(node)}"


def _copied(page: Page, operand: Operand) -> str:
    folded = page.folds.inside.get(operand) if isinstance(operand, str) else None
    value = operand_expression(operand, page.leaf)
    if isinstance(folded, Assign) and is_fresh(folded.op):
        return text_of(value)
    return text_of(ast.Call(ast.Attribute(value, "copy", ast.Load()), [], []))


def _repeats_not(page: Page, item: Operand) -> bool:
    """Whether an item of an index names no entry twice: integers, None, an ellipsis, masks, paths along views."""
    if isinstance(item, Const):
        return item.value is None or item.value is Ellipsis or isinstance(item.value, int)
    if isinstance(item, Path):
        picked = (step.operands[0] for step in item.steps if step.op in ("getitem", "gather"))
        items = [inner for index in picked for inner in index_items(index)]
        return all(_repeats_not(page, inner) or isinstance(inner, Slc) for inner in items)
    made = page.made.get(item) if isinstance(item, str) else None
    kind = page.function.types.get(item) if isinstance(item, str) else None
    return names_once(kind) or _counts_up(made)


def _counts_up(made: Assign | None) -> bool:
    """Whether an index is `np.arange` from 0 or more upwards: entries that wrap round zero might be named twice."""
    if made is None or made.op != "arange":
        return False
    start, stop, step = (*made.operands, Const(None), Const(None))[:3]
    from_zero = stop == Const(None) or (isinstance(start, Const) and type(start.value) is int and start.value >= 0)
    return from_zero and (step == Const(None) or (isinstance(step, Const) and step.value > 0))
