"""What is asked for: a kind of derivative, and how it is to look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PAIRED = ("vjp",)  # kinds of two functions
REVERSE = ("grad", "value_and_grad")
FORWARD = ("jvp", "hvp")  # the value with its tangent; the tangent alone


@dataclass(frozen=True, slots=True)
class Options:
    """A kind of derivative, the positions to differentiate, and how it is to look."""

    kind: str
    wrt: tuple[int, ...]
    bare: bool = True  # one gradient, not a tuple of one
    has_aux: bool = False
    optimize: int = 1
    inner: Options | None = None  # of the derivative that is differentiated again


def vectors(options: Options | None, params: Sequence[Any], vector: Any = True) -> list[Any]:
    """The parameters of a derivative: those of the function, with the vector of each `hvp` among them.

    >>> vectors(Options("hvp", (0,), inner=Options("grad", (0,))), ["x", "y"], "v")
    ['x', 'v', 'y']
    """
    if options is None:
        return list(params)
    inner = vectors(options.inner, params, vector)
    if options.kind != "hvp":
        return inner
    at = 1 + max(options.wrt, default=-1)  # after the last that is differentiated
    return [*inner[:at], vector, *inner[at:]]
