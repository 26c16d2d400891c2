"""The user's source, with the rows of the trace that each piece of it is."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from s2sdiff.look.page.content import Line, Piece
from s2sdiff.look.page.highlight import colored, divided
from s2sdiff.look.page.rows import Found, Rows
from s2sdiff.look.steps import ADJOINT


def source_of(functions: Iterable[Any], rows: Rows) -> tuple[Line, ...]:
    """The lines of functions, one after another, as they are in their files."""
    found: list[Line] = []
    for function in functions:
        lines, first = inspect.getsourcelines(function)
        texts = [line.rstrip("\n") for line in lines]
        found += [*([Line(())] if found else []), *_lines(texts, first, _in(function, first, len(lines), rows))]
    return tuple(found)


def _in(function: Any, first: int, count: int, rows: Rows) -> list[Found]:
    """The rows that come from these lines, the innermost expression last."""
    files = (inspect.getsourcefile(function), function.__code__.co_filename)
    return [found for found in rows.all if found.role != ADJOINT and found.line is not None
            and found.line.file in files and first <= found.line.line < first + count]  # fmt: skip


def _lines(texts: Sequence[str], first: int, found: Sequence[Found]) -> list[Line]:
    first = max(first, 1)
    places = defaultdict[int, list[tuple[int, int, int]]](list)
    of_line = defaultdict[int, list[int]](list)
    for row in found:
        assert row.line is not None
        of_line[row.line.line].append(row.number)
        if row.loc is not None:
            for number in range(row.loc.line, row.loc.end_line + 1):
                start = row.loc.column if number == row.loc.line else 0
                end = row.loc.end_column if number == row.loc.end_line else len(texts[number - first])
                places[number].append((start, end, row.number))
    margin = min((len(text) - len(text.lstrip()) for text in texts if text.strip()), default=0)
    return [Line(_dedented(divided(pieces, places[number]), margin), number, tuple(dict.fromkeys(of_line[number])))
            for number, pieces in enumerate(colored(texts), first)]  # fmt: skip


def _dedented(pieces: Sequence[Piece], margin: int) -> tuple[Piece, ...]:
    if not pieces:
        return ()
    rest = pieces[0].text[margin:]
    return (Piece(rest, pieces[0].kind, pieces[0].rows), *pieces[1:]) if rest else tuple(pieces[1:])
