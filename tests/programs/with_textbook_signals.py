"""Signals: recursive filters, convolutions, moving averages, blurs, smoothers, filled in place."""

import numpy as np

from programs.checker import pos, program, sgn


# --- recursive filters -----------------------------------------------------------------------------------------------
@program(sgn(7), 0.3)
def exponential_smoothing(x, alpha):
    y = np.empty_like(x)
    y[0] = x[0]
    for t in range(1, len(x)):
        y[t] = alpha * x[t] + (1 - alpha) * y[t - 1]
    return np.sum(y**2)


@program(sgn(7), 0.6)
def first_order_filter_forth_and_back_in_place(x, a):
    y = x.copy()
    for n in range(1, len(y)):
        y[n] += a * (y[n - 1] - y[n])
    for n in range(len(y) - 2, -1, -1):
        y[n] += a * (y[n + 1] - y[n])
    return np.sum(y**2)


@program(sgn(8), pos(3), np.array([1.0, -0.4, 0.2]))
def second_order_section(x, b, a):
    y = np.zeros(len(x))
    for n in range(len(x)):
        y[n] = b[0] * x[n]
        if n >= 1:
            y[n] += b[1] * x[n - 1] - a[1] * y[n - 1]
        if n >= 2:
            y[n] += b[2] * x[n - 2] - a[2] * y[n - 2]
        y[n] /= a[0]
    return np.sum(y**2)


@program(sgn(7), pos(3), np.array([-0.4, 0.2]))
def filter_with_a_delay_line(x, b, a):
    z = np.zeros(3)
    y = np.zeros_like(x)
    for n, value in enumerate(x):
        y[n] = b[0] * value + z[0]
        z[0] = b[1] * value + z[1] - a[0] * y[n]
        z[1] = b[2] * value - a[1] * y[n]
    return np.sum(y**2)


@program(pos(7), 0.3, 0.2)
def double_exponential_smoothing_of_a_trend(x, alpha, beta):
    level, trend = np.zeros(7), np.zeros(7)
    level[0] = x[0]
    trend[0] = x[1] - x[0]
    for t in range(1, 7):
        level[t] = alpha * x[t] + (1 - alpha) * (level[t - 1] + trend[t - 1])
        trend[t] = beta * (level[t] - level[t - 1]) + (1 - beta) * trend[t - 1]
    return np.sum((x[1:] - level[:-1] - trend[:-1]) ** 2)


@program(sgn(6))
def cumulative_sum_in_place(x):
    s = x.copy()
    for i in range(1, len(s)):
        s[i] += s[i - 1]
    return np.sum(s**2)


@program(pos(3, 4))
def integral_image_in_place(image):
    s = image.copy()
    for i in range(1, s.shape[0]):
        s[i, :] += s[i - 1, :]
    for j in range(1, s.shape[1]):
        s[:, j] += s[:, j - 1]
    return np.sum(s**2)


@program(sgn(8))
def cumulative_sum_by_doubling(x):
    s = x.copy()
    d = 1
    while d < len(s):
        s[d:] = s[d:] + s[:-d]
        d *= 2
    return np.sum(s**3)


# --- convolutions ----------------------------------------------------------------------------------------------------
@program(sgn(6), pos(3))
def convolution_by_loops(x, h):
    y = np.zeros(len(x) + len(h) - 1)
    for i in range(len(x)):
        for j in range(len(h)):
            y[i + j] += x[i] * h[j]
    return np.sum(y**2)


@program(sgn(6), pos(3))
def convolution_by_shifted_slices(x, h):
    y = np.zeros(len(x) + len(h) - 1)
    for k in range(len(h)):
        y[k : k + len(x)] += h[k] * x
    return np.sum(y**3)


@program(sgn(5, 5), pos(3, 3))
def convolution_2d_by_loops(image, kernel):
    h, w = image.shape
    kh, kw = kernel.shape
    out = np.zeros((h - kh + 1, w - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return np.sum(np.tanh(out))


@program(pos(4, 6))
def max_pooling(image):
    out = np.empty((2, 3))
    for i in range(2):
        for j in range(3):
            out[i, j] = np.max(image[2 * i : 2 * i + 2, 2 * j : 2 * j + 2])
    return np.sum(out**2)


@program(sgn(8), 3)
def moving_average_with_a_running_sum(x, width):
    out = np.zeros(len(x) - width + 1)
    s = 0.0
    for i in range(len(x)):
        s += x[i]
        if i >= width:
            s -= x[i - width]
        if i >= width - 1:
            out[i - width + 1] = s / width
    return np.sum(out**2)


@program(sgn(8), 3)
def moving_average_from_a_padded_cumulative_sum(x, width):
    c = np.zeros(len(x) + 1)
    c[1:] = np.cumsum(x)
    out = (c[width:] - c[:-width]) / width
    return np.sum(out**2)


@program(pos(4, 5), 0.4, 2)
def image_blur_with_edges_stored(image, weight, passes):
    a = image.copy()
    for _ in range(passes):
        b = a.copy()
        a[1:-1, 1:-1] = (1 - weight) * b[1:-1, 1:-1] + weight / 4 * (
            b[2:, 1:-1] + b[:-2, 1:-1] + b[1:-1, 2:] + b[1:-1, :-2]
        )
        a[0, 1:-1] = (b[0, :-2] + b[0, 1:-1] + b[0, 2:]) / 3
        a[-1, 1:-1] = (b[-1, :-2] + b[-1, 1:-1] + b[-1, 2:]) / 3
        a[1:-1, 0] = b[1:-1, 1]
        a[1:-1, -1] = b[1:-1, -2]
        a[0, 0] = 0.5 * (b[0, 1] + b[1, 0])
    return np.sum(a**2)


@program(pos(3, 4))
def blur_of_an_image_padded_by_hand(image):
    h, w = image.shape
    padded = np.zeros((h + 2, w + 2))
    padded[1:-1, 1:-1] = image
    padded[0, 1:-1] = image[0]
    padded[-1, 1:-1] = image[-1]
    padded[:, 0] = padded[:, 1]
    padded[:, -1] = padded[:, -2]
    out = np.zeros_like(image)
    for di in range(3):
        for dj in range(3):
            out += padded[di : di + h, dj : dj + w]
    out /= 9
    return np.sum(out**3)


@program(sgn(8))
def haar_wavelet_in_place(x):
    y = x.copy()
    work = np.empty(8)
    n = 8
    while n > 1:
        half = n // 2
        work[:half] = (y[0:n:2] + y[1:n:2]) / np.sqrt(2)
        work[half:n] = (y[0:n:2] - y[1:n:2]) / np.sqrt(2)
        y[:n] = work[:n]
        n = half
    return np.sum(np.sqrt(1 + y**2))


@program(sgn(8))
def lifting_scheme_on_strided_views(x):
    y = x.copy()
    even, odd = y[::2], y[1::2]
    odd[:-1] -= 0.5 * (even[:-1] + even[1:])
    odd[-1] -= even[-1]
    even[1:] += 0.25 * (odd[:-1] + odd[1:])
    even[0] += 0.5 * odd[0]
    return np.sum(y**3)


# --- estimation ------------------------------------------------------------------------------------------------------
@program(sgn(5), 0.1, 0.5)
def kalman_filter_with_its_matrices_overwritten(z, q, r):
    dt = 0.5
    F = np.array([[1.0, dt], [0.0, 1.0]])
    H = np.array([[1.0, 0.0]])
    x, P = np.zeros(2), np.eye(2)
    cost = 0.0
    for k in range(len(z)):
        x[:] = F @ x
        P[:] = F @ P @ F.T
        P[1, 1] += q
        S = (H @ P @ H.T)[0, 0] + r
        K = P[:, 0] / S
        innovation = z[k] - x[0]
        x += K * innovation
        P -= np.outer(K, H @ P)
        cost += innovation**2 / S + np.log(S)
    return cost + np.trace(P)


@program(sgn(6), 0.3, 4)
def adaptive_filter_of_least_mean_squares(x, mu, taps):
    w = np.zeros(taps)
    line = np.zeros(taps)
    error = np.zeros(len(x))
    for n in range(len(x)):
        error[n] = x[n] - w @ line
        w += mu * error[n] * line
        line[1:] = line[:-1]
        line[0] = x[n]
    return np.sum(error**2)


@program(np.array([2.0, 0.9, 0.5, -0.3]))
def levinson_recursion(r):
    n = len(r) - 1
    a = np.zeros(n + 1)
    a[0] = 1.0
    e = r[0]
    for k in range(1, n + 1):
        acc = r[k] + a[1:k] @ r[k - 1 : 0 : -1]
        reflection = -acc / e
        a[1 : k + 1] += reflection * a[k - 1 :: -1][:k]
        e *= 1 - reflection**2
    return np.sum(a**2) + e
