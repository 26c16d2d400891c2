"""`match` on constants, sequences, mappings, types; with guards, captures and alternatives."""

import math

import numpy as np

from programs.checker import pos, program, sgn


@program(1.3, "square", wrt=(0,))
@program(1.3, "sq", wrt=(0,))
@program(1.3, "exp", wrt=(0,))
@program(1.3, None, wrt=(0,))
@program(1.3, -2, wrt=(0,))
@program(1.3, "other", wrt=(0,))
def on_constants(x, kind):
    match kind:
        case "square" | "sq":
            return x * x
        case "exp":
            y = np.exp(x)
        case None | True:
            y = x * 0.5
        case -2 | 3:
            y = 1.0 / x
        case _:
            y = x * x * x
    return y * 2.0


@program(1.3, 1, wrt=(0,))
@program(1.3, 2, wrt=(0,))
@program(1.3, 9, wrt=(0,))
@program(1.3, 4, wrt=(0,))
def on_numbers_that_the_run_knows(x, n):
    match n:
        case 1:
            y = x
        case 2:
            y = x * x
        case k if k > 5:
            y = k * x * x
        case _:
            y = np.sin(x)
    return y * x


@program((1.3, 0.4))
@program([1.3, 0.4, 0.2])
@program((1.3, (0.4, 0.2)))
@program((0.3, 1.4))
def on_sequences(p):
    match p:
        case (x, (y, z)):
            return x * y + z
        case (x, y) if x > y:
            return x * y
        case [x, y, z]:
            return x * y * z
        case (x, _):
            return x * x
        case _:
            return 0.0


@program(0.3, 0.7)
@program(0.7, 0.3)
def on_a_tuple_that_is_written_out(x, y):
    match x * y, x:
        case (a, b) if b > 0.5:
            return a * b
        case (a, b):
            x = a * a
            return x * b


@program(0.7)
def names_stay_bound_where_a_guard_fails(x):
    a = 3.0
    match (x * x, x):
        case (a, b) if a > b:
            a = a * 100.0
        case (_, b):
            a = a * b
    return a * b


@program(0.7)
@program(-0.7)
def subject_is_evaluated_once(x):
    y = x
    match (y := y * x):
        case z if x < 0:
            return z * y
        case y:
            return y * x


@program(0.7)
def pattern_rebinds_the_subject(x):
    match x:
        case x if (x := x * x) > 5.0:
            return x
        case y:
            return x * y


@program(1.3, 2, wrt=(0,))
@program(sgn(3), 2, wrt=(0,))
@program([1.3, 0.5], 2, wrt=(0,))
def on_types(x, n):
    match x:
        case float(y):
            y = y * n
        case np.ndarray():
            y = np.sum(x * x)
        case list() | tuple():
            y = x[0] * x[1]
        case _:
            y = x * x * x
    match n:
        case bool() | None:
            return y
        case int(k):
            return y * k


@program({"w": 1.5, "b": 0.5})
@program({"w": 1.5})
@program({"kind": 1.0, "x": sgn(3)})
def on_dicts(p):
    match p:
        case {"w": w, "b": b}:
            return w * b
        case {"w": w}:
            return w * w
        case {"kind": k, "x": [_, _] | np.ndarray() as x}:
            return np.sum(x * x) * k
    return 0.0


@program((1.0, 0.4), expected=((0.0, 0.8),))
@program((0.4, 1.0), expected=((0.8, 0.0),))
@program((0.4, 0.5))
def alternatives_that_bind(p):
    match p:
        case (1.0, y) | (y, 1.0):
            return y * y
        case (x, y) as both:
            return x * y + both[0]


@program(1.5, 0, wrt=(0,))
@program(1.5, np.inf, wrt=(0,))
def on_the_constants_of_a_module(x, limit):
    match limit:
        case np.inf | math.pi:
            return x * x
        case math.e:
            return x * x * x
        case _:
            return x


@program(pos(4))
def in_a_loop(x):
    total = 0.0
    for k in range(4):
        match (k % 3, x[k]):
            case (0, v):
                total = total + v * v
            case (1, v) if v > 0.9:
                total = total * v
            case _:
                continue_with = total * 0.5
                total = total + continue_with
    return total


@program(1.5)
@program(-1.5)
def in_a_function_defined_inside(x):
    subject = x * 2.0

    def choose(sign):
        match sign > 0:
            case True:
                return subject * x
            case _:
                return x

    match choose(x) * 1.0:
        case y:
            return y * subject


@program(1.5)
@program(-1.5)
def in_a_match(x):
    match x > 0, x:
        case (True, v):
            match v * v:
                case w if w > 2.0:
                    return w * v
                case w:
                    return w
        case (_, v):
            return v * v * v


@program(sgn(3))
def captures_an_array_that_is_changed(x):
    y = x * 1.0
    match y, x[0]:
        case (a, b):
            a[1] = b * b
    return np.sum(y * y)
