# ruff: noqa: B905
"""Arrays inside lists, tuples and dicts that are changed."""

import numpy as np

from programs.checker import pos, program, sgn


@program(pos(3))
def array_in_a_list(x):
    p = [x, x * 2.0]
    p[0][1] = x[0] * p[1][2]
    x[2] = p[0][1]
    return np.sum(p[0] * p[1])


@program(pos(3))
def array_in_a_tuple(x):
    a = x * 1.0
    t = (a, x)
    a[0] = 5.0 * x[1]
    t[1][1] *= t[0][0]
    return np.sum(t[0] * t[1])


@program(pos(3))
def repeated_list_holds_one_array(x):
    v = x * x
    p = [v] * 2
    p[0][1] = 7.0 * x[0]
    p[1][2] *= p[0][1]
    return np.sum(p[0] * p[1] * v)


@program(pos(3))
def list_with_a_copy(x):
    p = [x, x.copy()]
    p[0] *= 2.0
    return np.sum(p[0] * p[1])


@program(pos(3))
def list_item_is_changed(x):
    a = x * 1.0
    p = [a, a]
    p[0] += 1.0
    p[1] *= a
    return np.sum(p[0] * p[1])


@program([pos(3), pos(3)])
def list_argument_is_changed(p):
    p[0][1] = p[1][0] * p[0][0]
    p[1] *= p[0]
    return np.sum(p[0] * p[1])


@program((pos(3), [pos(2), pos(2)]))
def nested_argument_is_changed(p):
    p[1][0][:] = p[0][:2] * p[1][1]
    p[0][2] = p[1][0][1]
    return np.sum(p[0]) * np.sum(p[1][0] * p[1][1])


@program({"w": pos(3), "b": pos(3)}, pos(3))
def dict_argument_is_changed(p, x):
    p["w"][0] = x[1] * p["b"][2]
    w = p["w"]
    w *= x
    return np.sum(p["w"] * p["b"])


@program({"w": pos(3), "b": pos(3)}, {"w": pos(3), "b": pos(3)})
def dict_entries_descend(p, g):
    p["w"] -= 0.1 * g["w"] * p["b"]
    p["b"] *= p["w"]
    return np.sum(p["w"] * p["b"] * g["b"])


@program([(sgn(3, 3), pos(3)), (sgn(3, 3), pos(3))], pos(3))
def layers_are_changed_while_used(params, x):
    for W, b in params:
        x = np.tanh(W @ x + b)
        W *= 2.0
        b += x
    W, b = params[0]
    return np.sum(W @ x + b)


@program([pos(3), pos(3), pos(3)])
def arrays_of_a_list_change_each_other(p):
    for k in range(1, 3):
        p[k] *= p[k - 1]
    for a in p:
        a += p[0]
    return np.sum(p[0] * p[1] * p[2])


@program(pos(3), pos(3))
def pairs_of_two_lists(x, y):
    ps, qs = [x, y], [y, x]
    for a, b in zip(ps, qs):
        a *= b
    return np.sum(x * y)


@program(pos(4))
def views_in_a_list(x):
    parts = [x[:2], x[1:3], x[2:]]
    for part in parts:
        part *= part[::-1]
    return np.sum(x**2)


@program(pos(3))
def list_is_filled_with_one_array(x):
    x[0] *= 2.0
    p = [x]
    x[1] *= x[0]
    p = [p[0], p[0], x]
    x[2] *= x[1]
    return np.sum(p[0] * p[1] * p[2])


@program(pos(3))
def list_is_filled_with_copies(x):
    x[0] *= 2.0
    p = [x.copy()]
    x[1] *= x[0]
    p = [p[0], x.copy(), x]
    x[2] *= x[1]
    return np.sum(p[0] * p[1] * p[2])


@program(pos(3))
def list_is_filled_before_the_store(x):
    a = x * x
    p = [a]
    a[1] = x[0]
    p = [p[0], a * 2.0]
    a *= 3.0
    return np.sum(p[0] * p[1])


@program(pos(3))
def stack_of_a_list_is_a_copy(x):
    p = [x, x * 2.0]
    A = np.array(p)
    p[0][0] = 5.0
    A[0] *= p[1]
    return np.sum(A * p[0])


@program(pos(3), pos(3))
def names_change_places(x, y):
    x, y = y, x
    x[0] = y[1] * 2.0
    x, y = y, x
    x *= y
    return np.sum(x * x * y)


@program(pos(3))
def number_in_a_list_is_no_view(x):
    p = [x[0], x[1:]]
    x[0] = x[1] * 2.0
    x[1] = 3.0 * p[0]
    return p[0] * np.sum(p[1] * x[0])


@program(pos(3))
def changed_array_and_more_is_returned(x):
    y = x * x
    x *= y
    v = x[1:]
    v[0] = y[0]
    return x, [y, v], np.sum(v)


@program(pos(3))
def changed_argument_is_returned(x):
    x[1] = x[0] * x[2]
    return x


@program(pos(3), 0.7)
def same_changed_array_is_returned_twice(x, s):
    a = x * s
    p = (a, a)
    a[0] = s
    return p


@program(pos(4))
def view_of_the_changed_argument_is_returned(x):
    v = x[::-1]
    x[:2] *= x[2:]
    return v, x[1:3].copy()
