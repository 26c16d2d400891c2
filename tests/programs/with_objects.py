"""Objects of plain classes: as arguments, from outside, with methods that call methods, in lists, and callable."""

from types import SimpleNamespace

import numpy as np

from programs.checker import pos, program, sgn


class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        return np.tanh(x @ self.W + self.b)


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return x * self.factor


class Net:
    rate = 0.5

    def __init__(self, *layers):
        self.layers = list(layers)
        self.offset = 0.25
        self.steps = 3
        self.name = "net"

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def loss(self, x, target=0.5):
        return np.mean((self.forward(x) - target) ** 2) * self.rate + self.penalty

    @property
    def penalty(self):
        return self.offset**2 * self.steps


class Quadratic:
    """An object with operators of its own."""

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __call__(self, x):
        return self.a * x**2 + self.b

    def slope(self, x):
        return 2.0 * self.a * x

    def newton(self, x, n):
        for _ in range(n):
            x = x - self(x) / self.slope(x)
        return x


class Outer:
    class Inner:
        gain = 2.0

        def __init__(self, k):
            self.k = k

        def value(self, x):
            return x * self.k * Outer.Inner.gain


class Slotted:
    __slots__ = ("m", "r")

    def __init__(self, m, r):
        self.m, self.r = m, r

    def moment(self):
        return self.m * np.sum(self.r**2)


def net():
    return Net(Dense(sgn(3, 4), pos(4)), Dense(sgn(4, 2), pos(2)))


MODEL = net()
MIXED = Net(Dense(sgn(3, 3), pos(3)), Scale(1.5), Dense(sgn(3, 2), pos(2)))
LINE = Quadratic(1.5, -2.0)
TREE = SimpleNamespace(left=SimpleNamespace(w=0.5), right=SimpleNamespace(w=pos(3)))


@program(net(), sgn(5, 3))
def argument_with_methods(model, x):
    return model.loss(x)


@program(Net(Dense(sgn(3, 3), pos(3)), Dense(sgn(3, 3), pos(3))), sgn(5, 3))
def layers_of_one_shape(model, x):
    return np.sum(model.forward(x)) * model.offset


@program(sgn(5, 3))
def object_from_outside(x):
    return MODEL.loss(x, target=0.1)


@program(sgn(5, 3))
def attribute_of_an_object_from_outside(x):
    return np.sum(x * MODEL.offset) + MODEL.steps + np.sum(MODEL.layers[0].W)


@program(sgn(5, 3))
def layers_of_two_classes(x):
    return np.sum(MIXED.forward(x))


@program(Net(Dense(sgn(3, 3), pos(3)), Scale(1.5), Dense(sgn(3, 2), pos(2))), sgn(5, 3))
def argument_with_layers_of_two_classes(model, x):
    return np.sum(model.forward(x) ** 2)


@program(1.7)
def callable_from_outside(x):
    return LINE(x) * LINE.slope(x)


@program(Quadratic(1.5, -2.0), 1.7)
def newton_steps_of_a_method(q, x):
    return q.newton(x, 4)


@program(Quadratic(1.5, -2.0), 1.7)
def object_passed_on_to_a_helper(q, x):
    return root_of(q, x) ** 2


def root_of(q, x):
    return x - q(x) / q.slope(x)


@program(0.7)
def namespaces_in_namespaces(x):
    return np.sum(TREE.right.w * x) ** 2 * TREE.left.w


@program(Outer.Inner(0.5), 3.0)
def nested_class(inner, x):
    return inner.value(x) ** 2


@program(Slotted(2.0, pos(3)))
def object_with_slots(s):
    return s.moment() ** 2


@program([Slotted(2.0, pos(3)), Slotted(1.0, sgn(3))])
def objects_in_a_list(bodies):
    total = 0.0
    for body in bodies:
        total += body.moment()
    return total**2


@program({"a": Slotted(2.0, pos(3)), "b": Slotted(1.0, sgn(2))})
def objects_in_a_dict(bodies):
    return bodies["a"].moment() * bodies["b"].moment()


@program(Quadratic(1.5, -2.0), Quadratic(0.5, 1.0), 0.7)
def two_objects_of_a_class(p, q, x):
    return p(q(x)) + q(p(x))


@program(Quadratic(1.5, -2.0), 0.7)
def one_of_two(q, x):
    f = q if x > 0.5 else LINE
    return f(x)


@program(net(), sgn(5, 3))
def gradient_of_a_method_inside(model, x):
    hidden = model.layers[0](x)
    return np.sum(hidden**2) + np.sum(model.layers[-1].W) * np.sum(x)


@program(Quadratic(1.5, -2.0), 0.7)
def the_function_by_its_class(q, x):
    return Quadratic.slope(q, x) * q.b


@program(Quadratic(1.5, -2.0), 0.7)
def a_name_that_collides(self, made):
    return self(made)


@program(Quadratic(np.float32(1.5), np.float32(-2.0)), np.float32(0.7))
def single_precision(q, x):
    return q.slope(x) * q.b


@program(Quadratic(pos(3), 2.0), pos(3))
def fields_of_two_kinds(q, x):
    return np.sum(q(x))


class Vector:
    """A class with operators."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __mul__(self, other):
        return self.x * other.x + self.y * other.y

    def __rmul__(self, k):
        return k * (self.x + self.y)

    def __neg__(self):
        return -self.x

    def __getitem__(self, k):
        return self.x if k == 0 else self.y

    def __lt__(self, other):
        return self.x < other.x


class Activated:
    def __init__(self, w, act, own):
        self.w, self.act, self.own = w, act, own

    def both(self, x):
        return self.act(self.w * x) + self.own(x)


def cubed(x):
    return x**3


@program(Vector(0.5, -2.0), Vector(1.5, 0.25))
def operators_are_methods(u, v):
    return (u * v) ** 2 + (-u) + 2.0 * v


@program(Vector(0.5, -2.0), Vector(1.5, 0.25))
def items_and_comparisons_are_methods(u, v):
    return u[0] * v[1] if u < v else u[1]


@program(Activated(0.5, np.tanh, cubed), 0.7)
def functions_in_attributes(a, x):
    return a.both(x) * a.act(x)


@program(Vector(0.5, -2.0), None)
def is_none(u, v):
    if u is not None and v is None:
        return u.x * 2.0
    return u.y


@program(Vector(0.5, -2.0))
def an_object_is_true(u):
    return u.x**2 if u else u.y
