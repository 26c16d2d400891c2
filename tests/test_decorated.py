"""What is called is what is differentiated: a wrapper has attributes of what it wraps, and a derivative of its own."""

import functools
import inspect

import numpy as np
import pytest

from s2sdiff import checkpoint, differentiate, grad, hvp, jvp, linearize, rule, stop_gradient, value_and_grad, vjp


def cube(x):
    return x**3


def twice(f):
    @functools.wraps(f)
    def wrapper(x):
        return 2.0 * f(x)

    return wrapper


def half_of_the_square(f):
    @functools.wraps(f)
    def wrapper(x):
        y = f(x)
        return 0.5 * y * y

    return wrapper


@twice
def scaled(x):
    return x * x


@twice
@half_of_the_square
def scaled_square(x):
    return x * x


@twice
@differentiate
@twice
def around_differentiate(x):
    return x * x


@differentiate
@twice
def under_differentiate(x):
    return x * x


slope = grad(cube)
twice_slope = twice(slope)
twice_decorated = twice(differentiate(cube))
twice_constant = twice(stop_gradient)


def constant_in_name_only(x):
    return twice_constant(x) * x


@pytest.mark.parametrize(("f", "want"), [
    (scaled, 8.0),
    (scaled_square, 32.0),
    (around_differentiate, 16.0),
    (under_differentiate, 8.0),
    (twice_slope, 24.0),
    (twice_decorated, 24.0),
    (twice(twice(slope)), 48.0),
    (differentiate(twice_slope), 24.0),
    (differentiate(slope), 12.0),
    (twice(differentiate(slope)), 24.0),
], ids=range(10))  # fmt: skip
def test_a_wrapper_is_what_is_differentiated(f, want):
    assert grad(f)(2.0) == want
    assert jvp(f, (2.0,), (1.0,)) == (f(2.0), want)
    assert vjp(f, 2.0)[1](1.0) == (want,)
    assert linearize(f, 2.0)[1](1.0) == want
    assert value_and_grad(lambda x: f(x) * 3.0)(2.0) == (3.0 * f(2.0), 3.0 * want)


def test_a_wrapper_of_an_operator_is_no_operator():
    stopped = functools.wraps(stop_gradient)(lambda x: x * 1.0)
    kept = functools.wraps(checkpoint)(lambda x: x * x)
    gradient = functools.wraps(grad)(lambda x: 5.0 * x)
    assert grad(lambda x: stopped(x) * x)(3.0) == 6.0
    assert grad(lambda x: kept(x) * x)(3.0) == 27.0
    assert grad(lambda x: gradient(x) * x)(3.0) == 30.0


def test_a_wrapper_of_a_derivative_that_was_called_before():
    @functools.wraps(slope)
    def tripled(x):
        return 3.0 * slope(x)

    assert [grad(slope)(2.0), grad(tripled)(2.0), slope(2.0), grad(tripled)(2.0)] == [12.0, 36.0, 12.0, 36.0]
    assert grad(tripled) is not grad(slope)
    assert hvp(tripled)(2.0, 1.0) == 18.0


def test_a_wrapper_of_a_function_with_a_rule_has_none():
    def rounded(x):
        return np.round(x)

    @rule(rounded)
    def rounded_rule(x, x_dot, y_bar):
        y_dot = x_dot
        x_bar = y_bar
        return y_dot, x_bar

    @functools.wraps(rounded)
    def other(x):
        return np.round(x) + x * x

    assert grad(rounded)(2.7) == 1.0
    assert grad(lambda x: rounded(x) * 2.0)(2.7) == 2.0
    assert grad(other)(2.5) == 5.0


# --- how it is called ------------------------------------------------------------------------------------------------
def power(x, scale=2.0, *, shift=1.0):
    return x * x * scale + shift


@functools.wraps(power)
def other_defaults(x, scale=5.0, *, shift=7.0):
    return power(x, scale, shift=shift)


def says_another_signature(x, scale=5.0):
    return x * x * scale


says_another_signature.__signature__ = inspect.signature(power)
wraps_a_derivative = functools.wraps(grad(power))(lambda x, scale=5.0: x * scale)


def test_defaults_are_those_of_the_wrapper():
    for f in (other_defaults, says_another_signature):
        assert grad(f)(2.0) == 20.0
        assert jvp(f, (2.0,), (1.0,)) == (f(2.0), 20.0)
        assert vjp(f, 2.0)[1](1.0)[0] == 20.0
        assert grad(lambda x: f(x))(2.0) == 20.0  # noqa: B023
    assert grad(wraps_a_derivative)(2.0) == 5.0
    assert grad(lambda x: wraps_a_derivative(x))(2.0) == 5.0
    assert jvp(wraps_a_derivative, (2.0,), (1.0,)) == (10.0, 5.0)
