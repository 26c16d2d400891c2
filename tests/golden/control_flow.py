"""Control flow stays control flow: the adjoint branches and loops as the primal did."""
import numpy as np


# --- if / else: the predicate is kept, the adjoint takes the same branch ---------------------------------------------
def leaky(x, slope):
    if x > 0:
        y = x * x
    else:
        y = slope * x
    return 3.0 * y


def leaky_value_and_grad(x, slope):
    # forward
    taken = x > 0
    if taken:
        y = x * x
    else:
        y = slope * x
    # backward
    slope_bar = 0.0
    if taken:
        x_bar = 6.0 * x
    else:
        slope_bar = 3.0 * x
        x_bar = 3.0 * slope
    return 3.0 * y, (x_bar, slope_bar)


# --- a counted loop: only what the adjoint needs is put on the tape --------------------------------------------------
def rnn(W, xs, h):
    for t in range(len(xs)):
        h = np.tanh(W @ h + xs[t])
    return np.sum(h ** 2)


def rnn_value_and_grad(W, xs, h):
    # forward
    n = len(xs)
    h_tape = []
    for t in range(n):
        h_tape.append(h)
        h = np.tanh(W @ h + xs[t])
    value = np.sum(h ** 2)
    # backward
    W_bar = np.zeros_like(W)
    xs_bar = np.zeros_like(xs)
    h_bar = 2 * h
    for t in reversed(range(n)):
        t1_bar = h_bar * (1.0 - h * h)
        h = h_tape.pop()
        xs_bar[t] += t1_bar
        W_bar += np.outer(t1_bar, h)
        h_bar = W.T @ t1_bar
    return value, (W_bar, xs_bar, h_bar)


# --- while: the trip count is counted, nothing else is needed --------------------------------------------------------
def halve(x, limit):
    while abs(x) > limit:
        x = 0.5 * x
    return x * x


def halve_value_and_grad(x, limit):
    # forward
    trips = 0
    while abs(x) > limit:
        trips += 1
        x = 0.5 * x
    # backward
    x_bar = 2.0 * x
    for _ in range(trips):
        x_bar = 0.5 * x_bar
    return x * x, x_bar
