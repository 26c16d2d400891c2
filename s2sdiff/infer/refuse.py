"""What only the types show to be out of the language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from s2sdiff import ops, rules
from s2sdiff.fields import Fields
from s2sdiff.infer import lists
from s2sdiff.infer.description import describe
from s2sdiff.infer.state import Inference
from s2sdiff.infer.values import (
    Abstract,
    Arr,
    Bottom,
    Map,
    Num,
    Opaque,
    Seq,
    Static,
    Unknown,
    element,
    is_differentiable,
)
from s2sdiff.ir import CALLED_FIRST, EFFECTS, NONE, TEXT, Assign, Const, Operand

PLAIN = (type(None), str, type, np.dtype, slice, type(Ellipsis))  # what ops take besides numbers and arrays


def is_augmented(stmt: Assign) -> bool:
    """Whether a statement is an augmented assignment to a name."""
    spelling = stmt.spelling
    return len(spelling) > 1 and spelling.endswith("=") and stmt.op not in ops.COMPARISONS


def checked_spelling(state: Inference, stmt: Assign, types: Sequence[Abstract]) -> str:
    """Refuses what the types show to be out of the language; the spelling to emit."""
    spelling, first = stmt.spelling, types[0] if types else Static(None)
    if stmt.op in EFFECTS | TEXT or stmt.op == "manager":
        _check_given(state, stmt, types)
        return spelling
    if stmt.op == "list_insert" and isinstance(first, Seq) and first.items is None and stmt.operands[1] != Const(0):
        state.problem(stmt, "Where this insert puts its value depends on how long the list is.",
                      "Insert at 0, append, or use a list whose length is known.")  # fmt: skip
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
    if rules.is_op(stmt.op) and stmt.op not in ops.COMPARISONS and any(
            isinstance(t, Opaque) if stmt.op == "getitem" else _holds_no_data(t) for t in types):  # fmt: skip
        state.problem(stmt, f"What goes into {spelling} is no number and no array.", "Compute with the numbers.")
    if stmt.op in lists.UPDATES and not isinstance(first, Seq | Bottom):
        what = "a dict under a key that is not known before the run" if isinstance(first, Map) else describe(first)
        state.problem(stmt, f"Only a list can be changed like this, and this is {what}.",
                      "Use constant keys, a list, or an array.")  # fmt: skip
    strange = [t for t in types if isinstance(t, Static) and not isinstance(t.value, PLAIN)]
    if rules.is_op(stmt.op) and strange:
        kind = type(strange[0].value).__name__
        state.problem(stmt, f"A {kind} object goes into {spelling}.", "Pass numbers, arrays, tuples, lists and dicts.")
    if rules.is_op(stmt.op) and any(isinstance(t, Arr) and t.dtype == "object" for t in types):
        state.problem(stmt, "An array of Python objects cannot be differentiated.", "Use an array of floats.")
    return spelling


def ask_unshared(state: Inference, stmt: Assign, types: Sequence[Abstract]) -> Operand:
    """Refuses a change of a list that a value may hold on to: the value is one, or there are some in it."""
    of, line = (operand.value for operand in stmt.operands[1:] if isinstance(operand, Const))
    kind = types[0]
    if of == "items":
        kind = element(kind) if isinstance(kind, Seq) else kind
    if isinstance(kind, Seq | Map | Unknown):
        state.problem(stmt, f"A list is changed here that may be part of what line {line} holds on to.",
                      "Make a copy of it there: list(xs).")  # fmt: skip
    return NONE


def _check_given(state: Inference, stmt: Assign, types: Sequence[Abstract]) -> None:
    """What is called for what it does takes anything if it is known to show it alone; else nothing that can change."""
    if stmt.op in ("opaque", "manager") and not all(map(_is_plain, types)):
        what = "This function" if stmt.spelling == CALLED_FIRST else stmt.spelling
        state.problem(stmt, f"{what} has no derivative rule, and an array goes into it.",
                      "Write it with NumPy functions that have a rule, or compute it outside and pass it in.")


def _holds_no_data(kind: Abstract) -> bool:
    """Whether a value is, or holds, a text, an error or a manager."""
    if isinstance(kind, Seq):
        return any(map(_holds_no_data, kind.items if kind.items is not None else [kind.each or Unknown()]))
    return isinstance(kind, Opaque)


def _is_plain(value: Abstract) -> bool:
    match value:
        case Num() | Static() | Arr(scalar=True):
            return True
        case Seq(_, items):
            return items is not None and all(map(_is_plain, items))
        case _:
            return False


def check_differentiable(function: str, name: str, kind: Abstract) -> None:
    """Raises TypeError for an argument that no derivative can be taken with respect to.

    An empty tuple, list or dict is as good as an empty array: the gradient is empty, too.
    """
    if not is_differentiable(kind) and not _is_empty(kind):
        raise TypeError(f"{function} cannot be differentiated with respect to {name}, which is {describe(kind)}; "
                        f"pass a float or an array of floats, as float({name}) or {name}.astype(float)")  # fmt: skip
    match kind:
        case Seq(_, tuple(items)):
            for k, item in enumerate(items):
                check_differentiable(function, f"{name}[{k}]", item)
        case Map(Fields()):
            pass  # an object may hold settings beside its floats: they take no gradient
        case Map(keys, items):
            for key, item in zip(keys, items, strict=True):
                check_differentiable(function, f"{name}[{key!r}]", item)
        case _:
            pass  # a number or an array, or a sequence whose items are all of one kind


def _is_empty(kind: Abstract) -> bool:
    return isinstance(kind, Seq | Map) and kind.items == () and not (isinstance(kind, Map) and kind.cls)
