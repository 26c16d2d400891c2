"""Regions of a block, which effects mark, as `with` and `try` with what is in them indented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from s2sdiff.emit.page import INDENT, Line, Page
from s2sdiff.ir import Assign, If


def write_mark(page: Page, stmt: Assign) -> None:
    """Where a region begins, goes on with another part, or ends."""
    match stmt:
        case Assign(op="enter", spelling="try"):
            _begin(page, "try:")
        case Assign(op="enter", operands=(manager,)):
            name = f" as {page.name(stmt.target)}" if page.is_named(stmt.target) else ""
            _begin(page, f"with {page.text(manager)}{name}:")
        case Assign(op="leave", spelling="else" | "finally" as part):
            _end(page)
            _one_try(page)
            _begin(page, f"{part}:")
        case Assign(op="leave"):
            _end(page)
        case Assign(op="caught" | "tries"):
            return  # the branch that follows writes it
        case _:
            raise TypeError(f"not a mark: {stmt!r}")


def _begin(page: Page, line: str) -> None:
    page.write(line)
    page.depth += 1


def _one_try(page: Page) -> None:
    """A `try` that holds nothing but another one, with its handlers, becomes one with it."""
    own, inner = INDENT * page.depth, INDENT * (page.depth + 1)
    start = max(k for k, line in enumerate(page.lines) if line.text == f"{own}try:")
    first, *others = (line.text for line in page.lines[start + 1 :])
    goes_on = tuple(inner + part for part in (INDENT, "except", "else:"))
    if first == f"{inner}try:" and all(text.startswith(goes_on) for text in others):
        below = page.lines[start + 2 :]
        page.lines[start + 1 :] = [replace(line, text=line.text.removeprefix(INDENT)) for line in below]


def _end(page: Page) -> None:
    if not page.lines[-1].text.startswith(INDENT * page.depth):
        page.write("pass")
    page.depth -= 1


def write_handler(page: Page, stmt: If, write_side: Callable[[bool], None]) -> bool:
    """Writes a branch that handles an error as the handler of a try; False for other branches.

    `write_side` writes one of its sides, and what is assigned at its end.
    """
    asked = page.made.get(stmt.test) if isinstance(stmt.test, str) else None
    if asked is None or asked.op not in ("caught", "tries") or stmt.origin.role != "primal":
        return False
    handled = stmt.then if asked.op == "caught" else stmt.orelse
    if asked.op == "tries":
        depth = page.depth
        _begin(page, "try:")
        start = len(page.lines)
        write_side(True)
        _note(page, asked, True)
        tail = _split(page, start)
        page.depth = depth + 1
    first = handled[0] if handled else None
    name = f" as {page.name(first.target)}" if isinstance(first, Assign) and first.op == "error" else ""
    kinds = "".join(f" {page.text(kind)}" for kind in asked.operands)
    _end(page)
    _begin(page, f"except{kinds}{name}:")
    _note(page, asked, False)
    write_side(asked.op == "caught")
    if asked.op == "tries":
        _end(page)
        page.lines += tail
    return True


def _note(page: Page, asked: Assign, value: bool) -> None:
    """Where more than the handler depends on whether the try has come to its end."""
    if asked.op == "tries" and page.is_named(asked.target):
        page.write(f"{page.name(asked.target)} = {value}")


def _split(page: Page, start: int) -> list[Line]:
    """Takes the `else:` of a try, and what follows it, off the lines: the handler comes before."""
    at = next((k for k, line in enumerate(page.lines) if k >= start
               and line.text == INDENT * (page.depth - 1) + "else:"), len(page.lines))  # fmt: skip
    tail = page.lines[at:]
    del page.lines[at:]
    return tail
