"""The graph of f(x, y) = 1 + x + exp(sin(x y)), and those of its derivatives.

A symbolic derivative is a graph of its own for each input, in which exp(sin(x y)) stands again and again. The code for
both derivatives together goes back over the graph of f: one line or two for each operation, and what f has computed is
used and not computed again.

    python examples/compute_graph.py
    python examples/compute_graph.py my_picture.svg
    s2sdiff graph examples/compute_graph.py:f
    s2sdiff trace examples/compute_graph.py:f
    s2sdiff show examples/compute_graph.py:f --wrt x,y
"""

import math
import sys
import tempfile
from pathlib import Path

import sympy

from s2sdiff import differentiate
from s2sdiff.cost.at import cost_at


def f(x: float, y: float):
    return 1 + x + math.exp(math.sin(x * y))


def partials(x, y):
    """By the rules of calculus."""
    outer = math.exp(math.sin(x * y)) * math.cos(x * y)
    return 1 + outer * y, outer * x


def nodes(formula):
    """The operations, the symbols and the constants in the graph of a formula, each as often as it stands there."""
    return sum(1 for _ in sympy.preorder_traversal(formula))


def symbolic():
    """f and both of its derivatives as formulas."""
    x, y = sympy.symbols("x y")
    formula = 1 + x + sympy.exp(sympy.sin(x * y))
    return formula, sympy.diff(formula, x), sympy.diff(formula, y)


def operations():
    """Of f, and of the code for the value and both derivatives."""
    cost = cost_at(f, "x=float, y=float", wrt=(0, 1))
    return cost.value.counts().total, cost.reverse.counts().total


def main(path=None, x=0.7, y=1.9):
    """Draws the graph, prints sizes; returns the partial derivatives, those by formulas, the sizes, and the graph."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_graph.svg")
    both = differentiate(f, wrt=("x", "y"))
    print(f"the graph of f, a line for each node that is an operation\n\n{both.trace()}\n{both.source()}")
    picture = both.graph(x, y)  # with the value and the adjoint of each node
    picture.save(path)
    found, expected = both.grad(x, y), partials(x, y)
    for name, ours, theirs in zip("xy", found, expected, strict=True):
        print(f"∂f/∂{name} at ({x}, {y}): {ours:.12f}, by the formula {theirs:.12f}")

    formulas = symbolic()
    of_symbols = [(nodes(formula), int(sympy.count_ops(formula))) for formula in formulas]
    of_f, of_all = operations()
    print(f"\n{'':22} nodes  operations")
    for label, (count, ops) in zip(("f", "∂f/∂x by sympy", "∂f/∂y by sympy"), of_symbols, strict=True):
        print(f"{label:22} {count:5} {ops:11}")
    print(f"{'f, ∂f/∂x and ∂f/∂y':22} {sum(n for n, _ in of_symbols):5} {sum(ops for _, ops in of_symbols):11}")
    print(f"{'the same by s2sdiff':22} {'':5} {of_all:11}")
    print(f"\npicture in {path}")
    return found, expected, of_symbols, (of_f, of_all), picture.graph


if __name__ == "__main__":
    main()
