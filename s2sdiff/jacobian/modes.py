"""Which mode a Jacobian takes: the one with fewer sweeps, by the sizes of a call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from s2sdiff.cost.choice import cheaper_mode
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Arr, Dim, Shape
from s2sdiff.ir import Function
from s2sdiff.transform.leaves import leaf_kinds

_ALONG = re.compile(r"(\w+)([+-]\d+)")  # a size that is another one and some: n-2


@dataclass(frozen=True, slots=True)
class Choice:
    """The mode that was chosen, and what of: the shapes of the inputs and of the outputs."""

    mode: str
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]

    def test(self, sizes: Mapping[str, str]) -> str | None:
        """A test, in Python, that the choice is right for other sizes; None where these are not to be had."""
        inputs, outputs = (_expression(shapes, sizes) for shapes in (self.inputs, self.outputs))
        if inputs is None or outputs is None:
            return None
        return f"{inputs} <= {outputs}" if self.mode == "fwd" else f"{inputs} > {outputs}"


def choose(function: Function, wrt: Sequence[int], sizes: Mapping[str, int]) -> Choice:
    """The mode for the Jacobian of a typed function; an output of unknown size is taken to be a large one."""
    returned = Builder(names_of(function), dict(function.types)).type_of(function.result)
    inputs = tuple(_shape(leaf) for k in wrt for leaf in leaf_kinds(function.types[function.params[k].name]))
    outputs = tuple(map(_shape, leaf_kinds(returned)))
    known = [_count(shapes, sizes) for shapes in (inputs, outputs)]
    mode = "fwd" if known[0] is None or known[1] is None else cheaper_mode(known[0], known[1])
    return Choice(mode, inputs, outputs)


def _shape(leaf: Any) -> Shape:
    if not isinstance(leaf, Arr):
        return ()
    return leaf.shape if leaf.shape is not None else ("?",)


def _count(shapes: Sequence[Shape], sizes: Mapping[str, int]) -> int | None:
    total = 0
    for shape in shapes:
        entries = 1
        for dim in shape:
            size = _size(dim, sizes)
            if size is None:
                return None
            entries *= size
        total += entries
    return total


def _size(dim: Dim, sizes: Mapping[str, int]) -> int | None:
    if isinstance(dim, int) or dim in sizes:
        return dim if isinstance(dim, int) else sizes[dim]
    along = _ALONG.fullmatch(dim)
    return sizes[along[1]] + int(along[2]) if along and along[1] in sizes else None


def _expression(shapes: Sequence[Shape], sizes: Mapping[str, str]) -> str | None:
    products = []
    for shape in shapes:
        factors = [_factor(dim, sizes) for dim in shape]
        if None in factors:
            return None
        products.append(" * ".join(map(str, factors)) or "1")
    return f"({' + '.join(products) or '0'})"


def _factor(dim: Dim, sizes: Mapping[str, str]) -> str | None:
    if isinstance(dim, int) or dim in sizes:
        return str(dim) if isinstance(dim, int) else sizes[dim]
    along = _ALONG.fullmatch(dim)
    return f"({sizes[along[1]]}{along[2]})" if along and along[1] in sizes else None
