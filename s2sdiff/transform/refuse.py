"""Where an active value goes into something that has no derivative: what the types and the rules' docstrings show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from s2sdiff import rules
from s2sdiff.errors import NonDifferentiableError, Problem
from s2sdiff.infer.values import Abstract, Arr, Unknown, is_complex
from s2sdiff.ir import CALLED_FIRST, TEXT, Assign, Block, If
from s2sdiff.walking import all_results, names_in, walk

NOT_CONSTANT = {"opaque", "manager", "arange"}  # ops with no rule for a slope that is not zero
SHOWN = TEXT | {"effect", "raise", "caught", "tries"}  # ops that only show what they take
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
    problems += _of_tries(body, reached)
    if problems:
        raise NonDifferentiableError(problems)


def _of_tries(body: Block, reached: frozenset[str]) -> Iterator[Problem]:
    """A try whose handler goes on may be left anywhere, and computes nothing that depends on what is differentiated.

    What its `else` and its handler compute may: each of them runs as a whole, or not at all.
    """
    tries = {stmt.target: stmt for stmt in walk(body) if isinstance(stmt, Assign) and stmt.op == "tries"}
    for stmt in walk(body) if tries else ():
        test = stmt.test if isinstance(stmt, If) else None
        is_try = isinstance(test, str) and test in tries and stmt.origin.role == "primal"
        if is_try and isinstance(stmt, If) and not reached.isdisjoint(all_results(_body_of_try(stmt))):
            yield Problem(tries[str(test)].origin.loc,
                          "Which of this handler and the try has run decides about what is differentiated.",
                          "Let the handler raise an error, or test before what may fail.")  # fmt: skip


def _body_of_try(stmt: If) -> Block:
    ends = (k for k, inner in enumerate(stmt.then) if isinstance(inner, Assign) and inner.op == "leave")
    at = next((k for k in ends if stmt.then[k].spelling == "else"), len(stmt.then))  # type: ignore[union-attr]
    return stmt.then[:at]


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
