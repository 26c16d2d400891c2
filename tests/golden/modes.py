"""The texts that are expected of forward mode, of derivatives of derivatives and of checkpoints: of what, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sdiff import checkpoint, grad, hessian, hvp, jacfwd, jacrev
from s2sdiff.api import _derivative
from s2sdiff.options import Options

from .pairs import PAIRS

PAIR = {pair.name: pair for pair in PAIRS}


# --- a few more programs ---------------------------------------------------------------------------------------------
def well(x):
    return (x**2 - 1) ** 2


def polar(r, angle):
    return np.array([r * np.cos(angle), r * np.sin(angle)])


def softmax(x):
    e = np.exp(x)
    return e / np.sum(e)


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def mlp(W1, b1, W2, b2, x, t):
    h = np.tanh(x @ W1 + b1)
    y = h @ W2 + b2
    return np.sum((y - t) ** 2) / len(t)


def block(x, W):
    return np.tanh(W @ np.tanh(W @ x))


def deep(x, W):
    y = checkpoint(block)(x, W)
    return np.sum(checkpoint(block)(y, W) ** 2)


def drift(x, rate, n):
    for _ in checkpoint(range(n)):
        x = x + rate * np.sin(x)
    return np.sum(x * x)


def drift_in_chunks(x, rate, n):
    for _ in checkpoint(range(n), schedule="sqrt"):
        x = x + rate * np.sin(x)
    return np.sum(x * x)


def burgers_again(u, dt, steps):
    u = u.copy()
    for _ in checkpoint(range(steps)):
        u[1:] -= dt * u[1:] * (u[1:] - u[:-1])
    return np.sum(u * u)


# --- the texts --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Text:
    """A derivative of one kind, with respect to some of the arguments."""

    kind: str
    primal: Callable[..., Any]
    wrt: tuple[int, ...]
    inputs: Callable[[np.random.Generator], Sequence[Any]]
    optimize: int = 1

    @property
    def name(self) -> str:
        return f"{self.primal.__name__}_{self.kind}_O{self.optimize}"

    @property
    def argnums(self) -> Any:
        return self.wrt[0] if len(self.wrt) == 1 else self.wrt

    def entry(self) -> Any:
        """The derivative function: of the arguments, and of a direction after them or among them."""
        if self.kind in ("jvp", "linearize"):
            return _derivative(self.primal, Options(self.kind, self.wrt, False, optimize=self.optimize))
        if self.kind == "grad_grad":
            return grad(grad(self.primal, optimize=self.optimize), optimize=self.optimize)
        maker = {"grad": grad, "hvp": hvp, "hessian": hessian, "jacfwd": jacfwd, "jacrev": jacrev}[self.kind]
        return maker(self.primal, self.argnums, optimize=self.optimize)

    def arguments(self, values: Sequence[Any], direction: Sequence[Any]) -> list[Any]:
        """Those of the entry, at values and along a direction in what is differentiated."""
        if self.kind == "jvp":
            return [*values, *direction]
        if self.kind == "hvp":
            at = 1 + max(self.wrt)
            return [*values[:at], direction[0] if len(self.wrt) == 1 else tuple(direction), *values[at:]]
        return list(values)


def of_pair(kind: str, name: str, optimize: int = 1) -> Text:
    pair = PAIR[name]
    return Text(kind, pair.primal, pair.wrt, pair.inputs, optimize)


def vector(rng):
    return (rng.normal(size=rng.integers(3, 9)),)


def mlp_inputs(rng):
    n, i, j, k = rng.integers(2, 9, size=4)
    shapes = (i, j), (j,), (j, k), (k,), (n, i), (n, k)
    return [rng.normal(size=shape) for shape in shapes]


def block_inputs(rng):
    d = int(rng.integers(2, 9))
    return rng.normal(size=d), rng.normal(size=(d, d)) / d


def drift_inputs(rng):
    return rng.normal(size=3), 0.1, int(rng.integers(1, 20))


def one(rng):
    return (float(rng.uniform(0.5, 2)),)


def two(rng):
    return float(rng.uniform(0.5, 2)), float(rng.uniform(-2, 2))


TEXTS = (
    *(of_pair("jvp", name, optimize) for name in ("loss", "survey", "leaky", "rnn", "burgers") for optimize in (0, 1)),
    *(of_pair("jvp", name) for name in ("logistic_regression", "normalise", "two_layers", "power", "hinge", "orbit",
                                        "jacobi", "through_a_view", "gather")),
    *(of_pair("hvp", name) for name in ("loss", "logistic_regression", "rnn", "two_layers", "jacobi", "burgers",
                                        "gather")),
    Text("hvp", mlp, (0, 1, 2, 3), mlp_inputs),
    Text("hvp", rosenbrock, (0,), vector),
    Text("hessian", rosenbrock, (0,), vector),
    of_pair("hessian", "loss"),
    Text("grad_grad", well, (0,), one),
    Text("jacfwd", polar, (0, 1), two),
    Text("jacrev", polar, (0, 1), two),
    Text("jacfwd", softmax, (0,), vector),
    Text("jacrev", softmax, (0,), vector),
    of_pair("linearize", "rnn"),
    Text("linearize", mlp, (0, 1, 2, 3), mlp_inputs),
    Text("grad", deep, (0, 1), block_inputs),
    Text("hvp", deep, (0, 1), block_inputs),
    Text("grad", drift, (0, 1), drift_inputs),
    Text("grad", drift_in_chunks, (0, 1), drift_inputs),
    Text("jvp", drift, (0, 1), drift_inputs),
    Text("grad", burgers_again, (0,), PAIR["burgers"].inputs),
)  # fmt: skip
