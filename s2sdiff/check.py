"""What well-formed IR is. Run after every pass; what it finds is a mistake of s2sdiff's, never of the user's."""

from __future__ import annotations

from s2sdiff.ir import Assign, Block, For, Function, If, Pop, Push, Return, Stmt, While
from s2sdiff.walking import block_reads, inner_names, names_in, reads, results


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
        match stmt:
            case Assign() | Push() | Pop() | Return():
                pass
            case If(then=then, orelse=orelse):
                for inner in (then, orelse):
                    _inner(inner, stmt, known, made, mirrored, where)
            case For(index=index, body=body):
                _make(index, made, where, again=True)  # a loop and its mirror count with one name
                _carried(stmt, made, where)
                _inner(body, stmt, known | set(inner_names(stmt)), made, mirrored, where)
            case While(head=head, body=body):
                _carried(stmt, made, where)
                inside = known | set(inner_names(stmt))
                _inner(head, stmt, inside, made, mirrored, where)
                _inner(body, stmt, inside, made, mirrored, where)
        for name in results(stmt):
            _make(name, made, where)
        known.update(results(stmt))


def _carried(stmt: For | While, made: set[str], where: str) -> None:
    for carry in stmt.carries:
        _make(carry.target, made, where)


def _inner(block: Block, stmt: Stmt, known: set[str], made: set[str], mirrored: bool, where: str) -> None:
    inside = set(known)
    _block(block, inside, made, mirrored, where)
    for owner, operand in block_reads(stmt):
        if owner is block:
            _read(names_in(operand), made if mirrored else inside, stmt, where)


def _make(name: str, made: set[str], where: str, again: bool = False) -> None:
    if name in made and not again:
        raise MalformedError(f"{where}: {name} is assigned twice")
    made.add(name)


def _read(names: object, known: set[str], stmt: Stmt, where: str) -> None:
    for name in names:  # type: ignore[attr-defined]
        if name not in known:
            raise MalformedError(f"{where}: {name} is read before it is assigned, in {stmt!r}")
