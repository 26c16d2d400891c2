"""One derivative called with many kinds of arguments, in turn."""

import numpy as np

from programs.checker import check_program, pos
from s2sdiff import value_and_grad


def product(x, y):
    return np.sum(x * y) + np.sum(x)


def test_one_derivative_for_many_kinds_of_arguments():
    kinds = [2.0, np.float64(2.0), np.array(2.0), pos(3), pos(1), pos(2, 3), pos(4, 1, 3), pos(0), pos(3).astype("f4")]
    derivative = value_and_grad(product, (0, 1))
    for _ in range(2):
        for x in kinds:
            for y in kinds:
                try:
                    np.broadcast_shapes(np.shape(x), np.shape(y))
                except ValueError:
                    continue
                got, (x_bar, y_bar) = derivative(x, y)
                assert np.array_equal(got, product(x, y))
                ones = np.ones(np.broadcast_shapes(np.shape(x), np.shape(y)))
                for bar, own, other, extra in ((x_bar, x, y, 1.0), (y_bar, y, x, 0.0)):
                    want = total(ones * other, np.shape(own)) + extra
                    assert np.shape(bar) == np.shape(own)
                    assert isinstance(bar, float) if type(own) is float else type(bar) is type(own)
                    np.testing.assert_allclose(bar, want, rtol=1e-5)


def total(x, shape):
    """The sum of x over what was broadcast from the shape."""
    x = np.sum(x, axis=tuple(range(np.ndim(x) - len(shape))))
    return np.sum(x, axis=tuple(k for k, n in enumerate(shape) if n == 1), keepdims=True)


def test_sizes_that_agree_by_chance_in_the_first_call():
    derivative = value_and_grad(outer_sum, (0, 1))
    for n, m in ((3, 3), (3, 4), (1, 4), (4, 1), (1, 1), (0, 2)):
        check_program(outer_sum, (pos(n), pos(m)))
        got, (a_bar, b_bar) = derivative(pos(n), pos(m))
        assert got == outer_sum(pos(n), pos(m))
        assert (a_bar.shape, b_bar.shape) == ((n,), (m,))


def outer_sum(a, b):
    return np.sum(a[:, None] * b * b[0]) if len(b) else np.sum(a) * 1.0


def test_list_of_another_length():
    for length in (1, 2, 5, 70, 0, 2):
        p = [0.1 * k + 0.5 for k in range(length)]
        got, p_bar = value_and_grad(list_product)(p)
        assert got == list_product(p)
        want = [list_product(p) / x for x in p]
        np.testing.assert_allclose(p_bar, want, rtol=1e-10)
        assert type(p_bar) is list


def list_product(p):
    s = 1.0
    for x in p:
        s = s * x
    return s
