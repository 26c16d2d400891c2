"""Functions as arguments of what is differentiated, and parameters with stars: `argnums` counts what is passed."""

# ruff: noqa: E731

import functools

import numpy as np

from programs.checker import pos, program, sgn

RATE = 0.3


def quadratic(x):
    return x * x - RATE


def steep(k):
    return lambda x: np.tanh(k * x)


tanh_of_two = steep(2.0)


# --- functions as arguments -------------------------------------------------------------------------------------------
@program(np.sin, 0.6)
@program(quadratic, 0.6)
@program(lambda v: v * v * v, 0.6)
@program(tanh_of_two, 0.6)
def iterated(g, x):
    for _ in range(3):
        x = g(x) + 0.1
    return x


@program(quadratic, lambda x: 2 * x, 1.3)
def newton(g, dg, x):
    for _ in range(4):
        x = x - g(x) / dg(x)
    return x


@program(0.4)
@program(0.4, np.cos)
@program(0.4, None)
@program(0.4, quadratic)
def with_an_optional_function(x, act=None):
    if act is None:
        return x * x
    return act(x) * x


@program(0.4, None)
@program(0.4, np.exp)
def function_by_default_inside(x, act=None):
    if act is None:
        act = np.tanh
    return act(x) + act(2.0 * x)


@program(0.4, "tanh")
@program(0.4, "sin")
@program(0.4, "other")
def function_by_its_name(x, name):
    table = {"tanh": np.tanh, "sin": np.sin}
    if name not in table:
        return x * x
    return table[name](x)


@program(0.4, True)
@program(0.4, False)
def function_by_a_flag(x, flag):
    act = np.tanh if flag else quadratic
    return act(x) * act(x * x)


@program(0.4, 1)
@program(0.4, -1)
def function_by_a_branch(x, n):
    k = 2.0
    if n > 0:
        act = lambda v: k * v
        k = k + x
    else:
        act = steep(x)
    return act(x) + k


@program((np.tanh, None, quadratic), 0.7)
@program([np.sin, np.cos, None], 0.7)
def functions_in_a_sequence(layers, x):
    if layers[1] is not None:
        x = layers[1](x)
    return layers[0](x) * x


@program({"act": np.tanh, "scale": 2.0}, 0.7, wrt=(1,))
def function_in_a_dict(options, x):
    return options["act"](x) * options["scale"]


@program(sgn(3), np.maximum, np.sum)
def ufunc_and_reduction(x, combine, total):
    return total(combine(x, 0.1) ** 2)


@program(0.6, np.arctan)
def passed_on(x, g):
    def apply(h, v):
        return h(h(v))

    return apply(g, x) + apply(lambda v: g(v) * x, x)


# --- parameters with a star -----------------------------------------------------------------------------------------
@program(0.6)
@program(0.6, 0.5)
@program(0.6, 0.5, 0.3)
def product_of_all(*xs):
    total = 1.0
    for k, x in enumerate(xs):
        total = total * x + k
    return total


@program(0.6, pos(3), 2)
def some_named(first, *others):
    return first * np.sum(others[0]) * others[-1] + len(others)


@program(0.6, kwargs={"rate": 0.5, "shift": 2.0})
@program(0.6, 0.7, kwargs={"shift": 1.5})
def named_options(x, y=2.0, **options):
    total = x * y * options["shift"]
    if "rate" in options:
        total = total * options["rate"]
    return total


@program(0.6, 0.2, 0.3, kwargs={"scale": 2.0, "z": 0.1})
def all_kinds(x, /, y, *rest, scale=1.0, **options):
    inner = lambda *a, **k: a[0] * k["z"] + sum(a)
    return scale * x + y * inner(*rest, x, **options)


@program(1.5, 0.5, 0.25)
def passed_on_with_a_star(*args):
    return np.hypot(*args[:2]) + product_of_all(*args)


@program(0.5, 0.7)
def the_users_own_xs_0(x, *xs):
    xs_0 = x * 2.0
    xs_bar = xs_0 * xs[0]
    return xs_bar + xs_0


def scaled(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        return RATE * fn(*args, **kwargs) + args[0]

    return wrapper


def logged(fn):
    def wrapper(x, *args):
        y = fn(x * 2.0, *args)
        return y * y

    return wrapper


@program(0.6)
@scaled
def decorated(x):
    return x * x


@program(0.6, 0.3)
@scaled
@logged
def decorated_twice(x, y):
    return x * y + y


@scaled
def factorial_like(x, n):
    return x if n <= 0 else x * factorial_like(x, n - 1)


@program(0.6, 3)
def calls_a_decorated_recursion(x, n):
    return factorial_like(x, n) + decorated(x)
