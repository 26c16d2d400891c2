# ruff: noqa: UP031, UP032
"""Functions that do something besides computing, and functions that raise an error: see tests/test_effects.py."""

import contextlib

import numpy as np

from s2sdiff import grad


def straight(x):
    print("start", x[0], end=" | ")
    y = x * x
    print(f"{x[0] = :.3f} {len(y)!r:>4} {{}} {'a'}", sep="")
    print()
    return np.sum(y * x)


def in_loops(x):
    s = 0.0
    for k in range(3):
        print(k, s)
        if s > 0.3:
            print("large", s)
        s = s + x[k] * s + x[k]
    while s > 0.2:
        print("while", s)
        s = s * 0.5
    return s


def says(v, word):
    print(word, v)
    return v * v


def silent(v):
    return v * v


def says_nothing_of_use(v):
    print("twice")
    print("of", v)


def in_helpers(x):
    a = says(x[0], "first")
    says(x[1], "unused")
    b = silent(x[1]) + says(2.0, "constant")
    says_nothing_of_use(a)
    return a * b


def in_a_recursion(x):
    return countdown(x[0], 3) * x[1]


def countdown(v, n):
    print("n =", n)
    return v if n == 0 else countdown(v * v, n - 1) * v


def in_a_local_function(x):
    total = x[0] * 1.0

    def add(v):
        print("add", v)
        return total * v

    a = add(x[1]) + add(x[2])
    return a * (lambda v: print("lambda", v) or v)(x[0])


def in_a_short_circuit(x):
    if (x[0] > 0 and says(x[1], "and") > 0) or says(x[2], "or") > 5:
        return says(x[0], "then") * 1.0
    return says(x[0], "else")


def with_arrays_that_change(x):
    y = x * 1.0
    print("before", y)
    v = y[1:]
    v *= y[0]
    print("after", y, v)
    y[0] = 5.0
    print(f"{y}", "{} and {v}".format(1, v=v), "%s %5.2f" % (y[1], y[2]), str(y), repr(v[0]))
    return np.sum(v)


def of_values_that_nothing_else_reads(x):
    y = np.exp(x)
    z = y / 3.0
    print(z, z.shape, y.ndim, [x[0], (x[1],)])
    return x[0] * x[1]


def with_a_derivative_inside(x):
    def inner(v):
        print("inner", v)
        return v * v * v

    return grad(inner)(x[0]) * x[1]


def with_a_name_that_is_read_later(x):
    text = f"{x[0]:.2f}"
    x = x * 2.0
    print(text, end=";")
    label = text if x[0] > 0 else "none"
    print(label)
    return np.sum(x * x)


# --- errors ----------------------------------------------------------------------------------------------------------
class Unstable(ArithmeticError):
    def __init__(self, what, at=None):
        super().__init__(what)
        self.at = at


def raises_at_once(x):
    print("before")
    if x[0] > 0:
        raise ValueError(f"x[0] is {x[0]}")
    print("after")
    return x[0] * x[1]


def raises_by_rank(x):
    if x.ndim != 2:
        raise TypeError("rank %d" % x.ndim)
    return np.sum(x @ x)


def raises_by_rank_in_a_helper(x):
    print("called")
    return helper_by_rank(x) * x[0] + x.no_such_attribute


def helper_by_rank(x):
    print("helper")
    if x.ndim == 1:
        print("wrong")
        raise Unstable("rank", at=x.ndim) from ValueError("cause")
    return np.sum(x)


def raises_always(x):
    raise NotImplementedError


def raises_always_after_some(x):
    y = x * x
    print(y)
    if y[0] > 0:
        raise KeyError("positive")
    else:
        raise KeyError("negative")


def raises_in_the_second_iteration(x):
    s = 1.0
    for k in range(3):
        print(k)
        s = s * x[k]
        if s < 0:
            raise Unstable(f"{s:.3f}", at=k) from None
    return s


def raises_in_a_loop_in_any_case(x):
    for k in range(2):
        print(k)
        if x is not None:
            raise Unstable(k)
    return x[0]


def asserts(x):
    y = x * x
    assert y[0] > 0, "never"
    assert y[0] < 0, f"{y[0]:.3f} is not negative"
    return y[0]


def asserts_by_type(x):
    assert isinstance(x, float)
    return x * x


def asserts_with_a_message_that_is_computed(x):
    assert x[0] < 0, says(x[1], "message")
    return x[0]


def raises_in_a_while(x):
    s = x[0]
    while s < 100.0:
        s = s * 2.0 + 1.0
        if s > 50.0:
            raise OverflowError(f"{s:.6f}")
    return s


# --- regions ---------------------------------------------------------------------------------------------------------
@contextlib.contextmanager
def section(name):
    print("begin", name)
    try:
        yield name
    finally:
        print("end", name)


class Timer:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        print("start", self.name)
        return self

    def __exit__(self, kind, value, trace):
        print("stop", self.name, kind)
        return False


def enters(x):
    with section("a"), Timer("b"):
        print("inside")
        y = x * x
        if y[0] > 5.0:
            print("large")
    print("after")
    return np.sum(y)


def enters_in_a_loop(x):
    s = 1.0
    for k in range(3):
        with section(k):
            if x[k] < 0:
                continue
            s = s * x[k]
        print("end of", k)
        with Timer(k):
            if k == 2:
                break
    return s


def leaves_by_finally(x):
    try:
        print("try")
        y = x[0] * x[1]
        if y < 0:
            return y
    finally:
        print("finally")
    return y * y


def enters_in_helpers(x):
    def inner(v):
        with section("inner"):
            return v * v

    with section("outer"):
        return inner(x[0]) * sectioned(x[1])


def sectioned(v):
    with section("helper"):
        print(v)
        return v * v


def raises_inside_a_region(x):
    with section("a"), Timer("b"):
        y = x * x
        if y[0] > 0:
            raise Unstable("inside")
    return np.sum(y)


def raises_inside_by_type(x):
    with Timer("b"):
        if x.ndim == 1:
            raise TypeError("rank")
        y = x * x
    return np.sum(y)


def raises_in_a_try(x):
    try:
        print("try")
        y = x[0] * 2.0
        if y > 0:
            raise KeyError("first")
    except ValueError:
        print("no")
        raise
    except (KeyError, IndexError) as error:
        print("handler", error)
        raise Unstable("second", at=str(error)) from error
    else:
        print("else")
    finally:
        print("finally")
    return y


def raises_what_it_handles(x):
    for k in range(3):
        try:
            print(k)
            if x[k] < 0:
                raise Unstable(k)
        except Unstable:
            print("handled")
            raise
        finally:
            print("finally", k)
    return x[0]


def an_operation_fails_in_a_try(x):
    n = len(x) - 3
    try:
        print("try")
        y = 1.0 / n
        print("not here")
    except ZeroDivisionError as error:
        raise Unstable(f"{n}") from error
    return x[0] * x[0] * y


def raises_in_the_else(x):
    try:
        y = x[0] * x[1]
    except ValueError as error:
        raise KeyError from error
    else:
        print("else")
        if y < 0:
            raise ValueError("of the else")
    finally:
        print("finally")
    return y
