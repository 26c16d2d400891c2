"""Globals and helpers are looked up when the derivative is called, in every program that has been compiled already."""

import copy
import sys

import numpy as np
import pytest

from programs.checker import check_program, pos
from programs.structures import assert_same
from s2sdiff import grad, value_and_grad, vjp

factor = 2.0
table = np.array([1.0, 2.0, 3.0])
count = 3
settings = (2.0, 3.0)
layers = [pos(2), pos(2)]
flag = True


def helper(x):
    return x * x


def inner_helper(x):
    return x * factor


def outer_helper(x):
    return inner_helper(x) * x


def uses_factor(x):
    return x * x * factor


def uses_table(x):
    return np.sum(x * table) * x


def uses_count(x):
    for _ in range(count):
        x = np.sin(x) * 2.0
    return x


def uses_settings(x):
    return x * settings[0] + x * x * settings[1]


def uses_layers(x):
    for layer in layers:
        x = x * np.sum(layer)
    return x


def uses_flag(x):
    return x * x if flag else x


def uses_helper(x):
    return helper(x) * x


def uses_two_helpers(x):
    return outer_helper(x) + x


def both_modes(f):
    return [value_and_grad(f), value_and_grad(f, optimize=0)]


@pytest.mark.parametrize(
    ("f", "name", "values"),
    [
        (uses_factor, "factor", [2.0, 5.0, -1.0, np.float64(2.5), 3, np.array(0.5), True]),
        (uses_table, "table", [pos(3), pos(4), pos(2, 3), pos(1), 2.0, pos(0), np.array([1, 2])]),
        (uses_count, "count", [3, 0, 1, 7]),
        (uses_settings, "settings", [(2.0, 3.0), [1.5, 2.5], (2, 3), (1.0, 2.0, 3.0), np.array([0.5, 0.25])]),
        (uses_layers, "layers", [[pos(2), pos(2)], [], [pos(3)], (pos(3), pos(2)), [pos(2), pos(3), pos(1)]]),
        (uses_flag, "flag", [True, False, 1, 0, 0.0, "", None]),
        (uses_two_helpers, "factor", [2.0, 5.0, 3, np.float64(1.5)]),
    ],
)
def test_global_changed_between_calls(monkeypatch, f, name, values):
    compiled = both_modes(f)
    for value in [*values, *values[:2]]:
        monkeypatch.setitem(globals(), name, value)
        before = copy.deepcopy(value)
        h = 1e-6
        slope = (f(0.7 + h) - f(0.7 - h)) / (2 * h)
        for derivative in compiled:
            got, gradient = derivative(0.7)
            assert np.array_equal(got, f(0.7))
            assert type(got) is type(f(0.7))
            np.testing.assert_allclose(gradient, slope, rtol=1e-6, atol=1e-8)
        assert_same(value, before, "the global")
        check_program(f, (0.7,), rtol=1e-5)


def test_array_of_another_dtype(monkeypatch):
    derivative = value_and_grad(uses_table)
    derivative(0.7)
    monkeypatch.setitem(globals(), "table", table.astype(np.float32))
    value, gradient = derivative(0.7)
    assert_same(value, uses_table(0.7), "value")
    np.testing.assert_allclose(gradient, 2 * 0.7 * 6.0, rtol=1e-6)
    assert isinstance(gradient, float)


def test_array_changed_in_place(monkeypatch):
    monkeypatch.setitem(globals(), "table", np.array([1.0, 2.0, 3.0]))
    derivative = grad(uses_table)
    assert derivative(1.0) == 12.0
    table[0] = 4.0
    assert derivative(1.0) == 18.0


def cube(x):
    return x * x * x


def sine(x, amplitude=3.0):
    return np.sin(x) * amplitude


def test_helper_rebound_between_calls(monkeypatch):
    compiled = both_modes(uses_helper)
    slope_of_sine = 3 * (np.cos(0.7) * 0.7 + np.sin(0.7))
    for other, slope in [(helper, 3 * 0.49), (cube, 4 * 0.343), (sine, slope_of_sine), (helper, 3 * 0.49)]:
        monkeypatch.setitem(globals(), "helper", other)
        for derivative in compiled:
            got, gradient = derivative(0.7)
            assert got == uses_helper(0.7)
            np.testing.assert_allclose(gradient, slope, rtol=1e-12)


def test_helper_of_a_helper_rebound(monkeypatch):
    derivative = grad(uses_two_helpers)
    assert derivative(1.0) == 5.0
    monkeypatch.setitem(globals(), "inner_helper", cube)
    assert derivative(1.0) == 5.0  # x * x**3 + x
    assert derivative(2.0) == 33.0


def test_helper_given_other_code(monkeypatch):
    derivative = grad(uses_helper)
    assert derivative(2.0) == 12.0
    code = helper.__code__
    helper.__code__ = cube.__code__
    try:
        assert derivative(2.0) == 32.0
    finally:
        helper.__code__ = code
    assert derivative(2.0) == 12.0


def test_helper_with_another_default(monkeypatch):
    monkeypatch.setitem(globals(), "helper", sine)
    derivative = grad(uses_helper)
    slope = np.cos(0.7) * 0.7 + np.sin(0.7)
    np.testing.assert_allclose(derivative(0.7), 3 * slope, rtol=1e-12)
    monkeypatch.setattr(sine, "__defaults__", (5.0,))
    np.testing.assert_allclose(derivative(0.7), 5 * slope, rtol=1e-12)


def test_helper_becomes_a_numpy_function(monkeypatch):
    derivative = grad(uses_helper)
    assert derivative(2.0) == 12.0
    monkeypatch.setitem(globals(), "helper", np.exp)
    np.testing.assert_allclose(derivative(2.0), np.exp(2.0) * 3.0, rtol=1e-12)
    monkeypatch.setitem(globals(), "helper", np.sin)
    np.testing.assert_allclose(derivative(2.0), np.sin(2.0) + 2.0 * np.cos(2.0), rtol=1e-12)


nonlinearity = np.tanh


def uses_nonlinearity(x):
    return nonlinearity(x) * x


def test_numpy_function_rebound(monkeypatch):
    derivative = grad(uses_nonlinearity)
    np.testing.assert_allclose(derivative(0.7), np.tanh(0.7) + 0.7 * (1 - np.tanh(0.7) ** 2), rtol=1e-12)
    monkeypatch.setitem(globals(), "nonlinearity", np.sin)
    np.testing.assert_allclose(derivative(0.7), np.sin(0.7) + 0.7 * np.cos(0.7), rtol=1e-12)
    monkeypatch.setitem(globals(), "nonlinearity", cube)
    np.testing.assert_allclose(derivative(0.7), 4 * 0.343, rtol=1e-12)


# That an attribute of NumPy's own module is replaced (`np.sin = …`) is not seen: asking for it at each call would cost
# every derivative a test for every NumPy function in it. A name of the user's for such a function is asked for, above.


def make(power, scale):
    def f(x):
        return x**power * scale

    def again(value):
        nonlocal scale
        scale = value

    return f, again


def test_captured_variable_changed_between_calls():
    f, again = make(3, 2.0)
    derivative = grad(f)
    assert derivative(2.0) == 24.0
    again(5.0)
    assert derivative(2.0) == 60.0
    again(np.float64(1.0))
    assert derivative(2.0) == 12.0


def test_two_closures_of_one_definition():
    (f, _), (g, _) = make(2, 1.0), make(3, 2.0)
    assert grad(f)(2.0) == 4.0
    assert grad(g)(2.0) == 24.0
    assert grad(f)(2.0) == 4.0


def test_module_function_under_two_names(tmp_path, monkeypatch):
    (tmp_path / "program_a.py").write_text("k = 2.0\ndef f(x):\n    return x * x * k\n")
    text = "from program_a import f as g\nk = 5.0\ndef f(x):\n    return g(x) * k * x\n"
    (tmp_path / "program_b.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    import program_a
    import program_b

    assert grad(program_b.f)(1.0) == 30.0
    program_a.k = 1.0
    assert grad(program_b.f)(1.0) == 15.0
    program_b.k = 1.0
    assert grad(program_b.f)(1.0) == 3.0
    for name in ("program_a", "program_b"):
        del sys.modules[name]


def test_pullbacks_are_independent():
    out, pull = vjp(uses_helper, 2.0)
    other, pull_other = vjp(uses_helper, 3.0)
    assert (out, other) == (8.0, 27.0)
    assert pull(1.0) == (12.0,)
    assert pull_other(1.0) == (27.0,)
    assert pull(2.0) == (24.0,)
