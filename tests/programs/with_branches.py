"""If, elif, else, conditional expressions, and/or, chained comparisons, early returns."""

import math

import numpy as np

from programs.checker import program


@program(2.0)
@program(-2.0)
def relu(x):
    if x > 0:
        return x * x
    else:
        return 0.1 * x


@program(2.0)
@program(0.5)
@program(-2.0)
def three_ways(x):
    if x > 1:
        y = x * x
    elif x > 0:
        y = np.sin(x)
    else:
        y = np.exp(x)
    return y * x


@program(2.0)
@program(-2.0)
def if_without_else(x):
    y = x
    if x > 0:
        y = y * x
    return y * y


@program(2.0)
@program(-2.0)
def rebinds_a_parameter_in_a_branch(x):
    if x < 0:
        x = -x * x
    return x * np.sin(x)


@program(2.0, 3.0)
@program(-2.0, 3.0)
@program(-2.0, -3.0)
def nested_ifs(x, y):
    if x > 0:
        if y > 0:
            z = x * y
        else:
            z = x - y
    else:
        if y > 0:
            z = x / y
        else:
            z = np.exp(x) * y
        z = z * x
    return z + x


@program(2.0)
@program(-2.0)
def name_of_one_path_only(x):
    if x > 0:
        y = x * x
        z = y * 2.0
    else:
        z = x
    if x > 0:
        z = z + y
    return z


@program(2.0, 3.0)
@program(-2.0, 3.0)
def swaps_in_a_branch(x, y):
    if x > 0:
        x, y = y, x
    return x * x * y


@program(2.0)
@program(-2.0)
def conditional_expression(x):
    return x * x if x > 0 else np.exp(x)


@program(2.0)
@program(0.5)
@program(-0.5)
def nested_conditional_expressions(x):
    return (x * x if x > 1 else x * 3.0 if x > 0 else np.sin(x)) * x


@program(2.0)
@program(-2.0)
def conditional_expression_guards_a_logarithm(x):
    return (math.log(x) if x > 0 else 0.0) + (0.0 if x < 0 else math.sqrt(x)) + x


@program(2.0, 5)
@program(2.0, 1)
def and_guards_an_index_error(x, k):
    xs = (1.0, 2.0, 3.0)
    y = x
    if k < 3 and xs[k] > 1.0:
        y = y * xs[k]
    return y * x


@program(2.0, 0)
@program(2.0, 2)
def or_guards_a_division(x, n):
    if n == 0 or x / n > 1.5:
        return x * x
    return x * 3.0


@program(2.0)
@program(0.5)
@program(3.5)
def chained_comparison(x):
    if 0 < x <= 1:
        return x * x
    elif 1 < x < 3 < 4:
        return x**3
    return x


@program(2.0)
@program(-2.0)
def not_and_or(x):
    if not x > 0 and (x < -1 or x > 5):
        return x * x
    return x * 3.0


@program(2.0)
@program(0.0, expected=3.0)
def truth_of_a_number(x):
    if x:
        return x * x
    return 3.0 * x


@program(2.0, None)
@program(2.0, 3.0)
def none_argument(x, y):
    if y is None:
        return x * x
    return x * y


@program(2.0, "sin")
@program(2.0, "cos")
def string_argument(x, name):
    if name == "sin":
        return np.sin(x) * x
    return np.cos(x)


@program(2.0, True)
@program(2.0, False)
def flag_argument(x, flag):
    if flag:
        x = x * x
    return x
