"""What derivatives take and what they refuse: arguments, functions, closures, long lists, texts."""

import numpy as np
import pytest
from alike import imported, module_of

from s2sdiff import differentiate, grad, value_and_grad, vjp
from s2sdiff.infer.description import describe
from s2sdiff.infer.observe import observe
from s2sdiff.pipeline import STAGES
from s2sdiff.show import derivative_text


# --- arguments -------------------------------------------------------------------------------------------------------
def entry(p):
    return p["a"] * 2.0


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ({"a": 1.0, "b": 2}, r"p\['b'\], which is int"),
        ({"a": 1.0, "b": [1.0, {"c": True}]}, r"p\['b'\]\[1\], which is \{'c': bool\}"),
        ({"a": 1.0, "b": np.int64(1)}, r"p\['b'\], which is i64;"),
        ({"a": 1.0, "b": "text"}, r"p\['b'\], which is 'text'"),
    ],
)
def test_what_in_a_dict_cannot_be_differentiated(argument, words):
    with pytest.raises(TypeError, match=words):
        grad(entry)(argument)


def test_empty_containers_have_empty_gradients():
    def f(p):
        return p["a"] * len(p["b"])

    assert grad(f)({"a": 2.0, "b": []}) == {"a": 0.0, "b": []}


def test_an_array_of_foreign_byte_order():
    foreign = np.ones(2, ">f8" if np.dtype("f8").newbyteorder("<").isnative else "<f8")
    with pytest.raises(TypeError, match=r"argument p of .*order.*astype\('float64'\)"):
        grad(lambda p: np.sum(p))(foreign)


def test_kinds_are_described_as_they_are_written():
    kinds = [np.float64(1.0), np.array(1.0), np.float32(1.0), np.int16(1), 1.0, np.ones((2, 1))]
    assert [describe(observe(x, {})) for x in kinds] == ["f64", "f64[]", "f32", "i16", "float", "f64[n, 1]"]


# --- functions -------------------------------------------------------------------------------------------------------
class Model:
    rate = 3.0

    def loss(self, x):
        return self.rate * x

    @classmethod
    def of_class(cls, x):
        return cls.rate * x

    @staticmethod
    def square(x):
        return x * x

    @differentiate
    def decorated(self, x):
        return self.rate * x


def test_methods_of_objects_and_of_classes():
    assert grad(Model().loss)(2.0) == grad(Model.of_class)(2.0) == Model().decorated.grad(2.0) == 3.0
    assert value_and_grad(Model().decorated)(2.0) == (6.0, 3.0)
    assert Model.decorated.grad is not None
    assert "def Model_decorated_value_and_grad(self, x):" in Model().decorated.source(2.0)
    with pytest.raises(TypeError, match=r"self, which is Model\(\)"):
        grad(Model.loss)(Model(), 2.0)


def test_static_methods_and_parameters_called_self_are_plain():
    def loss(self, x):
        return self * x

    assert grad(Model.square)(3.0) == 6.0
    assert grad(loss)(3.0, 5.0) == 5.0
    assert grad(lambda x: Model.square(x) * 2.0)(3.0) == 12.0


def make(n):
    def inner(x):
        return x**n

    return inner


cube, fifth = make(3), make(5.0)


def both_closures(x):
    return cube(x) * fifth(x)


def test_two_closures_of_one_definition_in_one_program():
    for optimize in (0, 1):
        derivative = grad(both_closures, optimize=optimize)
        assert derivative(2.0) == 8 * 2.0**7
        module = module_of(derivative)
        assert sorted(module.owners) == ["inner", "inner_1"]
        assert imported(module)["both_closures_grad"](2.0) == 8 * 2.0**7
    _, pullback = vjp(both_closures, 2.0)
    assert pullback(1.0) == (8 * 2.0**7,)


def test_a_helper_and_an_owner_of_one_name():
    scale = 3.0

    def helper(x):
        return x * scale

    def f(x, n):
        return helper(x) * helper(n)  # the second is no part of the derivative and keeps its name

    derivative = grad(f)
    assert derivative(2.0, 5) == 45.0
    module = module_of(derivative)
    assert imported(module)["f_grad"](2.0, 5) == 45.0


def test_a_lambda_that_reads_a_captured_variable():
    scale = 3.0
    assert grad(lambda x: x * scale)(2.0) == 3.0


# --- guards ----------------------------------------------------------------------------------------------------------
def total_of(xs, w):
    total = 0.0
    for x in xs:
        total = total + np.sum(x * w)
    return total


def test_long_lists_whose_items_are_not_all_alike():
    w = np.ones(3)
    derivative = grad(total_of, 1)
    items = [np.ones(3)] * 70
    np.testing.assert_array_equal(derivative(items, w), np.full(3, 70.0))
    np.testing.assert_array_equal(derivative([*items[:-1], np.ones(1)], w), np.full(3, 70.0))
    np.testing.assert_array_equal(derivative([*items[:-1], 1.0], w), np.full(3, 70.0))
    np.testing.assert_array_equal(derivative([], w), np.zeros(3))
    np.testing.assert_array_equal(derivative(items[:5], w), np.full(3, 5.0))
    np.testing.assert_array_equal(derivative([np.ones(4)] * 70, 2.0), 280.0)
    with pytest.raises(ValueError, match="broadcast"):
        derivative([*items[:-1], np.ones(2)], w)


# --- text ------------------------------------------------------------------------------------------------------------
def test_source_is_that_of_the_last_variant_compiled_or_looked_up():
    @differentiate
    def f(x):
        return np.sum(x * x)

    f.value_and_grad(2.0)
    scalar = f.source()
    f.value_and_grad(np.ones(3))
    array = f.source()
    assert scalar != array
    assert f.source(2.0) == scalar == f.source()


def uses_table(x):
    return np.sum(x * TABLE)


TABLE = np.ones(4)


@pytest.mark.parametrize("stage", STAGES)
def test_sizes_in_at_are_not_those_of_globals(stage):
    text = derivative_text(uses_table, "x=f64[m, n]", stage=stage)
    if stage == "infer":
        assert "f64[m, n]" in text
        assert text.count("f64[n]") == 0
