# ruff: noqa: F401, F821, RUF059
"""Programs that are refused. A comment at the end of a line names it: test_refused.py looks for the error there."""

import contextlib
import math
import random

import numpy as np

count = 0


def item_assignment(x, v):
    y = v * x
    y[0] = x  # here: y[0]
    return np.sum(y)


def item_augmented(x, v):
    y = v * x
    y[0] += x  # here: y[0] += x
    return np.sum(y)


def array_augmented(x, v):
    y = v * x
    y += x  # here: y
    return np.sum(y)


def array_argument_augmented(x, v):
    v *= x  # here: v
    return np.sum(v)


def unbound_augmented(x, v):
    z += x  # here: z
    return z


def out_keyword(x, v):
    y = np.zeros(3)
    z = np.add(v, x, out=y)  # here: np.add(v, x, out=y)
    return np.sum(z)


def add_at(x, v):
    y = v * x
    np.add.at(y, [0, 0], x)  # here: np.add.at(y, [0, 0], x)
    return np.sum(y)


def attribute_assignment(x, v):
    v.shape = (3, 1)  # here: v.shape
    return np.sum(v * x)


def fill_method(x, v):
    y = v * 1.0
    y.fill(x)  # here: y.fill(x)
    return np.sum(y)


def has_break(x, v):
    for k in range(3):
        if x > 2.0:
            break  # here: break
        x = x * k
    return x


def has_continue(x, v):
    for k in range(3):
        if k == 1:
            continue  # here: continue
        x = x * k
    return x


def return_in_a_loop(x, v):
    for k in range(3):
        if x > 2.0:
            return x  # here: return x
        x = x + k
    return x * 5.0


def loop_else(x, v):
    for _ in range(3):
        x = x * x
    else:
        x = x + 1.0  # here: x = x + 1.0
    return x


def has_with(x, v):
    with contextlib.suppress(ValueError):  # here: with
        x = x * x
    return x


def has_try(x, v):
    try:  # here: try:
        x = x * x
    except ValueError:
        x = 0.0
    return x


def has_lambda(x, v):
    f = lambda y: y * x  # noqa: E731  # here: lambda y: y * x
    return f(x)


def has_inner_function(x, v):
    def g(y):  # here: def g(y):
        return y * x

    return g(x)


def list_comprehension(x, v):
    return sum([x * a for a in v])  # here: [x * a for a in v]


def dict_comprehension(x, v):
    d = {k: x * k for k in range(3)}  # here: {k: x * k for k in range(3)}
    return d[1]


def generator_expression(x, v):
    return sum(x * a for a in v)  # here: (x * a for a in v)


def dict_display(x, v):
    d = {"a": x}  # here: {"a": x}
    return d["a"]


def walrus(x, v):
    y = (z := x * x) * 2.0  # here: z := x * x
    return y * z


def starred_unpacking(x, v):
    a, *b = v  # here: a, *b
    return a * x


def f_string(x, v):
    name = f"{x}"  # here: f"{x}"
    return x if name else x * x


def generator(x, v):
    yield x * x  # here: yield x * x


async def coroutine(x, v):  # here: async def
    return x * x


def writes_a_global(x, v):
    global count  # here: global count
    count = count + 1
    return x * x


def deletes(x, v):
    y = x * x
    del y  # here: del y
    return x


def asserts(x, v):
    assert x > 0  # here: assert x > 0
    return x * x


def raises(x, v):
    if x < 0:
        raise ValueError("negative")  # here: raise ValueError("negative")
    return x * x


def imports(x, v):
    import cmath  # here: import cmath

    return x * x


def imports_from(x, v):
    from math import sin  # here: from math import sin

    return sin(x)


def star_parameters(x, *v):  # here: v):
    return x * x


def double_star_parameters(x, **v):  # here: v):
    return x * x


def star_in_a_call(x, v):
    p = (x, x)
    return math.pow(*p)  # here: math.pow(*p)


def matches(x, v):
    match x:  # here: match x:
        case 0:
            return 1.0
        case _:
            return x


def unknown_function_on_an_array(x, v):
    return np.sum(np.fft.fft(v * x).real)  # here: np.fft.fft(v * x)


def unknown_numpy_function(x, v):
    return np.sum(np.i0(v * x))  # here: np.i0(v * x)


def unknown_module_function(x, v):
    return x * random.random()  # here: random.random()


def gamma_function(x, v):
    return math.gamma(x)  # here: math.gamma(x)


def unknown_method(x, v):
    return (v * x).searchsorted(0.5) * x  # here: (v * x).searchsorted(0.5)


def unknown_attribute(x, v):
    return np.sum(v.flat) * x  # here: v.flat


def unknown_keyword(x, v):
    return np.sum(v * x, where=v > 1)  # here: np.sum(v * x, where=v > 1)


def prints(x, v):
    print(x)  # here: print(x)
    return x * x


def unbound_local(x, v):
    y = w * x  # here: w * x
    w = y
    return w


def no_such_name(x, v):
    return x * no_such_global  # here: no_such_global


def sorted_builtin(x, v):
    return sorted(v)[0] * x  # here: sorted(v)


def object_method(x, v):
    return x.hypot(x)  # here: x.hypot(x)


def float_method(x, v):
    return x.is_integer() * x  # here: x.is_integer()


def wrong_arity(x, v):
    a, b = (x, x, x)  # here: a, b
    return a * b


def helper_that_is_refused(x):
    for k in range(3):
        if k > 1:
            break  # here: break  (in the helper)
        x = x * x
    return x


def calls_the_refused(x, v):
    return helper_that_is_refused(x) * x


def class_call(x, v):
    return complex(x, x).real  # here: complex(x, x)


def two_problems(x, v):
    a = [x * y for y in v]  # here: [x * y for y in v]
    del a
    return x
