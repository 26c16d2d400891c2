"""The memory of a gradient through many steps, and what `checkpoint` saves of it.

A rod whose conductivity grows with its temperature cools for two thousand steps. How does its final distance from a
target depend on each of its initial temperatures? The step is not linear, so the way back needs the states of the way
forward: all of them, or a few, between which the steps are run again.

    python examples/checkpointing.py
    s2sdiff show examples/checkpointing.py:distance_log --at "u=f64[n], target=f64[n], steps=int"
"""

import time
import tracemalloc

import numpy as np

from s2sdiff import checkpoint, grad


def cooled(u):
    """The temperatures after one explicit step; the ends of the rod stay as they are."""
    flux = (1 + 0.5 * (u[1:] + u[:-1])) * (u[1:] - u[:-1])
    return np.concatenate((u[:1], u[1:-1] + 0.1 * (flux[1:] - flux[:-1]), u[-1:]))


def distance(u, target, steps):
    for _ in range(steps):
        u = cooled(u)
    return np.sum((u - target) ** 2)


def distance_log(u, target, steps):
    for _ in checkpoint(range(steps)):
        u = cooled(u)
    return np.sum((u - target) ** 2)


def distance_sqrt(u, target, steps):
    for _ in checkpoint(range(steps), schedule="sqrt"):
        u = cooled(u)
    return np.sum((u - target) ** 2)


def measured(gradient, arguments):
    """What a gradient is, the most bytes that it holds at a time, and how many seconds it takes."""
    gradient(*arguments)  # the first call writes the code
    start = time.perf_counter()
    found = gradient(*arguments)
    seconds = time.perf_counter() - start
    tracemalloc.start()
    gradient(*arguments)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return found, most, seconds


def main(steps=2000, points=2000):
    """Prints memory and time of the three gradients; returns the gradients and the bytes."""
    place = np.linspace(0, 1, points)
    arguments = np.exp(-100 * (place - 0.4) ** 2), np.exp(-20 * (place - 0.5) ** 2), steps
    print(f"{steps} steps of {points} temperatures, {8 * points / 1e3:.0f} kB a state\n")
    print("states kept        memory      time")
    found = []
    for label, f in (("all", distance), ("2 log2(steps)", distance_log), ("2 sqrt(steps)", distance_sqrt)):
        gradient, most, seconds = measured(grad(f), arguments)
        print(f"{label:14} {most / 1e6:7.1f} MB {seconds:7.2f} s")
        found.append((gradient, most))
    return found


if __name__ == "__main__":
    main()
