"""Calls that are refused for how the function was made. A comment names the place, as in refused_programs.py."""

import contextlib
import functools
from decimal import Decimal
from fractions import Fraction

import numpy as np

half = Fraction(1, 2)
exact = Decimal("0.5")
objects = np.array([1.0, 2.0, 3.0], object)


@functools.singledispatch
def dispatched(x):
    return x * x


@functools.lru_cache
def cached(x):
    return x * x


@np.errstate(all="ignore")
def quiet(x):
    return x * x


@contextlib.contextmanager
def managed(x):
    yield x


@contextlib.ContextDecorator()
def around(x):
    return x * x


class Wrapper:
    def __init__(self, f):
        functools.update_wrapper(self, f)

    def __call__(self, x):
        return self.__wrapped__(x) * 3.0


class Compiled(Wrapper):
    def __init__(self, f):
        super().__init__(f)
        self.py_func = f


def plain(x):
    return x * x


vectorized = np.vectorize(plain)
from_python = np.frompyfunc(plain, 1, 1)
compiled = Compiled(plain)


def calls_dispatched(x, v):
    return dispatched(x) * x  # here: dispatched(x)


def calls_cached(x, v):
    return cached(x) * x  # here: cached(x)


def calls_quiet(x, v):
    return quiet(x) * x  # here: quiet(x)


def calls_managed(x, v):
    return managed(x)  # here: managed(x)


def calls_around(x, v):
    return around(x) * x  # here: around(x)


def calls_vectorized(x, v):
    return vectorized(x) * x  # here: vectorized(x)


def calls_from_python(x, v):
    return from_python(x) * x  # here: from_python(x)


def calls_compiled(x, v):
    return compiled(x) * x  # here: compiled(x)


def computes_with_a_fraction(x, v):
    return x * half  # here: x * half


def computes_with_a_decimal(x, v):
    return x * float(exact)  # here: float(exact)


def computes_with_objects(x, v):
    return np.sum(v * objects) * x  # here: v * objects
