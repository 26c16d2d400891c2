"""What steps are called in a table or a picture: as in the code, or v-1, v0, v1, … as in a survey."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from s2sdiff.look.steps import ADJOINT, INDEX, PRIMAL, TANGENT, Run, Step

_SUFFIX = {ADJOINT: "_bar", TANGENT: "_dot"}


@dataclass(frozen=True)
class Naming:
    """How steps are called."""

    name: Callable[[Step], str]

    def text(self, step: Step) -> str:
        """The right-hand side of a step, in these names."""
        table = {known.name: self.name(parent) for parent in step.parents for known in (parent,)}
        if not table:
            return step.text
        pattern = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
        return re.sub(rf"(?<![\w.])({pattern})\b", lambda found: table[found[1]], step.text)


AS_IN_CODE = Naming(lambda step: step.name)


def numbered(run: Run) -> Naming:
    """v-1, v0 for the inputs and v1, v2, … for the steps; an adjoint has the name of what it is the adjoint of."""
    inputs, primal = [step for step in run.inputs], by_depth(run)
    numbers = {step.number: k - len(inputs) + 1 for k, step in enumerate([*inputs, *primal])}

    def name(step: Step) -> str:
        known = step.about if step.role in _SUFFIX and step.about is not None else step
        known = known.of if known.number not in numbers and known.of is not None else known
        if known.number not in numbers:
            return step.name
        return f"v{numbers[known.number]}{_SUFFIX.get(step.role, '')}"

    return Naming(name)


def by_depth(run: Run) -> list[Step]:
    """The primal steps, those that read only inputs first, then those that read these, and so on."""
    depths: dict[int, int] = {}
    steps = run.of_role(PRIMAL)
    for step in (*run.of_role(INDEX), *steps):
        depths[step.number] = 1 + max((depths.get(parent.number, 0) for parent in step.parents), default=0)
    return sorted(steps, key=lambda step: depths[step.number])


def is_in_order(run: Run, steps: Sequence[Step]) -> bool:
    """Whether adjoints are added to in this order of the steps, read from its end."""
    places = {step.number: k for k, step in enumerate(steps)}
    for step in run.steps:
        found = [places[line.of.number] for line in run.about(step) if line.role == ADJOINT and line.of is not None
                 and line.of.number in places]  # fmt: skip
        if found != sorted(found, reverse=True):
            return False
    return True
