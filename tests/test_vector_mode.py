"""Vector mode against one row at a time, for programs that change arrays, swap them and save single entries."""

import numpy as np
import pytest

from s2sdiff import checkpoint, grad, hessian, hvp, jacfwd, jacrev, jvp, linearize, vjp

X = np.linspace(0.5, 1.5, 5)


def swapped(x):
    a, b = x.copy(), x * 2
    for k in range(3):
        b[1:] = a[1:] * a[:-1]
        b[0] = a[0] * k  # an entry, whose rows are a view
        a, b = b, a
    return np.sum(a * np.arange(1.0, 6)) + np.sum(b**2)


def swapped_under_checkpoint(x):
    a, b = x.copy(), x * 2
    for k in checkpoint(range(3)):
        b[1:] = a[1:] * a[:-1]
        b[0] = a[0] * k
        a, b = b, a
    return np.sum(a * np.arange(1.0, 6)) + np.sum(b**2)


def entries_under_checkpoint(x):
    s = 0.0
    for v in checkpoint(x):
        s = s * v + v**2
    return s


def two_under_checkpoint(x):
    u, t = x, 0.0
    for k in checkpoint(range(3), schedule="sqrt"):
        u = np.sin(u) * (k + 0.5)
        t = t + k * u[0]
    return np.sum(u**2) + t


def entries_exchanged(x):
    a = x.copy()
    for k in range(4):
        old = a[k]
        a[k] = a[k + 1] * old
        a[k + 1] = old
    return a @ a


def matrix(x):
    M = np.outer(x, x)
    M[0] = M[1] * x
    M[:, 2] += M[0]
    return np.sum(M * M)


def added_through_a_view(x):
    y = x * 1.0
    np.add.at(y[::-1], [1, 0, 0], x[2] ** 2)
    return np.sum(y**3)


def added_to_an_argument(x):
    x = x.copy()
    np.add.at(x[1:], np.array([1, 0, 0]), x[0] ** 2)
    return np.sum(x**3)


def stored_twice_through_a_view(x):
    y = x * 1.0
    y[1:][[1, 0, 1]] = x[:3] ** 2
    return np.sum(y**3)


FUNCTIONS = [added_through_a_view, added_to_an_argument, stored_twice_through_a_view, swapped,
             swapped_under_checkpoint, entries_under_checkpoint, two_under_checkpoint, entries_exchanged,
             matrix]  # fmt: skip


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_all_rows_are_what_each_is(f):
    units = np.eye(X.size)
    rows = np.stack([hvp(f)(X, unit) for unit in units])
    differences = np.stack([(grad(f)(X + 1e-6 * unit) - grad(f)(X - 1e-6 * unit)) / 2e-6 for unit in units])
    np.testing.assert_allclose(rows, differences, rtol=1e-6, atol=1e-6)
    for whole in (hessian(f), jacrev(grad(f)), jacfwd(jacfwd(f)), jacrev(jacfwd(f)), jacrev(jacrev(f)),
                  hessian(f, optimize=0)):  # fmt: skip
        np.testing.assert_allclose(whole(X), rows, rtol=1e-11, atol=1e-11)


def stored_at_arrays_apart(A):
    A[::-1][[0, 1], :, 0] = A[0, 0, 1] ** 2
    return A


def test_a_store_through_a_view_at_arrays_apart():
    A = np.arange(8.0).reshape(2, 2, 2) + 1
    rows = np.stack([jvp(stored_at_arrays_apart, (A,), (unit.reshape(A.shape),))[1] for unit in np.eye(8)], axis=-1)
    for jacobian_of in (jacfwd, jacrev):
        np.testing.assert_array_equal(jacobian_of(stored_at_arrays_apart)(A), rows.reshape(2, 2, 2, 2, 2, 2))


def squared_in_place(x):
    x[...] = x * x
    return x * x


def test_an_array_without_axes_that_is_changed():
    np.testing.assert_allclose(hessian(squared_in_place)(np.array(1.5)), 12 * 1.5**2)
    np.testing.assert_allclose(jacrev(jacfwd(squared_in_place))(np.array(1.5)), 12 * 1.5**2)


def unknown_shape(M, x):
    return M @ x * x[:3]


def test_linearize_where_types_tell_no_shape():
    M, x = np.arange(12.0).reshape(3, 4), np.linspace(1.0, 2.0, 4)
    out, linear = linearize(unknown_shape, M, x)
    np.testing.assert_array_equal(out, unknown_shape(M, x))
    np.testing.assert_allclose(linear(M, x), jvp(unknown_shape, (M, x), (M, x))[1])
    np.testing.assert_allclose(np.sum(linear(M, x)), sum(np.sum(bar * dot) for bar, dot in
                               zip(vjp(unknown_shape, M, x)[1](np.ones(3)), (M, x), strict=True)))  # fmt: skip


def chunks(x, n):
    u = x
    for k in checkpoint(range(n), schedule="sqrt"):
        u = np.sin(u) * (k + 1)
    return np.sum(u)


def defined_on_the_way(x, n):
    s = 0.0
    for k in checkpoint(range(n)):
        if k == 2:
            z = x * k
        if k >= 2:
            s = s + np.sum(z * z)
    return s


def defined_on_the_way_in_chunks(x, n):
    s = 0.0
    for k in checkpoint(range(n), schedule="sqrt"):
        if k == 2:
            z = x * k
        if k >= 2:
            s = s + np.sum(z * z)
    return s


@pytest.mark.parametrize("f", [defined_on_the_way, defined_on_the_way_in_chunks], ids=lambda f: f.__name__)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 8])
def test_a_name_that_an_iteration_defines(f, n):
    times = 8 * max(n - 2, 0)
    np.testing.assert_allclose(grad(f)(X, n), times * X)
    np.testing.assert_allclose(jvp(f, (X, n), (X, None))[1], times * (X @ X))
    np.testing.assert_allclose(hvp(f)(X, X, n), times * X)
    np.testing.assert_allclose(hessian(f)(X, n), times * np.eye(X.size))


@pytest.mark.parametrize("n", [-2, 0, 1])
def test_a_loop_of_few_iterations_in_chunks(n):
    np.testing.assert_allclose(grad(chunks)(X, n), np.cos(X) if n == 1 else np.ones_like(X))
