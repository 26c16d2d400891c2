"""Functions that call themselves and each other."""

import numpy as np

from programs.checker import pos, program


def power(x, n):
    if n == 0:
        return 1.0
    return x * power(x, n - 1)


def fibonacci(x, n):
    if n < 2:
        return x
    return fibonacci(x, n - 1) * fibonacci(x, n - 2) + x


def even(x, n):
    if n == 0:
        return x
    return odd(x * 1.5, n - 1) * x


def odd(x, n):
    if n == 0:
        return np.sin(x)
    return even(np.sin(x), n - 1)


def halve(v):
    if len(v) == 1:
        return v[0]
    m = len(v) // 2
    return halve(v[:m]) * 2.0 + np.sin(halve(v[m:]))


def grows(x):
    if x > 10.0:
        return x
    return grows(x * x) + x


@program(0.7, 4)
@program(0.7, 0)
def recursion(x, n):
    return power(x, n) * x


@program(0.7, 5)
@program(0.7, 1)
def fibonacci_recursion(x, n):
    return fibonacci(x, n)


@program(0.7, 5)
@program(0.7, 0)
@program(0.7, 2)
def mutual_recursion(x, n):
    return even(x, n) + odd(x, n)


@program(pos(5))
def recursion_over_halves(v):
    return halve(v)


@program(1.7)
def recursion_by_data(x):
    return grows(x) * x


@program(0.7, 3)
def differentiates_the_recursive_itself(x, n):
    if n == 0:
        return x
    return np.sin(differentiates_the_recursive_itself(x * x, n - 1)) + x
