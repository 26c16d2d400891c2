"""What s2sdiff says when it cannot give a derivative: always a place in the user's file, a fault and a remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loc:
    """A place in the user's source: 1-based lines, 0-based columns in characters, `text` the statement's own line."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong at one place: `fault` says what, `remedy` what to write instead."""

    loc: Loc | None
    fault: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.loc}: " if self.loc else ""
        return f"{where}{self.fault} {self.remedy}".rstrip()


class DifferentiationError(SyntaxError):
    """All problems of a function at once; Python itself prints the first one's line with a caret under it."""

    def __init__(self, problems: Sequence[Problem] | Problem):
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        first = self.problems[0]
        message = f"{first.fault} {first.remedy}".rstrip()
        others = [f"also: {problem}" for problem in self.problems[1:]]
        super().__init__("\n".join([message, *others]))
        if first.loc:
            self.filename = first.loc.file
            self.lineno = first.loc.line
            self.offset = first.loc.column + 1
            self.text = first.loc.text or None
            self.end_lineno = first.loc.end_line
            self.end_offset = first.loc.end_column + 1


class UnsupportedError(DifferentiationError):
    """A construct of Python, or a call, that s2sdiff does not read."""


class NonDifferentiableError(DifferentiationError):
    """An operation that has no derivative, with an active value flowing into it."""


class SourceError(UnsupportedError):
    """The source of a function cannot be found, or is not the text of the code that runs."""
