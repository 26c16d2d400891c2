"""Common subexpressions: what has been computed before, under a name or as a temporary, is not computed again.

    a_bar = y_bar * x; b_bar = a_bar + y_bar * x      →      a_bar = y_bar * x; b_bar = a_bar + a_bar

What a block has computed is known in the blocks inside it and not outside: nothing is read that may not have run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from s2sdiff.ir import EFFECTS, Assign, Block, Const, Dct, Function, Lst, Operand, Path, Slc, Stmt, Tup
from s2sdiff.names import is_temporary
from s2sdiff.rebuilding import map_blocks, rename
from s2sdiff.roots import changes_arrays

_DISTINCT = {*EFFECTS, "exception", "manager", "tape", "tape_copy", "copy_name", "index_add", "item_added", "zeros",
             "copied", "copy", "setitem", "scatter", "fill", "saved"}  # fmt: skip


def share_common(function: Function) -> Function:
    """The function with repeated pure operations of adjoint code replaced by the name of the first."""
    table: dict[str, Operand] = {}
    body = _block(function.body, {}, table, changes_arrays(function, "primal"))
    return replace(function, body=rename(body, table)) if table else function


def _block(block: Block, known: dict[Any, str], table: dict[str, Operand], views_stay: bool) -> Block:
    """`views_stay`: a view that the user takes anew stays: an array that is changed is not held under a second name."""
    kept: list[Stmt] = []
    for stmt in block:
        stays = views_stay and not stmt.origin.is_derived and isinstance(stmt, Assign) and stmt.op == "getitem"
        if isinstance(stmt, Assign) and stmt.op not in _DISTINCT and not stays:
            operands = [_key(operand, table) for operand in stmt.operands]
            if stmt.op == "multiply":  # a * b is b * a to the bit
                operands.sort(key=repr)
            key = (stmt.op, stmt.spelling, *operands, *((name, _key(o, table)) for name, o in stmt.keywords))
            if key in known and _replaceable(stmt, known[key]):
                table[stmt.target] = known[key]
                continue
            known.setdefault(key, stmt.target)
        kept.append(map_blocks(stmt, lambda inner: _block(inner, dict(known), table, views_stay)))
    return tuple(kept)


def _replaceable(stmt: Assign, known: str) -> bool:
    """Whether the statement's name may go: what the user gave a name keeps it."""
    return stmt.origin.is_derived or (is_temporary(stmt.target) and is_temporary(known))


def _key(operand: Operand, table: dict[str, Operand]) -> Any:
    match operand:
        case str():
            return table.get(operand, operand)
        case Const(value):
            return ("const", type(value).__name__, repr(value))
        case Tup(items) | Lst(items):
            return (type(operand).__name__, *(_key(item, table) for item in items))
        case Dct(keys, items):
            return (repr(keys), *(_key(item, table) for item in items))
        case Slc(start, stop, step):
            return ("slice", *(_key(part, table) for part in (start, stop, step)))
        case Path(steps):
            return ("path", *((step.op, step.spelling, *(_key(o, table) for o in step.operands),
                               *((name, _key(o, table)) for name, o in step.keywords)) for step in steps))  # fmt: skip
        case _:
            raise TypeError(f"not an operand: {operand!r}")
