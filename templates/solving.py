"""Norms, determinants, inverses and linear systems: `np.linalg`."""

import numpy as np

from ._primitives import unbroadcast


def norm(x, x_dot, y_bar, *, ord=None, axis=None, keepdims=False):
    """The slope at 0 is 0. Of vectors every norm of order 1 or more; of matrices the Frobenius norm."""
    y = np.linalg.norm(x, ord=ord, axis=axis, keepdims=keepdims)
    if axis is None or keepdims:
        whole = y
    else:
        whole = np.expand_dims(y, axis)
    if np.iscomplexobj(x):
        if ord is None or ord == "fro":
            slopes = np.conjugate(x) / np.where(whole == 0, 1.0, whole)
    elif ord is None or ord == "fro":
        slopes = x / np.where(whole == 0, 1.0, whole)
    elif isinstance(axis, int) or np.ndim(x) == 1:
        if ord == 2:
            slopes = x / np.where(whole == 0, 1.0, whole)
        elif ord == 1:
            slopes = np.sign(x)
        elif ord == np.inf:
            tied = np.abs(x) == whole
            count = np.array(np.sum(tied, axis=axis, keepdims=True), dtype=y.dtype)
            slopes = np.where(tied, np.sign(x) / count, 0.0)
        elif isinstance(ord, (int, float)) and ord > 1:
            slopes = np.sign(x) * np.abs(x / np.where(whole == 0, 1.0, whole)) ** (ord - 1)
    y_dot = np.sum(np.real(x_dot * slopes), axis=axis, keepdims=keepdims)
    if axis is None or keepdims:
        x_bar = np.real(y_bar) * slopes
    else:
        x_bar = np.expand_dims(np.real(y_bar), axis) * slopes
    return y, y_dot, x_bar


def solve(a, b, a_dot, b_dot, y_bar):
    """b: a vector for one matrix, or matrices."""
    y = np.linalg.solve(a, b)
    y_dot = np.linalg.solve(a, b_dot - a_dot @ y)
    if np.ndim(a) == 2 and np.ndim(b) == 1:
        b_bar = np.linalg.solve(a.T, y_bar)
        a_bar = -b_bar[:, None] * y
    elif np.ndim(a) == 2 and np.ndim(b) == 2:
        b_bar = np.linalg.solve(a.T, y_bar)
        a_bar = -b_bar @ y.T
    elif np.ndim(b) > 1:
        full_bar = np.linalg.solve(np.swapaxes(a, -1, -2), y_bar)
        b_bar = unbroadcast(full_bar, np.shape(b))
        a_bar = unbroadcast(-full_bar @ np.swapaxes(y, -1, -2), np.shape(a))
    return y, y_dot, a_bar, b_bar


def inv(x, x_dot, y_bar):
    y = np.linalg.inv(x)
    y_dot = -y @ x_dot @ y
    if np.ndim(x) == 2:
        x_bar = -y.T @ y_bar @ y.T
    else:
        x_bar = -np.swapaxes(y, -1, -2) @ y_bar @ np.swapaxes(y, -1, -2)
    return y, y_dot, x_bar


def det(x, x_dot, y_bar):
    """The slopes are the cofactors. Of a singular matrix each is computed as the determinant that it is."""
    y = np.linalg.det(x)
    if np.all(y != 0):
        if np.ndim(x) == 2:
            slopes = y * np.linalg.inv(x).T
        else:
            slopes = np.expand_dims(y, (-1, -2)) * np.swapaxes(np.linalg.inv(x), -1, -2)
    else:
        n = np.shape(x)[-1]
        others = np.reshape(np.flatnonzero(np.eye(n) == 0) % n, (n, n - 1))
        minors = np.linalg.det(x[..., others[:, None, :, None], others[None, :, None, :]])
        slopes = (-1.0) ** (np.arange(n)[:, None] + np.arange(n)) * minors
    y_dot = np.sum(x_dot * slopes, axis=(-1, -2))
    if np.ndim(x) == 2:
        x_bar = y_bar * slopes
    else:
        x_bar = np.expand_dims(y_bar, (-1, -2)) * slopes
    return y, y_dot, x_bar
