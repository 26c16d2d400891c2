"""Entries, rows and slices that change places; with views they often do not."""

import numpy as np

from programs.checker import pos, program


@program(pos(4))
def entries_change_places(x):
    a = x * 2.0
    a[0], a[1] = a[1], a[0]
    a[1], a[2], a[3] = a[3], a[1] * a[0], a[2]
    return np.sum(a**2 * np.arange(4))


@program(pos(4), 1)
def later_target_uses_the_earlier_one(x, i):
    i, x[i] = 2, x[0] * x[3]
    x[i], i = x[1] ** 2, 0
    return np.sum(x * x) * (i + 1)


@program(pos(3, 2))
def rows_change_places_with_copies(A):
    A[0], A[1] = A[1].copy(), A[0].copy()
    return np.sum(A**2 * np.arange(6).reshape(3, 2))


@program(pos(3, 2))
def rows_do_not_change_places_with_views(A):
    A[0], A[1] = A[1], A[0]
    return np.sum(A**2 * np.arange(6).reshape(3, 2))


@program(pos(6))
def slices_do_not_change_places_with_views(x):
    x[:3], x[3:] = x[3:], x[:3] * x[3:]
    x[::2], x[1::2] = x[1::2], x[::2]
    return np.sum(x**2 * np.arange(6))


@program(pos(3, 2))
def rows_change_places_through_a_name(A):
    t = A[0]
    A[0] = A[1]
    A[1] = t * A[2]
    return np.sum(A**2 * np.arange(6).reshape(3, 2))
