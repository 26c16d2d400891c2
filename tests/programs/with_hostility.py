"""Programs that a hostile reviewer wrote, each after a silent mistake that it once got out of s2sdiff."""

import numpy as np

from programs.checker import pos, program, sgn

G = np.array([0.2, -0.5, 0.3, 0.9])


@program(sgn(3, 2))
def row_of_a_kept_axis(x):
    s = np.sum(x, axis=0, keepdims=True)
    return np.sum(x * x) + np.sum(s[0] ** 2)


@program(sgn(4), 0.3)
def alias_through_a_branch(b, d):
    v = (d * b + b) * G
    b = np.tanh(1.0 / (2.0 + np.cos(d))) * 0.3 + v * 0.5
    if np.sum(v) > 0.2:
        b = v
    return np.sum(b) + np.sum(v)


@program(0.3, 0.7, 3, wrt=(0, 1))
def float_whose_adjoint_is_an_array(x, y, n):
    s = x * x
    u = y * x
    v = x + y
    for _ in range(n):
        u = u + 0.5 * s * y
        v = v + s * u
    return np.maximum(s + u + v, 0.0)


def carried(s, u):
    t = s
    for _ in range(2):
        t = t + s * u
    return t + u


@program(0.3, 0.7)
def float_clipped_after_helpers(x, y):
    return np.clip(carried(x, y) + carried(y, x) * x, 0.0, 5.0)


@program(0.3, 20, wrt=(0,))
def trips_of_a_stepped_arange(x, k):
    s = 0.0
    for t in np.arange(0, k, 5):
        s = s + x * x * (t + 1)
    return s


@program(pos(2), 1, wrt=(0,))
@program(pos(2), 2, wrt=(0,))
def rank_that_a_size_decides(x, k):
    y = np.squeeze(x[:k])
    if y.ndim == 0:
        return y * y * 3.0
    return np.sum(y)


@program(pos(3), 3, wrt=(0,))
@program(pos(3), 0, wrt=(0,))
def name_first_assigned_in_a_loop(x, n):
    s = 0.0
    for i in range(n):
        if i > 0:
            s = s + np.sum(prev * x)  # noqa: F821
        prev = x * x  # noqa: F841
    return s + np.sum(x)


def rotated(p, n):
    if n == 0:
        return p
    a, b = p
    return rotated((b, a * b), n - 1)


@program(0.3, 0.4)
def recursion_over_a_tuple(x, y):
    a, b = rotated((x, y), 4)
    return a * b


def listed(x):
    return [x, x * x]


@program(0.3)
def helper_that_returns_a_list(x):
    a = listed(x)
    return a[0] * a[1]


@program(pos(4))
def halves(x):
    b = np.split(x, 2)
    return np.sum(b[0] * b[1])


def squares_from(xs, k):
    return 0.0 if k == len(xs) else xs[k] ** 2 + squares_from(xs, k + 1)


@program(pos(4))
def recursion_that_counts(xs):
    return squares_from(xs, 0)


@program(pos(2).astype(np.float32))
def constants_beyond_single_precision(x):
    y = x * 1e-25
    z = y * 1e-25
    return np.sum(z) * 1e30


@program(pos(3), expected=(3 * pos(3) ** 2,))
def net_of_carried_products(x):
    h = x
    for _ in range(2):
        h = h * x
    return np.sum(h)


@program(sgn(2, 2))
def transpose_of_what_a_loop_carries(v):
    h = v
    for _ in range(2):
        h = np.tanh(h @ v)
    return np.sum(h @ v)


@program((0.3, 0.4), 0, wrt=(0,))
def tuple_under_a_computed_index(ps, k):
    i = k % 2
    return ps[i] * ps[1 - i] + ps[i - 1] * 2 + ps[k]


@program(0.7, 2, wrt=(0,))
@program(0.7, 5, wrt=(0,))
def name_of_one_path_read_in_a_loop(x, n):
    if n > 2:
        y = x * x
    s = x
    for k in range(n):
        if k > 2:
            s = s * y
    return s


@program(pos(4))
def views_first_made_in_a_loop(x):
    a = x
    for k in range(3):
        v = a[::-1]
        w = a.reshape(2, 2).T
        a = v * w.ravel()
        if k == 1:
            a = v
    return np.sum(a * v * w[0, 0])
