"""Symbolic against automatic differentiation: layers of the soft ReLU, log(1 + exp(w x + b)).

A symbolic derivative is a formula, which repeats what the function has computed already and grows with each layer, for
each weight. An automatic one is a procedure: it uses what was computed, and costs a constant number of operations a
layer for all weights together.

    python examples/soft_relu.py
    python examples/soft_relu.py my_picture.png
    s2sdiff show examples/soft_relu.py:one_layer --wrt w
"""

import math
import sys
import tempfile
from pathlib import Path

import numpy as np
import sympy
from matplotlib.figure import Figure

from s2sdiff import differentiate, grad
from s2sdiff.cost.at import cost_at

LAYERS = range(1, 11)


def one_layer(w: float, x: float, b: float):
    return math.log(1 + math.exp(w * x + b))


def two_layers(w1: float, w2: float, x: float, b1: float, b2: float):
    return one_layer(w2, one_layer(w1, x, b1), b2)


def layers(x, ws, bs):
    """As many layers as there are weights."""
    for w, b in zip(ws, bs, strict=True):
        x = np.log(1 + np.exp(w * x + b))
    return x


def one_layer_formula(w, x, b):
    """Mathematica's Out[11]. The lecture's slide has w in place of the last x, which is no derivative by w."""
    return math.exp(b + w * x) * x / (1 + math.exp(b + w * x))


def two_layers_formula(w1, w2, x, b1, b2):
    """Mathematica's Out[19], the derivative by w1."""
    inner = math.log(1 + math.exp(b1 + w1 * x))
    top = math.exp(b1 + b2 + w1 * x + w2 * inner) * w2 * x
    return top / ((1 + math.exp(b1 + w1 * x)) * (1 + math.exp(b2 + w2 * inner)))


def symbolic(count):
    """The derivatives of so many layers by every weight w1, w2, …, and their symbols: x, the weights, the biases."""
    x, *symbols = sympy.symbols(["x", *(f"{name}{k}" for name in "wb" for k in range(1, count + 1))])
    ws, bs = symbols[:count], symbols[count:]
    out = x
    for w, b in zip(ws, bs, strict=True):
        out = sympy.log(1 + sympy.exp(w * out + b))
    return [sympy.diff(out, w) for w in ws], [x, ws, bs]


def sizes(count):
    """The operations and the characters of sympy's gradient, and the operations of the code that s2sdiff writes."""
    formulas, _ = symbolic(count)
    kinds = ", ".join(["float"] * count)
    cost = cost_at(layers, f"x=float, ws=[{kinds}], bs=[{kinds}]", wrt=(1,))
    return (int(sum(sympy.count_ops(formula) for formula in formulas)), sum(len(str(formula)) for formula in formulas),
            cost.reverse.counts().total)  # fmt: skip


def largest_difference(count, rng):
    """Between the two gradients by all weights, at random numbers."""
    formulas, symbols = symbolic(count)
    x, ws, bs = float(rng.normal()), rng.normal(size=count).tolist(), rng.normal(size=count).tolist()
    evaluated = sympy.lambdify(symbols, formulas)(x, ws, bs)
    return float(np.max(np.abs(np.array(evaluated) - grad(layers, argnums=1)(x, ws, bs))))


def draw(path, rows):
    """Operations against layers."""
    figure = Figure(figsize=(6, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.semilogy(LAYERS, [row[0] for row in rows], "o-", label="sympy: the derivative by every weight")
    axes.semilogy(LAYERS, [row[2] for row in rows], "D-", label="s2sdiff: the value and all of them")
    axes.set(xlabel="layers of log(1 + exp(w x + b))", ylabel="operations")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(path)


def main(path=None):
    """Prints and draws the sizes of both derivatives; returns them, and the largest difference of their numbers."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_soft_relu.png")
    w, x, b = 0.4, 1.3, 0.2
    print(differentiate(one_layer).source(w, x, b))
    print(f"one layer at w = {w}, x = {x}, b = {b}:   s2sdiff {grad(one_layer)(w, x, b):.4f}   "
          f"formula {one_layer_formula(w, x, b):.4f}\n")  # fmt: skip

    rows = [sizes(count) for count in LAYERS]
    rng = np.random.default_rng(0)
    difference = max(largest_difference(count, rng) for count in LAYERS)
    print("        sympy: the derivatives by     s2sdiff: value\n"
          "layers  all weights, characters, ops    and gradient, ops")  # fmt: skip
    for count, (formula_ops, characters, ops) in zip(LAYERS, rows, strict=True):
        print(f"{count:6} {characters:17} {formula_ops:11} {ops:14}")
    print(f"\nlargest difference of the gradients: {difference:.0e}")
    draw(path, rows)
    print(f"picture in {path}")
    return rows, difference


if __name__ == "__main__":
    main()
