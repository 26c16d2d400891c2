"""Copies: a name that only stands for another is not needed.

    y_bar = t_bar; w_bar = y_bar * x      →      w_bar = t_bar * x
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import Assign, Block, Const, For, Function, If, Operand, While, map_names, substitute, walk


def propagate_copies(function: Function) -> Function:
    """Reads the source of a copy instead of the copy. What the user calls by two names keeps one of them.

    A name for a constant stays in the primal, where it says what the constant is.
    """
    table: dict[str, Operand] = {}
    for stmt in walk(function.body):
        if isinstance(stmt, Assign) and stmt.op == "copy_name":
            source = stmt.operands[0]
            if isinstance(source, str) or (isinstance(source, Const) and stmt.origin.role == "adjoint"):
                table[stmt.target] = map_names(source, lambda name: table.get(name, name))

    def lookup(name: str) -> Operand:
        return table.get(name, name)

    body = tuple(substitute(stmt, lookup) for stmt in function.body)
    return replace(function, body=_without(body, table))


def _without(block: Block, table: dict[str, Operand]) -> Block:
    kept = []
    for stmt in block:
        match stmt:
            case Assign(target=target) if target in table:
                continue
            case If(then=then, orelse=orelse):
                stmt = replace(stmt, then=_without(then, table), orelse=_without(orelse, table))
            case For(body=body):
                stmt = replace(stmt, body=_without(body, table))
            case While(head=head, body=body):
                stmt = replace(stmt, head=_without(head, table), body=_without(body, table))
            case _:
                pass
        kept.append(stmt)
    return tuple(kept)


