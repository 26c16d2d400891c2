"""One variant per pattern of kinds: what reuses a compiled variant, and what needs another."""

import numpy as np
import pytest

from s2sdiff import differentiate, grad, value_and_grad


def count(derivative):
    return len(derivative.__s2sdiff__.variants)


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


class Equal:
    """Equal to all, and of no hash."""

    def __eq__(self, other):
        return np.ones(3)

    __hash__ = None


class Odd:
    def __eq__(self, other):
        raise RuntimeError("not to be compared")

    def __hash__(self):
        raise RuntimeError("not to be hashed")


NOT_DATA = [None, np.dtype("f8"), Equal(), Odd(), {1, 2}, bytearray(b"a"), range(3), frozenset("a"), "a", b"a", 10**30,
            ..., float, object(), np.array(["a"]), np.array([None]), np.array([1], "M8[s]"), {"a": {1}}, [Odd()]]


def test_arguments_that_are_no_data_are_told_by_identity():
    def helper(x, other):
        return x * x if other is None else x

    def f(x, other):
        return helper(x, other) * 1.0

    df = grad(f)
    for _ in range(2):
        assert [df(3.0, other) for other in NOT_DATA] == [6.0] + [1.0] * (len(NOT_DATA) - 1)
    assert count(df) == len(NOT_DATA)


def test_an_array_of_records_is_refused_and_one_of_text_is_not(derivative):
    def f(x, labels):
        return np.sum(x[labels == "a"])

    labels = np.array(["a", "bc", "a"])
    assert grad(f)(np.ones(3), labels).tolist() == [1.0, 0.0, 1.0]
    with pytest.raises(TypeError, match="argument labels of f is an array of records; pass its fields"):
        grad(f)(np.ones(3), np.zeros(3, [("w", "f8")]))


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
