"""Where the rules of ordering, integers, differences, solving and storing are checked."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from .checker import Case
from .sampling import DTYPES, EVERYWHERE, INDICES, MASK, of, products, sample, table, these


def invertible(shape: tuple[int, ...], dtype: Any, rng: np.random.Generator) -> Any:
    return sample(shape, dtype, rng) + 4 * np.eye(shape[-1], dtype=dtype)


def squares(rng: np.random.Generator) -> Iterator[Case]:
    for shape, dtype in product([(1, 1), (2, 2), (3, 3), (2, 3, 3), (2, 1, 2, 2)], DTYPES):
        yield Case((invertible(shape, dtype, rng),))


def systems(rng: np.random.Generator) -> Iterator[Case]:
    pairs = [((3, 3), (3,)), ((3, 3), (3, 2)), ((2, 3, 3), (3, 2)), ((3, 3), (2, 3, 1)), ((2, 3, 3), (2, 3, 2))]
    for (a, b), dtype in product(pairs, DTYPES):
        yield Case((invertible(a, dtype, rng), sample(b, dtype, rng)))


def norms(rng: np.random.Generator) -> Iterator[Case]:
    keywords: list[dict[str, Any]]
    vectors: list[dict[str, Any]] = [{"ord": o} for o in (None, 1, 2, np.inf, 3, 1.5)]
    for shape, keywords in [
        ((4,), vectors),
        ((4,), [{"axis": 0}, {"axis": 0, "keepdims": True}]),
        ((2, 3), [{"axis": a, "keepdims": k, **v} for a in (0, -1) for k in (True, False) for v in vectors]),
        ((2, 3), [{}, {"keepdims": True}, {"ord": "fro"}, {"axis": (0, 1)}]),
        ((2, 3, 2), [{}, {"axis": (0, 2)}, {"axis": (0, 2), "keepdims": True}, {"axis": 1, "ord": 1}]),
    ]:
        for chosen, dtype in product(keywords, DTYPES):
            yield Case((sample(shape, dtype, rng, EVERYWHERE),), chosen)


def orders(rng: np.random.Generator) -> Iterator[Case]:
    for shape, dtype in product([(1,), (4,), (5,), (2, 3), (3, 2, 4)], DTYPES):
        for axis in [None, *range(len(shape)), -1]:
            yield Case((sample(shape, dtype, rng),), {"axis": axis})


def medians(rng: np.random.Generator) -> Iterator[Case]:
    for case in orders(rng):
        yield case
        yield Case(case.operands, {**case.keywords, "keepdims": True})


def along(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in DTYPES:
        yield Case((sample((3,), dtype, rng), INDICES, 0))
        yield Case((sample((2, 3), dtype, rng), np.array([[0, 0, 2], [1, 2, 1]]), 1))
        yield Case((sample((2, 3), dtype, rng), np.array([[0, 1, 1]]), 0))


def stores(rng: np.random.Generator) -> Iterator[Case]:
    """At places that are named once."""
    for dtype in DTYPES:
        yield Case((sample((3,), dtype, rng), slice(0, 2), sample((2,), dtype, rng)))
        yield Case((sample((3,), dtype, rng), 1, sample((), dtype, rng)))
        yield Case((sample((3, 2), dtype, rng), MASK, sample((2, 2), dtype, rng)))
        yield Case((sample((2, 3), dtype, rng), (slice(None), 1), sample((2,), dtype, rng)))


def scatters(rng: np.random.Generator) -> Iterator[Case]:
    """At places that may be named twice."""
    for dtype in DTYPES:
        yield Case((sample((3,), dtype, rng), INDICES, sample((3,), dtype, rng)))
        yield Case((sample((2, 3), dtype, rng), (np.array([0, 0]), np.array([1, 1])), sample((2,), dtype, rng)))


INTEGRALS = [of((4,)), of((4,), dx=0.5), of((4,), x=np.array([0.0, 0.5, 2.0, 2.5])), of((2, 3)), of((1,)),
             of((2, 3), axis=0), of((2, 3), x=np.array([0.0, 0.5, 2.0])), of((2, 3), axis=0, dx=2.0)]  # fmt: skip
PADS = [((3,), 2), ((3,), (1, 2)), ((2, 3), 1), ((2, 3), ((1, 0), (0, 2))), ((2, 3), (1, 2)), ((3,), 0)]
MORE: dict[str, Any] = {
    "setitem": stores,
    "scatter": scatters,
    "fill": lambda rng: products(rng, [((3,), (3,)), ((2, 3), (2, 3))]),
    "flat": table(of((2, 3)), of((3,))),
    "last_writes": these(Case(((3,), INDICES)), Case(((3,), np.array([0, 1])))),
    "sort": orders,
    "argsort": orders,
    "median": medians,
    "take_along_axis": along,
    "nonzero": table(of((3,)), of((2, 3))),
    "flatnonzero": table(of((3,)), of((2, 3))),
    "diag_indices": these(Case((3,)), Case((2,), {"ndim": 3})),
    "tril_indices": these(Case((3,)), Case((3,), {"k": 1}), Case((3,), {"k": -1, "m": 4})),
    "triu_indices": these(Case((3,)), Case((3,), {"k": 1}), Case((3,), {"k": -1, "m": 4})),
    "indices": these(Case(((2, 3),)), Case(((2,),))),
    "bincount": these(Case((INDICES,)), Case((INDICES,), {"minlength": 5})),
    "searchsorted": these(Case((np.array([0.0, 1.0, 2.0]), np.array([0.5, 1.5]))), Case((np.arange(3.0), 0.5))),
    "digitize": these(Case((np.array([0.5, 1.0]), np.array([0.0, 1.0, 2.0])), {"right": True})),
    "diff": table(*[of(shape, n=n, axis=-1) for shape in [(4,), (2, 3), (2, 3, 4)] for n in (1, 2)],
                  of((3, 2), axis=0), of((3, 2, 4), axis=1, n=2), of((4,), n=4), of((1,)), of((3,), n=0)),
    "trapezoid": table(*INTEGRALS),
    "pad": table(*[of(*pad, mode=mode) for pad in PADS for mode in ("edge", "wrap", "reflect", "symmetric")],
                 *[of(*pad, constant_values=value) for pad in PADS for value in (0.0, 2.5)]),
    "norm": norms,
    "solve": systems,
    "inv": squares,
    "det": squares,
    "diag": table(of((3,)), *[of(shape, k=k) for shape in [(3,), (3, 3), (2, 4), (4, 2)] for k in (0, 1, -1)]),
    "kron": lambda rng: products(rng, [((3,), (2,)), ((2, 3), (4, 2)), ((1,), (3,)), ((1, 2), (3, 1))]),
    "cross": lambda rng: products(rng, [((3,), (3,)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 1, 3), (4, 3))]),
}  # fmt: skip
