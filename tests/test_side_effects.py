"""What a function does besides computing: it happens once, in order, in whatever derivative of it is called."""

import contextlib
import io
import logging
import random
import warnings

import numpy as np
import pytest
from programs import acting_programs as programs

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


def with_logging(x):
    log.info("value %g of %s", x[0], "x")
    log.warning(f"{x[1]}")
    return x[0] * x[1]


PROGRAMS = [
    programs.straight,
    programs.in_loops,
    programs.in_helpers,
    programs.in_a_recursion,
    programs.in_a_local_function,
    programs.in_a_short_circuit,
    programs.with_arrays_that_change,
    programs.of_values_that_nothing_else_reads,
    programs.with_a_derivative_inside,
    programs.with_a_name_that_is_read_later,
    programs.enters,
    programs.enters_in_a_loop,
    programs.leaves_by_finally,
    programs.enters_in_helpers,
]


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


def vjp_inside(x):
    y, pullback = vjp(lambda v: programs.says(v, "inside"), x[0])
    return y * pullback(x[1])[0]


def test_vjp_inside_a_function_does_nothing_twice():
    with pytest.raises(UnsupportedError, match="for the value and for the pullback"):
        grad(vjp_inside)(X)


def said_under_checkpoint(x):
    return checkpoint(programs.says)(x[0], "again") * x[1]


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


# --- errors ----------------------------------------------------------------------------------------------------------
RAISING = [
    programs.raises_at_once,
    programs.raises_by_rank,
    programs.raises_by_rank_in_a_helper,
    programs.raises_always,
    programs.raises_always_after_some,
    programs.raises_in_the_second_iteration,
    programs.raises_in_a_loop_in_any_case,
    programs.asserts,
    programs.asserts_by_type,
    programs.asserts_with_a_message_that_is_computed,
    programs.raises_in_a_while,
    programs.raises_inside_a_region,
    programs.raises_inside_by_type,
    programs.raises_in_a_try,
    programs.raises_what_it_handles,
    programs.an_operation_fails_in_a_try,
    programs.raises_in_the_else,
]


def outcome(call):
    """What is printed, and the error that comes."""
    with contextlib.redirect_stdout(io.StringIO()) as out, pytest.raises(Exception) as caught:  # noqa: PT011
        call()
    error = caught.value
    return out.getvalue(), type(error), error.args, vars(error), repr(error.__cause__), error.__suppress_context__


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("f", RAISING)
def test_the_error_is_that_of_the_function(f, mode):
    derivative = MODES[mode]
    assert outcome(lambda: derivative(f)) == outcome(lambda: f(X.copy()))


def test_errors_under_checkpoint():
    def f(x):
        return checkpoint(helper_that_checks)(x[0]) * x[1]

    np.testing.assert_allclose(grad(f)(X), [2 * 0.7 * -0.4, 0.49, 0.0])
    with pytest.raises(ValueError, match="negative"):
        grad(f)(-X)


def goes_over_both(x):
    total = x[0]
    for a, b in zip(x, x[1:] * x[:-1], strict=True):
        total = total * a + b
    return total


@pytest.mark.parametrize("f", [lambda f: f, *MODES.values()], ids=["value", *MODES])
def test_a_strict_zip_of_different_lengths(f):
    with pytest.raises(ValueError, match=r"^zip\(\) "):
        f(goes_over_both)(X.copy())


def helper_that_checks(v):
    if v < 0:
        raise ValueError("negative")
    return v * v


# --- handlers --------------------------------------------------------------------------------------------------------
def handler_decides(x):
    try:
        y = x[0] * x[1]
    except ValueError:
        y = x[0]
    return y


def handler_may_decide(x):
    try:
        n = 1
        y = x[0] / n
    except ZeroDivisionError:
        if x[1] > 0:
            raise
        y = x[2]
    return y * y


@pytest.mark.parametrize("f", [handler_decides, handler_may_decide])
def test_nothing_active_depends_on_where_a_try_is_left(f):
    for derivative in (lambda: grad(f)(X), lambda: jvp(f, (X,), (X,)), lambda: vjp(f, X)):
        with pytest.raises(NonDifferentiableError, match="decides about what is differentiated") as caught:
            derivative()
        assert caught.value.text.strip().startswith("except")
