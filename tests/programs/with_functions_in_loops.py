"""Loops over functions and lists of them; functions that recur, with functions; stars of unknown length."""

# ruff: noqa: E731, B023, B905

import numpy as np

from programs.checker import pos, program, sgn


def relu(x):
    return np.maximum(x, 0.0)


def affine(W, b, x):
    return W @ x + b


def fma(a, b, c):
    return a * b + c


@program(0.6)
def loop_over_functions(x):
    for act in (np.tanh, np.sin, lambda v: v * v):
        x = act(x) + x
    return x


@program([(pos(3, 3), sgn(3)), (sgn(3, 3), pos(3))], sgn(3))
@program([(pos(3, 3), sgn(3))], sgn(3))
def layers_with_activations(layers, x):
    for (W, b), act in zip(layers, (np.tanh, relu, np.sin)):
        x = act(affine(W, b, x))
    return np.sum(x)


@program(sgn(3), (np.sin, relu))
def activations_as_an_argument(x, acts):
    for k, act in enumerate(acts):
        x = act(x) * (k + 1)
    return np.sum(x)


@program(0.6)
@program(1.6)
def loop_over_functions_that_is_left(x):
    for act in [np.sin, np.exp, np.cos]:
        x = act(x)
        if x > 1.0:
            break
    else:
        x = x * 3.0
    return x * x


@program(0.6)
@program(-0.6)
def continue_and_return_in_a_loop_over_functions(x):
    for act in (np.sin, np.exp, np.cos):
        if x < 0.0:
            x = x + 1.0
            continue
        x = act(x)
        if x > 2.0:
            return x * 10.0
    return x


@program(0.6, 1)
@program(0.6, -1)
@program(0.6, 0)
def function_by_a_number(x, k):
    return (np.sin, np.exp, lambda v: v * x)[k](x)


@program(0.6, 4)
def functions_in_turn(x, n):
    acts = [np.sin, np.exp, np.cos]
    for k in range(n):
        x = acts[k % 3](x)
    return x


@program(0.6)
def list_of_functions_that_grows(x):
    acts = [np.sin]
    acts.append(np.cos)
    acts += [lambda v: v * v]
    for act in acts:
        x = act(x)
    return acts[-1](x) + len(acts)


@program(0.6)
def closures_over_the_loop_variable_bind_late(x):
    fs = []
    for k, act in enumerate((np.sin, np.cos)):
        fs.append(lambda v, own=act: own(v) * act(v) * (k + 1.0))
    return fs[0](x) * fs[1](x)


@program(0.6, 3)
def local_function_made_in_a_loop(x, n):
    total = 0.0
    for k in range(n):
        def scaled(v):
            return v * v * k + x

        total = total + scaled(total + x)
    return total


@program(0.5, 4)
def recursion_through_two_functions_and_a_lambda(x, n):
    def walk(g, v, m):
        return v if m <= 0 else step(lambda u: u * u + x, g(v), m)

    def step(h, v, m):
        return x * v if m <= 1 else step(h, h(v), m - 1)

    return walk(np.cos, x, n)


@program(0.3, 3)
def recursion_inside_a_recursion(x, n):
    def outer(v, m):
        def inner(u, k):
            if k == 0:
                return u
            return inner(u * v + x, k - 1) if k > 1 else outer(u, m - 1)

        return v if m == 0 else inner(v, m)

    return outer(x, n)


@program(0.7, 6)
def recursion_of_a_function_with_a_star(x, n):
    def fold(m, *rest):
        if m == 0:
            return rest[0] * rest[1]
        return fold(m - 1, rest[1], rest[0] * x)

    return fold(n, x, 2.0)


@program(0.7)
def recursion_that_a_tuple_ends(x):
    def combined(fs, v):
        if len(fs) == 0:
            return v
        return fs[0](combined(fs[1:], v))

    return combined((np.sin, np.exp, lambda u: u * x), x)


@program(0.7)
def composition_of_any_number(x):
    def compose(*fs):
        if not fs:
            return lambda v: v
        first, rest = fs[0], compose(*fs[1:])
        return lambda v: first(rest(v))

    return compose(np.sin, np.exp)(x) + compose()(x) * compose(np.cos)(x)


@program((0.6, 0.3, 2.0), [0.4, 0.1])
def star_of_a_parameter(p, q):
    return fma(*p) + np.hypot(*q) + fma(q[0], *q) + fma(*q, c=p[1])


@program(pos(3), pos(2, 3))
def star_of_an_array(v, A):
    inner = lambda a, b: np.sum(a * b)
    return fma(*v) + inner(*A)


@program(0.4)
def captured_in_a_branch(x):
    if x > 0.1:
        k = x * x
        f = lambda v: v * k
    else:
        def make(c):
            d = c * 2.0
            return lambda v: v + d

        f = make(x)
    return f(x) + f(2.0)


@program(0.4)
@program(-0.4)
def made_on_one_side_and_on_the_other(x):
    def make(c):
        d = c * x
        return lambda v: v * d + c

    f = make(x) if x > 0.0 else make(3.0)
    g = f if x > 0.0 else np.sin
    return f(x) * g(x)


@program(0.8)
def own_names_of_functions_stay_apart(x):
    x_bar = x * 2.0

    def f(x_bar):
        t1 = x_bar * x
        return t1 + x_bar

    def g(f, x):
        return f(x) * x

    t1 = g(f, x_bar)
    return t1 * x_bar + f(x)


@program(0.8, 0.5)
def argument_is_renamed_and_read_again(x, y):
    def f(u):
        v = u
        u = v * 2.0
        return v * u * y

    return f(x * y) + f(x)
