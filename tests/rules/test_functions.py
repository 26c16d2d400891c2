"""Functions that are not read, of other kinds, and rules that come and go."""

import functools
import gc
import math
import weakref

import numpy as np
import pytest
from scipy import special

from s2sdiff import UnsupportedError, differentiate, grad, hvp, jvp, rule, value_and_grad, vjp
from s2sdiff.custom.registry import rule_of

from .examples import X, softplus, text_of


# --- functions that are not read --------------------------------------------------------------------------------------
@rule(special.j0)
def j0_rule(x, x_dot, y_bar):
    s = -special.j1(x)
    y_dot = x_dot * s
    x_bar = y_bar * s
    return y_dot, x_bar


@rule(special.j1)
def j1_rule(x, x_dot, y_bar):
    s = special.j0(x) - special.j1(x) / x
    y_dot = x_dot * s
    x_bar = y_bar * s
    return y_dot, x_bar


def test_a_function_of_scipy():
    x = np.array([0.5, 1.5])
    f = grad(lambda x: np.sum(special.j0(x) * x))
    np.testing.assert_allclose(f(x), special.j0(x) - x * special.j1(x), rtol=1e-14)
    assert "s2sdiff" not in text_of(f, x)
    np.testing.assert_allclose(hvp(lambda x: np.sum(special.j0(x)))(x, np.ones(2)),
                               special.j1(x) / x - special.j0(x), rtol=1e-14)
    np.testing.assert_allclose(grad(grad(lambda x: special.j0(x)))(0.5), special.j1(0.5) / 0.5 - special.j0(0.5))


def test_a_builtin_function():
    @rule(math.lgamma)
    def lgamma_rule(x, x_dot, y_bar):
        y_dot = 7 * x_dot
        x_bar = 7 * y_bar
        return y_dot, x_bar

    lgamma = math.lgamma
    f = grad(lambda x: math.lgamma(x) * lgamma(x))
    assert f(3.5) == pytest.approx(14 * math.lgamma(3.5))
    rule(math.lgamma)(None)
    with pytest.raises(UnsupportedError, match=r"math\.lgamma has neither"):
        f(3.5)


def test_a_function_in_which_nothing_can_be_read():
    def solved(x):
        try:
            return x + {"a": 1.0}["a"]
        except KeyError:
            return x

    @rule(solved)
    def solved_rule(x, x_dot, y_bar):
        y_dot = x_dot
        x_bar = y_bar
        return y_dot, x_bar

    assert value_and_grad(lambda x: solved(x) * 3)(2.0) == (9.0, 3.0)
    np.testing.assert_array_equal(grad(lambda x: np.sum(solved(x) ** 2))(X), 2 * (X + 1))


def unreadable(x):
    with np.errstate(all="ignore"):
        return x * x


def test_the_function_itself_that_cannot_be_read():
    @rule(unreadable)
    def unreadable_rule(x, x_dot, y_bar):
        y_dot = 2 * x * x_dot
        x_bar = 2 * x * y_bar
        return y_dot, x_bar

    assert value_and_grad(unreadable)(3.0) == (9.0, 6.0)
    assert jvp(unreadable, (3.0,), (1.0,)) == (9.0, 6.0)


def test_an_object_that_is_called():
    cubed = functools.partial(pow, exp=3)

    @rule(cubed)
    def cubed_rule(x, x_dot, y_bar):
        y = x * x * x
        y_dot = 3 * x * x * x_dot
        x_bar = 3 * x * x * y_bar
        return y, y_dot, x_bar

    assert grad(lambda x: cubed(x) + x)(2.0) == 13.0
    assert grad(grad(lambda x: cubed(x) + x))(2.0) == 12.0


def test_a_lambda():
    f = lambda x: x * x  # noqa: E731

    @rule(f)
    def f_rule(x, y_bar):
        x_bar = 100 * y_bar
        return x_bar

    assert grad(lambda x: f(x) + x)(2.0) == 101.0
    assert grad(f)(2.0) == 100.0


# --- other rules, and none --------------------------------------------------------------------------------------------
def slope(k):
    def f_rule(x, x_dot, y_bar):
        y_dot = k * x_dot
        x_bar = k * y_bar
        return y_dot, x_bar

    return f_rule


def test_a_rule_that_is_made_changed_and_taken_away_is_seen_at_the_next_call():
    def f(x):
        return x * x

    def caller(x):
        return f(x)

    derivatives = [grad(caller), grad(f), lambda x: jvp(caller, (x,), (1.0,))[1], lambda x: vjp(caller, x)[1](1.0)[0]]
    for k in (None, 5.0, 7.0, None, 2.0):
        rule(f)(None if k is None else slope(k))
        assert [derivative(3.0) for derivative in derivatives] == [k or 6.0] * 4


def test_a_rule_lives_as_long_as_its_function():
    def made():
        def f(x):
            return x

        @rule(f)
        def f_rule(x, y_bar):
            y = f(x)
            x_bar = y_bar + 0 * y
            return x_bar

        return weakref.ref(f), weakref.ref(f_rule)

    left = made()
    gc.collect()
    assert [known() for known in left] == [None, None]


def test_a_wrapper_has_no_rule_of_what_it_wraps():
    @functools.wraps(softplus)
    def wrapper(x):
        return 3 * x

    assert rule_of(softplus) is not None
    assert rule_of(wrapper) is None
    assert grad(wrapper)(1.0) == 3.0


def test_a_decorated_function():
    @differentiate
    def f(x):
        return x * x

    @rule(f)
    def f_rule(x, x_dot, y_bar):
        y_dot = 10 * x_dot
        x_bar = 10 * y_bar
        return y_dot, x_bar

    assert f.grad(1.0) == 10.0
    assert grad(lambda x: f(x) * 2)(1.0) == 20.0
