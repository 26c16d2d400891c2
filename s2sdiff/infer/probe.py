"""What an op returns, found by running it on small samples of what goes in.

NumPy itself is the best table of its dtypes and ranks. A sample has the abstract value's dtype and rank and a size of
its own for every dimension. The op runs twice, on two assignments of sizes; a dimension of the result is one of the
operands' if it has that operand's size both times. This is sound for sizes that are integer-affine in one dimension
(c1*n + c2), because no such function but n itself passes through two of the chosen pairs.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sdiff.infer.values import (
    ANY_NUMBER,
    NOT_KNOWN,
    Abstract,
    Arr,
    Dim,
    Map,
    Num,
    Opaque,
    Seq,
    Shape,
    Static,
    Unknown,
    is_one,
    never_one,
    of_constant,
)

# ascending against descending, so that neither minimum nor maximum of two sizes is one of them both times
_SIZES = ((3, 47), (5, 43), (7, 41), (11, 37), (13, 31), (17, 29), (19, 23), (23, 19), (29, 11))
_INTEGER = (2, 3)


class CannotProbe(Exception):
    """The samples do not tell: something about an operand is not known."""


def broadcast(shapes: Sequence[Shape | None], fresh: str) -> Shape | None:
    """The shape that operands broadcast to; dimensions that are never 1 must agree, or the primal raises.

    >>> broadcast([("n", 1), ("d",)], "?")
    ('n', 'd')
    >>> broadcast([("n",), ("?3",)], "?")
    ('n',)
    """
    known = [shape for shape in shapes if shape is not None]
    if len(known) < len(shapes):
        return None
    rank = max(map(len, known), default=0)
    result: list[Dim] = []
    for axis in range(-rank, 0):
        dims = dict.fromkeys(shape[axis] for shape in known if len(shape) >= -axis)
        wide = [dim for dim in dims if not is_one(dim)]
        certain = [dim for dim in wide if never_one(dim)]
        if len(wide) <= 1 or certain:
            result.append((certain or wide or [1])[0])
        else:
            result.append(f"{fresh}.{rank + axis}")
    return tuple(result)


def dims_of(value: Abstract) -> Iterator[Dim]:
    """Every dimension that a value mentions."""
    match value:
        case Num(dim=dim):
            if dim is not None:
                yield dim
        case Arr(_, shape):
            yield from shape or ()
        case Seq(_, items, each):
            for item in items or ((each,) if each else ()):
                yield from dims_of(item)
        case Map(_, items):
            for item in items:
                yield from dims_of(item)
        case _:
            return


def probe(fn: Callable[..., Any], operands: Sequence[Abstract], keywords: Mapping[str, Abstract],
          fresh: str) -> Abstract:  # fmt: skip
    """The abstract value of `fn(*operands, **keywords)`. Raises CannotProbe where that cannot be told."""
    values = [*operands, *keywords.values()]
    symbols = list(dict.fromkeys(dim for value in values for dim in dims_of(value) if isinstance(dim, str)))
    if len(symbols) > len(_SIZES):
        raise CannotProbe
    first, second = (_run(fn, operands, keywords, symbols, which) for which in (0, 1))
    found = _abstract(first, second, Sizes(tuple(symbols), not any(map(_counts, values))), fresh)
    return _sized_by_run(found, fresh) if _counts_entries(fn, operands) else found


def _counts_entries(fn: Callable[..., Any], operands: Sequence[Abstract]) -> bool:
    """Whether the sizes of the result depend on the entries of an array."""
    if fn is np.repeat:
        return len(operands) > 1 and not isinstance(operands[1], Num)
    return fn in (np.nonzero, np.flatnonzero, np.bincount)


def _sized_by_run(found: Abstract, fresh: str) -> Abstract:
    match found:
        case Arr(dtype, tuple(shape), scalar):
            return Arr(dtype, tuple(f"{fresh}.{k}" for k in range(len(shape))), scalar)
        case Seq(kind, tuple(items)):
            return Seq(kind, tuple(_sized_by_run(item, fresh) for item in items))
        case _:
            return found


@dataclass(frozen=True, slots=True)
class Sizes:
    """The symbols that were sampled, and whether a size that came out the same both times is a constant."""

    symbols: tuple[str, ...]
    constant: bool


def _counts(value: Abstract) -> bool:
    """Whether a number goes in whose value is not known: a size may depend on it in any way."""
    match value:
        case Num(_, known):
            return known is NOT_KNOWN
        case Seq(_, items):
            return items is None or any(map(_counts, items))
        case Arr(_, shape, scalar):
            return scalar or shape == ()
        case _:
            return False


def probe_elementwise(fn: Callable[..., Any], operands: Sequence[Abstract], fresh: str) -> Abstract:
    """As `probe`, for an op that broadcasts: dtype from samples of size 1, shape from the rules of broadcasting."""
    shrunk = [Arr(v.dtype, (1,) * len(v.shape), v.scalar) if isinstance(v, Arr) and v.shape else v for v in operands]
    if any(isinstance(v, Arr) and v.dtype is None for v in operands):
        return ANY_NUMBER
    rankless = [isinstance(v, Arr) and v.shape is None for v in operands]
    if any(rankless):
        samples: list[Abstract] = [Arr(v.dtype, (1,)) if r and isinstance(v, Arr) else v
                                   for v, r in zip(shrunk, rankless, strict=True)]  # fmt: skip
        result = probe(fn, samples, {}, fresh)
        return Arr(result.dtype if isinstance(result, Arr) else None, None)
    result = probe(fn, shrunk, {}, fresh)
    if isinstance(result, Arr) and result.shape:
        return Arr(result.dtype, broadcast([getattr(v, "shape", None) or () for v in operands], fresh))
    return result


def _run(fn: Callable[..., Any], operands: Sequence[Abstract], keywords: Mapping[str, Abstract],
         symbols: Sequence[str], which: int) -> Any:  # fmt: skip
    sizes = {symbol: _SIZES[k][which] for k, symbol in enumerate(symbols)}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return fn(*(_sample(v, sizes, which) for v in operands),
                      **{k: _sample(v, sizes, which) for k, v in keywords.items()})  # fmt: skip
    except CannotProbe:
        raise
    except Exception as error:
        raise CannotProbe from error


def _sample(value: Abstract, sizes: Mapping[str, int], which: int) -> Any:
    match value:
        case Num("int", known, dim):
            if isinstance(dim, str):
                return sizes[dim]
            return known if isinstance(known, int) else _INTEGER[which]
        case Num("bool", known):
            return known if isinstance(known, bool) else bool(which)
        case Num("float", known):
            return known if isinstance(known, float) else 0.5
        case Num("real"):
            return 0.5
        case Num("complex"):
            return 0.5 + 0.5j
        case Arr(str(dtype), tuple(shape), scalar):
            array = np.ones([sizes[d] if isinstance(d, str) else d for d in shape], dtype)
            if array.ndim > 1 and array.dtype.kind in "fc":
                array += np.eye(*array.shape[-2:], dtype=array.dtype)  # a matrix that has an inverse
            return array[()] if scalar else array
        case Seq(kind, tuple(items)):
            samples = [_sample(item, sizes, which) for item in items]
            return tuple(samples) if kind == "tuple" else samples
        case Static(known):
            return known
        case _:
            raise CannotProbe


def _abstract(first: Any, second: Any, symbols: Sizes, fresh: str) -> Abstract:
    """The abstract value of two results of the same op on two assignments of sizes."""
    if type(first) is not type(second):
        return Unknown()
    match first:
        case bool():
            return Num("bool")
        case int():
            return Num("int")  # n % 2 is 1 for both samples: only a shape says what an int is
        case float() if type(first) is float:
            return Num("float")
        case complex() if type(first) is complex:
            return Num("complex")
        case np.ndarray():
            if first.ndim != second.ndim or first.dtype != second.dtype:
                return Unknown()
            pairs = zip(first.shape, second.shape, strict=True)
            shape = tuple(_dim(a, b, symbols, f"{fresh}.{k}") for k, (a, b) in enumerate(pairs))
            return Arr(first.dtype.name, shape)
        case np.generic():
            return Arr(first.dtype.name, (), True) if first.dtype == second.dtype else Unknown()
        case tuple() | list():
            kind = type(first).__name__
            if len(first) != len(second):
                return Seq(kind, None, Unknown())
            pairs = zip(first, second, strict=True)
            return Seq(kind, tuple(_abstract(a, b, symbols, f"{fresh}.{k}") for k, (a, b) in enumerate(pairs)))
        case None | str() | np.dtype():
            return of_constant(first) if first == second else Unknown()
        case _:
            return Opaque(type(first).__name__)


def _dim(first: int, second: int, sizes: Sizes, fresh: str) -> Dim:
    for k, symbol in enumerate(sizes.symbols):
        if _SIZES[k] == (first, second):
            return symbol
    return first if first == second and sizes.constant else fresh
