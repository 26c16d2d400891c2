"""Arguments of given kinds and sizes, to run a function on: numbers between 1/2 and 1, whole numbers that are given."""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from s2sdiff.identity import plain, signature_of
from s2sdiff.infer.description import describe
from s2sdiff.infer.observe import observe
from s2sdiff.infer.probe import dims_of
from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, Static
from s2sdiff.load import UsageError
from s2sdiff.program import parsed

_SIZE = re.compile(r"\s*([^\W\d]\w*)\s*=\s*(\d+)\s*")


def parse_sizes(text: str) -> dict[str, int]:
    """`"n=100, m=5"` as a dict. Raises UsageError.

    >>> parse_sizes("n=100, m=5")
    {'n': 100, 'm': 5}
    """
    found: dict[str, int] = {}
    for part in text.split(",") if text.strip() else ():
        match = _SIZE.fullmatch(part)
        if match is None:
            raise UsageError(f'cannot read {part.strip()!r} in --sizes "{text}"; write it as --sizes "n=100, m=5"')
        found[match[1]] = int(match[2])
    return found


class Arguments:
    """What a function is run on. Each `values()` is the same, and new: a run may change what it is given."""

    def __init__(self, f: Any, known: Mapping[str, Abstract], sizes: Mapping[str, int]):
        self.name = parsed(f).name
        self.parameters = [param.name for param in parsed(f).params]
        self.keyword = [param.name for param in parsed(f).params if param.kind == "keyword"]
        self.sizes = sizes
        signature = signature_of(plain(f)).parameters
        self.defaults = {name: signature[name].default for name in self.parameters
                         if signature[name].default is not inspect.Parameter.empty}  # fmt: skip
        self.known = dict(known)
        self._check()

    @property
    def kinds(self) -> list[Abstract]:
        """The kind of each: as it was said, else that of the default."""
        symbols: dict[int, str] = {}
        return [self.known[name] if name in self.known else observe(self.defaults[name], symbols)
                for name in self.parameters]  # fmt: skip

    def values(self) -> list[Any]:
        """All arguments, in the order of the parameters."""
        rng = np.random.default_rng(0)
        return [self._value(name, rng) for name in self.parameters]

    def call(self, run: Any, values: Sequence[Any], tangents: Sequence[Any] = ()) -> Any:
        """Calls a function that has the parameters of this one, and after the positional ones those of tangents."""
        given = dict(zip(self.parameters, values, strict=True))
        keyword = {name: given.pop(name) for name in self.keyword}
        return run(*given.values(), *tangents, **keyword)

    def _value(self, name: str, rng: np.random.Generator) -> Any:
        if name in self.defaults and name not in self.sizes:
            default = self.defaults[name]
            if name not in self.known or observe(default, {}) == self.known[name]:
                return copy.deepcopy(default)
        return value_of(self.known[name], self.sizes, rng, name)

    def _check(self) -> None:
        """Raises UsageError where a size or a kind is missing, or a size is for nothing."""
        unknown = [name for name in self.parameters if name not in self.known and name not in self.defaults]
        if unknown:
            example = ", ".join(f"{name}=f64[100]" for name in unknown)
            raise UsageError(f'nothing says what {", ".join(unknown)} of {self.name} is; write --at "{example}"')
        dims = [dim for kind in self.known.values() for dim in dims_of(kind)]
        named = list(dict.fromkeys(dim for dim in dims if isinstance(dim, str)))
        whole = [name for name in self.parameters if _is_whole(self.known.get(name))]
        wanted = [*named, *(name for name in whole if name not in self.defaults)]
        missing = [name for name in wanted if name not in self.sizes]
        if missing:
            example = ", ".join(f"{name}=100" for name in missing)
            raise UsageError(f'the cost depends on {", ".join(missing)}; add --sizes "{example}"')
        for name, size in self.sizes.items():
            if name not in (*named, *whole):
                has = f"; --sizes is for {', '.join([*named, *whole])}" if named or whole else "; leave --sizes out"
                raise UsageError(f"{self.name} has no size {name}{has}")
            if size == 1 and name in named:
                raise UsageError(f"the size {name} is 1, and a size with a name is not; write 1 in --at")


def _is_whole(kind: Abstract | None) -> bool:
    """Whether a value of this kind is one whole number, which may be a size."""
    match kind:
        case Num(name):
            return name in ("int", "bool")
        case Arr(str(dtype), ()):
            return np.dtype(dtype).kind in "iub"
        case _:
            return False


def value_of(kind: Abstract, sizes: Mapping[str, int], rng: np.random.Generator, name: str) -> Any:
    """A value of this kind. Raises UsageError for a kind that says too little.

    >>> value_of(Arr("float32", ("n", 3)), {"n": 2}, np.random.default_rng(0), "x").shape
    (2, 3)
    """
    match kind:
        case Num("int" | "bool"):
            return (int if kind.kind == "int" else bool)(sizes[name])
        case Num():
            return (complex if kind.kind == "complex" else float)(rng.uniform(0.5, 1.0))
        case Arr(str(dtype), tuple(shape), scalar):
            return _array(dtype, tuple(sizes.get(str(dim), dim) for dim in shape), scalar, sizes.get(name, 0), rng)
        case Seq(made, tuple(items)):
            found = [value_of(item, sizes, rng, f"{name}[{k}]") for k, item in enumerate(items)]
            return found if made == "list" else tuple(found)
        case Map(keys, items):
            return {key: value_of(item, sizes, rng, f"{name}[{key!r}]") for key, item in zip(keys, items, strict=True)}
        case Static(value):
            return value
        case Seq(made):
            each = "[f64[5, 4], f64[3, 5]]" if made == "list" else "(f64[5, 4], f64[3, 5])"
            raise UsageError(f'{name} is {describe(kind)}, of any length; write each item, as --at "{name}={each}"')
        case _:
            raise UsageError(f'{name} is {describe(kind)}, which has no sizes; write them, as --at "{name}=f64[100]"')


def _array(dtype: str, shape: tuple[Any, ...], scalar: bool, whole: int, rng: np.random.Generator) -> Any:
    """Entries that most functions take; an array of whole numbers is zeros, which are indices of anything."""
    if np.dtype(dtype).kind in "iub":
        found = np.full(shape, whole, dtype)
    else:
        found = np.asarray(rng.uniform(0.5, 1.0, shape)).astype(dtype)
    return found[()] if scalar else found
