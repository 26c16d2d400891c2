"""Snapshots, which hold what an array held then: once all arrays are values, names like any other."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import Assign, Block, Dct, Function, Lst, Stmt, Tup
from s2sdiff.rebuilding import map_blocks
from s2sdiff.walking import walk

_DISPLAYS = {Tup: "tuple", Lst: "list", Dct: "dict"}


def without_snapshots(function: Function) -> Function:
    """The function, whose stores are values, with each snapshot as another name of the value."""
    if not any(isinstance(stmt, Assign) and stmt.op == "snapshot" for stmt in walk(function.body)):
        return function
    return replace(function, body=_block(function.body))


def _block(block: Block) -> Block:
    return tuple(map_blocks(_named(stmt), _block) for stmt in block)


def _named(stmt: Stmt) -> Stmt:
    if not isinstance(stmt, Assign) or stmt.op != "snapshot":
        return stmt
    return replace(stmt, op=_DISPLAYS.get(type(stmt.operands[0]), "copy_name"))
