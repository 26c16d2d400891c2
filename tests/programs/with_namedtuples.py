"""Namedtuples as arguments, results and parts of others: by name, by position, unpacked, replaced."""

from collections import namedtuple
from typing import NamedTuple

import numpy as np

from programs.checker import pos, program, sgn

Layer = namedtuple("Layer", "W b")


class State(NamedTuple):
    x: float
    v: float


class Weights(NamedTuple):
    first: Layer
    last: Layer
    scale: float = 2.0
    kind: str = "tanh"


@program(State(0.7, -0.4))
def two_fields(s):
    return s.x**2 * np.sin(s.v)


@program(Layer(sgn(3, 2), pos(2)), sgn(4, 3))
def layer_of_arrays(layer, x):
    return np.sum(np.tanh(x @ layer.W + layer.b))


@program(State(0.7, -0.4))
def by_position(s):
    return s[0] * s[1] + s[-1] ** 3


@program(State(0.7, -0.4))
def unpacked(s):
    x, v = s
    return x * np.exp(v)


@program(State(0.7, -0.4))
def one_field_alone(s):
    return np.cos(s.v)


def step(s, dt):
    return State(s.x + dt * s.v, s.v - dt * np.sin(s.x))


@program(State(0.7, -0.4), 0.1)
def steps_of_a_helper(s, dt):
    for _ in range(4):
        s = step(s, dt)
    return s.x**2 + s.v**2


@program(State(0.7, -0.4), 0.1)
def returns_a_namedtuple(s, dt):
    return step(step(s, dt), dt)


@program(State(0.7, -0.4), 0.1)
def made_in_a_loop(s, dt):
    x, v = s.x, s.v
    for _ in range(3):
        s = State(v=v - dt * x, x=x + dt * v)
        x, v = s
    return x * v


@program(Weights(Layer(sgn(3, 2), pos(2)), Layer(sgn(2, 1), pos(1))), sgn(4, 3))
def nested(w, x):
    hidden = np.tanh(x @ w.first.W + w.first.b)
    return np.sum(hidden @ w.last.W + w.last.b) * w.scale


@program(Weights(Layer(sgn(3, 2), pos(2)), Layer(sgn(2, 1), pos(1)), kind="relu"), sgn(4, 3))
def a_text_decides(w, x):
    hidden = x @ w.first.W
    hidden = np.maximum(hidden, 0.0) if w.kind == "relu" else np.tanh(hidden)
    return np.sum(hidden @ w.last.W)


@program(State(0.7, -0.4))
def replaced(s):
    return s._replace(v=s.x * s.v).v ** 2 + s.x


@program(State(0.7, -0.4))
def replaced_and_both_used(s):
    t = s._replace(x=s.x * 2.0)
    return s.x * t.x + t.v


@program(0.8, 0.3)
def made_of_arguments(x, v):
    s = State(x * v, v)
    return s.x + s.v * s.x


@program(0.8)
def default_of_a_field(x):
    w = Weights(Layer(x, 1.0), Layer(2.0, x))
    return w.first.W * w.last.b * w.scale


@program([State(0.7, -0.4), State(0.2, 0.9)])
def list_of_namedtuples(states):
    total = 0.0
    for s in states:
        total = total + s.x * s.v
    return total


@program({"a": State(0.7, -0.4), "b": (State(0.2, 0.9), 2.0)})
def inside_a_dict_and_a_tuple(d):
    return d["a"].x * d["b"][0].v + d["b"][1] ** 2


@program((State(0.7, -0.4), State(0.2, 0.9)))
def zipped_fields(pair):
    a, b = pair
    total = 0.0
    for p, q in zip(a, b, strict=True):
        total = total + p * q**2
    return total


@program(State(0.7, -0.4), 2)
def on_one_path_only(s, n):
    if n > 1:
        s = State(s.v, s.x * s.x)
    return s.x + 3.0 * s.v


@program(State(0.7, -0.4))
def a_branch_of_the_data(s):
    if s.x > 0.5:
        t = State(s.x, 1.0)
    else:
        t = State(1.0, s.v)
    return t.x**2 + t.v


@program(State(0.7, -0.4))
def loop_without_iterations(s):
    for _ in range(0):
        s = State(s.v, s.x)
    return s.x - s.v**2


def norm(s):
    return np.hypot(s.x, s.v)


@program(State(0.7, -0.4))
def helper_twice_on_parts(s):
    return norm(s) * norm(State(s.v, s.v))


@program(Layer(pos(3), sgn(3)))
def fields_are_views(layer):
    top = layer.W[:2]
    return np.sum(top**2) + np.sum(layer.b[1:] * top)


@program(Layer(pos(3), sgn(3)))
def array_in_a_field_is_changed(layer):
    layer.W[0] = layer.W[1] * 2.0
    return np.sum(layer.W * layer.b)


@program(Layer(np.float32(0.5), pos(2).astype(np.float32)))
def single_precision(layer):
    return np.sum(layer.b * layer.W) ** 2


@program(State(0.7, -0.4))
def names_that_collide(State_bar):
    x_bar = State_bar.x * 2.0
    return x_bar * State_bar.v


@program(State(0.7, -0.4))
def parameter_called_like_the_class(State):
    return State.x * State.v


class Inherits(State):
    """A subclass with a method."""

    def energy(self):
        return 0.5 * self.v**2 + self.x**2


@program(Inherits(0.7, -0.4))
def method_of_a_namedtuple(s):
    return s.energy() * s.x


@program(State(0.7, -0.4))
def array_of_its_items(s):
    return np.sum(np.array(s) ** 2)


@program(State(0.7, -0.4))
def length_counts(s):
    return s.x * len(s) + s.v
