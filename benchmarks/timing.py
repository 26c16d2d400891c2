"""Timing of functions against each other, in turn, in processor time of this thread: other work does not count.

`OPENBLAS_NUM_THREADS=1` (set by run.py before NumPy is imported) keeps matrix products in this thread.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

REPEATS = 101
SLICE = 0.002  # seconds: how long one sample of one function takes


def calls_per_sample(call: Callable[[], Any]) -> int:
    """How many calls fill a sample."""
    number = 1
    while True:
        start = time.thread_time()
        for _ in range(number):
            call()
        taken = time.thread_time() - start
        if taken > SLICE / 4:
            return max(1, round(number * SLICE / taken))
        number *= 4


def compare(functions: Sequence[Callable[..., Any]], arguments: Sequence[Any], repeats: int = REPEATS) -> list[float]:
    """Seconds for one call of each function: medians of samples taken in turn."""
    samples: list[list[float]] = [[] for _ in functions]
    number = max(calls_per_sample(lambda f=f: f(*arguments)) for f in functions)
    gc.collect()
    gc.disable()
    try:
        for _ in range(repeats):
            for k, f in enumerate(functions):
                start = time.thread_time()
                for _ in range(number):
                    f(*arguments)
                samples[k].append((time.thread_time() - start) / number)
    finally:
        gc.enable()
    return [statistics.median(s) for s in samples]
