"""Rules that are true: in every place, in both modes, the derivatives are those of the function itself."""

import numpy as np
import pytest

from s2sdiff import checkpoint, grad, hvp, jacfwd, jacrev, jvp, rule, value_and_grad, vjp

from .examples import (
    X,
    dot,
    plain_dot,
    plain_polar,
    plain_powers,
    plain_scaled,
    plain_softplus,
    plain_spread,
    plain_total,
    polar,
    powers,
    scaled,
    softplus,
    spread,
    total,
    unruled,
)


def weighted(u):
    return np.sum(np.cos(u) * u)


PAIRS = {
    "once": (lambda x: weighted(softplus(x)), lambda x: weighted(plain_softplus(x))),
    "twice": (lambda x: weighted(softplus(softplus(x))), lambda x: weighted(plain_softplus(plain_softplus(x)))),
    "of two, both": (lambda x: weighted(scaled(x, x * x)), lambda x: weighted(plain_scaled(x, x * x))),
    "of two, the first": (lambda x: weighted(scaled(x, 0.5)), lambda x: weighted(plain_scaled(x, 0.5))),
    "of two, the second": (lambda x: weighted(scaled(0.5, x)), lambda x: weighted(plain_scaled(0.5, x))),
    "a tuple of results": (lambda x: weighted(polar(x, x * x)[1]) + weighted(polar(x, 0.3)[0]),
                           lambda x: weighted(plain_polar(x, x * x)[1]) + weighted(plain_polar(x, 0.3)[0])),
    "a tuple as an argument": (lambda x: dot((x, np.sin(x))), lambda x: plain_dot((x, np.sin(x)))),
    "a tuple with a constant": (lambda x: dot((x, X)), lambda x: plain_dot((x, X))),
    "a loop in the rule": (lambda x: weighted(powers(x, 3)), lambda x: weighted(plain_powers(x, 3))),
    "a keyword": (lambda x: weighted(total(np.outer(x, x), axis=0)),
                  lambda x: weighted(plain_total(np.outer(x, x), 0))),
    "the default of a keyword": (lambda x: total(x**3), lambda x: plain_total(x**3)),
    "stores in the rule": (lambda x: weighted(spread(x)), lambda x: weighted(plain_spread(x))),
}


def looped(x):
    for _ in range(3):
        x = softplus(x) + 0.1 * x
    return weighted(x)


def plain_looped(x):
    for _ in range(3):
        x = plain_softplus(x) + 0.1 * x
    return weighted(x)


def branched(x):
    if np.sum(x) > 0:
        y = softplus(x)
    else:
        y = scaled(x, x)
    return weighted(y)


def plain_branched(x):
    if np.sum(x) > 0:
        y = plain_softplus(x)
    else:
        y = plain_scaled(x, x)
    return weighted(y)


def stored(x):
    y = np.zeros(3)
    for k in range(3):
        y[k] = softplus(x[k])
        x[k] = y[k] * x[k - 1]
    return weighted(y) + weighted(x)


def plain_stored(x):
    y = np.zeros(3)
    for k in range(3):
        y[k] = plain_softplus(x[k])
        x[k] = y[k] * x[k - 1]
    return weighted(y) + weighted(x)


def changed_after(x):
    y = softplus(x)
    y[0] = x[1]
    x[:] = y * x
    return weighted(softplus(y)) + weighted(x)


def plain_changed_after(x):
    y = plain_softplus(x)
    y[0] = x[1]
    x[:] = y * x
    return weighted(plain_softplus(y)) + weighted(x)


def doubled(x):
    y = softplus(x)
    y *= 2
    return y


def in_helpers(x):
    y = doubled(x)
    y[0] += softplus(y)[1]
    x[1] = y[0]
    return weighted(softplus(x) * y)


def plain_doubled(x):
    y = plain_softplus(x)
    y *= 2
    return y


def plain_in_helpers(x):
    y = plain_doubled(x)
    y[0] += plain_softplus(y)[1]
    x[1] = y[0]
    return weighted(plain_softplus(x) * y)


def recursive(x, n):
    return weighted(x) if n == 0 else recursive(softplus(x) * x, n - 1)


def plain_recursive(x, n):
    return weighted(x) if n == 0 else plain_recursive(plain_softplus(x) * x, n - 1)


def while_loop(x):
    while np.sum(x) < 20:
        x = softplus(x) + x
    return weighted(x)


def plain_while_loop(x):
    while np.sum(x) < 20:
        x = plain_softplus(x) + x
    return weighted(x)


PAIRS |= {
    "in a loop": (looped, plain_looped),
    "in helpers that change arrays": (in_helpers, plain_in_helpers),
    "in a branch": (branched, plain_branched),
    "in the other branch": (lambda x: branched(-x), lambda x: plain_branched(-x)),
    "among stores": (stored, plain_stored),
    "changed after": (changed_after, plain_changed_after),
    "in a recursion": (lambda x: recursive(x, 3), lambda x: plain_recursive(x, 3)),
    "in a while loop": (while_loop, plain_while_loop),
    "under checkpoint": (lambda x: weighted(checkpoint(softplus)(x)), lambda x: weighted(plain_softplus(x))),
    "two operands under checkpoint": (lambda x: weighted(checkpoint(scaled)(0.5, x)),
                                      lambda x: weighted(plain_scaled(0.5, x))),
    "in vjp": (lambda x: weighted(vjp(softplus, x)[1](x * x)[0]),
               lambda x: weighted(vjp(plain_softplus, x)[1](x * x)[0])),
    "in jvp": (lambda x: weighted(jvp(softplus, (x,), (x * x,))[1]),
               lambda x: weighted(jvp(plain_softplus, (x,), (x * x,))[1])),
    "in grad": (lambda x: grad(softplus)(x[0]) * x[1] + x[2] * 0.0, lambda x: grad(plain_softplus)(x[0]) * x[1]),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_a_true_rule_gives_what_the_function_itself_gives(name):
    f, plain = PAIRS[name]
    v = np.array([0.7, -0.4, 1.1])
    np.testing.assert_allclose(grad(f)(X), grad(plain)(X), rtol=1e-12)
    np.testing.assert_allclose(grad(f, optimize=0)(X), grad(plain)(X), rtol=1e-12)
    np.testing.assert_allclose(jvp(f, (X,), (v,)), jvp(plain, (X,), (v,)), rtol=1e-12)


@pytest.mark.parametrize("name", [name for name in PAIRS if name not in ("in grad",)])
def test_a_true_rule_gives_the_second_derivatives(name):
    f, plain = PAIRS[name]
    v = np.array([0.7, -0.4, 1.1])
    np.testing.assert_allclose(hvp(f)(X, v), hvp(plain)(X, v), rtol=1e-10)
    np.testing.assert_allclose(grad(lambda x: grad(f)(x) @ v)(X), hvp(plain)(X, v), rtol=1e-10)


def cubed(x):
    y = 1.0
    for _ in range(3):
        y = y * x
    return y


plain_cubed = unruled(cubed)


@rule(cubed)
def cubed_rule(x, x_dot, y_bar):
    y = 1.0
    y_dot = 0.0 * x_dot
    x_bar = 0.0 * y_bar
    for _ in range(3):
        y_dot = y_dot * x + y * x_dot
        x_bar = x_bar * x + y * y_bar
        y = y * x
    return y, y_dot, x_bar


def test_one_loop_may_compute_everything():
    for ask in (grad, value_and_grad, lambda f: grad(grad(f)), lambda f: grad(grad(grad(f)))):
        assert ask(cubed)(2.0) == ask(plain_cubed)(2.0)
    assert jvp(cubed, (2.0,), (1.0,)) == (8.0, 12.0)
    assert hvp(cubed)(2.0, 1.0) == 12.0


@pytest.mark.parametrize("order", [1, 2, 3])
def test_orders(order):
    f, plain = (lambda x: softplus(x) * x), (lambda x: plain_softplus(x) * x)
    for _ in range(order):
        f, plain = grad(f), grad(plain)
    assert f(0.7) == pytest.approx(plain(0.7), rel=1e-12)


def test_jacobians():
    np.testing.assert_allclose(jacrev(softplus)(X), jacfwd(plain_softplus)(X), rtol=1e-12)
    for f, plain in [(lambda x: softplus(x) * x, lambda x: plain_softplus(x) * x),
                     (lambda x: scaled(x, x)[:2], lambda x: plain_scaled(x, x)[:2])]:  # fmt: skip
        np.testing.assert_allclose(jacfwd(f)(X), jacrev(plain)(X), rtol=1e-12)
        np.testing.assert_allclose(jacrev(f)(X), jacfwd(plain)(X), rtol=1e-12)


def test_the_function_itself_is_differentiated_by_its_rule():
    assert grad(softplus)(0.7) == grad(lambda x: softplus(x))(0.7) == pytest.approx(grad(plain_softplus)(0.7))
    assert grad(scaled, argnums=(0, 1))(2.0, 0.5) == pytest.approx(grad(plain_scaled, argnums=(0, 1))(2.0, 0.5))
    out, pullback = vjp(polar, 2.0, 0.5)
    assert out == plain_polar(2.0, 0.5)
    assert pullback((1.0, 2.0)) == pytest.approx(vjp(plain_polar, 2.0, 0.5)[1]((1.0, 2.0)))
    assert jvp(polar, (2.0, 0.5), (1.0, 2.0))[1] == pytest.approx(jvp(plain_polar, (2.0, 0.5), (1.0, 2.0))[1])
    assert grad(grad(softplus))(0.7) == pytest.approx(grad(grad(plain_softplus))(0.7))
    np.testing.assert_allclose(hvp(dot)((X, X + 1), (X, X))[0], hvp(plain_dot)((X, X + 1), (X, X))[0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtypes_are_those_of_the_arguments(dtype):
    x = X.astype(dtype)
    assert grad(lambda x: np.sum(softplus(x)))(x).dtype == dtype
    assert jvp(softplus, (x,), (x,))[1].dtype == dtype
    assert type(grad(softplus)(dtype(0.5))) is dtype


def test_a_bar_of_another_dtype_is_cast():
    def f(x):
        return x * 2

    @rule(f)
    def f_rule(x, y_bar):
        x_bar = 2 * y_bar.astype(np.float64)
        return x_bar

    assert grad(lambda x: np.sum(f(x)))(X.astype(np.float32)).dtype == np.float32
