"""Before a function is printed: what a loop carries has one name again, inside the loop and after it."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import Block, Carry, For, Function, If, Stmt, While
from s2sdiff.walking import substitute, walk


def one_name_for_carried(function: Function) -> Function:
    """The function with `carry.result` called `carry.target` everywhere, as Python would have it."""
    table = {carry.result: carry.target for stmt in walk(function.body) if isinstance(stmt, For | While)
             for carry in stmt.carries}  # fmt: skip

    def on_block(block: Block) -> Block:
        return tuple(map(on, block))

    def on_carries(carries: tuple[Carry, ...]) -> tuple[Carry, ...]:
        return tuple(replace(carry, result=carry.target) for carry in carries)

    def on(stmt: Stmt) -> Stmt:
        match stmt:
            case If(then=then, orelse=orelse):
                return replace(stmt, then=on_block(then), orelse=on_block(orelse))
            case For(body=body, carries=carries):
                return replace(stmt, body=on_block(body), carries=on_carries(carries))
            case While(head=head, body=body, carries=carries):
                return replace(stmt, head=on_block(head), body=on_block(body), carries=on_carries(carries))
            case _:
                return stmt

    if not table:
        return function
    body = tuple(substitute(stmt, lambda name: table.get(name, name)) for stmt in function.body)
    return replace(function, body=on_block(body))
