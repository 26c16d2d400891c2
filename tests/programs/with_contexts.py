"""`with` and `try`: managers are entered once, and what is computed inside is there afterwards."""

import contextlib
import threading
import time
import warnings

import numpy as np

from programs.checker import pos, program, sgn

lock = threading.Lock()
started = []


class Timer:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, kind, value, trace):
        self.elapsed = time.perf_counter() - self.start


@contextlib.contextmanager
def section(name):
    print("begin", name)
    try:
        yield name
    finally:
        print("end", name)


@program(pos(3))
def errstate(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = x / (x - x[0])
        z = np.where(np.isfinite(y), y, 0.0)
    return np.sum(z * x)


@program(0.7)
def managers_in_one_another(x):
    with Timer("outer") as timer, section("inner"):
        y = x * x
        with lock:
            y = y * x
    print(timer)
    with contextlib.nullcontext():
        pass
    return y * x


@program(0.7)
@program(-0.7)
def returns_inside(x):
    with section("a"):
        if x > 0:
            return x * x
        y = x * 3.0
    with section("b"):
        return y * x


@program(sgn(4))
def inside_a_loop_that_is_left(x):
    s = 0.0
    for k in range(4):
        with section(k):
            if x[k] < 0:
                continue
            s = s + x[k] * x[k]
            if s > 0.9:
                break
        s = s * 1.5
    return s * x[0]


@program(sgn(3))
def a_loop_inside(x):
    with section("loop"):
        s = x[0]
        for k in range(3):
            if x[k] > 0.4:
                s = s * x[k]
        while s > 0.01:
            s = s * 0.5 * x[1]
    return s


@program(0.7)
@program(-0.7)
def under_a_condition(x):
    y = x
    if x > 0:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            y = x * x
    else:
        with np.errstate(all="ignore"), section("else"):
            y = np.log(-x) * x
    return y * x


@program(sgn(3))
def changes_an_array_inside(x):
    y = x * 2.0
    with section("change"):
        y[0] = y[1] * y[2]
        v = y[1:]
        with section("view"):
            v *= y[0]
    return np.sum(y * y) + v[0]


def helper_with_a_manager(v):
    with section("helper"):
        return v * v


@program(0.7)
def in_a_helper_and_a_local_function(x):
    def local(v):
        with np.errstate(divide="ignore"):
            return 1.0 / v

    with section("around"):
        y = helper_with_a_manager(x) * local(1.0 / x)
    return y * local(x)


@program(0.7)
def quiet_only_inside(x):
    a = 1.0 / x
    with np.errstate(divide="ignore"):
        b = a / x
    c = b * a
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(c * x)


# --- try -------------------------------------------------------------------------------------------------------------
@program(0.7)
def finally_runs(x):
    start = time.perf_counter()
    try:
        y = x * x
        z = y * x
    finally:
        print("took", time.perf_counter() - start >= 0)
    return z * y


@program(0.7)
def handlers_that_raise(x):
    try:
        y = 1.0 / x
        if y > 100.0:
            raise ValueError("large")
    except ZeroDivisionError as error:
        raise ValueError(f"zero: {x}") from error
    except (ValueError, KeyError):
        print("a value")
        raise
    else:
        y = y * x * x
    finally:
        print("done")
    return y * x


@program(0.7)
@program(-0.7)
def returns_from_a_try(x):
    try:
        if x > 0:
            return np.log(x)
        y = x * x
    except FloatingPointError:
        raise
    finally:
        print("left")
    return y * 2.0


@program(sgn(3))
def tries_in_a_loop(x):
    s = 1.0
    for k in range(3):
        try:
            s = s * x[k] + x[0]
            if s > 50.0:
                break
        except IndexError:
            raise RuntimeError(k) from None
        finally:
            print(k)
    return s


@program(sgn(3))
def names_of_a_finally(x):
    n = 0
    try:
        y = np.sum(x * x)
    finally:
        n = 2
        m = n + 1
    return y * n * m


@program(0.7)
def tries_in_one_another(x):
    try:
        try:
            y = x * x
        finally:
            print("inner")
        with section("between"):
            z = y * x
    except ArithmeticError as error:
        if x > 0:
            raise ValueError from error
        else:
            raise
    return z
