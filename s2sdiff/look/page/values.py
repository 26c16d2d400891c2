"""Values as short texts."""

from __future__ import annotations

from typing import Any

import numpy as np

WIDTH = 60
DIGITS = 6


def value_text(value: Any) -> str:
    """Six digits of a number, and of an array as many entries as fit in a line.

    >>> value_text(11.652071455223084), value_text(True), value_text(np.arange(3.0))
    ('11.6521', 'True', '[0, 1, 2]')
    >>> value_text(np.zeros((100, 100)))
    '[[0, 0, ..., 0, 0], ...] 100 × 100'
    """
    match value:
        case bool() | np.bool_():
            return str(bool(value))
        case float() | np.floating():
            return f"{float(value):.{DIGITS}g}"
        case int() | np.integer():
            return str(int(value))
        case complex() | np.complexfloating():
            return f"{complex(value):.{DIGITS}g}"
        case np.ndarray():
            return _array(value)
        case tuple() | list():
            inner = ", ".join(map(value_text, value))
            return _cut(f"({inner})" if isinstance(value, tuple) else f"[{inner}]")
        case dict():
            return _cut("{" + ", ".join(f"{key!r}: {value_text(item)}" for key, item in value.items()) + "}")
        case _:
            return _cut(" ".join(repr(value).split()))


def _array(value: np.ndarray) -> str:
    if value.size <= 8:
        return _cut(value_text(value.tolist()) if value.dtype.kind in "biufc" else " ".join(str(value).split()))
    shape = " × ".join(map(str, value.shape))
    with np.printoptions(threshold=4, edgeitems=2, precision=DIGITS):
        first = value.reshape(-1, value.shape[-1])[0]
    entries = [*map(value_text, first[:2].tolist()), "...", *map(value_text, first[-2:].tolist())] if len(
        first) > 4 else [*map(value_text, first.tolist())]  # fmt: skip
    text = f"[{', '.join(entries)}]"
    return f"{'[' * (value.ndim - 1)}{text}{', ...' if value.ndim > 1 else ''}{']' * (value.ndim - 1)} {shape}"


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
