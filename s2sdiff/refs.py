"""How a function of a derivative is referred to: a user's function for certain kinds of arguments, and what of it."""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff.infer.values import Abstract


@dataclass(frozen=True, slots=True)
class Part:
    """What a transform makes of a function: its tangents ("jvp"), or one of its two sweeps ("fwd", "bwd"), or both."""

    kind: str
    mask: tuple[bool, ...] = ()  # which parameters are differentiated
    options: Any = None  # of a derivative that the user asks for by name: "grad", "value_and_grad"


@dataclass(frozen=True, slots=True)
class Ref:
    """A user's function for these kinds of arguments, or the part of it that is reached by these transforms in turn."""

    name: str
    function: types.FunctionType
    arguments: tuple[Abstract, ...]
    parts: tuple[Part, ...] = ()

    @property
    def label(self) -> str:
        """What it is called: `sigmoid`, `sigmoid_fwd`, `sigmoid_fwd_jvp`."""
        return "_".join([self.name, *(part.kind for part in self.parts)])

    @property
    def last(self) -> str:
        """The transform that made it; none of the function itself."""
        return self.parts[-1].kind if self.parts else ""

    def part(self, kind: str, mask: tuple[bool, ...] = (), options: Any = None) -> Ref:
        """A part of it."""
        return replace(self, parts=(*self.parts, Part(kind, mask, options)))

    def twin(self, kind: str) -> Ref:
        """The other sweep of the one whose part it is."""
        return replace(self, parts=(*self.parts[:-1], replace(self.parts[-1], kind=kind)))

    @property
    def source(self) -> Ref:
        """What it is a part of."""
        return replace(self, parts=self.parts[:-1])
