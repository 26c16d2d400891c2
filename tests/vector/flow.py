"""Branches, loops, and what they carry."""

import numpy as np

from .cases import F3, V3, V4, M, S, case


@case(V3, 2.0)
def branch(x, c):
    if c > 1.0:
        y = x * c
    else:
        y = x
    return y


@case(V3, 2.0)
def branch_with_constant(x, c):
    if c > 1.0:
        y = np.zeros(3)
    else:
        y = x
    z = 0.0
    if c > 3.0:
        z = x[0]
    return y, z * x + x


@case(V3, 2.0, V3)
def branch_with_unbatched(x, c, a):
    if c > 1.0:
        y, z = a, x
    else:
        y, z = x, a
    return y, z


@case(V3)
def summed_in_a_loop(x):
    total = 0.0
    for i in range(3):
        total += x[i] * i
    return total


@case(V3, M)
def carried(x, a):
    y = np.zeros(3)
    for i in range(4):
        y = y * 0.5 + a[i] * x
    return y


@case(V3, V4)
def carried_from_argument(x, a):
    y = a
    for i in range(3):
        y = y + x[i]
    return y


@case(V3, 3)
def chain_of_carried(x, n):
    a, b, c = 0.0, 1, np.ones(3)
    for _ in range(n):
        a, b, c = b * 1.0, a + x[0], c * b
    return a, b * 1.0, c * x


@case(V3, S, 4)
def powers(x, a, n):
    for _ in range(n):
        x = a @ x / np.sum(a)
    return x


@case(V3, 0)
def loop_that_does_not_run(x, n):
    y = np.zeros(3)
    for _ in range(n):
        y = y + x
    return y + 0.0 * x


@case(V3, M)
def nested(x, a):
    y = np.zeros((4, 3))
    for i in range(4):
        t = 0.0
        for j in range(3):
            t = t + a[i, j] * x[j]
            if j > 0:
                y[i, j] = t
            else:
                y[i, j] = a[i, 0]
    return y


@case(V3, 10.0)
def halved(x, c):
    while c > 1.0:
        x = x * 0.5
        c = c / 3.0
    return x, c * x


@case(V3, 10.0)
def while_with_head(x, c):
    y = 1.0
    n = 0
    while n < 3 and c > 1.0:
        y = y * 2.0 + x[n]
        c = c - 1.0
        n = n + 1
    return y


@case(V3)
def backwards(x):
    y = np.zeros(3)
    y[2] = x[2]
    for i in range(1, -1, -1):
        y[i] = x[i] - 0.5 * y[i + 1]
    return y


@case(F3, 2)
def narrow_in_a_loop(x, n):
    y = np.zeros(3, dtype=np.float32)
    s = 0.0
    for _ in range(n):
        y = y + x
        s = s + x[0]
    return y, s


@case(0.5, F3)
def dtype_that_changes(c, a):
    y = np.zeros(3, dtype=np.float32)
    for _ in range(2):
        y = y + c * a
    return y


@case(V3, M)
def left_by_a_break(x, a):
    y = x
    for k in range(5):
        y = y * 1.5 + a[0]
        if a[0, 0] * k > 1.0:
            break
        y = y * k
    else:
        y = y + 100.0
    return y


@case(V3, V3)
def left_by_a_return(x, a):
    y = a.copy()
    for k in range(3):
        y[k] = x[k] * y[k]
        if k == 1:
            return y * x
    return y


@case(V3, M)
def early_return(x, a):
    if a[0, 0] > 0.0:
        return x * 2.0
    return a[0]


@case(V3, M)
def stored_in_branch(x, a):
    y = a.copy()
    if a[0, 0] > 0.0:
        y[0] = x
    else:
        y[1] = 0.0
    return y


@case(V3, V3)
def made_before_the_loop(x, a):
    y = np.zeros_like(a)
    z = np.ones((2, 3))
    w = np.full(3, 7.0)
    for i in range(3):
        y[i] = x[i]
        z[:, i] += x[i]
        w = w + x
    return y, z, w
