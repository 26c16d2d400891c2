"""Values that are numbers and arrays in tuples, lists, dicts and objects; what it is for two to be alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from s2sdiff.fields import fields_of
from s2sdiff.runtime import made, sequence


def parts(value: Any) -> list[Any]:
    """The numbers and arrays of a structure, in order; what is no number counts as the integer 0."""
    if fields_of(value) is not None:
        return [leaf for inner in fields_of(value).values() for leaf in parts(inner)]
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in parts(inner)]
    if isinstance(value, tuple | list):
        return [leaf for inner in value for leaf in parts(inner)]
    return [value] if isinstance(value, int | float | np.generic | np.ndarray) else [0]


def leaf_count(value: Any) -> int:
    """The parts of a structure of any type; of an object, which may hold settings, the floats."""
    if fields_of(value) is not None:
        return len(floats(value))
    if isinstance(value, dict | tuple | list):
        return sum(map(leaf_count, value.values() if isinstance(value, dict) else value))
    return 1


def is_float(leaf: Any) -> bool:
    return np.asarray(leaf).dtype.kind == "f"


def floats(value: Any) -> list[Any]:
    return [leaf for leaf in parts(value) if is_float(leaf)]


def arrays(value: Any) -> list[np.ndarray]:
    return [leaf for leaf in parts(value) if isinstance(leaf, np.ndarray)]


def rebuilt(value: Any, leaves: Iterator[Any]) -> Any:
    """The structure with its float leaves replaced, in order."""
    fields = fields_of(value)
    if fields is not None:
        return made(type(value), **{name: rebuilt(inner, leaves) for name, inner in fields.items()})
    if isinstance(value, dict):
        return {key: rebuilt(inner, leaves) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return sequence(value, [rebuilt(inner, leaves) for inner in value])
    return next(leaves) if isinstance(value, float | np.generic | np.ndarray) and is_float(value) else value


def assert_same(got: Any, want: Any, what: str) -> None:
    """Bit for bit, type for type."""
    assert type(got) is type(want), f"{what}: type {type(got).__name__}, not {type(want).__name__}"
    if fields_of(want) is not None:
        got, want = fields_of(got), fields_of(want)
    if isinstance(want, dict):
        assert list(got) == list(want), f"{what}: keys {list(got)}, not {list(want)}"
        got, want = list(got.values()), list(want.values())
    if isinstance(want, tuple | list):
        assert len(got) == len(want), f"{what}: {len(got)} items, not {len(want)}"
        for k, (one, other) in enumerate(zip(got, want, strict=True)):
            assert_same(one, other, f"{what}[{k}]")
        return
    if isinstance(want, np.ndarray | np.generic):
        assert got.dtype == want.dtype, f"{what}: dtype {got.dtype}, not {want.dtype}"
        assert got.shape == want.shape, f"{what}: shape {got.shape}, not {want.shape}"
    numeric = isinstance(want, float | np.ndarray | np.generic)
    same = np.array_equal(got, want, equal_nan=True) if numeric else got == want
    assert same, f"{what}: {got!r}, not {want!r}"


def assert_like(gradient: Any, argument: Any, what: str) -> None:
    """A gradient has the type, shape and dtype of its argument."""
    fields = fields_of(argument)
    if fields is not None:
        assert type(gradient) is type(argument), f"{what}: a {type(gradient).__name__} for a {type(argument).__name__}"
        assert list(fields_of(gradient)) == list(fields), f"{what}: other fields"
        for name, part in fields.items():
            if floats(part):
                assert_like(getattr(gradient, name), part, f"{what}.{name}")
        return
    if isinstance(argument, dict | tuple | list):
        assert type(gradient) is type(argument), f"{what}: a {type(gradient).__name__} for a {type(argument).__name__}"
        assert len(gradient) == len(argument), f"{what}: {len(gradient)} items, not {len(argument)}"
        keys = list(argument) if isinstance(argument, dict) else list(range(len(argument)))
        assert not isinstance(argument, dict) or list(gradient) == keys, f"{what}: keys {list(gradient)}, not {keys}"
        for key in keys:
            assert_like(gradient[key], argument[key], f"{what}[{key!r}]")
        return
    if type(argument) is float:
        assert isinstance(gradient, float), f"{what}: a {type(gradient).__name__} for a float"
        return
    assert type(gradient) is type(argument), f"{what}: a {type(gradient).__name__} for a {type(argument).__name__}"
    assert gradient.dtype == argument.dtype, f"{what}: dtype {gradient.dtype}, not {argument.dtype}"
    assert gradient.shape == argument.shape, f"{what}: shape {gradient.shape}, not {argument.shape}"
    if isinstance(gradient, np.ndarray):
        assert gradient.flags.writeable, f"{what}: cannot be written to"
