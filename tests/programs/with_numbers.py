# ruff: noqa: E702, F841
"""Kinks, integers, NumPy scalars, constants, results that are arguments."""

import numpy as np

from programs.checker import program

half = 0.5


@program(1.0, 1.0, expected=(0.5, 0.5))
def maximum_tie(x, y):
    return np.maximum(x, y)


@program(2.0, expected=1.0)
def maximum_of_the_same(x):
    return np.maximum(x, x)


@program(0.0, expected=0.0)
def abs_at_zero(x):
    return np.abs(x)


@program(0.0, expected=0.5)
def relu_at_zero(x):
    return np.maximum(x, 0.0)


@program(1.0, expected=1.0)
def clip_at_bound(x):
    return np.clip(x, -1.0, 1.0)


@program(0.0, expected=0.0)
def power_zero_at_zero(x):
    return x**0 + x**0.0


@program(3.0)
def ints_and_floats(x):
    n = 3
    return x * n + n**2 * x + (n // 2) * x + n % 2 + x * (n - 1)


@program(3.0, 2)
def int_argument_as_constant(x, n):
    return x**n * n + n / x


@program(3.0, True)
def bool_argument_as_constant(x, flag):
    return x * flag + (x if flag else 0.0)


@program(np.float64(1.5))
def float64_scalar(x):
    return np.sin(x) * x


@program(np.float32(1.5))
def float32_scalar(x):
    return np.sin(x) * x


@program(np.float64(1.5), 2.0)
def float64_and_float(x, y):
    return x * y + x / y


@program(np.array(1.5))
def zero_d_array(x):
    return np.sin(x) * x


@program(np.array(1.5), 2.0)
def zero_d_and_float(x, y):
    return x * y + y


@program(2.0)
def constants_only_in_numpy(x):
    return x * np.pi + np.e


@program(2.0)
def huge_and_tiny_constants(x):
    return x * 1e300 * 1e-300 + x * 1e-12 + 12345678901234567890 * x * 1e-18


@program(2.0)
def negative_constants(x):
    return -3 * x - (-2.0) * x**2 + x * -1.0


@program(2.0)
def parentheses_matter(x):
    return (x - (x - 1.0)) * (x / (2.0 / (x * x))) ** (2 - 1) - (-x) ** 2


@program(2.0)
def power_is_right_associative(x):
    return x**2**1.5 - (x**2) ** 1.5 + -(x**2)


@program(2.0, 5.0)
def argument_not_used(x, y):
    return x * x


@program(2.0)
def returns_its_argument(x):
    return x


@program(2.0, 3.0)
def returns_second_argument(x, y):
    return y


@program(2.0)
def returns_a_constant(x):
    return 3.0


@program(2.0)
def returns_a_global(x):
    return half


@program(2.0)
def result_thrown_away(x):
    y = np.sin(x)
    z = y * 3.0
    y = x
    return y + 1.0


@program(2.0)
def same_value_twice(x):
    a = np.sin(x)
    b = np.sin(x)
    return a * b + a / b


@program(2.0)
def adds_to_itself(x):
    y = x + x
    z = y + y
    return z + y + x


@program(0.5)
def body_on_the_line_of_the_def(x): return x * x; x = 3.0


one_lambda = program(0.5)(lambda x: x * np.exp(x))
two_arguments = program(0.5, 0.25)(lambda x, y: x * np.exp(x) - y)
