"""Abstract values: what is known of a value before the run.

A dimension is an int, or a string: a plain symbol (`"n"`) is a size of at least 2 or 0 that has no other name, an
expression of one (`"n-2"`) or a token with a question mark (`"?3"`) may also be 1. Equal strings are equal sizes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from s2sdiff.fields import Fields
from s2sdiff.infer.static import Static as Static

Dim: TypeAlias = "int | str"
Shape: TypeAlias = "tuple[Dim, ...]"


class _NotKnown:
    """The value of a number that only the run knows."""

    def __repr__(self) -> str:
        return "?"


NOT_KNOWN: Any = _NotKnown()  # the value of a number that is not known before the run


@dataclass(frozen=True, slots=True)
class Num:
    """A Python number: kind "bool", "int", "float" or "complex"; an int may be known to be a dimension.

    Kind "real" is a float on some paths and an int on others: it carries a derivative, and its dtype is the run's.
    """

    kind: str
    value: Any = NOT_KNOWN
    dim: Dim | None = None


@dataclass(frozen=True, slots=True)
class Arr:
    """A NumPy array or `scalar`, which is immutable. No dtype: any number, Python's too. No shape: rank not known."""

    dtype: str | None
    shape: Shape | None
    scalar: bool = False


@dataclass(frozen=True, slots=True)
class Seq:
    """A tuple or list: of these items, or of not known length with items like `each`."""

    kind: str
    items: tuple[Abstract, ...] | None
    each: Abstract | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """A dict with these keys, or an object with these fields: its keys are `Fields`, and know its class."""

    keys: tuple[Any, ...]
    items: tuple[Abstract, ...]

    @property
    def cls(self) -> type | None:
        """The class of an object; None of a dict."""
        return self.keys.cls if isinstance(self.keys, Fields) else None


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something the derivative passes on and never looks into. What a call saved ("saved") may hold floats."""

    what: str


@dataclass(frozen=True, slots=True)
class Tape:
    """A list of values of one kind, which a forward sweep appends to and a backward sweep pops from."""

    each: Abstract


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing is known."""


@dataclass(frozen=True, slots=True)
class Bottom:
    """No value yet: a name no path has assigned, the result of a recursion that has not been looked at."""


Abstract: TypeAlias = "Num | Arr | Seq | Map | Static | Opaque | Tape | Unknown | Bottom"
SAVED = Opaque("saved")

ANY_NUMBER = Arr(None, None)
KINDS = ("bool", "int", "real", "float", "complex")


def of_constant(value: Any) -> Abstract:
    """The abstract value of something known before the run.

    >>> of_constant(2.5)
    Num(kind='float', value=2.5, dim=None)
    >>> of_constant((1, None))
    Seq(kind='tuple', items=(Num(kind='int', value=1, dim=1), Static(value=None)), each=None)
    """
    match value:
        case bool():
            return Num("bool", value)
        case int() if type(value) is int:
            return Num("int", value, value)
        case float() if type(value) is float:
            return Num("float", value)
        case complex() if type(value) is complex:
            return Num("complex", value)
        case np.generic():
            return Arr(value.dtype.name, (), True)
        case tuple():
            return Seq("tuple", tuple(map(of_constant, value)))
        case _:
            return Static(value)


def is_one(dim: Dim) -> bool:
    """Whether a dimension is known to be 1."""
    return dim == 1


def never_one(dim: Dim) -> bool:
    """Whether a dimension is known not to be 1.

    >>> [never_one(dim) for dim in (3, 1, "n", "n-1", "?2")]
    [True, False, True, False, False]
    """
    if isinstance(dim, int):
        return dim != 1
    return "-" not in dim and "?" not in dim and "+" not in dim


def is_differentiable(value: Abstract) -> bool:
    """Whether a value of this kind can carry a derivative.

    >>> is_differentiable(Num("float")), is_differentiable(Num("int")), is_differentiable(Arr("int64", ("n",)))
    (True, False, False)
    """
    match value:
        case Num(kind):
            return kind in ("float", "real", "complex")
        case Arr(dtype):
            return dtype is None or np.dtype(dtype).kind in "fc"
        case Seq(_, None, each):
            return each is not None and is_differentiable(each)
        case Seq(_, items) | Map(_, items):
            return any(map(is_differentiable, items or ()))
        case Tape(each):
            return is_differentiable(each)
        case Static() | Opaque() | Bottom():
            return value == SAVED
        case Unknown():
            return True
        case _:
            raise TypeError(f"not an abstract value: {value!r}")


def is_number(value: Abstract | None) -> bool:
    """Whether a value is a Python number or a NumPy scalar, which nothing changes in place."""
    return isinstance(value, Num) or (isinstance(value, Arr) and value.scalar)


def shape_of(value: Abstract) -> Shape | None:
    """The shape of a number or array, if its rank is known."""
    match value:
        case Num():
            return ()
        case Arr(_, shape):
            return shape
        case _:
            return None


def dtype_of(value: Abstract) -> str | None:
    """The dtype that a value has in an operation with arrays; None where it is not known, or there is none."""
    match value:
        case Num(kind):
            return {"bool": "bool", "int": "int64", "float": "float64", "real": "float64",
                    "complex": "complex128"}[kind]
        case Arr(dtype):
            return dtype
        case _:
            return None


def is_complex(kind: Abstract) -> bool:
    """Whether it is a complex number or array."""
    return (dtype_of(kind) or "").startswith("complex")


def join(a: Abstract, b: Abstract, fresh: str = "?") -> Abstract:
    """The least that is true of both; `fresh` names the dimensions on which they disagree."""
    if a == b or isinstance(b, Bottom):
        return a
    match a, b:
        case Bottom(), _:
            return b
        case Num(kind, value, dim), Num(other, other_value, other_dim):
            kind = _joined_kind(kind, other)
            same = value is not NOT_KNOWN and type(value) is type(other_value) and value == other_value
            return Num(kind, value if same else NOT_KNOWN, dim if dim == other_dim else None)
        case (Num() | Arr()), (Num() | Arr()):
            return _join_arrays(a, b, fresh)
        case Seq(kind, items), Seq(other, other_items) if kind == other:
            if items is not None and other_items is not None and len(items) == len(other_items):
                joined = (join(x, y, f"{fresh}.{k}") for k, (x, y) in enumerate(zip(items, other_items, strict=True)))
                return Seq(kind, tuple(joined))
            return Seq(kind, None, join(element(a), element(b), fresh))
        case Map(keys, items), Map(other_keys, other_items) if keys == other_keys:
            return Map(keys, tuple(join(x, y, fresh) for x, y in zip(items, other_items, strict=True)))
        case (Opaque("text"), Static(str())) | (Static(str()), Opaque("text") | Static(str())):
            return Opaque("text")
        case Opaque(), Static(None) if a == SAVED:
            return a
        case Tape(), Static(None):
            return a
        case Static(None), Opaque() if b == SAVED:
            return b
        case Static(None), Tape():
            return b
        case _:
            return Unknown()


def _joined_kind(kind: str, other: str) -> str:
    if kind != other and {kind, other} <= {"bool", "int", "float", "real"} and {kind, other} & {"float", "real"}:
        return "real"
    return KINDS[max(KINDS.index(kind), KINDS.index(other))]


def _join_arrays(a: Abstract, b: Abstract, fresh: str) -> Abstract:
    dtypes = {dtype_of(a), dtype_of(b)}
    if isinstance(a, Num) != isinstance(b, Num) and None not in dtypes:  # a Python number is weaker than an array
        array = b if isinstance(a, Num) else a
        number = a if isinstance(a, Num) else b
        if isinstance(number, Num) and number.kind not in ("float", "complex"):  # an int on one path: the run knows
            whole = shape_of(array) == () and isinstance(array, Arr) and array.scalar
            return Num("real") if whole and is_differentiable(array) else Arr(None, shape_of(array) or None)
        floats = np.dtype(dtype_of(array)).kind in "fc"
        dtypes = {dtype_of(array) if floats else np.result_type(*map(str, dtypes)).name}
    dtype = dtypes.pop() if len(dtypes) == 1 else None
    left, right = shape_of(a), shape_of(b)
    if left is None or right is None or len(left) != len(right):
        return Arr(dtype, None)
    dims = (x if x == y else f"{fresh}.{k}" for k, (x, y) in enumerate(zip(left, right, strict=True)))
    return Arr(dtype, tuple(dims), is_number(a) and is_number(b))


def element(value: Seq, fresh: str = "?e") -> Abstract:
    """What any item of a sequence is like."""
    if value.items is None:
        return value.each or Unknown()
    joined: Abstract = Bottom()
    for item in value.items:
        joined = join(joined, item, fresh)
    return joined
