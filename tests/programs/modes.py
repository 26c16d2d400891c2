"""Checks one program in every mode: forward against reverse, and the three ways to a Hessian-vector product.

    first order    <c, J v> = <J^T c, v> for random tangents v and cotangents c
    second order   forward over reverse, reverse over forward, reverse over reverse, and differences of gradients
"""

from __future__ import annotations

import copy
import inspect
import linecache
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from programs.checker import Case, assert_apart, is_quiet, primal, strict, surroundings, widened
from programs.structures import assert_like, assert_same, floats, is_float, leaf_count, parts, rebuilt
from s2sdiff import grad, hvp, jvp
from s2sdiff.api import _derivative
from s2sdiff.fields import fields_of
from s2sdiff.options import Options
from s2sdiff.runtime import made, sequence

RTOL_FIRST, RTOL_SECOND = 1e-10, 1e-9  # of forward against reverse, and of one Hessian-vector product against another
RTOL_SINGLE = 2e-4  # of both, in single precision
STEPS, RTOL_STEPS = (2e-5, 1e-5), 1e-5  # of differences of gradients
UNDERFLOWS = {"with_hostility-constants_beyond_single_precision"}  # forward in the first product, reverse in none


@dataclass(frozen=True)
class Point:
    """A program at its arguments, what it gives, and one direction in what is differentiated."""

    case: Case
    wrt: tuple[int, ...]
    value: Any
    direction: tuple[Any, ...]
    quiet: bool

    @property
    def rtol(self) -> float:
        leaves = floats([*self.case.args, self.value])
        return RTOL_SINGLE if any(np.asarray(leaf).dtype == np.float32 for leaf in leaves) else 0.0

    @property
    def bare(self) -> bool:
        """Whether one argument is differentiated: then its gradient comes by itself."""
        return len(self.wrt) == 1

    @property
    def argnums(self) -> Any:
        return self.wrt[0] if self.bare else self.wrt


def point(case: Case) -> Point:
    rng = np.random.default_rng(11)
    with strict(False):
        value = primal(case, case.args)
    pure = [k for k, arg in enumerate(case.args) if floats(arg) and leaf_count(arg) == len(floats(arg))]
    wrt = tuple(pure) if case.wrt is None else case.wrt
    return Point(case, wrt, value, tuple(random_like(case.args[k], rng) for k in wrt), is_quiet(case))


def random_like(value: Any, rng: np.random.Generator) -> Any:
    """Random numbers in place of the floats of a structure, in their types and dtypes."""
    def one(leaf: Any) -> Any:
        made = rng.uniform(0.5, 1.5, np.shape(leaf)) * rng.choice([-1.0, 1.0], np.shape(leaf))
        return np.asarray(made, leaf.dtype) if isinstance(leaf, np.ndarray) else type(leaf)(made)

    return rebuilt(value, (one(leaf) for leaf in floats(value)))


def inner(bar: Any, dot: Any) -> tuple[float, float]:
    """The inner product of two structures in double precision, and its scale: that of the products' sizes.

    What is no float in the first counts as zero.
    """
    pairs = [(x, y) for x, y in zip(parts(bar), parts(dot), strict=True) if is_float(x)]
    products = [np.ravel(np.multiply(x, y, dtype=np.float64)) for x, y in pairs]
    return math.fsum(np.concatenate([*products, [0.0]])), float(sum(np.sum(np.abs(p)) for p in products))


def float_parts(value: Any) -> Any:
    """A structure with 0.0 for what is no float, as its tangent has."""
    if fields_of(value) is not None:
        return made(type(value), **{name: float_parts(part) for name, part in fields_of(value).items()})
    if isinstance(value, dict):
        return {key: float_parts(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return sequence(value, list(map(float_parts, value)))
    return value if is_float(value) else 0.0


# --- first order ------------------------------------------------------------------------------------------------------
def check_first(case: Case, levels: tuple[int, ...] = (0, 1)) -> None:
    """Raises AssertionError if the tangents of a program are not those that its gradients belong to."""
    at = point(case)
    before, around = copy.deepcopy((case.args, surroundings(case)))
    bar = random_like(at.value, np.random.default_rng(5))
    with strict(at.quiet):
        gradients = adjoints(at, bar)
    for optimize in levels:
        what = f"jvp optimize={optimize}"
        with strict(at.quiet):
            value, dot = tangents(at, optimize)
            again = tangents(at, optimize)
        assert_same(value, at.value, f"{what}: value")
        assert_like(dot, float_parts(at.value), f"{what}: tangent")
        assert_same((value, dot), again, f"{what}: second call")
        assert_apart(case, [dot], [value, *case.args, *at.direction, again], what)
        if case.id not in UNDERFLOWS:
            assert_agree(inner(bar, dot), inner(gradients, at.direction), at.rtol or RTOL_FIRST, what)
    if not case.kwargs and at.wrt == tuple(k for k, arg in enumerate(case.args) if floats(arg)):
        given = iter(at.direction)
        whole = [next(given) if k in at.wrt else None for k in range(len(case.args))]
        with strict(at.quiet):
            assert_same(jvp(case.f, case.args, whole), (value, dot), "jvp itself")
    assert_same(case.args, before, "an argument was changed")
    assert_same(surroundings(case), around, "an array that is no argument was changed")


def tangents(at: Point, optimize: int) -> Any:
    """The value and its tangent along the point's direction."""
    entry = _derivative(at.case.f, Options("jvp", at.wrt, False, optimize=optimize))
    return entry(*filled(at.case), *at.direction, **at.case.kwargs)


def filled(case: Case) -> tuple[Any, ...]:
    """The positional arguments, the defaults among them."""
    bound = inspect.signature(case.f).bind(*case.args, **case.kwargs)
    bound.apply_defaults()
    return bound.args


def adjoints(at: Point, bar: Any) -> Any:
    entry = _derivative(at.case.f, Options("vjp", at.wrt, False))
    return entry(*at.case.args, **at.case.kwargs)[1](bar)


def assert_agree(one: tuple[float, float], other: tuple[float, float], rtol: float, what: str) -> None:
    (got, scale), (want, size) = one, other
    if math.isfinite(want):
        np.testing.assert_allclose(got, want, rtol=0, atol=rtol * max(scale, size, 1e-100), err_msg=what)
    else:
        assert not math.isfinite(got), what


# --- second order -----------------------------------------------------------------------------------------------------
def check_second(case: Case, plain: bool = True) -> None:
    """Raises AssertionError if a Hessian-vector product is wrong, or not as the conventions say.

    `plain`: one of the three is made at optimize=0 as well, of the programs in turn.
    """
    at = scalar(point(case))
    before, around = copy.deepcopy((at.case.args, surroundings(at.case)))
    ways = [*((name, 1) for name in PRODUCTS), *([(list(PRODUCTS)[sum(map(ord, case.id)) % 3], 0)] if plain else [])]
    products = {}
    for name, optimize in ways:
        what = f"{name}, optimize={optimize}"
        products[what] = checked(at, PRODUCTS[name], optimize, what)
    scale, (first, *_) = size_of(list(products.values())), products.values()
    for name, got in products.items():
        assert_near(got, first, (at.rtol or RTOL_SECOND) * scale, name)
    assert_same(at.case.args, before, "an argument was changed")
    assert_same(surroundings(at.case), around, "an array that is no argument was changed")
    if case.expected is None:  # else it is at a kink, and differences say nothing
        check_differences(at, first, scale)


def checked(at: Point, product: Product, optimize: int, what: str) -> Any:
    """A Hessian-vector product that is as the conventions say."""
    with strict(at.quiet):
        got, again = product(at, optimize), product(at, optimize)
    for one, k in zip(got, at.wrt, strict=True):
        assert_like(one, at.case.args[k], what)
    assert_same(again, got, f"{what}: second call")
    assert_apart(at.case, [got], [*at.case.args, *at.direction, again], what)
    return got


def check_differences(at: Point, product: Any, scale: float) -> None:
    """Raises AssertionError if the differences of gradients disagree with a product, or with each other."""
    slopes = [differences(at, step) for step in STEPS]
    tolerance = max(RTOL_STEPS, at.rtol) * max(scale, size_of(slopes), 1e-3)
    assert_near(slopes[0], slopes[1], tolerance, "differences of gradients with another step")
    assert_near(product, slopes[1], tolerance, "differences of gradients")


def forward_over_reverse(at: Point, optimize: int) -> Any:
    product = hvp(at.case.f, at.argnums, optimize=optimize)
    return whole(at, product(*with_direction(at), **at.case.kwargs))


def reverse_over_forward(at: Point, optimize: int) -> Any:
    along = _derivative(at.case.f, Options("hvp", at.wrt, at.bare, optimize=optimize))
    return whole(at, grad(along, at.argnums, optimize=optimize)(*with_direction(at), **at.case.kwargs))


def reverse_over_reverse(at: Point, optimize: int) -> Any:
    gradient = grad(at.case.f, at.argnums, optimize=optimize)
    pair = _derivative(gradient, Options("vjp", at.wrt, False, optimize=optimize))
    _, pullback = pair(*at.case.args, **at.case.kwargs)
    return pullback(float_parts(at.direction[0] if at.bare else at.direction))


Product = Callable[[Point, int], Any]
PRODUCTS: dict[str, Product] = {
    "forward over reverse": forward_over_reverse,
    "reverse over forward": reverse_over_forward,
    "reverse over reverse": reverse_over_reverse,
}


def whole(at: Point, product: Any) -> tuple[Any, ...]:
    return (product,) if at.bare else product


def with_direction(at: Point) -> list[Any]:
    """The arguments, the direction after the last that is differentiated."""
    after = 1 + max(at.wrt, default=-1)
    vector = at.direction[0] if at.bare else at.direction
    return [*at.case.args[:after], vector, *at.case.args[after:]]


def differences(at: Point, step: float) -> list[np.ndarray]:
    """The difference of the gradients in the direction, in double precision, leaf by leaf."""
    gradient = grad(at.case.f, at.wrt)

    def moved(h: float) -> list[Any]:
        args = [rebuilt(arg, (widened(leaf, leaf) for leaf in floats(arg))) for arg in at.case.args]
        for k, along in zip(at.wrt, at.direction, strict=True):
            pairs = zip(floats(args[k]), floats(along), strict=True)
            args[k] = rebuilt(args[k], (widened(leaf, leaf + h * np.float64(v)) for leaf, v in pairs))
        return floats(gradient(*args, **at.case.kwargs))

    with strict(False):
        return [np.asarray((a - b) / (2 * step)) for a, b in zip(moved(step), moved(-step), strict=True)]


def size_of(products: Any) -> float:
    """The largest entry in absolute value, of those that are finite."""
    entries = np.concatenate([np.ravel(np.abs(leaf)) for leaf in map(np.asarray, floats(products))] + [np.zeros(1)])
    return float(np.max(entries, where=np.isfinite(entries), initial=0.0))


def assert_near(got: Any, want: Any, tolerance: float, what: str) -> None:
    for one, other in zip(floats(got), floats(want), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=max(tolerance, 1e-100), err_msg=what)


# --- a scalar function of a program that gives more than one number ---------------------------------------------------
def scalar(at: Point) -> Point:
    """The point of a program that gives a number: the program's own, or that of <c, what it gives>."""
    if isinstance(at.value, float | np.ndarray | np.generic) and np.shape(at.value) == () and is_float(at.value):
        return at
    case = at.case
    made = weighted(case.f, list(inspect.signature(case.f).parameters)[: len(case.args)], at.value)
    return replace(at, case=replace(case, f=made), value=made(*copy.deepcopy(case.args)))


def weighted(f: Any, names: list[str], value: Any) -> Any:
    """The function of the same arguments that gives an inner product of what f gives with random numbers."""
    weights = random_like(value, np.random.default_rng(3))
    table = {f"weight{k}": leaf for k, leaf in enumerate(floats(weights))}
    terms = [f"np.sum(weight{k} * {path})" for k, path in enumerate(paths("made", value))]
    listed = ", ".join(names)
    text = f"def weighted({listed}):\n    made = f({listed})\n    return {' + '.join(terms)}\n"
    return defined(text, "weighted", {"f": f, "np": np, **table})


def paths(path: str, value: Any) -> Iterator[str]:
    """How each float of a structure is reached."""
    if fields_of(value) is not None:
        for name, part in fields_of(value).items():
            yield from paths(f"{path}.{name}", part)
    elif isinstance(value, dict | tuple | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(f"{path}[{key!r}]", part)
    elif parts(value) and is_float(value):
        yield path


def defined(text: str, name: str, means: dict[str, Any]) -> Any:
    """The function of a text, whose lines can be looked up."""
    filename = f"<{name} {hash(text)} {id(means)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    scope = {"__name__": __name__, **means}
    exec(compile(text, filename, "exec"), scope)
    return scope[name]
