"""check_grads: right derivatives pass, wrong ones are told by argument and entry."""

import math

import numpy as np
import pytest

from s2sdiff import differentiate, grad, hvp, stop_gradient
from s2sdiff.testing import check_grads

RNG = np.random.default_rng(4)
X = RNG.normal(size=(3, 2))


def survey(x1, x2):
    return math.log(x1) + x1 * x2 - math.sin(x2)


def network(params, x):
    for W, b in params:
        x = np.tanh(x @ W + b)
    return np.sum(x**2)


def several(x, p, n):
    return x * p["a"], [np.sum(x), n, p["b"] * x[0]], None


def in_place(x, n):
    x[1:] *= x[:-1]
    return x * n


def with_defaults(x, k=2.0, *, s=3.0):
    return np.sum(x**2) * k * s


def of_complex(z, a):
    return z * z * a


def size_of_complex(z):
    return np.sum(np.abs(z) ** 2)


PARAMS = [(RNG.normal(size=(2, 3)), np.zeros(3)), (RNG.normal(size=(3, 1)), np.zeros(1))]
SINGLES = [(np.ones((2, 2), np.float32), np.zeros(2, np.float32))]


@pytest.mark.parametrize(
    ("f", "args", "order"),
    [
        (survey, (2.0, 5.0), 3),
        (differentiate(survey), (2.0, np.float64(5.0)), 2),
        (grad(survey), (2.0, 5.0), 2),
        (hvp(survey), (2.0, 1.0, 5.0), 1),
        (network, (PARAMS, X), 2),
        (network, (SINGLES, np.float32([[0.1, 0.2]])), 2),
        (several, (np.array([1.0, 2.0]), {"a": 2.0, "b": np.float64(3.0)}, 3), 2),
        (in_place, (np.array([1.0, 2.0, 3.0]), 2), 2),
        (with_defaults, (np.ones(2),), 2),
        (of_complex, (1 + 2j, 3.0), 1),
        (of_complex, (np.array([1 + 2j, 3.0]), 3.0), 1),
        (size_of_complex, (np.array([1 + 2j, 3.0]),), 2),
        (lambda x: np.abs(x), (1e-3,), 1),
        (lambda x: np.sum(np.sin(x)), (RNG.normal(size=1000),), 1),
        (lambda x: x * 2, (np.zeros((0, 3)),), 2),
        (lambda x: 3, (2.0,), 1),
    ],
)
def test_right_derivatives_pass(f, args, order):
    check_grads(f, args, order=order)


def half(x, y):
    """Its derivatives are half of what they should be."""
    return np.sum(stop_gradient(x) * x * y)


def half_inside(p, x):
    return [stop_gradient(p["w"]) * p["w"] * x, x]


def right_once(x):
    """x**3, with its first derivative and no second one."""
    return 3 * x * stop_gradient(x * x) - 2 * stop_gradient(x**3)


@pytest.mark.parametrize(
    ("f", "args", "modes", "words"),
    [
        (half, (np.array([1.0, 2.0]), 3.0), ("fwd",),
         r"^half: by forward mode the derivative of the output by x\[0\] is 3, and by central differences 6$"),
        (half, (np.array([1.0, 2.0]), 3.0), ("rev",),
         r"^half: by reverse mode the gradient by x\[0\] is 3, and by central differences 6$"),
        (half_inside, ({"w": np.array([[1.0, 2.0]])}, 3.0), ("fwd",),
         r"the derivative of the output\[0\]\[0, 0\] by p\['w'\]\[0, 0\] is 3, and by central differences 6$"),
        (half_inside, ({"w": np.array([[1.0, 2.0]])}, 3.0), ("rev",),
         r"reverse mode the gradient of a weighted sum of the output, by p\['w'\]\[0, 0\] is "),
        (lambda x: x * stop_gradient(x), (2.0,), ("rev", "fwd"), "^the function: by reverse mode the gradient by x is"),
        (lambda x: np.sqrt(x), (0.0,), ("fwd",), "is inf; central differences are nan and say nothing here$"),
        (lambda x: np.floor(x), (2.0,), ("fwd",), "which half the step changes much: there may be a kink or a jump$"),
    ],
)  # fmt: skip
def test_wrong_derivatives_are_told(f, args, modes, words):
    with np.errstate(all="ignore"), pytest.raises(AssertionError, match=words):
        check_grads(f, args, modes=modes)


@pytest.mark.parametrize(("modes", "words"), [
    (("fwd",), "^right_once_jvp: by forward mode the derivative of the output\\[1\\] by x is 0, and by central"),
    (("rev",), "^right_once_grad: by reverse mode the gradient of a weighted sum of the output, by x is 0, and by"),
])  # fmt: skip
def test_wrong_second_derivatives_are_told(modes, words):
    check_grads(right_once, (1.5,), modes=modes)
    with pytest.raises(AssertionError, match=words):
        check_grads(right_once, (1.5,), order=2, modes=modes)


@pytest.mark.parametrize("modes", [("fwd",), ("rev",)])
def test_what_cannot_be_checked(modes):
    with pytest.raises(ValueError, match="there is no mode 'forward'; there are 'fwd' and 'rev'"):
        check_grads(survey, (2.0, 5.0), modes=("forward",))
    with pytest.raises(TypeError, match=r"p\['b'\], which is int"):
        check_grads(several, (np.ones(2), {"a": 2.0, "b": 3}, 3), modes=modes)
