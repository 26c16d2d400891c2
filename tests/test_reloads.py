"""What is redefined, reloaded, rebound or patched is seen at the next call, by derivatives that were made before."""

from __future__ import annotations

import importlib
import itertools
import linecache
import sys
import textwrap
import types

import numpy as np
import pytest

from s2sdiff import differentiate, elementwise_grad, grad, hessian, hvp, jacobian, jvp, linearize, value_and_grad, vjp

COUNTER = itertools.count()


class Slopes:
    """The derivatives of f, all made at once; `at(x)` is the first and the second derivative by each of them."""

    def __init__(self, f):
        self.f = f
        self.first = [grad(f), lambda x: value_and_grad(f)(x)[1], elementwise_grad(f), jacobian(f),
                      differentiate(f).grad,
                      lambda x: jvp(f, (x,), (1.0,))[1], lambda x: vjp(f, x)[1](1.0)[0],
                      lambda x: linearize(f, x)[1](1.0)]  # fmt: skip
        self.second = [grad(grad(f)), hessian(f), lambda x: hvp(f)(x, 1.0)]

    def check(self, x, first, second):
        np.testing.assert_allclose([d(x) for d in self.first], first, rtol=1e-12)
        np.testing.assert_allclose([d(x) for d in self.second], second, rtol=1e-12)


class Module:
    """A module in a file, which can be edited and reloaded."""

    def __init__(self, folder, text):
        self.name = f"reloaded_{next(COUNTER)}"
        self.path = folder / f"{self.name}.py"
        self.write(text)
        importlib.invalidate_caches()
        self.module = importlib.import_module(self.name)

    def write(self, text):
        self.path.write_text(textwrap.dedent(text))

    def reload(self, text):
        self.write(text)
        for cached in self.path.parent.glob(f"__pycache__/{self.name}.*"):
            cached.unlink()
        importlib.reload(self.module)


@pytest.fixture
def module(tmp_path, monkeypatch):
    made = []
    monkeypatch.syspath_prepend(tmp_path)

    def make(text):
        made.append(Module(tmp_path, text))
        return made[-1]

    yield make
    for each in made:
        del sys.modules[each.name]


# --- reload ----------------------------------------------------------------------------------------------------------
TEXT = """
def inner(x):
    return x * x

def outer(x):
    return inner(x) + x

def f(x):
    return outer(x) * 2.0
"""


def test_a_reloaded_helper_of_a_helper(module):
    m = module(TEXT)
    old = Slopes(m.module.f)
    old.check(3.0, 14.0, 4.0)
    m.reload(TEXT.replace("x * x", "x * x * x"))
    old.check(3.0, 56.0, 36.0)
    Slopes(m.module.f).check(3.0, 56.0, 36.0)


def test_a_function_before_and_after_its_own_reload(module):
    m = module(TEXT)
    old_f = m.module.f
    old = Slopes(old_f)
    old.check(3.0, 14.0, 4.0)
    m.reload(TEXT.replace("x * x", "x * x * x").replace("2.0", "5.0"))
    assert (old_f(3.0), m.module.f(3.0)) == (60.0, 150.0)
    old.check(3.0, 56.0, 36.0)  # of the old function, which calls the new helpers
    Slopes(m.module.f).check(3.0, 140.0, 90.0)


def test_a_module_of_helpers_reloaded(module):
    helpers = module("def g(x):\n    return x * x\n")
    user = module(f"import {helpers.name} as h\nfrom {helpers.name} import g\n"
                  "def by_module(x):\n    return h.g(x)\ndef by_name(x):\n    return g(x)\n")  # fmt: skip
    by_module, by_name = Slopes(user.module.by_module), Slopes(user.module.by_name)
    by_module.check(3.0, 6.0, 2.0)
    by_name.check(3.0, 6.0, 2.0)
    helpers.reload("def g(x):\n    return x * x * x\n")
    by_module.check(3.0, 27.0, 18.0)
    by_name.check(3.0, 6.0, 2.0)  # `from m import g` is still the old one, as it is for the function itself
    user.module.g = helpers.module.g
    by_name.check(3.0, 27.0, 18.0)


def test_an_edit_without_a_reload(module):
    m = module(TEXT)
    before = Slopes(m.module.f)
    before.check(3.0, 14.0, 4.0)
    m.write("# edited\n" + TEXT.replace("x * x", "x * x * x").replace("2.0", "5.0"))
    before.check(3.0, 14.0, 4.0)
    m.module.inner = types.FunctionType((lambda x: x * x * x).__code__, globals(), "inner")
    before.check(3.0, 56.0, 36.0)


def test_a_reload_that_moves_a_function(module):
    m = module(TEXT)
    before = Slopes(m.module.f)
    before.check(3.0, 14.0, 4.0)
    m.reload("#\n#\nw = 1.0\n" + TEXT)
    before.check(3.0, 14.0, 4.0)
    Slopes(m.module.f).check(3.0, 14.0, 4.0)


# --- patched ---------------------------------------------------------------------------------------------------------
def square(x):
    return x * x


def cube(x, scale=1.0, *, shift=0.0):
    return x * x * x * scale + shift


def calls_helper(x):
    return square(x) * 2.0


def test_code_of_the_function_and_of_a_helper(monkeypatch):
    def plain_cube(x):
        return x * x * x

    slopes = Slopes(calls_helper)
    slopes.check(3.0, 12.0, 4.0)
    with monkeypatch.context() as patch:
        patch.setattr(square, "__code__", plain_cube.__code__)
        slopes.check(3.0, 54.0, 36.0)
        patch.setattr(calls_helper, "__code__", plain_cube.__code__)
        slopes.check(3.0, 27.0, 18.0)
    slopes.check(3.0, 12.0, 4.0)


def test_code_with_other_parameters(monkeypatch):
    def f(x, y):
        return x * x * y

    def exchanged(y, x):
        return x * x * y

    df, forward = grad(f), differentiate(f).jvp
    assert df(2.0, y=3.0) == 12.0
    monkeypatch.setattr(f, "__code__", exchanged.__code__)
    with pytest.raises(TypeError, match="f takes other parameters than it did when f_grad was made; make it again"):
        df(2.0, y=3.0)
    assert grad(f) is not df
    assert grad(f)(3.0, x=2.0) == grad(f)(3.0, 2.0) == 4.0
    assert grad(f, argnames="x")(3.0, 2.0) == 12.0
    assert forward((3.0, 2.0), (1.0, 0.0)) == (12.0, 4.0)


def test_defaults_of_the_function_and_of_a_helper(monkeypatch):
    def f(x, power=2.0):
        return cube(x) * power

    first, second = grad(f), grad(grad(f))
    forward = lambda x: jvp(f, (x,), (1.0,))[1]  # noqa: E731
    for _ in range(2):
        assert (first(2.0), forward(2.0), second(2.0)) == (24.0, 24.0, 24.0)
        with monkeypatch.context() as patch:
            patch.setattr(f, "__defaults__", (3.0,))
            assert (first(2.0), forward(2.0), second(2.0)) == (36.0, 36.0, 36.0)
            patch.setattr(cube, "__defaults__", (2.0,))
            assert (first(2.0), forward(2.0), second(2.0)) == (72.0, 72.0, 72.0)
        with monkeypatch.context() as patch:
            patch.setattr(cube, "__kwdefaults__", {"shift": 5.0})
            assert value_and_grad(f)(2.0) == (26.0, 24.0)


def test_a_keyword_default_changed_in_place():
    def helper(x, *, scale=2.0):
        return x * scale

    def f(x):
        return helper(x) * x

    df = grad(f)
    assert df(3.0) == 12.0
    helper.__kwdefaults__["scale"] = 5.0
    assert df(3.0) == 30.0


def test_a_helper_becomes_a_numpy_function_and_back():
    slopes = Slopes(calls_global)
    for helper, first, second in [(square, 12.0, 4.0), (np.exp, 2.0 * np.exp(3.0), 2.0 * np.exp(3.0)),
                                  (np.square, 12.0, 4.0), (square, 12.0, 4.0), (lambda x: x, 2.0, 0.0)]:  # fmt: skip
        globals()["current"] = helper
        slopes.check(3.0, first, second)


current = square


def calls_global(x):
    return current(x) * 2.0


def test_functions_in_a_closure_cell():
    def make():
        def helper(x):
            return x * x

        def f(x):
            return helper(x) * 2.0

        def become(other):
            nonlocal helper
            helper = other

        return f, become

    f, become = make()
    slopes = Slopes(f)
    slopes.check(3.0, 12.0, 4.0)
    become(np.square)
    slopes.check(3.0, 12.0, 4.0)
    become(lambda x: x * x * x)
    slopes.check(3.0, 54.0, 36.0)
    become(3.0)
    with pytest.raises(SyntaxError, match="What is called here is not a known function"):
        slopes.first[0](3.0)
    become(square)
    slopes.check(3.0, 12.0, 4.0)


def test_a_helper_as_an_attribute_of_a_class_or_namespace():
    class Tools:
        @staticmethod
        def g(x):
            return x * x

    space = types.SimpleNamespace(g=square)

    def f(x):
        return Tools.g(x)

    def h(x):
        return space.g(x)

    for function, owner in ((f, Tools), (h, space)):
        df = grad(function)
        assert df(3.0) == 6.0
        owner.g = staticmethod(cube) if owner is Tools else cube
        assert df(3.0) == 27.0
        owner.g = square
        assert df(3.0) == 6.0


def test_a_derivative_that_is_called_is_rebound():
    space = types.SimpleNamespace(slope=grad(square))

    def f(x):
        return space.slope(x) * x

    df = grad(f)
    assert df(3.0) == 12.0
    space.slope = grad(cube)
    assert df(3.0) == 81.0
    space.slope = differentiate(cube).grad
    assert df(3.0) == 81.0
    space.slope = square
    assert df(3.0) == 27.0


# --- data ------------------------------------------------------------------------------------------------------------
factor = 2.0
table = np.array([1.0, 2.0])
settings = {"a": 2.0, "b": [1.0, 2.0]}


def uses_data(x):
    return x * x * factor * np.sum(table) * settings["a"] * settings["b"][1]


def test_data_rebound_and_changed_in_place():
    saved = factor, table, settings
    slopes = Slopes(uses_data)

    def check():
        scale = uses_data(1.0)
        slopes.check(3.0, 6.0 * scale, 2.0 * scale)

    try:
        check()
        table[0] = 5.0
        check()
        settings["a"] = 7.0
        check()
        settings["b"].append(3.0)
        check()
        settings["b"] = np.array([3.0, 4.0])
        check()
        settings["c"] = "new"
        check()
        for value in (3, np.float64(1.5), np.array(2.5), True):
            globals()["factor"] = value
            check()
        for value in (np.ones((2, 3)), [1.0, 2.0], 3.0, table):
            globals()["table"] = value
            check()
        globals()["settings"] = {"b": (1.0, 2.0), "a": 1}
        check()
    finally:
        globals().update(factor=saved[0], table=saved[1], settings=saved[2])


def test_data_that_becomes_a_function_and_data_again():
    globals()["current"] = 2.0
    try:
        df = grad(calls_current_or_not)
        assert df(3.0) == 2.0
        globals()["current"] = square
        with pytest.raises(SyntaxError, match="A function is used as a value here"):
            df(3.0)
        globals()["current"] = np.float64(5.0)
        assert df(3.0) == 5.0
    finally:
        globals()["current"] = square


def calls_current_or_not(x):
    return x * current


def test_pullbacks_keep_what_they_had():
    data = np.array([1.0, 2.0])

    def helper(x):
        return x * x * data

    def f(x):
        return np.sum(helper(x))

    pullback, push = vjp(f, 3.0)[1], linearize(f, 3.0)[1]
    data *= 10.0
    helper = cube  # noqa: F811
    assert pullback(1.0) == (18.0,)
    assert push(1.0) == 18.0
    assert vjp(f, 3.0)[1](1.0) == (27.0,)


def test_a_recursion_redefined():
    space = {}
    text = "def power(x, n):\n    return 1.0 if n == 0 else x * power(x, n - 1)\ndef f(x):\n    return power(x, 3)\n"
    define(text, space)
    df = grad(space["f"])
    assert df(2.0) == 12.0
    define("def power(x, n):\n    return 1.0 if n == 0 else 2.0 * x * power(x, n - 1)\n", space)
    assert df(2.0) == 96.0


def define(text, space):
    """Runs a text as a notebook does: in one namespace, each cell a file of its own."""
    name = f"<cell {next(COUNTER)}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    exec(compile(text, name, "exec"), space)


def test_cells_run_again():
    space: dict = {}
    define("import numpy as np\nk = 2.0\ndef g(x):\n    return k * x * x\n", space)
    define("def f(x):\n    return g(x) + x\n", space)
    old = Slopes(space["f"])
    old.check(3.0, 13.0, 4.0)
    define("def g(x):\n    return k * x * x * x\n", space)
    old.check(3.0, 55.0, 36.0)
    define("k = np.float64(1.0)\n", space)
    old.check(3.0, 28.0, 18.0)
    define("def f(x):\n    return g(x)\n", space)
    old.check(3.0, 28.0, 18.0)
    Slopes(space["f"]).check(3.0, 27.0, 18.0)
    define("from math import sin as g\n", space)
    Slopes(space["f"]).check(0.5, np.cos(0.5), -np.sin(0.5))
    define("def g(x): return x", space)
    old.check(3.0, 2.0, 0.0)
