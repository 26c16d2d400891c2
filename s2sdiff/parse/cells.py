"""Cells of a notebook: which files are cells, and the text of what a magic ran, which only the history has."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator

MAGICS = {"<timed exec>": "%%time", "<timed eval>": "%time", "<magic-timeit>": "%%timeit"}  # by the files they name
RECENT = 20  # cells of the history in which the text of a magic's code is looked for
_LINE = re.compile(r"\s*(?:\w[\w\s,.]*=\s*)?%\w+(?:\s+-\w+)*\s+(.*)")


def is_cell(file: str) -> bool:
    """Whether a file name is that of a notebook cell."""
    return file.startswith("<ipython-input-") or "ipykernel_" in file


def texts_of_magics(file: str) -> Iterator[str]:
    """What magics like %%time and %%prun may have run as this file, the latest first: guesses, to be proven."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None  # type: ignore[attr-defined]
    if shell is None or file not in (*MAGICS, "<string>"):
        return
    with contextlib.suppress(AttributeError):  # a shell without a history
        for cell in reversed(shell.history_manager.input_hist_raw[-RECENT:]):
            first, _, rest = cell.partition("\n")
            lines = [match[1] for match in map(_LINE.fullmatch, cell.split("\n")) if match]
            for text in [rest, *lines] if first.startswith("%%") else lines:
                yield shell.transform_cell(text)
