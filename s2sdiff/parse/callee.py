"""A function that is called and stays a call: what inference makes variants of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from s2sdiff.options import Options


@dataclass(frozen=True, slots=True)
class Callee:
    """A function of the user's that is called: found again as the expression `path` in `owner`'s globals.

    `options`: the derivative of it that is called; `own`: how many of its arguments are its own, and not captured.
    """

    function: Any
    path: str
    owner: Any
    options: Options | None = None
    own: int = 0
