"""while, alone and in other loops."""

import numpy as np

from programs.checker import pos, program


@program(1.5)
@program(200.0)
def until_large(x):
    y = x
    while y < 100.0:
        y = y * x + 1.0
    return y


@program(1.5, 4)
@program(1.5, 0)
def counts_down(x, n):
    while n > 0:
        x = np.sin(x) * n
        n = n - 1
    return x


@program(7.0)
def newton(a):
    x = a
    while abs(x * x - a) > 1e-3:
        x = (x + a / x) / 2
    return x


@program(1.5)
def two_conditions(x):
    k = 0
    while x < 50.0 and k < 3:
        x = x * x
        k += 1
    return x * k


@program(1.5, 3)
def while_in_for(x, n):
    s = 0.0
    for k in range(n):
        y = x + k
        while y < 10.0:
            y = y * x
        s = s + y * y
    return s


@program(1.5)
def for_in_while(x):
    y = x
    while y < 50.0:
        for k in range(2):
            y = y * x + k
    return y


@program(1.5)
def while_in_while(x):
    s = x
    while s < 40.0:
        y = s
        while y < 20.0:
            y = y * x
        s = s + y
    return s


@program(1.5)
def while_with_branches(x):
    y = x
    while y < 40.0:
        if y < 5.0:
            y = y * y
        else:
            y = y + x * 7.0
    return y


@program(np.array([3.0, 4.0]))
def halves_until_small(v):
    while np.sum(v * v) > 1.0:
        v = v / 2
    return np.sum(v**3)


@program(pos(4))
def walks_along_an_array(v):
    k = 0
    s = 0.0
    while k < len(v) and s < 2.0:
        s = s + v[k] ** 2
        k = k + 1
    return s


@program(27.0, 27)
def collatz(x, n):
    while n != 1:
        if n % 2 == 0:
            n = n // 2
            x = x * 0.5
        else:
            n = 3 * n + 1
            x = x * 1.01 + 1.0
    return x


@program(0.5)
def conditional_in_the_test(x):
    k = 0
    while (x if k < 2 else 5.0) < 4.0:
        x = x + 1.5 * x * x
        k += 1
    return x


@program(1.2)
def carried_tuple(x):
    p = (x, 1.0)
    while p[0] < 20.0:
        p = (p[0] * x + 1.0, p[0] * p[1])
    return p[0] + p[1]


@program(2.0)
def never_entered(x):
    y = x * x
    while False:
        y = y * 2.0
    return y
