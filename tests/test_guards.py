"""One variant per pattern of kinds: what reuses a compiled variant, what needs another, and what is seen to change."""

import math
import types

import numpy as np
import pytest

from s2sdiff import UnsupportedError, differentiate, grad, value_and_grad


def count(derivative):
    return len(derivative.__s2sdiff__.variants)


def module_of(text, name="guarded_module"):
    """A module with this source, whose functions s2sdiff can read."""
    import linecache

    filename = f"<{name} {hash(text)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    module = types.ModuleType(name)
    module.__file__ = filename
    exec(compile(text, filename, "exec"), module.__dict__)
    return module


@pytest.fixture
def derivative():
    def energy(w, x):
        return np.sum((w * x) ** 2)

    return grad(energy)


# --- kinds of arguments ----------------------------------------------------------------------------------------------
def test_other_sizes_of_the_same_pattern_reuse_the_variant(derivative):
    for n in (2, 3, 7, 100):
        w = np.arange(1.0, n + 1)
        np.testing.assert_array_equal(derivative(w, w), 2 * w**3)
    assert count(derivative) == 1


def test_size_one_is_another_variant(derivative):
    x = np.array([1.0, 2.0, 3.0])
    assert derivative(x, x).shape == (3,)
    np.testing.assert_array_equal(derivative(np.array([2.0]), x), [56.0])
    assert count(derivative) == 2
    np.testing.assert_array_equal(derivative(x, np.array([2.0])), 8 * x)
    assert count(derivative) == 3


def test_equal_and_different_sizes_are_two_variants():
    def total(a, b):
        return np.sum(a) * np.sum(b)

    f = grad(total)
    f(np.ones(3), np.ones(3))
    assert count(f) == 1
    np.testing.assert_array_equal(f(np.ones(3), np.ones(4)), [4.0, 4.0, 4.0])
    assert count(f) == 2
    f(np.ones(5), np.ones(2))
    assert count(f) == 2


def test_ranks_and_dtypes_are_variants_of_their_own(derivative):
    derivative(np.ones(3), np.ones(3))
    assert derivative(np.ones((2, 3)), np.ones(3)).shape == (2, 3)
    assert derivative(np.ones(3, np.float32), np.ones(3, np.float32)).dtype == np.float32
    assert count(derivative) == 3


def test_float_numpy_scalar_zero_dimensional_array_and_int_are_told_apart(derivative):
    found = [derivative(3.0, 2.0), derivative(np.float64(3.0), 2.0), derivative(np.array(3.0), 2.0)]
    assert [float(x) for x in found] == [24.0] * 3
    assert count(derivative) == 3
    assert isinstance(found[0], float)
    assert isinstance(found[2], np.ndarray)
    assert found[2].shape == ()
    assert derivative(3.0, 2) == 24.0
    assert count(derivative) == 4
    with pytest.raises(TypeError, match="w"):
        derivative(3, 2.0)
    assert count(derivative) == 4


def test_bool_is_no_int(derivative):
    assert derivative(3.0, 2) == 24.0
    assert derivative(3.0, True) == 6.0
    assert count(derivative) == 2


def test_a_subclass_of_float_or_array_does_not_pass_for_one(derivative):
    class Celsius(float):
        pass

    derivative(3.0, 2.0)
    try:
        found = derivative(Celsius(3.0), 2.0)
    except TypeError:
        return
    assert found == 24.0


def test_more_kinds_than_the_entry_asks_for(derivative):
    kinds = [np.ones(3), np.ones((2, 3)), np.ones((2, 2, 3)), np.ones(3, np.float32), 2.0, np.array(2.0), np.ones(1)]
    for _ in range(3):
        for w in kinds:
            np.testing.assert_array_equal(derivative(w, 3.0), 18.0 * w)
    assert count(derivative) == len(kinds)


def test_tuples_lists_and_dicts():
    def norm(parameters, scale):
        w, b = parameters
        return scale["a"] * (np.sum(w * w) + b * b)

    f = grad(norm)
    for n in (3, 4):
        w_bar, b_bar = f((np.ones(n), 2.0), {"a": 3.0})
        np.testing.assert_array_equal(w_bar, np.full(n, 6.0))
        assert b_bar == 12.0
    assert count(f) == 1
    f((2.0, 2.0), {"a": 3.0})
    assert count(f) == 2
    f((2.0, 2.0), {"a": 3.0, "b": 1.0})
    assert count(f) == 3


def test_layout_and_strides_do_not_matter(derivative):
    x = np.arange(12.0).reshape(3, 4)
    derivative(x, x)
    np.testing.assert_array_equal(derivative(x[::2], x[::2]), 2 * x[::2] ** 3)
    np.testing.assert_array_equal(derivative(np.asfortranarray(x), x), 2 * x**3)
    assert count(derivative) == 1


# --- the call --------------------------------------------------------------------------------------------------------
def test_keyword_and_default_arguments():
    def scaled(x, y=2.0, *, z=5.0):
        return x * x * y * z

    f = grad(scaled)
    assert f(3.0) == 60.0
    assert f(x=3.0) == f(3.0, 2.0) == f(3.0, z=5.0, y=2.0) == 60.0
    assert f(3.0, z=1.0) == 12.0
    assert count(f) == 1
    assert f(3.0, y=np.float64(2.0)) == 60.0
    assert count(f) == 2
    for wrong in (lambda: f(), lambda: f(1.0, 2.0, 3.0), lambda: f(1.0, w=2.0), lambda: f(1.0, x=2.0)):
        with pytest.raises(TypeError, match="scaled"):
            wrong()


def test_a_guard_that_raises_goes_the_slow_way(derivative):
    class Odd:
        @property
        def shape(self):
            raise RuntimeError("no shape")

        dtype = ndim = shape

        def __len__(self):
            raise RuntimeError("no length")

    derivative(np.ones(3), np.ones(3))
    with pytest.raises((TypeError, SyntaxError)):
        derivative(np.ones(3), Odd())
    assert count(derivative) == 1
    derivative(np.ones(4), np.ones(4))
    assert count(derivative) == 1


def test_an_error_leaves_no_variant_behind():
    def vector(x):
        return x * x

    f = grad(vector)
    with pytest.raises(TypeError, match="jacobian"):
        f(np.ones(3))
    assert count(f) == 0
    assert f(3.0) == 6.0
    assert count(f) == 1


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


# --- the same object -------------------------------------------------------------------------------------------------
def test_options_have_variants_of_their_own():
    @differentiate(wrt=("w", "x"))
    def f(w, x):
        return np.sum((w * x) ** 2)

    f.grad(2.0, 3.0)
    assert count(f.grad) == 1
    assert count(f.value_and_grad) == 0
    assert value_and_grad(f) is not f.value_and_grad


def test_the_entry_stays_the_same_object(derivative):
    held = derivative
    derivative(np.ones(3), np.ones(3))
    derivative(2.0, 3.0)
    assert held is derivative
    assert held(2.0, 3.0) == 36.0
