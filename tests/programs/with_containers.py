# ruff: noqa: B905
"""Lists, tuples and dicts as arguments; gradients in the same structure."""

import numpy as np

from programs.checker import pos, program, sgn


@program([(sgn(3, 4), pos(4)), (sgn(4, 2), pos(2))], pos(5, 3))
@program([(sgn(3, 2), pos(2))], pos(5, 3))
def perceptron(params, x):
    for W, b in params:
        x = np.tanh(x @ W + b)
    return np.sum(x * x)


@program(((sgn(2, 2), pos(2)), (sgn(2, 2), pos(2))), pos(2))
def perceptron_of_equal_layers(params, x):
    for W, b in params:
        x = np.tanh(W @ x + b)
    return np.sum(x)


@program([[sgn(3, 2), pos(2)], [sgn(2, 2), pos(2)]], pos(3))
def perceptron_of_lists(params, x):
    for layer in params:
        x = np.tanh(x @ layer[0] + layer[1])
    return np.sum(x)


@program([(sgn(3, 4), pos(4)), (sgn(4, 2), pos(2))], pos(5, 3))
def perceptron_with_a_linear_end(params, x):
    for W, b in params[:-1]:
        x = np.tanh(x @ W + b)
    W, b = params[-1]
    return np.sum((x @ W + b) ** 2)


@program([(sgn(3, 4), pos(4)), (sgn(4, 2), pos(2))], pos(5, 3))
def layers_by_index(params, x):
    for k in range(len(params)):
        x = np.tanh(x @ params[k][0] + params[k][1])
    return np.sum(x)


@program({"w": pos(3), "b": 0.5}, pos(3))
def dict_of_params(p, x):
    return np.tanh(p["w"] @ x + p["b"]) * p["b"]


@program({"w": pos(3), "b": 0.5}, pos(3))
def dict_entry_used_in_a_loop(p, x):
    for _ in range(3):
        x = np.sin(x * p["w"]) + p["b"]
    return np.sum(x)


@program({"a": 1.5, "unused": pos(2)})
def dict_entry_not_used(p):
    return p["a"] ** 2


@program({"layers": [(sgn(2, 2), pos(2))], "scale": 0.5}, pos(2))
def dict_of_lists(p, x):
    for W, b in p["layers"]:
        x = np.tanh(W @ x + b)
    return np.sum(x) * p["scale"]


@program({"enc": {"w": pos(2), "b": 0.1}, "dec": {"w": pos(2), "b": 0.2}}, 0.7)
def dict_of_dicts(p, x):
    h = np.tanh(p["enc"]["w"] * x + p["enc"]["b"])
    return h @ p["dec"]["w"] + p["dec"]["b"]


@program([1.5, 2.5, 0.5])
def list_items(p):
    return p[0] * p[1] + p[-1] * p[0]


@program((1.5, pos(3)))
def tuple_of_float_and_array(p):
    return np.sum(p[0] * p[1])


@program((1.5, (2.5, [0.5, pos(2)])))
def nested_mixture(p):
    a, (b, c) = p
    return a * b * c[0] * np.sum(c[1])


@program([0.3, 0.5, 0.7, 0.2])
def list_item_not_used(p):
    return p[1] * p[1]


@program([0.3, 0.5, 0.7, 0.2], 2)
def list_item_by_argument(p, k):
    return p[k] * p[k - 1]


@program([0.1 * k for k in range(1, 101)])
def long_list(p):
    s = 0.0
    for x in p:
        s = s + x * x * s + x
    return s


@program([pos(2), sgn(2), pos(2)])
def list_of_arrays_by_index(p):
    s = p[0]
    for k in range(1, 3):
        s = s * p[k] + p[0]
    return np.sum(s)


@program([pos(2), pos(3)])
def list_into_concatenate(p):
    v = np.concatenate(p)
    return np.sum(v * v)


@program([pos(2), pos(2)])
def list_into_stack(p):
    return np.sum(np.stack(p) ** 2)


@program([0.3, 0.5])
def list_returned(p):
    return p[1], p[0] * p[1]


@program((0.3, 0.5))
def tuple_returned_as_it_is(p):
    return p


@program([0.3, 0.5], [0.7, 0.2])
def zip_of_lists(a, b):
    s = 1.0
    for x, y in zip(a, b):
        s = s * x + y
    return s


@program([[0.3, 0.5], [0.7, 0.2]])
def list_of_lists(m):
    s = 0.0
    for row in m:
        p = 1.0
        for x in row:
            p = p * x
        s = s + p
    return s


def layer(p, x):
    return np.tanh(p["w"] * x + p["b"])


def dense(W, b, x):
    return np.tanh(W @ x + b)


def pair_product(p):
    return p[0] * p[1]


@program({"w": pos(2), "b": 0.5}, pos(2))
def dict_passed_to_a_helper(p, x):
    return np.sum(layer(p, layer(p, x)))


@program([(sgn(2, 2), pos(2)), (sgn(2, 2), pos(2))], pos(2))
def layers_through_a_helper(params, x):
    for W, b in params:
        x = dense(W, b, x)
    return np.sum(x)


@program(0.3, 0.5)
def tuple_passed_to_a_helper(x, y):
    return pair_product((x, y)) * pair_product((x, x))


@program((0.3, 0.5))
def tuple_argument_passed_on(p):
    return pair_product(p) * p[0]


@program(pos(2), 3, "relu", None, (2, 3))
def options_of_all_kinds(w, n, kind, extra, shape):
    y = np.sum(w) * n
    if kind == "relu" and extra is None:
        y = y * shape[0] * shape[1]
    return y


@program({"w": pos(2), "n": 3.0}, {"rate": 0.1, "name": "x"}, wrt=(0,))
def dict_of_settings(p, settings):
    return np.sum(p["w"]) * p["n"] * settings["rate"]
