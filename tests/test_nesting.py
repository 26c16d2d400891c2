"""Derivatives of the third order: forward and reverse mode in every order agree, and with differences of the second."""

import itertools
import math

import numpy as np
import pytest

from s2sdiff import checkpoint, grad, jacfwd, jvp, stop_gradient, vjp

MODES = {"reverse": grad, "forward": jacfwd}


def polynomial(x):
    return 3 * x**4 - 2 * x**3 + x


def quotients(x):
    return math.exp(-x) / (1 + x * x) + math.log(x) * math.sin(x)


def for_loop(x):
    y = x
    for k in range(3):
        y = y * x + math.sin(y) * k
    return y


def while_loop(x):
    y = x
    while y < 20.0:
        y = y * y + 0.5 * x
    return y


def nested_loops(x):
    total = 0.0
    y = x
    for i in range(3):
        for j in range(i):
            y = y * (1 + 0.1 * x * j)
        total = total + y * i
    return total


def branch_in_loop(x):
    y = x
    for k in range(5):
        if k % 2 == 0:
            y = y * x
        else:
            y = math.sin(y) + x
    return y


def left_by_a_break(x):
    y = x
    for k in range(9):
        y = 0.5 * y * x + math.sin(y)
        if y > 2.0:
            break
        y = y + k * x
    else:
        y = y * y
    return y * x


def left_by_a_return(x):
    y = x
    while True:
        for _ in range(3):
            y_new = 0.5 * (y + x * x * x / y)
            if abs(y_new - y) < 1e-3:
                return y_new * y
            y = y_new
        y = y + 0.01 * x


def early_return(x):
    if x > 1:
        return x**3 * math.cos(x)
    return x


def helper(a, b):
    return a * math.tanh(b) + b


def calls(x):
    return helper(x, helper(x * x, x))


def recursion(x):
    return power_of(x, 5)


def power_of(x, n):
    if n == 0:
        return 1.0
    return x * power_of(x, n - 1) + math.sin(x)


def called_in_loop(x):
    y = x
    for _ in range(3):
        y = helper(y, x)
    return y


def local_functions(x):
    def inner(a):
        return a * x + math.exp(-a)

    return inner(inner(x))


def stored(x):
    a = np.zeros(4)
    a[0] = x
    for k in range(1, 4):
        a[k] = a[k - 1] * x + np.sin(a[k - 1])
    return np.sum(a * a)


def stored_through_a_view(x):
    a = np.full(6, x)
    b = a[1:-1]
    b *= np.cos(x)
    a[::2] += x * b[0]
    return a @ a


def overwritten(x):
    a = x * np.arange(1.0, 5.0)
    for _ in range(3):
        a[1:-1] = a[:-2] * a[2:] + x
    return a.sum()


def arrays(x):
    u = np.linspace(0.5, 1.5, 4) * x
    return np.mean(np.exp(u) * np.where(u > 1, u * u, u**3))


def matrices(x):
    A = np.array([[2.0, 0.3], [0.1, 1.5]]) * x + np.eye(2)
    b = np.array([x, x * x])
    return np.linalg.solve(A, b) @ A @ b + np.linalg.det(A) + np.linalg.inv(A)[0, 1]


def products(x):
    u = np.stack([x, x * x, np.sin(x)])
    return np.prod(u) + np.cumprod(u)[1] + np.sum(np.cumsum(u) * u)


def order(x):
    u = np.stack([x, -x * x, np.sin(x), 2 * x])
    return np.sort(u) @ np.array([1.0, 2.0, 3.0, 4.0]) * np.max(u) + np.std(u)


def tuples(x):
    pair = (x, x * x)
    for _ in range(2):
        pair = (pair[1] * x, pair[0] + pair[1])
    return pair[0] * pair[1]


def lists(x):
    values = [x, x**2, x**3]
    total = 0.0
    for k in range(3):
        total = total * x + values[k]
    return total


def with_gradient_inside(x):
    return x * grad(lambda y: x * y**3)(x)


def newton_inside(x):
    y = 1.0
    for _ in range(4):
        y = y - (y * y - x) / grad(lambda z: z * z - x)(y)
    return y**3


def checkpointed(x):
    y = x
    for _ in range(3):
        y = checkpoint(helper)(y, x)
    return y


def checkpointed_loop(x):
    y = x
    for k in checkpoint(range(5)):
        y = y + 0.1 * math.sin(y) * x * k
    return y


def checkpointed_chunks(x):
    y = x
    for k in checkpoint(range(7), schedule="sqrt"):
        y = y + 0.1 * math.sin(y) * x * k
    return y


def partly_constant(x):
    return x * stop_gradient(x * x) + x**3


FUNCTIONS = [polynomial, quotients, for_loop, while_loop, nested_loops, branch_in_loop, left_by_a_break,
             left_by_a_return, early_return, calls, recursion, called_in_loop, local_functions, stored,
             stored_through_a_view, overwritten, arrays, matrices, products, order, tuples, lists,
             with_gradient_inside, newton_inside, checkpointed, checkpointed_loop, checkpointed_chunks]  # fmt: skip
X, STEP = 1.3, 1e-4


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_the_third_derivative_by_every_order_of_modes(f):
    for names in itertools.product(MODES, repeat=2):
        first, second = (MODES[name] for name in names)
        slope = (second(f)(X + STEP) - second(f)(X - STEP)) / (2 * STEP)
        np.testing.assert_allclose(first(second(f))(X), slope, rtol=1e-6, atol=1e-6, err_msg=str(names))
    seconds = second_differences(f)
    found = {}
    for names in itertools.product(MODES, repeat=3):
        derivative = f
        for name in reversed(names):
            derivative = MODES[name](derivative)
        found[names] = float(derivative(X))
    values = np.array(list(found.values()))
    np.testing.assert_allclose(values, values[0], rtol=1e-10, atol=1e-10, err_msg=str(found))
    np.testing.assert_allclose(values[0], seconds, rtol=1e-5, atol=1e-5)


def second_differences(f):
    """The third derivative by differences of the second."""
    second = grad(grad(f))
    return (second(X + STEP) - second(X - STEP)) / (2 * STEP)


def test_what_is_constant_stays_constant_in_every_derivative():
    np.testing.assert_allclose(grad(partly_constant)(X), X * X + 3 * X * X)
    np.testing.assert_allclose(grad(grad(partly_constant))(X), 6 * X)
    np.testing.assert_allclose(jacfwd(grad(grad(partly_constant)))(X), 6.0)


def test_a_fourth_derivative():
    np.testing.assert_allclose(grad(jacfwd(grad(jacfwd(polynomial))))(X), 72.0)


def test_tangents_of_gradients_and_gradients_of_tangents():
    value, dot = jvp(grad(quotients), (X,), (2.0,))
    np.testing.assert_allclose(dot, 2 * grad(grad(quotients))(X))
    np.testing.assert_allclose(value, grad(quotients)(X))
    _, pullback = vjp(grad(quotients), X)
    np.testing.assert_allclose(pullback(2.0)[0], dot)
