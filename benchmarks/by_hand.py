"""Programs of forward mode and of second derivatives, beside the tangents that an expert writes for them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np


# --- a network of three layers, each with parameters of its own ------------------------------------------------------
def mlp(W1, b1, W2, b2, W3, b3, x, t):
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    r = h2 @ W3 + b3 - t
    return np.sum(r**2) / len(t)


def mlp_jvp(W1, b1, W2, b2, W3, b3, x, t, W1_dot, b1_dot, W2_dot, b2_dot, W3_dot, b3_dot):
    h1 = np.tanh(x @ W1 + b1)
    h1_dot = (x @ W1_dot + b1_dot) * (1.0 - h1 * h1)
    h2 = np.tanh(h1 @ W2 + b2)
    h2_dot = (h1_dot @ W2 + h1 @ W2_dot + b2_dot) * (1.0 - h2 * h2)
    r = h2 @ W3 + b3 - t
    r_dot = h2_dot @ W3 + h2 @ W3_dot + b3_dot
    return np.sum(r**2) / len(t), 2.0 * np.sum(r * r_dot) / len(t)


def mlp_hvp(W1, b1, W2, b2, W3, b3, v, x, t):
    """Pearlmutter's R-operator: the tangent of backpropagation."""
    W1_dot, b1_dot, W2_dot, b2_dot, W3_dot, b3_dot = v
    h1 = np.tanh(x @ W1 + b1)
    s1 = 1.0 - h1 * h1
    h1_dot = (x @ W1_dot + b1_dot) * s1
    h2 = np.tanh(h1 @ W2 + b2)
    s2 = 1.0 - h2 * h2
    h2_dot = (h1_dot @ W2 + h1 @ W2_dot + b2_dot) * s2
    c = 2.0 / len(t)
    y_bar = c * (h2 @ W3 + b3 - t)
    y_bar_dot = c * (h2_dot @ W3 + h2 @ W3_dot + b3_dot)
    h2_bar = y_bar @ W3.T
    h2_bar_dot = y_bar_dot @ W3.T + y_bar @ W3_dot.T
    z2_bar = h2_bar * s2
    z2_bar_dot = h2_bar_dot * s2 - 2.0 * h2_bar * h2 * h2_dot
    h1_bar = z2_bar @ W2.T
    h1_bar_dot = z2_bar_dot @ W2.T + z2_bar @ W2_dot.T
    z1_bar_dot = h1_bar_dot * s1 - 2.0 * h1_bar * h1 * h1_dot
    return (x.T @ z1_bar_dot, z1_bar_dot.sum(axis=0), h1_dot.T @ z2_bar + h1.T @ z2_bar_dot, z2_bar_dot.sum(axis=0),
            h2_dot.T @ y_bar + h2.T @ y_bar_dot, y_bar_dot.sum(axis=0))  # fmt: skip


# --- the same with a list of parameters ------------------------------------------------------------------------------
def network(params, x, t):
    for W, b in params:
        x = np.tanh(x @ W + b)
    return np.sum((x - t) ** 2) / len(t)


def network_hvp(params, v, x, t):
    kept, x_dot = [], np.zeros_like(x)
    for (W, b), (W_dot, b_dot) in zip(params, v, strict=True):
        z_dot = x_dot @ W + x @ W_dot + b_dot
        y = np.tanh(x @ W + b)
        s = 1.0 - y * y
        y_dot = z_dot * s
        kept.append((x, x_dot, y, y_dot, s))
        x, x_dot = y, y_dot
    c = 2.0 / len(t)
    bar, bar_dot = c * (x - t), c * x_dot
    found: list[Any] = []
    for (W, _), (W_dot, _), (x, x_dot, y, y_dot, s) in zip(params[::-1], v[::-1], kept[::-1], strict=True):
        z_bar = bar * s
        z_bar_dot = bar_dot * s - 2.0 * bar * y * y_dot
        found.append((x_dot.T @ z_bar + x.T @ z_bar_dot, z_bar_dot.sum(axis=0)))
        bar, bar_dot = z_bar @ W.T, z_bar_dot @ W.T + z_bar @ W_dot.T
    return found[::-1]


# --- tangents of two golden programs ---------------------------------------------------------------------------------
def burgers_jvp(u, dt, steps, u_dot):
    u, u_dot = u.copy(), u_dot.copy()
    for _ in range(steps):
        slope = u[1:] - u[:-1]
        slope_dot = u_dot[1:] - u_dot[:-1]
        u_dot[1:] -= dt * (u_dot[1:] * slope + u[1:] * slope_dot)
        u[1:] -= dt * u[1:] * slope
    return np.sum(u * u), 2.0 * np.sum(u * u_dot)


def rnn_jvp(W, xs, h, W_dot, xs_dot, h_dot):
    for t in range(len(xs)):
        z_dot = W_dot @ h + W @ h_dot + xs_dot[t]
        h = np.tanh(W @ h + xs[t])
        h_dot = z_dot * (1.0 - h * h)
    return np.sum(h * h), 2.0 * np.sum(h * h_dot)


# --- functions from vectors to vectors -------------------------------------------------------------------------------
def layers(x, A, B):
    return np.tanh(B @ np.tanh(A @ x))


def relaxed(x, A, steps):
    """A recurrent network that is left alone for some steps."""
    for _ in range(steps):
        x = np.tanh(A @ x)
    return x


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


# --- arguments --------------------------------------------------------------------------------------------------------
def mlp_arguments(n: int, sizes: tuple[int, ...]) -> tuple[list[Any], list[Any]]:
    """Parameters and data; and a direction in the parameters."""
    rng = np.random.default_rng(0)
    shapes = [shape for d, e in itertools.pairwise(sizes) for shape in ((d, e), (e,))]
    params = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in shapes]
    data = [rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))]
    return [*params, *data], [rng.normal(size=shape) for shape in shapes]
