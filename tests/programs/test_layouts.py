"""Whether a reshape is a view depends on how an argument lies in memory: NumPy decides, and so do derivatives."""

import numpy as np
import pytest

from programs.checker import STEP, pos
from s2sdiff import value_and_grad, vjp


def through_ravel(x, s):
    y = x.ravel()
    y[1] = s * y[2]
    return np.sum(x * x) + np.sum(y**3)


def through_reshape(x, s):
    y = np.reshape(x, -1)
    y[::2] *= s
    return np.sum(x**2) + np.sum(y**3)


def through_a_transpose(x, s):
    y = x.T.reshape(-1)
    y[0] = s
    y[1:] *= x.T.reshape(-1)[:-1]
    return np.sum(x**2) + np.sum(y)


def through_flat(x, s):
    x.flat[::2] *= s
    return np.sum(x**3)


def laid_out(x, layout):
    """The same numbers, in an array of this layout."""
    if layout == "strided":
        wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]))
        wide[..., ::2] = x
        return wide[..., ::2]
    return np.array(x, order=layout)


@pytest.mark.parametrize("layout", ["C", "F", "strided"])
@pytest.mark.parametrize("shape", [(4,), (3, 2)])
@pytest.mark.parametrize("f", [through_ravel, through_reshape, through_a_transpose, through_flat])
def test_gradient(f, shape, layout):
    x, s = pos(*shape), 0.7

    def at(values):
        return f(laid_out(values, layout), s)

    slope = np.zeros(shape)
    for k in np.ndindex(shape):
        moved = np.zeros(shape)
        moved[k] = STEP
        slope[k] = (at(x + moved) - at(x - moved)) / (2 * STEP)
    argument = laid_out(x, layout)
    value, gradient = value_and_grad(f)(argument, s)
    out, pullback = vjp(f, argument, s)
    assert value == out == at(x)
    np.testing.assert_allclose(gradient, slope, 1e-6, 1e-8)
    np.testing.assert_allclose(pullback(1.0)[0], slope, 1e-6, 1e-8)
    np.testing.assert_array_equal(argument, x)
