# ruff: noqa: UP031, UP032
"""What a function does besides computing: it happens once, in order, in whatever derivative of it is called."""

import contextlib
import io
import logging
import random
import warnings

import numpy as np
import pytest

from s2sdiff import (
    checkpoint,
    grad,
    hvp,
    jacfwd,
    jacrev,
    jvp,
    linearize,
    value_and_grad,
    vjp,
)
from s2sdiff.errors import NonDifferentiableError, UnsupportedError

log = logging.getLogger("s2sdiff.tests.effects")
rng = np.random.default_rng(3)
X = np.array([0.7, -0.4, 1.1])


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


def with_logging(x):
    log.info("value %g of %s", x[0], "x")
    log.warning(f"{x[1]}")
    return x[0] * x[1]


PROGRAMS = [straight, in_loops, in_helpers, in_a_recursion, in_a_local_function, in_a_short_circuit,
            with_arrays_that_change, of_values_that_nothing_else_reads, with_a_derivative_inside,
            with_a_name_that_is_read_later]  # fmt: skip


def output(call):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        call()
    return out.getvalue()


MODES = {
    "grad": lambda f: grad(f)(X.copy()),
    "value_and_grad": lambda f: value_and_grad(f)(X.copy()),
    "optimize=0": lambda f: grad(f, optimize=0)(X.copy()),
    "vjp": lambda f: vjp(f, X.copy())[1](1.0),
    "jvp": lambda f: jvp(f, (X.copy(),), (np.ones(3),)),
    "hvp": lambda f: hvp(f)(X.copy(), np.ones(3)),
    "grad of grad": lambda f: grad(lambda x: np.sum(grad(f)(x)))(X.copy()),
    "jvp of grad": lambda f: jvp(grad(f), (X.copy(),), (np.ones(3),)),
    "jacrev": lambda f: jacrev(f)(X.copy()),
    "jacfwd": lambda f: jacfwd(f)(X.copy()),
    "linearize": lambda f: linearize(f, X.copy())[1](np.ones(3)),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("f", PROGRAMS)
def test_output_is_that_of_the_function(f, mode):
    expected = output(lambda: f(X.copy()))
    assert expected
    derivative = MODES[mode]
    derivative_of = output(lambda: derivative(f))
    assert derivative_of == expected


@pytest.mark.parametrize("f", PROGRAMS)
def test_a_pullback_does_nothing_again(f):
    _, pullback = vjp(f, X.copy())
    assert output(lambda: (pullback(1.0), pullback(2.0))) == ""


@pytest.mark.parametrize("mode", MODES)
def test_logging(mode, caplog):
    caplog.set_level(logging.INFO, logger=log.name)
    MODES[mode](with_logging)
    assert [record.getMessage() for record in caplog.records] == ["value 0.7 of x", "-0.4"]


def warns(x):
    y = x * x
    if y > 1.0:
        warnings.warn(f"{y} is large", RuntimeWarning, stacklevel=2)
    return y


def test_warnings():
    with pytest.warns(RuntimeWarning, match="4.0 is large") as caught:
        assert grad(warns)(2.0) == 4.0
    assert len(caught) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert grad(warns)(0.5) == 1.0


def keeps_an_active_value_outside(x):
    random.seed(x[0])
    return x[1] * random.random()


def draws_around_an_active_value(x):
    return x[1] * rng.normal(x[0])


@pytest.mark.parametrize("f", [keeps_an_active_value_outside, draws_around_an_active_value])
def test_no_active_value_goes_outside(f):
    for derivative in (lambda: grad(f)(X), lambda: jvp(f, (X,), (X,)), lambda: vjp(f, X)):
        with pytest.raises(NonDifferentiableError, match="has no derivative in this argument"):
            derivative()


def said_under_checkpoint(x):
    return checkpoint(says)(x[0], "again") * x[1]


def said_in_a_loop_under_checkpoint(x):
    s = x[0]
    for k in checkpoint(range(4)):
        print(k)
        s = s * x[1]
    return s


@pytest.mark.parametrize("f", [said_under_checkpoint, said_in_a_loop_under_checkpoint])
def test_nothing_is_done_again_under_checkpoint(f):
    with pytest.raises(UnsupportedError, match="under checkpoint"):
        grad(f)(X)
