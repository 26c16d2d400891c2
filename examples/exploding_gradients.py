"""Exploding and vanishing gradients, seen through the recursion δ(l-1) = φ'(s(l-1)) ⊙ W(l)ᵀ δ(l).

Each layer multiplies δ by a matrix. If its entries are large the gradients of the first layers explode, if they are
small these vanish, and only in between, at the variance 2 / n for rectified units, do they keep their size.

    python examples/exploding_gradients.py
    python examples/exploding_gradients.py my_picture.png
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from s2sdiff import grad

DEPTH, WIDTH = 40, 100
GAINS = (0.8, 1.0, 1.25)


def error(biases, weights, x, t):
    """Layers of rectified units; the gradient by a layer's bias is its δ."""
    z = x
    for W, b in zip(weights, biases, strict=True):
        z = np.maximum(W @ z + b, 0)
    return np.sum((z - t) ** 2) / 2


def network(gain, rng):
    """The biases, zero, and the weights, of the standard deviation gain · √(2 / n)."""
    biases = [np.zeros(WIDTH) for _ in range(DEPTH)]
    return biases, [gain * np.sqrt(2 / WIDTH) * rng.normal(size=(WIDTH, WIDTH)) for _ in range(DEPTH)]


def by_recursion(biases, weights, x, t):
    """The δ of every layer, by hand."""
    z = [x]
    for W, b in zip(weights, biases, strict=True):
        z.append(np.maximum(W @ z[-1] + b, 0))
    deltas = [(z[-1] > 0) * (z[-1] - t)]
    for W, value in zip(weights[:0:-1], z[-2:0:-1], strict=True):
        deltas.insert(0, (value > 0) * (W.T @ deltas[0]))
    return deltas


def draw(path, norms):
    """|δ| against the layer, for every gain."""
    figure = Figure(figsize=(6.5, 4.2), layout="constrained")
    axes = figure.subplots()
    for gain, values in norms.items():
        axes.semilogy(range(1, DEPTH + 1), values, "o-", ms=3, label=f"standard deviation {gain} √(2 / n)")
    axes.set(xlabel="layer", ylabel="|δ|, relative to the last layer's")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(path)


def main(path=None):
    """Prints and draws the size of δ in each layer; returns it for each gain, and the largest error of the δ."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_exploding.png")
    norms, errors = {}, []
    for gain in GAINS:
        rng = np.random.default_rng(0)
        biases, weights = network(gain, rng)
        x, t = rng.normal(size=(2, WIDTH))
        deltas = grad(error)(biases, weights, x, t)
        errors += [np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs))
                   for ours, theirs in zip(deltas, by_recursion(biases, weights, x, t), strict=True)]  # fmt: skip
        sizes = np.array([np.linalg.norm(delta) for delta in deltas])
        norms[gain] = sizes / sizes[-1]

    print(f"{DEPTH} layers of {WIDTH} rectified units: |δ| relative to the last layer's\n")
    print("layer " + "".join(f"{f'gain {gain}':>12}" for gain in GAINS))
    for layer in (*range(0, DEPTH, 8), DEPTH - 1):
        print(f"{layer + 1:5} " + "".join(f"{norms[gain][layer]:12.1e}" for gain in GAINS))
    print(f"\nlargest relative difference from the recursion by hand: {max(errors):.0e}")
    draw(path, norms)
    print(f"picture in {path}")
    return norms, max(errors)


if __name__ == "__main__":
    main()
