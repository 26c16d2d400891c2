"""`look/run.py`: the values are the derivative's own, and what belongs to what is right."""

import contextlib
import copy
import importlib
import io
import pkgutil

import numpy as np
import programs
import pytest
from programs.checker import PROGRAMS, surroundings
from programs.structures import assert_same

from s2sdiff import grad, jvp, value_and_grad
from s2sdiff.derivatives import derivative_of
from s2sdiff.load import UsageError
from s2sdiff.look.run import run_of
from s2sdiff.look.steps import Branch, Called, Loop, nodes
from s2sdiff.options import Options

from .functions import LOSS, NETWORK, loss, network, square_root, survey, uses

for found in pkgutil.iter_modules(programs.__path__):
    if found.name.startswith("with_"):
        importlib.import_module(f"programs.{found.name}")


@contextlib.contextmanager
def left_alone(case):
    """The arrays around a program get their contents back; what it prints is not seen."""
    around = [(array, array.copy()) for array in surroundings(case)]
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        yield
    for array, kept in around:
        array[...] = kept


def one_of_each(every):
    return [pytest.param(case, id=case.id) for case in PROGRAMS[::every]]


@pytest.mark.parametrize("case", one_of_each(8))
def test_the_values_are_those_of_the_derivative(case):
    with left_alone(case):
        run = run_of(case.f, case.args, case.kwargs, wrt=case.wrt)
    positions = tuple(k for k, step in enumerate(run.inputs) if step in run.wrt)
    if not isinstance(run.value, float | np.floating | np.ndarray) or np.shape(run.value):
        return  # it has no gradient
    derivative = derivative_of(case.f, Options("value_and_grad", positions, False, optimize=0))
    with left_alone(case):
        value, gradient = derivative(*copy.deepcopy(case.args), **copy.deepcopy(case.kwargs))
    assert_same(run.value, value, "value")
    assert_same(run.derivative, gradient, "gradient")


@pytest.mark.parametrize("case", one_of_each(15))
def test_the_value_is_that_of_the_function(case):
    with left_alone(case):
        value = case.f(*copy.deepcopy(case.args), **copy.deepcopy(case.kwargs))
    for mode in ("primal", "forward"):
        with left_alone(case):
            run = run_of(case.f, case.args, case.kwargs, mode=mode, wrt=case.wrt)
        if value is not None:
            assert_same(run.value, value, mode)


# --- the lecture's and the survey's -----------------------------------------------------------------------------------
def named(steps):
    return {step.name: step.value for step in steps}


def test_the_lectures_trace():
    run = run_of(loss, LOSS)
    assert [f"{step.name} = {step.text}" for step in run.of_role("primal")] == [
        "t1 = w * x", "z = t1 + b", "t2 = -z", "t3 = math.exp(t2)", "t4 = 1 + t3", "y = 1 / t4", "t5 = y - t",
        "t6 = t5 ** 2", "t7 = t6 / 2"]  # fmt: skip
    assert run.derivative == value_and_grad(loss, argnums=(0, 1, 2, 3))(*LOSS)[1]


def test_the_surveys_forward_table():
    run = run_of(survey, (2.0, 5.0), mode="forward", wrt="x1")
    dots = [float(run.adjoint(step).value) for step in (*run.inputs, *run.of_role("primal"))]
    assert dots == [1.0, 0.0, 0.5, 5.0, 5.5, 0.0, 5.5]
    assert run.derivative == 5.5


def test_the_surveys_reverse_table():
    run = run_of(survey, (2.0, 5.0))
    x1, x2 = run.inputs
    assert [step.value for step in run.about(x1)] == [5.0, 5.5]
    assert [step.added for step in run.about(x1)] == [None, 0.5]
    assert [step.value for step in run.about(x2)] == pytest.approx([-0.2836621854632262, 1.7163378145367738], rel=0)
    product = next(step for step in run.steps if step.text == "x1 * x2")
    assert [step.about for step in run.belonging(product)] == [x1, x2]
    assert product.args == (2.0, 5.0)
    assert product.parents == (x1, x2)
    assert (product.fun, product.kwargs, product.value) == ("multiply", {}, 10.0)


def test_an_adjoint_gets_a_contribution_of_each_use():
    run = run_of(uses, (0.7,))
    y = next(step for step in run.steps if step.name == "y")
    assert {step.of.text for step in run.about(y)} == {"y + t1", "math.sin(y)", "y * x"}
    assert sum(step.added if step.added is not None else step.value for step in run.about(y)) == run.adjoint(y).value


# --- structures -------------------------------------------------------------------------------------------------------
def test_iterations_of_the_backward_sweep_belong_to_those_of_the_forward_sweep():
    run = run_of(square_root, (2.0,))
    forward, backward = [node for node in run.body if isinstance(node, Loop)]
    assert len(forward.turns) == len(backward.turns) + 1  # the last test does not hold
    for there, back in zip(forward.turns, reversed(backward.turns), strict=False):
        known = {step.number for step in there}
        assert all(step.of.number in known for step in back if step.role == "adjoint")
    assert run.value == pytest.approx(2**0.5)


def test_calls_and_branches():
    run = run_of(network, NETWORK)
    found = list(nodes(run.body))
    calls = [node for node in found if isinstance(node, Called)]
    assert [call.role for call in calls] == ["primal", "primal", "adjoint", "adjoint"]
    product, tanh = calls[0].body
    assert calls[0].results[0].text == "layer(x, W)"
    inside = [step for step in nodes(calls[3].body) if step.role == "adjoint"]
    assert {step.of for step in inside} == {product, tanh}
    assert [node.taken for node in found if isinstance(node, Branch)] == [True, True]
    gradient = value_and_grad(network, argnums=(0, 1, 2))(*NETWORK)[1]
    for ours, theirs in zip(run.derivative, gradient, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-14)


def test_what_is_kept_is_told_from_what_is_computed():
    run = run_of(square_root, (2.0,))
    popped = [step for step in run.of_role("again") if step.fun == "pop"]
    assert {step.of.name for step in popped} == {"x", "t1"}
    assert all(step.value == step.of.value for step in popped)
    assert not {step.name for step in run.of_role("primal")} & {"trips", "x_tape", "t1_tape"}


def test_a_line_of_the_listing_is_that_of_the_step():
    run = run_of(network, NETWORK)
    for step in run.of_role("primal", "adjoint"):
        lines = [run.listings[step.listing].lines[k] for k in step.lines]
        assert any(step.name in line for line in lines), step


# --- what can be asked for --------------------------------------------------------------------------------------------
def test_several_outputs_have_the_adjoints_that_are_given():
    def polar(r, angle):
        return r * np.cos(angle), r * np.sin(angle)

    assert run_of(polar, (2.0, 0.5), seeds=(1.0, 0.0)).derivative == pytest.approx((np.cos(0.5), -2 * np.sin(0.5)))
    assert run_of(polar, (2.0, 0.5)).derivative[0] == pytest.approx(np.cos(0.5) + np.sin(0.5))


def test_tangents_are_given_or_ones():
    assert run_of(loss, LOSS, mode="forward", wrt=("w", "b"), seeds=(2.0, 3.0)).derivative == jvp(
        loss, LOSS, (2.0, 3.0, 0.0, 0.0))[1]  # fmt: skip


def test_a_derivative_is_a_function_like_any_other():
    run = run_of(grad(loss), LOSS, wrt="w")
    assert run.value == pytest.approx(grad(loss)(*LOSS))
    assert run.derivative == pytest.approx((grad(grad(loss))(*LOSS),))


def test_what_was_run_stays_what_it_was():
    x = np.array([1.0, 2.0])
    run = run_of(lambda x: np.sum(x * x), (x,))
    x[...] = 7.0
    assert run.inputs[0].value.tolist() == [1.0, 2.0]


def test_what_cannot_be_asked_for():
    with pytest.raises(UsageError, match="loss has no parameter q; it has w, b, x, t"):
        run_of(loss, LOSS, wrt="q")
    with pytest.raises(TypeError, match="no argument of floats"):
        run_of(loss, (1, 2, 3, 4))
    with pytest.raises(ValueError, match="there is no mode backward"):
        run_of(loss, LOSS, mode="backward")
