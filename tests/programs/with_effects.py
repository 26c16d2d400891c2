# ruff: noqa: B028, UP031, UP032
"""Programs that print, log, warn, draw numbers and ask the time: their derivatives are those of what they compute."""

import logging
import random
import time
import warnings
from warnings import warn

import numpy as np

from programs.checker import pos, program, sgn

log = logging.getLogger("s2sdiff.tests.programs")
rng = np.random.default_rng(5)


@program(0.7)
def prints(x):
    print("x", x, end=" ")
    y = x * x
    print(y, sep="", flush=True)
    return y * x


@program(sgn(3))
def formats(x):
    width = 8
    text = f"{x[0]:{width}.3f} {x!r} {{}} {'a' + 'b'} {x.shape=}"
    more = "%s and %5.2f" % (text, x[1])
    print(more, "{:g} {k}".format(x[2], k=text), str(x), repr(x[0]), format(x[1], ".2f"))
    return np.sum(x * x) if text else 0.0


@program(0.7)
def logs(x):
    log.debug("start %g", x)
    y = x * x
    log.info(f"y = {y}")
    logging.debug("done")
    return y * np.sin(x)


@program(1.7)
def warns(x):
    y = x * x
    if y > 100.0:
        warnings.warn("large", RuntimeWarning, stacklevel=2)
        warn(f"{y}")
    return y


@program(0.7)
def asks_the_time(x):
    start = time.perf_counter()
    y = x * np.exp(x)
    elapsed = time.perf_counter() - start
    if elapsed > 1e6:
        y = y * 0.0
    return y * (1.0 if elapsed >= 0.0 else 2.0)


@program(0.7)
def draws_what_is_seeded(x):
    random.seed(3)
    a = random.random()
    b = random.uniform(1.0, 2.0) + random.randint(1, 3)
    np.random.seed(2)
    return x * a + b * x * x + np.random.normal() * x


@program(sgn(3))
def draws_from_a_generator(x):
    rng.normal(size=3)
    if rng.random() > 1.0:
        x = x * 0.0
    return np.sum(x * x)


@program(sgn(4))
def prints_in_a_loop(x):
    total = 0.0
    for k in range(4):
        y = x[k] * x[k]
        if y > 0.2:
            print(k, y)
            total = total + y
        else:
            print("small")
    return total


@program(2.7)
def prints_in_a_while(x):
    n = 0
    while x > 0.1:
        x = x * x * 0.3
        n += 1
        print(n, x)
        if n > 4:
            x = x * 0.01
    return x * n


@program(0.7)
@program(-0.7)
def prints_where_nothing_is_computed(x):
    if x > 0:
        print("positive")
    else:
        print("negative")
    return x * x


def reports(label, value):
    print(label, value)


def reports_and_computes(value):
    print(value)
    return value * value


@program(0.7)
def helpers_print(x):
    reports("x", x)
    y = reports_and_computes(x)
    reports_and_computes(y)
    return y * reports_and_computes(3.0)


def descends(x, n):
    print(n)
    return x if n == 0 else descends(x * x, n - 1) * x


@program(0.9)
def recursion_prints(x):
    return descends(x, 3)


@program(sgn(3))
def prints_an_array_before_and_after_a_change(x):
    y = x * 2.0
    print(y)
    y[0] = y[1] * y[2]
    print(y, y[:2])
    y *= 2.0
    return np.sum(y * y)


@program(pos(3))
def prints_structures(x):
    p = (x[0], [x[1], x[2]])
    print(p, p[1], [x, x * x], (x,))
    return p[0] * p[1][0]


@program(0.7)
def print_is_an_expression(x):
    y = print("in an expression") or x * x
    z = [print("one"), x * y][1]
    return y * z if print(z) is None else x


@program(0.7)
def names_of_the_users_own(x, print_=3.0):
    t1 = x * print_
    log = f"{t1}"
    print(log, t1)
    return t1 * x


@program(0.7)
def text_is_a_condition(x):
    name = f"{x:.0f}"
    if name == "1":
        return x * x
    return x


@program(0.7)
def effects_in_tests_and_arguments(x):
    def told(v, word):
        print(word)
        return v

    y = told(x, "a") * told(x * x, "b") + told(told(x, "c") * x, "d")
    return y if told(True, "e") and told(y > 0, "f") else x


@program(0.7)
@program(-0.7)
def text_that_may_be_missing(x):
    label = None
    if x > 0:
        label = f"{x}"
    if label is None:
        return x * x
    return x * 5.0


def named(v, label):
    print(label, v)
    return v * v if label == "square" else v


@program(1.7)
@program(0.7)
def text_is_given_and_joined(x):
    kind = "square" if x > 1 else f"{'sm'}all"
    names = [kind, "b", f"{x:.2f}"]
    message = ""
    for k in range(3):
        message = message + names[k] + ";"
        message += "."
    print(message, ",".join(names))
    return named(x, kind) * x
