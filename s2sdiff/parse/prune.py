"""Drops what lowering merged or carried in case it is read and what nothing reads.

Sound because a merge or a carry only names a value: taking one away takes away no operation of the user's.
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import Block, For, Function, If, Stmt, While
from s2sdiff.walking import block_reads, names_in, reads, walk


def prune(function: Function) -> Function:
    """The function without the merges and carries whose target is never read, directly or through others."""
    needed = _needed(function)

    def on_block(block: Block) -> Block:
        return tuple(map(on, block))

    def on(stmt: Stmt) -> Stmt:
        match stmt:
            case If(then=then, orelse=orelse, merges=merges):
                kept_merges = tuple(merge for merge in merges if merge.target in needed)
                return replace(stmt, then=on_block(then), orelse=on_block(orelse), merges=kept_merges)
            case For(body=body, carries=carries):
                return replace(stmt, body=on_block(body), carries=tuple(c for c in carries if needed & {c.target, c.result}))
            case While(head=head, body=body, carries=carries):
                kept = tuple(c for c in carries if needed & {c.target, c.result})
                return replace(stmt, head=on_block(head), body=on_block(body), carries=kept)
            case _:
                return stmt

    return replace(function, body=on_block(function.body))


def _needed(function: Function) -> set[str]:
    """The names read by an operation, a test or the return, and whatever flows into one of these."""
    sources: dict[str, list[str]] = {}
    roots: list[str] = []
    for stmt in walk(function.body):
        match stmt:
            case If(merges=merges):
                for merge in merges:
                    sources[merge.target] = [*names_in(merge.then), *names_in(merge.orelse)]
                roots.extend(names_in(stmt.test))
            case For(carries=carries) | While(carries=carries):
                for carry in carries:
                    sources[carry.target] = [*names_in(carry.init), *names_in(carry.next)]
                    sources[carry.result] = sources[carry.target]
                if isinstance(stmt, For):
                    roots.extend(name for part in (stmt.start, stmt.stop, stmt.step) for name in names_in(part))
                else:
                    roots.extend(name for block, operand in block_reads(stmt) if block is stmt.head
                                 for name in names_in(operand))  # fmt: skip
            case _:
                roots.extend(reads(stmt))
    needed: set[str] = set()
    while roots:
        name = roots.pop()
        if name not in needed:
            needed.add(name)
            roots.extend(sources.get(name, ()))
    return needed
