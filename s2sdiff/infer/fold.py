"""What is decided before the run: tests on types, ranks and constants, and arithmetic on constants."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np

from s2sdiff import ops
from s2sdiff.fields import Fields
from s2sdiff.infer.values import (
    NOT_KNOWN,
    Abstract,
    Arr,
    Bottom,
    Map,
    Num,
    Opaque,
    Seq,
    Static,
    Tape,
    Unknown,
)

_PYTHON: dict[str, type] = {"bool": bool, "int": int, "float": float, "complex": complex}
_IMMUTABLE = (type(None), str, bytes, type, np.dtype, type(Ellipsis))
_FOLDED = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "not", "in", "not_in",
           "add", "subtract", "multiply", "minimum", "maximum", "floor_divide", "mod"}  # fmt: skip


def fold(op: str, spelling: str, types: Sequence[Abstract]) -> Abstract | None:
    """What an op comes to before the run: a test on types, ranks or constants, or arithmetic on constants."""
    tested = _type_test(op, types)
    return tested if tested is not None else _on_constants(op, spelling, types)


def _type_test(op: str, types: Sequence[Abstract]) -> Num | None:
    """What `isinstance`, `is None` and `in` a dict come to; without a value where that is not known."""
    match op, types:
        case "isinstance", [value, Static() | Seq() as classes]:
            found = python_type(value)
            options = tuple(c.value for c in (classes.items or ()) if isinstance(c, Static)) \
                if isinstance(classes, Seq) else (classes.value,)  # fmt: skip
            return Num("bool", issubclass(found, options)) if found else Num("bool")
        case ("is" | "is_not" | "equal" | "not_equal"), [Static(Enum() as a), Static(Enum() as b)]:
            same = a is b if op in ("is", "is_not") else bool(a == b)
            return Num("bool", same == (op in ("is", "equal")))
        case ("is" | "is_not"), [Unknown(), Static(None)]:
            return Num("bool")
        case ("is" | "is_not"), [a, Static(None)]:
            return Num("bool", (a == Static(None)) == (op == "is"))
        case ("in" | "not_in"), [key, Map(keys)] if _value(key) is not NOT_KNOWN:
            return Num("bool", (_value(key) in keys) == (op == "in"))
        case _:
            return None


def _on_constants(op: str, spelling: str, types: Sequence[Abstract]) -> Num | None:
    values = [_value(t) for t in types]
    if op not in _FOLDED or NOT_KNOWN in values:
        return None
    fn = ops.callable_of(op, spelling)
    try:
        folded: Any = fn(*values) if fn else NOT_KNOWN
    except Exception:  # the primal raises it, at its own time
        return None
    if isinstance(folded, bool):
        return Num("bool", folded)
    ints = all(type(value) is int for value in values)
    if isinstance(folded, np.integer) and ints and spelling in ("min", "max"):
        folded = int(folded)  # the builtin gives an int of Python's, and np.minimum, which stands for it, does not
    if type(folded) is float and op == "mod":  # whether an exponent is whole
        return Num("float", folded)
    return Num("int", folded, folded) if type(folded) is int else None


def _value(t: Abstract) -> Any:
    match t:
        case Num(_, value):
            return value
        case Static(value):
            return value if isinstance(value, _IMMUTABLE) else NOT_KNOWN
        case Seq("tuple", tuple(items)):
            values = tuple(_value(item) for item in items)
            return NOT_KNOWN if NOT_KNOWN in values else values
        case _:
            return NOT_KNOWN


def python_type(value: Abstract) -> type | None:
    """The Python type of a value, where it is known."""
    match value:
        case Num(kind):
            return _PYTHON.get(kind)
        case Arr(None) | Unknown() | Bottom() | Opaque() | Tape():
            return None
        case Arr(str(dtype), _, scalar):
            return np.dtype(dtype).type if scalar else np.ndarray
        case Seq(kind):
            return tuple if kind == "tuple" else list
        case Static(known):
            return type(known)
        case Map(Fields(cls=cls)):
            return cls
        case _:
            return dict
