"""What `x[index]` is: the shape of slices, exactly; of gathers, by probing; items of tuples and lists."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

import numpy as np

from s2sdiff.infer.probe import CannotProbe, probe
from s2sdiff.infer.values import (
    ANY_NUMBER,
    NOT_KNOWN,
    Abstract,
    Arr,
    Bottom,
    Dim,
    Map,
    Num,
    Seq,
    Static,
    Unknown,
    element,
    is_number,
)
from s2sdiff.ir import Const, Operand, Slc, Tup
from s2sdiff.walking import names_in

TypeOf = Callable[[Operand], Abstract]


def index_items(index: Operand) -> tuple[Operand, ...]:
    """The items of an index, one for each axis that it is about."""
    return index.items if isinstance(index, Tup) else (index,)


def is_basic(index: Operand, type_of: TypeOf) -> bool:
    """Whether an index is made of integers, slices, None and an ellipsis alone, so that the result is a view."""
    return all(_is_basic_item(item, type_of) for item in index_items(index))


def _is_basic_item(item: Operand, type_of: TypeOf) -> bool:
    if isinstance(item, Slc):
        return True
    match type_of(item):
        case Num("int") | Static(None) | Static(value=type()):
            return True
        case Static(value):
            return value is Ellipsis
        case Arr(str(dtype), (), True):
            return np.dtype(dtype).kind in "iu"
        case _:
            return False


def names_once(kind: Abstract | None) -> bool:
    """Whether an item of this kind in an index names no entry twice: a number, a mask."""
    return is_number(kind) or (isinstance(kind, Arr) and kind.dtype == "bool")


def item_type(base: Abstract, index: Operand, type_of: TypeOf, fresh: str) -> Abstract:
    """The abstract value of `base[index]`."""
    match base:
        case Seq():
            return _of_sequence(base, index, type_of)
        case Map(keys, items):
            found = [item for key, item in zip(keys, items, strict=True) if index == Const(key)]
            return found[0] if found else Unknown()
        case Arr(dtype, None):
            return Arr(dtype, None)
        case Arr() if is_basic(index, type_of):
            return _basic(base, index_items(index))
        case Arr():
            return _gather(base, index, type_of, fresh)
        case Bottom():
            return base
        case _:
            return Unknown()


def _of_sequence(base: Seq, index: Operand, type_of: TypeOf) -> Abstract:
    match index:
        case Const(int() as k) if base.items is not None:
            return base.items[k] if -len(base.items) <= k < len(base.items) else Unknown()
        case Slc(Const(start), Const(stop), Const(step)) if base.items is not None:
            return Seq(base.kind, base.items[start:stop:step])
        case Slc():
            return Seq(base.kind, None, element(base))
        case _:
            known = type_of(index)
            if isinstance(known, Num) and known.value is not NOT_KNOWN and base.items is not None:
                return _of_sequence(base, Const(known.value), type_of)
            return element(base, f"?{'.'.join(names_in(index))}")


def _basic(base: Arr, items: Sequence[Operand]) -> Abstract:
    shape = base.shape or ()
    consumed = sum(not _is_none(item) and not _is_ellipsis(item) for item in items)
    expanded: list[Operand] = []
    for item in items if any(map(_is_ellipsis, items)) else (*items, Const(Ellipsis)):
        if _is_ellipsis(item):
            whole = Slc(Const(None), Const(None), Const(None))
            expanded.extend([whole] * (len(shape) - consumed))
        else:
            expanded.append(item)
    if consumed > len(shape):
        return Unknown()
    dims: list[Dim] = []
    rest = iter(shape)
    for item in expanded:
        if _is_none(item):
            dims.append(1)
        elif isinstance(item, Slc):
            dims.append(slice_dim(next(rest), item))
        else:
            next(rest)
    return Arr(base.dtype, tuple(dims), not dims and not any(map(_is_ellipsis, items)))


def _is_none(item: Operand) -> bool:
    return isinstance(item, Const) and item.value is None


def _is_ellipsis(item: Operand) -> bool:
    return isinstance(item, Const) and item.value is Ellipsis


def slice_dim(dim: Dim, part: Slc) -> Dim:
    """The size of a slice of a dimension; the same text for slices that have the same size.

    >>> none = Const(None)
    >>> slice_dim("n", Slc(Const(1), Const(-1), none)), slice_dim("n", Slc(Const(2), none, none))
    ('n-2', 'n-2')
    >>> slice_dim("n", Slc(none, Const(3), none)), slice_dim(8, Slc(none, Const(3), none))
    ('?[n:None:3:None]', 3)
    >>> slice_dim("n", Slc(Const(1), Const(-1), Const(2))), slice_dim("n", Slc(Const(2), none, Const(2)))
    ('?[n-2/2]', '?[n-2/2]')
    """
    match part:
        case Slc(Const(None), Const(None), Const(None | 1 | -1)):
            return dim
        case Slc(Const(start), Const(stop), Const(step)) if isinstance(dim, int):
            return len(range(dim)[start:stop:step])
        case Slc(Const(start), Const(stop), Const(step)) if (start or 0) >= 0 and (stop or -1) < 0 and (step or 1) > 0:
            stem, _, cut = str(dim).partition("-")
            if "[" not in stem and (not cut or cut.isdigit()):
                total = int(cut or 0) + (start or 0) - (stop or 0)
                whole = f"{stem}-{total}" if total else stem
                return whole if step in (None, 1) else f"?[{whole}/{step}]"
    parts = (f"{operand.value}" if isinstance(operand, Const) else "".join(names_in(operand))
             for operand in (part.start, part.stop, part.step))  # fmt: skip
    return f"?[{dim}:{':'.join(parts)}]"


def _gather(base: Arr, index: Operand, type_of: TypeOf, fresh: str) -> Abstract:
    types = [type_of(item) if not isinstance(item, Slc) else Static(slice(None)) for item in index_items(index)]
    if any((isinstance(t, Arr) and (t.shape is None or t.dtype is None)) or isinstance(t, Unknown) for t in types):
        return Arr(base.dtype, None)
    if isinstance(index, str) and isinstance(types[0], Arr) and types[0].dtype == "bool" and base.shape is not None:
        rest = base.shape[len(types[0].shape or ()) :]
        return Arr(base.dtype, (f"?[{index}]", *rest))  # as many as the mask holds for
    masked = any((isinstance(t, Arr) and t.dtype == "bool") or (isinstance(t, Num) and t.kind == "bool") for t in types)
    try:
        key: Abstract = Seq("tuple", tuple(types)) if isinstance(index, Tup) else types[0]
        found = probe(operator.getitem, [base, key], {}, fresh)
    except CannotProbe:
        return Arr(base.dtype, None)
    sliced = any(isinstance(item, Slc) for item in index_items(index))
    if isinstance(found, Arr) and found.shape and (masked or sliced):  # how many a mask selects depends on data
        return Arr(found.dtype, tuple(f"{fresh}.{k}" for k in range(len(found.shape))))
    return found if isinstance(found, Arr) else ANY_NUMBER
