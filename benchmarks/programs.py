"""The programs of the benchmark in a small and a large size, beside their hand-written derivatives."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import memory
from golden import arrays, calls, control_flow, mutation, pairs, straight_line

PAIRS = pairs.PAIRS
LOSS = straight_line.loss
LOSS_ARGUMENTS = (0.3, -0.2, 1.5, 1.0)
PEAK, HEAT = memory.peak, memory.heat
HEAT_ARGUMENTS = (np.random.default_rng(0).normal(size=(64, 64)), 0.2)
BURGERS = mutation.burgers
RNN = control_flow.rnn
BURGERS_ARGUMENTS = (np.random.default_rng(0).random(4001), 0.1)


@dataclass(frozen=True)
class Case:
    """A derivative by s2sdiff against the one written by hand, for one size."""

    size: str
    primal: Callable[..., Any]
    golden: Callable[..., Any]
    wrt: tuple[int, ...]
    arguments: tuple[Any, ...]

    @property
    def name(self) -> str:
        return f"{self.primal.__name__} {self.size}"

    @property
    def argnums(self) -> Any:
        return self.wrt[0] if len(self.wrt) == 1 else self.wrt

    def check(self, derivative: Callable[..., Any]) -> None:
        """The derivative gives the numbers of the one written by hand: what is wrong need not be timed."""
        (value, found), (golden_value, golden) = derivative(*self.arguments), self.golden(*self.arguments)
        gradients = zip(found, golden, strict=True) if len(self.wrt) > 1 else [(found, golden)]
        for one, other in [(value, golden_value), *gradients]:
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)


def regression(n: int, d: int, size: str) -> Case:
    rng = np.random.default_rng(0)
    arguments = (rng.normal(size=d) / d, 0.1, rng.normal(size=(n, d)), (rng.random(n) > 0.5).astype(float))
    return Case(size, arrays.logistic_regression, arrays.logistic_regression_value_and_grad, (0, 1), arguments)


def normalise(n: int, d: int, size: str) -> Case:
    rng = np.random.default_rng(0)
    return Case(size, arrays.normalise, arrays.normalise_value_and_grad, (0, 1),
                (rng.normal(size=(n, d)), rng.normal(size=d)))  # fmt: skip


def rnn(steps: int, d: int, size: str) -> Case:
    rng = np.random.default_rng(0)
    arguments = (rng.normal(size=(d, d)) / d, rng.normal(size=(steps, d)), rng.normal(size=d))
    return Case(size, control_flow.rnn, control_flow.rnn_value_and_grad, (0, 1, 2), arguments)


def two_layers(d: int, size: str) -> Case:
    rng = np.random.default_rng(0)
    arguments = (rng.normal(size=(d, d)) / d, rng.normal(size=(d, d)) / d, rng.normal(size=d))
    return Case(size, calls.two_layers, calls.two_layers_value_and_grad, (0, 1, 2), arguments)


def jacobi(n: int, steps: int, size: str) -> Case:
    rng = np.random.default_rng(0)
    return Case(size, mutation.jacobi, mutation.jacobi_value_and_grad, (0, 1),
                (rng.normal(size=n), rng.normal(size=n), steps))  # fmt: skip


def burgers(n: int, steps: int, size: str) -> Case:
    u = np.random.default_rng(0).random(n)
    return Case(size, mutation.burgers, mutation.burgers_value_and_grad, (0,), (u, 0.1, steps))


def through_a_view(size: str) -> Case:
    x = np.random.default_rng(0).normal(size=3)
    return Case(size, mutation.through_a_view, mutation.through_a_view_value_and_grad, (0,), (x,))


def gather(n: int, d: int, count: int, size: str) -> Case:
    rng = np.random.default_rng(0)
    return Case(size, mutation.gather, mutation.gather_value_and_grad, (0,),
                (rng.normal(size=(n, d)), rng.integers(n, size=count)))  # fmt: skip


def cases() -> list[Case]:
    return [
        regression(8, 4, "n=8 d=4"), regression(1000, 50, "n=1000 d=50"),
        normalise(8, 4, "8x4"), normalise(1000, 50, "1000x50"),
        rnn(8, 4, "T=8 d=4"), rnn(50, 64, "T=50 d=64"),
        two_layers(8, "d=8"), two_layers(256, "d=256"),
        jacobi(8, 4, "n=8 T=4"), jacobi(10_000, 50, "n=10000 T=50"),
        burgers(8, 4, "n=8 T=4"), burgers(10_000, 50, "n=10000 T=50"),
        through_a_view("n=3"),
        gather(8, 4, 12, "8x4"), gather(1000, 50, 3000, "1000x50"),
    ]  # fmt: skip


def straight_line_source(count: int) -> str:
    """A function of as many statements, each of which uses x and the one before."""
    lines = [f"    v{k} = np.sin(v{k - 1}) * x + 0.5" for k in range(1, count)]
    return "\n".join(["import numpy as np", "", "", "def f(x):", "    v0 = x", *lines, f"    return v{count - 1}", ""])
