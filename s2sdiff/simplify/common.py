"""Common subexpressions: what has been computed before, under a name or as a temporary, is not computed again.

    a_bar = y_bar * x; b_bar = a_bar + y_bar * x      →      a_bar = y_bar * x; b_bar = a_bar + a_bar

What a block has computed is known in the blocks inside it and not outside: nothing is read that may not have run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from s2sdiff.ir import Assign, Block, Const, Dct, For, Function, If, Lst, Operand, Slc, Stmt, Tup, While
from s2sdiff.names import is_temporary
from s2sdiff.walking import substitute

_DISTINCT = {"opaque", "tape", "tape_copy", "copy_name", "index_add", "item_added", "zeros", "copied", "copy"}


def share_common(function: Function) -> Function:
    """The function with repeated pure operations of adjoint code replaced by the name of the first."""
    table: dict[str, str] = {}
    body = _block(function.body, {}, table)
    if not table:
        return function
    return replace(function, body=tuple(substitute(stmt, lambda name: table.get(name, name)) for stmt in body))


def _block(block: Block, known: dict[Any, str], table: dict[str, str]) -> Block:
    kept: list[Stmt] = []
    for stmt in block:
        match stmt:
            case Assign(target=target, op=op) if op not in _DISTINCT:
                key = (op, stmt.spelling, *(_key(o, table) for o in stmt.operands),
                       *((name, _key(o, table)) for name, o in stmt.keywords))  # fmt: skip
                if key in known and (stmt.origin.role == "adjoint" or (is_temporary(target) and is_temporary(known[key]))):
                    table[target] = known[key]
                    continue
                known.setdefault(key, target)
            case If(then=then, orelse=orelse):
                stmt = replace(stmt, then=_block(then, dict(known), table), orelse=_block(orelse, dict(known), table))
            case For(body=body):
                stmt = replace(stmt, body=_block(body, dict(known), table))
            case While(head=head, body=body):
                stmt = replace(stmt, head=_block(head, dict(known), table), body=_block(body, dict(known), table))
            case _:
                pass
        kept.append(stmt)
    return tuple(kept)


def _key(operand: Operand, table: dict[str, str]) -> Any:
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
        case _:
            raise TypeError(f"not an operand: {operand!r}")
