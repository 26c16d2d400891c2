"""The pullback of vjp: one gradient for each argument that holds floats, in the very type of that argument."""

import numpy as np
import pytest
from alike import same

from s2sdiff import vjp


def product(x, y):
    return x * y


def dot(p, x):
    return p[0] * np.sum(p[1] * x)


def scaled(p, x):
    return np.sum(p["w"] * x) + p["b"] * x


def power(x, n):
    return x**n


def identity(p):
    return p


def two(x, y):
    return x * y, (x, y * 2.0)


def listed(x, y):
    return [x * y, x]


def wrapped(p, y):
    return [p, y * y]


def counted(x):
    return x * x, 3, None, x


ONES = np.ones(2)


@pytest.mark.parametrize(
    ("f", "primals", "cotangent", "gradients"),
    [
        (product, (2.0, 3.0), 2.0, (6.0, 4.0)),
        (product, (2.0, 3.0), np.float64(2.0), (6.0, 4.0)),
        (product, (np.float64(2.0), 3.0), 1.0, (np.float64(3.0), 2.0)),
        (product, (np.array(2.0), 3.0), 1.0, (np.array(3.0), 2.0)),
        (product, (np.float32(2.0), np.float32(3.0)), 1.0, (np.float32(3.0), np.float32(2.0))),
        (product, (ONES, 3.0), ONES, (3 * ONES, 2.0)),
        (product, (ONES, 3.0), [1, 1], (3 * ONES, 2.0)),
        (product, (ONES.astype(np.float32), 3.0), ONES, (3 * ONES.astype(np.float32), 2.0)),
        (product, (2, 3.0), 1.0, (2.0,)),
        (product, (np.arange(2), 3.0), ONES, (1.0,)),
        (product, (2, 3), 1.0, ()),
        (power, (2.0, 3), 1.0, (12.0,)),
        (dot, ((2.0, ONES), ONES), 1.0, ((2.0, 2 * ONES), 2 * ONES)),
        (dot, ([2.0, ONES], ONES), 1.0, ([2.0, 2 * ONES], 2 * ONES)),
        (scaled, ({"w": ONES, "b": 2.0}, 3.0), 1.0, ({"w": 3 * ONES, "b": 3.0}, 4.0)),
        (identity, (2.0,), 5.0, (5.0,)),
        (identity, ((2.0, ONES),), (5.0, ONES), ((5.0, ONES),)),
        (identity, ((2.0, (3.0,)),), (5.0, [6.0]), ((5.0, (6.0,)),)),
        (identity, ([2.0, 3.0],), [5.0, 6.0], ([5.0, 6.0],)),
        (identity, ({"a": 2.0, "b": ONES},), {"b": ONES, "a": 5.0}, ({"a": 5.0, "b": ONES},)),
        (two, (2.0, 3.0), (1.0, (10.0, 100.0)), (13.0, 202.0)),
        (listed, (2.0, 3.0), [1.0, 10.0], (13.0, 2.0)),
        (wrapped, ((2.0, 3.0), 4.0), [(1.0, 10.0), 7.0], ((1.0, 10.0), 56.0)),
        (counted, (3.0,), (1.0, None, None, 10.0), (16.0,)),
    ],
)
def test_pullback_gives_one_gradient_for_each_argument_with_floats(f, primals, cotangent, gradients):
    out, pullback = vjp(f, *primals)
    same(out, f(*primals))
    same(pullback(cotangent), gradients)
    same(pullback(cotangent), gradients)


@pytest.mark.parametrize(
    ("f", "primals", "cotangent", "words"),
    [
        (product, (ONES, 3.0), np.ones(3), r"shape \(2,\) and its cotangent \(3,\)"),
        (product, (ONES, 3.0), 1.0, r"shape \(2,\) and its cotangent \(\)"),
        (product, (2.0, 3.0), ONES, r"shape \(\) and its cotangent \(2,\)"),
        (product, (2.0, 3.0), 1j, "is real"),
        (product, (ONES, 3.0), ONES * 1j, "is real"),
        (two, (2.0, 3.0), (1.0, 2.0), r"the output\[1\] is a tuple of 2"),
        (two, (2.0, 3.0), 1.0, "the output is a tuple of 2"),
        (listed, (2.0, 3.0), [1.0], "the output is a list of 2"),
        (identity, ({"a": 2.0},), {"b": 2.0}, "the output is a dict of 'a'"),
        (identity, ({"a": (2.0, ONES)},), {"a": (2.0, 1.0)}, r"the output\['a'\]\[1\] has shape \(2,\)"),
    ],
)
def test_a_cotangent_that_is_not_like_the_output(f, primals, cotangent, words):
    _, pullback = vjp(f, *primals)
    with pytest.raises(TypeError, match=words):
        pullback(cotangent)


def test_gradients_of_a_pullback_are_its_own():
    x, bar = np.ones(3), np.ones(3)
    out, pullback = vjp(identity, x)
    (first,), (second,) = pullback(bar), pullback(bar)
    for array in (x, bar, out, second):
        assert not np.shares_memory(first, array)
    first += 1.0
    np.testing.assert_array_equal(pullback(bar)[0], np.ones(3))


def test_vjp_names_what_it_cannot_differentiate():
    with pytest.raises(TypeError, match=r"p\[1\], which is int"):
        vjp(dot, (2.0, 1), 3.0)
    with pytest.raises(TypeError, match="matrix"):
        vjp(product, np.ones((2, 2)).view(np.matrix), 1.0)
