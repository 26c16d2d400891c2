"""What is known before the run of tests that ask about functions, None, strings and lengths."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from s2sdiff.ir import UNDEFINED, Const, Dct, Lst, Operand, Tup
from s2sdiff.parse.functions import FreeFunction
from s2sdiff.parse.scope import DELETED, FunctionValue

_SIMPLE = (bool, int, float, str, type(None))
_DATA = (bool, int, float, complex, str, tuple, list, dict, np.ndarray)
_UNKNOWN = object()
_COMPARED = {
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}


def known_test(operand: Operand) -> bool | None:
    """Whether a test holds, if that is known before the run."""
    value = _value(operand)
    if isinstance(value, _SIMPLE):
        return bool(value)
    if isinstance(operand, Tup | Lst | Dct):
        return bool(operand.items)
    return None if value is _UNKNOWN else True


def known_answer(op: str, operands: Sequence[Operand]) -> Operand | None:
    """What an op that asks, not computes, gives for these operands, if that is known before the run."""
    values = [_value(operand) for operand in operands]
    match op, operands:
        case "len", [Tup() | Lst() | Dct() as container]:
            return Const(len(container.items))
        case "isinstance", [Const(FunctionValue()), Const(type() as kind)] if kind in _DATA:
            return Const(False)
        case "not", [Tup() | Lst() | Dct() as container]:
            return Const(not container.items)
        case ("in" | "not_in"), [_, Dct(keys)] if isinstance(values[0], _SIMPLE):
            return Const((values[0] in keys) is (op == "in"))
        case ("in" | "not_in"), [_, Tup(items) | Lst(items)] if all(map(_is_simple, items)) and _is_simple(operands[0]):
            return Const((values[0] in [_value(item) for item in items]) is (op == "in"))
    if any(value is _UNKNOWN for value in values):
        return None
    if op in ("is", "is_not") and any(value is None or not isinstance(value, _SIMPLE) for value in values):
        return Const((values[0] is values[1]) is (op == "is"))
    if not all(isinstance(value, _SIMPLE) for value in values):
        return Const((values[0] is values[1]) is (op == "equal")) if op in ("equal", "not_equal") else None
    try:
        return Const(_COMPARED[op](*values)) if op in _COMPARED else Const(not values[0]) if op == "not" else None
    except TypeError:
        return None  # the run will say so


def _is_simple(operand: Operand) -> bool:
    return isinstance(_value(operand), _SIMPLE)


def _value(operand: Operand) -> Any:
    """What is known of an operand: a function from outside is itself."""
    match operand:
        case Const(FreeFunction(function=function)):
            return function
        case Const(FunctionValue() as function):
            return function
        case Const(value) if type(value) in _SIMPLE and operand not in (UNDEFINED, DELETED):
            return value
        case _:
            return _UNKNOWN
