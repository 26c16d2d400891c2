"""Parameters with the names that entries, guards and emitted modules would like to have for themselves."""

import inspect

import numpy as np
import pytest
from alike import imported, module_of, same

from s2sdiff import grad, value_and_grad, vjp
from s2sdiff.show import derivative_text

ONES = np.ones(2)


def builtin_names(type, len, all=2.0, *, tuple=3.0, float=1.0):
    return type * np.sum(len) * all * tuple * float


def private_names(_default, _primal, fits=2.0, *, _other_kinds=3.0, _variant_of_1=1.0, _primal_code_of_1=1.0):
    return _default * np.sum(_primal) * fits * _other_kinds * _variant_of_1 * _primal_code_of_1


@pytest.mark.parametrize("f", [builtin_names, private_names])
def test_entries_with_parameters_that_have_the_names_they_need(f):
    derivative = grad(f)
    for _ in range(3):
        assert derivative(2.0, ONES) == 12.0
    (hidden, *_), keyword = f.__defaults__, dict.fromkeys(f.__kwdefaults__, 2.0)
    assert derivative(2.0, ONES, hidden, **keyword) == 2.0 * hidden * 2.0 ** len(keyword)
    assert derivative(np.array(2.0), ONES).shape == ()
    assert len(derivative.__s2sdiff__.variants) == 2


def test_guards_of_long_lists_with_such_names():
    def f(all, item, type):
        total = 0.0
        for x in all:
            total = total + x * item
        return total * type

    derivative = grad(f)
    for _ in range(2):
        assert derivative([1.0] * 70, 2.0, 3.0) == [6.0] * 70
    assert len(derivative.__s2sdiff__.variants) == 1


def np_and_more(np, math, len):
    from_np = numpy.sin(np) * math
    return numpy.sum(from_np * len) + numpy.sum(np[1:])


def helper_names(unbroadcast, zeros_of):
    return np.sum(unbroadcast[:1] * zeros_of) + np.sum(unbroadcast)


def loop_names(range, reversed, n):
    for _ in builtin_range(n):
        range = np.sin(range) * reversed
    return range


numpy, builtin_range = np, range
HIDING = [
    (np_and_more, (np.array([0.5, 0.7]), 2.0, 3.0), (np.array([6 * np.cos(0.5), 6 * np.cos(0.7) + 1.0]),)),
    (helper_names, (np.ones(3), np.ones(2)), (np.array([3.0, 1.0, 1.0]),)),
    (loop_names, (0.5, 2.0, 1), (float(2.0 * np.cos(0.5)),)),
]


@pytest.mark.parametrize(("f", "args", "want"), HIDING, ids=lambda x: getattr(x, "__name__", ""))
@pytest.mark.parametrize("optimize", [0, 1])
def test_modules_keep_the_names_of_parameters(f, args, want, optimize):
    derivative = value_and_grad(f, (0,), optimize=optimize)
    value, gradient = derivative(*args)
    np.testing.assert_allclose(value, f(*args))
    same(gradient, want)
    module = module_of(derivative)
    emitted = imported(module)[module.name]
    assert list(inspect.signature(emitted).parameters) == list(inspect.signature(f).parameters)
    same(emitted(*args)[1], want)
    _, pullback = vjp(f, *args)
    same(pullback(np.ones_like(value) if isinstance(value, np.ndarray) else 1.0)[0], want[0])


def test_numpy_has_its_own_name_where_a_parameter_is_np():
    text = derivative_text(np_and_more, "np=f64[n], math=float, len=float")
    assert "import numpy\n" in text
    assert "numpy.cos(np)" in text
    assert "np.cos" not in text.replace("numpy.cos", "")
