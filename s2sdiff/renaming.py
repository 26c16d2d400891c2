"""A second copy of statements in one function: under names of its own, so that every name is still assigned once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from s2sdiff.ir import Assign, Block, Call, Carry, For, If, Pop, Stmt, Unpack, While
from s2sdiff.rebuilding import map_names, rename


def renamed_throughout(block: Block, table: Mapping[str, str], keys: Callable[[], int]) -> Block:
    """A copy of a block under other names: those that it reads, those that it makes; its structures get new keys."""

    def on_name(name: str) -> str:
        return table.get(name, name)

    def on_carries(carries: tuple[Carry, ...]) -> tuple[Carry, ...]:
        return tuple(replace(carry, target=on_name(carry.target), result=on_name(carry.result)) for carry in carries)

    def on(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(target=target) | Pop(target=target):
                return replace(stmt, target=on_name(target))
            case Call(target=target):
                return replace(stmt, target=map_names(target, on_name))
            case Unpack(targets=targets):
                return replace(stmt, targets=tuple(map(on_name, targets)))
            case If(then=then, orelse=orelse, merges=merges):
                merged = tuple(replace(merge, target=on_name(merge.target)) for merge in merges)
                return replace(stmt, then=on_block(then), orelse=on_block(orelse), merges=merged, key=keys())
            case For(index=index, carries=carries, body=body):
                return replace(stmt, index=on_name(index), carries=on_carries(carries), body=on_block(body), key=keys())
            case While(carries=carries, head=head, body=body):
                return replace(stmt, carries=on_carries(carries), head=on_block(head), body=on_block(body), key=keys())
            case _:
                return stmt

    def on_block(inner: Block) -> Block:
        return tuple(map(on, inner))

    return on_block(rename(block, table))
