"""What only the types show to be out of the language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from s2sdiff import ops, rules
from s2sdiff.infer.state import Inference
from s2sdiff.infer.values import (
    Abstract,
    Arr,
    Num,
    Seq,
    Static,
    Unknown,
    describe,
)
from s2sdiff.ir import (
    Assign,
)

PLAIN = (type(None), str, type, np.dtype, slice, type(Ellipsis))  # what ops take besides numbers and arrays


def is_augmented(stmt: Assign) -> bool:
    """Whether a statement is an augmented assignment to a name."""
    spelling = stmt.spelling
    return len(spelling) > 1 and spelling.endswith("=") and stmt.op not in ops.COMPARISONS


def checked_spelling(state: Inference, stmt: Assign, types: Sequence[Abstract]) -> str:
    """Refuses what the types show to be out of the language; the spelling to emit."""
    spelling, first = stmt.spelling, types[0] if types else Static(None)
    if is_augmented(stmt):
        spelling = spelling[:-1]
        if (isinstance(first, Arr) and first.dtype is None) or isinstance(first, Unknown):
            fault = f"It is not known whether {spelling}= is on an array, which it would change, or on a number."
            state.problem(stmt, fault, f"Say what the arguments are, or write x = x {spelling} … for a new value.")
        if isinstance(first, Seq):
            state.problem(stmt, f"{spelling}= on a {first.kind} cannot be differentiated yet.", "Make a new list.")
    if spelling.startswith(".") and isinstance(first, Seq | Static):
        state.problem(stmt, f"A {describe(first)} has no array method or attribute {spelling}.",
                      "Use np.asarray on it outside, or the NumPy function.")  # fmt: skip
    if spelling.startswith(".") and isinstance(first, Num) and spelling not in (".real", ".imag", ".conjugate"):
        state.problem(stmt, f"A Python {first.kind} has no attribute {spelling}.", "Pass a NumPy array or scalar.")
    if spelling in ("min", "max") and stmt.op in ("min", "max") and not (
        isinstance(first, Arr) and first.shape is not None and len(first.shape) == 1
    ):
        state.problem(stmt, f"The builtin {spelling}() of a {describe(first)} cannot be differentiated.",
                      f"Use np.{spelling}, or {spelling} of numbers.")  # fmt: skip
    if stmt.op == "opaque" and not all(map(_is_plain, types)):
        state.problem(stmt, f"{spelling} has no derivative rule, and an array goes into it.",
                      "Write it with NumPy functions that have a rule, or compute it outside and pass it in.")
    strange = [t for t in types if isinstance(t, Static) and not isinstance(t.value, PLAIN)]
    if rules.is_op(stmt.op) and strange:
        kind = type(strange[0].value).__name__
        state.problem(stmt, f"A {kind} object goes into {spelling}.", "Pass numbers, arrays, tuples, lists and dicts.")
    if rules.is_op(stmt.op) and any(isinstance(t, Arr) and t.dtype == "object" for t in types):
        state.problem(stmt, "An array of Python objects cannot be differentiated.", "Use an array of floats.")
    return spelling


def _is_plain(value: Abstract) -> bool:
    match value:
        case Num() | Static():
            return True
        case Seq(_, items):
            return items is not None and all(map(_is_plain, items))
        case _:
            return False
