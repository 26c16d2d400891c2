"""Complex numbers and their parts, entry by entry.

For f: C -> R the gradient is df/dx - i df/dy of z = x + iy, so that a holomorphic op has the real op's lines. The
adjoint of a real number that went into a complex one is the real part of what these lines give. Where only the run
knows whether a number is real, its adjoint may have an imaginary part, so that ops with real results take `np.real`.
"""

import math

import numpy as np


def imag(x, x_dot, y_bar):
    y = np.imag(x)
    y_dot = np.imag(x_dot)
    if np.iscomplexobj(x):
        x_bar = -1j * np.real(y_bar)
    else:
        x_bar = np.zeros_like(y_bar)
    return y, y_dot, x_bar


def angle(x, x_dot, y_bar, *, deg=False):
    """The slope at 0 is 0."""
    y = np.angle(x, deg=deg)
    if deg:
        unit = 180.0 / math.pi
    else:
        unit = 1.0
    if np.iscomplexobj(x):
        z = np.where(x == 0, np.inf, x)
        y_dot = np.imag(x_dot * unit / z)
        x_bar = -1j * (np.real(y_bar) * unit) / z
    else:
        y_dot = np.zeros_like(x_dot)
        x_bar = np.zeros_like(y_bar)
    return y, y_dot, x_bar


def complex_(x, x_dot, y_bar):
    """x: a number or an array of one entry."""
    y = complex(x)
    y_dot = complex(x_dot)
    if isinstance(x, (float, complex)):
        x_bar = y_bar
    else:
        x_bar = np.full(x.shape, y_bar)
    return y, y_dot, x_bar


def complex_of(a, b, a_dot, b_dot, y_bar):
    """`complex(a, b)`, of two Python numbers."""
    y = complex(a, b)
    y_dot = a_dot + 1j * b_dot
    a_bar = y_bar
    b_bar = 1j * y_bar
    return y, y_dot, a_bar, b_bar
