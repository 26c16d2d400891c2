"""Arithmetic, powers, exponentials and logarithms, entry by entry.

Every op in an `elementwise*.py` file broadcasts, and no rule says so: a contribution has the shape of y.
"""

import math

import numpy as np


def add(a, b, a_dot, b_dot, y_bar):
    y = a + b
    y_dot = a_dot + b_dot
    a_bar = y_bar
    b_bar = y_bar
    return y, y_dot, a_bar, b_bar


def subtract(a, b, a_dot, b_dot, y_bar):
    y = a - b
    y_dot = a_dot - b_dot
    a_bar = y_bar
    b_bar = -y_bar
    return y, y_dot, a_bar, b_bar


def multiply(a, b, a_dot, b_dot, y_bar):
    y = a * b
    y_dot = a_dot * b + a * b_dot
    a_bar = y_bar * b
    b_bar = y_bar * a
    return y, y_dot, a_bar, b_bar


def divide(a, b, a_dot, b_dot, y_bar):
    y = a / b
    y_dot = a_dot / b - b_dot * y / b
    a_bar = y_bar / b
    b_bar = -y_bar * y / b
    return y, y_dot, a_bar, b_bar


def mod(a, b, a_dot, b_dot, y_bar):
    """Real operands. Piecewise linear: y = a - b * floor(a / b), and the floor is constant."""
    y = a % b
    y_dot = a_dot - b_dot * (a // b)
    a_bar = y_bar
    b_bar = -y_bar * (a // b)
    return y, y_dot, a_bar, b_bar


def fmod(a, b, a_dot, b_dot, y_bar):
    """Real operands. Piecewise linear: y = a - b * trunc(a / b), and the trunc is constant."""
    y = np.fmod(a, b)
    y_dot = a_dot - b_dot * np.trunc(a / b)
    a_bar = y_bar
    b_bar = -y_bar * np.trunc(a / b)
    return y, y_dot, a_bar, b_bar


def power(a, b, a_dot, b_dot, y_bar):
    """A constant b never meets log(a). a ** 0 has slope 0 in a; 0 ** 0 has none in b, so that x ** x at 0 is nan."""
    y = a ** b
    if isinstance(b, (int, float)) and b >= 1 and b % 1 == 0:
        a_term_dot = a_dot * (b * a ** (b - 1))
        a_bar = y_bar * (b * a ** (b - 1))
    elif isinstance(b, (int, float)) and b < 0 and b % 1 == 0:
        a_term_dot = a_dot * (b * y / a)
        a_bar = y_bar * (b * y / a)
    elif isinstance(b, (int, float)) and b == 0:
        a_term_dot = 0.0 * a_dot
        a_bar = 0.0 * y_bar
    elif isinstance(b, (int, float)):
        with np.errstate(divide="ignore", invalid="ignore"):
            a_term_dot = a_dot * (b * np.power(a, b - 1))
            a_bar = y_bar * (b * np.power(a, b - 1))
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            a_term_dot = np.where(b == 0, 0.0, a_dot * (b * np.power(a, b - 1)))
            a_bar = np.where(b == 0, 0.0, y_bar * (b * np.power(a, b - 1)))
    if isinstance(a, (int, float)) and a > 0:
        b_term_dot = b_dot * (y * math.log(a))
        b_bar = y_bar * (y * math.log(a))
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            b_slope = np.where(a == 0, np.where(b == 0, np.nan, y), y * np.log(a))
            b_term_dot = b_dot * b_slope
            b_bar = y_bar * b_slope
    y_dot = a_term_dot + b_term_dot
    return y, y_dot, a_bar, b_bar


def negative(x, x_dot, y_bar):
    y = -x
    y_dot = -x_dot
    x_bar = -y_bar
    return y, y_dot, x_bar


def positive(x, x_dot, y_bar):
    y = +x
    y_dot = x_dot
    x_bar = y_bar
    return y, y_dot, x_bar


def conjugate(x, x_dot, y_bar):
    y = np.conjugate(x)
    if np.iscomplexobj(x):
        y_dot = np.conjugate(x_dot)
        x_bar = np.conjugate(y_bar)
    else:
        y_dot = x_dot
        x_bar = y_bar
    return y, y_dot, x_bar


def square(x, x_dot, y_bar):
    y = np.square(x)
    y_dot = x_dot * (2.0 * x)
    x_bar = y_bar * (2.0 * x)
    return y, y_dot, x_bar


def reciprocal(x, x_dot, y_bar):
    y = np.reciprocal(x)
    y_dot = -x_dot * y * y
    x_bar = -y_bar * y * y
    return y, y_dot, x_bar


def sqrt(x, x_dot, y_bar):
    """The slope at 0 is the limit, inf."""
    y = np.sqrt(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        y_dot = np.divide(0.5 * x_dot, y)
        x_bar = np.divide(0.5 * y_bar, y)
    return y, y_dot, x_bar


def cbrt(x, x_dot, y_bar):
    """Real operands. The slope at 0 is the limit, inf."""
    y = np.cbrt(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        y_dot = np.divide(x_dot, 3.0 * y * y)
        x_bar = np.divide(y_bar, 3.0 * y * y)
    return y, y_dot, x_bar


def exp(x, x_dot, y_bar):
    y = np.exp(x)
    y_dot = x_dot * y
    x_bar = y_bar * y
    return y, y_dot, x_bar


def exp2(x, x_dot, y_bar):
    y = np.exp2(x)
    y_dot = x_dot * (math.log(2.0) * y)
    x_bar = y_bar * (math.log(2.0) * y)
    return y, y_dot, x_bar


def expm1(x, x_dot, y_bar):
    y = np.expm1(x)
    y_dot = x_dot * (y + 1.0)
    x_bar = y_bar * (y + 1.0)
    return y, y_dot, x_bar


def log(x, x_dot, y_bar):
    """Domain: x > 0."""
    y = np.log(x)
    y_dot = x_dot / x
    x_bar = y_bar / x
    return y, y_dot, x_bar


def log2(x, x_dot, y_bar):
    """Domain: x > 0."""
    y = np.log2(x)
    y_dot = x_dot / (math.log(2.0) * x)
    x_bar = y_bar / (math.log(2.0) * x)
    return y, y_dot, x_bar


def log10(x, x_dot, y_bar):
    """Domain: x > 0."""
    y = np.log10(x)
    y_dot = x_dot / (math.log(10.0) * x)
    x_bar = y_bar / (math.log(10.0) * x)
    return y, y_dot, x_bar


def log1p(x, x_dot, y_bar):
    """Domain: x > -1."""
    y = np.log1p(x)
    y_dot = x_dot / (1.0 + x)
    x_bar = y_bar / (1.0 + x)
    return y, y_dot, x_bar


def logaddexp(a, b, a_dot, b_dot, y_bar):
    """Real operands."""
    y = np.logaddexp(a, b)
    y_dot = a_dot * np.exp(a - y) + b_dot * np.exp(b - y)
    a_bar = y_bar * np.exp(a - y)
    b_bar = y_bar * np.exp(b - y)
    return y, y_dot, a_bar, b_bar


def absolute(x, x_dot, y_bar):
    """The slope at 0 is 0."""
    y = np.abs(x)
    if np.iscomplexobj(x):
        r = np.where(y == 0, 1.0, y)
        y_dot = np.real(x_dot * (np.conjugate(x) / r))
        x_bar = np.real(y_bar) * (np.conjugate(x) / r)
    else:
        y_dot = x_dot * np.sign(x)
        x_bar = y_bar * np.sign(x)
    return y, y_dot, x_bar


def copysign(a, b, a_dot, y_bar):
    """Real operands. The slope at a = 0 is 0. The sign of b is locally constant."""
    y = np.copysign(a, b)
    y_dot = a_dot * (np.sign(a) * np.sign(y))
    a_bar = y_bar * (np.sign(a) * np.sign(y))
    return y, y_dot, a_bar


def hypot(a, b, a_dot, b_dot, y_bar):
    """Real operands. The slope at (0, 0) is 0."""
    y = np.hypot(a, b)
    r = np.where(y == 0, 1.0, y)
    y_dot = a_dot * (a / r) + b_dot * (b / r)
    a_bar = y_bar * (a / r)
    b_bar = y_bar * (b / r)
    return y, y_dot, a_bar, b_bar
