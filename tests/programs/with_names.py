# ruff: noqa: B007
"""Names that the emitted code would like to have for itself, and names of builtins and modules."""

import numpy
import numpy as np

from programs.checker import pos, program

saved = 2.5
x_bar_1 = 0.5
unbroadcast = 3.0
t9 = 1.5


@program(2.0, 3.0)
def users_x_bar(x, x_bar):
    y_bar = x * x_bar
    return y_bar * x


@program(2.0)
def users_temporaries(t1):
    t2 = t1 * t1
    t3 = np.sin(t2) * t1
    return t3 + t2 * np.cos(t1) * t1


@program(2.0, 3.0)
def users_numbered_adjoints(z_bar_1, z_bar):
    z = z_bar_1 * z_bar
    z_1 = z * z_bar
    return z * z_1


@program(2.0, 3.0)
def names_like_versions(x, x_1):
    x_2 = x * x_1
    x = x_2 * x
    x_1 = x * x_1
    return x * x_1 * x_2


@program(2.0, 3.0)
def np_is_a_parameter(np, x):
    return numpy.sin(np) * x + np * np


@program(2.0, 3.0)
def np_is_a_local(x, y):
    np = x * y
    return numpy.exp(np) * np


@program(2.0)
def math_is_a_local(x):
    math = x * x
    return np.sin(math)


@program(2.0, 3.0)
def saved_is_a_name(saved, x):
    y = saved * x
    return np.exp(y) * saved


@program(2.0)
def saved_is_a_global(x):
    return np.exp(x * saved) * x_bar_1 * unbroadcast + t9 * x


@program(2.0, 3)
def trips_is_a_name(trips, n):
    x = 1.0
    while x < 100.0:
        x = x * trips + n
        trips = trips * 1.1
    return x


@program(0.7, 3)
def tape_is_a_name(x_tape, n):
    x = x_tape
    for _ in range(n):
        x = np.sin(x) * x_tape
    t1_tape = x * x
    return t1_tape


@program(0.7, 3)
def i_is_a_name(i, n):
    j = 0.5
    for k in range(n):
        j = j * np.sin(i) + k
    return i * j


@program(np.array([0.5, 0.7]), 2.0)
def i_is_a_name_in_an_array_loop(xs, i):
    s = 0.0
    for x in xs:
        s = s + np.sin(x) * i
    return s


@program(2.0, 0.5, 0.25)
def non_ascii(θ, Δx, ñ):
    λ = θ * Δx
    return np.sin(λ) * ñ + λ


@program(2.0, 0.5)
def subscripts(α_1, σ):
    α = α_1 * σ
    return α * α_1


@program(2.0, 0.5, 0.25)
def parameters_like_builtins(sum, len, range):
    max = sum * len
    return max * range + np.sin(len)


@program(pos(3), 0.5)
def sum_is_a_parameter(sum, abs):
    return np.sum(sum * abs) + np.sum(np.sin(sum))


@program(pos(3), 0.5)
def list_and_len_are_parameters(list, len):
    s = 0.0
    for x in list:
        s = s + np.sin(x) * len
    return s


@program(0.5, 4)
def range_is_a_local(x, n):
    s = x
    for k in range(n):
        s = np.sin(s) * x + k
    return s


@program(0.5, 4)
def reversed_is_a_parameter(reversed, n):
    s = 1.0
    for k in range(n):
        s = np.sin(s) * reversed
    return s


@program(0.5, 0.25)
def type_and_print_and_zip(type, print):
    zip = type * print
    isinstance = zip * zip
    return isinstance + type


@program(0.5, 0.25)
def self_and_cls(self, cls):
    return self * cls + np.sin(self)


@program(0.5, 0.25)
def value_and_out(value, out):
    out_bar = value * out
    value_1 = out_bar * value
    return value_1 * np.exp(out)


@program(0.5, 0.25)
def underscores(_, __):
    _x = _ * __
    __y__ = np.sin(_x) * _
    return __y__


@program(0.5)
def soft_keywords(match):
    case = match * match
    type = case * match
    return type * case


@program(0.5, 0.7)
def same_as_function_name(same_as_function_name, x):
    return same_as_function_name * x * x


@program(0.5, 0.7)
def same_as_emitted_name(same_as_emitted_name_value_and_grad, x):
    return same_as_emitted_name_value_and_grad * x * x


@program(0.7, 2)
def seed_and_zeros_of(seed, zeros_of):
    copied = seed * zeros_of
    add_trees = np.sin(copied)
    return add_trees * seed


@program(0.7)
def dot_names(x_dot):
    x = x_dot * 2.0
    y_dot = np.sin(x) * x_dot
    return y_dot * x


@program(0.7)
def capital_and_small(x):
    X = x * x
    x = X * x
    return X * x


def square_fwd(x):
    return x * x


def square(x):
    return square_fwd(x) * x


@program(0.7)
def helpers_named_like_parts(x):
    return square(x) + square_fwd(x)


@program(0.7)
def helper_local_name_clash(square):
    return square_fwd(square) * square


def f_saved(x):
    return np.exp(x) * x


@program(0.7)
def saved_like_results(x):
    f_saved_1 = f_saved(x)
    f_saved_saved = f_saved(f_saved_1)
    return f_saved_1 * f_saved_saved


@program(pos(3))
def shadowed_helper_names(unbroadcast):
    zeros_of = unbroadcast * 2.0
    item_added = zeros_of[0] * unbroadcast
    return np.sum(item_added)
