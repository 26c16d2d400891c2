"""Operators applied to functions that read what is around them, and to those that they call."""

import math

import numpy as np

from programs.checker import pos, program, sgn
from s2sdiff import grad, value_and_grad, vjp

RATE = 0.5
weights = np.array([0.5, 2.0, 1.5])
table = {"mass": 2.0, "spring": np.array([1.0, 3.0])}


@program(1.2, 0.7)
def closure_over_two_numbers(a, b):
    return grad(lambda y: a * y**2 + b * math.sin(y))(a * b)


@program(sgn(3), 0.7)
def closure_over_an_array(x, s):
    return np.sum(grad(lambda y: np.sum(x * y**2) * s)(x * s))


@program((0.4, 1.2), 0.7)
def closure_over_a_tuple(p, x):
    return grad(lambda y: p[0] * y + p[1] * y * y)(x)


@program([sgn(2), pos(2)], 0.7)
def closure_over_a_list_of_arrays(p, x):
    def f(y):
        total = y
        for a in p:
            total = total * np.sum(a) + y * y
        return total

    return grad(f)(x)


@program(1.25, 3, "cube")
@program(1.25, 2, "square")
def closure_over_an_integer_and_a_string(x, n, kind):
    def f(y):
        return (y**3 if kind == "cube" else y**2) * n

    return grad(f)(x) * x


@program(sgn(3), 2)
def closure_over_an_index(x, k):
    return grad(lambda y: y * y * x[k])(x[k - 1]) * grad(lambda z: np.sum(z[k:] ** 2))(x)[k]


@program(1.2)
def closure_over_data_of_the_module(x):
    return grad(lambda y: np.sum(weights * y**2) * RATE)(x) + grad(lambda y: y**2 * table["mass"])(x)


@program(sgn(2))
def closure_over_a_dict_of_the_module(q):
    return np.sum(grad(lambda q: np.sum(table["spring"] * q * q) / table["mass"])(q) ** 2)


@program(1.2)
def names_are_those_at_the_call(x):
    a = x

    def f(y):
        return a * y * y

    first = grad(f)(x)
    a = x * x
    return first + grad(f)(2.0)


@program(1.2)
def a_derivative_reads_names_at_its_call(x):
    a = 1.0
    d = grad(lambda y: a * y * y)
    first = d(x)
    a = x
    return first * d(x)


@program(1.2)
def defaults_are_those_of_the_definition(x):
    a = x

    def f(y, s=a):
        return s * y * y

    a = x * x
    return grad(f)(x) * a


@program(1.2, 0.5)
def defaults_and_keywords(x, s):
    def f(y, scale=s, *, power=2):
        return scale * y**power

    d = grad(f, argnames=("scale", "y"))
    a, b = d(x)
    c, e = d(x, power=3)
    h = value_and_grad(f)(scale=x, y=s)[1]
    return a * b + c * e + h


@program(1.2, 0.5)
def a_default_is_a_derivative(x, s):
    d = grad(lambda y: s * y**3)

    def f(y, slope=d):
        return slope(y) * y

    return f(x)


@program(1.2, 0.5)
def closure_over_a_local_function(x, s):
    def square(y):
        return y * y * s

    def twice(y):
        return square(square(y)) + x

    return grad(twice)(x) + grad(lambda z: twice(z) * square(z))(s)


@program(1.2, 0.5)
def closure_over_a_derivative(x, s):
    d = grad(lambda y: s * y**3)
    return grad(lambda y: d(y) * y)(x)


@program(1.25, 0.5)
def pullback_reads_what_it_read_then(x, s):
    a = s
    y, back = vjp(lambda y: a * y**3, x)
    a = 2.0
    return back(y)[0] * a


@program(1.2, 0.5)
def local_names_are_names_around(x, s):
    y = s * x

    def f(y):
        s = y * y
        x = s * y
        return x + s

    return grad(f)(y) * s + y


@program(1.2, 0.5)
def the_function_has_the_name_of_a_variable(x, value):
    def value_bar(x):
        return x * value

    t1 = grad(value_bar)(x)
    return t1 * x


@program(1.2, 0.5)
def two_lambdas_on_one_line(x, s):
    return grad(lambda y: y * s)(x) * grad(lambda y: y * y * s)(x)


@program(1.2)
def lambda_in_a_lambda(x):
    return grad(lambda y: (lambda z: z * z * y)(x * y))(x)


@program(1.2)
def lambda_without_an_expression_of_its_argument(x):
    return x + grad(lambda y: 3.0)(x) + grad(lambda y: x)(x)


@program(1.2, 0.5)
def closure_over_a_loop_variable(x, s):
    total = 0.0
    for k in range(1, 4):
        a = s * k
        total = total + grad(lambda y: a * y**k)(x)  # noqa: B023
    return total


@program(1.2, sgn(4))
def closure_over_an_item(x, v):
    total = 0.0
    for a in v:
        total = total + grad(lambda y: a * y * y)(x) * a  # noqa: B023
    return total


@program(1.2, 0.5)
def closure_over_what_a_branch_chose(x, s):
    if x > s:
        a = x
    else:
        a = s

    return grad(lambda y: a * y * y)(s)


@program(1.5)
def names_are_those_of_the_definition_and_not_of_the_caller(x):
    s = 2.0

    def f(y):
        return s * y * y

    def at_another(s):
        return grad(lambda y: f(y) * s)(x)

    def by_another(s):
        return f(s) * s

    return at_another(x) + grad(by_another)(x)


@program(1.5)
def defaults_of_a_function_that_is_called(x):
    a = x * x

    def f(y, s=a):
        return s * y

    a = 2.0
    return grad(lambda y: f(y) * y)(x) * a + grad(lambda a: f(a) * a)(x)


@program(1.5)
def function_that_a_function_returns(x):
    def make(a):
        return lambda y: a * y * y

    g = make(x)

    def other(a):
        return g(a) * a

    return other(2.0 * x) + grad(g)(x) + grad(other)(x)


@program(1.5)
def function_that_is_passed_to_a_function(x):
    def slope(h, y):
        return grad(h)(y)

    s = 3.0

    def g(s):
        return slope(lambda y: s * y**3, x)

    return g(x) * s


@program(1.5)
def names_of_a_function_in_the_function(x):
    s = x * x

    def f(y):
        def g(z):
            s = z * z
            return s

        return g(y) * s

    return grad(f)(x) + grad(lambda y: (lambda s: s * y)(2.0 * y))(x) * s


@program(1.5)
def value_and_pullback_in_a_tuple(x):
    pair = vjp(lambda y: y * y * x, x)
    return pair[0] * pair[1](x)[0] + grad(lambda z: z * z * pair[0])(x)
