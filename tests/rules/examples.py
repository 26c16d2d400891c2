"""Functions with rules that are true, and the same functions without."""

import types

import numpy as np

from s2sdiff import rule

X = np.array([0.3, -1.2, 2.0])


def softplus(x):
    return np.log(1 + np.exp(x))


@rule(softplus)
def softplus_rule(x, x_dot, y_bar):
    y = softplus(x)
    s = 1 / (1 + np.exp(-x))
    y_dot = x_dot * s
    x_bar = y_bar * s
    return y, y_dot, x_bar


def scaled(a, b):
    return a * np.sin(b)


@rule(scaled)
def scaled_rule(a, b, a_dot, b_dot, y_bar):
    s = np.sin(b)
    y = a * s
    y_dot = a_dot * s + a * b_dot * np.cos(b)
    a_bar = y_bar * s
    b_bar = y_bar * a * np.cos(b)
    return y, y_dot, a_bar, b_bar


def polar(r, angle):
    return r * np.cos(angle), r * np.sin(angle)


@rule(polar)
def polar_rule(r, angle, r_dot, angle_dot, y_bar):
    y = polar(r, angle)
    u, v = y
    y_dot = (r_dot * u / r - angle_dot * v, r_dot * v / r + angle_dot * u)
    u_bar, v_bar = y_bar
    r_bar = (u_bar * u + v_bar * v) / r
    angle_bar = v_bar * u - u_bar * v
    return y_dot, r_bar, angle_bar


def powers(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


@rule(powers)
def powers_rule(x, n, x_dot, y_bar):
    slope = 0.0 * x
    y = 1.0
    for _ in range(n):
        slope = slope * x + y
        y = y * x
    y_dot = x_dot * slope
    x_bar = y_bar * slope
    return y, y_dot, x_bar


def dot(pair):
    return np.sum(pair[0] * pair[1])


@rule(dot)
def dot_rule(pair, pair_dot, y_bar):
    a, b = pair
    y_dot = np.sum(pair_dot[0] * b) + np.sum(a * pair_dot[1])
    pair_bar = (y_bar * b, y_bar * a)
    return y_dot, pair_bar


def total(x, axis=None):
    return np.sum(x, axis=axis)


@rule(total)
def total_rule(x, x_dot, y_bar, *, axis=None):
    y_dot = np.sum(x_dot, axis=axis)
    if axis is None:
        x_bar = np.broadcast_to(y_bar, x.shape)
    else:
        x_bar = np.broadcast_to(np.expand_dims(y_bar, axis), x.shape)
    return y_dot, x_bar


def spread(x):
    y = np.zeros(2 * len(x))
    y[::2] = x
    return y


@rule(spread)
def spread_rule(x, x_dot, y_bar):
    y_dot = np.zeros(2 * len(x))
    y_dot[::2] = x_dot
    x_bar = np.zeros(x.shape)
    x_bar += y_bar[::2]
    return y_dot, x_bar


def unruled(f):
    """The function without its rule: the same code under another object."""
    made = types.FunctionType(f.__code__, f.__globals__, f.__name__, f.__defaults__, f.__closure__)
    made.__kwdefaults__ = f.__kwdefaults__
    return made


plain_softplus, plain_scaled, plain_polar, plain_powers, plain_dot, plain_total, plain_spread = map(
    unruled, (softplus, scaled, polar, powers, dot, total, spread)
)


def text_of(derivative, *arguments):
    """The module that a derivative runs for these arguments."""
    derivative(*arguments)
    return derivative.__s2sdiff__.variants[0].compiled.module.text
