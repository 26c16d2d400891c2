"""From spelling to op: `*`, `np.multiply`, `operator.mul` and `np.multiply as m` are one op, told by the object.

What an op's derivative is stands in `templates/`; here is only which Python objects, operators, methods and attributes
mean which op. A statement keeps its spelling, because `math.exp` and `np.exp` do not return the same bits.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from s2sdiff import rules
from s2sdiff.templates import _primitives


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write an op: its text in emitted code and the object that runs."""

    op: str
    text: str
    fn: Callable[..., Any]


# Python's operators, by the name of their node in the syntax tree
OPERATORS = {
    "Add": Spelling("add", "+", operator.add),
    "Sub": Spelling("subtract", "-", operator.sub),
    "Mult": Spelling("multiply", "*", operator.mul),
    "Div": Spelling("divide", "/", operator.truediv),
    "FloorDiv": Spelling("floor_divide", "//", operator.floordiv),
    "Mod": Spelling("mod", "%", operator.mod),
    "Pow": Spelling("power", "**", operator.pow),
    "MatMult": Spelling("matmul", "@", operator.matmul),
    "USub": Spelling("negative", "-x", operator.neg),
    "UAdd": Spelling("positive", "+x", operator.pos),
    "Invert": Spelling("invert", "~x", operator.invert),
    "Not": Spelling("not", "not x", operator.not_),
    "Lt": Spelling("less", "<", operator.lt),
    "LtE": Spelling("less_equal", "<=", operator.le),
    "Gt": Spelling("greater", ">", operator.gt),
    "GtE": Spelling("greater_equal", ">=", operator.ge),
    "Eq": Spelling("equal", "==", operator.eq),
    "NotEq": Spelling("not_equal", "!=", operator.ne),
    "Is": Spelling("is", "is", operator.is_),
    "IsNot": Spelling("is_not", "is not", operator.is_not),
    "In": Spelling("in", "in", lambda a, b: a in b),
    "NotIn": Spelling("not_in", "not in", lambda a, b: a not in b),
    "BitAnd": Spelling("bitwise_and", "&", operator.and_),
    "BitOr": Spelling("bitwise_or", "|", operator.or_),
    "BitXor": Spelling("bitwise_xor", "^", operator.xor),
    "LShift": Spelling("left_shift", "<<", operator.lshift),
    "RShift": Spelling("right_shift", ">>", operator.rshift),
}

# ops with no derivative and no rule: what they return is no float, or is the operand itself
METADATA: dict[str, Callable[..., Any]] = {
    "shape": np.shape,
    "ndim": np.ndim,
    "size": np.size,
    "dtype": lambda x: x.dtype,
    "iscomplexobj": np.iscomplexobj,
    "len": len,
    "itemsize": lambda x: x.itemsize,
    "nbytes": lambda x: x.nbytes,
    "isinstance": isinstance,
    "int": int,
    "bool": bool,
    "range_length": lambda a, b, c: len(range(a, b, c)),
    "result_type": np.result_type,
    "broadcast_shapes": np.broadcast_shapes,
    "may_share_memory": np.may_share_memory,
    "sizes_along": _primitives.sizes_along,
}
COMPARISONS = frozenset({"equal", "not_equal", "less", "less_equal", "greater", "greater_equal"})
LOGIC = ("not", "is", "is_not", "in", "not_in", "left_shift", "right_shift", "invert",
         "bitwise_and", "bitwise_or", "bitwise_xor")  # fmt: skip
# objects whose op has another name than they have
_ALIASES: tuple[tuple[Any, str, str], ...] = (
    (abs, "absolute", "abs"),
    (pow, "power", "pow"),
    (round, "rint", "round"),
    (len, "len", "len"),
    (isinstance, "isinstance", "isinstance"),
    (float, "float_", "float"),
    (complex, "complex_", "complex"),
    (np.iscomplexobj, "iscomplexobj", "np.iscomplexobj"),
    (int, "int", "int"),
    (bool, "bool", "bool"),
    (np.shape, "shape", "np.shape"),
    (np.ndim, "ndim", "np.ndim"),
    (np.size, "size", "np.size"),
    (np.result_type, "result_type", "np.result_type"),
    (np.broadcast_shapes, "broadcast_shapes", "np.broadcast_shapes"),
    (np.conjugate, "conjugate", "np.conj"),
    (np.absolute, "absolute", "np.abs"),
    (np.fabs, "absolute", "np.fabs"),
    (np.true_divide, "divide", "np.divide"),
    (np.remainder, "mod", "np.mod"),
    (np.float_power, "power", "np.float_power"),
    (np.amax, "max", "np.max"),
    (np.amin, "min", "np.min"),
    (np.round, "round", "np.round"),
    (np.around, "round", "np.around"),
    (np.deg2rad, "radians", "np.deg2rad"),
    (np.rad2deg, "degrees", "np.rad2deg"),
    (np.concatenate, "concatenate", "np.concatenate"),
    (np.ascontiguousarray, "asarray", "np.ascontiguousarray"),
    (math.fabs, "absolute", "math.fabs"),
    (math.pow, "power", "math.pow"),
    (math.fmod, "fmod", "math.fmod"),
    (math.asin, "arcsin", "math.asin"),
    (math.acos, "arccos", "math.acos"),
    (math.atan, "arctan", "math.atan"),
    (math.atan2, "arctan2", "math.atan2"),
    (math.asinh, "arcsinh", "math.asinh"),
    (math.acosh, "arccosh", "math.acosh"),
    (math.atanh, "arctanh", "math.atanh"),
    (operator.truediv, "divide", "operator.truediv"),
    (getattr(np, "trapz", None), "trapezoid", "np.trapz"),
)

_METHODS = ("sum", "mean", "prod", "var", "std", "max", "min", "argmax", "argmin", "argsort", "nonzero", "any", "all",
            "cumsum", "cumprod", "dot", "reshape", "ravel", "transpose", "squeeze", "swapaxes", "repeat", "take",
            "copy", "astype", "clip", "round", "diagonal", "trace", "flatten", "item")  # fmt: skip
METHODS = {**{name: name for name in _METHODS}, "conj": "conjugate", "conjugate": "conjugate"}
ATTRIBUTES = {"T": "transpose", "shape": "shape", "ndim": "ndim", "size": "size", "dtype": "dtype", "real": "real",
              "imag": "imag", "flat": "flat", "itemsize": "itemsize", "nbytes": "nbytes"}  # fmt: skip
_MODULES = ((math, "math"), (operator, "operator"), (np, "np"), (np.linalg, "np.linalg"))
# ops that no function of NumPy's is: changes in place as values, and what only derivatives need
PRIMITIVES = ("setitem", "scatter", "fill", "index_add", "last_writes", "unbroadcast", "of_shape", "sizes_along")
# rules that are no function of NumPy's
_SYNTAX = {"getitem": operator.getitem, "gather": operator.getitem}


@lru_cache(maxsize=1)
def functions() -> dict[Any, Spelling]:
    """Every object that is an op, with the op's name and the text that calls it."""
    table: dict[Any, Spelling] = {}
    for name in rules.texts():
        if rules.texts()[name].stores:  # operator.setitem changes its argument: it is not our value-like setitem
            continue
        for module, prefix in _MODULES:
            fn = getattr(module, name, None)
            if callable(fn) and not isinstance(fn, type) and (module is not np.linalg or not hasattr(np, name)):
                table.setdefault(fn, Spelling(name, f"{prefix}.{name}", fn))
    for entry in OPERATORS.values():
        if entry.fn.__module__ == "_operator":
            table[entry.fn] = Spelling(entry.op, f"operator.{entry.fn.__name__}", entry.fn)
    for op in PRIMITIVES:
        table[getattr(_primitives, op)] = Spelling(op, op, getattr(_primitives, op))
    for fn, op, text in _ALIASES:
        if fn is not None and (op in rules.texts() or op in METADATA):
            table[fn] = Spelling(op, text, fn)
    return table


@lru_cache(maxsize=1)
def _by_text() -> dict[str, Spelling]:
    table = {entry.text: entry for entry in functions().values()}
    table |= {entry.text: entry for entry in OPERATORS.values()}
    return table


def callable_of(op: str, spelling: str) -> Callable[..., Any] | None:
    """The object that runs when the op is spelled so; None where there is none to run before the run.

    >>> callable_of("multiply", "*")(2, 3), int(callable_of("sum", ".sum")([1, 2]))
    (6, 3)
    """
    if spelling in _by_text():
        return _by_text()[spelling].fn
    if op in _SYNTAX:
        return _SYNTAX[op]
    if op in METADATA:
        return METADATA[op]
    if spelling in (".nonzero", ".repeat"):
        return np.nonzero if op == "nonzero" else np.repeat  # inference knows them: entries decide the size
    if spelling.startswith("."):
        return lambda x, *args, **keywords: _method(np.asarray(x), spelling[1:], *args, **keywords)
    return getattr(np, op, None) or getattr(np.linalg, op, None)


def _method(x: Any, name: str, *args: Any, **keywords: Any) -> Any:
    member = getattr(x, name)
    if name == "transpose":  # whose axes have no name, as in NumPy's function
        args, keywords = (*args, *keywords.values()), {}
    return member(*args, **keywords) if callable(member) else member


def default_spelling(op: str) -> str:
    """How derivative code writes an op that no user spelled."""
    for entry in OPERATORS.values():
        if entry.op == op:
            return entry.text
    return f"np.{op}" if hasattr(np, op) or not hasattr(np.linalg, op) else f"np.linalg.{op}"
