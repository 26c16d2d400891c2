"""The programs of the benchmark in a small and a large size, beside their hand-written derivatives."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from golden import arrays, calls, control_flow, pairs, straight_line

PAIRS = pairs.PAIRS
LOSS = straight_line.loss
LOSS_ARGUMENTS = (0.3, -0.2, 1.5, 1.0)


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


def cases() -> list[Case]:
    return [
        regression(8, 4, "n=8 d=4"), regression(1000, 50, "n=1000 d=50"),
        normalise(8, 4, "8x4"), normalise(1000, 50, "1000x50"),
        rnn(8, 4, "T=8 d=4"), rnn(50, 64, "T=50 d=64"),
        two_layers(8, "d=8"), two_layers(256, "d=256"),
    ]  # fmt: skip


def straight_line_source(count: int) -> str:
    """A function of as many statements, each of which uses x and the one before."""
    lines = [f"    v{k} = np.sin(v{k - 1}) * x + 0.5" for k in range(1, count)]
    return "\n".join(["import numpy as np", "", "", "def f(x):", "    v0 = x", *lines, f"    return v{count - 1}", ""])
