"""What the items of an index are, and how many axes there are in what it picks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from s2sdiff.infer.indexing import TypeOf, index_items
from s2sdiff.infer.values import Abstract, Arr, Num, Seq, Static
from s2sdiff.ir import Const, Operand, Slc


@dataclass(frozen=True, slots=True)
class Form:
    """What an item of an index is, how many axes it is about, and, of an array, how many it has."""

    kind: str  # "slice", "none", "ellipsis", "integer", "array"
    axes: int
    rank: int = 0


def form_of(item: Operand, type_of: TypeOf) -> Form | None:
    """What an item of an index is, where that is known."""
    if isinstance(item, Slc):
        return Form("slice", 1)
    if isinstance(item, Const) and isinstance(item.value, list | tuple):
        array = np.array(item.value)
        return Form("array", array.ndim, 1) if array.dtype == bool else Form("array", 1, array.ndim)
    match type_of(item):
        case Static(None):
            return Form("none", 0)
        case Static(value) if value is Ellipsis:
            return Form("ellipsis", 0)
        case kind if _is_integer(kind):
            return Form("integer", 1)
        case Arr("bool", tuple(shape)) if shape:
            return Form("array", len(shape), 1)
        case Arr(str(dtype), tuple(shape)) if shape and np.dtype(dtype).kind in "iu":
            return Form("array", 1, len(shape))
        case Seq(items=tuple(items)) if _is_list_of_numbers(items):
            return Form("array", 1, 1)
        case _:
            return None


def _is_list_of_numbers(items: Sequence[Abstract]) -> bool:
    """Whether a list in an index is one of integers, or of booleans."""
    return all(map(_is_integer, items)) or all(isinstance(item, Num) and item.kind == "bool" for item in items)


def _is_integer(kind: Abstract) -> bool:
    match kind:
        case Num("int"):
            return True
        case Arr(str(dtype), ()):
            return np.dtype(dtype).kind in "iu"
        case _:
            return False


def picked_rank(rank: int, index: Operand, type_of: TypeOf) -> int | None:
    """How many axes `x[index]` has, of an x with `rank` axes; None where that is not known."""
    forms = [form_of(item, type_of) for item in index_items(index)]
    known = [form for form in forms if form is not None]
    left = rank - sum(form.axes for form in known)
    if len(known) < len(forms) or left < 0:
        return None
    arrays = max((form.rank for form in known if form.kind == "array"), default=0)
    return left + arrays + sum(form.kind in ("none", "slice") for form in known)
