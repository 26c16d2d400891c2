"""Attributes that a function sets of objects from outside: once and in order, as the function itself sets them."""

import copy

import numpy as np
import pytest

from s2sdiff import differentiate, grad, hvp, jvp, value_and_grad, vjp
from s2sdiff.errors import UnsupportedError


class Layer:
    def __init__(self, W):
        self.W, self.seen, self.calls = W, None, 0

    def __call__(self, x):
        self.seen = x
        self.calls += 1
        return np.tanh(x @ self.W)


class Model:
    rate = 0.5

    def __init__(self):
        self.first = Layer(np.arange(6.0).reshape(3, 2) / 9)
        self.layers = [Layer(np.eye(2)), Layer(np.ones((2, 2)) / 3)]
        self.h, self.n, self.log = None, 0, ""

    def forward(self, x):
        self.h = self.first(x)
        self.n += 1
        y = self.h
        for layer in self.layers:
            y = layer(y)
        return y

    def loss(self, x):
        y = self.forward(x)
        return np.sum(y**2) + np.sum(self.h) * self.n

    def twice(self, x):
        return self.loss(x) * self.loss(x)

    def branches(self, x):
        if x > 0.0:
            self.h = x * 2.0
        else:
            self.n = 10
        return x**2 if self.h is None else x * self.h

    def loops(self, x, times):
        for k in range(times):
            self.h = x * k
            x = x + self.h
        return x

    def by_a_bound_method(self, x):
        forward = self.branches
        return forward(x) * forward(x * 2.0) + getattr(self, "h")  # noqa: B009

    def raises(self, x):
        self.n += 1
        if x < 0.0:
            raise ValueError("negative")
        self.h = x
        return x**2

    @property
    def counted(self):
        self.n += 1
        return self.n

    def by_property(self, x):
        return x * self.counted * self.counted


class Later(Model):
    def forward(self, x):
        self.log = "later"
        return super().forward(x) * 2.0


X = np.linspace(-1.0, 1.0, 12).reshape(4, 3)


def attributes(model):
    found = {name: value for name, value in vars(model).items() if name not in ("first", "layers")}
    for k, layer in enumerate((model.first, *model.layers)):
        found |= {f"{name}_{k}": value for name, value in vars(layer).items()}
    return found


def assert_same(a, b):
    assert a.keys() == b.keys()
    for name, value in a.items():
        np.testing.assert_array_equal(value, b[name], err_msg=name)
        assert type(value) is type(b[name]), name


CALLS = [
    ("loss", (X,)),
    ("twice", (X,)),
    ("branches", (0.5,)),
    ("branches", (-0.5,)),
    ("loops", (0.5, 3)),
    ("loops", (0.5, 0)),
    ("by_property", (0.5,)),
    ("raises", (0.5,)),
    ("by_a_bound_method", (0.5,)),
]


@pytest.mark.parametrize("cls", [Model, Later])
@pytest.mark.parametrize(("name", "args"), CALLS)
def test_what_is_set_is_what_the_function_sets(cls, name, args):
    for optimize in (0, 1):
        own, ours = cls(), cls()
        for _ in range(3):  # from the second call on, what is set has other types
            x = args[0]
            step = 1e-6
            moved = [copy.deepcopy(own) for _ in range(2)]
            low, high = (getattr(m, name)(x + h, *args[1:]) for m, h in zip(moved, (-step, step), strict=True))
            value = getattr(own, name)(*args)
            got, gradient = value_and_grad(getattr(ours, name), optimize=optimize)(*args)
            assert got == value
            assert np.sum(gradient) == pytest.approx((high - low) / (2 * step), rel=1e-5)
            assert_same(attributes(ours), attributes(own))


def test_it_is_set_once_by_every_operator():
    for operator in (lambda f: vjp(f, X)[1](1.0), lambda f: jvp(f, (X,), (X,)), lambda f: hvp(f)(X, X)):
        model = Model()
        operator(model.loss)
        assert model.n == 1
        assert model.first.calls == 1


def test_what_is_set_before_an_error_stays():
    model = Model()
    with pytest.raises(ValueError, match="negative"):
        grad(model.raises)(-1.0)
    assert (model.n, model.h) == (1, None)


def test_it_reads_as_the_function_does():
    source = differentiate(Model().loss).source(X)
    assert "    self.h = " in source
    assert "setattr" not in source


def test_gradients_by_attributes_of_an_object_that_is_set():
    model, other = Model(), Model()
    gradient = grad(model.loss, argnames="first.W")(X)
    np.testing.assert_allclose(gradient, grad(lambda W: loss_with(other, W))(model.first.W), rtol=1e-12)


def loss_with(model, W):
    h = np.tanh(X @ W)
    y = np.tanh(np.tanh(h @ model.layers[0].W) @ model.layers[1].W)
    return np.sum(y**2) + np.sum(h)


def test_a_method_that_sets_and_is_redefined_is_seen(monkeypatch):
    model = Model()
    derivative = grad(model.branches)
    assert derivative(0.5) == 2.0

    def branches(self, x):
        self.h = x * 3.0
        return x * self.h

    monkeypatch.setattr(Model, "branches", branches)
    assert grad(model.branches)(0.5) == 3.0
    assert model.h == 1.5
    loops = grad(model.loops)
    assert loops(0.5, 2) == 2.0
    monkeypatch.setattr(Layer, "__call__", lambda self, x: x @ self.W)
    model.n = 0
    np.testing.assert_allclose(grad(model.loss, argnames="x")(X), loss_of_lines(model))


def loss_of_lines(model):
    W = model.first.W
    M = model.layers[0].W @ model.layers[1].W
    return 2.0 * (X @ W @ M) @ (W @ M).T + np.ones((4, 2)) @ W.T


class State:
    def __init__(self, x, v):
        self.x, self.v = x, v


def step(state, dt):
    state.x = state.x + dt * state.v
    state.v = state.v - dt * state.x
    return state


def energy(state, dt):
    for _ in range(3):
        step(state, dt)
    return state.x**2 + state.v**2


def test_a_plain_function_sets_attributes_of_what_it_is_given():
    own, ours = State(1.0, 2.0), State(1.0, 2.0)
    value = energy(own, 0.1)
    assert value_and_grad(energy, 1)(ours, 0.1)[0] == value
    assert vars(ours) == vars(own)
    high, low = (energy(State(1.0, 2.0), 0.1 + h) for h in (1e-6, -1e-6))
    assert grad(energy, 1)(State(1.0, 2.0), 0.1) == pytest.approx((high - low) / 2e-6)
    of_state = grad(energy)(State(1.0, 2.0), 0.1)
    high, low = (energy(State(1.0 + h, 2.0), 0.1) for h in (1e-6, -1e-6))
    assert of_state.x == pytest.approx((high - low) / 2e-6)


def both(a, b, dt):
    a.x = a.x * dt
    return a.x * b.x


def test_two_names_for_one_object_are_refused():
    derivative, one = grad(both, 2), State(1.0, 2.0)
    assert derivative(State(1.0, 2.0), State(3.0, 4.0), 0.1) == 3.0
    for _ in range(2):
        with pytest.raises(UnsupportedError, match="a and b are one object"):
            derivative(one, one, 0.1)
    assert one.x == 1.0


SHARED = State(1.0, 2.0)


def with_shared(a, dt):
    a.x = a.x * dt
    return SHARED.x * a.x


def test_nor_is_one_of_them_from_outside():
    assert grad(with_shared, 1)(State(1.0, 2.0), 0.1) == 1.0
    with pytest.raises(UnsupportedError, match="one object"):
        grad(with_shared, 1)(SHARED, 0.1)
    assert SHARED.x == 1.0


def sets_shared(x):
    SHARED.x = x
    return SHARED.x**2


class Guarded(State):
    def __setattr__(self, name, value):
        super().__setattr__(name, 2.0 * value)


class Hidden(State):
    def keep(self, x):
        self.kept = [x]
        self.kept.append(x)
        return x**2


def test_what_is_refused_sets_nothing():
    with pytest.raises(UnsupportedError, match="attribute"):
        grad(sets_shared)(2.0)
    guarded = Guarded(1.0, 2.0)
    with pytest.raises(UnsupportedError):
        grad(both, 2)(guarded, State(3.0, 4.0), 0.1)
    hidden = Hidden(1.0, 2.0)
    with pytest.raises(UnsupportedError, match="put it into another"):
        grad(hidden.keep)(3.0)
    assert SHARED.x == 1.0
    assert guarded.x == 2.0
    assert not hasattr(hidden, "kept")
