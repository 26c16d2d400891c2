"""Finite differences: how wrong they are, and what they cost.

One-sided, (f(x + h) - f(x)) / h is wrong by a multiple of h; two-sided, (f(x + h) - f(x - h)) / 2h by a multiple of h².
The smaller h is, the more of the difference is rounding: the error falls, and rises again. An automatic derivative has
no h. And a gradient takes one or two values of f for each input, where reverse mode takes a constant number for all.

    python examples/finite_differences.py
    python examples/finite_differences.py my_picture.png
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from s2sdiff import grad
from s2sdiff.cost.at import cost_at

STEPS = np.logspace(-15, 0, 61)
INPUTS = (10, 100, 1000)


def wave(x):
    return np.exp(np.sin(x))


def slope_of_wave(x):
    """By hand, in the longest floating-point numbers there are."""
    x = np.longdouble(x)
    return np.cos(x) * np.exp(np.sin(x))


def valley(x):
    """The Rosenbrock function of any number of inputs."""
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def one_sided(f, x, h):
    """The gradient of f at the vector x from n + 1 values of f."""
    here = f(x)
    return np.array([(f(x + step) - here) / h for step in h * np.eye(len(x))])


def two_sided(f, x, h):
    """The gradient of f at the vector x from 2 n values of f."""
    return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in h * np.eye(len(x))])


def error(slope, x):
    return float(abs(slope / slope_of_wave(x) - 1))


def errors(x=0.7):
    """The relative errors of both differences for every step, and the largest of s2sdiff's at a hundred points."""
    one = [error((wave(x + h) - wave(x)) / h, x) for h in STEPS]
    two = [error((wave(x + h) - wave(x - h)) / (2 * h), x) for h in STEPS]
    return np.array(one), np.array(two), max(error(grad(wave)(x), x) for x in np.linspace(0, 1.5, 100))


def evaluations(gradient, f, n):
    """How many times a gradient by differences calls f."""
    calls = []

    def counted(x):
        calls.append(1)
        return f(x)

    gradient(counted, np.linspace(-1, 1, n), 1e-6)
    return len(calls)


def cost_of_reverse(f, n):
    """The operations in the derivative that s2sdiff writes, the value included, over those of f."""
    cost = cost_at(f, "x=f64[n]", n=n)
    return cost.reverse.counts().total / cost.value.counts().total


def draw(path, one, two, exact, costs):
    """On the left the errors against the step, on the right the costs against the number of inputs."""
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    tiny = np.finfo(float).eps / 4  # where an error of zero is drawn
    left.loglog(STEPS, np.maximum(one, tiny), "o-", ms=3, label="one-sided: slope 1")
    left.loglog(STEPS, np.maximum(two, tiny), "s-", ms=3, label="two-sided: slope 2")
    left.axhline(max(exact, tiny), color="black", ls="--", label="s2sdiff")
    left.set(xlabel="h", ylabel="relative error", title="the derivative of exp(sin(x)) at 0.7")
    for label, marker, times in zip(("one-sided", "two-sided", "s2sdiff"), "osD", costs, strict=True):
        right.loglog(INPUTS, times, f"{marker}-", label=label)
    right.set(xlabel="inputs", ylabel="in evaluations of f", title="the cost of a gradient")
    for axes in (left, right):
        axes.legend()
        axes.grid(alpha=0.3)
    figure.savefig(path)


def main(path=None):
    """Prints the errors and the costs, and draws both; returns what is drawn."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_differences.png")
    one, two, exact = errors()
    print("the derivative of exp(sin(x)) at 0.7: relative errors\n\nh          one-sided   two-sided")
    for k in range(0, len(STEPS), 4):
        print(f"{STEPS[k]:7.0e}  {one[k]:11.1e} {two[k]:11.1e}")
    print(f"\nthe best   {one.min():9.1e} {two.min():11.1e}\ns2sdiff    {exact:9.1e}\n")

    costs = [[evaluations(one_sided, valley, n) for n in INPUTS], [evaluations(two_sided, valley, n) for n in INPUTS],
             [cost_of_reverse(valley, n) for n in INPUTS]]  # fmt: skip
    print("the gradient of the Rosenbrock function: cost in evaluations of it\n\ninputs  one-sided  two-sided  s2sdiff")
    for n, *times in zip(INPUTS, *costs, strict=True):
        print(f"{n:6} {times[0]:10} {times[1]:10} {times[2]:8.1f}")
    draw(path, one, two, exact, costs)
    print(f"\npicture in {path}")
    return one, two, exact, costs


if __name__ == "__main__":
    main()
