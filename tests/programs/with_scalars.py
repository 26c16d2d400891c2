# ruff: noqa: B002
"""Scalars: operators, math, NumPy and builtins, in every way of importing and spelling them."""

import math
import math as m
import operator
import operator as op
from math import exp as math_exp
from math import pi, tau
from operator import mul as times

import numpy
import numpy as anything
import numpy as np
from numpy import cos, e
from numpy import exp as ex
from numpy import log as natural

from programs.checker import program

abs = np.sin
exp = math.log  # and this is no exponential
half = 0.5


@program(2.0, 3.0)
def product(x, y):
    return x * y


@program(2.0, 3.0)
def quotient_and_difference(x, y):
    return x / y - y / x


@program(2.5, 3.0)
def powers(x, y):
    return x**3 + x**y + 2.0**y + x**-1 + x**0.5


@program(-2.0)
def power_of_negative(x):
    return x**3 + x**2 + x**-3 + x**3.0


@program(1.7)
def power_zero(x):
    return x**0 + 3.0 * x**1


@program(7.3, 2.0)
def modulo(x, y):
    return x % y + x // y * x


@program(-7.3, 2.5)
def modulo_of_negative(x, y):
    return x % y * x


@program(0.7)
def unary_chain(x):
    return -(-(+x)) * -x


@program(0.3)
def lecture_sigmoid(x):
    return 1 / (1 + math.exp(-x))


@program(0.5, 0.3, 1.0)
def lecture_loss(w, x, t):
    z = w * x + 0.1
    y = 1 / (1 + np.exp(-z))
    return (y - t) ** 2 / 2


@program(0.4)
def math_circular(x):
    return math.sin(x) + math.cos(x) * math.tan(x) + math.asin(x) + math.acos(x) + math.atan(x)


@program(0.4)
def math_hyperbolic(x):
    return math.sinh(x) * math.cosh(x) + math.tanh(x) + math.asinh(x) + math.atanh(x) + math.acosh(x + 1.0)


@program(1.4)
def math_logs(x):
    return math.log(x) + math.log2(x) * math.log10(x) + math.log1p(x) + math.expm1(x) + math.sqrt(x)


@program(1.4, 0.3)
def math_of_two(x, y):
    return math.atan2(x, y) + math.hypot(x, y) + math.pow(x, y) + math.fabs(-x)


@program(1.4)
def math_constants(x):
    return x * math.pi + math.e * x**2 + pi * tau * x


@program(0.4)
def numpy_circular(x):
    return np.sin(x) + np.cos(x) * np.tan(x) + np.arcsin(x) * np.arccos(x) - np.arctan(x)


@program(0.4)
def numpy_hyperbolic(x):
    return np.sinh(x) * np.cosh(x) + np.tanh(x) - np.arcsinh(x) * np.arctanh(x) + np.arccosh(1.5 + x)


@program(1.3)
def numpy_rest(x):
    return np.square(x) + np.reciprocal(x) * np.sqrt(x) + np.cbrt(x) + np.abs(-x) + np.sign(x) * x


@program(1.3, 0.2)
def numpy_names_of_operators(x, y):
    return np.add(x, y) * np.subtract(x, y) / np.multiply(x, y) + np.divide(x, y) - np.negative(x) + np.power(x, y)


@program(1.3, 0.2)
def numpy_true_divide(x, y):
    return np.true_divide(x, y) + np.remainder(x, y) + np.mod(x, 0.7)


@program(1.3)
def import_as_anything(x):
    return anything.sin(x) * numpy.cos(x) + np.exp(x)


@program(1.3)
def from_numpy_import(x):
    return ex(x) * cos(x) + natural(x) * e


@program(1.3)
def local_abs_is_a_sine(x):
    return abs(x) * x


@program(1.3)
def local_exp_is_a_logarithm(x):
    return exp(x) + math_exp(x) + m.exp(x)


@program(1.3, 0.7)
def operator_functions(x, y):
    return operator.add(x, y) * operator.sub(x, y) + op.truediv(x, y) + times(x, x) + op.neg(y) + op.pow(x, 2)


@program(1.3, 0.7)
def builtin_pow(x, y):
    return pow(x, y) + pow(x, 2)


@program(1.3, 0.7)
def builtin_min_max(x, y):
    return min(x, y) * 2.0 + max(x, y, 1.0) ** 2


@program(1.3, 0.7, 2.2)
def builtin_min_of_three(x, y, z):
    return min(x, y, z) + max(x * y, z) + min(max(x, 0.0), 10.0)


@program(1.3)
def builtin_min_max_constants(x):
    return max(0, x) + min(1, x) + max(x, 0.0, -1)


@program(1.3, 0.7)
def builtin_sum_of_tuple(x, y):
    return sum((x, y, x * y))


@program(1.3)
def builtin_float(x):
    return float(x) * 2 + float(3)


@program(1.3)
def numpy_maximum_scalar(x):
    return np.maximum(x, 0.0) + np.minimum(x, 1.0) * x + np.clip(x, 0.0, 2.0)
