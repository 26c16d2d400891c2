"""Long and deep functions: no recursion limit, no more than linear growth of what is emitted."""

import importlib.util
import itertools
import math
import sys

import numpy as np
import pytest

from s2sdiff import grad, value_and_grad

numbers = itertools.count()


@pytest.fixture
def function(tmp_path):
    """Makes a function `f` from source in a file of its own."""

    def make(source):
        path = tmp_path / f"generated_{next(numbers)}.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        return module.f

    return make


def straight_line(count):
    """f of as many statements, each of which uses x and the one before."""
    lines = [f"    v{k} = np.sin(v{k - 1}) * x + 0.5" for k in range(1, count)]
    return "\n".join(["import numpy as np", "", "", "def f(x):", "    v0 = x", *lines, f"    return v{count - 1}", ""])


def straight_line_by_hand(x, count):
    v, v_dot = x, 1.0
    for _ in range(1, count):
        v, v_dot = math.sin(v) * x + 0.5, math.cos(v) * v_dot * x + math.sin(v)
    return v, v_dot


def text_of(derivative):
    return derivative.__s2sdiff__.variants[0].compiled.module.text


@pytest.mark.parametrize("optimize", [0, 1])
@pytest.mark.parametrize("count", [100, 1_000])
def test_straight_line_statements(function, count, optimize):
    f = value_and_grad(function(straight_line(count)), optimize=optimize)
    np.testing.assert_allclose(f(0.7), straight_line_by_hand(0.7, count), rtol=1e-10)
    assert len(text_of(f).splitlines()) < 12 * count


def test_ten_thousand_statements_without_recursion(function):
    f = value_and_grad(function(straight_line(10_000)))
    limit = sys.getrecursionlimit()
    np.testing.assert_allclose(f(0.7), straight_line_by_hand(0.7, 10_000), rtol=1e-8)
    assert sys.getrecursionlimit() == limit


def test_emitted_text_grows_linearly(function):
    lines = []
    for count in (100, 200, 400):
        f = value_and_grad(function(straight_line(count)))
        f(0.7)
        lines.append(len(text_of(f).splitlines()))
    assert lines[2] - lines[1] <= 2.05 * (lines[1] - lines[0])


def nest(headers, innermost):
    lines = ["def f(x):", "    y = x"]
    for depth, header in enumerate(headers):
        lines.append("    " * (depth + 1) + header)
    lines.append("    " * (len(headers) + 1) + innermost)
    return "\n".join([*lines, "    return y", ""])


def test_fifteen_ifs_deep(function):
    f = value_and_grad(function(nest([f"if x > {k}.0:" for k in range(15)], "y = y * x")))
    assert f(20.0) == (400.0, 40.0)
    assert f(3.5) == (3.5, 1.0)


def test_fifteen_loops_deep(function):
    headers = [f"for i{k} in range({2 if k % 5 == 0 else 1}):" for k in range(15)]
    f = value_and_grad(function(nest(headers, "y = y * x")))
    assert f(2.0) == (2.0**9, 9 * 2.0**8)


def test_fifteen_loops_and_ifs_deep(function):
    headers = [f"for i{k} in range(2):" if k % 4 == 0 else f"if y < 1e{k + 9}:" for k in range(15)]
    f = value_and_grad(function(nest(headers, "y = y * x")))
    value, slope = f(1.5)
    assert value == 1.5**17
    np.testing.assert_allclose(slope, 17 * 1.5**16, rtol=1e-14)


def test_long_chain_of_elifs(function):
    lines = ["def f(x):"]
    for k in range(60):
        lines += [f"    {'if' if k == 0 else 'elif'} x < {k}.0:", f"        y = {k}.0 * x"]
    f = grad(function("\n".join([*lines, "    else:", "        y = x * x", "    return y", ""])))
    assert f(30.5) == 31.0
    assert f(100.0) == 200.0


@pytest.mark.parametrize("optimize", [0, 1])
def test_a_sum_of_150_terms(function, optimize):
    terms = " + ".join(f"{k}.0 * x ** 2" for k in range(150))
    f = grad(function(f"def f(x):\n    return {terms}\n"), optimize=optimize)
    np.testing.assert_allclose(f(3.0), 6.0 * sum(range(150)), rtol=1e-13)


def test_80_parentheses_deep(function):
    inner = "x"
    for _ in range(80):
        inner = f"(1.0 + {inner} * 0.5)"
    f = grad(function(f"def f(x):\n    return {inner}\n"))
    np.testing.assert_allclose(f(3.0), 0.5**80, rtol=1e-13)


def test_many_arguments(function):
    names = [f"a{k}" for k in range(200)]
    f = grad(function(f"def f({', '.join(names)}):\n    return {' * '.join(names)}\n"), argnums=tuple(range(200)))
    np.testing.assert_allclose(f(*[1.01] * 200), [1.01**199] * 200, rtol=1e-12)


def test_a_long_chain_of_calls(function):
    parts = ["def g0(x):\n    return x * x\n"]
    parts += [f"def g{k}(x):\n    return g{k - 1}(x) + x\n" for k in range(1, 60)]
    f = value_and_grad(function("\n\n".join([*parts, "def f(x):\n    return g59(x)\n"])))
    assert f(3.0) == (9.0 + 59 * 3.0, 6.0 + 59)
