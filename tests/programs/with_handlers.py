# ruff: noqa: SIM105
"""Handlers that go on after an error: what the try computes is not differentiated, and what follows it may be."""

import numpy as np

from programs.checker import pos, program, sgn


@program(1.5, "3", wrt=(0,))
@program(1.5, "a", wrt=(0,))
def a_number_or_a_default(x, text):
    try:
        n = int(text)
        print("parsed", n)
    except ValueError as error:
        print("bad", error)
        n = 2
    return x**n


@program(1.5, "3", wrt=(0,))
@program(1.5, "a", wrt=(0,))
def with_an_else(x, text):
    try:
        n = int(text)
    except ValueError:
        y = x * x * x
    else:
        y = x * n
    return y * x


@program(sgn(3), ("1", "b", "3"), wrt=(0,))
def continues_after_an_error(x, texts):
    total = 0.0
    for k in range(3):
        try:
            m = int(texts[k])
        except (ValueError, TypeError):
            print("skip", k)
            continue
        total = total + m * x[k] * x[0]
    return total


@program(pos(3), ("1", "b", "3"), wrt=(0,))
def both_sides_in_a_loop(x, texts):
    total = x[0]
    for k in range(3):
        try:
            m = int(texts[k])
        except ValueError:
            total = total + x[k] * x[k] * x[0]
        else:
            total = total * x[k] + m * x[k]
    return total


@program(pos(3), ("1", "b", "3"), wrt=(0,))
def breaks_after_an_error(x, texts):
    total = 1.0
    for k in range(3):
        try:
            m = int(texts[k])
        except ValueError:
            break
        total = total * x[k] + m
    else:
        total = total * 2.0
    return total


@program(1.5, "2", wrt=(0,))
@program(1.5, "b", wrt=(0,))
def returns_after_an_error(x, text):
    try:
        m = int(text)
    except ValueError:
        return x * x * x
    return m * x


@program(1.5, "2.5", wrt=(0,))
@program(1.5, "b", wrt=(0,))
def in_a_function_defined_inside(x, text):
    def parsed():
        try:
            return float(text)
        except ValueError:
            return 0.5

    return x * x * parsed() + parsed()


def parsed(text):
    try:
        return int(text)
    except ValueError:
        return 7


@program(1.5, "2", wrt=(0,))
@program(1.5, "b", wrt=(0,))
def in_a_helper(x, text):
    return x * x * parsed(text)


@program(1.5, "2", wrt=(0,))
@program(1.5, "b", wrt=(0,))
def with_a_finally(x, text):
    n = 5
    try:
        m = n + 1
        n = int(text)
    except ValueError:
        n = 7
        m = 0
    finally:
        print("left")
    return x * n * (m + 1.0)


@program(1.5, "2", wrt=(0,))
@program(1.5, "b", wrt=(0,))
def the_handler_reads_what_was_before(x, text):
    a = x * 2.0
    n = 3
    try:
        b = n * 3
        c = int(text)
        d = b + c
    except ValueError:
        return a * n * x
    return a * c * b * d


@program(sgn(3), 5, wrt=(0,))
@program(sgn(3), 1, wrt=(0,))
def an_index_that_is_not_there(x, k):
    names = ("a", "b", "c")
    try:
        name = names[k]
    except IndexError:
        name = "none"
    return np.sum(x * x) if name == "none" else x[1] * x[0]


@program(1.5, "2", wrt=(0,))
@program(1.5, "b", wrt=(0,))
def passes_over_an_error(x, text):
    n = 1
    try:
        print(int(text))
    except ValueError:
        pass
    n += 1
    return x * n
