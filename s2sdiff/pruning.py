"""Structures without the merges and carries that nothing needs."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from s2sdiff.ir import Carry, For, If, Stmt, While


def keep_carries(stmt: Stmt, keep: Callable[[Carry], bool]) -> Stmt:
    """A loop without what `keep` does not hold for; any other statement as it is."""
    if isinstance(stmt, For | While):
        return replace(stmt, carries=tuple(carry for carry in stmt.carries if keep(carry)))
    return stmt


def keep_needed(stmt: Stmt, needed: AbstractSet[str]) -> Stmt:
    """A structure with only those merges and carries that give a needed name its value."""
    if isinstance(stmt, If):
        return replace(stmt, merges=tuple(merge for merge in stmt.merges if merge.target in needed))
    return keep_carries(stmt, lambda carry: carry.target in needed or carry.result in needed)
