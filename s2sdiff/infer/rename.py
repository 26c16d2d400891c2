"""Renames dimensions: from a caller's symbols to a callee's and back, from an iteration's to a loop's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from s2sdiff.infer.probe import dims_of
from s2sdiff.infer.values import Abstract, Arr, Dim, Map, Num, Seq, never_one

_LETTERS = "nmkpqrsuvwxyzabcdefghijlot"


def rename_dims(value: Abstract, f: Callable[[str], Dim]) -> Abstract:
    """The value with every symbolic dimension `d` replaced by `f(d)`."""

    def on(dim: Dim) -> Dim:
        return f(dim) if isinstance(dim, str) else dim

    match value:
        case Num(kind, known, str(dim)):
            renamed = f(dim)
            return Num(kind, renamed if isinstance(renamed, int) else known, renamed)
        case Arr(dtype, tuple(shape), scalar):
            return Arr(dtype, tuple(map(on, shape)), scalar)
        case Seq(kind, items, each):
            renamed_items = tuple(rename_dims(item, f) for item in items) if items is not None else None
            return Seq(kind, renamed_items, rename_dims(each, f) if each is not None else None)
        case Map(keys, items):
            return Map(keys, tuple(rename_dims(item, f) for item in items))
        case _:
            return value


def canonical(values: Sequence[Abstract]) -> tuple[tuple[Abstract, ...], Mapping[str, Dim]]:
    """The values with their dimensions renamed by order of appearance, and the way back.

    What a caller knows of sizes beyond equality and not being 1 is dropped, so that calls share variants.

    >>> canonical([Arr("float64", ("rows", "rows-2"))])[0]
    (Arr(dtype='float64', shape=('n', '?m'), scalar=False),)
    """
    table: dict[str, str] = {}
    for value in values:
        for dim in dims_of(value):
            if isinstance(dim, str) and dim not in table:
                k = len(table)
                letter = _LETTERS[k % len(_LETTERS)] + (str(k // len(_LETTERS)) if k >= len(_LETTERS) else "")
                table[dim] = letter if never_one(dim) else f"?{letter}"
    renamed = tuple(rename_dims(value, lambda dim: table[dim]) for value in values)
    return renamed, {new: old for old, new in table.items()}
