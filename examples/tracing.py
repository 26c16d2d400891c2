"""The lecture's way, by tracing, in a page; and the same derivative by reading the source.

autograd runs a function on Nodes, which record what happens to them: `value`, `fun`, `args` and `kwargs`, `parents`.
Its backward pass goes through the record from the end, and adds up the adjoints of each Node. s2sdiff reads the
function instead, and writes the lines of that backward pass. Both find the same operations and the same numbers.

    python examples/tracing.py
    python examples/tracing.py my_picture.svg
    s2sdiff trace examples/tracing.py:logistic
    s2sdiff trace examples/tracing.py:logistic2
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from s2sdiff import differentiate, grad, vjp
from s2sdiff.look.run import run_of


def logistic(z):
    return 1.0 / (1.0 + np.exp(-z))


def logistic2(z):
    """The same, by the names of the operations."""
    return np.reciprocal(np.add(1, np.exp(np.negative(z))))


# --- the lecture's record ---------------------------------------------------------------------------------------------
class Node:
    """A value, the operation that made it, with what, and which of that are Nodes."""

    def __init__(self, value, fun=None, args=(), kwargs=None, parents=()):
        self.value, self.fun, self.args, self.kwargs, self.parents = value, fun, args, kwargs or {}, parents

    def __array_ufunc__(self, fun, method, *args, **kwargs):
        """NumPy asks this when one of its functions, or an operator between arrays, gets a Node."""
        values = [arg.value if isinstance(arg, Node) else arg for arg in args]
        parents = [arg for arg in args if isinstance(arg, Node)]
        return Node(fun(*values, **kwargs), fun, args, kwargs, parents)

    def __neg__(self):
        return np.negative(self)

    def __radd__(self, other):
        return np.add(other, self)

    def __rtruediv__(self, other):
        return np.true_divide(other, self)


VJPS = {  # from the adjoint g, the answer and the values of the arguments, for each argument
    np.negative: [lambda g, ans, x: -g],
    np.exp: [lambda g, ans, x: g * ans],
    np.add: [lambda g, ans, x, y: g, lambda g, ans, x, y: g],
    np.true_divide: [lambda g, ans, x, y: g / y, lambda g, ans, x, y: -g * ans / y],
    np.reciprocal: [lambda g, ans, x: -g * ans * ans],
}


def toposort(end):
    """The Nodes from the end on: each after all its children."""
    waiting = {}
    stack = [end]
    while stack:
        node = stack.pop()
        waiting[node] = waiting.get(node, 0) + 1
        if waiting[node] == 1:
            stack += node.parents
    ready = [end]
    while ready:
        node = ready.pop()
        yield node
        for parent in node.parents:
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)


def backward_pass(g, end):
    """The adjoint of each Node, in the order in which they are complete."""
    outgrads = {end: g}
    for node in toposort(end):
        values = [arg.value if isinstance(arg, Node) else arg for arg in node.args]
        for number, arg in enumerate(node.args):
            if isinstance(arg, Node):
                sent = VJPS[node.fun][number](outgrads[node], node.value, *values)
                outgrads[arg] = outgrads[arg] + sent if arg in outgrads else sent
    return outgrads


def make_vjp(f, x):
    """The vector-Jacobian product of f at x, and the record."""
    start = Node(x)
    end = f(start)
    return (lambda g: backward_pass(g, end)[start]), end


# --- beside s2sdiff ---------------------------------------------------------------------------------------------------
def compared(f, z):
    """Prints the record and the code for f; returns the values and the derivatives by both, the record and the run."""
    lecture_vjp, end = make_vjp(f, z)
    print(f"{f.__name__} as the lecture records it, from the end on\n\n{'operation':22} {'value':>8} {'adjoint':>9}")
    for node, adjoint in backward_pass(1.0, end).items():
        print(f"{node.fun.__name__ if node.fun else 'input':22} {node.value:8.4f} {adjoint:9.4f}")

    run = run_of(f, (z,))  # a run of the derivative, whose steps have value, fun, args, kwargs and parents as well
    print("\nand as s2sdiff reads it\n")
    for step in reversed(run.of_role("input", "primal")):
        print(f"{step.name} = {step.text or 'input':17} {step.value:8.4f} {run.adjoint(step).value:9.4f}")
    print(f"\n{differentiate(f, optimize=0).source(z)}")
    value, pullback = vjp(f, z)  # a gradient is the product with the seed 1
    return (end.value, value), (lecture_vjp(1.0), pullback(1.0)[0], grad(f)(z)), (end, run)


def main(path=None, z=1.5):
    """Compares both functions, and draws the graph; returns what `compared` does, of both."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_tracing.svg")
    differentiate(logistic).graph(z).save(path)
    rows = [compared(f, z) for f in (logistic, logistic2)]
    for name, (values, slopes, _) in zip(("logistic", "logistic2"), rows, strict=True):
        print(f"{name:10} value {values[0]:.4f} and {values[1]:.4f}, derivative {slopes[0]:.4f} and {slopes[1]:.4f}")
    print(f"the graph of logistic, with values and adjoints, in {path}")
    return rows


if __name__ == "__main__":
    main()
