"""Derivatives against central differences: `check_grads`, for the tests of those who use s2sdiff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sdiff.api import elementwise_grad, grad, jvp, vjp
from s2sdiff.derivatives import derivative_of
from s2sdiff.fields import fields_of
from s2sdiff.identity import plain, signature_of
from s2sdiff.jacobian.looped import floats_in, rebuilt
from s2sdiff.options import Options
from s2sdiff.pullback import holds_floats
from s2sdiff.runtime import copied, made

MODES = ("fwd", "rev")
STEP, STEP_OF_SINGLES = 1e-3, 1e-2  # relative
RTOL, RTOL_OF_SINGLES = 1e-6, 5e-3
_SINGLES = (np.float32, np.complex64, np.float16)


def check_grads(f: Any, args: Sequence[Any], order: int = 1, modes: Sequence[str] = MODES, *,
                rtol: float | None = None, entries: int = 100) -> None:  # fmt: skip
    """Compares the derivatives of f at `args`, by each of the modes, with central differences.

    All arguments that hold floats are varied, an entry at a time; of an array with more than `entries` of them that
    many, chosen at random. `order=2` also checks the derivatives of the derivatives: of the tangent (for "fwd"), and of
    the gradient (for "rev"; of an array that of its sum; of outputs in a tuple, list or dict there is none). `rtol` is
    1e-6, or 5e-3 where there is single precision.

    Raises AssertionError that names the argument, its entry and that of the output, and what the derivatives raise.

    >>> from s2sdiff._examples import square_plus
    >>> check_grads(square_plus, (3.0, np.ones(3)), order=2)
    """
    for mode in modes:
        if mode not in MODES:
            raise ValueError(f"there is no mode {mode!r}; there are 'fwd' and 'rev'")
    args = tuple(args)
    out = f(*copied(args))
    is_single = any(np.asarray(leaf).dtype in _SINGLES for leaf in floats_in((args, out)))
    rtol = rtol if rtol is not None else RTOL_OF_SINGLES if is_single else RTOL
    point = _Point(f, args, out, rtol, STEP_OF_SINGLES if is_single else STEP)
    chosen = list(_entries(point, entries))
    for mode in modes:
        (_check_forward if mode == "fwd" else _check_reverse)(point, chosen)
    for inner in _derivatives(point, modes) if order > 1 else ():
        check_grads(*inner, order - 1, modes, rtol=rtol, entries=entries)


@dataclass(frozen=True, slots=True)
class _Point:
    """What is checked, and how closely."""

    f: Any
    args: tuple[Any, ...]
    out: Any
    rtol: float
    step: float

    @property
    def is_one(self) -> bool:
        """Whether the output is one number or array of floats."""
        return holds_floats(self.out) and isinstance(self.out, np.ndarray | np.generic | float | complex)

    def value(self, args: tuple[Any, ...]) -> list[np.ndarray]:
        """The floats of the output; arguments that f changes are copies."""
        with np.errstate(all="ignore"):
            return [np.asarray(leaf) for leaf in floats_in(self.f(*copied(args)))]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the `leaf`-th number or array in the arguments, and the direction in which it is varied."""

    leaf: int
    index: tuple[int, ...]
    direction: float | complex
    label: str


def _derivatives(point: _Point, modes: Sequence[str]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """The derivatives as functions, each with its arguments."""
    wrt = tuple(k for k, value in enumerate(point.args) if holds_floats(value))
    if "fwd" in modes:
        bound = signature_of(plain(point.f)).bind(*point.args)
        bound.apply_defaults()  # the tangents follow all that is passed by position
        rng = np.random.default_rng(7)
        dots = [_random_like(point.args[k], rng) for k in wrt]
        yield derivative_of(point.f, Options("jvp", wrt, False)), (*bound.args, *dots)
    if "rev" in modes and point.is_one:
        yield (elementwise_grad if np.ndim(point.out) else grad)(point.f, wrt), point.args


# --- the two modes ----------------------------------------------------------------------------------------------------
def _check_forward(point: _Point, entries: Sequence[_Entry]) -> None:
    """Each entry of the tangent of the output, as one entry of the arguments varies."""
    leaves = floats_in(point.args)
    labels = [f"the output{path}" for path, _ in _paths(point.out)]
    for entry in entries:
        units = [np.zeros_like(leaf) for leaf in leaves]
        units[entry.leaf][entry.index] = entry.direction
        dot = jvp(point.f, point.args, rebuilt(point.args, iter(units)))[1]
        dots = _like(point.out, dot)
        for label, dot, found in zip(labels, dots, _differences(point, entry), strict=True):
            for index in np.ndindex(found.value.shape):
                of = f"the derivative of {label}{_spelled(index)}"
                _compare(point, "forward", of, entry, np.asarray(dot)[index], found.at(index))


def _check_reverse(point: _Point, entries: Sequence[_Entry]) -> None:
    """Each entry of the gradient of the output, or of a sum of its entries with random weights."""
    is_number = point.is_one and np.ndim(point.out) == 0 and not np.iscomplexobj(point.out)
    of = "the gradient" if is_number else "the gradient of a weighted sum of the output,"
    bar = 1.0 if is_number else _random_like(point.out, np.random.default_rng(5))
    weights = [np.asarray(leaf) for leaf in _like(point.out, bar)]
    if not weights:
        return
    bars = _like([arg for arg in point.args if holds_floats(arg)], vjp(point.f, *point.args)[1](bar))
    for entry in entries:
        got = float(np.real(np.asarray(bars[entry.leaf])[entry.index] * entry.direction))
        parts = [found.weighted(weight) for found, weight in zip(_differences(point, entry), weights, strict=True)]
        whole = _Difference(*(np.sum([getattr(part, name) for part in parts]) for name in _Difference.__slots__))
        _compare(point, "reverse", of, entry, got, whole)


def _compare(point: _Point, mode: str, of: str, entry: _Entry, got: Any, found: _Difference) -> None:
    name = getattr(plain(point.f), "__name__", "<")
    what = f"{name if name.isidentifier() else 'the function'}: by {mode} mode {of} by {entry.label}"
    want = found.value
    if not np.isfinite(want):
        raise AssertionError(f"{what} is {got:.10g}; central differences are {want} and say nothing here")
    close = point.rtol * max(abs(want), abs(got), 1e-3 * found.scale) + found.noise
    if abs(got - want) <= close:  # which nan is not
        return
    kink = ", which half the step changes much: there may be a kink or a jump" if found.doubt > 10 * close else ""
    raise AssertionError(f"{what} is {got:.10g}, and by central differences {want:.10g}{kink}")


# --- differences ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Difference:
    """Derivatives by differences: what half the step changes, how large they are, what rounding may add."""

    value: Any
    doubt: Any
    scale: float
    noise: float

    def at(self, index: tuple[int, ...]) -> _Difference:
        return _Difference(self.value[index], self.doubt[index], self.scale, self.noise)

    def weighted(self, weight: np.ndarray) -> _Difference:
        return _Difference(np.sum(np.real(weight * self.value)), np.sum(np.abs(weight) * self.doubt),
                           self.scale * np.sqrt(weight.size), self.noise * np.sqrt(weight.size))  # fmt: skip


def _differences(point: _Point, entry: _Entry) -> list[_Difference]:
    """Of each number and array in the output: central differences for two steps, extrapolated."""
    leaves = [_wide(leaf) for leaf in floats_in(point.args)]
    leaf = leaves[entry.leaf]
    step = point.step * max(float(np.abs(np.asarray(leaf)[entry.index])), point.step)

    def moved(by: float) -> list[np.ndarray]:
        made = np.array(leaf)
        made[entry.index] += by * entry.direction
        changed = made if isinstance(leaf, np.ndarray) else type(leaf)(made[()])
        return point.value(_replaced(point.args, iter([*leaves[: entry.leaf], changed, *leaves[entry.leaf + 1 :]])))

    eps = np.finfo(float if point.step == STEP else np.float32).eps
    found = []
    for near, after, far, beyond in zip(moved(-step / 2), moved(step / 2), moved(-step), moved(step), strict=True):
        with np.errstate(all="ignore"):
            first, second = (after - near) / step, (beyond - far) / (2 * step)
            value, size = (4 * first - second) / 3, np.max(np.abs(after), initial=0.0)
            found.append(_Difference(value, np.abs(first - second), np.max(np.abs(value), initial=0.0),
                                     20 * eps * size / step))  # fmt: skip
    return found


def _wide(leaf: Any) -> Any:
    """In double precision."""
    if isinstance(leaf, np.ndarray):
        return leaf.astype(np.result_type(leaf.dtype, np.float64))
    return np.result_type(leaf, np.float64).type(leaf) if isinstance(leaf, np.generic) else leaf


# --- structures -------------------------------------------------------------------------------------------------------
def _paths(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The numbers and arrays of floats in a value, each with the way to it.

    >>> list(_paths((1.0, {"a": 2.0}), "x"))
    [('x[0]', 1.0), ("x[1]['a']", 2.0)]
    """
    fields = fields_of(value)
    if fields is not None:
        for name, item in fields.items():
            yield from _paths(item, f"{path}.{name}")
    elif isinstance(value, tuple | list | dict):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(item, f"{path}[{key!r}]")
    elif holds_floats(value):
        yield path, value


def _like(value: Any, other: Any) -> list[Any]:
    """What stands in another value of the same structure in the places of the floats of a value.

    >>> _like((1.0, [2, 3.0]), (4.0, [0.0, 5.0]))
    [4.0, 5.0]
    """
    fields = fields_of(value)
    if fields is not None:
        return [leaf for name, one in fields.items() for leaf in _like(one, getattr(other, name))]
    if isinstance(value, tuple | list):
        return [leaf for one, its in zip(value, other, strict=True) for leaf in _like(one, its)]
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in _like(one, other[key])]
    return [other] if holds_floats(value) else []


def _entries(point: _Point, most: int) -> Iterator[_Entry]:
    """The entries to vary."""
    rng = np.random.default_rng(3)
    names = _argument_names(point)
    pairs = [pair for name, value in zip(names, point.args, strict=True) for pair in _paths(value, name)]
    for number, (label, leaf) in enumerate(pairs):
        indices = list(np.ndindex(np.shape(leaf)))
        for k in sorted(rng.permutation(len(indices))[:most]):
            own = f"{label}{_spelled(indices[k])}"
            yield _Entry(number, indices[k], 1.0, own)
            if np.iscomplexobj(leaf):
                yield _Entry(number, indices[k], 1j, f"the imaginary part of {own}")


def _argument_names(point: _Point) -> list[str]:
    """What the arguments are called: those that a star takes are items of it."""
    parameters = signature_of(plain(point.f)).parameters.values()
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)][: len(point.args)]
    star = next((p.name for p in parameters if p.kind is p.VAR_POSITIONAL), "")
    return [*names, *(f"{star}[{k}]" for k in range(len(point.args) - len(names)))]


def _spelled(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""


def _replaced(value: Any, leaves: Iterator[Any]) -> Any:
    """A value with other floats in it; what is no float stays."""
    fields = fields_of(value)
    if fields is not None:
        return made(type(value), **{name: _replaced(item, leaves) for name, item in fields.items()})
    if isinstance(value, tuple | list):
        return type(value)(_replaced(item, leaves) for item in value)
    if isinstance(value, dict):
        return {key: _replaced(item, leaves) for key, item in value.items()}
    return next(leaves) if holds_floats(value) else value


def _random_like(value: Any, rng: np.random.Generator) -> Any:
    """Numbers between 1/2 and 3/2, of either sign, in the structure of a value."""
    def one(leaf: Any) -> Any:
        made = rng.uniform(0.5, 1.5, np.shape(leaf)) * rng.choice([-1.0, 1.0], np.shape(leaf))
        return np.asarray(made, leaf.dtype) if isinstance(leaf, np.ndarray) else type(leaf)(made)

    return rebuilt(value, (one(leaf) for leaf in floats_in(value)))
