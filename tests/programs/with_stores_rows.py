"""Rows by iteration and by unpacking are views, entries are not."""

import numpy as np

from programs.checker import pos, program


@program(pos(3, 2))
def rows_by_iteration_are_views(A):
    for row in A:
        row[0] = row[1] * row[0]
    return np.sum(A**2)


@program(pos(3, 2))
def rows_by_iteration_augmented(A):
    for k, row in enumerate(A):
        row *= row + k
    return np.sum(A**2)


@program(pos(3, 2))
def rows_by_iteration_rebound(A):
    s = 0.0
    for row in A:
        row = row * 3.0
        row[0] = 7.0
        s += np.sum(row * row)
    return s + np.sum(A * A)


@program(pos(4))
def numbers_by_iteration_are_no_views(x):
    s = 0.0
    for v in x:
        v *= 2.0
        s += v * v
    return s * np.sum(x * x)


@program(pos(3, 2))
def unpacked_rows_are_views(A):
    a, b, c = A
    a *= b
    A[1] = c * a
    b[0] += 1.0
    return np.sum(A**2) + np.sum(a * b)


@program(pos(3))
def unpacked_entries_are_no_views(x):
    a, b, c = x
    x[0] = b * c
    a *= 2.0
    x[1:] = a
    return np.sum(x * x) * a * b


@program(pos(3, 3))
def rows_of_the_matrix_in_a_pair(A):
    first, last = A[0], A[-1]
    first[:] = last * first
    A[-1] = 2.0 * first
    last[1] = first[1]
    return np.sum(A**2)
