"""jvp, linearize, hvp and nested gradients as their users meet them: arguments, structures, types, messages."""

import inspect
import math

import numpy as np
import pytest
from alike import same
from scipy.optimize import minimize, rosen_der, rosen_hess_prod

from s2sdiff import elementwise_grad, grad, hessian, hvp, jacfwd, jvp, linearize, value_and_grad
from s2sdiff.errors import SourceError


def survey(x1, x2):
    """The example of the survey."""
    return math.log(x1) + x1 * x2 - math.sin(x2)


def product(x, y):
    return x * y


def weighted(w, b, x, t=1.0, *, scale=2.0):
    """A loss."""
    return np.sum((w * x + b - t) ** 2) * scale


def tree(p, n):
    return np.sum(p["a"][0]) * p["b"]


def counted(x, n):
    return x * n, n, None, [x]


def in_place(x):
    x[1:] *= x[:-1]
    return x


ONES, TWO = np.ones(2), np.array([1.0, 2.0])
SINGLE = np.array([1.0, 2.0], np.float32)


# --- the survey's bars ------------------------------------------------------------------------------------------------
def test_survey_by_both_modes():
    assert jvp(survey, (2.0, 5.0), (1.0, 0.0)) == pytest.approx((11.652071, 5.5), rel=1e-7)
    assert jvp(survey, (2.0, 5.0), (0.0, 1.0))[1] == pytest.approx(1.7163378, rel=1e-7)
    assert grad(survey, (0, 1))(2.0, 5.0) == pytest.approx((5.5, 1.7163378), rel=1e-7)
    assert jacfwd(survey, (0, 1))(2.0, 5.0) == pytest.approx((5.5, 1.7163378), rel=1e-7)


def test_survey_of_second_order():
    assert grad(grad(survey))(2.0, 5.0) == pytest.approx(-0.25, rel=1e-14)
    assert hessian(survey)(2.0, 5.0) == pytest.approx(-0.25, rel=1e-14)
    assert hvp(survey)(2.0, 1.0, 5.0) == pytest.approx(-0.25, rel=1e-14)
    assert grad(grad(grad(survey)))(2.0, 5.0) == pytest.approx(0.25, rel=1e-14)
    (xx, xy), (yx, yy) = hessian(survey, (0, 1))(2.0, 5.0)
    assert (xx, xy, yx, yy) == pytest.approx((-0.25, 1.0, 1.0, math.sin(5.0)), rel=1e-14)


# --- jvp --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("f", "primals", "tangents", "dot"),
    [
        (product, (2.0, 3.0), (1.0, 0.0), 3.0),
        (product, (2.0, 3.0), (1, True), 5.0),
        (product, (2.0, 3.0), (np.float32(1.0), np.array(1)), 5.0),
        (product, [2.0, 3.0], [1.0, 1.0], 5.0),
        (product, (np.float64(2.0), 3.0), (1, 1), np.float64(5.0)),
        (product, (np.float32(2.0), np.float32(3.0)), (1.0, 1.0), np.float32(5.0)),
        (product, (TWO, 3.0), (ONES, 1.0), np.array([4.0, 5.0])),
        (product, (TWO, 3.0), ([1, 1], 1), np.array([4.0, 5.0])),
        (product, (SINGLE, np.float32(3.0)), (ONES, 1.0), np.array([4.0, 5.0], np.float32)),
        (product, (np.ones((2, 0)), 3.0), (np.ones((2, 0)), 1.0), np.ones((2, 0))),
        (product, (2, 3.0), ("anything", 1.0), 2.0),
        (product, (np.arange(2), 3.0), (None, 1.0), np.array([0.0, 1.0])),
        (product, (2j, 3.0), (1j, 1.0), 5j),
        (tree, ({"a": [TWO], "b": 2.0}, 3), ({"a": [[1, 1]], "b": 0.5}, None), np.float64(5.5)),
        (counted, (2.0, 3), (1.0, None), (3.0, 0.0, None, [1.0])),
        (weighted, (TWO, 0.5, ONES), (ONES, 0.0, 0 * ONES), np.float64(8.0)),
    ],
)
def test_jvp(f, primals, tangents, dot):
    out, got = jvp(f, primals, tangents)
    same(out, f(*primals))
    same(got, dot)


@pytest.mark.parametrize(
    ("primals", "tangents", "words"),
    [
        ((1.0, 2.0), (1.0,), "jvp takes a tangent for each argument, and got 1 for 2"),
        (TWO, TWO, r"jvp takes the arguments, and the tangents, as tuples: jvp\(f, \(x,\), \(x_dot,\)\)"),
        ((TWO, 2.0), (np.ones(3), 1.0), r"the argument x has shape \(2,\) and its tangent \(3,\); they must agree"),
        ((TWO, 2.0), (1.0, 1.0), r"x has shape \(2,\) and its tangent \(\)"),
        ((2.0, 2.0), (1.0, [1.0]), r"y has shape \(\) and its tangent \(1,\)"),
        ((2.0, 2.0), (1j, 1.0), "the argument x is real, and so must be its tangent"),
        ((2.0, 2.0), (None, 1.0), "the argument x is of numbers, and so must be its tangent, which is None"),
        ((2.0, 2.0), ("one", 1.0), "x is of numbers, and so must be its tangent, which is 'one'"),
        ((np.ones((2, 2)), 2.0), ([[1], [1, 2]], 1.0), r"x is of numbers, .* which is \[\[1\], \[1, 2\]\]"),
        (((1.0, TWO), 2.0), ((1.0,), 1.0), "the argument x is a tuple of 2, and so must be its tangent"),
        (({"a": [TWO]}, 2.0), ({"b": [TWO]}, 1.0), "the argument x is a dict of 'a', and so must be its tangent"),
        (({"a": [TWO]}, 2.0), ({"a": [1.0]}, 1.0), r"the argument x\['a'\]\[0\] has shape \(2,\) and its tangent \(\)"),
        ((1.0, 2.0, 3.0), (1.0, 2.0, 3.0), "product has 2 parameters and no number 2"),
        ((1.0,), (1.0,), "missing a required argument: 'y'"),
    ],
)
def test_tangents_that_do_not_fit(primals, tangents, words):
    with pytest.raises(TypeError, match=words):
        jvp(product, primals, tangents)


def test_jvp_leaves_its_arguments_and_gives_what_is_its_own():
    x, dot = np.array([1.0, 2.0, 3.0]), np.ones(3)
    out, out_dot = jvp(in_place, (x,), (dot,))
    same((x, dot), (np.array([1.0, 2.0, 3.0]), np.ones(3)))
    same((out, out_dot), (np.array([1.0, 2.0, 6.0]), np.array([1.0, 3.0, 5.0])))
    for array in (x, dot, out):
        assert not np.shares_memory(out_dot, array)


def test_jvp_of_what_has_no_source():
    with pytest.raises(SourceError, match="'sin' is a NumPy ufunc and has no Python source"):
        jvp(np.sin, (1.0,), (1.0,))


# --- linearize --------------------------------------------------------------------------------------------------------
def test_linearize_gives_a_linear_function():
    def f(x, y, n):
        return np.sin(x) * y * n, [x]

    out, f_jvp = linearize(f, TWO, 3.0, 2)
    same(out, (np.sin(TWO) * 3.0 * 2, [TWO]))
    for dots in ((ONES, 1.0, None), ([0, 1], 0, "anything")):
        x_dot = np.asarray(dots[0], float)
        same(f_jvp(*dots), (np.cos(TWO) * x_dot * 6.0 + np.sin(TWO) * dots[1] * 2, [x_dot]))


def test_linearize_of_a_function_with_defaults():
    x = np.array([0.5, -1.0])
    _, f_jvp = linearize(weighted, TWO, 0.5, x)
    expected = jvp(weighted, (TWO, 0.5, x), (ONES, 1.0, x))[1]
    assert f_jvp(ONES, 1.0, x) == pytest.approx(expected)
    assert f_jvp(ONES, 1.0, x, None) == pytest.approx(expected)


def test_linearize_keeps_what_its_arguments_were():
    x = np.array([1.0, 2.0])
    out, f_jvp = linearize(product, x, 3.0)
    first = f_jvp(ONES, 1.0)
    x[:] = 100.0
    out[:] = 100.0
    same(f_jvp(ONES, 1.0), first)
    first[:] = 100.0
    same(f_jvp(ONES, 1.0), np.array([4.0, 5.0]))


@pytest.mark.parametrize(
    ("tangents", "words"),
    [
        ((ONES,), "this takes a tangent for each of 2 arguments, and got 1"),
        ((np.ones(3), 1.0), r"argument 0 has shape \(2,\) and its tangent \(3,\)"),
        ((ONES, None), "argument 1 is of numbers, and so must be its tangent, which is None"),
    ],
)
def test_linearize_and_tangents_that_do_not_fit(tangents, words):
    _, f_jvp = linearize(product, TWO, 3.0)
    with pytest.raises(TypeError, match=words):
        f_jvp(*tangents)


# --- hvp --------------------------------------------------------------------------------------------------------------
def test_hvp_takes_its_vector_after_what_is_differentiated():
    x = np.array([0.5, -1.0])
    expected = 2 * 2.0 * x * (x * ONES)
    np.testing.assert_allclose(hvp(weighted)(TWO, ONES, 0.5, x), expected)
    np.testing.assert_allclose(hvp(weighted)(TWO, [1, 1], 0.5, x), expected)
    np.testing.assert_allclose(hvp(weighted)(w=TWO, b=0.5, x=x, w_dot=ONES, scale=1.0), expected / 2)
    w_bar, b_bar = hvp(weighted, (0, 1))(TWO, 0.5, (ONES, 2.0), x)
    np.testing.assert_allclose(w_bar, 4.0 * x * (x * ONES + 2.0))
    assert b_bar == pytest.approx(4.0 * np.sum(x * ONES + 2.0))
    b_bar, again = hvp(weighted, argnames=("b", "w"))(TWO, 0.5, (2.0, ONES), x)
    same(again, w_bar)


def test_hvp_with_respect_to_a_parameter_that_is_passed_by_keyword():
    def f(x, y=1.0, *, k=2.0):
        return x * k**3 * y

    derivative = hvp(f, argnames="k")
    assert str(inspect.signature(derivative)) == "(x, y, k_dot, *, k=2.0)"
    assert derivative(1.0, 1.0, 10.0) == 120.0
    assert derivative(1.0, k_dot=10.0, y=1.0, k=3.0) == 180.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: hvp(weighted)(TWO, np.ones(3), 0.5, TWO), r"argument w has shape \(2,\) and its tangent \(3,\)"),
        (lambda: hvp(weighted)(TWO), r"^weighted_hvp.* missing 3 required positional arguments: 'w_dot', 'b', and 'x'"),
        (lambda: hvp(weighted, (0, 1))(TWO, 0.5, (ONES,), TWO), r"argument \(w, b\) is a tuple of 2, and so must be"),
        (lambda: hvp(weighted)(np.arange(2), ONES, 0.5, TWO), "weighted cannot be differentiated with respect to w"),
        (lambda: hvp(product)(TWO, ONES, 2.0), r"product returns f64\[n\], and a gradient needs one real number"),
        (lambda: hessian(product)(TWO, 2.0), r"product returns f64\[n\], and a gradient needs one real number"),
        (lambda: grad(grad(weighted))(TWO, 0.5, TWO), r"weighted_grad returns f64\[n\], and a gradient needs one real"),
    ],
)
def test_second_derivatives_that_there_are_not(call, words):
    with pytest.raises(TypeError, match=words):
        call()


def test_minimize_takes_derivatives_as_they_are():
    def rosenbrock(x):
        return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)

    x0 = np.array([1.3, 0.7, 0.8, 1.9, 1.2])
    v = np.arange(5.0)
    np.testing.assert_allclose(value_and_grad(rosenbrock)(x0)[1], rosen_der(x0), rtol=1e-12)
    np.testing.assert_allclose(hvp(rosenbrock)(x0, v), rosen_hess_prod(x0, v), rtol=1e-12)
    for method in ("Newton-CG", "trust-ncg"):
        found = minimize(value_and_grad(rosenbrock), x0, jac=True, hessp=hvp(rosenbrock), method=method)
        assert found.fun == pytest.approx(0.0, abs=1e-6)
    found = minimize(value_and_grad(rosenbrock), x0, jac=True, hess=hessian(rosenbrock), method="trust-exact")
    np.testing.assert_allclose(found.x, np.ones(5), rtol=1e-4)

    def with_weights(x, a, b):
        return np.sum(a * (x - b) ** 2)

    found = minimize(value_and_grad(with_weights), ONES, (np.array([1.0, 5.0]), TWO), jac=True,
                     hessp=hvp(with_weights), method="Newton-CG")  # fmt: skip
    np.testing.assert_allclose(found.x, TWO, rtol=1e-4)


# --- elementwise_grad -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("x", [2.0, np.float32(2.0), np.array(2.0), TWO, SINGLE, np.ones((2, 0)), np.ones((2, 3))])
def test_elementwise_grad(x):
    same(elementwise_grad(lambda x: x**3 + np.exp(0 * x))(x), 3 * x**2 if not isinstance(x, np.ndarray) or x.ndim
         else np.array(3 * x**2))  # fmt: skip
    same(elementwise_grad(elementwise_grad(lambda x: x**3))(x), 6 * x if not isinstance(x, np.ndarray) or x.ndim
         else np.array(6 * x))  # fmt: skip


def test_elementwise_grad_of_arguments_that_are_broadcast():
    x_bar, y_bar = elementwise_grad(product, (0, 1))(np.ones((2, 3)), np.arange(3.0))
    same(x_bar, np.broadcast_to(np.arange(3.0), (2, 3)))
    same(y_bar, np.full(3, 2.0))
