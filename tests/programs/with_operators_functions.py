"""Operators applied to functions with branches, loops, recursion, calls, and to those that other functions make."""

import math

import numpy as np

from programs.checker import pos, program, sgn
from s2sdiff import checkpoint, grad, hvp, jvp, vjp


@program(1.2)
def function_that_returns_early(x):
    def leaky(y):
        if y > 1.0:
            return y * y * x
        return 0.1 * y * x

    return grad(leaky)(x) + grad(leaky)(-x)


@program(1.2, 3)
def function_with_a_loop(x, n):
    def horner(y):
        total = 0.0
        for k in range(n):
            total = total * y + (k + 1) * x
        return total

    return grad(horner)(x)


@program(1.2)
def function_with_a_while_loop(x):
    def root(a):
        r = a
        while abs(r * r - a) > 1e-12:
            r = (r + a / r) / 2
        return r * x

    return grad(root)(x)


def powers(x, n):
    return x if n == 0 else x * powers(x * x, n - 1)


@program(1.2, 2)
def function_that_calls_itself(x, n):
    return grad(powers)(x, n) + grad(lambda y: powers(y * x, 2))(x)


def soft(x, s):
    return math.log(1.0 + math.exp(s * x))


def layer(x, w, b):
    return np.tanh(w * x + b)


@program(1.2, 0.5)
def function_that_calls_a_helper(x, s):
    return grad(lambda y: soft(y, s) * soft(x, y))(x) + grad(soft, 1)(x, s)


@program(sgn(3), pos(3), sgn(3) * 0.1)
def function_that_calls_a_helper_with_arrays(x, w, b):
    def loss(w, b):
        h = layer(x, w, b)
        return np.sum(layer(h, w, b) ** 2)

    w_bar, b_bar = grad(loss, (0, 1))(w, b)
    return np.sum(w_bar * w) + np.sum(b_bar * x)


def make(scale):
    def made(x):
        return scale * x**3

    return made


cubed = make(2.0)
d_cubed = grad(cubed)


@program(1.2)
def closures_made_outside(x):
    return grad(cubed)(x) * d_cubed(x * x)


@program(1.2, sgn(3))
def jvp_of_a_closure(x, w):
    return jvp(lambda y: np.sum(w * y * x), (x,), (x,))[1] + np.sum(jvp(lambda w: w * w * x, (w,), (w * x,))[1])


@program(1.2, sgn(3))
def vjp_of_a_closure(x, w):
    y, back = vjp(lambda y: w * y * x, x)
    return np.sum(y) + back(w * x)[0]


@program(sgn(3), pos(3))
def hvp_of_a_closure(x, w):
    def f(y):
        return np.sum(np.exp(w * y)) * np.sum(x * y)

    return np.sum(hvp(f)(x, w) * x)


@program(sgn(3), pos(3))
def checkpoint_of_a_closure(x, w):
    def block(y):
        h = np.tanh(w * y)
        return h * x

    y = checkpoint(block)(x)
    return np.sum(checkpoint(block)(y * w))


def both(x, y):
    return [x * y, x * x]


@program(1.5, 0.5)
def helper_that_gives_a_list(x, y):
    a, b = both(x, y)
    c, e = grad(lambda p: p[0] * p[1] ** 2)([a, b])
    return a * b * c * e


@program(sgn(3), 0.7)
def closure_over_a_number_that_reads_data_of_the_module(w, decay):
    def penalised(w):
        return np.sum((weights * w) ** 2) + decay * w @ w

    return np.sum(grad(penalised)(w) * w)


weights = pos(3)
