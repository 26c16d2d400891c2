"""Lists that something holds on to while they are changed: partials, defaults, closures, other names."""

import functools

import numpy as np

from programs.checker import program


@program(1.3)
def a_partial_holds_the_list(x):
    xs = [x]
    g = functools.partial(lambda a, b: a[-1] * b, xs)
    xs.append(3.0 * x)
    return g(2.0)


@program(1.3)
def a_default_holds_the_list(x):
    xs = [x]
    g = lambda b, a=xs: a[-1] * b  # noqa: E731
    xs.append(3.0 * x)
    return g(2.0)


@program(1.3)
def a_closure_holds_the_list(x):
    def last_of(a):
        def times(b):
            return a[-1] * b

        return times

    xs = [x]
    g = last_of(xs)
    xs.append(3.0 * x)
    return g(2.0)


@program(1.3)
def two_lists_swap_while_one_grows(x):
    a, b = [x, x], [x]
    for _ in range(3):
        a, b = b, a
        a.append(x * len(b))
    return sum(a) - sum(b) * 2


@program(1.3)
def a_stack_that_grows_and_shrinks(x):
    stack = [x]
    n = 0
    s = 0.0
    while stack:
        v = stack.pop()
        s += v * v
        if n < 3:
            stack.append(v * 0.5)
            stack.append(v * 0.25)
        n += 1
    return s


@program(1.3)
def an_item_set_while_the_list_is_gone_over(x):
    xs = [x, x * x, 3.0]
    s = 0.0
    for i, v in enumerate(xs):
        if i == 0:
            xs[2] = x * 7
        s += v
    return s


@program(1.3)
def augmented_by_two_names(x):
    a = [x, 2.0]
    a += [x * x]
    b = a
    b += [1.0]
    return a[-1] * a[2]


@program(1.3)
def the_object_of_two_names(x):
    class_ = Total()
    other = class_
    class_.add(x).add(x * x)
    return other.total * other.count


class Total:
    def __init__(self):
        self.total = 0.0
        self.count = 0

    def add(self, value):
        self.total = self.total + value
        self.count += 1
        return self


@program({"W": np.array([[0.5, -0.2], [0.1, 0.3]]), "b": np.array([1.0, 2.0])})
def items_of_several_ranks(params):
    return sum(np.sum(value**2) for name, value in params.items() if name != "c")


@program(1.3)
def over_lists_put_together(x):
    for value in [x] + [2.0]:  # noqa: RUF005
        last = value
    return sum(v * v for v in [x, 2.0] + [3.0]) + last  # noqa: RUF005


@program(1.3)
def an_item_of_a_list_in_a_list(x):
    inner = [x * 1.0]
    outer = [inner, inner]
    first = outer[0][0]
    r = x
    for v in inner:
        r = r * v
    return r * first


def square_and_next(x):
    return x * x, x + 1


@program(1.3)
def a_pair_taken_out_of_a_list(x):
    pairs = [square_and_next(x)]
    a, b = pairs[-1]
    return a * b + pairs[0][0]
