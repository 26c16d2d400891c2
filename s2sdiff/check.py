"""What well-formed IR is. Run after every pass; what it finds is a mistake of s2sdiff's, never of the user's."""

from __future__ import annotations

from collections.abc import Iterable

from s2sdiff.ir import Block, For, Function, If, Return, Stmt, While
from s2sdiff.walking import block_reads, blocks, inner_names, names_in, reads, results


class MalformedError(Exception):
    """The IR breaks a rule: a bug in s2sdiff."""


def check(function: Function, *, mirrored: bool = False) -> Function:
    """Returns the function, if every name is assigned once and before it is read, and the return is last.

    `mirrored`: before `record`, the backward sweep may read names of the forward sweep's loops.
    """
    known = {param.name for param in function.params} | {free.name for free in function.frees}
    if not function.body or not isinstance(function.body[-1], Return):
        raise MalformedError(f"{function.name} does not end in a return")
    made: set[str] = set(known)
    _block(function.body, known, made, mirrored, function.name)
    return function


def _block(block: Block, known: set[str], made: set[str], mirrored: bool, where: str) -> None:
    for stmt in block:
        _read(reads(stmt), made if mirrored else known, stmt, where)
        if isinstance(stmt, If | For | While):
            for name in inner_names(stmt):
                # a loop and its mirror count with one name
                _make(name, made, where, again=isinstance(stmt, For) and name == stmt.index)
            for inner in blocks(stmt):
                _inner(inner, stmt, known.union(inner_names(stmt)), made, mirrored, where)
        for name in results(stmt):
            _make(name, made, where)
            known.add(name)


def _inner(block: Block, stmt: Stmt, inside: set[str], made: set[str], mirrored: bool, where: str) -> None:
    """A block of a structure; `inside` are the names known at its start, and grows by what it makes."""
    _block(block, inside, made, mirrored, where)
    for owner, operand in block_reads(stmt):
        if owner is block:
            _read(names_in(operand), made if mirrored else inside, stmt, where)


def _make(name: str, made: set[str], where: str, *, again: bool = False) -> None:
    if name in made and not again:
        raise MalformedError(f"{where}: {name} is assigned twice")
    made.add(name)


def _read(names: Iterable[str], known: set[str], stmt: Stmt, where: str) -> None:
    for name in names:
        if name not in known:
            raise MalformedError(f"{where}: {name} is read before it is assigned, in {stmt!r}")
