"""Programs of several parts: helpers that are called, a branch inside a loop, a while that carries a tuple."""
# ruff: noqa: B905 (zip without strict= is what is tested)
import numpy as np


# --- least squares over arrays, with two helpers ---------------------------------------------------------------------
def residual(w, X, t):
    return X @ w - t


def squared_norm(v):
    return np.sum(v * v)


def least_squares(w, X, t, ridge):
    return squared_norm(residual(w, X, t)) / len(t) + ridge * squared_norm(w)


def residual_fwd(w, X, t):
    return X @ w - t, (X,)


def residual_bwd(saved, y_bar):
    (X,) = saved
    return X.T @ y_bar


def squared_norm_fwd(v):
    return np.sum(v * v), (v,)


def squared_norm_bwd(saved, y_bar):
    (v,) = saved
    return 2.0 * y_bar * v


def least_squares_value_and_grad(w, X, t, ridge):
    # forward
    r, residual_saved = residual_fwd(w, X, t)
    t1, squared_norm_saved_1 = squared_norm_fwd(r)
    n = len(t)
    t2, squared_norm_saved_2 = squared_norm_fwd(w)
    # backward
    w_bar = squared_norm_bwd(squared_norm_saved_2, ridge)
    r_bar = squared_norm_bwd(squared_norm_saved_1, 1.0 / n)
    w_bar += residual_bwd(residual_saved, r_bar)
    return t1 / n + ridge * t2, (w_bar, t2)


# --- a loop over rows with a branch ----------------------------------------------------------------------------------
def hinge(w, X, t):
    total = 0.0
    for row, label in zip(X, t):
        margin = label * (row @ w)
        if margin < 1.0:
            total += (1.0 - margin) ** 2
    return total


def hinge_value_and_grad(w, X, t):
    # forward
    total = 0.0
    tape = []
    for row, label in zip(X, t):
        margin = label * (row @ w)
        tape.append(margin)
        if margin < 1.0:
            total += (1.0 - margin) ** 2
    # backward
    w_bar = np.zeros_like(w)
    for i in reversed(range(min(len(X), len(t)))):
        margin = tape.pop()
        if margin < 1.0:
            w_bar -= 2.0 * (1.0 - margin) * t[i] * X[i]
    return total, w_bar


# --- a while that carries a tuple ------------------------------------------------------------------------------------
def orbit(x, v, stop):
    state = (x, v)
    time = 0.0
    while time < stop:
        q, p = state
        p = p - 0.1 * np.sin(q)
        state = (q + 0.1 * p, p)
        time += 0.1
    q, p = state
    return 0.5 * p * p - np.cos(q)


def orbit_value_and_grad(x, v, stop):
    # forward
    state = (x, v)
    time = 0.0
    q_tape = []
    while time < stop:
        q, p = state
        p = p - 0.1 * np.sin(q)
        q_tape.append(q)
        state = (q + 0.1 * p, p)
        time += 0.1
    q, p = state
    # backward
    q_bar = np.sin(q)
    p_bar = p
    while q_tape:
        p_bar = p_bar + 0.1 * q_bar
        q_bar = q_bar - 0.1 * p_bar * np.cos(q_tape.pop())
    return 0.5 * p * p - np.cos(q), (q_bar, p_bar)
