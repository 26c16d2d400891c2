"""Ops whose result is integers: where something is, and which entries there are."""

import numpy as np


def nonzero(x):
    """y is a tuple, of one array for each axis."""
    y = np.nonzero(x)
    return (y,)


def flatnonzero(x):
    y = np.flatnonzero(x)
    return (y,)


def diag_indices(n, *, ndim=2):
    y = np.diag_indices(n, ndim)
    return (y,)


def tril_indices(n, *, k=0, m=None):
    y = np.tril_indices(n, k=k, m=m)
    return (y,)


def triu_indices(n, *, k=0, m=None):
    y = np.triu_indices(n, k=k, m=m)
    return (y,)


def indices(dimensions, *, dtype=int):
    y = np.indices(dimensions, dtype=dtype)
    return (y,)


def bincount(x, *, minlength=0):
    """x: integers that take no gradient."""
    y = np.bincount(x, minlength=minlength)
    return (y,)


def searchsorted(a, v, *, side="left"):
    y = np.searchsorted(a, v, side=side)
    return (y,)


def digitize(x, bins, *, right=False):
    y = np.digitize(x, bins, right=right)
    return (y,)
