"""Copies: a name that only stands for another is not needed.

    y_bar = t_bar; w_bar = y_bar * x      →      w_bar = t_bar * x
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.values import shape_of
from s2sdiff.ir import UNDEFINED, Assign, Block, Const, For, Function, If, Operand, Stmt, While
from s2sdiff.names import is_part, primal_of
from s2sdiff.walking import blocks, map_names, reads, substitute


def propagate_copies(function: Function) -> Function:
    """Reads the source of a copy instead of the copy. What the user calls by two names keeps one of them.

    A name for a constant stays in the primal, where it says what the constant is.
    """
    table: dict[str, Operand] = {}
    renamed: dict[str, str] = {}
    _collect(function.body, table, renamed, _gradients(function))

    if not table:
        return function

    def lookup(name: str) -> Operand:
        source = table.get(name, name)
        return renamed.get(source, source) if isinstance(source, str) else source

    body = tuple(substitute(stmt, lookup) for stmt in function.body)
    return replace(function, body=_without(body, table, renamed))


def _collect(block: Block, table: dict[str, Operand], renamed: dict[str, str],
             gradients: set[str]) -> None:  # fmt: skip
    """What each copy stands for; a part that is then called after a variable is called so from the start."""
    made: set[str] = set()
    for stmt in block:
        if isinstance(stmt, Assign) and stmt.op == "copy_name":
            source = stmt.operands[0]
            source = map_names(source, lambda name: table.get(name, name))
            if isinstance(source, str) and source in made and source not in renamed and _is_better(stmt.target, source, gradients):
                renamed[source] = stmt.target
                table[stmt.target] = source
            elif isinstance(source, str) or (isinstance(source, Const) and stmt.origin.role == "adjoint"):
                table[stmt.target] = source
        elif isinstance(stmt, Assign) and stmt.origin.role == "adjoint":
            made.add(stmt.target)
        if isinstance(stmt, For | While):
            for carry in stmt.carries:
                if carry.next == carry.target and carry.init != UNDEFINED and _is_adjoint(carry.target):
                    init = map_names(carry.init, lambda name: table.get(name, name))
                    table[carry.target] = table[carry.result] = init
        for inner in blocks(stmt):
            _collect(inner, table, renamed, gradients)


def _is_adjoint(name: str) -> bool:
    return "~bar" in name


def _gradients(function: Function) -> set[str]:
    """The names of returned gradients, of an argument's own shape, before they are made a float."""
    params = {p.name for p in function.params}
    last = function.body[-1]
    found = set(reads(last))
    for stmt in function.body:
        if isinstance(stmt, Assign) and stmt.op == "float_" and stmt.target in found:
            found.update(reads(stmt))
    return {name for name in found if "~" in name and primal_of(name) in params
            and shape_of(function.types[name]) == shape_of(function.types[primal_of(name)])}  # fmt: skip


def _is_better(name: str, source: str, gradients: set[str]) -> bool:
    """Whether a value is better called `name`: a part has no name, and a gradient is that of an argument."""
    return is_part(source) or (name in gradients and source not in gradients and "~" in source)


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
            case For(body=body, carries=carries):
                kept_carries = tuple(carry for carry in carries if carry.target not in table)
                stmt = replace(stmt, body=_without(body, table, renamed), carries=kept_carries)
            case While(head=head, body=body, carries=carries):
                kept_carries = tuple(carry for carry in carries if carry.target not in table)
                stmt = replace(stmt, head=_without(head, table, renamed), body=_without(body, table, renamed),
                               carries=kept_carries)  # fmt: skip
            case _:
                pass
        kept.append(stmt)
    return tuple(kept)
