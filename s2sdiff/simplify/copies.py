"""Copies: a name that only stands for another is not needed.

    y_bar = t_bar; w_bar = y_bar * x      →      w_bar = t_bar * x
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import Assign, Block, Const, For, Function, If, Operand, Stmt, While, blocks, map_names, substitute
from s2sdiff.names import is_part


def propagate_copies(function: Function) -> Function:
    """Reads the source of a copy instead of the copy. What the user calls by two names keeps one of them.

    A name for a constant stays in the primal, where it says what the constant is.
    """
    table: dict[str, Operand] = {}
    renamed: dict[str, str] = {}
    _collect(function.body, table, renamed)

    def lookup(name: str) -> Operand:
        source = table.get(name, name)
        return renamed.get(source, source) if isinstance(source, str) else source

    body = tuple(substitute(stmt, lookup) for stmt in function.body)
    return replace(function, body=_without(body, table, renamed))


def _collect(block: Block, table: dict[str, Operand], renamed: dict[str, str]) -> None:
    """What each copy stands for; a part that is then called after a variable is called so from the start."""
    made: set[str] = set()
    for stmt in block:
        if isinstance(stmt, Assign) and stmt.op == "copy_name":
            source = stmt.operands[0]
            source = map_names(source, lambda name: table.get(name, name))
            if isinstance(source, str) and source in made and source not in renamed and is_part(source):
                renamed[source] = stmt.target
                table[stmt.target] = source
            elif isinstance(source, str) or (isinstance(source, Const) and stmt.origin.role == "adjoint"):
                table[stmt.target] = source
        elif isinstance(stmt, Assign) and stmt.origin.role == "adjoint":
            made.add(stmt.target)
        for inner in blocks(stmt):
            _collect(inner, table, renamed)


def _without(block: Block, table: dict[str, Operand], renamed: dict[str, str]) -> Block:
    kept: list[Stmt] = []
    for stmt in block:
        match stmt:
            case Assign(target=target, op="copy_name") if target in table:
                continue
            case Assign(target=target) if target in renamed:
                stmt = replace(stmt, target=renamed[target])
            case If(then=then, orelse=orelse):
                stmt = replace(stmt, then=_without(then, table, renamed), orelse=_without(orelse, table, renamed))
            case For(body=body):
                stmt = replace(stmt, body=_without(body, table, renamed))
            case While(head=head, body=body):
                stmt = replace(stmt, head=_without(head, table, renamed), body=_without(body, table, renamed))
            case _:
                pass
        kept.append(stmt)
    return tuple(kept)
