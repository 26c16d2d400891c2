"""Before a function is printed: what a loop carries has one name again, inside the loop and after it."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import Block, For, Function, Operand, Stmt, While
from s2sdiff.rebuilding import map_blocks, rename
from s2sdiff.walking import walk


def one_name_for_carried(function: Function) -> Function:
    """The function with `carry.result` called `carry.target` everywhere, as Python would have it."""
    table: dict[str, Operand] = {carry.result: carry.target for stmt in walk(function.body)
                                 if isinstance(stmt, For | While) for carry in stmt.carries}  # fmt: skip

    def on_block(block: Block) -> Block:
        return tuple(map(on, block))

    def on(stmt: Stmt) -> Stmt:
        if isinstance(stmt, For | While):
            carries = tuple(replace(carry, result=carry.target) for carry in stmt.carries)
            stmt = replace(stmt, carries=carries)
        return map_blocks(stmt, on_block)

    return replace(function, body=on_block(rename(function.body, table))) if table else function
