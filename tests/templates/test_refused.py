"""What a rule says it is not for is refused, with the place, and never given a wrong number."""

import numpy as np
import pytest

from s2sdiff import NonDifferentiableError, grad

X = np.array([0.3, 1.2, -0.7])
A = np.array([[2.0, 0.3], [0.1, 1.5]])


def variance(x):
    return np.var(x * 1j)


def deviation(x):
    return np.std(x + 1j)


def sign(x):
    return np.sum(np.sign(x + 1j).real)


def largest(x):
    return np.sum(np.maximum(x * 1j, x).imag)


def norm_of_order_1(x):
    return np.linalg.norm(x + 1j, 1)


def spectral_norm(a):
    return np.linalg.norm(a, 2)


def nuclear_norm(a):
    return np.linalg.norm(a, "nuc")


def padded_with_means(x):
    return np.sum(np.pad(x, 1, mode="mean"))


def kron_of_a_matrix_and_a_vector(a):
    return np.sum(np.kron(a, X))


def integral_over_points(x):
    return np.trapezoid(X, x)


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (variance, X),
        (deviation, X),
        (sign, X),
        (largest, X),
        (norm_of_order_1, X),
        (spectral_norm, A),
        (nuclear_norm, A),
        (padded_with_means, X),
        (kron_of_a_matrix_and_a_vector, A),
        (integral_over_points, X),
    ],
)
def test_refused(f, at):
    with pytest.raises(NonDifferentiableError, match=r"np\.\w+.* has no derivative") as caught:
        grad(f)(at)
    assert caught.value.lineno == f.__code__.co_firstlineno + 1


def squared(z):
    return np.sum(np.abs(z) ** 2) + np.sum((z * z).real)


def test_complex_arguments():
    z = np.array([1.0 + 2.0j, -0.3 + 0.4j])
    np.testing.assert_allclose(grad(squared)(z), 2 * z.conj() + 2 * z, rtol=1e-14)
    got = grad(squared)(1.0 + 2.0j)
    assert type(got) is complex
    assert got == pytest.approx(2 * (1.0 - 2.0j) + 2 * (1.0 + 2.0j))
