"""Where an active value goes into something that has no derivative: what the types and the rules' docstrings show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from s2sdiff import rules
from s2sdiff.errors import NonDifferentiableError, Problem
from s2sdiff.infer.values import Abstract, Arr, Unknown, is_complex
from s2sdiff.ir import CALLED_FIRST, TEXT, Assign, Block
from s2sdiff.walking import names_in, walk

NOT_CONSTANT = {"opaque", "manager", "arange"}  # ops with no rule for a slope that is not zero
SHOWN = TEXT | {"effect", "raise", "caught"}  # ops that only show what they take
NO_ERROR = {"sign", "std", "var"}  # ops on real numbers that NumPy has another definition of for complex ones


def refuse(body: Block, reached: frozenset[str], types: Mapping[str, Abstract]) -> None:
    """Raises NonDifferentiableError where an active value goes into something that has no derivative rule."""
    problems = []
    any_complex = any(is_complex(kind) for kind in types.values())
    for stmt in walk(body):
        if not isinstance(stmt, Assign):
            continue
        loc, what = stmt.origin.loc, stmt.spelling if stmt.spelling != CALLED_FIRST else "This function"
        if any_complex and _takes_complex(stmt, reached, types):
            fault = f"{what} has no derivative in a complex number, which depends on what is differentiated."
            problems.append(Problem(loc, fault, "Apply it to the real and imaginary parts."))
        for name in _constants(stmt):
            if name in reached:
                fault = f"{what} has no derivative in this argument, which depends on what is differentiated."
                problems.append(Problem(loc, fault, "Compute it outside and pass it in."))
                break
    if problems:
        raise NonDifferentiableError(problems)


def _constants(stmt: Assign) -> Iterator[str]:
    """The names that go into places where an op takes no derivative."""
    if stmt.op in SHOWN:
        return
    for operand in (*(stmt.operands if stmt.op in NOT_CONSTANT else ()), *(value for _, value in stmt.keywords)):
        yield from names_in(operand)


def _is_unknown(kind: Abstract) -> bool:
    return isinstance(kind, Unknown) or (isinstance(kind, Arr) and kind.dtype is None)


def _takes_complex(stmt: Assign, reached: frozenset[str], types: Mapping[str, Abstract]) -> bool:
    """Whether an active complex operand goes into an op whose rule holds for real ones."""
    if not rules.is_op(stmt.op) or not rules.texts()[stmt.op].is_real:
        return False
    names = {name for operand in stmt.operands for name in names_in(operand)}
    kinds = [types.get(name, Unknown()) for name in names]
    may_be = stmt.op in NO_ERROR and not stmt.origin.is_derived  # a rule's own lines are for real operands
    return not names.isdisjoint(reached) and (any(map(is_complex, kinds)) or (may_be and any(map(_is_unknown, kinds))))
