# ruff: noqa: E731, F841
"""Calls of the user's other functions."""

import numpy as np

from programs.checker import pos, program, sgn

scale = 1.5
weights = np.array([0.5, 0.25, 0.75])


def square(x):
    return x * x


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def affine(x, a=2.0, b=1.0):
    return a * x + b


def keyword_only(x, *, a=2.0, b):
    return a * x * b


def both(x, y):
    return x * y, x + y


def nested(x):
    return (x, (x * x, np.sin(x)))


def ignores(x, y):
    return x * x


def constant(x):
    return 2.0


def same(x):
    return x


def scaled(x):
    return x * scale


def weighted(v):
    return np.sum(v * weights)


def piecewise(x):
    if x > 0:
        return x * x
    return np.exp(x)


def looped(x, n):
    for k in range(n):
        x = np.sin(x) * (k + 1)
    return x


@program(0.7)
def one_call(x):
    return square(x) * x


@program(0.7)
def calls_in_calls(x):
    return square(square(sigmoid(x)))


@program(0.7, 0.3)
def same_helper_twice(x, y):
    return sigmoid(x) * sigmoid(y) + sigmoid(x * y)


@program(0.7, pos(3))
def helper_of_float_and_array(x, v):
    return sigmoid(x) * np.sum(sigmoid(v))


@program(pos(3, 2), pos(2, 3), pos(2))
def two_layers(W1, W2, x):
    return np.sum(sigmoid(W2 @ sigmoid(W1 @ x)))


@program(0.7)
def defaults(x):
    return affine(x) + affine(x, x) + affine(x, 3.0, x)


@program(0.7)
def keywords(x):
    return affine(x, b=x) + affine(b=2.0, x=x) + affine(a=x, b=x, x=x)


@program(0.7)
def keyword_only_arguments(x):
    return keyword_only(x, b=x) + keyword_only(x, b=2.0, a=x)


@program(0.7)
def default_of_the_function_itself(x, y=3.0, n=2):
    return x**n * y


@program(0.7, kwargs={"n": 3})
def own_keyword_only(x, *, n=2, m=1.5):
    return x**n * m


@program(0.7, 0.3)
def helper_returns_a_tuple(x, y):
    p, s = both(x, y)
    return p * s


@program(0.7, 0.3)
def tuple_result_indexed(x, y):
    t = both(x, y)
    return t[0] * t[1] + both(y, x)[0]


@program(0.7, 0.3)
def half_of_a_tuple_result(x, y):
    p, _ = both(x, y)
    return p


@program(0.7, 0.3)
def tuple_result_returned(x, y):
    return both(x, np.sin(y))


@program(0.7)
def nested_result(x):
    a, (b, c) = nested(x)
    return a * b + c


@program(0.7, 0.3)
def ignores_an_argument(x, y):
    return ignores(x, y) + ignores(y, x) * 2.0


@program(0.7)
def constant_helper(x):
    return constant(x) * x


@program(0.7)
def only_a_constant_helper(x):
    return constant(x)


@program(0.7)
def identity_helper(x):
    y = same(x)
    return same(y) * y


@program(pos(3))
def identity_helper_of_an_array(v):
    w = same(v)
    return np.sum(w * v)


@program(pos(3))
def array_through_the_identity(v):
    return same(v)


@program(0.7)
def same_argument_twice(x):
    p, s = both(x, x)
    return p * s + ignores(x, x)


@program(0.7)
def helper_with_globals(x):
    return scaled(x) * scaled(scaled(x))


@program(pos(3))
def helper_with_a_global_array(v):
    return weighted(v) * weighted(v * v)


@program(0.7)
@program(-0.7)
def helper_with_branches(x):
    return piecewise(x) + piecewise(-x) * x


@program(0.7, 3)
def calls_in_a_loop(x, n):
    for _ in range(n):
        x = sigmoid(x) * x + piecewise(x - 0.5)
    return x


@program(sgn(5))
def calls_in_branches_in_a_loop(v):
    s = 0.5
    for x in v:
        if x > 0:
            s = square(s) + x
        else:
            s = affine(s, b=x)
    return s


@program(0.7)
def helper_with_a_loop(x):
    return looped(x, 3) * looped(x, 0) + looped(x, 1)


@program(0.7, 3)
def helper_with_a_loop_in_a_loop(x, n):
    for k in range(n):
        x = looped(x, k)
    return x


@program(0.7)
def call_in_the_test(x):
    y = x
    while square(y) < 10.0:
        y = affine(y)
    if sigmoid(y) > 0.5:
        y = y * x
    return y


@program(0.7)
def call_in_conditional(x):
    return square(x) if sigmoid(x) > 0.6 and square(x) < 1.0 else sigmoid(x)


@program(0.7)
def inactive_call(x):
    c = square(3.0) + sigmoid(0.5)
    return c * x


@program(0.7)
def call_result_unused(x):
    y = square(x)
    z = sigmoid(x)
    return z


alias_of_square = square
one_liner = lambda x: x * np.sin(x)


@program(0.7)
def helper_by_another_name(x):
    return alias_of_square(x) * square(x)


@program(0.7)
def helper_that_is_a_lambda(x):
    return one_liner(x) * one_liner(x * x)


def make(power_of):
    def inner(x):
        return x**power_of * captured_scale

    captured_scale = 1.5
    return inner


closure = program(0.7)(make(3))
cube, fifth = make(3), make(5)


@program(0.7)
def calls_closures(x):
    return cube(x) * fifth(x)
