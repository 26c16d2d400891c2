"""Functions that the tests look into, from the documents that s2sdiff was asked to implement."""

import math

import numpy as np


def loss(w, b, x, t):
    z = w * x + b
    y = 1 / (1 + math.exp(-z))
    return (y - t) ** 2 / 2


LOSS = (0.4, 0.2, 1.3, 1.0)


def survey(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def square_root(a):
    x = a
    while abs(x * x - a) > 1e-6:
        x = (x + a / x) / 2
    return x


def layer(x, W):
    return np.tanh(x @ W)


def network(x, W, V):
    h = layer(x, W)
    if h[0] > 0:
        h[0] = h[0] * 2
    else:
        h = -h
    for i in range(2):
        h = h * h + 1.0 / (i + 1)
    return np.sum(layer(h, V))


NETWORK = (np.array([0.3, -0.2]), np.array([[0.5, 0.1, -0.3], [0.2, -0.4, 0.6]]), np.array([[0.4], [-0.7], [0.2]]))


def uses(x):
    y = x * x
    return y + math.sin(y) + y * x
