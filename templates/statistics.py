"""Mean, variance and standard deviation. Domain: more than ddof entries; n is the number of entries folded into one."""

import numpy as np


def mean(x, x_dot, y_bar, *, axis=None, keepdims=False):
    y = np.mean(x, axis=axis, keepdims=keepdims)
    y_dot = np.mean(x_dot, axis=axis, keepdims=keepdims)
    if axis is None:
        n = np.size(x)
    elif isinstance(axis, int):
        n = np.shape(x)[axis]
    else:
        n = np.size(x) // max(np.size(y), 1)
    if axis is None or keepdims:
        x_bar = np.broadcast_to(y_bar / n, np.shape(x))
    else:
        x_bar = np.broadcast_to(np.expand_dims(y_bar / n, axis), np.shape(x))
    return y, y_dot, x_bar


def var(x, x_dot, y_bar, *, axis=None, ddof=0, keepdims=False):
    """Real operands."""
    y = np.var(x, axis=axis, ddof=ddof, keepdims=keepdims)
    if axis is None:
        n = np.size(x)
    elif isinstance(axis, int):
        n = np.shape(x)[axis]
    else:
        n = np.size(x) // max(np.size(y), 1)
    centred = x - np.mean(x, axis=axis, keepdims=True)
    y_dot = np.sum(x_dot * centred, axis=axis, keepdims=keepdims) * (2.0 / (n - ddof))
    if axis is None or keepdims:
        x_bar = y_bar * (2.0 / (n - ddof)) * centred
    else:
        x_bar = np.expand_dims(y_bar * (2.0 / (n - ddof)), axis) * centred
    return y, y_dot, x_bar


def std(x, x_dot, y_bar, *, axis=None, ddof=0, keepdims=False):
    """Real operands. The slope is 0 where all entries are equal; rounding may leave such a y a little above 0."""
    y = np.std(x, axis=axis, ddof=ddof, keepdims=keepdims)
    if axis is None:
        n = np.size(x)
    elif isinstance(axis, int):
        n = np.shape(x)[axis]
    else:
        n = np.size(x) // max(np.size(y), 1)
    equal = np.max(x, axis=axis, keepdims=keepdims) == np.min(x, axis=axis, keepdims=keepdims)
    spread = np.where(equal, np.inf, (n - ddof) * y)
    centred = x - np.mean(x, axis=axis, keepdims=True)
    y_dot = np.sum(x_dot * centred, axis=axis, keepdims=keepdims) / spread
    if axis is None or keepdims:
        x_bar = y_bar / spread * centred
    else:
        x_bar = np.expand_dims(y_bar / spread, axis) * centred
    return y, y_dot, x_bar
