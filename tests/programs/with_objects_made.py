"""Objects that a function makes: their attributes are written and read, their methods change them."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from programs.checker import pos, program, sgn


class State:
    count = 3

    def __init__(self, x, v=0.0):
        self.x = x
        self.v = v
        self.n = 0

    def step(self, dt):
        self.v -= dt * np.sin(self.x)
        self.x += dt * self.v
        self.n += 1

    def run(self, dt, n):
        for _ in range(n):
            self.step(dt)
        return self

    @property
    def energy(self):
        return 0.5 * self.v**2 - np.cos(self.x)

    @staticmethod
    def squared(x):
        return x * x


@dataclass
class Mean:
    total: float = 0.0
    count: int = 0
    seen: list = field(default_factory=list)

    def add(self, value):
        self.total += value
        self.count += 1
        self.seen.append(value)
        return self

    def mean(self):
        return self.total / self.count


@dataclass
class Scaled:
    k: float
    doubled: float = 0.0

    def __post_init__(self):
        self.doubled = 2.0 * self.k


class Base:
    def __init__(self, k):
        self.k = k

    def value(self, x):
        return self.k * x

    def twice(self, x):
        return self.value(self.value(x))


class Shifted(Base):
    def __init__(self, k, c):
        super().__init__(k * 2.0)
        self.c = c

    def value(self, x):
        return super().value(x) + self.c


class Dense:
    def __init__(self, W, act=np.tanh):
        self.W = W
        self.act = act

    def __call__(self, x):
        return self.act(x @ self.W)


class Net:
    def __init__(self, A, B):
        self.layers = [Dense(A), Dense(B, np.sin)]
        self.calls = 0

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
            self.calls += 1
        return x


class Work:
    def __init__(self, n):
        self.buffer = np.zeros(n)
        self.last = None

    def put(self, k, value):
        self.buffer[k] = value
        self.last = value

    def total(self):
        return np.sum(self.buffer**2)


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __rmul__(self, k):
        return Vector(k * self.x, k * self.y)

    def inner(self, other):
        return self.x * other.x + self.y * other.y


@program(0.5, 0.1)
def made_and_read(x, v):
    s = State(x, v=v * x)
    return s.x * s.v


@program(0.5, 0.1)
def stepped_in_a_loop(x, dt):
    s = State(x)
    for _ in range(4):
        s.step(dt)
    return s.energy * s.n


@program(0.5, 0.1, 3)
def a_method_with_a_loop_returns_self(x, dt, n):
    return State(x, 1.0).run(dt, n).run(dt, 1).x


@program(0.5, 0.1, 0)
def a_loop_without_iterations(x, dt, n):
    s = State(x, dt)
    return s.run(dt, n).v * s.x


@program(0.5, 0.1)
def two_names_for_one_object(x, dt):
    s = State(x)
    t = s
    t.x = t.x * dt
    s.v = t.x
    return s.x + t.v**2


@program(0.5, 0.1)
def two_objects_of_a_class(x, dt):
    s, t = State(x), State(dt, x)
    s.x, t.x = t.x, s.x
    s.step(t.v)
    return s.x * t.x + s.v


@program(0.5, 0.1)
def set_on_one_path(x, dt):
    s = State(x)
    if x > 0.2:
        s.step(dt)
    else:
        s.v = 2.0
    return s.x + s.v


@program(-0.5, 0.1)
def set_on_the_other_path(x, dt):
    s = State(x)
    if x > 0.2:
        s.step(dt)
    else:
        s.v = 2.0 * x
    return s.x + s.v


@program(0.5)
def rebound_to_another_kind(x):
    s = State(x)
    s.x = np.array([1.0, 2.0]) * s.x
    s.v = s.x[0]
    return np.sum(s.x) * s.v


@program(0.7)
def a_dataclass_with_a_list(x):
    m = Mean()
    m.add(x).add(x * x)
    m.total *= 2.0
    return m.mean() + m.seen[1] * m.seen[0]


@program(pos(4))
def accumulated_over_an_array(x):
    m = Mean()
    for value in x:
        m.total += value**2
        m.count += 1
    return m.mean()


@program(0.7)
def what_post_init_sets(k):
    s = Scaled(k)
    s.k = s.doubled * s.k
    return s.k + s.doubled


@program(0.7, 0.2)
def inherited_and_overridden(k, c):
    return Shifted(k, c).twice(k)


@program(0.7)
def attributes_that_no_class_declares(x):
    s = SimpleNamespace(a=x)
    s.b = s.a * 2.0
    s.a = s.b * s.a
    return s.a + s.b


@program(0.7)
def an_object_in_an_object(x):
    s = State(x)
    s.inner = State(x * 2.0, 1.0)
    s.inner.x += s.x
    inner = s.inner
    inner.v = inner.x**2
    return s.inner.v * s.x


@program(sgn(3, 4), sgn(4, 2), sgn(5, 3))
def a_network_made_here(A, B, x):
    first, last = Dense(A), Dense(B, np.sin)
    return np.sum(last(first(x)))


@program(sgn(3, 3), sgn(5, 3))
def layers_in_a_list_made_here(A, x):
    layers = [Dense(A), Dense(A * 2.0)]
    for layer in layers:
        x = layer(x)
    return np.sum(x)


@program(sgn(3, 4), sgn(4, 2), sgn(5, 3))
def a_network_of_layers_in_a_list(A, B, x):
    net = Net(A, B)
    return np.sum(net(x)) + np.sum(net(x * 2.0)) * net.calls


@program(0.5, 0.1)
def each_object_of_a_list_is_changed(x, dt):
    states = [State(x), State(x * x, 1.0)]
    for k, s in enumerate(states):
        s.step(dt)
        s.n += k
    states[0].x += states[1].v
    total = 0.0
    for s, weight in zip(states, (1.0, 2.0), strict=True):
        total = total + s.x * s.n * weight
    return total


@program(pos(3))
def an_array_of_an_object_is_changed(x):
    w = Work(4)
    for k in range(3):
        w.put(k + 1, x[k] * x[0])
    w.buffer[1] += w.last
    return w.total()


@program(pos(3))
def an_array_is_added_to_in_place(x):
    w = Work(3)
    view = w.buffer[:2]
    w.buffer += x
    w.buffer *= x
    return np.sum(view) + w.total()


@program(0.5, 0.25)
def operators_make_objects(x, y):
    u = Vector(x, y)
    v = 2.0 * u + Vector(y, x)
    return v.inner(u) if v.x > 0.0 else v.y


@program(0.5)
def class_attributes_and_static_methods(x):
    s = State(x)
    s.count = s.count + 1
    return s.squared(x) * s.count + State.count


def advance(s, dt):
    s.step(dt)
    return s.x


@program(0.5, 0.1)
def passed_to_a_local_function(x, dt):
    def kick(s):
        s.v += dt
        return s

    s = State(x)
    kick(s)
    kick(s).step(dt)
    return s.v + s.x


@program(0.5)
def returned_from_the_function(x):
    s = State(x, 2.0 * x)
    s.n = 1.0
    return s


def newton(x):
    s = State(x, 1.0)
    while s.n < 2:
        s.v = (s.x**2 - 2.0) / (2.0 * s.x)
        s.x -= s.v
        s.n += 1
    return s


@program(0.5)
def a_helper_makes_it(x):
    s = newton(x + 1.0)
    return s.x**2 * x + s.n


@program(0.5)
def a_while_loop_over_an_attribute(x):
    s = State(x)
    while s.n < 4:
        s.x = s.x * 1.5
        s.n += 1
    return s.x**2


@program(0.5)
def left_by_break(x):
    s = State(x)
    for k in range(10):
        s.x = s.x * 2.0
        if s.x > 3.0:
            break
        s.v = s.x * k
    return s.x + s.v


@program(0.5, 0.3)
def names_that_collide(s_x, s_v):
    s = State(s_x, s_v)
    s.x *= 2.0
    s_x_bar = s.x * s_v
    return s_x_bar + s_x


@program(0.5)
def a_chosen_object(x):
    s, t = State(x), State(x * x, 1.0)
    u = s if x > 0.0 else t
    return u.x * t.v + u.v
