# ruff: noqa: B007
"""Learning and probability with preallocated arrays: networks, normalisation, optimisers, hidden Markov models."""

import numpy as np

from programs.checker import pos, program, sgn


# --- networks --------------------------------------------------------------------------------------------------------
@program(sgn(3), sgn(4, 3), sgn(4), sgn(2, 4), sgn(2))
def network_with_out_arguments(x, W1, b1, W2, b2):
    z1, a1, z2 = np.empty(4), np.empty(4), np.empty(2)
    np.matmul(W1, x, out=z1)
    z1 += b1
    np.tanh(z1, out=a1)
    np.dot(W2, a1, out=z2)
    z2 += b2
    np.multiply(z2, z2, out=z2)
    return np.sum(z2)


@program(sgn(2, 3), sgn(3, 3, 3), sgn(3, 3))
def network_with_preallocated_activations(X, W, b):
    layers = len(W)
    a = np.zeros((layers + 1, X.shape[0], X.shape[1]))
    a[0] = X
    for k in range(layers):
        a[k + 1] = np.tanh(a[k] @ W[k] + b[k])
    return np.sum(a[-1] ** 2)


@program(sgn(5, 3), pos(3), sgn(3))
def batch_normalisation_in_place(x, gain, shift):
    y = x.copy()
    y -= y.mean(axis=0)
    y /= np.sqrt(y.var(axis=0) + 1e-5)
    y *= gain
    y += shift
    return np.sum(y**3)


@program(sgn(3, 4))
def softmax_in_place(z):
    p = z.copy()
    p -= np.max(p, axis=1, keepdims=True)
    np.exp(p, out=p)
    p /= np.sum(p, axis=1, keepdims=True)
    return -np.sum(np.log(p[np.arange(3), [0, 2, 1]]))


@program(sgn(6))
def relu_by_a_mask(x):
    y = 2 * x
    y[y < 0] = 0.0
    return np.sum(y**2)


@program(sgn(6), 0.1)
def leaky_relu_by_a_mask(x, slope):
    y = x**2 * np.sign(x)
    negative = y < 0
    y[negative] *= slope
    return np.sum(y**3)


@program(sgn(6))
def clip_in_place(x):
    y = 2 * x
    np.clip(y, -0.45, 0.6, out=y)
    y[0] += 1
    return np.sum(y**2)


@program(sgn(4, 3), 0.5 * sgn(3, 3), 0.5 * sgn(3, 3), sgn(3))
def recurrent_network_with_its_states_stored(X, Wx, Wh, b):
    T = len(X)
    h = np.zeros((T + 1, 3))
    for t in range(T):
        h[t + 1] = np.tanh(Wx @ X[t] + Wh @ h[t] + b)
    return np.sum(h[1:] ** 2)


@program(sgn(4), 0.5, 0.9, 4)
def momentum_in_place(w0, rate, beta, steps):
    w, m = w0.copy(), np.zeros_like(w0)
    for step in range(steps):
        g = 4 * w**3 - 0.5
        m *= beta
        m += (1 - beta) * g
        w -= rate * m
    return np.sum(w**2)


@program(sgn(4), 0.1, 4)
def adam_in_place(w0, rate, steps):
    w = w0.copy()
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t in range(1, steps + 1):
        g = 2 * w + np.cos(w)
        m[:] = 0.9 * m + 0.1 * g
        v[:] = 0.99 * v + 0.01 * g**2
        w -= rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    return np.sum(w**2)


@program(sgn(5, 2), pos(5), 0.3)
def gradient_descent_for_a_regression(X, y, rate):
    w = np.zeros(2)
    loss = np.empty(4)
    for k in range(4):
        residual = X @ w - y
        loss[k] = residual @ residual / len(y)
        w -= rate * 2 / len(y) * (X.T @ residual)
    return loss[-1] + np.sum(w)


# --- probability -----------------------------------------------------------------------------------------------------
@program(pos(3), pos(3, 3), pos(3, 4), np.array([1, 0, 3, 2]))
def forward_algorithm_scaled(start, transition, emission, observed):
    A = transition / transition.sum(axis=1, keepdims=True)
    alpha = np.zeros((len(observed), 3))
    alpha[0] = start * emission[:, observed[0]]
    log_likelihood = 0.0
    for t in range(1, len(observed)):
        scale = alpha[t - 1].sum()
        alpha[t - 1] /= scale
        log_likelihood += np.log(scale)
        for j in range(3):
            alpha[t, j] = (alpha[t - 1] @ A[:, j]) * emission[j, observed[t]]
    return log_likelihood + np.log(alpha[-1].sum())


@program(pos(3), pos(3, 3), pos(3, 4), np.array([1, 0, 3, 2]))
def forward_algorithm_in_logarithms(start, transition, emission, observed):
    a = np.log(start) + np.log(emission[:, observed[0]])
    new = np.empty(3)
    for t in range(1, len(observed)):
        for j in range(3):
            s = a + np.log(transition[:, j])
            top = np.max(s)
            new[j] = top + np.log(np.sum(np.exp(s - top))) + np.log(emission[j, observed[t]])
        a[:] = new
    return np.log(np.sum(np.exp(a)))


@program(sgn(5, 3), sgn(3, 3))
def viterbi_score(unary, pairwise):
    T, K = unary.shape
    score = np.zeros((T, K))
    back = np.zeros((T, K), dtype=int)
    score[0] = unary[0]
    for t in range(1, T):
        for k in range(K):
            candidates = score[t - 1] + pairwise[:, k]
            back[t, k] = np.argmax(candidates)
            score[t, k] = unary[t, k] + candidates[back[t, k]]
    path = np.zeros(T, dtype=int)
    path[-1] = np.argmax(score[-1])
    for t in range(T - 1, 0, -1):
        path[t - 1] = back[t, path[t]]
    return np.max(score[-1]) + np.sum(unary[np.arange(T), path] ** 2)


@program(sgn(6), np.array([-0.8, 0.7]), 3)
def expectation_maximisation_of_two_means(x, means0, iterations):
    means = means0.copy()
    resp = np.empty((len(x), 2))
    for it in range(iterations):
        for k in range(2):
            resp[:, k] = np.exp(-0.5 * (x - means[k]) ** 2)
        resp /= resp.sum(axis=1)[:, np.newaxis]
        for k in range(2):
            means[k] = (resp[:, k] @ x) / resp[:, k].sum()
    return means[1] - means[0]


@program(sgn(5, 2), np.array([[-0.5, -0.4], [0.5, 0.6]]), 2)
def k_means_with_assigned_labels(points, centres0, iterations):
    centres = centres0.copy()
    for it in range(iterations):
        total = np.zeros_like(centres)
        count = np.zeros(2)
        for p in points:
            k = np.argmin(np.sum((centres - p) ** 2, axis=1))
            total[k] += p
            count[k] += 1
        for k in range(2):
            if count[k] > 0:
                centres[k] = total[k] / count[k]
    return np.sum(centres**2)


@program(pos(3, 4), pos(3), pos(4), 3)
def sinkhorn_scaling_in_place(cost, r, c, iterations):
    P = np.exp(-cost / 0.5)
    r = r / r.sum()
    c = c / c.sum()
    for it in range(iterations):
        P *= (r / P.sum(axis=1))[:, None]
        P *= c / P.sum(axis=0)
    return np.sum(P * cost)


@program(pos(4, 4), 0.85, 5)
def page_rank(links, damping, iterations):
    n = len(links)
    M = links.copy()
    for j in range(n):
        M[:, j] /= M[:, j].sum()
    rank = np.full(n, 1 / n)
    for it in range(iterations):
        rank[:] = damping * (M @ rank) + (1 - damping) / n
    return np.sum(rank**2)


@program(sgn(6))
def running_mean_and_variance(x):
    mean = np.zeros(len(x))
    m2 = 0.0
    mean[0] = x[0]
    for n in range(1, len(x)):
        delta = x[n] - mean[n - 1]
        mean[n] = mean[n - 1] + delta / (n + 1)
        m2 += delta * (x[n] - mean[n])
    return m2 / (len(x) - 1) + np.sum(mean**2)
