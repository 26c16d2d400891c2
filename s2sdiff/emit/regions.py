"""Regions of a block, which effects mark, as `with` and `try` with what is in them indented."""

from __future__ import annotations

from collections.abc import Callable

from s2sdiff.emit.page import INDENT, Page
from s2sdiff.ir import Assign, Block, If


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
            _begin(page, f"{part}:")
        case Assign(op="leave"):
            _end(page)
        case Assign(op="caught"):
            return  # the branch that follows writes it
        case _:
            raise TypeError(f"not a mark: {stmt!r}")


def _begin(page: Page, line: str) -> None:
    page.write(line)
    page.depth += 1


def _end(page: Page) -> None:
    if not page.lines[-1].text.startswith(INDENT * page.depth):
        page.write("pass")
    page.depth -= 1


def write_handler(page: Page, stmt: If, write_block: Callable[[Block], None]) -> bool:
    """Writes a branch that handles an error as a handler of the try that it ends; False for other branches."""
    caught = page.made.get(stmt.test) if isinstance(stmt.test, str) else None
    if caught is None or caught.op != "caught":
        return False
    first = stmt.then[0] if stmt.then else None
    name = f" as {page.name(first.target)}" if isinstance(first, Assign) and first.op == "error" else ""
    kinds = "".join(f" {page.text(kind)}" for kind in caught.operands)
    _end(page)
    _begin(page, f"except{kinds}{name}:")
    write_block(stmt.then)
    return True
