"""Functions as values: given to functions, returned by them, kept in containers, chosen, called by another name."""

# ruff: noqa: E731

import functools
import operator

import numpy as np

from programs.checker import program, sgn
from s2sdiff import checkpoint, grad, jvp, vjp

SCALE = 1.5


def relu(x):
    return np.maximum(x, 0.0)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def cube(x):
    return x * x * x


def apply(g, x):
    return g(x)


def twice(g, x):
    return g(g(x))


def integrate(g, a, b, n):
    """By the trapezoid rule."""
    h = (b - a) / n
    total = 0.5 * (g(a) + g(b))
    for k in range(1, n):
        total += g(a + k * h)
    return total * h


def newton(g, dg, x0, steps=5):
    x = x0
    for _ in range(steps):
        x = x - g(x) / dg(x)
    return x


def simpson(g, a, b):
    m = (a + b) / 2
    return (b - a) / 6 * (g(a) + 4 * g(m) + g(b))


def adaptive(g, a, b, depth):
    """Adaptive quadrature: it passes the function on to itself."""
    m = (a + b) / 2
    whole, halves = simpson(g, a, b), simpson(g, a, m) + simpson(g, m, b)
    if depth == 0 or abs(whole - halves) < 1e-5:
        return halves
    return adaptive(g, a, m, depth - 1) + adaptive(g, m, b, depth - 1)


def make_scaled(k):
    def scaled(x):
        return k * x * x

    return scaled


def make_loss(target, p=2):
    return lambda x: np.sum(np.abs(x - target) ** p)


def compose(f, g):
    return lambda x: f(g(x))


def pick(name):
    return np.tanh if name == "tanh" else relu


@program(0.7)
def given_a_numpy_function(x):
    return apply(np.sin, x) * x


@program(0.7)
def given_a_helper(x):
    return apply(cube, x) + twice(sigmoid, x)


@program(0.7, 1.3)
def given_a_lambda(x, y):
    return apply(lambda v: v * y + x, x)


@program(0.3, 1.9, 8)
def integral_of_a_local_function(a, b, n):
    def g(x):
        return np.exp(-x * a) * SCALE

    return integrate(g, a, b, n)


@program(1.7)
def root_by_newton(c):
    return newton(lambda x: x * x - c, lambda x: 2 * x, 1.0)


@program(0.2, 2.0, 0.7, wrt=(0, 1, 2))
def adaptive_quadrature(a, b, w):
    return adaptive(lambda x: np.sin(w * x) + x, a, b, 3)


@program(0.2, 2.0)
def adaptive_quadrature_of_a_helper(a, b):
    return adaptive(cube, a, b, 2) + adaptive(np.cos, a, b, 1)


@program(1.1, 0.4)
def returned_closure(k, x):
    f = make_scaled(k)
    return f(x) + make_scaled(2.0)(k)


@program(sgn(4), sgn(4) + 3.0)
def returned_lambda(x, target):
    loss = make_loss(target)
    return loss(x) + make_loss(0.5, p=4)(x)


@program(0.6)
def composed(x):
    f = compose(np.sin, compose(cube, lambda v: v + 1.0))
    return f(x) * f(x)


@program(0.6)
def another_name(x):
    g = np.exp
    h = cube
    return g(x) * h(x) + (sigmoid)(x)


@program(0.6, 0.3)
def in_a_tuple(x, y):
    fs = (np.tanh, cube, lambda v: v * y)
    return fs[0](x) + fs[1](x) * fs[-1](x)


@program(0.6)
def in_a_list_unpacked(x):
    f, g = [np.tanh, cube]
    return f(x) * g(x)


@program(0.6)
def with_defaults_of_functions(x):
    def run(v, act=np.tanh, *, post=lambda u: u * u):
        return post(act(v))

    return run(x) + run(x, act=cube) + run(x, np.sin, post=np.exp)


@program(0.6, 2.5)
def late_binding(x, k):
    f = lambda v: k * v
    a = f(x)
    k = k * k
    return a + f(x)


@program(0.6)
def local_decorator(x):
    def squared(fn):
        def wrapper(*args, **kwargs):
            return fn(*args, **kwargs) ** 2

        return wrapper

    @squared
    def g(v, k=2.0):
        return v * k

    return g(x) + g(x, k=3.0) + g(v=x)


@program(0.6, 0.2)
def star_of_a_tuple(x, y):
    args = (x, y)
    return np.hypot(*args) + operator.mul(*(y, x)) + apply(*(np.sin, x))


@program(0.6, 0.2)
def local_function_with_a_star(x, y):
    def dot(*xs, scale=1.0):
        return scale * xs[0] * xs[1] + len(xs)

    return dot(x, y) + dot(x, y, y, scale=3.0) + dot(*(y, y), x)


@program(0.6)
def lambda_with_a_star(x):
    return (lambda *a: a[0] * a[1])(x, x + 1.0) + (lambda a, *rest: a)(x)


def norm_of(*xs):
    total = 0.0
    for x in xs:
        total = total + x * x
    return np.sqrt(total)


@program(0.6, 0.2)
def helper_with_a_star(x, y):
    return norm_of(x, y) + norm_of(x, y, 2.0) * norm_of(*[y, x])


def scaled_by(x, **options):
    return x * options["scale"] + options["shift"]


@program(0.6, 0.2)
def helper_with_two_stars(x, y):
    return scaled_by(x, scale=y, shift=2.0) + scaled_by(y, shift=x, scale=3.0)


@program(3, 0.7, 1.2)
def local_recursion(n, x, k):
    def power(v, m):
        if m == 0:
            return 1.0
        return k * v * power(v, m - 1)

    return power(x, n) + power(k, 2)


@program(0.7, 5)
def mutual_local_recursion(x, n):
    def even(v, m):
        return v if m == 0 else odd(v * x, m - 1)

    def odd(v, m):
        return v + 1.0 if m == 0 else even(v * v, m - 1)

    return even(x, n)


@program(0.7, 3)
def local_recursion_with_a_function(x, n):
    def repeat(g, v, m):
        return v if m == 0 else repeat(g, g(v), m - 1)

    return repeat(np.sin, x, n) + repeat(lambda u: u * x, x, n)


@program(0.6)
@program(1.6)
def one_of_two_derivatives(x):
    if x > 1.0:
        d = grad(cube)
    else:
        d = grad(lambda y: y * y * x)
    return d(x) + (1.0 if d else x)


@program(0.6)
def derivatives_as_arguments(x):
    return apply(grad(cube), x) + newton(lambda y: y * y - x, grad(lambda y: y * y - x), 1.0)


@program(0.6)
def derivatives_of_functions_that_take_functions(x):
    def scaled(g, k, v):
        return g(v) * k

    slope = grad(scaled, argnums=2)
    return grad(integrate, argnums=2)(lambda t: t * x, 0.0, x, 2) + slope(np.sin, x, 2.0) + slope(cube, 2.0, x)


@program(0.6)
def tangents_of_functions_that_take_functions(x):
    y, y_dot = jvp(twice, (np.sin, x), (None, 2.0))
    out, pullback = vjp(twice, cube, x)
    return y * y_dot + out * pullback(x)[0] + checkpoint(twice)(np.exp, x)


@program(0.6, 1.4)
def derivatives_of_partials(x, k):
    def weigh(w, v, shift=1.0):
        return w * v * v + shift * v

    f = functools.partial(weigh, k, shift=x)
    return grad(f)(2.0) + grad(f, argnums=0)(x) + grad(f, argnames="shift")(x)


@program(0.6)
def table_of_functions(x):
    table = {"square": lambda v: v * v, "sin": np.sin}
    table["cube"] = cube
    total = 0.0
    for name in ("square", "cube"):
        total = total + table[name](x)
    for name, f in table.items():
        total = total * (1.0 if name == "sin" else x) + f(x)
    return total + table.get("tan", np.tan)(x)


@program([0.3, 0.6], 0.5)
def functions_mapped_and_filtered(xs, k):
    scaled = [f(k) for f in (np.sin, cube) if f is not cube]
    return sum(map(lambda v: v * k, xs)) + max(map(np.cos, xs)) * scaled[0] + sum(f(k) for f in (np.tan, relu))
