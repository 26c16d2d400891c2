"""What is asked for: a kind of derivative, and how it is to look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PAIRED = ("vjp", "linearize")  # kinds of two functions
REVERSE = ("grad", "value_and_grad", "elementwise_grad")
FORWARD = ("jvp", "hvp")  # the value with its tangent; the tangent alone
JACOBIAN = ("jacfwd", "jacrev", "hessian", "jacobian")  # a Hessian is the Jacobian, by tangents, of a gradient


@dataclass(frozen=True, slots=True)
class Options:
    """A kind of derivative, the positions to differentiate, and how it is to look."""

    kind: str
    wrt: tuple[int, ...]
    bare: bool = True  # one gradient, not a tuple of one
    has_aux: bool = False
    optimize: int = 1
    inner: Options | None = None  # of the derivative that is differentiated again
    picks: tuple[tuple[int, tuple[str, ...]], ...] = ()  # of which of `wrt`, the attributes that are asked for


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


def named(name: str, kind: str) -> str:
    """What a derivative of a function of that name is called.

    >>> named("loss", "grad"), named("loss_grad", "hvp")
    ('loss_grad', 'loss_hvp')
    """
    return f"{name.removesuffix('_grad') if kind in ('hvp', 'hessian') else name}_{kind}"


def full_name(name: str, options: Options | None) -> str:
    """What a derivative, of a derivative, of a function is called."""
    return name if options is None else named(full_name(name, options.inner), options.kind)
