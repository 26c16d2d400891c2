"""The layered network, whose derivative the textbooks work out by hand, and the derivative that s2sdiff writes.

    s(l) = W(l) z(l-1) + b(l),   z(l) = φ(s(l)),   E = |z(L) - t|² / 2

    δ(l-1) = φ'(s(l-1)) ⊙ W(l)ᵀ δ(l),   ∂E/∂W(l) = δ(l) z(l-1)ᵀ,   ∂E/∂b(l) = δ(l),   where δ(l) = ∂E/∂s(l)

The code has the same three lines for each layer: `b2_bar` is δ(2), for the adjoint of a sum is that of its terms.

    python examples/layered_network.py
"""

import re
from itertools import pairwise

import numpy as np

from s2sdiff import differentiate


def error(x, t, W1, b1, W2, b2, W3, b3):
    s1 = W1 @ x + b1
    z1 = np.tanh(s1)
    s2 = W2 @ z1 + b2
    z2 = np.tanh(s2)
    s3 = W3 @ z2 + b3
    z3 = np.tanh(s3)
    return np.sum((z3 - t) ** 2) / 2


def backpropagation(x, t, *layers):
    """The gradients as the textbooks have them."""
    weights, biases = layers[0::2], layers[1::2]
    z = [x]
    for W, b in zip(weights, biases, strict=True):
        z.append(np.tanh(W @ z[-1] + b))
    slopes = [1 - value**2 for value in z]  # φ' of the tanh, from its value
    delta = slopes[-1] * (z[-1] - t)
    found = []
    for layer in reversed(range(len(weights))):
        found[:0] = [np.outer(delta, z[layer]), delta]
        delta = slopes[layer] * (weights[layer].T @ delta)
    return found


def recursion(source, layer):
    """The lines of the emitted code for a layer: W(l)ᵀ δ(l), δ(l-1), and δ(l-1) z(l-2)ᵀ."""
    names = (f"z{layer - 1}_bar", f"b{layer - 1}_bar", f"W{layer - 1}_bar")
    return [re.search(rf"^ +({name} = .*)$", source, re.MULTILINE)[1] for name in names]


def main(sizes=(3, 5, 4, 2)):
    """Prints the derivative and its lines for each layer; returns them, and the largest error of the gradients."""
    rng = np.random.default_rng(0)
    layers = []
    for columns, rows in pairwise(sizes):
        layers += [rng.normal(size=(rows, columns)), rng.normal(size=rows)]
    x, t = rng.normal(size=sizes[0]), rng.normal(size=sizes[-1])

    f = differentiate(error, wrt=("W1", "b1", "W2", "b2", "W3", "b3"))
    source = f.source(x, t, *layers)
    print(source)
    found = {layer: recursion(source, layer) for layer in (3, 2)}
    for layer, (back, delta, product) in found.items():
        print(f"layer {layer}:   {back}   then   {delta}   and   {product}")
    gradients = zip(f.grad(x, t, *layers), backpropagation(x, t, *layers), strict=True)
    largest = max(float(np.max(np.abs(ours - theirs))) for ours, theirs in gradients)
    print(f"\nlargest difference from backpropagation written by hand: {largest:.0e}")
    return found, largest


if __name__ == "__main__":
    main()
