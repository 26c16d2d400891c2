"""One run of a function and its derivative as data: every step with its value, and what the steps have to do with one
another.

    for i in range(2):          Loop(turns=((Step x, Step y), (Step x, Step y)))
        x = x * a
        y = y + x
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from s2sdiff.errors import Loc
from s2sdiff.ir import Function

PRIMAL, TANGENT, ADJOINT = "primal", "tangent", "adjoint"
INPUT, INDEX, KEPT, AGAIN = "input", "index", "kept", "again"


@dataclass(frozen=True, slots=True)
class Turn:
    """An iteration of the loop `key`, counted from 0 in the order of the forward sweep; or the call `key`."""

    key: Any
    number: int
    is_call: bool = False


Place: TypeAlias = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant that a step reads, and how it is written."""

    value: Any
    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One line of the code as it ran once: `name = text`, with the value that it gave.

    `of` is the primal step that a tangent or an adjoint line belongs to, whose rule it is; `about` the step whose
    tangent or adjoint it is. In `t1_bar = t2_bar * x`, written for `t2 = t1 * x`, `of` is t2 and `about` is t1. Of a
    value that is taken from where it was kept, or computed again, `of` is the step that computed it first.

    `role` is "primal", "tangent" or "adjoint", or "input", "index" (of a loop), "kept" (what the backward sweep keeps
    of the forward sweep, and counts), "again" (a primal value once more).
    """

    number: int
    name: str
    text: str
    fun: str
    operands: tuple[Step | Literal, ...]
    kwargs: Mapping[str, Any]
    value: Any
    role: str
    loc: Loc | None  # of the user's expression
    line: Loc | None  # of the user's statement
    place: Place = ()
    of: Step | None = None
    about: Step | None = None
    added: Any = None  # of an adjoint that was there before: what this line adds to it
    lines: tuple[int, ...] = ()  # in the listing of its function, from 0
    listing: str = ""
    key: str = ""  # its name in the IR

    @property
    def parents(self) -> tuple[Step, ...]:
        """The steps that it reads."""
        return tuple(operand for operand in self.operands if isinstance(operand, Step))

    @property
    def args(self) -> tuple[Any, ...]:
        """The values that it reads."""
        return tuple(operand.value for operand in self.operands)

    def __repr__(self) -> str:
        return f"<{self.number}: {self.name} = {self.text or self.value!r}>"


@dataclass(frozen=True, eq=False, slots=True)
class Loop:
    """A loop that ran: what each iteration did, in the order in which they ran."""

    text: str  # `for i in range(2):`
    key: Any
    turns: tuple[Block, ...]
    line: Loc | None
    role: str
    place: Place = ()
    lines: tuple[int, ...] = ()
    listing: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Branch:
    """An `if` that ran: the test, and what the side that was taken did."""

    text: str  # `if t2:`
    key: Any
    test: Step | Literal
    taken: bool
    body: Block
    line: Loc | None
    role: str
    place: Place = ()
    lines: tuple[int, ...] = ()
    listing: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Called:
    """A call of a function of the program: the steps of what it gives, and what it did itself."""

    text: str
    key: Any
    results: tuple[Step, ...]
    body: Block
    line: Loc | None
    role: str
    place: Place = ()
    lines: tuple[int, ...] = ()
    listing: str = ""


Node: TypeAlias = "Step | Loop | Branch | Called"
Block: TypeAlias = tuple["Node", ...]


def parts(node: Node) -> tuple[Block, ...]:
    """The blocks inside a node."""
    match node:
        case Loop(turns=turns):
            return turns
        case Branch(body=body) | Called(body=body):
            return (body,)
        case _:
            return ()


def nodes(block: Block) -> Iterator[Node]:
    """All nodes of a block, in the order of the text; what a call gives after what it does."""
    for node in block:
        yield node
        for inner in parts(node):
            yield from nodes(inner)
        if isinstance(node, Called):
            yield from node.results


@dataclass(frozen=True, slots=True)
class Listing:
    """The code of one function that ran, one operation a line."""

    name: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


@dataclass(frozen=True, eq=False)
class Run:
    """One run of a function: `mode` is "primal", "forward" or "reverse"."""

    name: str
    mode: str
    inputs: tuple[Step, ...]  # parameters and globals
    wrt: tuple[Step, ...]  # the inputs that are differentiated
    body: Block
    outputs: tuple[Step | Literal, ...]
    value: Any
    derivative: Any  # the tangent of the value, or a tuple with the gradient of each of `wrt`
    listings: Mapping[str, Listing]
    main: str  # the name of the listing of what was run: the function, or its derivative
    primal: Function  # the function itself, as it was differentiated
    file: str = ""
    asked: Any = None  # the `Asked` that it is the run of

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, the inputs first."""
        found = {id(step): step for step in self.inputs}
        found.update((id(node), node) for node in nodes(self.body) if isinstance(node, Step))
        return tuple(sorted(found.values(), key=lambda step: step.number))

    def of_role(self, *roles: str) -> tuple[Step, ...]:
        """The steps of these roles."""
        return tuple(step for step in self.steps if step.role in roles)

    @cached_property
    def _about(self) -> Mapping[int, tuple[Step, ...]]:
        found: dict[int, list[Step]] = {}
        for step in self.steps:
            if step.about is not None:
                found.setdefault(step.about.number, []).append(step)
        return {number: tuple(steps) for number, steps in found.items()}

    @cached_property
    def _of(self) -> Mapping[int, tuple[Step, ...]]:
        found: dict[int, list[Step]] = {}
        for step in self.steps:
            if step.of is not None and step.role in (TANGENT, ADJOINT):
                found.setdefault(step.of.number, []).append(step)
        return {number: tuple(steps) for number, steps in found.items()}

    def about(self, step: Step) -> tuple[Step, ...]:
        """The lines that give the tangent, or the adjoint, of a step: each contribution, in the order of the run."""
        return self._about.get(step.number, ())

    def belonging(self, step: Step) -> tuple[Step, ...]:
        """The tangent or adjoint lines that are written for a step: those of its rule."""
        return self._of.get(step.number, ())

    def adjoint(self, step: Step) -> Step | None:
        """The line after which the adjoint, or the tangent, of a step is whole."""
        found = self.about(step)
        return found[-1] if found else None
