"""The cost of a function at kinds that are written as on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from s2sdiff.cost.arguments import Arguments
from s2sdiff.cost.measure import Cost, cost_of
from s2sdiff.infer.notation import parse_kinds


def cost_at(f: Any, at: str, wrt: Sequence[int] = (0,), optimize: int = 1, **sizes: int) -> Cost:
    """The cost of f for kinds as `--at` and sizes as `--sizes` give them.

    >>> from s2sdiff._examples import square_plus
    >>> cost_at(square_plus, "x=f64[n], y=float", n=5).value.counts().times
    5
    """
    return cost_of(f, Arguments(f, parse_kinds(at), sizes), list(wrt), optimize)
