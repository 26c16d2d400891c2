"""Calls of functions that have a rule of the user's: they stay calls, whose parts are the rule's (`ruled_parts.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff.custom.registry import Rule
from s2sdiff.errors import DifferentiationError, Problem, UnsupportedError
from s2sdiff.infer.description import describe
from s2sdiff.infer.loops import forget_value
from s2sdiff.infer.rename import canonical, rename_dims
from s2sdiff.infer.state import Called
from s2sdiff.infer.values import Abstract, Bottom, is_differentiable
from s2sdiff.ir import Call, Const, Free, Function
from s2sdiff.parse.callee import Callee
from s2sdiff.parse.custom import Lines, adjoint_lines, outside, read_lines, ruled_primal, tangent_lines
from s2sdiff.refs import Ref
from s2sdiff.stores.effects import NO_EFFECTS

Typed = Callable[[Function, Sequence[Abstract], Sequence[Abstract]], Function]


@dataclass(frozen=True, eq=False, slots=True)
class Ruled:
    """A variant of a function with a rule: the lines, by what it is called, and what the lines read from outside."""

    lines: Lines
    callee: Callee
    arguments: tuple[Abstract, ...]
    returned: Abstract
    frees: Mapping[tuple[Any, str], Abstract]
    typed: Typed  # gives an untyped function its types

    @property
    def differentiable(self) -> tuple[int, ...]:
        """The positions of the operands that have a derivative."""
        return tuple(map(self.lines.rule.operands.index, self.lines.operands))

    def infer(self, function: Function, added: Sequence[Abstract]) -> Function:
        """A function of f's parameters, and of others of these kinds, with types."""
        frees = [self.frees[free.owner, free.path] for free in function.frees]
        return replace(self.typed(function, [*self.arguments, *added], frees), roots=(), primal=self.lines.rule.of())


def called_by_rule(program: Any, rule: Rule, callee: Callee, arguments: Sequence[Abstract], call: Call) -> Called:
    """The variant of a function with a rule, and what it returns in the caller's terms."""
    _check_taken(rule, callee, call)
    lines = read_lines(rule)
    function, is_rules = ruled_primal(lines, callee.path, callee.owner)
    frees = program._frees(function)
    read = list(_read_from_outside(program, lines, callee))
    if any(ref.function is callee.function for ref in program.building):
        arguments = [forget_value(argument) for argument in arguments]
    kinds, back = canonical([*arguments, *frees, *(kind for _, kind in read)])
    own, of_function, of_lines = _cut(kinds, len(arguments), len(frees))
    ref = Ref(function.name, callee.function, own)
    if ref in program.building:
        program.recursive.add(ref)
    elif ref not in program.functions:
        try:
            program._build(ref, function, own, of_function)
        except DifferentiationError:
            found = None if is_rules else outside(rule, callee.path, callee.owner)
            if found is None:
                raise
            program._build(ref, found, own, program._frees(found))
    if program.effects.get(ref, NO_EFFECTS).changes:
        fault = f"{callee.path} has a rule, and it changes its arguments or data from outside."
        raise UnsupportedError(Problem(call.origin.loc, fault, "Return what it computes as a new array."))
    if not is_differentiable(program.returned[ref]) and not isinstance(program.returned[ref], Bottom):
        fault = f"{callee.path} has a rule, and returns {describe(program.returned[ref])}, which has no derivative."
        raise UnsupportedError(Problem(call.origin.loc, fault, "Return a float, or an array of floats."))
    table = {(free.owner, free.path): kind for (free, _), kind in zip(read, of_lines, strict=True)}
    program.ruled[ref] = Ruled(lines, callee, own, program.returned[ref], table, program.of_lines)
    return Called(ref, rename_dims(program.returned[ref], lambda dim: back.get(dim, f"?{call.target}.{dim}")))


def _read_from_outside(program: Any, lines: Lines, callee: Callee) -> Iterator[tuple[Free, Abstract]]:
    """What the lines of both modes read from outside."""
    if lines.rule.dots:
        made = tangent_lines(lines, callee)
        yield from zip(made.frees, program._frees(made), strict=True)
    if lines.rule.takes_bar:
        made = adjoint_lines(lines, callee)
        yield from zip(made.frees, program._frees(made), strict=True)


def _cut(kinds: Sequence[Abstract], *sizes: int) -> list[tuple[Abstract, ...]]:
    cuts = [0]
    for size in sizes:
        cuts.append(cuts[-1] + size)
    return [tuple(kinds[a:b]) for a, b in zip(cuts, [*cuts[1:], len(kinds)], strict=True)]


def _check_taken(rule: Rule, callee: Callee, call: Call) -> None:
    """Raises UnsupportedError for an argument that the rule does not take, and that is not its default."""
    for name, parameter, operand in zip(rule.operands, rule.signature.parameters.values(), call.operands, strict=False):
        if not name and operand != Const(parameter.default):
            fault = f"The rule {rule.title} of {callee.path} does not take {parameter.name}."
            remedy = f"Leave {parameter.name} out of the call, or add it to {rule.title}'s parameters."
            raise UnsupportedError(Problem(call.origin.loc, fault, remedy))
