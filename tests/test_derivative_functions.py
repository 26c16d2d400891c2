"""What a derivative is, as a Python function: its name, signature, documentation, source; pickling; attributes."""

import inspect
import math
import pickle

import numpy as np
import pytest
from alike import same

from s2sdiff import differentiate, grad, hessian, hvp, jacfwd, jvp, value_and_grad, vjp


def survey(x1, x2):
    """The example of the survey."""
    return math.log(x1) + x1 * x2 - math.sin(x2)


def weighted(w, b, x, t=1.0, *, scale=2.0):
    """A loss."""
    return np.sum((w * x + b - t) ** 2) * scale


ONES, TWO = np.ones(2), np.array([1.0, 2.0])


# --- what a derivative is ---------------------------------------------------------------------------------------------
@differentiate(wrt=("w", "b"))
def decorated(w, b, x, t=1.0):
    """A decorated loss."""
    return np.sum((w * x + b - t) ** 2)


KINDS = {
    "weighted_grad": (grad(weighted), "(w, b, x, t=1.0, *, scale=2.0)", "The gradient of weighted with respect to w."),
    "weighted_hvp": (hvp(weighted), "(w, w_dot, b, x, t=1.0, *, scale=2.0)",
                     "The product, with a vector, of the Hessian of weighted with respect to w."),
    "weighted_hessian": (hessian(weighted, (0, 1)), "(w, b, x, t=1.0, *, scale=2.0)",
                         "The Hessian of weighted with respect to w and b."),
    "weighted_jacfwd": (jacfwd(weighted, argnames="t"), "(w, b, x, t=1.0, *, scale=2.0)",
                        "The Jacobian, by forward mode, of weighted with respect to t."),
    "survey_grad_grad": (grad(grad(survey)), "(x1, x2)", "The gradient of the gradient of survey with respect to x1."),
    "survey_hvp_grad": (grad(hvp(survey)), "(x1, x1_dot, x2)",
                        "The gradient of the product, with a vector, of the Hessian of survey with respect to x1."),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_name_signature_and_documentation(name):
    derivative, signature, doc = KINDS[name]
    assert derivative.__name__ == name
    assert str(inspect.signature(derivative)) == signature
    assert derivative.__doc__ == f"{doc} {'The example of the survey' if 'survey' in name else 'A loss'}."


def test_source_is_that_of_the_emitted_function():
    for derivative, call in ((hvp(survey), (2.0, 1.0, 5.0)), (grad(grad(survey)), (2.0, 5.0)),
                             (hessian(survey), (2.0, 5.0))):  # fmt: skip
        derivative(*call)
        text = inspect.getsource(derivative)
        assert text.startswith(f"def {derivative.__name__}(x1")


def test_derivatives_pickle_as_references():
    for derivative in (jacfwd(survey, (0, 1), optimize=0), hvp(survey, (1, 0)), grad(grad(survey, 1)),
                       value_and_grad(survey, has_aux=True), decorated.hessian, grad(decorated.hvp)):  # fmt: skip
        text = pickle.dumps(derivative)
        assert len(text) < 200
        assert pickle.loads(text) is derivative
    assert pickle.loads(pickle.dumps(hvp(survey)))(2.0, 1.0, 5.0) == -0.25


def test_attributes_of_a_decorated_function():
    arguments = (TWO, 0.5, ONES)
    same(decorated.grad(*arguments), grad(decorated, (0, 1))(*arguments))
    same(decorated.value_and_grad(*arguments), value_and_grad(decorated, (0, 1))(*arguments))
    same(decorated.hessian(*arguments), hessian(decorated, (0, 1))(*arguments))
    same(decorated.hvp(TWO, 0.5, (ONES, 1.0), ONES), hvp(decorated, (0, 1))(TWO, 0.5, (ONES, 1.0), ONES))
    for jacobian in (decorated.jacobian, decorated.jacfwd, decorated.jacrev, decorated.elementwise_grad):
        (w_bar, b_bar), (w_again, b_again) = jacobian(*arguments), decorated.grad(*arguments)
        np.testing.assert_allclose(w_bar, w_again)
        assert b_bar == pytest.approx(b_again)
    same(decorated.jvp(arguments, arguments), jvp(decorated, arguments, arguments))
    same(decorated.vjp(*arguments)[1](1.0), vjp(decorated, *arguments)[1](1.0))
    same(decorated.linearize(*arguments)[1](*arguments), decorated.jvp(arguments, arguments)[1])


def test_attributes_of_a_decorated_function_in_code_that_is_differentiated():
    @differentiate
    def g(x):
        return np.sum(x**3)

    def f(x):
        return np.sum(g.grad(x)) + np.sum(g.hvp(x, x)) + g.value_and_grad(x)[0]

    np.testing.assert_allclose(grad(f)(TWO), 6 * TWO + 12 * TWO + 3 * TWO**2)


# --- text -------------------------------------------------------------------------------------------------------------
def test_source_of_any_derivative():
    assert "_dot" in decorated.source(TWO, 0.5, ONES, mode="forward")
    assert decorated.source(TWO, 0.5, ONES, mode="reverse") == decorated.source(TWO, 0.5, ONES)
    text = decorated.source(TWO, 0.5, ONES, derivative="hvp")
    assert "def decorated_hvp(w, b, v, x, t=1.0):" in text
    decorated.hvp(TWO, 0.5, (ONES, 1.0), ONES)
    assert decorated.source(derivative="hvp") == text
    at = decorated.source(at="w=f64[n], b=float, x=f64[n]", derivative="grad, jacfwd")
    assert "def decorated_grad_jacfwd(w, b, x, t=1.0):" in at
    assert "def decorated_linear(saved" in decorated.source(TWO, 0.5, ONES, derivative="linearize")


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"mode": "sideways"}, ValueError, "there is no mode sideways; there are forward and reverse"),
        ({"mode": "forward", "derivative": "grad"}, TypeError, r"source\(\) takes mode= or derivative=, not both"),
        ({"derivative": "gard"}, ValueError, "there is no derivative gard; there are grad, value_and_grad, "),
        ({"derivative": []}, ValueError, "no derivative is named; there are grad, "),
        ({"derivative": ["vjp", "grad"]}, ValueError, "vjp makes two functions, and no derivative is made of these"),
    ],
)
def test_sources_that_there_are_not(asked, error, words):
    with pytest.raises(error, match=words):
        decorated.source(**asked)
