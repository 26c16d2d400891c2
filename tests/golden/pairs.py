"""The pairs of a primal and its hand-written derivative, and inputs for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import arrays, calls, composed, control_flow, mutation, straight_line


@dataclass(frozen=True)
class Pair:
    """`parts` are the functions that the hand-written derivative calls; their statements count as its own."""

    primal: Callable
    golden: Callable
    wrt: tuple[int, ...]
    inputs: Callable[[np.random.Generator], Sequence[Any]]
    parts: tuple[Callable, ...] = ()
    bar: float = 1.25  # emitted statements for each that is written by hand

    @property
    def name(self) -> str:
        return self.primal.__name__

    @property
    def argnums(self) -> Any:
        return self.wrt[0] if len(self.wrt) == 1 else self.wrt


def labels(rng, n):
    return (rng.random(n) > 0.5).astype(float)


def scalars(*low_high):
    return lambda rng: tuple(float(rng.uniform(low, high)) for low, high in low_high)


def regression_inputs(rng):
    n, d = rng.integers(2, 9, size=2)
    return rng.normal(size=d), float(rng.normal()), rng.normal(size=(n, d)), labels(rng, n)


def normalise_inputs(rng):
    n, d = rng.integers(2, 9, size=2)
    return rng.normal(size=(n, d)), rng.normal(size=d)


def rnn_inputs(rng):
    steps, d = rng.integers(2, 9, size=2)
    return rng.normal(size=(d, d)), rng.normal(size=(steps, d)), rng.normal(size=d)


def layers_inputs(rng):
    i, j, k = rng.integers(2, 9, size=3)
    return rng.normal(size=(j, i)), rng.normal(size=(k, j)), rng.normal(size=i)


def least_squares_inputs(rng):
    w, _, X, _ = regression_inputs(rng)
    return w, X, rng.normal(size=len(X)), float(rng.random())


def hinge_inputs(rng):
    w, _, X, t = regression_inputs(rng)
    return w, X, 2.0 * t - 1.0


def jacobi_inputs(rng):
    n, steps = rng.integers(4, 9, size=2)
    return rng.normal(size=n), rng.normal(size=n), int(steps)


def burgers_inputs(rng):
    n, steps = rng.integers(4, 9, size=2)
    return rng.normal(size=n), 0.1, int(steps)


def gather_inputs(rng):
    n, d, count = rng.integers(2, 9, size=3)
    return rng.normal(size=(n, d)), rng.integers(n, size=count)


LOSS = scalars((-2, 2), (-1, 1), (-2, 2), (0, 1))
PAIRS = (
    Pair(straight_line.loss, straight_line.loss_value_and_grad, (0, 1), LOSS),
    Pair(straight_line.survey, straight_line.survey_value_and_grad, (0, 1), scalars((0.5, 3), (-3, 3))),
    Pair(arrays.logistic_regression, arrays.logistic_regression_value_and_grad, (0, 1), regression_inputs),
    Pair(arrays.normalise, arrays.normalise_value_and_grad, (0, 1), normalise_inputs),
    Pair(control_flow.leaky, control_flow.leaky_value_and_grad, (0, 1), scalars((-2, 2), (0, 1))),
    Pair(control_flow.rnn, control_flow.rnn_value_and_grad, (0, 1, 2), rnn_inputs),
    Pair(control_flow.halve, control_flow.halve_value_and_grad, (0,), scalars((-900, 900), (0.3, 0.9))),
    Pair(control_flow.newton_sqrt, control_flow.newton_sqrt_value_and_grad, (0,), scalars((0.1, 9)), bar=1.3),
    Pair(calls.two_layers, calls.two_layers_value_and_grad, (0, 1, 2), layers_inputs,
         (calls.sigmoid_fwd, calls.sigmoid_bwd)),
    Pair(calls.power, calls.power_value_and_grad, (0,), lambda rng: (float(rng.uniform(-2, 2)), int(rng.integers(6))),
         (calls.power_fwd, calls.power_bwd)),
    Pair(composed.least_squares, composed.least_squares_value_and_grad, (0, 3), least_squares_inputs,
         (composed.residual_fwd, composed.residual_bwd, composed.squared_norm_fwd, composed.squared_norm_bwd)),
    Pair(composed.hinge, composed.hinge_value_and_grad, (0,), hinge_inputs, bar=1.75),
    Pair(composed.orbit, composed.orbit_value_and_grad, (0, 1), scalars((-2, 2), (-1, 1), (0.5, 3)),
         bar=1.6),
    Pair(mutation.jacobi, mutation.jacobi_value_and_grad, (0, 1), jacobi_inputs),
    Pair(mutation.burgers, mutation.burgers_value_and_grad, (0,), burgers_inputs),
    Pair(mutation.through_a_view, mutation.through_a_view_value_and_grad, (0,), lambda rng: (rng.normal(size=3),)),
    Pair(mutation.gather, mutation.gather_value_and_grad, (0,), gather_inputs),
)
