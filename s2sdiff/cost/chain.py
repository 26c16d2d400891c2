"""A chain of layers: what the teaching material says that its Jacobian costs, beside what was counted.

A chain a(l) = φ(W(l) a(l−1)) goes through vectors of d(0), …, d(L) entries. Its Jacobian is a product of L matrices of
d(l) × d(l−1), which forward mode multiplies from the input on and reverse mode from the output on. The material takes
the first matrix as given, so it counts L − 1 products. Sweeps that start from one-hot seeds multiply by it as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from s2sdiff.cost.measure import Cost, Run


@dataclass(frozen=True, slots=True)
class Row:
    """A formula, what it gives, what was counted, and why that differs if it does."""

    mode: str
    formula: str
    expected: int
    counted: int
    remark: str = ""


def widths(cost: Cost) -> list[int] | None:
    """d(0), …, d(L) if the function's products are those of a chain of layers from its input on, else None.

    The last layer may have no product, as a loss has none.
    """
    found = [cost.inputs]
    for _, left, right in cost.value.counter.products:
        if len(left) + len(right) != 3:
            continue  # two vectors, or two matrices
        rows, columns = left if len(left) == 2 else right[::-1]
        if columns != found[-1]:
            return None
        found.append(rows)
    if len(found) < 3:
        return None
    return found if found[-1] == cost.outputs else [*found, cost.outputs]


def forward_products(d: Sequence[int]) -> int:
    """d0·Σ d(l)·d(l−1), l = 2..L.

    >>> forward_products([4, 5, 6, 7]) == 4 * (6 * 5 + 7 * 6)
    True
    """
    return d[0] * sum(a * b for a, b in pairwise(d[1:]))


def reverse_products(d: Sequence[int]) -> int:
    """dL·Σ d(l)·d(l+1), l = 0..L−2.

    >>> reverse_products([4, 5, 6, 7]) == 7 * (4 * 5 + 5 * 6)
    True
    """
    return d[-1] * sum(a * b for a, b in pairwise(d[:-1]))


def forward_memory(d: Sequence[int]) -> int:
    """(d0+1)·max d(l): one activation and the product so far, without the Jacobian of a layer."""
    return (d[0] + 1) * max(d)


def reverse_memory(d: Sequence[int]) -> int:
    """(dL+1)·max d(l) + Σ d(l), l = 0..L−1: the same, and the stored activations."""
    return (d[-1] + 1) * max(d) + sum(d[:-1])


def seeded_products(run: Run, seeds: int) -> tuple[int, int]:
    """Multiplications in matrix products that depend on the seeds: the first one's, and those of the others."""
    sizes = [rows_by_columns(left, right) for seeded, left, right in run.counter.products if seeded]
    first, rest = sizes[:1], sizes[1:]
    return sum(first) * seeds, sum(rest) * seeds


def rows_by_columns(left: Sequence[int], right: Sequence[int]) -> int:
    """Multiplications in one product of a matrix and a vector, or of two vectors.

    >>> rows_by_columns((2, 3), (3,)), rows_by_columns((3,), (3,))
    (6, 3)
    """
    size = 1
    for length in (*left, *right[1:]):
        size *= length
    return size


def rows(cost: Cost) -> list[Row]:
    """The material's formulas for a chain of layers, none if the function is no such chain."""
    d = widths(cost)
    if d is None:
        return []
    first, rest = seeded_products(cost.forward, cost.inputs)
    last, before = seeded_products(cost.reverse, cost.outputs)
    if len([p for p in cost.reverse.counter.products if p[0]]) < len(d) - 1:  # the last layer has no product
        last, before = 0, last + before
    return [
        Row("forward", "d0·Σ d(l)·d(l−1), l = 2..L", forward_products(d), rest,
            f"and {first} for the first layer by the seeds"),
        Row("reverse", "dL·Σ d(l)·d(l+1), l = 0..L−2", reverse_products(d), before,
            f"and {last} for the last layer by the seeds" if last else ""),
        Row("forward memory", "(d0+1)·max d(l)", forward_memory(d), cost.forward.peak(cost.inputs)),
        Row("reverse memory", "(dL+1)·max d(l) + Σ d(l), l = 0..L−1", reverse_memory(d),
            cost.reverse.peak(cost.outputs)),
        Row("of it stored", "Σ d(l), l = 0..L−1", sum(d[:-1]), cost.stored),
    ]  # fmt: skip
