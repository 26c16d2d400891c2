# ruff: noqa: B905
"""Dicts that the function makes and changes, and takes and returns."""

import numpy as np

from programs.checker import pos, program, sgn


@program(0.7)
def items_of_a_display(x):
    d = {"a": x, "b": x * x}
    return d["a"] * d["b"]


@program(0.7)
def keys_set_later(x):
    d = {}
    d["a"] = x
    d["b"] = d["a"] * 2.0
    d["a"] = d["b"] * d["a"]
    return d["a"] + d["b"] * len(d)


@program(0.7, 3)
def added_to_in_a_loop(x, n):
    totals = {"odd": 0.0, "even": 0.0}
    for i in range(n):
        if i % 2:
            totals["odd"] += x**i
        else:
            totals["even"] += x * i
    return totals["odd"] * totals["even"] + totals["odd"]


@program(0.7)
def merged_displays(x):
    base = {"a": x, "b": 2.0}
    d = {**base, "b": x * x, "c": 1.0}
    return d["a"] + d["b"] * base["b"] + d["c"]


@program(0.7)
def get_and_setdefault(x):
    d = {"a": x}
    b = d.get("b", 3.0)
    c = d.setdefault("c", x * x)
    d.update(a=2.0 * x, e=x)
    d.update({"f": d.pop("e")})
    return b * d["a"] + c * d["f"] + (1.0 if "e" in d else 2.0) * x


@program(0.7)
def loop_over_items(x):
    d = {"a": x, "b": x * x, "c": 3.0}
    s = 0.0
    for key, value in d.items():
        if key == "a":
            s += value
        else:
            s += 2.0 * value * x
    return s


@program(0.7)
def loop_over_keys_and_values(x):
    d = {"a": x, "b": x * x}
    s = 1.0
    for key in d:
        s *= d[key]
    for value in d.values():
        s += np.sin(value)
    return s


@program({"w": sgn(3), "b": 0.3}, pos(3))
def dict_as_an_argument(p, x):
    return np.tanh(p["w"] @ x + p["b"])


@program({"w": sgn(3), "b": 0.3}, pos(3))
def argument_with_a_part_replaced(p, x):
    q = dict(p)
    q["b"] = p["b"] * 2.0
    return np.tanh(q["w"] @ x + q["b"]) + p["b"]


@program({"first": {"w": sgn(2, 2), "b": sgn(2)}, "last": {"w": sgn(2, 2), "b": sgn(2)}}, pos(2))
def dicts_in_a_dict(p, x):
    x = np.tanh(p["first"]["w"] @ x + p["first"]["b"])
    return np.sum(p["last"]["w"] @ x + p["last"]["b"])


@program([{"w": sgn(2, 2), "b": sgn(2)}, {"w": sgn(2, 2), "b": sgn(2)}], pos(2))
def list_of_layers(layers, x):
    for layer in layers:
        x = np.tanh(layer["w"] @ x + layer["b"])
    return np.sum(x) * np.sum(layers[0]["b"])


@program([{"w": sgn(2, 3), "b": sgn(2)}, {"w": sgn(4, 2), "b": sgn(4)}], pos(3))
def list_of_layers_of_other_sizes(layers, x):
    for layer in layers:
        x = np.tanh(layer["w"] @ x + layer["b"])
    return np.sum(x)


@program(0.7, 3)
def a_list_in_a_dict(x, n):
    log = {"values": [], "count": 0}
    for i in range(n):
        log["values"].append(x**i)
        log["count"] += 1
    return np.sum(np.array(log["values"])) * log["count"]


@program(0.7)
def two_names_for_one_dict(x):
    d = {"a": x}
    e = d
    e["b"] = x * x
    d["a"] = 3.0 * x
    return e["a"] * d["b"]


@program(0.7)
def a_copy_of_a_dict_stays(x):
    d = {"a": x}
    e = d.copy()
    e["a"] = x * x
    return d["a"] + 2.0 * e["a"]


@program(0.7)
@program(-0.7)
def set_on_one_path(x):
    d = {"a": x, "b": 1.0}
    if x > 0:
        d["b"] = x * x
    return d["a"] * d["b"]


@program(0.7)
@program(-0.7)
def made_on_two_paths(x):
    if x > 0:
        d = {"a": x, "b": 2.0 * x}
    else:
        d = {"a": x * x, "b": x}
    d["a"] = d["a"] + 1.0
    return d["a"] * d["b"]


@program(0.7)
def state_of_a_step(x):
    def step(state, h):
        return {"q": state["q"] + h * state["p"], "p": state["p"] - h * np.sin(state["q"])}

    state = {"q": x, "p": 0.0}
    for _ in range(3):
        state = step(state, 0.1)
    return state["q"] * state["p"]


def decayed(state, rate):
    return {"q": state["q"] * rate, "n": state["n"] + 1}


@program(0.7)
def dict_that_a_function_returns(x):
    state = decayed({"q": x, "n": 0}, x)
    state = decayed(state, 2.0)
    return state["q"] * state["n"]


@program(0.7)
def dict_of_pairs(x):
    d = dict(zip(("a", "b"), (x, x * x)))
    e = dict(d, c=2.0)
    return d["a"] + e["b"] * e["c"]
