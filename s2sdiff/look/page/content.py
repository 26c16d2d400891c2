"""What the page of `s2sdiff explain` shows, as data: its JSON is this, and the page's script knows nothing else.

All panels are about the rows of the trace. A line of code, a piece of the source and a node of the graph say which
rows they belong to, by number; whoever selects one of them selects rows.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one colour in a line; in the source also the rows whose expression it is a part of."""

    text: str
    kind: str = ""  # "keyword", "string", "number", "comment", "builtin" or nothing
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source, or of emitted code, and the rows that it belongs to."""

    pieces: tuple[Piece, ...]
    number: int = 0  # in the user's file
    rows: tuple[int, ...] = ()
    within: tuple[int, ...] = ()  # rows that are written nowhere, which these lines read


@dataclass(frozen=True, slots=True)
class Code:
    """Emitted code in two columns."""

    label: str
    forward: tuple[Line, ...]
    backward: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the trace: a primal one, or below it an adjoint one that belongs to it."""

    pieces: tuple[Piece, ...]
    role: str  # "input", "primal", "adjoint", or "heading" for the `if` or `for` above the rows
    depth: int = 0  # of its indentation
    of: int = -1  # of an adjoint row: the primal one whose rule it is
    reads: tuple[int, ...] = ()
    place: str = ""  # "line 5"


@dataclass(frozen=True, slots=True)
class Moment:
    """A row at the time when it ran."""

    row: int
    value: str
    turn: tuple[int, ...] = ()  # which iteration of the loops around it
    adds: str = ""  # to an adjoint that was there before
    bars: tuple[int, ...] = ()  # the moments that give its adjoint, the last of them all of it


@dataclass(frozen=True, slots=True)
class Slider:
    """An input that is a number, which the page can change."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Content:
    """All of a page."""

    name: str
    source: tuple[Line, ...]
    codes: tuple[Code, ...]
    rows: tuple[Row, ...]
    moments: tuple[Moment, ...]
    inputs: tuple[int, ...]  # rows, as the outputs
    outputs: tuple[int, ...]
    sliders: tuple[Slider, ...] = ()
    graph: str = ""  # SVG, in which what belongs to rows has `data-rows`

    def json(self) -> str:
        """As text that can stand in a page's script element."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
