"""The lines of the benchmark's table: what was found, what it is compared with, and the bar for their ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table. `ratio` is what the bar is set for."""

    section: str
    name: str
    found: str
    reference: str = ""
    ratio: float | None = None
    bar: float | None = None

    @property
    def verdict(self) -> str:
        if self.ratio is None or self.bar is None:
            return ""
        return "ok" if self.ratio <= self.bar else "MISSED"


Job = tuple[str, Callable[[], Row]]  # what `--only` chooses by, and what measures


def kilobytes(count: float) -> str:
    return f"{count / 1000:,.1f} kB"


def microseconds(seconds: float) -> str:
    return f"{1e6 * seconds:,.2f} µs"


def against(section: str, name: str, new: float, old: float, bar: float | None = None) -> Row:
    """A row of two times."""
    return Row(section, name, microseconds(new), microseconds(old), new / old, bar)


def table(rows: Iterable[Row]) -> str:
    head = ("", "measured", "reference", "ratio", "bar", "")
    cells = [head]
    for row in rows:
        ratio = "" if row.ratio is None or row.section == "transform" else f"{row.ratio:.2f}"
        bar = "" if row.bar is None else f"{row.bar:g}" + (" s" if row.section == "transform" else "")
        cells.append((f"{row.section}: {row.name}", row.found, row.reference, ratio, bar, row.verdict))
    widths = [max(len(line[k]) for line in cells) for k in range(len(head))]
    padded = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in cells]
    return "\n".join("  ".join(line).rstrip() for line in padded)
