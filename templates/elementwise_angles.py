"""Trigonometric and hyperbolic functions and their inverses, entry by entry, and the error function."""

import math

import numpy as np


def sin(x, x_dot, y_bar):
    y = np.sin(x)
    y_dot = x_dot * np.cos(x)
    x_bar = y_bar * np.cos(x)
    return y, y_dot, x_bar


def cos(x, x_dot, y_bar):
    y = np.cos(x)
    y_dot = -x_dot * np.sin(x)
    x_bar = -y_bar * np.sin(x)
    return y, y_dot, x_bar


def tan(x, x_dot, y_bar):
    y = np.tan(x)
    y_dot = x_dot * (1.0 + y * y)
    x_bar = y_bar * (1.0 + y * y)
    return y, y_dot, x_bar


def arcsin(x, x_dot, y_bar):
    """Domain: -1 <= x <= 1. The slope at both ends is the limit, inf."""
    y = np.arcsin(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        y_dot = np.divide(x_dot, np.sqrt(1.0 - x * x))
        x_bar = np.divide(y_bar, np.sqrt(1.0 - x * x))
    return y, y_dot, x_bar


def arccos(x, x_dot, y_bar):
    """Domain: -1 <= x <= 1. The slope at both ends is the limit, -inf."""
    y = np.arccos(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        y_dot = np.divide(-x_dot, np.sqrt(1.0 - x * x))
        x_bar = np.divide(-y_bar, np.sqrt(1.0 - x * x))
    return y, y_dot, x_bar


def arctan(x, x_dot, y_bar):
    y = np.arctan(x)
    y_dot = x_dot / (1.0 + x * x)
    x_bar = y_bar / (1.0 + x * x)
    return y, y_dot, x_bar


def arctan2(a, b, a_dot, b_dot, y_bar):
    """Real operands. The angle of the point (b, a). The slope at (0, 0) is 0."""
    y = np.arctan2(a, b)
    d = np.hypot(a, b)
    r = np.where(d == 0, 1.0, d)
    y_dot = a_dot * (b / r) / r - b_dot * (a / r) / r
    a_bar = y_bar * (b / r) / r
    b_bar = -y_bar * (a / r) / r
    return y, y_dot, a_bar, b_bar


def sinh(x, x_dot, y_bar):
    y = np.sinh(x)
    y_dot = x_dot * np.cosh(x)
    x_bar = y_bar * np.cosh(x)
    return y, y_dot, x_bar


def cosh(x, x_dot, y_bar):
    y = np.cosh(x)
    y_dot = x_dot * np.sinh(x)
    x_bar = y_bar * np.sinh(x)
    return y, y_dot, x_bar


def tanh(x, x_dot, y_bar):
    y = np.tanh(x)
    y_dot = x_dot * (1.0 - y * y)
    x_bar = y_bar * (1.0 - y * y)
    return y, y_dot, x_bar


def arcsinh(x, x_dot, y_bar):
    y = np.arcsinh(x)
    if np.iscomplexobj(x):
        y_dot = x_dot / np.sqrt(1.0 + x * x)
        x_bar = y_bar / np.sqrt(1.0 + x * x)
    else:
        y_dot = x_dot / np.hypot(1.0, x)
        x_bar = y_bar / np.hypot(1.0, x)
    return y, y_dot, x_bar


def arccosh(x, x_dot, y_bar):
    """Domain: x >= 1. The slope at 1 is the limit, inf."""
    y = np.arccosh(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        y_dot = np.divide(x_dot, np.sqrt(x - 1.0) * np.sqrt(x + 1.0))
        x_bar = np.divide(y_bar, np.sqrt(x - 1.0) * np.sqrt(x + 1.0))
    return y, y_dot, x_bar


def arctanh(x, x_dot, y_bar):
    """Domain: -1 < x < 1."""
    y = np.arctanh(x)
    y_dot = x_dot / (1.0 - x * x)
    x_bar = y_bar / (1.0 - x * x)
    return y, y_dot, x_bar


def degrees(x, x_dot, y_bar):
    """Real operands."""
    y = np.degrees(x)
    y_dot = np.degrees(x_dot)
    x_bar = np.degrees(y_bar)
    return y, y_dot, x_bar


def radians(x, x_dot, y_bar):
    """Real operands."""
    y = np.radians(x)
    y_dot = np.radians(x_dot)
    x_bar = np.radians(y_bar)
    return y, y_dot, x_bar


def sinc(x, x_dot, y_bar):
    """sin(pi x) / (pi x). Near 0, where the quotient cancels, the slope is its Taylor polynomial."""
    y = np.sinc(x)
    u = math.pi * x
    near = np.abs(u) < 0.1
    away = np.where(near, 1.0, x)
    v = np.where(near, u * u, 0.0)
    series = -u * (1.0 / 3.0 - v * (1.0 / 30.0 - v * (1.0 / 840.0 - v / 45360.0)))
    slope = np.where(near, math.pi * series, (np.cos(u) - y) / away)
    y_dot = x_dot * slope
    x_bar = y_bar * slope
    return y, y_dot, x_bar


def erf(x, x_dot, y_bar):
    """Real operands. A number only, as `math.erf`."""
    y = math.erf(x)
    y_dot = x_dot * (2.0 / math.sqrt(math.pi) * np.exp(-x * x))
    x_bar = y_bar * (2.0 / math.sqrt(math.pi) * np.exp(-x * x))
    return y, y_dot, x_bar


def erfc(x, x_dot, y_bar):
    """Real operands. A number only, as `math.erfc`."""
    y = math.erfc(x)
    y_dot = -x_dot * (2.0 / math.sqrt(math.pi) * np.exp(-x * x))
    x_bar = -y_bar * (2.0 / math.sqrt(math.pi) * np.exp(-x * x))
    return y, y_dot, x_bar
