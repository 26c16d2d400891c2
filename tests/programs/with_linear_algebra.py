"""Linear systems, norms, ordering, padding, differences, and the integers that name entries."""

import numpy as np

from programs.checker import pos, program, sgn

weights = np.array([1.0, 2.0, -0.5, 3.0])
square = pos(3, 3) + 2 * np.eye(3)


@program(square, sgn(3))
def solution(a, b):
    return np.sum(np.linalg.solve(a, b) * b)


@program(square, sgn(3, 2))
def solutions(a, b):
    return np.sum(np.linalg.solve(a, b) ** 2)


@program(square)
def inverse(a):
    return np.sum(np.linalg.inv(a) ** 2)


@program(square)
def determinant(a):
    return np.linalg.det(a) * np.trace(a)


@program(np.diag([2.0, 0.0, 3.0]), expected=np.diag([0.0, 6.0, 0.0]))
def determinant_of_a_singular_matrix(a):
    return np.linalg.det(a)


@program(sgn(4))
def norms(x):
    return np.linalg.norm(x) + np.linalg.norm(x, 1) * np.linalg.norm(x, 3) + np.linalg.norm(x, np.inf)


@program(sgn(3, 4))
def unit_rows(a):
    return np.sum(a / np.linalg.norm(a, axis=1, keepdims=True) * weights)


@program(sgn(3, 4))
def norms_of_columns(a):
    return np.sum(np.linalg.norm(a, ord=1, axis=0) * weights) + np.linalg.norm(a) * np.linalg.norm(a, "fro")


@program(np.zeros(3), expected=np.zeros(3))
def norm_at_0(x):
    return np.linalg.norm(x)


@program(sgn(4))
def sorted_entries(x):
    return np.sum(weights * np.sort(x)) + np.sum(np.sort(x)[::-1] ** 3)


@program(sgn(3, 4))
def sorted_rows_and_columns(a):
    return np.sum(np.sort(a)[:, 0] ** 2) + np.sum(np.sort(a, axis=0)[0] ** 2) + np.sum(np.sort(a, axis=None)[:5])


@program(sgn(4))
def permuted(x):
    return np.sum(weights * x[np.argsort(x)]) + np.sum(x[x.argsort()[:2]] ** 2) + x[np.argmax(x)] ** 2


@program(sgn(3, 4))
def medians(a):
    return np.median(a) ** 2 + np.sum(np.median(a, axis=0) ** 2) + np.sum(np.median(a, axis=1, keepdims=True) ** 2)


@program(sgn(3, 4))
def along_an_axis(a):
    return np.sum(np.take_along_axis(a, np.argsort(a, axis=1), axis=1) * weights)


@program(pos(3))
def diagonals(x):
    return np.sum(np.diag(x) @ x) + np.sum(np.diag(x, 1) ** 2) + np.sum(np.diag(np.outer(x, x), -1))


@program(sgn(5))
def differences_of(x):
    return np.sum(np.diff(x) ** 2) + np.sum(np.diff(x, n=2) ** 2)


@program(sgn(3, 4))
def differences_of_rows(a):
    return np.sum(np.diff(a, axis=0) ** 2) + np.sum(np.diff(a) ** 2)


@program(sgn(5), 0.5)
def integrals(x, h):
    return np.trapezoid(x * x) * h + np.trapezoid(x, dx=0.5) + np.trapezoid(x, np.array([0.0, 1.0, 1.5, 2.0, 4.0]))


@program(sgn(3))
def padded(x):
    return np.sum(np.pad(x, 1) ** 2) + np.sum(np.pad(x, (1, 2), mode="edge") ** 2) + np.sum(np.pad(x, 2, "wrap") ** 3)


@program(sgn(2, 3))
def padded_matrix(a):
    p = np.pad(a, 1, mode="edge")
    return np.sum((p[2:, 1:-1] - 2 * p[1:-1, 1:-1] + p[:-2, 1:-1]) ** 2) + np.sum(np.pad(a, ((1, 0), (0, 2))) ** 2)


@program(pos(3), sgn(2))
def kronecker(x, y):
    return np.sum(np.kron(x, y) ** 2) + np.sum(np.kron(np.outer(x, y), np.outer(y, x)) ** 2)


@program(pos(3), sgn(2, 3))
def crossed(x, a):
    return np.sum(np.cross(x, a[0]) ** 2) + np.sum(np.cross(a, x) ** 3)


@program(pos(3), sgn(2))
def grids(x, y):
    a, b = np.meshgrid(x, y)
    c, d = np.meshgrid(x, y, indexing="ij")
    return np.sum(a * b * b) + np.sum(c * d)


@program(sgn(3))
def named_entries(x):
    a = np.outer(x, x + 1.0)
    chosen = x[np.nonzero(x > 0)] ** 2
    return (
        np.sum(chosen)
        + np.sum(x[np.where(x > 0)[0]])
        + np.sum(x[np.flatnonzero(x < 0)] ** 3)
        + np.sum(a[np.tril_indices(3)] ** 2)
        + np.sum(a[np.triu_indices(3, 1)] ** 2)
        + np.sum(a[np.diag_indices(3)])
    )


@program(sgn(3))
def made(x):
    n = len(x)
    a = np.zeros((n, n), dtype=float) + np.tri(n) + np.identity(n) + np.eye(n, k=1) + np.full((n, n), 2.0)
    return np.sum(a @ x * np.ones_like(x)) + np.sum(np.full_like(x, x[0]) * np.arange(n) * np.linspace(0, 1, n))


@program(sgn(4))
def counted(x):
    return np.sum(x) / np.count_nonzero(x > 0) + np.sum(np.floor(x) * x + np.mod(x, 0.3) * x.astype(int))


@program(sgn(3), pos(3))
def sizes_that_entries_decide(x, y):
    i = np.flatnonzero(x > 0)
    counts = np.bincount(np.array([0, 1, 1, 3]))
    return np.sum(x[i] * y[i]) * np.sum(counts * np.sum(y)) + np.sum(np.repeat(y, np.array([2, 0, 3])) ** 2)


@program(sgn(3), 0.5)
def a_number_for_each_that_is_found(x, t):
    return np.sum(x[(x > 0).nonzero()] * t) + np.sum(t * np.ones(3)[np.where(x < 0)[0]]) + np.sum(t * x.repeat(2))
