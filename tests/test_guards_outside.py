"""Data and functions from outside: what is rebound, redefined or monkeypatched is seen at the next call."""

import linecache
import math
import types

import numpy as np
import pytest

from s2sdiff import UnsupportedError, grad


def count(derivative):
    return len(derivative.__s2sdiff__.variants)


def module_of(text, name="guarded_module"):
    """A module with this source, whose functions s2sdiff can read."""
    filename = f"<{name} {hash(text)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    module = types.ModuleType(name)
    module.__file__ = filename
    exec(compile(text, filename, "exec"), module.__dict__)
    return module


# --- data from outside -----------------------------------------------------------------------------------------------
GLOBALS = """
import numpy as np
data = np.array([1.0, 2.0, 3.0])
rate = 2.0

def square(x):
    return x * x

def cube(x):
    return x * x * x

def loss(w):
    return rate * np.sum(square(w * data))
"""


@pytest.fixture
def module():
    return module_of(GLOBALS)


def expected(module, w):
    return module.rate * 2 * np.sum(w * module.data**2)


def test_global_data_is_read_at_each_call(module):
    f = grad(module.loss)
    assert f(1.0) == expected(module, 1.0)
    module.data[0] = 10.0
    module.rate = 3.0
    assert f(1.0) == expected(module, 1.0)
    module.data = np.arange(7.0)
    assert f(1.0) == expected(module, 1.0)
    assert count(f) == 1


@pytest.mark.parametrize("new", [
    np.array([1.0, 2.0], np.float32), np.array([1, 2, 3]), np.ones((2, 3)), np.array([4.0]), np.array(3.0), 2.5, 3,
], ids=["float32", "int", "matrix", "one", "0-d", "float", "number"])  # fmt: skip
def test_a_global_of_another_kind_is_seen(module, new):
    f = grad(module.loss)
    f(1.0)
    module.data = new
    np.testing.assert_allclose(f(1.0), expected(module, 1.0), rtol=1e-6)
    assert count(f) == 2


def test_a_deleted_global_is_an_error_at_the_line_that_reads_it(module):
    f = grad(module.loss)
    f(1.0)
    del module.data
    with pytest.raises(UnsupportedError, match="The name data is not defined"):
        f(1.0)


def test_a_closure_variable_is_read_at_each_call():
    def make():
        scale = 2.0

        def f(x):
            return scale * x * x

        def change(value):
            nonlocal scale
            scale = value

        return f, change

    f, change = make()
    f_grad = grad(f)
    assert f_grad(3.0) == 12.0
    change(5.0)
    assert f_grad(3.0) == 30.0
    change(np.array([1.0, 2.0]))
    with pytest.raises(TypeError, match="jacobian"):
        f_grad(3.0)


# --- functions from outside ------------------------------------------------------------------------------------------
def test_a_helper_rebound_is_seen(module):
    f = grad(module.loss)
    assert f(1.0) == 56.0
    module.square = module.cube
    assert f(1.0) == 2 * 3 * 36.0


def test_a_helper_redefined_is_seen(module):
    f = grad(module.loss)
    assert f(1.0) == 56.0
    other = module_of("def square(x):\n    return 3.0 * x\n")
    module.square = other.square
    assert f(1.0) == 36.0


def test_a_helper_of_the_helper_redefined_is_seen():
    module = module_of("def inner(x):\n    return x * x\n\ndef outer(x):\n    return inner(x) + x\n\n"
                       "def f(x):\n    return outer(x)\n")  # fmt: skip
    f = grad(module.f)
    assert f(3.0) == 7.0
    module.inner = module_of("def inner(x):\n    return x * x * x\n").inner
    assert f(3.0) == 28.0


def test_a_helper_whose_code_is_replaced_is_seen(module):
    f = grad(module.loss)
    assert f(1.0) == 56.0
    module.square.__code__ = module.cube.__code__
    assert f(1.0) == 2 * 3 * 36.0


def test_a_helper_whose_defaults_are_changed_is_seen():
    module = module_of("def scaled(x, k=2.0):\n    return k * x\n\ndef f(x):\n    return scaled(x) * x\n")
    f = grad(module.f)
    assert f(3.0) == 12.0
    module.scaled.__defaults__ = (5.0,)
    assert f(3.0) == 30.0


def test_a_helper_monkeypatched_in_its_module_is_seen():
    helpers = module_of("def g(x):\n    return x * x\n", "helpers")
    user = module_of("helpers = None\n\ndef f(x):\n    return helpers.g(x)\n")
    user.helpers = helpers
    f = grad(user.f)
    assert f(3.0) == 6.0
    helpers.g = module_of("def g(x):\n    return 7.0 * x\n").g
    assert f(3.0) == 7.0


def test_a_global_that_changes_from_data_to_a_function_is_seen():
    module = module_of("import numpy as np\nfactor = 2.0\n\ndef f(x):\n    return np.sum(x * factor)\n")
    f = grad(module.f)
    assert f(3.0) == 2.0
    module.factor = lambda x: x
    with pytest.raises((SyntaxError, TypeError)):
        f(3.0)
    module.factor = 4.0
    assert f(3.0) == 4.0


def test_a_helper_that_becomes_a_numpy_function_is_seen(module):
    f = grad(module.loss)
    f(1.0)
    module.square = np.exp
    np.testing.assert_allclose(f(1.0), 2.0 * np.sum(np.exp(module.data) * module.data), rtol=1e-12)


def test_a_numpy_function_of_the_module_rebound_is_seen():
    module = module_of("from numpy import sin as wave\n\ndef f(x):\n    return wave(x)\n")
    f = grad(module.f)
    assert f(0.5) == math.cos(0.5)
    module.wave = np.cos
    assert f(0.5) == -math.sin(0.5)


def test_a_builtin_shadowed_later_is_seen():
    module = module_of("def f(x):\n    return abs(x)\n")
    f = grad(module.f)
    assert f(0.5) == 1.0
    module.abs = np.sin
    np.testing.assert_allclose(f(0.5), math.cos(0.5), rtol=1e-12)
    del module.abs
    assert f(0.5) == 1.0


def test_the_name_of_numpy_rebound_is_seen():
    module = module_of("import numpy as np\n\ndef f(x):\n    return np.sin(x)\n")
    f = grad(module.f)
    assert f(0.5) == math.cos(0.5)
    module.np = types.SimpleNamespace(sin=np.cos)
    assert f(0.5) == -math.sin(0.5)


def test_the_code_of_the_function_itself_replaced_is_seen(module):
    f = grad(module.cube)
    assert f(2.0) == 12.0
    module.cube.__code__ = module.square.__code__
    assert f(2.0) == 4.0
