"""Random programs: straight lines, branches, loops and their exits, calls, rebinding, over floats and small arrays.

S2SDIFF_RANDOM=N draws N programs, other ones each time.
"""

import importlib.util
import itertools
import os
import sys

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.checker import check_program, sgn

EXAMPLES = int(os.environ.get("S2SDIFF_RANDOM", "0"))
FLOATS, ARRAYS = ("a", "b", "c", "x_bar", "t1"), ("u", "v", "w")
numbers = itertools.count()

HEAD = '''import math
import numpy as np


def bounded(x, y):
    return np.tanh(x) * y, np.cos(x - y)


def folded(v, k=2):
    for _ in range(k):
        v = np.sin(v) + v[::-1] * 0.5
    return v


def halved(x, n):
    if n == 0:
        return x
    return halved(np.sin(x) * 0.5, n - 1) + x * 0.25


'''


@st.composite
def scalar(draw, depth=2):
    """An expression of floats that stays near 1 and away from kinks."""
    if depth == 0:
        return draw(st.sampled_from([*FLOATS, "0.5", "2", "-1.25", "1"]))
    one = draw(scalar(depth=depth - 1))
    kind = draw(st.integers(0, 15))
    if kind < 8:
        return draw(st.sampled_from([
            f"np.sin({one})", f"math.cos({one})", f"np.tanh({one})", f"math.exp(-({one}) ** 2)", f"({one}) ** 2 * 0.1",
            f"np.log(2.0 + ({one}) ** 2)", f"1 / (1.5 + ({one}) * ({one}))", f"np.sqrt(1.0 + np.square({one}))",
            f"-({one})", f"halved({one}, 2)", f"np.arctan({one})", one,
        ]))  # fmt: skip
    if kind == 8:
        return f"np.sum({draw(array(depth=depth - 1))})"
    if kind == 9:
        return f"{draw(st.sampled_from(ARRAYS))}[{draw(st.integers(-3, 2))}]"
    if kind == 10:
        return f"({draw(st.sampled_from(ARRAYS))} @ {draw(array(depth=depth - 1))})"
    if kind == 11:
        return f"np.mean({draw(array(depth=depth - 1))} ** 2)"
    other = draw(scalar(depth=depth - 1))
    if kind == 12:
        return f"({one} if {draw(condition())} else {other})"
    return draw(st.sampled_from([f"({one} + {other})", f"({one} - {other})", f"({one} * {other})",
                                 f"({one}) / (2.0 + ({other}) ** 2)"]))  # fmt: skip


@st.composite
def array(draw, depth=2):
    """An expression of arrays of three entries."""
    if depth == 0:
        return draw(st.sampled_from(ARRAYS))
    one = draw(array(depth=depth - 1))
    kind = draw(st.integers(0, 9))
    if kind < 6:
        return draw(st.sampled_from([
            f"np.sin({one})", f"np.tanh({one})", f"np.exp(-np.abs({one}) - 1)", f"({one})[::-1]", f"folded({one})",
            f"np.roll({one}, 1)", f"({one})[[0, 2, 2]]", f"np.where({one} > 0.013, {one}, 0.5)",
            f"({one} - np.mean({one}))",
            f"np.concatenate([({one})[:1], ({one})[1:] * 0.5])", f"np.stack([{one}, {one} * 2.0])[1]", f"(0.5 * {one})",
            f"({one})[:, None].T[0]", f"np.cumsum({one})", f"np.maximum({one}, -0.311)", f"np.outer({one}, {one})[1]",
        ]))  # fmt: skip
    if kind == 6:
        return f"({one} * {draw(scalar(depth=depth - 1))})"
    other = draw(array(depth=depth - 1))
    return draw(st.sampled_from([f"({one} + {other})", f"({one} - {other})", f"({one} * {other})",
                                 f"({one} / (2.0 + np.square({other})))"]))  # fmt: skip


@st.composite
def condition(draw):
    one = draw(st.sampled_from(FLOATS))
    test = f"{one} > {draw(st.sampled_from(['0.0371', '-0.4713', '0.8117']))}"
    more = draw(st.sampled_from(["", "", "", f" and np.sum({draw(st.sampled_from(ARRAYS))}) < 1.7171",
                                 f" or {draw(st.sampled_from(FLOATS))} < 0.3131"]))  # fmt: skip
    return test + more


@st.composite
def block(draw, depth, index):
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        lines += draw(statement(depth, index))
    return lines


def indented(lines):
    return [f"    {line}" for line in lines]


@st.composite
def statement(draw, depth, index):
    kind = draw(st.integers(0, 16 if depth else 8))
    name, other = draw(st.permutations(FLOATS).map(lambda p: p[:2]))
    vector = draw(st.sampled_from(ARRAYS))
    if kind < 4:
        return [f"{name} = {draw(scalar())}"]
    if kind < 6:
        return [f"{vector} = {draw(array())}"]
    if kind == 6:
        return [f"{name} {draw(st.sampled_from(['+', '-', '*']))}= {draw(scalar(depth=1))} * 0.5"]
    if kind == 7:
        swaps = ["{0}, {1} = {1}, {0}", "{0}, {1} = bounded({1}, {0})", "{0}, {1} = {1} * 0.5, {0}"]
        return [draw(st.sampled_from(swaps)).format(name, other)]
    if kind == 8:
        p = draw(st.sampled_from(["u, v = v, w", "w, u = u * 0.5, w", f"{name}, _, {other} = w", f"{name} = {other}"]))
        return [p]
    if kind > 13:
        return draw(leaving(index))
    return draw(compound(depth, index, kind, name, other, vector))


@st.composite
def leaving(draw, index):
    """An exit under a test, or none; what is returned is written in at the end."""
    exits = ["return RESULT", "break", "continue", "break"] if index else ["return RESULT", "pass", "pass"]
    return [f"if {draw(condition())}:", f"    {draw(st.sampled_from(exits))}"]


@st.composite
def compound(draw, depth, index, kind, name, other, vector):
    if kind < 11:
        lines = [f"if {draw(condition())}:", *indented(draw(block(depth - 1, index)))]
        if draw(st.booleans()):
            lines += [f"elif {draw(condition())}:", *indented(draw(block(depth - 1, index)))]
        if draw(st.booleans()):
            lines += ["else:", *indented(draw(block(depth - 1, index)))]
        return lines
    inner = indented(draw(block(depth - 1, index + 1)))
    k = f"k{index}"
    if kind == 13:
        test = draw(st.sampled_from([f"{k} < 3 and {name} < 5.0", f"{k} < 2"]))
        last = [f"    if {k} > 3:", "        break"] if draw(st.booleans()) else []
        head = [f"{k} = {draw(st.integers(0, 3))}", f"while {'True' if last else test}:", f"    {k} += 1", *last]
        return [*head, *inner, *draw(otherwise(depth, index))]
    head = draw(st.sampled_from([
        f"for {k} in range({draw(st.integers(0, 3))}):", f"for {k} in range({(index and f'k{index - 1}') or 2}):",
        f"for {k} in range(2, -1, -1):", f"for {name} in {vector}:", f"for {k}, {name} in enumerate({vector}):",
        f"for {name}, {other} in zip({vector}, {draw(st.sampled_from(ARRAYS))}):",
        f"for {name} in ({other}, 0.5, {other} * 0.5):",
    ]))  # fmt: skip
    if "k" in head.split(" in ")[0]:
        inner = [*inner, f"    {name} = {name} * 0.5 + {k}"]
    return [head, *inner, *draw(otherwise(depth, index))]


@st.composite
def otherwise(draw, depth, index):
    """The else of a loop, or none."""
    return ["else:", *indented(draw(block(depth - 1, index)))] if draw(st.integers(0, 3)) == 0 else []


@st.composite
def programs(draw):
    lines = ["def f(a, b, u, v, n):", "    c, x_bar, t1 = 0.5, a * b, 1", "    w = u * v"]
    lines += ["    k0 = k1 = k2 = 1"] if draw(st.booleans()) else ["    k0 = 1", "    k1 = 1", "    k2 = n"]
    lines += indented(draw(block(2, 0)))
    result = draw(st.sampled_from([
        "a + b * c + x_bar * t1 + np.sum(u * v + w)", "np.sum(u) * a + np.sum(v * w) - t1 + c + x_bar",
        "u * a + w * t1", "(a * b, v + w, c)",
    ]))  # fmt: skip
    return HEAD + "\n".join([*lines, "    return RESULT"]).replace("RESULT", result) + "\n"


@settings(max_examples=EXAMPLES or 100, derandomize=not EXAMPLES, deadline=None, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(text=programs())
def test_random_program(tmp_path_factory, text):
    name = f"random_program_{next(numbers)}"
    path = tmp_path_factory.mktemp("random") / f"{name}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
        args = (0.7123, -0.3517, sgn(3) * 0.83, np.array([0.41, -0.77, 0.23]), 2)
        with np.errstate(all="ignore"):
            value = module.f(*args)
        assert all(np.all(np.abs(part) < 1e6) for part in (value if isinstance(value, tuple) else (value,)))
        check_program(module.f, args, rtol=1e-4)
    finally:
        del sys.modules[name]
