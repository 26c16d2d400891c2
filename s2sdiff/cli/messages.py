"""What is said to a user: messages to stderr, and the problems of a function, each with its line and a caret."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from s2sdiff.errors import DifferentiationError, Problem

DONE, REFUSED, USAGE, INTERRUPTED = 0, 1, 2, 130


def say(message: str, status: int) -> int:
    """Prints a message, and returns the exit status."""
    print(f"s2sdiff: {message}", file=sys.stderr)
    return status


def explained(error: DifferentiationError, what: str) -> str:
    """All problems of a function, each with its place, its line and a caret."""
    count = sum(bool(problem.remedy) for problem in error.problems)  # the place of a call has none
    head = f"s2sdiff: {what} cannot be differentiated" + (f", for {count} reasons" if count > 1 else "")
    return f"{head}\n\n" + "\n".join(map(problem_text, error.problems))


def problem_text(problem: Problem) -> str:
    """One problem.

    >>> from s2sdiff.errors import Loc
    >>> print(problem_text(Problem(Loc("model.py", 7, 4, 7, 8, "    y[i] = x"), "No.", "Write yes.")), end="")
    model.py:7:5: No.
        y[i] = x
        ^^^^
    Write yes.
    """
    loc, fault = problem.loc, problem.fault
    remedy = f"{problem.remedy}\n" if problem.remedy else ""
    if loc is None:
        return f"{fault}\n{remedy}"
    place = f"{_near(loc.file)}:{loc.line}:{loc.column + 1}: {fault}\n"
    line = loc.text.rstrip()
    if not line:
        return f"{place}{remedy}"
    margin = len(line) - len(line.lstrip())
    end = loc.end_column if loc.end_line == loc.line else len(line)
    start = max(margin, loc.column)
    under = "".join(c if c == "\t" else " " * _width(c) for c in line[margin:start])
    carets = "^" * max(1, sum(map(_width, line[start:end])))
    return f"{place}    {line[margin:]}\n    {under}{carets}\n{remedy}"


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _near(file: str) -> str:
    """A path as one would type it here."""
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return file
