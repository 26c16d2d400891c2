"""How many passes a derivative takes: forward mode one for each input, reverse mode one for each output.

The small network has 12 weights; one reverse pass gives the derivatives by all of them, where forward mode, as
differences, takes a pass for each. For a function from one number to many it is the other way round. Of both, the time
is drawn against the number of inputs, or outputs.

    python examples/passes.py
    python examples/passes.py my_picture.png
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from s2sdiff import grad, jvp, vjp

SIZES = (1, 3, 10, 30, 100, 300, 1000)


def network(weights, x):
    """Two inputs, three hidden units, two outputs whose squares are added."""
    hidden = np.tanh(np.reshape(weights[:6], (3, 2)) @ x)
    return np.sum((np.reshape(weights[6:], (2, 3)) @ hidden) ** 2)


def many_to_one(x, A):
    return np.sum(np.tanh(A @ x))


def one_to_many(t, x, A):
    return np.tanh(A @ (x * t))


def by_forward_passes(f, x, *rest):
    """The gradient of f by its first argument, an entry for each pass."""
    zeros = [np.zeros_like(value) for value in rest]
    return np.array([jvp(f, (x, *rest), (one_hot, *zeros))[1] for one_hot in np.eye(len(x))])


def by_reverse_passes(f, t, *rest):
    """The derivative, by its first argument, of an f that returns an array: an entry for each pass."""
    out, pullback = vjp(f, t, *rest)
    return np.array([pullback(one_hot)[0] for one_hot in np.eye(len(out))])


def seconds(f, *arguments):
    """The shortest of some calls."""
    f(*arguments)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        f(*arguments)
        took.append(time.perf_counter() - start)
    return min(took)


def timed(n, rng):
    """The seconds for n inputs and one output by both modes, and for one input and n outputs by both modes."""
    x, A = rng.normal(size=n), rng.normal(size=(20, n)) / n
    B, ones = rng.normal(size=(n, 20)), np.ones(20)
    t = 0.5
    return (seconds(by_forward_passes, many_to_one, x, A), seconds(grad(many_to_one), x, A),
            seconds(lambda: jvp(one_to_many, (t, ones, B), (1.0, np.zeros_like(ones), np.zeros_like(B)))),
            seconds(by_reverse_passes, one_to_many, t, ones, B))  # fmt: skip


def draw(path, times):
    figure = Figure(figsize=(10, 4), layout="constrained")
    axes = figure.subplots(1, 2, sharey=True)
    for side, (title, first) in zip(axes, (("n inputs, one output", 0), ("one input, n outputs", 2)), strict=True):
        for k, mode in enumerate(("forward", "reverse")):
            side.loglog(SIZES, [1e3 * row[first + k] for row in times], "o-", label=f"{mode} mode")
        side.set(title=title, xlabel="n")
        side.legend()
        side.grid(alpha=0.3)
    axes[0].set_ylabel("milliseconds for all derivatives")
    figure.savefig(path)


def main(path=None):
    """Prints and draws the times; returns the difference of the two gradients, the passes of each, and the times."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_passes.png")
    rng = np.random.default_rng(0)
    weights, x = rng.normal(size=12), rng.normal(size=2)
    forward, reverse = by_forward_passes(network, weights, x), grad(network)(weights, x)
    difference = float(np.max(np.abs(forward - reverse)))
    print(f"a network of {len(weights)} weights: {len(forward)} forward passes or one reverse pass; the largest "
          f"difference is {difference:.0e}\n")  # fmt: skip

    times = [timed(n, rng) for n in SIZES]
    print("milliseconds     n inputs, one output   one input, n outputs")
    print("     n            forward    reverse    forward    reverse")
    for n, row in zip(SIZES, times, strict=True):
        print(f"{n:6} {'':8}" + "".join(f"{1e3 * value:11.3f}" for value in row))
    draw(path, times)
    print(f"\npicture in {path}")
    return difference, times


if __name__ == "__main__":
    main()
