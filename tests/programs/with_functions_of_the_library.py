"""functools, operator and the builtins that take functions, as calls and as values."""


import functools
import operator
from functools import partial, reduce

import numpy as np

from programs.checker import pos, program, sgn

WEIGHTS = pos(3)


def power(x, exponent, scale=1.0):
    return scale * x**exponent


def dense(W, b, x, act=np.tanh):
    return act(W @ x + b)


squared = partial(power, exponent=2)
twice_squared = partial(squared, scale=2.0)
weigh = partial(np.multiply, WEIGHTS)
layer = partial(dense, act=partial(power, exponent=3))
add, get = operator.add, operator.itemgetter(1)


@program(0.7)
def partial_from_outside(x):
    return squared(x) + twice_squared(x, scale=x)


@program(sgn(3))
def partial_of_an_op_with_an_array(x):
    return np.sum(weigh(x) ** 2)


@program(pos(3, 3), pos(3), sgn(3))
def partial_with_a_partial(W, b, x):
    return np.sum(layer(W, b, x))


@program(0.7, 1.4)
def partial_made_here(x, k):
    f = partial(power, scale=k)
    g = functools.partial(f, x)
    k = 100.0
    return f(x, 2) + g(3) + g(exponent=1.5) * k


@program(0.7, 1.4)
def partial_of_a_local_function(x, k):
    def blend(a, b, *, w):
        return w * a + (1 - w) * b * b

    half = partial(blend, w=0.5)
    own = partial(blend, x, w=k)
    return half(x, k) + own(2.0) + own(b=x)


@program(0.7)
def partial_as_an_argument(x):
    def twice(g, v):
        return g(g(v))

    return twice(partial(power, exponent=3), x) + twice(partial(np.hypot, x), 1.0)


@program(0.5, 0.7, 0.9)
def reduced_tuple(x, y, z):
    return reduce(operator.mul, (x, y, z)) + reduce(lambda a, b: a * b + x, [y, z], 1.0)


@program(pos(4))
def reduced_array(x):
    return reduce(np.multiply, x) + reduce(lambda a, b: a + b * b, x, 0.5)


@program([0.5, 0.7, 0.9], 2.0)
def reduced_list(xs, k):
    return reduce(lambda a, b: a * k + b, xs) * reduce(add, xs, k)


@program([pos(2), sgn(2)])
def sums_of_sequences(xs):
    return np.sum(sum(xs) ** 2) + np.sum(sum(xs, start=1.0)) + sum((xs[0][0], xs[1][1]), 2.0)


@program(pos(5))
def sum_of_an_array(x):
    return sum(x) * sum(x * x)


@program((0.5, -0.7), 0.9)
def items_got(p, x):
    first = operator.itemgetter(0)
    both = operator.itemgetter(1, 0)
    a, b = both(p)
    return first(p) * x + get(p) + a * b * b


@program(0.5, -0.7)
def operators_as_functions(x, y):
    return operator.add(x, y) * operator.truediv(x, operator.neg(y)) - operator.pow(x, 2) + (operator.sub)(y, x)


@program([0.5, -0.7, 0.2], 0.3)
def by_a_key(xs, c):
    near = min(xs, key=lambda v: abs(v - c))
    far = max(xs, key=lambda v: (v - c) ** 2)
    return near * near * c + far + max(c, xs[0], key=np.cos)


@program(0.5, 0.9)
def two_of_one_division(x, y):
    q, r = divmod(7.3 * x, y)
    return r * x + q


@program([1.0, -2.0], 0.5)
def any_and_all(xs, x):
    if any(xs) and not all((xs[0] > 0, xs[1] > 0)):
        x = x * 2
    if any([x > 100, x < -100]):
        x = x * 1e6
    return x * xs[0]


@program(0.5)
def builtins_as_values(x):
    def chosen(pick, a, b):
        return pick(a, b)

    return chosen(max, x, x * x) + chosen(min, x, 0.1) + chosen(pow, x, 3) + abs(chosen(divmod, x, 0.3)[1])


@program(0.5)
def decorators_inside(x):
    def scaled(by):
        def decorate(fn):
            @functools.wraps(fn)
            def wrapper(*args, **kwargs):
                return by * fn(*args, **kwargs)

            return wrapper

        return decorate

    @scaled(2.0)
    @scaled(by=x)
    def g(v, shift=1.0):
        return v * v + shift

    return g(x) + g(2.0, shift=x)


@program(0.5)
def callables_are_asked_for(x):
    def value(v):
        return v(x) if callable(v) else v

    return value(np.sin) + value(lambda u: u * u) + (1.0 if callable(power) else x)
