"""How cases are made: random operands of given shapes and dtypes, tables of them, and the same in complex numbers."""

import warnings
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from .checker import Case, Rule, leaves, map_leaves

NUMBER = "number"  # a Python float, where others have a shape
UNARY = [NUMBER, (), (3,), (2, 3), (1,), (0,), (2, 0)]
DTYPES = [np.float64, np.float32]

EVERYWHERE = [(-2.0, -0.3), (0.3, 2.0)]


def sample(shape: Any, dtype: Any, rng: np.random.Generator, domain: Any = (-2.0, 2.0)) -> Any:
    """Random entries of a domain, which is one interval or several to choose from."""
    parts = domain if isinstance(domain, list) else [domain]
    low, high = np.asarray(parts)[rng.integers(len(parts), size=None if shape == NUMBER else shape)].T
    if shape == NUMBER:
        return float(rng.uniform(low, high))
    return np.asarray(rng.uniform(low.T, high.T), dtype)


def complexified(rule: Rule, case: Case, rng: np.random.Generator) -> Iterator[Case]:
    """A case with complex numbers in all operands that are differentiated, or in one of them alone."""
    if any(part.dtype != np.float64 for part in leaves(case.operands) if is_float(part)):
        return

    def moved(part: Any) -> Any:
        if not isinstance(part, float) and not is_float(part):
            return part
        made = part + 1j * rng.uniform(0.1, 0.4, np.shape(part))
        return made if is_float(part) else complex(made)

    names = rule.dots or rule.operands
    for some in [names, *([name] for name in names if len(names) > 1)]:
        pairs = zip(rule.operands, case.operands, strict=False)
        operands = tuple(map_leaves(moved, value) if name in some else value for name, value in pairs)
        if any(map(np.iscomplexobj, leaves(operands))) and is_defined(rule, operands, case.keywords):
            yield Case(operands, case.keywords)


def is_defined(rule: Rule, operands: Any, keywords: Any) -> bool:
    """Whether NumPy takes such operands, and as they are."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            rule.reference(*operands, **keywords)
    except (TypeError, ValueError, np.exceptions.ComplexWarning):
        return False
    return True


def is_float(part: Any) -> bool:
    return isinstance(part, (np.ndarray, np.generic)) and part.dtype.kind == "f"


def products(rng: np.random.Generator, pairs: list[Any], **keywords: Any) -> Iterator[Case]:
    for (a, b), dtype in product(pairs, DTYPES):
        yield Case((sample(a, dtype, rng), sample(b, dtype, rng)), keywords)


def arrays(rng: np.random.Generator, table: list[tuple[Any, ...]]) -> Iterator[Case]:
    """From a table of rows (shape of x, further operands…) or (shape, …, keywords)."""
    for (shape, *rest), dtype in product(table, DTYPES):
        keywords = rest.pop() if rest and isinstance(rest[-1], dict) else {}
        yield Case((sample(shape, dtype, rng), *rest), keywords)


def sequences(rng: np.random.Generator, table: list[tuple[Any, ...]]) -> Iterator[Case]:
    for (shapes, *keywords), dtype in product(table, DTYPES):
        yield Case(([sample(shape, dtype, rng) for shape in shapes],), *keywords)


def table(*rows: Any) -> Any:
    return lambda rng: arrays(rng, [row if isinstance(row, tuple) else (row,) for row in rows])


def of(shape: Any, /, *rest: Any, **keywords: Any) -> tuple[Any, ...]:
    return (shape, *rest, keywords)


def these(*cases: Case) -> Any:
    return lambda rng: iter(cases)


MASK = np.array([True, False, True])
INDICES = np.array([2, 0, 2])
GRID = np.array([[0, 1], [2, 2]])
