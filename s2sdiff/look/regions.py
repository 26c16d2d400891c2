"""Running what is inside of `with` and `try`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from s2sdiff.emit.page import Page
from s2sdiff.ir import MARKS, Assign, If
from s2sdiff.look.frame import Bound, Frame


class Regions:
    """The regions that are open, and what is to be done at the end of each."""

    def __init__(self) -> None:
        self._open: list[contextlib.ExitStack] = []
        self.error: BaseException | None = None  # that is being handled

    def mark(self, frame: Frame, stmt: Assign) -> None:
        """A region begins, goes on with another part, or ends; or it is asked whether there was an error in it."""
        match stmt.op:
            case "enter":
                self._open.append(contextlib.ExitStack())
                entered = None
                if stmt.spelling != "try":
                    entered = self._open[-1].enter_context(frame.value(stmt.operands[0]))
                frame.env[stmt.target] = Bound(entered, ())
            case "leave":
                frame.env[stmt.target] = Bound(None, ())
                if stmt.spelling not in ("else", "finally"):
                    self._open.pop().close()
            case _:
                frame.env[stmt.target] = Bound(stmt.op == "tries", ())

    def attempt(self, frame: Frame, asked: Assign, run: Callable[[], None]) -> bool:
        """Runs the body of a try; whether it has come to its end, and not to an error that is handled."""
        depth = len(self._open)
        named = [frame.value(kind) for kind in asked.operands]
        kinds = tuple(kind for one in named for kind in (one if isinstance(one, tuple) else (one,))) or (BaseException,)
        try:
            run()
        except kinds as error:
            self.close(depth)
            self.error = error
            return False
        return True

    def close(self, depth: int = 0) -> None:
        """Ends what an error has left open."""
        while len(self._open) > depth:
            self._open.pop().close()


def handler_of(page: Page, stmt: If) -> Assign | None:
    """What is asked by a branch that is a try and its handler; None of other branches."""
    asked = page.made.get(stmt.test) if isinstance(stmt.test, str) else None
    return asked if asked is not None and asked.op in MARKS else None
