"""A gradient has the type, the dtype and the shape of its argument, by whatever derivative, of every kind of number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from s2sdiff import (
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    value_and_grad,
    vjp,
)

REAL = {
    "float": 1.5,
    "f64": np.float64(1.5),
    "f32": np.float32(1.5),
    "f16": np.float16(1.5),
    "longdouble": np.longdouble(1.5),
    "0-d": np.array(1.5),
    "0-d f32": np.array(1.5, np.float32),
    "array": np.array([1.5, 2.0]),
    "array f32": np.array([1.5, 2.0], np.float32),
    "array f16": np.array([1.5, 2.0], np.float16),
    "array of longdouble": np.array([1.5], np.longdouble),
    "empty": np.zeros(0),
    "empty f32": np.zeros((0, 3), np.float32),
}
COMPLEX = {
    "complex": 1.5 + 0.5j,
    "c128": np.complex128(1.5 + 0.5j),
    "c64": np.complex64(1.5 + 0.5j),
    "0-d complex": np.array(1.5 + 0.5j),
    "array c64": np.array([1.5 + 0.5j, 2.0], np.complex64),
}
FUNCTIONS = {
    "squares": lambda x: np.sum(np.abs(x * x)),
    "constants": lambda x: np.sum(np.real(x * 2.0 + x * 3)),
    "integers": lambda x: np.sum(np.abs(np.arange(3).sum() * x / 3)),
    "unused": lambda x: 3.0,
    "sines": lambda x: np.real(np.sum(np.sin(x) * x)),
}


def assert_like(found, argument) -> None:
    assert type(found) is type(argument)
    assert np.shape(found) == np.shape(argument)
    assert np.asarray(found).dtype == np.asarray(argument).dtype


@pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize("x", [*REAL.values(), *COMPLEX.values()], ids=[*REAL, *COMPLEX])
def test_first_derivatives(f, x):
    value = f(x)
    for optimize in (0, 1):
        assert_like(grad(f, optimize=optimize)(x), x)
        found, gradient = value_and_grad(f, optimize=optimize)(x)
        assert_like(found, value)
        assert_like(gradient, x)
        np.testing.assert_allclose(gradient, grad(f)(x), rtol=1e-3)
    assert_like(vjp(f, x)[1](1.0)[0], x)
    out, dot = jvp(f, (x,), (x,))
    assert_like(out, value)
    assert_like(dot, value)
    np.testing.assert_allclose(dot, np.sum(np.real(grad(f)(x) * x)), rtol=2e-2)


@pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize("x", REAL.values(), ids=REAL)
def test_other_derivatives(f, x):
    assert_like(linearize(f, x)[1](x), f(x))
    for derivative in (jacobian, jacfwd, jacrev):
        assert_like(derivative(f)(x), x)
        np.testing.assert_allclose(derivative(f)(x), grad(f)(x), rtol=1e-3)
    assert_like(hvp(f)(x, x), x)
    assert_like(grad(lambda y: np.sum(grad(f)(y) * y))(x), x)
    second = hessian(f)(x)
    assert np.shape(second) == np.shape(x) * 2
    assert np.asarray(second).dtype == np.asarray(x).dtype


@pytest.mark.parametrize("x", REAL.values(), ids=REAL)
def test_slopes_at_each_entry(x):
    assert_like(elementwise_grad(lambda x: x * x * 2.0)(x), x)


def weighted(x, y):
    return x * x * y


@pytest.mark.parametrize("y", [
    3, True, np.int64(3), np.uint8(3), np.bool_(True), np.array(3), 10**25, np.float16(3.0), np.float32(3.0),
    np.float64(3.0), np.longdouble(3.0),
], ids=repr)  # fmt: skip
def test_operands_of_other_kinds_take_no_gradient_and_change_no_type(y):
    for x in (1.5, np.float32(1.5), np.array([1.5, 2.0], np.float32)):
        f = weighted if np.ndim(x) == 0 else (lambda x, y: np.sum(x * x * y))
        assert_like(grad(f)(x, y), x)
        np.testing.assert_allclose(grad(f)(x, y), 2.0 * np.asarray(x, np.float64) * float(y), rtol=1e-6)
        value, _ = value_and_grad(f)(x, y)
        assert_like(value, f(x, y))
        if np.asarray(y).dtype.kind != "f":
            with pytest.raises(TypeError, match="cannot be differentiated with respect to y"):
                grad(f, 1)(x, y)
            assert len(vjp(f, x, y)[1](1.0)) == 1


def test_mixed_precisions_each_in_its_own():
    for a, b in [(np.ones(2, np.float32), np.ones(2)), (np.float32(2), 3.0), (np.ones(2, np.float16), np.float32(2)),
                 (2.0, np.ones(3, np.float32)), (np.array(2.0, np.float32), np.ones((0, 2)))]:  # fmt: skip
        for derivative in (grad, jacobian, jacfwd, jacrev):
            for got, own in zip(derivative(lambda a, b: np.sum(a * b), (0, 1))(a, b), (a, b), strict=True):
                assert_like(got, own)


def test_blocks_of_a_jacobian_have_the_dtypes_of_the_arguments():
    def f(a, b):
        return a * b, np.sum(a) * 2.0

    a, b = np.ones(3, np.float32), np.float64(2.0)
    for derivative in (jacobian, jacfwd, jacrev):
        (aa, ab), (sa, sb) = derivative(f, (0, 1))(a, b)
        assert [x.dtype for x in (aa, ab, sa)] == [np.float32, np.float64, np.float32]
        assert [np.shape(x) for x in (aa, ab, sa, sb)] == [(3, 3), (3,), (3,), ()]


@pytest.mark.parametrize("x", [
    3, True, Fraction(1, 2), Decimal("1.5"), np.int64(3), np.bool_(True), np.array([1, 2]), np.array([True]),
    np.array([1.5], object), np.uint8(3), np.datetime64("2020-01-01"), "a", None, [1, 2], range(3),
], ids=repr)  # fmt: skip
def test_what_is_no_float_takes_no_gradient(x):
    for derivative in (grad, value_and_grad, jacobian, hessian):
        with pytest.raises(TypeError, match=r"x, which is .*; pass a float or an array of floats"):
            derivative(lambda x: np.sum(x * x))(x)


def test_the_convention_for_complex_numbers():
    """That of JAX: the gradient at z = x + iy is the slope in x less i times the slope in y."""
    z, h = 1.0 + 2.0j, 1e-6
    for f in (lambda z: (z * z).real, lambda z: abs(z) ** 2, lambda z: np.imag(np.exp(z)), lambda z: (z * 1j).imag):
        along_x, along_y = (f(z + h) - f(z - h)) / (2 * h), (f(z + 1j * h) - f(z - 1j * h)) / (2 * h)
        np.testing.assert_allclose(grad(f)(z), along_x - 1j * along_y, rtol=1e-6, atol=1e-8)
    with pytest.raises(TypeError, match="returns complex, and a gradient needs one real number"):
        grad(lambda z: z * z)(z)
