"""The function whose way through s2sdiff `how_it_works.md` shows."""

import math


def f(x: float):
    if x < 1:
        y = math.sin(x) * x
    else:
        y = x**2
    return y
