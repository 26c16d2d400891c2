"""What stands in a try that has handlers: it stays there, needed or not, for the errors that it may raise."""

from __future__ import annotations

from s2sdiff.ir import Assign, Block, If, Stmt
from s2sdiff.walking import blocks, walk


def guarded(block: Block) -> frozenset[int]:
    """The identities of the user's statements in the body of a try whose errors are handled."""
    if not any(_is_mark(stmt, "caught") or _is_mark(stmt, "tries") for stmt in walk(block)):
        return frozenset()
    found: set[int] = set()
    open_tries: list[list[Stmt]] = []
    tries = {stmt.target for stmt in block if isinstance(stmt, Assign) and stmt.op == "tries"}
    for stmt in block:
        for inner in blocks(stmt):
            found |= guarded(inner)
        if isinstance(stmt, If) and isinstance(stmt.test, str) and stmt.test in tries:
            found.update(id(inner) for inner in walk(stmt.then) if inner.origin.role == "primal")
        if _is_mark(stmt, "enter"):
            open_tries.append([])
        elif _is_mark(stmt, "caught") and open_tries:
            found.update(id(inner) for inner in walk(tuple(open_tries[-1])) if inner.origin.role == "primal")
        elif _is_mark(stmt, "leave") and stmt.spelling == "leave" and open_tries:  # type: ignore[union-attr]
            closed = open_tries.pop()
            if open_tries:
                open_tries[-1] += closed
        if open_tries:
            open_tries[-1].append(stmt)
    return frozenset(found)


def _is_mark(stmt: Stmt, op: str) -> bool:
    return isinstance(stmt, Assign) and stmt.op == op
