"""Entry by entry: which of several (maximum, where, clip), and ops of zero slope (floor, sign, comparisons).

An op with no `_dot` is constant wherever it is differentiable: its operands get a zero gradient from it.
"""

import numpy as np


def maximum(a, b, a_dot, b_dot, y_bar):
    """Real operands. A tie gives each operand half."""
    y = np.maximum(a, b)
    y_dot = (np.where(a == b, 0.5 * a_dot, np.where(a > b, a_dot, 0.0))
           + np.where(a == b, 0.5 * b_dot, np.where(a < b, b_dot, 0.0)))
    a_bar  = np.where(a == b, 0.5 * y_bar, np.where(a > b, y_bar, 0.0))
    b_bar  = np.where(a == b, 0.5 * y_bar, np.where(a < b, y_bar, 0.0))
    return y, y_dot, a_bar, b_bar


def minimum(a, b, a_dot, b_dot, y_bar):
    """Real operands. A tie gives each operand half."""
    y = np.minimum(a, b)
    y_dot = (np.where(a == b, 0.5 * a_dot, np.where(a < b, a_dot, 0.0))
           + np.where(a == b, 0.5 * b_dot, np.where(a > b, b_dot, 0.0)))
    a_bar  = np.where(a == b, 0.5 * y_bar, np.where(a < b, y_bar, 0.0))
    b_bar  = np.where(a == b, 0.5 * y_bar, np.where(a > b, y_bar, 0.0))
    return y, y_dot, a_bar, b_bar


def fmax(a, b, a_dot, b_dot, y_bar):
    """Real operands. As maximum; where one operand is nan, y is the other."""
    y = np.fmax(a, b)
    y_dot = (np.where(a == b, 0.5 * a_dot, np.where(a == y, a_dot, 0.0))
           + np.where(a == b, 0.5 * b_dot, np.where(b == y, b_dot, 0.0)))
    a_bar  = np.where(a == b, 0.5 * y_bar, np.where(a == y, y_bar, 0.0))
    b_bar  = np.where(a == b, 0.5 * y_bar, np.where(b == y, y_bar, 0.0))
    return y, y_dot, a_bar, b_bar


def fmin(a, b, a_dot, b_dot, y_bar):
    """Real operands. As minimum; where one operand is nan, y is the other."""
    y = np.fmin(a, b)
    y_dot = (np.where(a == b, 0.5 * a_dot, np.where(a == y, a_dot, 0.0))
           + np.where(a == b, 0.5 * b_dot, np.where(b == y, b_dot, 0.0)))
    a_bar  = np.where(a == b, 0.5 * y_bar, np.where(a == y, y_bar, 0.0))
    b_bar  = np.where(a == b, 0.5 * y_bar, np.where(b == y, y_bar, 0.0))
    return y, y_dot, a_bar, b_bar


def where(c, a, b, a_dot, b_dot, y_bar):
    y = np.where(c, a, b)
    y_dot = np.where(c, a_dot, 0.0) + np.where(c, 0.0, b_dot)
    a_bar = np.where(c, y_bar, 0.0)
    b_bar = np.where(c, 0.0, y_bar)
    return y, y_dot, a_bar, b_bar


def clip(x, lo, hi, x_dot, lo_dot, hi_dot, y_bar):
    """Real operands. The slope in x is 1 on the closed interval. A bound may be None."""
    y = np.clip(x, lo, hi)
    y_dot = np.where(x == y, x_dot, 0.0) + np.where(x < y, lo_dot, 0.0) + np.where(x > y, hi_dot, 0.0)
    x_bar  = np.where(x == y, y_bar, 0.0)
    lo_bar = np.where(x < y, y_bar, 0.0)
    hi_bar = np.where(x > y, y_bar, 0.0)
    return y, y_dot, x_bar, lo_bar, hi_bar


def sign(x):
    """Real operands."""
    y = np.sign(x)
    return (y,)


def floor(x):
    """Real operands."""
    y = np.floor(x)
    return (y,)


def ceil(x):
    """Real operands."""
    y = np.ceil(x)
    return (y,)


def trunc(x):
    """Real operands."""
    y = np.trunc(x)
    return (y,)


def rint(x):
    y = np.rint(x)
    return (y,)


def round(x, *, decimals=0):
    y = np.round(x, decimals=decimals)
    return (y,)


def floor_divide(a, b):
    """Real operands."""
    y = a // b
    return (y,)


def isnan(x):
    y = np.isnan(x)
    return (y,)


def isfinite(x):
    y = np.isfinite(x)
    return (y,)


def isinf(x):
    y = np.isinf(x)
    return (y,)


def signbit(x):
    """Real operands."""
    y = np.signbit(x)
    return (y,)


def equal(a, b):
    y = a == b
    return (y,)


def not_equal(a, b):
    y = a != b
    return (y,)


def less(a, b):
    """Real operands."""
    y = a < b
    return (y,)


def less_equal(a, b):
    """Real operands."""
    y = a <= b
    return (y,)


def greater(a, b):
    """Real operands."""
    y = a > b
    return (y,)


def greater_equal(a, b):
    """Real operands."""
    y = a >= b
    return (y,)


def logical_and(a, b):
    y = np.logical_and(a, b)
    return (y,)


def logical_or(a, b):
    y = np.logical_or(a, b)
    return (y,)


def logical_xor(a, b):
    y = np.logical_xor(a, b)
    return (y,)


def logical_not(x):
    y = np.logical_not(x)
    return (y,)


def bitwise_and(a, b):
    y = a & b
    return (y,)


def bitwise_or(a, b):
    y = a | b
    return (y,)


def bitwise_xor(a, b):
    y = a ^ b
    return (y,)


def left_shift(a, b):
    y = a << b
    return (y,)


def right_shift(a, b):
    y = a >> b
    return (y,)


def invert(x):
    y = ~x
    return (y,)
