"""In-place code: the shadow of a mutated array is updated in place, and views of the one are views of the other."""
import numpy as np


# --- a linear stencil: the adjoint reads no primal value, so nothing is saved ----------------------------------------
def jacobi(A, B, steps):
    A = A.copy()
    B = B.copy()
    for _ in range(steps):
        B[1:-1] = 0.25 * (A[:-2] + 2.0 * A[1:-1] + A[2:])
        A[1:-1] = 0.25 * (B[:-2] + 2.0 * B[1:-1] + B[2:])
    return np.sum(A * A)


def jacobi_value_and_grad(A, B, steps):
    # forward
    A_1 = A.copy()
    B_1 = B.copy()
    for _ in range(steps):
        B_1[1:-1] = 0.25 * (A_1[:-2] + 2.0 * A_1[1:-1] + A_1[2:])
        A_1[1:-1] = 0.25 * (B_1[:-2] + 2.0 * B_1[1:-1] + B_1[2:])
    value = np.sum(A_1 * A_1)
    # backward
    B_bar = np.zeros_like(B_1)
    A_bar = 2.0 * A_1
    for _ in range(steps):
        t1_bar = 0.25 * A_bar[1:-1]
        A_bar[1:-1] = 0.0
        B_bar[:-2] += t1_bar
        B_bar[1:-1] += 2.0 * t1_bar
        B_bar[2:] += t1_bar
        t2_bar = 0.25 * B_bar[1:-1]
        B_bar[1:-1] = 0.0
        A_bar[:-2] += t2_bar
        A_bar[1:-1] += 2.0 * t2_bar
        A_bar[2:] += t2_bar
    return value, (A_bar, B_bar)


# --- a non-linear update in place: the overwritten slice is saved, and put back on the way back ----------------------
def burgers(u, dt, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:] -= dt * u[1:] * (u[1:] - u[:-1])
    return np.sum(u * u)


def burgers_value_and_grad(u, dt, steps):
    # forward
    u_1 = u.copy()
    u_tape = []
    for _ in range(steps):
        u_tape.append(u_1[1:].copy())
        u_1[1:] -= dt * u_1[1:] * (u_1[1:] - u_1[:-1])
    value = np.sum(u_1 * u_1)
    # backward
    u_bar = 2.0 * u_1
    for _ in range(steps):
        u_1[1:] = u_tape.pop()
        t1_bar = -dt * u_bar[1:]
        t2_bar = t1_bar * u_1[1:]
        t3 = u_1[1:] - u_1[:-1]
        u_bar[1:] += t1_bar * t3 + t2_bar
        u_bar[:-1] -= t2_bar
    return value, u_bar


# --- a view aliases its base: its shadow is a view of the base's shadow ----------------------------------------------
def through_a_view(x):
    y = np.zeros(6)
    top = y[:3]
    top += x
    y[3:] = top * top
    y[0] = 0.0
    return np.sum(y * y) + np.sum(top)


def through_a_view_value_and_grad(x):
    # forward
    y = np.zeros(6)
    top = y[:3]
    top += x
    y[3:] = top * top
    y_0 = y[0]
    y[0] = 0.0
    value = np.sum(y * y) + np.sum(top)
    # backward
    y_bar = 2.0 * y
    top_bar = y_bar[:3]
    top_bar += 1.0
    y_bar[0] = 0.0
    y[0] = y_0
    top_bar += 2.0 * y_bar[3:] * top
    x_bar = top_bar.copy()
    return value, x_bar


# --- gather with repeated indices: the adjoint is a scatter-add ------------------------------------------------------
def gather(table, ix):
    rows = table[ix]
    return np.sum(rows ** 3)


def gather_value_and_grad(table, ix):
    # forward
    rows = table[ix]
    value = np.sum(rows ** 3)
    # backward
    table_bar = np.zeros_like(table)
    np.add.at(table_bar, ix, 3 * rows ** 2)
    return value, table_bar
