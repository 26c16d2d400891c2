"""Dataclasses as arguments, results and parts of others; their methods, properties and constants."""

import dataclasses
import enum
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np

from programs.checker import pos, program, sgn


class Mode(enum.Enum):
    FAST = 1
    SLOW = 2


@dataclass
class Params:
    W: np.ndarray
    b: np.ndarray
    power: int = 2
    kind: str = "tanh"
    rest: None = None

    SCALE = 1.5

    def hidden(self, x):
        return np.tanh(x @ self.W + self.b)

    def predict(self, x, *, times=1.0):
        return self.hidden(x) * self.SCALE * times

    @property
    def size(self):
        return np.sum(self.W**2) + np.sum(self.b**2)

    @staticmethod
    def squash(x):
        return x / (1.0 + x**2)

    @classmethod
    def scaled(cls, W, b):
        return cls(W * cls.SCALE, b)

    def __call__(self, x):
        return self.predict(x, times=0.5)


@dataclass(frozen=True, slots=True)
class Body:
    m: float
    r: np.ndarray
    v: np.ndarray = field(default_factory=lambda: np.zeros(2))


@dataclass(kw_only=True)
class Deep:
    params: Params
    body: Body
    T: float = 1.0
    shape: float = 2.0


@dataclass
class Derived(Params):
    extra: float = 0.5

    def hidden(self, x):
        return super().hidden(x) * self.extra


def params(kind="tanh", cls=Params, **more):
    return cls(sgn(3, 2), pos(2), kind=kind, **more)


@program(params(), sgn(4, 3))
def two_arrays(p, x):
    return np.sum(np.tanh(x @ p.W) * p.b)


@program(params(), sgn(4, 3))
def a_number_decides(p, x):
    return np.sum((x @ p.W) ** 2) * p.power if p.power == 2 else np.sum(p.b)


@program(params("relu"), sgn(4, 3))
def a_text_and_none_decide(p, x):
    y = x @ p.W
    if p.kind == "relu":
        y = np.maximum(y, 0.0)
    return np.sum(y) if p.rest is None else np.sum(p.rest)


@program(params(), sgn(4, 3))
def a_method(p, x):
    return np.sum(p.hidden(x) ** 2)


@program(params(), sgn(4, 3))
def a_method_that_calls_a_method(p, x):
    return np.sum(p.predict(x, times=2.0)) + np.sum(p.predict(x))


@program(params(), sgn(4, 3))
def called_as_a_function(p, x):
    return np.sum(p(x) ** 2)


@program(params())
def a_property_like_an_attribute_of_arrays(p):
    return p.size * np.sum(p.b)


@program(params(), 0.7)
def a_static_method(p, x):
    return p.squash(x) * np.sum(p.b) + Params.squash(x)


@program(sgn(3, 2), pos(2), sgn(4, 3))
def a_class_method(W, b, x):
    return np.sum(Params.scaled(W, b).hidden(x))


@program(sgn(3, 2), pos(2), sgn(4, 3))
def made_in_the_function(W, b, x):
    p = Params(W, b=b)
    return np.sum(p.hidden(x)) * p.power


@program(params(cls=Derived), sgn(4, 3))
def a_subclass_with_super(p, x):
    return np.sum(p.predict(x))


@program(params(cls=Derived, extra=0.25), sgn(4, 3))
def the_function_of_the_base_class(p, x):
    return np.sum(Params.hidden(p, x)) * p.extra


@program(params(), sgn(4, 3))
def replaced(p, x):
    q = replace(p, b=p.b * 2.0)
    return np.sum(q.hidden(x)) + np.sum(p.b)


@program(params(), sgn(4, 3))
def gradient_step(p, x):
    q = dataclasses.replace(p, W=p.W - 0.1 * p.W**2, b=p.b - 0.1)
    return np.sum(q(x))


@program(Body(2.0, pos(2), sgn(2)), 0.1)
def frozen_with_slots(body, dt):
    r = body.r + dt * body.v
    return 0.5 * body.m * np.sum(body.v**2) - body.m / np.sqrt(np.sum(r**2))


@program([Body(2.0, pos(2), sgn(2)), Body(1.0, sgn(2) + 3.0, pos(2))])
def a_list_of_bodies(bodies):
    energy = 0.0
    for i in range(len(bodies)):
        energy += 0.5 * bodies[i].m * np.sum(bodies[i].v ** 2)
        for j in range(i):
            d = bodies[i].r - bodies[j].r
            energy -= bodies[i].m * bodies[j].m / np.sqrt(np.sum(d**2))
    return energy


@program([Body(2.0, pos(2), sgn(2)), Body(1.0, sgn(2) + 3.0, pos(2))])
def bodies_one_by_one(bodies):
    total = 0.0
    for body in bodies:
        total = total + body.m * np.sum(body.v * body.r)
    return total


def advance(body, dt):
    return replace(body, r=body.r + dt * body.v)


@program(Body(2.0, pos(2), sgn(2)), 0.1, 3)
def advanced_in_a_loop(body, dt, n):
    for _ in range(n):
        body = advance(body, dt)
    return np.sum(body.r**3) * body.m


@program(Body(2.0, pos(2), sgn(2)), 0.1, 0)
def advanced_not_once(body, dt, n):
    for _ in range(n):
        body = advance(body, dt)
    return np.sum(body.r**3) * body.m


@program(Body(2.0, pos(2), sgn(2)), 0.1)
def returns_an_object(body, dt):
    return advance(body, dt * 2.0)


@program(Body(2.0, pos(2), sgn(2)))
def returns_an_object_in_a_tuple(body):
    return body.m**2, [Body(body.m, body.r * 2.0, body.v)]


@program(Deep(params=params(), body=Body(2.0, pos(2), sgn(2))), sgn(4, 3))
def nested(deep, x):
    return np.sum(deep.params.hidden(x) @ deep.body.r) * deep.body.m


@program(Deep(params=params(), body=Body(2.0, pos(2), sgn(2)), T=0.3, shape=0.5))
def fields_named_like_attributes_of_arrays(deep):
    return deep.T**2 * deep.shape + np.sum(deep.body.r)


@program(Deep(params=params(), body=Body(2.0, pos(2), sgn(2))))
def nested_replaced(deep):
    other = replace(deep, body=replace(deep.body, m=deep.T * 3.0))
    return other.body.m * deep.body.m + np.sum(other.body.r)


@program({"p": params(), "n": 2.0}, sgn(4, 3), wrt=(0,))
def inside_a_dict(d, x):
    return np.sum(d["p"].predict(x)) * d["n"]


@program(SimpleNamespace(a=0.5, b=pos(3)))
def simple_namespace(s):
    return s.a * np.sum(s.b**2)


@program(0.5, pos(3))
def simple_namespace_made(a, b):
    s = SimpleNamespace(a=a * 2.0, b=b)
    return s.a * np.sum(s.b**2)


@program(0.5)
def an_enum_decides(x, mode=Mode.SLOW):
    if mode is Mode.FAST:
        return x
    return x * x


@program(Body(2.0, pos(2), sgn(2)), 1)
def one_of_two_objects(body, n):
    other = Body(body.m * 2.0, body.v, body.r)
    chosen = body if n > 1 else other
    return chosen.m * np.sum(chosen.r)


@program(Body(2.0, pos(2), sgn(2)))
def two_names_for_one_object(body):
    other = body
    return other.m * body.m + np.sum(other.r * body.r)


@program(pos(2))
def one_array_in_two_fields(r):
    body = Body(1.0, r, r)
    return np.sum(body.r * body.v) + body.m


@program(Body(2.0, pos(3), sgn(3)))
def array_in_a_field_is_changed(body):
    body.r[0] = body.m * body.r[1]
    body.v[:2] += body.r[:2]
    return np.sum(body.v**2) + np.sum(body.r)


@program(params(), sgn(4, 3))
def isinstance_decides(p, x):
    return np.sum(x @ p.W) if isinstance(p, Params) else np.sum(p.b)
