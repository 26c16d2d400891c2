"""Whether the index of a loop is read: one that only counts is called `_`."""

from __future__ import annotations

from s2sdiff.emit.page import Page
from s2sdiff.ir import For
from s2sdiff.walking import block_reads, names_in, walk


def is_read(page: Page, stmt: For) -> bool:
    """Whether anything reads the index of a loop."""
    read = {leaf for inner in walk(stmt.body) for leaf in page.folds.reads(inner)}
    for inner in (stmt, *walk(stmt.body)):
        for _, operand in block_reads(inner):
            read.update(leaf for name in names_in(operand) for leaf in page.folds.leaves(name))
    return stmt.index in read


def has_underscore(page: Page) -> bool:
    """Whether `_` is a variable that is read, as the user may call one: a loop that counts is not to assign it."""
    if "_" not in page.spelled.values():
        return False
    unread = {stmt.index for stmt in walk(page.function.body) if isinstance(stmt, For) and not is_read(page, stmt)}
    return any(spelled == "_" and name not in unread for name, spelled in page.spelled.items())
