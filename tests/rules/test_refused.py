"""What is no rule."""

import numpy as np
import pytest
from scipy import special

from s2sdiff import UnsupportedError, grad, rule

from .examples import X, softplus


class Model:
    def energy(self, x):
        return x


def pair(a, b):
    return a * b


def with_star(*xs):
    return xs[0]


def ok(x, x_dot, y_bar):
    return x, x_dot, y_bar


SIGNATURES = [
    (Model().energy, ok, "Model.energy is a method"),
    (Model.energy, ok, "Model.energy is a method"),
    (Model, ok, "rule takes a function"),
    (3.0, ok, "rule takes a function"),
    (np.exp, ok, "exp has a derivative already"),
    (grad(softplus), ok, "softplus_grad is s2sdiff's own"),
    (grad, ok, "grad is s2sdiff's own"),
    (with_star, ok, r"with_star takes \* or \*\* arguments"),
    (softplus, 3.0, "a rule is a plain function"),
    (softplus, lambda *x: x, r"<lambda> takes \* or \*\* arguments"),
    (softplus, lambda x: x, "takes neither y_bar nor the tangent of an operand, as x_dot"),
    (softplus, lambda x, z_dot: x, "takes z_dot, and it has no operand z"),
    (softplus, lambda x, x_bar: x, "takes x_bar; y_bar is given to a rule"),
    (softplus, lambda x, y_bar, *, x_dot=0: x, "takes x_dot by keyword alone"),
    (softplus, lambda y, y_bar: y, "y is the result in a rule"),
    (softplus, lambda a, b, y_bar: a, "has the operands a, b, and softplus has 1"),
    (softplus, lambda x, y_bar, *, n=1: x, "takes n, and softplus has no parameter of that name"),
    (pair, lambda a, y_bar: a, "does not take b, a parameter of pair"),
    (pair, lambda b, a, y_bar: a, "has its operands in another order than pair: b is not a"),
    (special.jv, lambda x, y_bar: x, "jv has 2 operands, and its rule 1"),
]


@pytest.mark.parametrize(("f", "function", "message"), SIGNATURES)
def test_signatures_that_are_no_rules(f, function, message):
    with pytest.raises(TypeError, match=message):
        rule(f)(function)


def no_return(x, y_bar):
    x_bar = y_bar  # noqa: F841


def early_return(x, y_bar):
    if x.ndim:
        return y_bar
    x_bar = y_bar
    return x_bar


def leaves_a_loop(x, x_dot, y_bar):
    y_dot = x_dot
    for _ in range(3):
        if np.sum(x_dot) > 0.0:
            break
        y_dot = y_dot * 0.5
    x_bar = y_bar
    return y_dot, x_bar


def another_name(x, y_bar):
    z_bar = y_bar
    return z_bar


def an_expression(x, y_bar):
    return 2 * y_bar


def no_tangent(x, x_dot, y_bar):
    x_bar = y_bar
    return x_bar


def no_bar(x, x_dot, y_bar):
    y_dot = x_dot
    return y_dot


def bar_of_nothing(x, x_dot):
    y_dot = x_dot
    x_bar = x_dot
    return y_dot, x_bar


def one_of_two(a, b, a_dot, b_dot, y_bar):
    y_dot = a_dot + b_dot
    a_bar = y_bar
    return y_dot, a_bar


def both_modes(x, x_dot, y_bar):
    t = 2 * x_dot
    y_dot = t
    t = 2 * y_bar
    x_bar = t
    return y_dot, x_bar


def never_assigned(x, y_bar):
    return x_bar  # noqa: F821


def unsupported(x, y_bar):
    x_bar = {1.0, y_bar}
    return x_bar


TEXTS = [
    (no_return, "no_return does not return at its end and nowhere else", "x_bar = y_bar"),
    (early_return, "early_return does not return at its end and nowhere else", "if x.ndim:"),
    (leaves_a_loop, "leaves_a_loop leaves a loop before its end", "break"),
    (another_name, "another_name returns what is no part of a rule. Return some of x_bar, y, y_dot", "return z_bar"),
    (an_expression, "an_expression returns what is no part of a rule", "return 2 * y_bar"),
    (no_tangent, "no_tangent takes the tangent of an operand and returns no y_dot", "return x_bar"),
    (no_bar, "no_bar takes y_bar and returns no adjoint of an operand", "return y_dot"),
    (bar_of_nothing, "bar_of_nothing returns the adjoint of an operand and does not take y_bar", "return y_dot, x_bar"),
    (one_of_two, "one_of_two has b_dot and no b_bar", "return y_dot, a_bar"),
    (both_modes, "y_dot is computed from y_bar, or from a name that is", "return y_dot, x_bar"),
    (never_assigned, "x_bar is returned and never assigned", "return x_bar"),
    (unsupported, "A set display cannot be differentiated", "x_bar = {1.0, y_bar}"),
]


@pytest.mark.parametrize(("function", "message", "line"), TEXTS)
def test_lines_that_are_no_rule(function, message, line):
    def f(x):
        return x

    def g(a, b):
        return a + b

    two = function is one_of_two
    rule(g if two else f)(function)
    with pytest.raises(UnsupportedError, match=message) as caught:
        (grad(g) if two else grad(f))(*([1.0] * (1 + two)))
    assert line in caught.value.text


def test_an_argument_that_the_rule_does_not_take():
    def f(x, n=2):
        return x**n

    @rule(f)
    def f_rule(x, x_dot, y_bar):
        y_dot = 2 * x * x_dot
        x_bar = 2 * x * y_bar
        return y_dot, x_bar

    assert grad(lambda x: f(x))(3.0) == grad(lambda x: f(x, 2))(3.0) == 6.0
    with pytest.raises(UnsupportedError, match=r"The rule f_rule of f does not take n\. Leave n out"):
        grad(lambda x: f(x, 3))(3.0)


def test_a_function_that_changes_its_argument():
    def f(x):
        x[0] = 0.0
        return x

    @rule(f)
    def f_rule(x, y_bar):
        x_bar = y_bar
        return x_bar

    with pytest.raises(UnsupportedError, match="f has a rule, and it changes its arguments"):
        grad(lambda x: np.sum(f(x * 1.0)))(X)
