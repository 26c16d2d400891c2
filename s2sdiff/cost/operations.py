"""The scalar operations of one operation on arrays, from the sizes of what went in and what came out.

Elementwise: one for each entry of the result. Reductions: one fewer than there are entries to join. Matrix products
and solvers: the textbook's way. What only moves, makes or looks at numbers costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of scalar operations."""

    products: int = 0  # multiplications in matrix products
    times: int = 0  # all other multiplications
    plus: int = 0  # additions, subtractions, changes of sign
    other: int = 0  # divisions, powers, functions, comparisons

    def __add__(self, more: Counts) -> Counts:
        return Counts(self.products + more.products, self.times + more.times, self.plus + more.plus,
                      self.other + more.other)  # fmt: skip

    def __mul__(self, factor: int) -> Counts:
        return Counts(self.products * factor, self.times * factor, self.plus * factor, self.other * factor)

    @property
    def multiplications(self) -> int:
        """All of them, in matrix products or not."""
        return self.products + self.times

    @property
    def total(self) -> int:
        """All operations."""
        return self.multiplications + self.plus + self.other


NOTHING = Counts()

# what looks at an array without its entries
LOOKS = frozenset({
    "broadcast_shapes", "iscomplexobj", "isinstance", "len", "may_share_memory", "ndim", "result_type", "shape",
    "size",
})  # fmt: skip
# what moves entries, or makes them without arithmetic
MOVES = frozenset({
    "append", "arange", "argpartition", "array", "asarray", "ascontiguousarray", "asfortranarray", "astype", "at",
    "atleast_1d", "atleast_2d", "atleast_3d", "block", "broadcast_arrays", "broadcast_to", "choose", "column_stack",
    "compress", "concatenate", "conj", "conjugate", "copy", "copyto", "diag", "diag_indices", "diagflat",
    "diagonal", "dstack", "empty", "empty_like", "expand_dims", "extract", "eye", "fill", "fill_diagonal", "flat",
    "flatnonzero", "flatten", "flip", "fliplr", "flipud", "from_iter", "full", "full_like", "hsplit", "hstack",
    "identity", "imag", "indices", "insert", "item", "ix_", "meshgrid", "moveaxis", "ndenumerate", "ndindex",
    "nonzero", "ones", "ones_like", "pad", "place", "positive", "put", "put_along_axis", "putmask", "ravel", "real",
    "repeat", "require", "reshape", "resize", "roll", "rollaxis", "rot90", "select", "split", "squeeze", "stack",
    "swapaxes", "take", "take_along_axis", "tile", "tolist", "transpose", "tri", "tril", "tril_indices", "triu",
    "triu_indices", "unravel_index", "vander", "view", "vsplit", "vstack", "where", "zeros", "zeros_like",
})  # fmt: skip
_PLUS = frozenset({"add", "subtract", "negative", "diff"})
_TIMES = frozenset({"multiply", "square", "outer", "kron"})
LEAVES = (np.ndarray, np.generic, bool, int, float, complex)


def is_float(value: Any) -> bool:
    """Whether a value is a floating-point (or complex) number or an array of these.

    >>> is_float(1.0), is_float(np.ones(2)), is_float(3), is_float("x")
    (True, True, False, False)
    """
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "fc"
    return isinstance(value, float | complex)


def leaves(value: Any) -> list[Any]:
    """The numbers and arrays in a value.

    >>> leaves((1.0, {"a": [2]}, "x", None))
    [1.0, 2]
    """
    if isinstance(value, LEAVES):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else ()
    return [leaf for item in items for leaf in leaves(item)]


def counts_of(name: str, operands: Sequence[Any], result: Any) -> Counts:
    """The scalar operations of the op with this name. Operations on integers alone are not counted.

    >>> counts_of("matmul", (np.ones((2, 3)), np.ones(3)), np.ones(2))
    Counts(products=6, times=0, plus=4, other=0)
    >>> counts_of("tanh", (np.ones(3),), np.ones(3)).other, counts_of("sum", (np.ones(4),), 4.0).plus
    (3, 3)
    """
    floats = [leaf for leaf in leaves((*operands, result)) if is_float(leaf)]
    if not floats or name in MOVES or name in LOOKS:
        return NOTHING
    size = max((int(np.size(leaf)) for leaf in leaves(result)), default=0)
    if name in _TIMES or (name == "power" and _is_two(operands[1])):
        return Counts(times=size)
    if name in _PLUS:
        return Counts(plus=size)
    if name in PRODUCTS:
        return PRODUCTS[name](operands, size)
    if name in REDUCTIONS:
        entries = sum(int(np.size(leaf)) for leaf in leaves(operands[0]))
        return REDUCTIONS[name](entries, max(size, 1))
    if name in SOLVERS:
        return SOLVERS[name](operands)
    return Counts(other=size)


def _is_two(exponent: Any) -> bool:
    return isinstance(exponent, int | float | np.generic) and bool(exponent == 2)


# --- matrix products --------------------------------------------------------------------------------------------------
def _contracted(length: int, size: int) -> Counts:
    """`size` sums of `length` products each."""
    return Counts(products=size * length, plus=size * max(length - 1, 0))


def _matmul(operands: Sequence[Any], size: int) -> Counts:
    return _contracted(np.shape(operands[0])[-1], size)


def _dot(operands: Sequence[Any], size: int) -> Counts:
    if not np.shape(operands[0]) or not np.shape(operands[1]):
        return Counts(times=size)
    return _matmul(operands, size)


def _tensordot(operands: Sequence[Any], size: int) -> Counts:
    """(m, k) by (k, n): m k · k n is k² times m n."""
    both = int(np.size(operands[0])) * int(np.size(operands[1]))
    return _contracted(math.isqrt(both // size) if size else 0, size)


def _vdot(operands: Sequence[Any], size: int) -> Counts:
    return _contracted(int(np.size(operands[0])), 1)


def _einsum(operands: Sequence[Any], size: int) -> Counts:
    """One product for each combination of all indices, for each operand after the first."""
    text, *arrays = operands
    terms = str(text).replace(" ", "").split("->")[0].split(",")
    sizes: dict[str, int] = {}
    for term, array in zip(terms, arrays, strict=False):
        sizes |= dict(zip(term, np.shape(array), strict=False))
    every = math.prod(sizes.values())
    return Counts(products=every * (len(terms) - 1), plus=max(every - size, 0))


def _convolve(operands: Sequence[Any], size: int) -> Counts:
    length = int(np.size(operands[0])) * int(np.size(operands[1]))
    return Counts(products=length, plus=max(length - size, 0))


def _cross(operands: Sequence[Any], size: int) -> Counts:
    return Counts(times=2 * size, plus=size)


PRODUCTS: Mapping[str, Callable[[Sequence[Any], int], Counts]] = {
    "matmul": _matmul, "dot": _dot, "inner": _dot, "vdot": _vdot, "tensordot": _tensordot, "einsum": _einsum,
    "convolve": _convolve, "correlate": _convolve, "cross": _cross,
}  # fmt: skip


# --- reductions: n entries joined to r --------------------------------------------------------------------------------
def _variance(n: int, r: int) -> Counts:
    """The mean, the deviations, their squares, the mean of these."""
    return Counts(times=n, plus=(n - r) + n + (n - r), other=2 * r)


REDUCTIONS: Mapping[str, Callable[[int, int], Counts]] = {
    "sum": lambda n, r: Counts(plus=n - r),
    "trace": lambda n, r: Counts(plus=max(math.isqrt(n // r) - 1, 0) * r),
    "mean": lambda n, r: Counts(plus=n - r, other=r),
    "average": lambda n, r: Counts(plus=n - r, other=r),
    "prod": lambda n, r: Counts(times=n - r),
    "cumsum": lambda n, r: Counts(plus=n),
    "cumprod": lambda n, r: Counts(times=n),
    "bincount": lambda n, r: Counts(plus=n),
    "var": _variance,
    "std": lambda n, r: _variance(n, r) + Counts(other=r),
    "norm": lambda n, r: Counts(times=n, plus=n - r, other=r),
    "trapezoid": lambda n, r: Counts(times=2 * n, plus=3 * n),
    **dict.fromkeys(("max", "min", "amax", "amin", "argmax", "argmin", "ptp"), lambda n, r: Counts(other=n - r)),
    **dict.fromkeys(("sort", "argsort", "median"), lambda n, r: Counts(other=n * max(n, 1).bit_length())),
}


# --- solvers: n × n matrices, by elimination --------------------------------------------------------------------------
def _elimination(matrix: Any, columns: int) -> Counts:
    """L and U of each matrix, and so many right sides each."""
    n = np.shape(matrix)[-1]
    factors, solving = n * (n * n - 1) // 3, n * n * columns
    one = Counts(times=factors + solving, plus=factors + max(solving - n * columns, 0), other=n * (n - 1) // 2 + n)
    return one * math.prod(np.shape(matrix)[:-2])


def _solve(operands: Sequence[Any]) -> Counts:
    matrix, right = operands[:2]
    return _elimination(matrix, np.shape(right)[-1] if np.ndim(right) > 1 else 1)


SOLVERS: Mapping[str, Callable[[Sequence[Any]], Counts]] = {
    "solve": _solve,
    "inv": lambda operands: _elimination(operands[0], np.shape(operands[0])[-1]),
    "det": lambda operands: _elimination(operands[0], 0) + Counts(times=np.shape(operands[0])[-1]),
}
