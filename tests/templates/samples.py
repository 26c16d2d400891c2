"""Where each rule is checked: shapes, dtypes and keywords by family, and the domains and ops that need their own.

An op that its family's table does not provide for gets no case, and `test_rules.py` fails for it.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from .checker import Case, Rule
from .more_samples import MORE
from .sampling import (
    DTYPES,
    EVERYWHERE,
    GRID,
    INDICES,
    MASK,
    NUMBER,
    UNARY,
    of,
    products,
    sample,
    sequences,
    table,
    these,
)

BINARY = [
    (NUMBER, NUMBER), (NUMBER, (3,)), ((3,), NUMBER), ((), (3,)), ((3,), ()), ((3,), (2, 3)), ((2, 3), (3,)),
    ((2, 1), (1, 3)), ((1,), (3,)), ((2, 3), (2, 3)), ((1, 1), (3,)), ((0,), (1,)), ((2, 0), (1, 0)),
]  # fmt: skip
TERNARY = [
    (NUMBER, NUMBER, NUMBER), ((3,), (3,), (3,)), ((2, 1), (3,), NUMBER), ((3,), NUMBER, (2, 3)),
    ((2, 3), (), (1, 3)), ((0,), NUMBER, (1,)),
]  # fmt: skip
# intervals of the operands; an op that is not here is sampled where nearly every function is smooth
DEFAULT_DOMAIN = (0.2, 0.8)
WIDE = """
    add subtract multiply divide negative positive conjugate square reciprocal cbrt exp exp2 expm1 absolute copysign
    hypot sin cos arctan sinh cosh tanh arcsinh degrees radians erf erfc maximum minimum fmax fmin logaddexp arctan2
    sign imag rint floor ceil trunc isnan isfinite isinf signbit equal not_equal less less_equal greater greater_equal
    logical_and logical_or logical_xor logical_not floor_divide
"""
DOMAINS: dict[str, list[Any]] = {
    "arccosh": [(1.2, 3.0)],
    "log": [(0.3, 3.0)],
    "log2": [(0.3, 3.0)],
    "log10": [(0.3, 3.0)],
    "log1p": [(-0.7, 3.0)],
    "sinc": [(-2.0, 2.0), (-0.03, 0.03)],
    "tan": [(-1.3, 1.3)],
}
SCALARS_ONLY = ("erf", "erfc")
INTEGERS = ("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift", "invert")


def cases(rule: Rule) -> Iterator[Case]:
    """Every case of a rule."""
    rng = np.random.default_rng(sum(map(ord, rule.op)))
    if rule.op in SPECIFIC:
        yield from SPECIFIC[rule.op](rng)
    elif rule.broadcasts:
        yield from elementwise(rule, rng)
    elif rule.family in ("reductions", "statistics"):
        yield from reduction(rule, rng)


def elementwise(rule: Rule, rng: np.random.Generator) -> Iterator[Case]:
    shapes = {1: [(shape,) for shape in UNARY], 2: BINARY, 3: TERNARY}[len(rule.operands)]
    if rule.op in SCALARS_ONLY:
        shapes = [(NUMBER,), ((),)]
    domains = DOMAINS.get(rule.op, [EVERYWHERE if rule.op in WIDE.split() else DEFAULT_DOMAIN])
    for some, dtype, domain in product(shapes, DTYPES, domains):
        if rule.op in INTEGERS:
            yield Case(tuple(rng.integers(1, 6, () if shape == NUMBER else shape) for shape in some))
        else:
            yield Case(tuple(sample(shape, dtype, rng, domain) for shape in some))


def power(rng: np.random.Generator) -> Iterator[Case]:
    for (a, b), dtype in product(BINARY, DTYPES):
        yield Case((sample(a, dtype, rng, (0.3, 2.0)), sample(b, dtype, rng, [(-2.0, -0.3), (0.3, 2.0)])))


def modulo(rng: np.random.Generator) -> Iterator[Case]:
    for (a, b), dtype, sign in product(BINARY, DTYPES, (1.0, -1.0)):
        dividend, divisor = sample(a, dtype, rng, (5.25, 5.75)), sample(b, dtype, rng, (1.3, 1.6))
        yield Case((dividend, divisor))
        yield Case((-dividend, divisor))
        yield Case((dividend, sign * divisor))


def where(rng: np.random.Generator) -> Iterator[Case]:
    for (c, a, b), dtype in product(TERNARY, DTYPES):
        mask = True if c == NUMBER else rng.integers(2, size=c) == 1
        yield Case((mask, sample(a, dtype, rng), sample(b, dtype, rng)))


def clip(rng: np.random.Generator) -> Iterator[Case]:
    for (x, lo, hi), dtype in product(TERNARY, DTYPES):
        value = sample(x, dtype, rng, [(-2.0, -1.2), (-0.4, 0.4), (1.2, 2.0)])
        low, high = sample(lo, dtype, rng, (-1.0, -0.5)), sample(hi, dtype, rng, (0.5, 1.0))
        yield Case((value, low, high))
        yield Case((value, low, None))
        yield Case((value, None, high))


def axes_of(op: str, ndim: int) -> list[Any]:
    axes: list[Any] = [None, *range(ndim), *([-1] if ndim else [])]
    if op in ("argsort",):
        return axes[1:]
    if op not in ("cumsum", "cumprod", "argmax", "argmin"):
        axes += [(0, 1), (0, -1), (-1, 0), (-1,)] if ndim > 1 else []
    return axes


def reduction(rule: Rule, rng: np.random.Generator) -> Iterator[Case]:
    shapes = [NUMBER, (), (4,), (2, 3), (2, 3, 2), (1, 3), (2, 1)]
    empty_is_fine = rule.op in ("sum", "prod", "cumsum", "cumprod", "any", "all", "count_nonzero", "argsort")
    options = [("keepdims", (False, True)), ("ddof", (0, 1))]
    grid = [[(key, value) for value in values] for key, values in options if key in rule.keywords]
    for shape, dtype in product([*shapes, (0,), (2, 0)], DTYPES):
        ndim = 0 if shape == NUMBER else len(shape)
        for axis, chosen in product(axes_of(rule.op, ndim), product(*grid)):
            folded = np.size(np.ones(() if shape == NUMBER else shape)) if axis is None else folded_size(shape, axis)
            keywords = dict(chosen)
            if (folded == 0 and not empty_is_fine) or 0 < folded <= keywords.get("ddof", 0):
                continue
            if rule.op == "std" and folded == 1:
                continue  # a kink: see test_kinks.py
            yield Case((sample(shape, dtype, rng),), {"axis": axis, **keywords})


def folded_size(shape: Any, axis: Any) -> int:
    return int(np.prod([shape[k] for k in (axis if isinstance(axis, tuple) else (axis,))]))


MATRICES = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((3, 3), (3, 3)), ((1, 1), (1, 1)),
            ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((2, 0), (0,)), ((0,), (0, 2))]  # fmt: skip
BATCHES = [((5, 2, 3), (5, 3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((1, 2, 3), (5, 3, 4)),
           ((5, 1, 2, 3), (4, 3, 2)), ((5, 2, 3), (3,)), ((3,), (5, 3, 2)), ((4, 5, 2, 3), (3,)),
           ((3,), (4, 5, 3, 2)), ((0, 2, 3), (3, 2)), ((5, 3, 3), (1, 3, 3))]  # fmt: skip
WITH_NUMBERS = [(NUMBER, NUMBER), (NUMBER, (3,)), ((2, 3), NUMBER), ((), (2, 3)), ((3,), ()), ((), ())]
DOTS = [*MATRICES, *WITH_NUMBERS, ((4, 2, 3), (3,)), ((3,), (4, 3, 2)), ((4, 2, 3), (3, 5)), ((2, 3), (4, 3, 5)),
        ((4, 2, 3), (5, 3, 2))]  # fmt: skip
INNERS = [*WITH_NUMBERS, ((3,), (3,)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 3), (4, 3)), ((2, 4, 3), (5, 3)),
          ((2, 3), (4, 5, 3)), ((2, 0), (3, 0)), ((3, 3), (3, 3))]  # fmt: skip
OUTERS = [*WITH_NUMBERS, ((3,), (4,)), ((2, 3), (4,)), ((3,), (2, 2)), ((0,), (3,)), ((3,), (3,))]
VDOTS = [(NUMBER, NUMBER), ((3,), (3,)), ((2, 3), (2, 3)), ((2, 3), (6,)), ((), ()), ((0,), (0,))]


def tensordot(rng: np.random.Generator) -> Iterator[Case]:
    for axes, pairs in {
        0: [((3,), (2,)), ((), (3,)), ((2, 3), (3, 2))],
        1: [((3,), (3,)), ((2, 3), (3, 4)), ((2, 5, 3), (3, 4, 2)), ((3, 3), (3, 3))],
        2: [((4, 2, 3), (2, 3, 5)), ((2, 3), (2, 3)), ((3, 3), (3, 3))],
    }.items():
        yield from products(rng, pairs, axes=axes)


def planes(rng: np.random.Generator) -> Iterator[Case]:
    """Matrices along two axes of three."""
    for offset, (axis1, axis2) in product((-1, 0, 1), ((0, 1), (1, 2), (2, 0), (-1, -2))):
        yield Case((sample((2, 3, 4), np.float64, rng),), {"offset": offset, "axis1": axis1, "axis2": axis2})


def matrices(rng: np.random.Generator, key: str) -> Iterator[Case]:
    for shape, dtype, k in product([(3, 3), (2, 4), (4, 2), (1, 1)], DTYPES, (0, 1, -1)):
        yield Case((sample(shape, dtype, rng),), {key: k})


def triangles(rng: np.random.Generator) -> Iterator[Case]:
    yield from matrices(rng, "k")
    yield Case((sample((2, 3, 3), np.float64, rng),), {"k": 1})


EVERY = [of(shape) for shape in UNARY]
ARRAYS = [of(shape) for shape in UNARY[1:]]


def index_add(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in DTYPES:
        yield Case((sample((3,), dtype, rng), INDICES, sample((3,), dtype, rng)))
        yield Case((sample((3, 2), dtype, rng), MASK, sample((2, 2), dtype, rng)))
        yield Case((sample((3, 2), dtype, rng), (slice(None), np.array([1, 1])), sample((3, 2), dtype, rng)))
        yield Case((sample((3,), dtype, rng), slice(0, 2), sample((2,), dtype, rng)))


def full(rng: np.random.Generator) -> Iterator[Case]:
    for value in (NUMBER, (), (1,), (3,), (2, 1)):
        yield Case(((2, 3), sample(value, np.float64, rng)))
    yield Case(((), 2.5))
    yield Case((4, 2.5))
    yield Case(((2, 3), sample((3,), np.float32, rng)))


def full_like(rng: np.random.Generator) -> Iterator[Case]:
    for value, dtype in product((NUMBER, (), (1,), (3,)), DTYPES):
        yield Case((np.zeros((2, 3), dtype), sample(value, dtype, rng)))
    yield Case((np.zeros(3), 2.5), {"shape": (2, 2)})


def linspace(rng: np.random.Generator) -> Iterator[Case]:
    for num, endpoint in product((0, 1, 2, 5), (True, False)):
        yield Case((0.3, 1.7), {"num": num, "endpoint": endpoint})


SPECIFIC: dict[str, Any] = {
    "power": power,
    "mod": modulo,
    "fmod": modulo,
    "where": where,
    "clip": clip,
    "round": table(*EVERY, *[of((3,), decimals=1)]),
    "matmul": lambda rng: products(rng, MATRICES + BATCHES),
    "dot": lambda rng: products(rng, DOTS),
    "inner": lambda rng: products(rng, INNERS),
    "outer": lambda rng: products(rng, OUTERS),
    "vdot": lambda rng: products(rng, VDOTS),
    "tensordot": tensordot,
    "trace": lambda rng: (*matrices(rng, "offset"), *planes(rng)),
    "diagonal": lambda rng: (*matrices(rng, "offset"), *planes(rng)),
    "triu": triangles,
    "tril": triangles,
    "getitem": table(
        ((3,), 1),
        ((3,), -1),
        ((3,), slice(0, 2)),
        ((5,), slice(None, None, -2)),
        ((2, 3), 1),
        ((2, 3), (1, 2)),
        ((2, 3), (slice(None), 0)),
        ((2, 3), (Ellipsis, None)),
        ((2, 3), (None, slice(None), slice(1, None))),
        ((), ()),
        ((2, 3), (slice(0, 0), 1)),
        ((0,), slice(None)),
    ),
    "gather": table(
        ((3,), INDICES),
        ((3,), MASK),
        ((3, 2), INDICES),
        ((3, 2), MASK),
        ((3, 2), GRID),
        ((3,), [2, 2, 0]),
        ((2, 3), (slice(None), INDICES)),
        ((2, 3), (1, INDICES)),
        ((2, 3), np.array([[True, False, True]] * 2)),
        ((3, 3), (INDICES, INDICES)),
        ((2, 3), (np.array([[0], [1]]), INDICES)),
        ((3,), np.zeros(0, int)),
        ((2, 3), (Ellipsis, INDICES)),
    ),
    "take": table(
        of((3,), 1),
        of((3,), INDICES),
        of((2, 3), INDICES),
        of((2, 3), INDICES, axis=1),
        of((3, 2), GRID, axis=0),
        of((2, 3), GRID, axis=-1),
        of((2, 3, 4), 1, axis=1),
    ),
    "index_add": index_add,
    "unbroadcast": table(
        ((2, 3), (3,)),
        ((2, 3), (2, 1)),
        ((2, 3), ()),
        ((2, 3), (2, 3)),
        ((4, 2, 3), (1, 3)),
        ((0, 3), (3,)),
        ((2, 0), (1, 0)),
        ((1, 3), (1, 1)),
        ((2, 0), (2, 1)),
    ),
    "of_shape": table(((2, 3), (2, 3), "x_bar"), ((), (), "x_bar"), ((0,), (0,), "x_bar")),
    "transpose": table(
        *EVERY,
        of((2, 3), axes=(1, 0)),
        of((2, 3, 4), axes=(2, 0, 1)),
        of((2, 3, 4), axes=(-1, 0, 1)),
        of((2, 3, 4), axes=None),
    ),
    "swapaxes": table(((2, 3), 0, 1), ((2, 3, 4), 0, -1), ((3,), 0, 0)),
    "moveaxis": table(((2, 3, 4), 0, -1), ((2, 3, 4), (0, 1), (2, 0)), ((3,), 0, 0)),
    "reshape": table(((6,), (2, 3)), ((2, 3), -1), ((2, 3), (3, -1)), ((), (1, 1)), (NUMBER, (1,)), ((0,), (2, 0))),
    "ravel": table(*EVERY),
    "flatten": table(*ARRAYS),
    "squeeze": table(*EVERY, of((2, 1, 3), axis=1), of((1, 2, 1), axis=(0, -1)), of((1, 2, 1)), of((1, 1))),
    "expand_dims": table(((3,), 0), ((3,), -1), ((2, 3), (0, 2)), (NUMBER, 0), ((0,), 1)),
    "atleast_1d": table(*EVERY),
    "atleast_2d": table(*EVERY),
    "broadcast_to": table(
        ((3,), (2, 3)),
        ((2, 1), (2, 3)),
        (NUMBER, (2, 3)),
        ((), (3,)),
        ((1, 3), (4, 2, 3)),
        ((1,), (0,)),
        ((3,), (3,)),
        ((1, 1), (1, 1)),
        ((1,), 3),
    ),
    "flip": table(*ARRAYS[1:], of((2, 3), axis=0), of((2, 3), axis=-1), of((2, 3), axis=(0, 1))),
    "asarray": table(*EVERY, of((3,), dtype=np.float64), of(NUMBER, dtype=np.float64)),
    "real": table(*EVERY),
    "angle": table(*EVERY, of((3,), deg=True)),
    "complex_": table(NUMBER),
    "complex_of": these(Case((0.3, 1.2)), Case((-0.7, 0.4))),
    **MORE,
    "concatenate": lambda rng: sequences(
        rng,
        [
            ([(2,), (3,)],),
            ([(2,), (0,), (1,)],),
            ([(3,)],),
            ([(2, 3), (1, 3)],),
            ([(2, 3), (2, 1)], {"axis": 1}),
            ([(2, 3), (2, 1)], {"axis": -1}),
            ([(2, 3), (4,), ()], {"axis": None}),
            ([(0, 2), (1, 2)],),
        ],
    ),
    "stack": lambda rng: sequences(
        rng,
        [
            ([(), ()],),
            ([NUMBER, NUMBER, NUMBER],),
            ([(3,), (3,)],),
            ([(3,), (3,)], {"axis": 1}),
            ([(2, 3), (2, 3)], {"axis": -1}),
            ([(0,), (0,)],),
            ([(3,)],),
        ],
    ),
    "hstack": lambda rng: sequences(
        rng,
        [
            ([(2,), (3,)],),
            ([NUMBER, (2,), ()],),
            ([NUMBER, NUMBER],),
            ([(2, 3), (2, 1)],),
            ([(2, 3, 2), (2, 1, 2)],),
        ],
    ),
    "vstack": lambda rng: sequences(
        rng,
        [
            ([(3,), (3,)],),
            ([(2, 3), (3,)],),
            ([NUMBER, NUMBER],),
            ([(2, 3), (1, 3)],),
            ([(2, 3, 2), (1, 3, 2)],),
        ],
    ),
    # of lists of any length: of items of one rank
    "concatenated": lambda rng: sequences(
        rng, [([(2,), (3,)],), ([(3,)],), ([(2, 3), (1, 3)],), ([(2, 3), (2, 1)], {"axis": 1})]
    ),
    "stacked": lambda rng: sequences(
        rng, [([(3,), (3,)],), ([(3,), (3,)], {"axis": 1}), ([(2, 3), (2, 3)], {"axis": -1}), ([(3,)],)]
    ),
    "hstacked": lambda rng: sequences(rng, [([(2,), (3,)],), ([(2, 3), (2, 1)],)]),
    "vstacked": lambda rng: sequences(rng, [([(3,), (3,)],), ([(2, 3), (1, 3)],)]),
    "meshgrid": lambda rng: sequences(
        rng,
        [
            ([shape], {"indexing": way, "sparse": sparse}) if one else (shapes, {"indexing": way, "sparse": sparse})
            for way, sparse in product(("xy", "ij"), (False, True))
            for one, shape, shapes in [
                (True, (3,), []),
                (False, None, [(3,), (2,)]),
                (False, None, [(3,), (2,), (4,)]),
                (False, None, [NUMBER, (2,)]),
            ]
        ],
    ),
    "split": table(of((6,), 3), of((5,), [1, 3]), of((2, 4), 2, axis=1), of((2, 4), [1], axis=-1)),
    "roll": table(
        of((4,), 1),
        of((4,), -2),
        of((2, 3), 2),
        of((2, 3), 1, axis=0),
        of((2, 3), -1, axis=-1),
        of((2, 3), (1, 2), axis=(0, 1)),
        of((0,), 1),
    ),
    "repeat": table(
        of((3,), 2),
        of((2, 3), 2),
        of((2, 3), 2, axis=0),
        of((2, 3), 3, axis=-1),
        of((), 3),
        of((3,), np.array([2, 0, 1])),
        of((2, 3), np.array([2, 0, 1]), axis=1),
        of(NUMBER, 2),
        of((3,), 0),
    ),
    "tile": table(
        ((3,), 2),
        ((2, 3), 2),
        ((2, 3), (2, 1)),
        ((3,), (2, 2)),
        ((2, 3), (2, 1, 2)),
        (NUMBER, 3),
        ((), (2, 2)),
        ((0,), 2),
    ),
    "zeros": these(Case(((2, 3),)), Case((3,)), Case(((),), {"dtype": np.float32})),
    "ones": these(Case(((2, 3),)), Case((3,)), Case(((),), {"dtype": np.float32})),
    "eye": these(Case((3,)), Case((2, 3)), Case((3,), {"k": 1, "dtype": np.float32})),
    "tri": these(Case((3,)), Case((3, 2)), Case((3,), {"k": 1, "dtype": np.float32})),
    "identity": these(Case((3,)), Case((2,), {"dtype": np.float32})),
    "arange": these(Case((3,)), Case((1, 4)), Case((0.0, 1.0, 0.3)), Case((4,), {"dtype": np.float32})),
    "zeros_like": table(*EVERY, of((3,), dtype=np.float32), of((3,), shape=(2, 2))),
    "ones_like": table(*EVERY, of((3,), dtype=np.float32), of((3,), shape=(2, 2))),
    "full": full,
    "full_like": full_like,
    "linspace": linspace,
    "copy": table(*EVERY),
    "array": table(*EVERY, of((3,), dtype=np.float64), of(NUMBER, dtype=np.float64)),
    "astype": table(((2, 3), np.float64), ((2, 3), float), ((), "float64"), ((0,), float)),
    "float_": table(NUMBER, ((),)),
    "int_": table(NUMBER, ((),)),
    "item": table(((),), ((1,),), ((1, 1),)),
}
