"""What the tests and the benchmark of memory share: the peak of a call, and a program that need save nothing."""

import gc
import tracemalloc

import numpy as np


def heat(u, rate, steps):
    """The sum of squares after so many steps of the heat equation: a linear stencil, with a work array, in place."""
    u = u.copy()
    work = np.zeros_like(u)
    for _ in range(steps):
        work[1:-1, 1:-1] = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4.0 * u[1:-1, 1:-1]
        u[1:-1, 1:-1] += rate * work[1:-1, 1:-1]
    return np.sum(u * u)


def peak(call, *arguments):
    """The most bytes that a call holds at a time beyond what was held before it."""
    call(*arguments)  # what the first call makes and keeps is not counted
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        call(*arguments)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
