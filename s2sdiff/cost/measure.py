"""Runs a function and its derivatives on arguments of given sizes, and has all of it counted."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sdiff import run
from s2sdiff.cost.arguments import Arguments
from s2sdiff.cost.counter import Counter
from s2sdiff.cost.instrument import Instruments
from s2sdiff.cost.operations import Counts, is_float, leaves
from s2sdiff.load import UsageError
from s2sdiff.options import Options
from s2sdiff.pipeline import Compiled, differentiate
from s2sdiff.program import Program
from s2sdiff.pullback import given
from s2sdiff.show import sizes_of

_HERE = ("<s2sdiff cost>", 0)


@dataclass(frozen=True, slots=True)
class Run:
    """What was counted in one run: of the function, or of a mode with one seed, from which several seeds follow."""

    counter: Counter
    file: str = ""  # the emitted module
    text: str = ""

    def counts(self, seeds: int = 1) -> Counts:
        """All operations. What depends on no seed is done once for all of them."""
        return sum(self.counter.once.values(), Counts()) + self.per_seed() * seeds

    def per_seed(self) -> Counts:
        """The operations that depend on the seed."""
        return sum(self.counter.each_seed.values(), Counts())

    def peak(self, seeds: int = 1, *, of_bytes: bool = False) -> int:
        """The most that is alive at once beyond the arguments: numbers, or bytes."""
        return self.counter.lives.peak(seeds, of_bytes=of_bytes)


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a function and of its derivatives in both modes, at given sizes."""

    name: str
    wrt: tuple[str, ...]
    inputs: int  # entries of what is differentiated by
    outputs: int  # entries of what is returned
    arguments: int  # entries of all arguments
    value: Run
    forward: Run
    reverse: Run
    stored: int  # numbers that reverse keeps between its two sweeps, the arguments apart
    stored_bytes: int


def cost_of(f: Any, arguments: Arguments, wrt: Sequence[int], optimize: int = 1) -> Cost:
    """Counts the function, forward mode and reverse mode. `f` is a plain function.

    Raises DifferentiationError where there is no derivative, UsageError where f does not run on these arguments.

    >>> from s2sdiff._examples import square_plus
    >>> from s2sdiff.infer.notation import parse_kinds
    >>> cost = cost_of(square_plus, Arguments(square_plus, parse_kinds("x=f64[3], y=float"), {}), [0])
    >>> cost.inputs, cost.outputs, cost.value.counts()
    (3, 3, Counts(products=0, times=3, plus=3, other=0))
    """
    value, outputs = _value(f, arguments)
    if not outputs:
        raise TypeError(f"{arguments.name} returns no floating-point number, so it has no derivative")
    forward = _forward(f, arguments, wrt, optimize)
    reverse, stored, stored_bytes = _reverse(f, arguments, wrt, optimize)
    values = arguments.values()
    names = tuple(arguments.parameters[k] for k in wrt)
    return Cost(arguments.name, names, entries([values[k] for k in wrt]), outputs, entries(values), value, forward,
                reverse, stored, stored_bytes)  # fmt: skip


def entries(value: Any) -> int:
    """How many floating-point numbers a value holds."""
    return sum(int(np.size(leaf)) for leaf in leaves(value) if is_float(leaf))


def _quietly(name: str) -> contextlib.AbstractContextManager[Any]:
    stack = contextlib.ExitStack()
    stack.enter_context(np.errstate(all="ignore"))
    stack.enter_context(contextlib.redirect_stdout(sys.stderr))  # what f prints is a message
    stack.enter_context(_explained(name))
    return stack


@contextlib.contextmanager
def _explained(name: str) -> Any:
    """An error of the user's function is about the sizes that were asked for."""
    try:
        yield
    except Exception as error:
        fault = f"{name} does not run at these sizes: {type(error).__name__}: {error}"
        raise UsageError(f"{fault}; write kinds and sizes that fit together") from error


# --- runs -------------------------------------------------------------------------------------------------------------
def _value(f: Any, arguments: Arguments) -> tuple[Run, int]:
    counter, values = Counter(Instruments()), arguments.values()
    counter.argument(values)
    with _quietly(arguments.name):
        out = arguments.call(_through(counter, f), values)
    counter.use(out)
    return Run(counter), entries(out)


def _forward(f: Any, arguments: Arguments, wrt: Sequence[int], optimize: int) -> Run:
    compiled, namespace = _compiled(f, arguments, wrt, "jvp", optimize)
    counter, values = Counter(Instruments()), arguments.values()
    tangents = [seed_like(values[k]) for k in wrt]
    counter.argument(values)
    counter.argument(tangents, seeded=True)
    with _quietly(arguments.name):
        found = arguments.call(_through(counter, namespace[compiled.entry]), values, tangents)
    counter.use(found)
    return Run(counter, namespace["__file__"], compiled.module.text)


def _reverse(f: Any, arguments: Arguments, wrt: Sequence[int], optimize: int) -> tuple[Run, int, int]:
    compiled, namespace = _compiled(f, arguments, wrt, "vjp", optimize)
    counter, values = Counter(Instruments()), arguments.values()
    counter.argument(values)
    with _quietly(arguments.name):
        out, saved = arguments.call(_through(counter, namespace[compiled.entry]), values)
        counter.use((out, saved))
        lives = counter.lives
        held = lives.held(leaves(saved))
        bars = given(compiled.taken, out, seed_like(out))
        counter.argument(bars, seeded=True)
        found = _through(counter, namespace[compiled.backward])(saved, *bars)
    counter.use((found, saved))  # who calls for a second cotangent needs all that was saved
    stored = sum(lives.numbers[k] for k in held), sum(lives.bytes[k] for k in held)
    return Run(counter, namespace["__file__"], compiled.module.text), *stored


def _compiled(f: Any, arguments: Arguments, wrt: Sequence[int], kind: str,
              optimize: int) -> tuple[Compiled, dict[str, Any]]:  # fmt: skip
    kinds = arguments.kinds
    compiled = differentiate(Program(sizes_of(kinds)), f, kinds, Options(kind, tuple(wrt), False, optimize=optimize))
    return compiled, run.execute(compiled.module)


def _through(counter: Counter, fn: Any) -> Callable[..., Any]:
    """The function, run so that it is counted."""
    return lambda *args, **kwargs: counter.call(_HERE, fn, *args, **kwargs)


def seed_like(value: Any) -> Any:
    """Ones in the structure of a value, zero for what is no float: the seed of a sweep.

    >>> seed_like((2.0, [np.zeros(2)], 3))
    (1.0, [array([1., 1.])], 0.0)
    """
    if isinstance(value, tuple | list):
        return type(value)(map(seed_like, value))
    if isinstance(value, dict):
        return {key: seed_like(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return np.ones_like(value) if is_float(value) else 0.0
    return type(value)(float("1")) if is_float(value) else 0.0  # an object of its own
