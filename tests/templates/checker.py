"""Checks a rule at one point: y against NumPy, y_dot against central differences, the adjoints against y_dot.

A rule is called as the ordinary function that it is. Adjoints are compared with tangents by inner products with random
vectors, one operand at a time: <y_bar, y_dot> = <x_bar, x_dot> for every operand x.
"""

import importlib
import inspect
import math
import operator
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import s2sdiff.templates
from s2sdiff.templates import _primitives

# what an op computes, where it is not the function of NumPy's of that name
REFERENCES: dict[str, Callable[..., Any]] = {
    "concatenated": np.concatenate,
    "hstacked": np.hstack,
    "stacked": np.stack,
    "vstacked": np.vstack,
    "erf": math.erf,
    "erfc": math.erfc,
    "getitem": operator.getitem,
    "gather": operator.getitem,
    **{op: getattr(_primitives, op) for op in ("index_add", "setitem", "fill", "last_writes")},
    "scatter": _primitives.setitem,
    "flat": np.ravel,
    "unbroadcast": _primitives.unbroadcast,
    "of_shape": _primitives.of_shape,
    "complex_": complex,
    "complex_of": complex,
    "norm": np.linalg.norm,
    "solve": np.linalg.solve,
    "inv": np.linalg.inv,
    "det": np.linalg.det,
    "meshgrid": lambda xs, **keywords: np.meshgrid(*xs, **keywords),
    "astype": lambda x, dtype: x.astype(dtype),
    "flatten": lambda x: x.flatten(),
    "item": lambda x: x.item(),
    "float_": float,
    "int_": int,
}
# relative tolerances by the smallest dtype among the operands: of y_dot, and of the inner products
TOLERANCES = {"float64": (1e-6, 1e-10), "float32": (2e-3, 2e-4)}
STEP = 1e-6


@dataclass(frozen=True)
class Rule:
    """A rule of `templates/`, and what its signature says."""

    op: str
    family: str
    fn: Callable[..., Any]

    @property
    def parameters(self) -> list[str]:
        kinds = inspect.signature(self.fn).parameters.values()
        return [p.name for p in kinds if p.kind is not p.KEYWORD_ONLY]

    @property
    def keywords(self) -> list[str]:
        kinds = inspect.signature(self.fn).parameters.values()
        return [p.name for p in kinds if p.kind is p.KEYWORD_ONLY]

    @property
    def operands(self) -> list[str]:
        return [name for name in self.parameters if not name.endswith(("_dot", "_bar"))]

    @property
    def dots(self) -> list[str]:
        return [name.removesuffix("_dot") for name in self.parameters if name.endswith("_dot")]

    @property
    def broadcasts(self) -> bool:
        return self.family.startswith("elementwise")

    @property
    def reference(self) -> Callable[..., Any]:
        return REFERENCES.get(self.op) or getattr(np, self.op)


@dataclass(frozen=True)
class Case:
    """A point to check a rule at."""

    operands: tuple[Any, ...]
    keywords: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = [describe(value) for value in self.operands]
        return ",".join(shown + [f"{key}={value}" for key, value in self.keywords.items()]).replace(" ", "")


def describe(value: Any) -> str:
    """A short name of a value's kind, for the name of a test."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype.kind}{8 * value.dtype.itemsize}[{','.join(map(str, value.shape))}]"
    if isinstance(value, (list, tuple)):
        return f"({','.join(map(describe, value))})"
    return type(value).__name__ if isinstance(value, float) else str(value)


def rules() -> dict[str, Rule]:
    """Every rule of every file of `templates/`, by op."""
    found: dict[str, Rule] = {}
    for info in pkgutil.iter_modules(s2sdiff.templates.__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"s2sdiff.templates.{info.name}")
        for name, fn in vars(module).items():
            if inspect.isfunction(fn) and fn.__module__ == module.__name__:
                assert name not in found, f"two rules of {name}"
                found[name] = Rule(name, info.name, fn)
    return found


def leaves(value: Any) -> Iterator[Any]:
    """The numbers and arrays of a value that may be a list of them."""
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def map_leaves(change: Callable[..., Any], value: Any, *others: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [map_leaves(change, *parts) for parts in zip(value, *others, strict=True)]
    return change(value, *others)


def dot(a: Any, b: Any) -> float:
    """The inner product, over the parts of lists and the entries of arrays; of complex ones Re(a b), with no conj."""
    pairs = zip(leaves(a), leaves(b), strict=True)
    return float(sum(np.sum(np.real(np.asarray(u) * np.asarray(v))) for u, v in pairs))


def random_like(value: Any, rng: np.random.Generator) -> Any:
    def one(part: Any) -> Any:
        noise = rng.uniform(0.5, 1.5, np.shape(part)) * rng.choice([-1.0, 1.0], np.shape(part))
        if np.iscomplexobj(part):
            noise = noise + 1j * rng.uniform(0.5, 1.5, np.shape(part))
        if is_array(part):
            return np.asarray(noise).astype(part.dtype) if np.ndim(part) else part.dtype.type(noise)
        return complex(noise) if isinstance(part, complex) else float(noise)

    def keep_array(part: Any) -> Any:
        made = one(part)
        return np.asarray(made) if isinstance(part, np.ndarray) else made

    return map_leaves(keep_array, value)


def is_array(part: Any) -> bool:
    return isinstance(part, (np.ndarray, np.generic))


def zeros_of(value: Any) -> Any:
    return map_leaves(lambda part: np.zeros(np.shape(part), part.dtype) if is_array(part) else 0.0, value)


def precision(values: Any) -> str:
    """float32 when an operand is of that type, else float64."""
    dtypes = {str(part.dtype) for part in leaves(values) if is_array(part)}
    return "float32" if "float32" in dtypes else "float64"


def check(rule: Rule, case: Case, seed: int = 0) -> None:
    """Raise AssertionError if the rule is wrong at the point, in any operand."""
    rng = np.random.default_rng(seed)
    expected = rule.reference(*case.operands, **case.keywords)
    if not rule.dots:
        (y,) = rule.fn(*case.operands, **case.keywords)
        assert_same(y, expected)
        return
    y_bar = random_like(expected, rng)
    values = dict(zip(rule.operands, case.operands, strict=True))
    active = [name for name in rule.dots if values[name] is not None]
    dots = {name: random_like(values[name], rng) for name in active}
    for name in active:
        tangents = [dots[k] if k == name else 0.0 if values[k] is None else zeros_of(values[k]) for k in rule.dots]
        y, y_dot, *bars = rule.fn(*case.operands, *tangents, y_bar, **case.keywords)
        assert_same(y, expected)
        bar = bars[rule.dots.index(name)]
        if isinstance(values[name], list | tuple) and is_array(bar):  # its rows are those of the items
            bar = list(bar)
        check_tangent(rule, case, name, dots[name], y_dot)
        check_shapes(rule, values[name], y, bar)
        check_dtypes(case, values[name], y, bar)
        check_adjoint(rule, case, y_bar, y_dot, reduced(bar, values[name]) if rule.broadcasts else bar, dots[name])
    tangents = [dots.get(k, 0.0) for k in rule.dots]
    y, y_dot, *bars = rule.fn(*case.operands, *tangents, y_bar, **case.keywords)
    check_tangent(rule, case, None, dots, y_dot)


def assert_same(y: Any, expected: Any) -> None:
    for got, want in zip(leaves(y), leaves(expected), strict=True):
        if np.iscomplexobj(want):  # Python and NumPy multiply complex numbers in different orders
            np.testing.assert_allclose(got, want, rtol=1e-14)
        else:
            np.testing.assert_array_equal(got, want)
        assert np.asarray(got).dtype == np.asarray(want).dtype
        assert np.shape(got) == np.shape(want)


def check_tangent(rule: Rule, case: Case, name: str | None, direction: Any, y_dot: Any) -> None:
    """y_dot against central differences in one operand (or in all, when name is None), in float64."""

    def shifted(h: float) -> Any:
        moved = []
        for k, value in zip(rule.operands, case.operands, strict=True):
            along = direction.get(k) if name is None else direction if k == name else None
            widened = map_leaves(widen, value) if k in rule.dots else widen(value)
            moved.append(widened if along is None else map_leaves(lambda u, v: u + h * widen(v), widened, along))
        return rule.reference(*moved, **case.keywords)

    rtol, _ = TOLERANCES[precision(case.operands)]
    for above, below, got in zip(leaves(shifted(STEP)), leaves(shifted(-STEP)), leaves(y_dot), strict=True):
        slope = (np.asarray(above) - np.asarray(below)) / (2 * STEP)
        assert np.shape(got) == np.shape(slope)
        scale = np.max(np.abs(slope), initial=1e-3)
        np.testing.assert_allclose(got, slope, rtol=rtol, atol=rtol * scale)


def widen(part: Any) -> Any:
    return part.astype(np.float64) if getattr(part, "dtype", None) == np.float32 else part


def check_shapes(rule: Rule, value: Any, y: Any, bar: Any) -> None:
    """A contribution has the operand's shape, and in a family that broadcasts, that of y."""
    for one, part in zip(leaves(value), leaves(bar), strict=True):
        assert np.shape(part) == np.shape(y if rule.broadcasts else one)


def check_dtypes(case: Case, value: Any, y: Any, bar: Any) -> None:
    """No contribution to an array is wider than the operands and y."""
    kinds = {part.dtype for part in (*leaves(case.operands), *leaves(y)) if is_array(part) and part.dtype.kind in "fc"}
    for one, part in zip(leaves(value), leaves(bar), strict=True):
        assert not is_array(one) or np.can_cast(np.asarray(part).dtype, np.result_type(*kinds))


def reduced(bar: Any, value: Any) -> Any:
    """A contribution of the shape of y, summed down to the operand's."""
    return _primitives.unbroadcast(np.asarray(bar), np.shape(value))


def check_adjoint(rule: Rule, case: Case, y_bar: Any, y_dot: Any, bar: Any, direction: Any) -> None:
    _, rtol = TOLERANCES[precision(case.operands)]
    left, right = dot(y_bar, y_dot), dot(bar, direction)
    scale = sum(float(np.sum(np.abs(np.asarray(part)))) for part in leaves(y_dot))
    np.testing.assert_allclose(right, left, rtol=rtol, atol=rtol * max(scale, 1e-6))
