"""What a derivative of in-place code holds: nothing for each step of a linear one, the overwritten slots of another."""

import numpy as np
import pytest
from golden import mutation
from memory import heat, peak

from s2sdiff import value_and_grad


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
