"""Stores that change the kind of the numbers: integers truncate, booleans count, single precision rounds."""

import numpy as np

from programs.checker import pos, program


@program(pos(4))
def integers_truncate(x):
    n = np.zeros(4, dtype=int)
    n[:] = x * 7.3
    n[0] = x[1] * 9.1
    return np.sum(n * x)


@program(pos(4))
def integers_truncate_a_part(x):
    n = np.arange(4)
    n[1:3] = x[1:3] * 7.3
    a = x * 1.0
    a[1:3] = n[1:3] * x[:2]
    return np.sum(a * a)


@program(pos(4))
def integers_replace_floats(x):
    a = x * x
    n = np.arange(4)
    a[1:] = n[1:]
    n[2] = 9
    return np.sum(a * x * n)


@program(pos(4))
def booleans_replace_floats(x):
    a = x * x
    a[1:3] = x[1:3] > 0.9
    return np.sum(a * x)


@program(pos(4), expected=np.array([2.0, 3.0, 5.0, 7.0]))
def float32_buffer(x):
    a = np.zeros(4, dtype=np.float32)
    a[:] = x
    a *= np.array([2.0, 3.0, 5.0, 7.0])
    return np.sum(a)


@program(pos(4).astype(np.float32), pos(4))
def doubles_into_an_argument_of_singles(x, y):
    x[1:] = y[1:] * x[:-1]
    x += y
    return np.sum(x * x)


@program(pos(4).astype(np.float32), 0.7)
def doubles_from_singles(x, s):
    y = np.zeros(4)
    y[:2] = x[:2] * s
    y[2:] = x[2:]
    return np.sum(y * y)
