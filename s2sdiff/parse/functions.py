"""Functions as values before the run: from outside, derivatives, pullbacks. Those defined inside are in `local.py`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from s2sdiff.ir import Operand
from s2sdiff.options import Options, vectors
from s2sdiff.parse.calls import Callee
from s2sdiff.parse.local import LocalFunction, parameter_names
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import FunctionValue


@dataclass(frozen=True, eq=False, slots=True)
class FreeFunction(FunctionValue):
    """A function of the user's from outside, by the expression that means it."""

    function: Any
    path: str


@dataclass(frozen=True, eq=False, slots=True)
class Derived(FunctionValue):
    """A derivative of a function, or the function itself (no options) under `checkpoint`."""

    of: LocalFunction | FreeFunction
    options: Options | None
    keeps_arguments: bool = False

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        of = self.of.moved(f)
        assert isinstance(of, LocalFunction | FreeFunction)
        return replace(self, of=of)

    def local(self) -> Iterator[FunctionValue]:
        return self.of.local()


@dataclass(frozen=True, eq=False, slots=True)
class Pullback(FunctionValue):
    """What `vjp` returns besides the value: the derivative, and everything that it was given, as it was then."""

    callee: Callee
    given: tuple[Operand, ...]
    out: Operand

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        return replace(self, given=tuple(map(f, self.given)), out=f(self.out))


Applied: TypeAlias = "LocalFunction | FreeFunction | Derived"


def is_derived(meaning: Meaning) -> bool:
    """Whether a free name means a derivative, or a function under `differentiate`."""
    return hasattr(meaning.value, "__s2sdiff__") or hasattr(meaning.value, "__s2sdiff_primal__")


def function_meant(meaning: Meaning) -> FunctionValue | None:
    """What a free name means as a function: a plain one, a derivative, or a decorated one."""
    value = meaning.value
    state = getattr(value, "__s2sdiff__", None)
    if state is not None:
        return Derived(FreeFunction(state.f, meaning.path), state.options)
    function = getattr(value, "__s2sdiff_primal__", value)
    return FreeFunction(function, meaning.path) if inspect.isfunction(function) else None


def derivative_of(value: Applied, options: Options) -> Derived:
    """A derivative of a function, or of a derivative."""
    if isinstance(value, Derived):
        return Derived(value.of, replace(options, inner=value.options))
    return Derived(value, options)


def name_of(value: Applied) -> str:
    """What a function, or what a derivative is of, is called."""
    match value:
        case Derived(of=of):
            return name_of(of)
        case FreeFunction(path=path):
            return path
        case _:
            return value.name


def parameters_of(value: Applied) -> list[str]:
    """The parameters of a function, the vectors of `hvp` among them."""
    match value:
        case Derived(of=of, options=options):
            return _with_vectors(vectors(options, parameters_of(of), None))
        case FreeFunction(function=function):
            return list(inspect.signature(function, follow_wrapped=False).parameters)
        case _:
            return parameter_names(value.node)


def _with_vectors(names: Sequence[str | None]) -> list[str]:
    """Names for the vectors, none of which is another parameter's."""
    made: list[str] = []
    for name in names:
        number = 0
        while name is None:
            tried = f"v_{number}" if number else "v"
            name, number = (tried if tried not in {*names, *made} else None), number + 1
        made.append(name)
    return made
