"""Checks one program: every derivative of it against central differences, and everything the conventions promise of it.

    @program(2.0, np.ones(3))
    def f(x, y): ...

registers f with these arguments; `test_programs.py` checks all that are registered.
"""

from __future__ import annotations

import contextlib
import copy
import importlib.util
import inspect
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from programs.structures import arrays, assert_like, assert_same, floats, is_float, leaf_count, parts, rebuilt
from s2sdiff import grad, value_and_grad, vjp
from s2sdiff.fields import fields_of

STEP, RTOL, ATOL = 1e-6, 1e-5, 2e-8


@dataclass(frozen=True)
class Case:
    f: Callable[..., Any]
    args: tuple[Any, ...]
    wrt: tuple[int, ...] | None = None
    expected: Any = None  # the gradients at a kink, where differences are of no use
    kwargs: dict[str, Any] = field(default_factory=dict)
    rtol: float = RTOL

    @property
    def id(self) -> str:
        return f"{self.f.__module__.rpartition('.')[2]}-{self.f.__name__}"


PROGRAMS: list[Case] = []


def program(*args: Any, wrt: tuple[int, ...] | None = None, expected: Any = None, kwargs: Any = None,
            rtol: float = RTOL) -> Callable[[Any], Any]:  # fmt: skip
    def register(f: Any) -> Any:
        PROGRAMS.append(Case(f, args, wrt, expected, kwargs or {}, rtol))
        return f

    return register


def pos(*shape: int) -> np.ndarray:
    """An array of different numbers between 0.5 and 1.5."""
    size = int(np.prod(shape))
    return (0.5 + (np.arange(size) * 0.6180339887) % 1.0).reshape(shape)


def sgn(*shape: int) -> np.ndarray:
    """An array of different numbers between -1 and 1, none near 0."""
    x = pos(*shape) - 0.97
    return x + np.where(x < 0, -0.05, 0.05)


# --- the program itself, which may change its arguments and the arrays around it -------------------------------------
def surroundings(case: Case) -> list[np.ndarray]:
    """The arrays that the program can see besides its arguments."""
    cells = [cell.cell_contents for cell in case.f.__closure__ or ()]
    values = [*case.f.__globals__.values(), *cells]
    return arrays([v for v in values if isinstance(v, np.ndarray | list | tuple | dict) or fields_of(v) is not None])


def primal(case: Case, args: Any) -> Any:
    """What the program gives for a copy of the arguments. The arrays around it get their contents back."""
    around = surroundings(case)
    kept = [array.copy() for array in around]
    value = copy.deepcopy(case.f(*copy.deepcopy(tuple(args)), **copy.deepcopy(case.kwargs)))
    for array, old in zip(around, kept, strict=True):
        if not np.array_equal(array, old):
            array[...] = old
    return value


# --- what the gradient must be ---------------------------------------------------------------------------------------
def widened(leaf: Any, value: Any) -> Any:
    """The value as float64, in the kind of container of the leaf."""
    if isinstance(leaf, np.ndarray):
        return np.array(value, np.float64)
    return np.float64(value) if isinstance(leaf, np.generic) else float(value)


def differences(case: Case, wrt: tuple[int, ...], cotangent: list[Any]) -> list[list[np.ndarray]]:
    """The central differences of <cotangent, f> for each float leaf of each argument, in float64."""
    args = [rebuilt(a, (widened(leaf, leaf) for leaf in floats(a))) for a in case.args]

    def along(k: int, number: int, entry: int, h: float) -> float:
        leaves = [np.array(leaf, np.float64) for leaf in floats(args[k])]
        leaves[number].flat[entry] += h
        kept = map(widened, floats(args[k]), leaves)
        moved = [*args[:k], rebuilt(args[k], kept), *args[k + 1 :]]
        out = floats(primal(case, moved))
        return sum(float(np.sum(np.asarray(o) * c)) for o, c in zip(out, cotangent, strict=True))

    found = []
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for k in wrt:
            slopes = []
            for number, leaf in enumerate(floats(args[k])):
                entries = range(np.size(leaf))
                slope = [(along(k, number, e, STEP) - along(k, number, e, -STEP)) / (2 * STEP) for e in entries]
                slopes.append(np.reshape(np.array(slope), np.shape(leaf)))
            found.append(slopes)
    return found


def assert_close(case: Case, k: int, got: Any, want: list[np.ndarray], scale: float, what: str) -> None:
    assert len(list(parts(got))) == len(list(parts(case.args[k]))), what
    gradients = [one for one, leaf in zip(parts(got), parts(case.args[k]), strict=True) if is_float(leaf)]
    for one, slope in zip(gradients, want, strict=True):
        narrow = any(leaf.dtype == np.float32 for leaf in map(np.asarray, floats(list(case.args))))
        rtol = 1e-3 if narrow else case.rtol
        atol = max(rtol * 1e-2 if narrow else ATOL, ATOL) * max(scale, 1.0)
        np.testing.assert_allclose(one, slope, rtol, atol, err_msg=what)


@contextlib.contextmanager
def strict(on: bool) -> Iterator[None]:
    """Floating point errors and warnings raise, if on."""
    with np.errstate(all="raise" if on else "ignore"), warnings.catch_warnings():
        warnings.simplefilter("error" if on else "ignore")
        yield


def is_quiet(case: Case) -> bool:
    try:
        with strict(True):
            primal(case, case.args)
    except (FloatingPointError, Warning):
        return False
    return True


# --- the check -------------------------------------------------------------------------------------------------------
def check_program(f: Callable[..., Any], args: tuple[Any, ...], wrt: tuple[int, ...] | None = None, *,
                  expected: Any = None, kwargs: Any = None, rtol: float = RTOL) -> None:  # fmt: skip
    """Raises AssertionError if a derivative of f at args is wrong, or not as the conventions say."""
    check_case(Case(f, args, wrt, expected, kwargs or {}, rtol))


def check_case(case: Case) -> None:
    quiet = is_quiet(case)
    before, around = copy.deepcopy((case.args, surroundings(case)))
    with strict(False):
        value = primal(case, case.args)
    active = tuple(k for k, arg in enumerate(case.args) if floats(arg))
    rng = np.random.default_rng(7)
    cotangent = [np.asarray(rng.uniform(0.5, 1.5, np.shape(leaf)), np.asarray(leaf).dtype) for leaf in floats(value)]
    with strict(False):
        slopes = dict(zip(active, differences(case, active, cotangent), strict=True))
    scale = sum(float(np.sum(np.abs(leaf))) for leaf in floats(value))
    wrt = active if case.wrt is None else case.wrt
    leaf = value if isinstance(value, float | np.generic | np.ndarray) else None
    if leaf is not None and np.shape(leaf) == () and is_float(leaf):
        ones = {k: [s / float(cotangent[0]) for s in slopes[k]] for k in active}
        if case.expected is not None:
            given = case.expected if len(wrt) > 1 else (case.expected,)
            ones = {k: floats(e) for k, e in zip(wrt, given, strict=True)}
        for optimize in (0, 1):
            check_scalar(case, wrt, value, ones, scale, quiet, optimize)
        slopes = {k: [s * float(cotangent[0]) for s in ones.get(k, [])] for k in active}
    else:
        with pytest.raises(TypeError, match=r"jacobian|vjp"):
            grad(case.f, wrt)(*case.args, **case.kwargs)
    if not case.kwargs and all(leaf_count(case.args[k]) == len(floats(case.args[k])) for k in active):
        check_vjp(case, active, value, cotangent, slopes, scale, quiet)
    assert_same(case.args, before, "an argument was changed")
    assert_same(surroundings(case), around, "an array that is no argument was changed")


def check_scalar(case: Case, wrt: tuple[int, ...], value: Any, slopes: Any, scale: float, quiet: bool,
                 optimize: int) -> None:  # fmt: skip
    what = f"value_and_grad optimize={optimize}"
    both = value_and_grad(case.f, wrt, optimize=optimize)
    with strict(quiet):
        got, gradients = both(*case.args, **case.kwargs)
        again = both(*case.args, **case.kwargs)
        only = grad(case.f, wrt, optimize=optimize)(*case.args, **case.kwargs)
        one = value_and_grad(case.f, wrt[0], optimize=optimize)(*case.args, **case.kwargs)
    assert isinstance(gradients, tuple), f"{what}: no tuple of gradients"
    assert len(gradients) == len(wrt), f"{what}: {len(gradients)} gradients, not {len(wrt)}"
    for k, gradient in zip(wrt, gradients, strict=True):
        assert_close(case, k, gradient, slopes[k], scale, f"{what}: gradient of argument {k}")
        assert_like(gradient, case.args[k], f"{what}: gradient of argument {k}")
    assert_same(got, value, f"{what}: value")
    assert_same((got, gradients), again, f"{what}: second call")
    assert_apart(case, [gradients], [got, *case.args, again], what)
    assert_same(one[0], value, f"{what}, one argument: value")
    numbers_equal((only, one[1]), (gradients, gradients[0]), f"grad, or one argument, optimize={optimize}")
    assert_like(one[1], case.args[wrt[0]], f"{what}, one argument: gradient")
    for k, gradient in zip(wrt, only, strict=True):
        assert_like(gradient, case.args[k], f"grad optimize={optimize}: gradient of argument {k}")
    assert_apart(case, [only], [*case.args, gradients], f"grad optimize={optimize}")
    with strict(quiet):
        numbers_equal(run_text(case, both.__s2sdiff__.variants), (got, gradients), f"{what}: module")


def numbers_equal(got: Any, want: Any, what: str) -> None:
    for one, other in zip(floats(got), floats(want), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-15, err_msg=what)


def assert_apart(case: Case, results: list[Any], others: list[Any], what: str) -> None:
    """No array of the results shares memory with another of them, or with anything else."""
    mine, rest = arrays(results), arrays(others)
    rest += surroundings(case)
    for k, gradient in enumerate(mine):
        for other in [*mine[:k], *rest]:
            assert not np.shares_memory(gradient, other), f"{what}: a gradient shares memory with something else"


def run_text(case: Case, variants: list[Any]) -> Any:
    """What the module gives that is written to a file and imported from there."""
    bound = inspect.signature(case.f).bind(*case.args, **case.kwargs)
    bound.apply_defaults()
    fitting = [v for v in variants if v.fits(*bound.args, **bound.kwargs)]
    assert fitting, "no compiled variant fits the arguments that it was compiled for"
    module = fitting[0].compiled.module
    assert "s2sdiff" not in module.text, module.text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "emitted.py"
        path.write_text(module.text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("emitted", path)
        made = importlib.util.module_from_spec(spec)
        vars(made).update(module.owners)
        spec.loader.exec_module(made)
    emitted = getattr(made, module.name)
    return emitted(*bound.args, **bound.kwargs)


def check_vjp(case: Case, active: tuple[int, ...], value: Any, cotangent: list[Any], slopes: Any, scale: float,
              quiet: bool) -> None:  # fmt: skip
    leaves = (c if isinstance(o, np.ndarray) else float(c) for c, o in zip(cotangent, floats(value), strict=True))
    bar = rebuilt(value, leaves)
    kept = copy.deepcopy(bar)
    with strict(quiet):
        out, pullback = vjp(case.f, *case.args)
        gradients = pullback(bar)
        again = pullback(bar)
    assert_same(out, value, "vjp: value")
    assert len(gradients) == len(active), f"vjp: {len(gradients)} gradients, not {len(active)}"
    for k, gradient in zip(active, gradients, strict=True):
        if case.wrt is None or k in case.wrt:
            assert_close(case, k, gradient, slopes[k], scale, f"vjp: gradient of argument {k}")
        assert_like(gradient, case.args[k], f"vjp: gradient of argument {k}")
    assert_same(again, gradients, "vjp: second pullback")
    assert_same(bar, kept, "vjp: cotangent was changed")
    assert_apart(case, [gradients], [out, bar, again, *case.args], "vjp")
