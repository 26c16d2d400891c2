"""What a branch gives, and only code under the same test reads, is not computed on the other side.

    if t: u = f(x)                      if t: u = f(x)
    else: u = g(x)              →       else: pass
    …                                   …
    if t: y = 2 * u                     if t: y = 2 * u
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from s2sdiff.ir import UNDEFINED, Block, Function, If, Merge, Stmt
from s2sdiff.rebuilding import map_blocks
from s2sdiff.simplify.dead import remove_dead
from s2sdiff.walking import block_reads, blocks, names_in, reads, walk

Sides = frozenset[tuple[str, bool]]  # the tests around a place, and how they came out


def only_for_the_side(function: Function) -> Function:
    """The function without what one side of a test makes for a merge that only the other side reads."""
    tests = [stmt.test for stmt in walk(function.body) if isinstance(stmt, If)]
    if len(set(tests)) == len(tests):
        return function
    read: dict[str, Sides] = {}
    _note(function.body, frozenset(), read)

    def on_block(block: Block) -> Block:
        return tuple(_merging(map_blocks(stmt, on_block), read) for stmt in block)

    body = on_block(function.body)
    return remove_dead(replace(function, body=body)) if body != function.body else function


def _note(block: Block, around: Sides, read: dict[str, Sides]) -> None:
    """For each name, the sides that all its readers are on."""

    def note(name: str, sides: Sides) -> None:
        read[name] = read[name] & sides if name in read else sides

    for stmt in block:
        for name in reads(stmt):
            note(name, around)
        sides = {id(inner): around for inner in blocks(stmt)}
        if isinstance(stmt, If) and isinstance(stmt.test, str):
            sides = {id(stmt.then): around | {(stmt.test, True)}, id(stmt.orelse): around | {(stmt.test, False)}}
            if stmt.then is stmt.orelse:  # two empty blocks are one object
                sides = {id(stmt.then): around}
        for inner, operand in block_reads(stmt):
            for name in names_in(operand):
                note(name, sides[id(inner)])
        for inner in blocks(stmt):
            _note(inner, sides[id(inner)], read)


def _merging(stmt: Stmt, read: Mapping[str, Sides]) -> Stmt:
    if not isinstance(stmt, If) or not isinstance(stmt.test, str):
        return stmt
    test = stmt.test

    def on(merge: Merge) -> Merge:
        sides = read.get(merge.target, frozenset())
        if (test, True) in sides:
            return replace(merge, orelse=UNDEFINED)
        return replace(merge, then=UNDEFINED) if (test, False) in sides else merge

    return replace(stmt, merges=tuple(map(on, stmt.merges)))
