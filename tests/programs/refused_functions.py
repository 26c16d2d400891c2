"""Functions as values in programs that are refused. A comment at the end of a line names the place of the error."""

# ruff: noqa: E731

import functools
import operator

import numpy as np

LAYERS = [np.sin, np.cos]
TABLE = {"sin": np.sin}


@functools.lru_cache
def cached(x):
    return x * x


def takes_two(a, b):
    return a * b


def yields(*xs):
    yield xs[0]  # here: yield xs[0]


def returned(x, v):
    return lambda y: y * x  # here: return lambda y: y * x


def returned_in_a_dict(x, v):
    return {"f": np.sin, "x": x}  # here: return {"f": np.sin, "x": x}


def added(x, v):
    return x + np.sin  # here: x + np.sin


def cached_function_is_passed(x, v):
    return (lambda g: g(x))(cached)  # here: g(x))(cached)


def vectorized_inside(x, v):
    f = np.vectorize(takes_two)  # here: np.vectorize(takes_two)
    return np.sum(f(x, v))


def unknown_numpy_function_is_passed(x, v):
    return np.sum((lambda g: g(v))(np.i0))  # here: g(v))(np.i0)


def apply(g, x):
    return g(x)


def wrong_number_of_arguments(x, v):
    f = lambda a, b: a * b
    return f(x)  # here: f(x)


def argument_given_twice(x, v):
    def f(a, b=1.0):
        return a * b

    return f(x, a=2.0)  # here: f(x, a=2.0)


def unknown_keyword(x, v):
    def f(a, *, b=1.0):
        return a * b

    return f(x, c=2.0)  # here: f(x, c=2.0)


def star_of_unknown_length(x, v):
    def f(a, b=2.0):
        return a * b

    return f(*v) * x  # here: *v


def two_stars_of_data(x, v):
    return takes_two(**{**v}) * x  # here: {**v}


def function_on_one_path(x, v):
    if x > 1.0:  # here: if x > 1.0:
        f = np.sin
    return f(x)


def function_carried_by_a_loop(x, v):
    f = np.sin
    for _ in range(3):  # here: for _ in range(3):
        x = f(x)
        f = np.cos
    return x


def new_function_at_each_level(x, v):
    def deeper(g, n):
        if n == 0:
            return g(x)
        return deeper(lambda y: g(y) + n, n - 1)  # here: g(y) + n, n - 1)

    return deeper(np.sin, 3)


def recursion_that_returns_a_function(x, v):
    def nested(n):
        return np.sin if n == 0 else nested(n - 1)  # here: return np.sin

    return nested(2)(x)


def outside_list_is_changed(x, v):
    LAYERS.append(np.exp)  # here: LAYERS.append(np.exp)
    return LAYERS[-1](x)


def outside_table_is_changed(x, v):
    TABLE["cos"] = np.cos  # here: TABLE["cos"]
    return TABLE["cos"](x)


def no_such_function_in_a_table(x, v):
    return {"sin": np.sin}["cos"](x)  # here: {"sin": np.sin}["cos"](x)


def partial_of_data(x, v):
    return functools.partial(x, 2.0)(1.0)  # here: functools.partial(x, 2.0)


def reduce_of_data(x, v):
    return functools.reduce(x, (1.0, 2.0))  # here: functools.reduce(x, (1.0, 2.0))


def getter_of_two(x, v):
    return operator.itemgetter(0)(v, v) * x  # here: operator.itemgetter(0)(v, v)


def generator_is_written_out(x, v):
    return yields(x, x)


def sorted_by_a_key(x, v):
    return sorted([x, 2 * x], key=lambda u: -u)[0]  # here: sorted([x, 2 * x], key=lambda u: -u)


def outer_variable_is_written(x, v):
    total = 0.0

    def add(y):
        nonlocal total  # here: nonlocal total
        total = total + y

    apply(add, x)
    return total


def items_with_functions_by_number(x, v):
    layers = ((2.0, np.sin), (3.0, np.cos))
    for k in range(2):
        x = layers[k][1](x)  # here: layers[k]
    return x
