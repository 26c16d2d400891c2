# ruff: noqa: B905
"""Stores in loops, and updates whose adjoint needs the values that they overwrite."""

import numpy as np

from programs.checker import pos, program, sgn


@program(pos(5))
def products_up_to_each_straight(x):
    x[1] = x[1] * x[0]
    x[2] = x[2] * x[1]
    x[3] *= x[2]
    return np.sum(x**2)


@program(pos(5))
def products_up_to_each(x):
    for i in range(1, len(x)):
        x[i] = x[i] * x[i - 1]
    return np.sum(x**2)


@program(pos(5))
def products_from_the_end(x):
    for i in range(len(x) - 2, -1, -1):
        x[i] *= x[i + 1]
    return x


@program(pos(5), 3)
def sines_over_and_over(x, n):
    for _ in range(n):
        np.sin(x, out=x)
        x *= x + 1.0
    return np.sum(x)


@program(pos(5), 0)
@program(pos(5), 1)
@program(pos(5), 4)
def loop_that_may_not_store(x, n):
    a = x * 2.0
    for k in range(n):
        a[k] = a[k] * a[k + 1]
    return np.sum(a * a)


@program(pos(4), 3)
def same_entry_each_time(x, n):
    for _ in range(n):
        x[1] = np.sin(x[1]) * x[0]
        x[0] = x[1] * x[2]
    return np.sum(x**2)


@program(pos(4, 4))
def nested_loops_over_entries(A):
    for i in range(1, 4):
        for j in range(1, 4):
            A[i, j] = A[i, j] * A[i - 1, j] + np.sin(A[i, j - 1])
    return np.sum(A**2)


@program(pos(3, 4), pos(4, 2))
def product_of_matrices_by_entries(A, B):
    C = np.zeros((3, 2))
    for i in range(3):
        for j in range(2):
            for k in range(4):
                C[i, j] += A[i, k] * B[k, j]
    return np.sum(C * C)


@program(pos(3, 3) + 3.0 * np.eye(3))
def eliminates_in_place(A):
    for k in range(3):
        for i in range(k + 1, 3):
            A[i, k] /= A[k, k]
            A[i, k + 1 :] -= A[i, k] * A[k, k + 1 :]
    return A[0, 0] * A[1, 1] * A[2, 2]


@program(pos(3, 3) + 3.0 * np.eye(3))
def factor_of_a_symmetric_matrix(M):
    A = M @ M.T
    for k in range(3):
        A[k, k] = np.sqrt(A[k, k])
        A[k + 1 :, k] /= A[k, k]
        for j in range(k + 1, 3):
            A[j:, j] -= A[j:, k] * A[j, k]
    return np.sum(np.tril(A) ** 2 * np.arange(9).reshape(3, 3))


@program(np.tril(pos(3, 3)) + np.eye(3), pos(3))
def solves_forwards_in_place(L, b):
    for i in range(3):
        b[i] -= L[i, :i] @ b[:i]
        b[i] /= L[i, i]
    return np.sum(b * b)


@program([sgn(3, 3), sgn(3, 3)], pos(3))
def sigmoid_layers_in_place(weights, x):
    for W in weights:
        x[:] = W @ x
        x *= -1.0
        np.exp(x, out=x)
        x += 1.0
        x[:] = 1.0 / x
    return np.sum(x**2)


@program(pos(6), 3)
def smooths_itself(x, n):
    for _ in range(n):
        x[1:-1] = (x[:-2] + x[2:]) * x[1:-1] / 2
    return np.sum(x**2)


@program(pos(6), 2)
def sweeps_back_and_forth(x, n):
    for _ in range(n):
        for i in range(1, 5):
            x[i] = 0.5 * (x[i - 1] + x[i + 1]) * x[i]
        for i in range(4, 0, -1):
            x[i] += x[i + 1] * x[i]
    return np.sum(x**2)


@program(pos(4))
def iteration_sees_what_was_stored(x):
    for k, v in enumerate(x):
        if k + 1 < len(x):
            x[k + 1] += v * v
    return np.sum(x**2)


@program(pos(4))
def iteration_over_a_copy_does_not(x):
    for k, v in enumerate(x.copy()):
        x[(k + 1) % 4] += v * v
    return np.sum(x**2)


@program(pos(3, 2))
def rows_and_their_sum(A):
    for row in A:
        A[-1] += row * 2.0
    return np.sum(A**2)


@program(pos(4), pos(4))
def two_at_once_change_each_other(x, y):
    for u, v in zip(x, y):
        y[-1] += u * v
        x[2] *= v * v
    return np.sum(x * y)


@program(pos(3, 2), pos(3, 2))
def rows_of_two_matrices(A, B):
    for a, b in zip(A, B):
        a *= b
        b[:] = a * a
    return np.sum(A * B)


@program(pos(4), 4)
def fibonacci_like(x, n):
    f = np.zeros(n + 2)
    f[:2] = x[:2]
    for k in range(n):
        f[k + 2] = f[k + 1] * f[k] + x[k]
    return f[-1]


@program(pos(4), 5)
def ring_of_three(x, n):
    ring = np.ones(3)
    for k in range(n):
        ring[k % 3] = ring[(k - 1) % 3] * ring[k % 3] * x[k % 4]
    return np.sum(ring**2)


@program(pos(4))
def while_an_entry_is_large(x):
    while x[0] > 0.1:
        x[0] *= 0.5 * x[1]
        x[2] += x[0] * x[0]
    return np.sum(x**2)


@program(pos(5))
def while_with_an_index(x):
    i = 0
    while i + 1 < len(x):
        x[i + 1] = np.sin(x[i]) * x[i + 1]
        i += 2 if x[i] > 0.7 else 1
    return np.sum(x**2)


@program(pos(4), 3.0)
def bound_is_an_entry_that_changes(x, s):
    c = np.array([3, 1, 1])
    for k in range(c[0]):
        c[0] = 9
        x[k] *= s * x[k + 1]
    return np.sum(x**2)


@program(pos(4))
def counters_in_an_array_of_integers(x):
    n = np.zeros(3, dtype=int)
    for v in x:
        if v > 0.9:
            n[0] += 1
        n[1] += 1
        x[n[0]] *= x[n[1] - 1] * n[1]
    return np.sum(x**2)


@program(pos(4))
def bubbles(x):
    for i in range(3):
        for j in range(3 - i):
            if x[j] > x[j + 1]:
                x[j], x[j + 1] = x[j + 1], x[j]
    return np.sum(x**2 * np.arange(4))


@program(pos(5), pos(3))
def convolution_by_additions(x, w):
    y = np.zeros(3)
    for k in range(3):
        y += w[k] * x[k : k + 3]
        w[k] = y[k]
    return np.sum(y * w)
