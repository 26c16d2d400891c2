"""Modes that a rule does not give, and contributions of the wrong shape."""

import numpy as np
import pytest

from s2sdiff import NonDifferentiableError, UnsupportedError, grad, hvp, jvp, linearize, rule, vjp

from .examples import X


# --- modes that are not given -----------------------------------------------------------------------------------------
def forward_only(x):
    return 2 * x


@rule(forward_only)
def forward_only_rule(x, x_dot):
    y_dot = 2 * x_dot
    return y_dot


def reverse_only(x):
    return x


@rule(reverse_only)
def reverse_only_rule(x, y_bar):
    x_bar = 4 * y_bar
    return x_bar


def test_a_rule_for_one_mode_gives_that_mode():
    assert jvp(forward_only, (3.0,), (1.0,)) == (6.0, 2.0)
    assert grad(lambda x: reverse_only(x) * 0.25)(3.0) == 1.0


def calls_forward_only(x):
    y = x * x
    return forward_only(y)


def calls_reverse_only(x):
    return reverse_only(x)


@pytest.mark.parametrize("ask", [
    lambda: grad(calls_forward_only)(3.0),
    lambda: vjp(calls_forward_only, 3.0),
])
def test_reverse_mode_that_is_not_given(ask):
    with pytest.raises(NonDifferentiableError) as caught:
        ask()
    assert caught.value.msg.startswith(
        "forward_only has a rule without x_bar, and reverse mode needs it. "
        "Let forward_only_rule take y_bar and return x_bar.")
    assert caught.value.text.strip() == "return forward_only(y)"


def test_forward_mode_that_is_not_given():
    for ask in (lambda: jvp(calls_reverse_only, (3.0,), (1.0,)), lambda: hvp(calls_reverse_only)(3.0, 1.0)):
        with pytest.raises(NonDifferentiableError) as caught:
            ask()
        assert caught.value.msg.startswith(
            "reverse_only has a rule without y_dot, and forward mode needs it. "
            "Let reverse_only_rule take x_dot and return y_dot.")
    with pytest.raises(NonDifferentiableError):
        jvp(reverse_only, (3.0,), (1.0,))


# --- shapes -----------------------------------------------------------------------------------------------------------
def product(a, b):
    return a * b


@rule(product)
def product_rule(a, b, a_dot, b_dot, y_bar):
    y_dot = a_dot * b + a * b_dot
    a_bar = y_bar * b
    b_bar = y_bar * a
    return y_dot, a_bar, b_bar


def test_a_bar_of_another_shape_is_no_bar():
    np.testing.assert_array_equal(grad(lambda x: np.sum(product(x, x)))(X), 2 * X)
    message = r"a_bar of product_rule is f64\[n\], and must have the shape of float\. Sum or broadcast it"
    with pytest.raises(UnsupportedError, match=message) as caught:
        grad(lambda x: np.sum(product(x, X)))(2.0)
    assert caught.value.text.strip() == "return y_dot, a_bar, b_bar"
    with pytest.raises(UnsupportedError, match="b_bar of product_rule"):
        grad(lambda x: np.sum(product(X, x)))(np.array([2.0]))
    with pytest.raises(UnsupportedError, match="b_bar of product_rule"):
        grad(lambda x: np.sum(product(np.ones((2, 3)), x)))(X)


def test_a_tangent_of_another_shape_is_no_tangent():
    def f(x):
        return x * 1.0

    @rule(f)
    def f_rule(x, x_dot):
        y_dot = np.sum(x_dot)
        return y_dot

    with pytest.raises(UnsupportedError, match=r"y_dot of f_rule is f64, and must have the shape of f64\[n\]"):
        jvp(f, (X,), (X,))


def test_the_run_is_asked_where_the_types_do_not_tell():
    def f(x, mask):
        return np.sum(x[mask])

    @rule(f)
    def f_rule(x, mask, y_bar):
        x_bar = y_bar * np.ones(3)[mask]
        return x_bar

    derivative = grad(lambda x, mask: f(x, mask) ** 2)
    np.testing.assert_array_equal(derivative(X, np.array([True, True, True])), 2 * np.sum(X) * np.ones(3))
    with pytest.raises(ValueError, match=r"x_bar of f_rule has shape \(2,\), and must have \(3,\)"):
        derivative(X, np.array([True, False, True]))


def test_items_that_are_missing():
    def f(pair):
        return pair[0] * pair[1]

    @rule(f)
    def f_rule(pair, y_bar):
        pair_bar = y_bar * pair[1]
        return pair_bar

    with pytest.raises(UnsupportedError, match=r"pair_bar of f_rule is f64, and must be like \(float, float\)"):
        grad(lambda x: f((x, x)))(2.0)


def test_a_path_without_a_tangent():
    def f(x):
        return x

    @rule(f)
    def f_rule(x, y_bar):
        if x.ndim == 1:
            x_bar = y_bar
        return x_bar

    np.testing.assert_array_equal(grad(lambda x: np.sum(f(x)))(X), [1.0, 1.0, 1.0])
    with pytest.raises(UnsupportedError, match="f_rule computes no x_bar for operands like these"):
        grad(lambda x: np.sum(f(x)))(np.ones((2, 2)))


def test_what_is_constant_to_a_rule_for_the_other_mode():
    def f(x, k):
        return x * k

    @rule(f)
    def f_rule(x, k, y_bar):
        x_bar = y_bar * k
        return x_bar

    out, out_dot = jvp(lambda k: f(X, k) * k, (2.0,), (1.0,))
    np.testing.assert_array_equal(out, 4 * X)
    np.testing.assert_array_equal(out_dot, 2 * X)

    @rule(f)
    def f_rule_of_tangents(x, k, x_dot):
        y_dot = x_dot * k
        return y_dot

    assert grad(lambda k: np.sum(f(X, k)) * k)(2.0) == 2 * np.sum(X)
    with pytest.raises(NonDifferentiableError, match="f has a rule without x_bar"):
        grad(lambda x: np.sum(f(x, 2.0)))(X)


def test_a_result_that_carries_no_derivative():
    def f(x):
        return int(x > 0)

    @rule(f)
    def f_rule(x, x_dot, y_bar):
        y_dot = x_dot
        x_bar = y_bar
        return y_dot, x_bar

    with pytest.raises(UnsupportedError, match="f has a rule, and returns int, which has no derivative"):
        grad(lambda x: f(x) * x)(2.0)


def test_linearize_takes_the_tangent_lines():
    def f(x):
        return x * x

    @rule(f)
    def clipped(x, x_dot, y_bar):
        y_dot = 2 * x * x_dot
        x_bar = np.minimum(2 * x * y_bar, 1.0)  # not linear in y_bar
        return y_dot, x_bar

    x = X.copy()
    out, linear = linearize(lambda x: np.sin(f(x)), x)
    x += 1.0
    np.testing.assert_array_equal(out, np.sin(X * X))
    np.testing.assert_allclose(linear(np.ones_like(X)), 2 * X * np.cos(X * X))
    with pytest.raises(TypeError, match="tangent"):
        linear(1.0)
    _, linear = linearize(forward_only, 3.0)
    assert linear(2.0) == 4.0
