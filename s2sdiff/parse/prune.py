"""Drops what lowering merged or carried in case it is read and what nothing reads.

Sound because a merge or a carry only names a value: taking one away takes away no operation of the user's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from s2sdiff.fields import Fields
from s2sdiff.ir import Assign, Block, Dct, For, Function, If, Stmt, While
from s2sdiff.pruning import keep_needed
from s2sdiff.rebuilding import map_blocks
from s2sdiff.walking import controls, merged, names_in, reads, walk


def prune(function: Function) -> Function:
    """The function without the merges and carries whose target is never read, directly or through others."""
    needed = _needed(function)

    def on_block(block: Block) -> Block:
        return tuple(on(stmt) for stmt in block if not is_object(stmt) or stmt.target in needed)

    def on(stmt: Stmt) -> Stmt:
        return map_blocks(keep_needed(stmt, needed), on_block)

    return replace(function, body=on_block(function.body))


def _needed(function: Function) -> set[str]:
    """The names read by an operation, a test or the return, and whatever flows into one of these."""
    sources: dict[str, list[str]] = {}
    roots: list[str] = []
    for stmt in walk(function.body):
        if isinstance(stmt, If | For | While):
            roots.extend(name for operand in controls(stmt) for name in names_in(operand))
            for target, operands in merged(stmt):
                sources[target] = [name for operand in operands for name in names_in(operand)]
        elif is_object(stmt):
            sources[stmt.target] = list(reads(stmt))
        else:
            roots.extend(reads(stmt))
    needed: set[str] = set()
    while roots:
        name = roots.pop()
        if name not in needed:
            needed.add(name)
            roots.extend(sources.get(name, ()))
    return needed


def is_object(stmt: Stmt) -> TypeGuard[Assign]:
    """Whether a statement gives a name to an object as it is then, which is no operation of the user's."""
    match stmt:
        case Assign(op="dict", operands=(Dct(Fields()),)):
            return True
        case _:
            return False
