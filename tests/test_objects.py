"""Gradients of objects: in their class, by the names of attributes, of methods; and what is seen at the next call."""

import inspect
import pickle
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest
from alike import imported, module_of

from s2sdiff import (
    check_grads,
    differentiate,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    linearize,
    value_and_grad,
    vjp,
)
from s2sdiff.errors import UnsupportedError


@dataclass
class Params:
    W: np.ndarray
    b: np.ndarray
    name: str = "p"


class Pair(NamedTuple):
    x: float
    y: float


class Layer:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        return np.tanh(x @ self.W + self.b)


class Model:
    rate = 0.5

    def __init__(self):
        self.layer = Layer(np.arange(6.0).reshape(3, 2) / 7, np.ones(2))
        self.scale = 2.0
        self.steps = 3
        self.label = "model"

    def loss(self, x, target=0.25):
        return np.sum((self.layer(x) * self.scale - target) ** 2) * self.rate

    def __call__(self, x):
        return self.scale * np.sum(x**2)

    @property
    def doubled(self):
        return 2.0 * self.scale

    def by_property(self, x):
        return self.doubled * x

    @classmethod
    def of_class(cls, x):
        return cls.rate * x**2

    @staticmethod
    def of_none(x):
        return x**3


class Other(Model):
    rate = 1.5

    def loss(self, x, target=0.25):
        return super().loss(x, target) * 2.0


X = np.linspace(-1.0, 1.0, 12).reshape(4, 3)


def numeric(f, step=1e-6):
    return (f(step) - f(-step)) / (2 * step)


# --- structure --------------------------------------------------------------------------------------------------------
def test_a_gradient_is_of_the_class_of_its_argument():
    def f(p, pair):
        return np.sum(p.W) * pair.x + np.sum(p.b) * pair.y

    p, pair = Params(np.ones(3), np.ones(2)), Pair(2.0, 3.0)
    of_p, of_pair = grad(f, (0, 1))(p, pair)
    assert type(of_p) is Params
    assert type(of_pair) is Pair
    np.testing.assert_array_equal(of_p.W, [2.0, 2.0, 2.0])
    np.testing.assert_array_equal(of_p.b, [3.0, 3.0])
    assert of_p.name == 0.0
    assert of_pair == Pair(3.0, 2.0)


def test_an_object_is_made_again_without_its_init():
    class Counted:
        made = 0

        def __init__(self, x):
            Counted.made += 1
            self.x, self.twice = x, 2.0 * x

    gradient = grad(lambda c: c.x * c.twice)(Counted(3.0))
    assert type(gradient) is Counted
    assert vars(gradient) == {"x": 6.0, "twice": 3.0}
    assert Counted.made == 1


def test_fields_are_read_and_made_as_a_person_writes_them():
    source = differentiate(lambda p: np.sum(p.W * p.b)).source(Params(np.ones(2), np.ones(2)))
    assert "from test_objects import Params" in source
    assert "return value, Params(W=" in source
    assert "made" not in source


def test_tangents_are_objects():
    def f(p):
        return p.x**2 * p.y

    out, dot = jvp(f, (Pair(2.0, 3.0),), (Pair(1.0, 0.5),))
    assert (out, dot) == (12.0, 14.0)
    assert hvp(f)(Pair(2.0, 3.0), Pair(1.0, 0.0)) == Pair(6.0, 4.0)
    assert linearize(f, Pair(2.0, 3.0))[1](Pair(1.0, 0.5)) == 14.0
    assert vjp(f, Pair(2.0, 3.0))[1](2.0) == (Pair(24.0, 8.0),)
    with pytest.raises(TypeError, match="is a Pair of x, y, and so must be its tangent"):
        jvp(f, (Pair(2.0, 3.0),), ((1.0, 0.5),))


def test_outputs_are_objects():
    def f(x):
        return Params(x * 2.0, x[:1] ** 2)

    out, pullback = vjp(f, np.array([1.0, 2.0]))
    assert type(out) is Params
    (gradient,) = pullback(Params(np.array([1.0, 0.0]), np.array([3.0])))
    np.testing.assert_allclose(gradient, [8.0, 0.0])
    made = jacobian(f)(np.array([1.0, 2.0]))
    assert type(made) is Params
    np.testing.assert_allclose(made.b, [[2.0, 0.0]])


def test_objects_of_objects_against_differences():
    check_grads(lambda m, x: m.loss(x), (Model(), X))


# --- methods ----------------------------------------------------------------------------------------------------------
def test_a_bound_method_is_differentiated_by_its_own_parameters():
    model = Model()
    np.testing.assert_allclose(grad(model.loss)(X), grad(Model.loss, 1)(model, X))
    assert grad(model.loss, argnames="target")(X) == pytest.approx(numeric(lambda h: model.loss(X, 0.25 + h)))
    value, (of_x, of_target) = value_and_grad(model.loss, (0, 1))(X, 0.5)
    assert value == model.loss(X, 0.5)
    assert of_x.shape == X.shape
    assert isinstance(of_target, float)


def test_every_operator_takes_a_method():
    model = Model()
    assert vjp(model.loss, X)[1](1.0)[0].shape == X.shape
    assert jvp(model.loss, (X,), (X,))[1] == pytest.approx(numeric(lambda h: model.loss(X + h * X)))
    assert hvp(model.loss)(X, X).shape == X.shape
    assert jacobian(model.layer)(X[0]).shape == (2, 3)
    assert hessian(model)(X[0]).shape == (3, 3)
    assert elementwise_grad(model)(X[0]).shape == (3,)
    assert grad(grad(model.of_class))(3.0) == 1.0
    check_grads(model.loss, (X,))


def test_callable_objects_class_methods_static_methods_and_properties():
    model = Model()
    np.testing.assert_allclose(grad(model)(X[0]), 4.0 * X[0])
    assert grad(model.of_class)(2.0) == grad(Model.of_class)(2.0) == 2.0
    assert grad(Other.of_class)(2.0) == 6.0
    assert grad(model.of_none)(2.0) == 12.0
    assert grad(model.by_property)(2.0) == 4.0


def test_a_derivative_of_a_method_is_like_a_function():
    derivative = grad(Model().loss)
    assert str(inspect.signature(derivative)) == "(x, target=0.25)"
    assert derivative.__name__ == "Model_loss_grad"
    assert derivative.__doc__.startswith("The gradient of Model_loss with respect to x")
    derivative(X)
    assert inspect.getsource(derivative).startswith("def Model_loss_grad(self, x, target=0.25):")
    again = pickle.loads(pickle.dumps(derivative))
    np.testing.assert_array_equal(again(X), derivative(X))


def test_attributes_changed_between_calls_are_seen():
    model = Model()
    derivative = grad(model.loss, argnames="scale")
    for scale in (2.0, -1.0, np.float32(0.5), np.float64(3.0), np.array(2.0), 2):
        model.scale = scale
        if type(scale) is int:
            with pytest.raises(TypeError, match=r"with respect to self.scale, which is int"):
                derivative(X)
            continue
        changed = float(scale)

        def moved(h, changed=changed):
            other = Model()
            other.scale = changed + h
            return other.loss(X)

        assert derivative(X) == pytest.approx(numeric(moved), rel=1e-4)


def test_a_method_that_is_redefined_is_seen(monkeypatch):
    model = Model()
    derivative = grad(model)
    np.testing.assert_allclose(derivative(X[0]), 4.0 * X[0])
    monkeypatch.setattr(Model, "doubled", property(lambda self: 5.0 * self.scale))
    assert grad(model.by_property)(1.0) == 10.0
    monkeypatch.setattr(Layer, "__call__", lambda self, x: x @ self.W)
    assert grad(model.loss, argnames="scale")(X) == pytest.approx(
        numeric(lambda h: np.sum((X @ model.layer.W * (2.0 + h) - 0.25) ** 2) * 0.5))  # fmt: skip
    monkeypatch.setattr(Model, "rate", 2.0)
    assert grad(Model.of_class)(1.0) == 4.0
    monkeypatch.setattr(model, "layer", model.layer.W.__matmul__, raising=True)
    with pytest.raises(UnsupportedError):
        grad(model.loss)(X)


def test_a_method_of_a_base_class_that_is_redefined_is_seen(monkeypatch):
    other = Other()
    derivative = grad(other.loss)
    np.testing.assert_allclose(derivative(X), 2.0 * 3.0 * grad(Model().loss)(X))
    monkeypatch.setattr(Model, "loss", lambda self, x, target: np.sum(x**2))
    np.testing.assert_allclose(derivative(X), 4.0 * X)
    monkeypatch.setattr(Other, "loss", lambda self, x: self.scale * np.sum(x))
    with pytest.raises(TypeError):
        derivative(X, 0.0, 1.0)
    np.testing.assert_allclose(grad(other.loss)(X), np.full(X.shape, 2.0))


def test_an_instance_of_a_subclass_is_another_variant():
    def f(model, x):
        return model.loss(x)

    derivative = grad(f, 1)
    np.testing.assert_allclose(derivative(Other(), X), 6.0 * derivative(Model(), X))


# --- attributes by name -----------------------------------------------------------------------------------------------
def test_gradients_with_respect_to_attributes():
    model = Model()
    derivative = grad(model.loss, argnames=("scale", "self.layer.W", "layer", "x"))
    of_scale, of_W, of_layer, of_x = derivative(X)
    assert of_scale == pytest.approx(grad(model.loss, argnames="self.scale")(X))
    assert type(of_scale) is float
    assert type(of_layer) is Layer
    np.testing.assert_allclose(of_W, of_layer.W)
    np.testing.assert_allclose(of_x, grad(model.loss)(X))
    whole = grad(Model.loss)(model, X)
    assert type(whole) is Model
    np.testing.assert_allclose(whole.layer.W, of_W)


def test_attributes_of_an_argument():
    def f(p, q):
        return np.sum(p.W * q) + np.sum(p.b)

    np.testing.assert_array_equal(grad(f, argnames="p.W")(Params(np.ones(2), np.ones(2)), 3.0), [3.0, 3.0])


def test_only_what_is_asked_for_is_computed():
    model = Model()
    derivative = grad(model.loss, argnames="scale")
    derivative(X)
    assert "layer" not in inspect.getsource(derivative).partition("# backward")[2]


def test_attributes_survive_pickling_and_a_module_of_their_own():
    model = Model()
    derivative = grad(model.loss, argnames="layer.W")
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(derivative))(X), derivative(X))
    emitted = imported(module_of(derivative))["Model_loss_grad"]
    np.testing.assert_array_equal(emitted(model, X), derivative(X))


@pytest.mark.parametrize("name", ["nothing", "layer.nothing", "self.scale.real", "label", "steps"])
def test_attributes_that_there_are_not(name):
    with pytest.raises(TypeError, match=name.rpartition(".")[2]):
        grad(Model().loss, argnames=name)(X)


def test_names_that_a_function_does_not_have():
    with pytest.raises(TypeError, match="has no parameter W; it has p"):
        grad(lambda p: p.W, argnames="W")
