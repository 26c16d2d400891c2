# ruff: noqa: B007
"""Tables filled element by element: shortest paths, dynamic programming, interpolation, extrapolation, polynomials."""

import numpy as np

from programs.checker import pos, program, sgn


# --- dynamic programming ---------------------------------------------------------------------------------------------
@program(pos(5, 5))
def floyd_warshall_with_minimum(weights):
    d = weights.copy()
    for k in range(len(d)):
        d[:] = np.minimum(d, d[:, k : k + 1] + d[k : k + 1, :])
    return np.sum(d**2)


@program(pos(5, 5))
def floyd_warshall_with_minimum_out(weights):
    d = weights.copy()
    for k in range(len(d)):
        np.minimum(d, d[:, k, None] + d[None, k, :], out=d)
    return np.sum(d**2)


@program(pos(4, 4))
def floyd_warshall_element_by_element(weights):
    n = weights.shape[0]
    d = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            d[i, j] = weights[i, j]
        d[i, i] = 0.0
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i, k] + d[k, j] < d[i, j]:
                    d[i, j] = d[i, k] + d[k, j]
    return np.sum(d**2)


@program(pos(4, 4))
def bellman_ford(w):
    n = len(w)
    dist = np.full(n, 100.0)
    dist[0] = 0.0
    for round_ in range(n - 1):
        for u in range(n):
            for v in range(n):
                if u != v and dist[u] + w[u, v] < dist[v]:
                    dist[v] = dist[u] + w[u, v]
    return np.sum(dist**2)


@program(sgn(4), sgn(5), 0.3)
def soft_edit_distance(a, b, gamma):
    n, m = len(a), len(b)
    D = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        D[i, 0] = 0.5 * i
    for j in range(1, m + 1):
        D[0, j] = 0.5 * j
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = (a[i - 1] - b[j - 1]) ** 2
            e = np.exp(-(D[i - 1, j - 1] + cost) / gamma)
            e += np.exp(-(D[i - 1, j] + 0.5) / gamma) + np.exp(-(D[i, j - 1] + 0.5) / gamma)
            D[i, j] = -gamma * np.log(e)
    return D[n, m]


@program(sgn(4), sgn(5))
def dynamic_time_warping(a, b):
    n, m = len(a), len(b)
    D = np.full((n + 1, m + 1), np.inf)
    D[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            D[i, j] = (a[i - 1] - b[j - 1]) ** 2 + min(D[i - 1, j], D[i, j - 1], D[i - 1, j - 1])
    return D[-1, -1]


@program(pos(4, 5))
def longest_path_through_a_grid(gain):
    best = gain.copy()
    n, m = best.shape
    for j in range(1, m):
        best[0, j] += best[0, j - 1]
    for i in range(1, n):
        best[i, 0] += best[i - 1, 0]
        for j in range(1, m):
            best[i, j] += max(best[i - 1, j], best[i, j - 1])
    return best[-1, -1]


@program(100.0, 95.0, 0.05, 0.3, 4)
def american_put_on_a_binomial_tree(S, K, rate, sigma, n):
    dt = 0.25
    u = np.exp(sigma * np.sqrt(dt))
    p = (np.exp(rate * dt) - 1 / u) / (u - 1 / u)
    price = S * u ** np.arange(-n, n + 1, 2)
    value = np.maximum(K - price, 0.0)
    for k in range(n, 0, -1):
        value[:k] = np.exp(-rate * dt) * (p * value[1 : k + 1] + (1 - p) * value[:k])
        price[:k] = price[:k] * u
        value[:k] = np.maximum(value[:k], K - price[:k])
    return value[0]


@program(pos(4, 3), pos(3, 3), 0.9)
def value_iteration_in_place(reward, transition, discount):
    n = 3
    P = transition / np.sum(transition, axis=1, keepdims=True)
    V = np.zeros(n)
    for sweep in range(4):
        for s in range(n):
            V[s] = np.max(reward[:, s] + discount * np.arange(1, 5) / 4 * (P[s] @ V))
    return np.sum(V**2)


# --- interpolation and extrapolation ---------------------------------------------------------------------------------
@program(np.array([0.0, 0.4, 1.1, 1.7]), sgn(4), 0.8)
def divided_differences_in_place(x, y, at):
    n = len(x)
    c = y.copy()
    for j in range(1, n):
        for i in range(n - 1, j - 1, -1):
            c[i] = (c[i] - c[i - 1]) / (x[i] - x[i - j])
    value = c[n - 1]
    for k in range(n - 2, -1, -1):
        value = value * (at - x[k]) + c[k]
    return value


@program(np.array([0.0, 0.4, 1.1, 1.7]), sgn(4))
def divided_differences_with_slices(x, y):
    c = np.array(y)
    for j in range(1, len(x)):
        c[j:] = (c[j:] - c[j - 1 : -1]) / (x[j:] - x[:-j])
    return np.sum(c**2)


@program(np.array([0.0, 0.4, 1.1, 1.7]), sgn(4), 0.8)
def neville_table(x, y, at):
    n = len(x)
    Q = np.zeros((n, n))
    Q[:, 0] = y
    for j in range(1, n):
        for i in range(j, n):
            Q[i, j] = ((at - x[i - j]) * Q[i, j - 1] - (at - x[i]) * Q[i - 1, j - 1]) / (x[i] - x[i - j])
    return Q[n - 1, n - 1]


def integrand(x, a):
    return np.exp(-a * x**2)


@program(0.2, 1.4, 0.8, 4)
def romberg_table(lower, upper, a, levels):
    R = np.zeros((levels, levels))
    h = upper - lower
    R[0, 0] = 0.5 * h * (integrand(lower, a) + integrand(upper, a))
    for i in range(1, levels):
        h = h / 2
        s = 0.0
        for k in range(1, 2**i, 2):
            s += integrand(lower + k * h, a)
        R[i, 0] = 0.5 * R[i - 1, 0] + h * s
        for j in range(1, i + 1):
            R[i, j] = R[i, j - 1] + (R[i, j - 1] - R[i - 1, j - 1]) / (4**j - 1)
    return R[-1, -1]


@program(np.array([0.0, 0.4, 1.1, 1.7, 2.2]), sgn(5))
def natural_cubic_spline(x, y):
    n = len(x)
    h = x[1:] - x[:-1]
    mu, z, c = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(1, n - 1):
        slope = 3 * (y[i + 1] - y[i]) / h[i] - 3 * (y[i] - y[i - 1]) / h[i - 1]
        pivot = 2 * (x[i + 1] - x[i - 1]) - h[i - 1] * mu[i - 1]
        mu[i] = h[i] / pivot
        z[i] = (slope - h[i - 1] * z[i - 1]) / pivot
    for j in range(n - 2, -1, -1):
        c[j] = z[j] - mu[j] * c[j + 1]
    return np.sum(c**2)


@program(sgn(4, 2), 0.3)
def de_casteljau_in_place(points, t):
    b = points.copy()
    n = len(b)
    for r in range(1, n):
        for i in range(n - r):
            b[i] = (1 - t) * b[i] + t * b[i + 1]
    return b[0] @ b[0]


# --- polynomials -----------------------------------------------------------------------------------------------------
@program(sgn(5), sgn(4))
def horner_in_place_for_many_points(c, x):
    p = np.zeros_like(x)
    for k in range(len(c) - 1, -1, -1):
        p *= x
        p += c[k]
    return np.sum(p**2)


@program(sgn(5), 0.7)
def taylor_shift_by_repeated_horner(c, a):
    p = c.copy()
    n = len(p)
    for k in range(n - 1):
        for j in range(n - 2, k - 1, -1):
            p[j] += a * p[j + 1]
    return np.sum(p**2)


@program(sgn(4), sgn(3))
def polynomial_product(a, b):
    c = np.zeros(len(a) + len(b) - 1)
    for i in range(len(a)):
        for j in range(len(b)):
            c[i + j] += a[i] * b[j]
    return np.sum(c**2)


@program(sgn(5), pos(3))
def polynomial_division_leaves_the_remainder(a, b):
    r = a.copy()
    q = np.zeros(len(a) - len(b) + 1)
    for k in range(len(q) - 1, -1, -1):
        q[k] = r[k + len(b) - 1] / b[-1]
        r[k : k + len(b)] -= q[k] * b
    return np.sum(q**2) + np.sum(r[: len(b) - 1] ** 2)


@program(sgn(4))
def polynomial_from_its_roots(roots):
    c = np.zeros(len(roots) + 1)
    c[0] = 1.0
    for k in range(len(roots)):
        c[1 : k + 2] -= roots[k] * c[: k + 1]
    return np.sum(c**3)


@program(sgn(4), 5)
def legendre_values_by_recurrence(x, n):
    P = np.empty((n, len(x)))
    P[0] = 1.0
    P[1] = x
    for k in range(1, n - 1):
        P[k + 1] = ((2 * k + 1) * x * P[k] - k * P[k - 1]) / (k + 1)
    return np.sum(P**2)


@program(pos(4), 0.6)
def clenshaw_with_a_work_array(c, x):
    b = np.zeros(len(c) + 2)
    for k in range(len(c) - 1, 0, -1):
        b[k] = c[k] + 2 * x * b[k + 1] - b[k + 2]
    return c[0] + x * b[1] - b[2]
