"""What is asked for: a kind of derivative, and how it is to look."""

from __future__ import annotations

from dataclasses import dataclass

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
