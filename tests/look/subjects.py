"""Functions to look at."""

import numpy as np


def survey(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def loss(w, b, x, t):
    z = w * x + b
    y = 1 / (1 + np.exp(-z))
    return (y - t) ** 2 / 2


def helper(x):
    return np.sin(x) * x


def calls(x, n=3):
    y = x
    for _ in range(n):
        if y > 2:
            y = y * x
        else:
            y = helper(y) + helper(x)
    return y


def branches(x, n=3):
    y = x
    for _ in range(n):
        if y > 2:
            y = y * x
        else:
            y = y + np.where(x > 1, np.tanh(x), 2 * x)
    return y


def vectors(W, x):
    hidden = np.tanh(W @ x)
    return hidden * x[0]


def named(numpy, v):
    """Its parameters are called as things in the page are."""
    steps = numpy * v
    return steps / (1 + abs(v))


def checked(x, y):
    if x < 0:
        raise ValueError("x is negative")
    assert y > 0
    return x * y


def product(x, *others):
    for other in others:
        x = x * other
    return x


def exchanged(a, b):
    for _ in range(3):
        a, b = b, a
    return a * a + b


def fibonacci(a, b):
    for _ in range(4):
        a, b = b, a + b
    return a * b



# 150 operations
_LINES = [f"    z{k} = np.sin({f'z{k - 1}' if k else 'x'}) * y + x / {k + 2}.0" for k in range(37)]
LONG = "\n".join(["import numpy as np", "", "", "def long(x, y):", *_LINES, "    return z36 * x * y", ""])
