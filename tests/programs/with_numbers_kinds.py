# ruff: noqa: B008
"""Kinds of numbers beside each other: whole numbers, single and half precision, complex ones, scalars, empty arrays."""

import math
from typing import NamedTuple

import numpy as np

from programs.checker import pos, program, sgn

INTS = np.array([3, 1, 2])
BYTES = np.array([200, 2, 100], np.uint8)
SINGLE = np.array([0.5, 1.5, 2.0], np.float32)
PARTS = (np.array([0.5, 1.5]), 2, 3.0, np.float64(0.25))


@program(1.5)
def whole_numbers_stay_whole(x):
    return (7 // 2) * x + (-7 // 2) * x + (7 % 3) * x + (1 << 3) * x + (6 & 3) * x + 7 / 2 * x + x * 2**70 * 2**-70


@program(1.5)
def truth_as_a_number(x):
    return True * x + False * x + (x > 1) * x + (not x) * x * x


@program(pos(3))
def whole_numbers_of_an_array(x):
    return np.sum(x * INTS + x**INTS + x[INTS - 1] / INTS)


@program(pos(3))
def bytes_that_overflow_as_they_do(x):
    return np.sum((BYTES + BYTES) * x)


@program(pos(3), np.array([2, 0, 1]), wrt=(0,))
def an_argument_of_positions(x, k):
    return np.sum(x[k] * x * k) / np.sum(k)


@program(np.float64(1.5), np.int64(3), np.bool_(True), wrt=(0,))
def scalars_of_numpy(x, n, flag):
    return x**n * flag + n / x + (x if flag else 0.0)


@program(np.array(1.5), np.array(3), wrt=(0,))
def arrays_without_axes(x, n):
    return x * n + np.sum(x) ** 2 + x[()] * float(n)


@program(np.zeros(0))
def nothing_at_all(x):
    return np.sum(x * x) + np.prod(x)


@program(np.zeros((0, 3)), pos(3))
def rows_that_are_not_there(x, v):
    return np.sum(x @ v) + np.sum(np.sum(x, axis=0) * v)


@program(pos(3).astype(np.float32), pos(3))
def single_and_double(a, b):
    return np.sum(a * b + np.sin(a) * SINGLE)


@program(pos(3).astype(np.float32), 0.5)
def single_and_a_number(a, b):
    return np.sum(a * b * 2 + a / 3) * 1.5


@program(pos(3))
def through_single(x):
    return np.sum(x * 2.0) + np.sum(SINGLE * x[::-1])


@program(0.7)
def complex_between(x):
    z = np.exp(1j * x) * (2 + x) + complex(x, 2.0 * x)
    return abs(z) ** 2 + (z * z.conjugate()).real


@program(0.7)
def sides_of_a_complex_number(x):
    z = x * (1 + 2j) + 3j
    return z.real * z.imag


@program(sgn(3), 0.4)
def complex_array_between(x, phase):
    z = x * np.exp(1j * phase * INTS)
    return np.sum(np.abs(z + 1.0) ** 2) + np.sum(np.real(z) * np.imag(z))


@program(1.5)
def parts_from_outside(x):
    return np.sum(PARTS[0] * x) * PARTS[1] + x * PARTS[2] * PARTS[3]


@program(1.5)
def signs_of_zero(x):
    return x * math.copysign(1.0, 0.0) + 2 * x * math.copysign(1.0, -0.0)


def signed(x, zero):
    return x * np.copysign(1.0, zero)


@program(1.5)
def signs_of_zero_in_a_helper(x):
    return signed(x, 0.0) + 3 * signed(x, -0.0)


@program(1.5)
def equal_numbers_of_other_kinds(x):
    return (x * 1) // 1 * x + 7 // 2 * x + 7.0 // 2 * x + True / 2 * x + 1 / 2 * x


@program(np.float32(1.5), 2.0)
def a_single_scalar(x, y):
    return x * x * y + x / 3


@program(np.array([1.5, 2.5], np.float32))
def mean_of_singles(x):
    return np.mean(x * x) + x.sum() / x.size


class Weights(NamedTuple):
    a: float
    b: float


@program(1.5)
def defaults_that_no_text_gives_back(x, k=(np.ones(2),), w=Weights(1.0, 2.0), s=np.float64(2.0)):
    return np.sum(x * k[0]) * w.a * s


@program(1.5)
def defaults_that_a_text_gives_back(x, k=(1, (2.0, None, "a")), word="infinite", n=-0.0, *, flag=True):
    return x * k[0] * k[1][0] + n if flag and word == "infinite" else x * x
