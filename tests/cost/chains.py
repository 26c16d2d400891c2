"""Chains of layers, in a loop and written out, and what both cost at given widths."""

from itertools import pairwise

import numpy as np

from s2sdiff.cost.at import cost_at


def layers(x, Ws):
    for W in Ws:
        x = np.tanh(W @ x)
    return x


def three_layers(x, W1, W2, W3):
    a1 = np.tanh(W1 @ x)
    a2 = np.tanh(W2 @ a1)
    return np.tanh(W3 @ a2)


def loss_of_layers(x, Ws, t):
    for W in Ws:
        x = np.tanh(W @ x)
    r = x - t
    return r @ r / 2


def matrices(d):
    return [f"f64[{rows}, {columns}]" for columns, rows in pairwise(d)]


def cost_of_layers(d, f=layers, more="", optimize=1):
    """The cost of a chain with d[0], …, d[L] entries between its layers."""
    if f is three_layers:
        given = ", ".join(f"W{k}={kind}" for k, kind in enumerate(matrices(d), 1))
    else:
        given = f"Ws=[{', '.join(matrices(d))}]"
    return cost_at(f, f"x=f64[{d[0]}], {given}{more}", optimize=optimize)
