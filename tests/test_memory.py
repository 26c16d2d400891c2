"""What a derivative of in-place code holds: nothing for each step of a linear one, the overwritten slots of another.

Of loops under `checkpoint` it holds as many states as the schedule says.
"""

import math

import numpy as np
import pytest
from golden import mutation
from memory import heat, peak

from s2sdiff import checkpoint, grad, hvp, value_and_grad


def growth(derivative, *arguments):
    """Bytes that each further step adds to the peak."""
    return (peak(derivative, *arguments, 200) - peak(derivative, *arguments, 20)) / 180


def test_heat_gradient():
    """The sum of squares of what is linear in u is homogeneous: its gradient along u is twice its value."""
    u = np.random.default_rng(0).normal(size=(6, 5))
    value, gradient = value_and_grad(heat)(u, 0.2, 7)
    assert value == heat(u, 0.2, 7)
    np.testing.assert_allclose(np.sum(gradient * u), 2 * value, rtol=1e-12)


@pytest.mark.parametrize(("program", "wrt"), [(heat, 0), (mutation.jacobi, (0, 1))])
def test_a_linear_stencil_saves_nothing(program, wrt):
    u = np.random.default_rng(0).normal(size=(64, 64))
    arguments = u, 0.2 if program is heat else u
    derivative = value_and_grad(program, wrt)
    assert peak(derivative, *arguments, 200) <= 1.1 * peak(derivative, *arguments, 20)


def test_a_nonlinear_update_saves_the_slots_that_it_overwrites():
    u = np.random.default_rng(0).random(4001)
    assert growth(value_and_grad(mutation.burgers), u, 0.1) <= 1.05 * u[1:].nbytes


def test_the_measure_sees_a_tape():
    u = np.random.default_rng(0).random(4001)
    assert growth(mutation.jacobi_value_and_grad, u, u) <= 0.01 * u.nbytes
    assert growth(mutation.burgers_value_and_grad, u, 0.1) == pytest.approx(u[1:].nbytes, rel=0.05)


# --- loops under checkpoint ------------------------------------------------------------------------------------------
def sines(u, rate, steps):
    for _ in range(steps):
        u = u + rate * np.sin(u)
    return np.sum(u * u)


def sines_log(u, rate, steps):
    for _ in checkpoint(range(steps)):
        u = u + rate * np.sin(u)
    return np.sum(u * u)


def sines_sqrt(u, rate, steps):
    for _ in checkpoint(range(steps), schedule="sqrt"):
        u = u + rate * np.sin(u)
    return np.sum(u * u)


def burgers_log(u, dt, steps):
    u = u.copy()
    for _ in checkpoint(range(steps)):
        u[1:] -= dt * u[1:] * (u[1:] - u[:-1])
    return np.sum(u * u)


def burgers_sqrt(u, dt, steps):
    u = u.copy()
    for _ in checkpoint(range(steps), schedule="sqrt"):
        u[1:] -= dt * u[1:] * (u[1:] - u[:-1])
    return np.sum(u * u)


STATE = np.random.default_rng(0).random(4001)
ORDERS = {"grad": (grad, 1), "hvp": (hvp, 2)}  # with how many arrays each state is: itself, and its tangent
by_order = pytest.mark.parametrize("order", ORDERS)


def states(f, order, steps):
    """The peak of a derivative in states, as many for a state as there are arrays in it."""
    maker, arrays = ORDERS[order]
    return peak(maker(f), *[STATE] * arrays, 0.1, steps) / (arrays * STATE.nbytes)


@by_order
@pytest.mark.parametrize("program", [sines_log, burgers_log])
def test_halves_keep_as_many_states_as_the_logarithm_of_the_steps(program, order):
    """Each doubling of the steps adds a level of halves: the state before it, and its adjoint."""
    few, some, many = (states(program, order, steps) for steps in (16, 64, 256))
    assert some - few <= 2 * 2.3
    assert many - some <= 2 * 2.3
    assert many <= 2.3 * math.log2(256) + 13


@by_order
@pytest.mark.parametrize("program", [sines_sqrt, burgers_sqrt])
def test_chunks_keep_as_many_states_as_the_root_of_the_steps(program, order):
    """A state before each of sqrt(T) chunks, and what the steps of one chunk overwrite."""
    few, some, many = (states(program, order, steps) for steps in (16, 64, 256))
    assert some - few <= 1.1 * (2 * 8 - 2 * 4)
    assert many - some <= 1.1 * (2 * 16 - 2 * 8)


@pytest.mark.parametrize(("program", "same"), [
    (sines, sines_log), (sines, sines_sqrt), (mutation.burgers, burgers_log), (mutation.burgers, burgers_sqrt)])
def test_checkpoints_change_no_derivative(program, same):
    v = np.random.default_rng(1).normal(size=STATE.size)
    for steps in (0, 1, 2, 7, 16, 33):
        np.testing.assert_allclose(grad(same)(STATE, 0.1, steps), grad(program)(STATE, 0.1, steps), rtol=1e-12)
        np.testing.assert_allclose(hvp(same)(STATE, v, 0.1, steps), hvp(program)(STATE, v, 0.1, steps),
                                   rtol=1e-10, atol=1e-12)  # fmt: skip


def test_without_checkpoints_each_step_is_kept():
    assert states(sines, "grad", 64) - states(sines, "grad", 16) == pytest.approx(48, rel=0.05)
