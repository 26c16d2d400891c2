"""The decisions of CONVENTIONS.md at kinks, ties and singular points. No rule warns where its primal does not."""

import math
import warnings

import numpy as np
import pytest

from .checker import rules

RULES = rules()
KINDS = [float, np.float64, np.asarray, lambda x: np.full(3, x), lambda x: np.full((2, 1), x, np.float32)]
INF, NAN = np.inf, np.nan


@pytest.fixture(autouse=True)
def every_warning_is_an_error():
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        yield


def adjoints(op, *operands, y_bar=1.0, **keywords):
    """The contributions to every operand."""
    rule = RULES[op]
    ones = [np.ones_like(value) for name, value in zip(rule.operands, operands, strict=True) if name in rule.dots]
    _, _, *bars = rule.fn(*operands, *ones, y_bar, **keywords)
    return bars


def tangents(op, *operands, **keywords):
    """y_dot along all ones in one operand and zeros in the others, for each operand."""
    rule = RULES[op]
    values = [value for name, value in zip(rule.operands, operands, strict=True) if name in rule.dots]
    y_bar = np.ones_like(rule.reference(*operands, **keywords))
    found = []
    for k in range(len(values)):
        dots = [np.ones_like(value) if j == k else np.zeros_like(value) for j, value in enumerate(values)]
        found.append(rule.fn(*operands, *dots, y_bar, **keywords)[1])
    return found


UNARY = [
    ("absolute", 0.0, 0.0),
    ("sqrt", 0.0, INF),
    ("cbrt", 0.0, INF),
    ("arcsin", 1.0, INF),
    ("arcsin", -1.0, INF),
    ("arccos", 1.0, -INF),
    ("arccos", -1.0, -INF),
    ("arccosh", 1.0, INF),
    ("sinc", 0.0, 0.0),
    ("square", 0.0, 0.0),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("op", "at", "slope"), UNARY)
def test_one_operand(op, at, slope, kind):
    np.testing.assert_array_equal(*np.broadcast_arrays(adjoints(op, kind(at))[0], slope))
    np.testing.assert_array_equal(*np.broadcast_arrays(tangents(op, kind(at))[0], slope))


BINARY = [
    ("maximum", 2.0, 2.0, 0.5, 0.5),
    ("minimum", 2.0, 2.0, 0.5, 0.5),
    ("fmax", 2.0, 2.0, 0.5, 0.5),
    ("fmin", 2.0, 2.0, 0.5, 0.5),
    ("fmax", 2.0, NAN, 1.0, 0.0),
    ("fmin", NAN, 2.0, 0.0, 1.0),
    ("maximum", 0.0, -0.0, 0.5, 0.5),
    ("maximum", INF, INF, 0.5, 0.5),
    ("hypot", 0.0, 0.0, 0.0, 0.0),
    ("hypot", 3.0, 4.0, 0.6, 0.8),
    ("hypot", 0.0, 2.0, 0.0, 1.0),
    ("arctan2", 0.0, 0.0, 0.0, 0.0),
    ("arctan2", 0.0, 2.0, 0.5, 0.0),
    ("mod", 5.5, 2.0, 1.0, -2.0),
    ("mod", -5.5, 2.0, 1.0, 3.0),
    ("mod", 4.0, 2.0, 1.0, -2.0),
    ("fmod", -5.5, 2.0, 1.0, 2.0),
    ("power", 0.0, 2.0, 0.0, 0.0),
    ("power", 0.0, 1.0, 1.0, 0.0),
    ("power", 0.0, 0.5, INF, 0.0),
    ("power", 0.0, 0.0, 0.0, NAN),
    ("power", 2.0, 0.0, 0.0, np.log(2.0)),
    ("power", 0.0, 3.0, 0.0, 0.0),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("op", "a", "b", "a_slope", "b_slope"), BINARY)
def test_two_operands(op, a, b, a_slope, b_slope, kind):
    for got, want in zip(adjoints(op, kind(a), kind(b)), (a_slope, b_slope), strict=True):
        np.testing.assert_allclose(got, np.full(np.shape(got), want), rtol=1e-6)
    if np.all(np.isfinite([a_slope, b_slope])):  # the tangent of one operand meets the slope of the other
        for got, want in zip(tangents(op, kind(a), kind(b)), (a_slope, b_slope), strict=True):
            np.testing.assert_allclose(got, np.full(np.shape(got), want), rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("a", "b", "slope"),
    [(-2.0, 3, 12.0), (-2.0, 3.0, 12.0), (-2.0, 0, 0.0), (0.0, 0, 0.0), (0.0, 0.0, 0.0), (-2.0, -1, -0.25),
     (-2.0, 2, -4.0), (0.0, 0.5, INF), (0.0, 1, 1.0), (0.0, 2, 0.0), (4.0, 0.5, 0.25), (4.0, -0.5, -0.0625)],
)  # fmt: skip
def test_power_with_a_constant_exponent(a, b, slope, kind):
    np.testing.assert_array_equal(*np.broadcast_arrays(adjoints("power", kind(a), b)[0], slope))


def test_a_slope_of_a_plain_number_overflows_to_inf():
    assert adjoints("power", 1e-150, -2)[0] == -INF


def test_power_with_an_array_of_exponents():
    b = np.array([0.0, 0.5, 1.0, 2.0, 3.0])
    np.testing.assert_array_equal(adjoints("power", np.zeros(5), b)[0], [0.0, INF, 1.0, 0.0, 0.0])
    np.testing.assert_array_equal(adjoints("power", 0.0, b)[0], [0.0, INF, 1.0, 0.0, 0.0])
    np.testing.assert_array_equal(adjoints("power", -2.0, np.array([0.0, 1.0, 3.0]))[0], [0.0, 1.0, 12.0])


@pytest.mark.parametrize("kind", KINDS)
def test_x_to_the_x_at_0_has_no_limit(kind):
    assert np.all(np.isnan(np.add(*adjoints("power", kind(0.0), kind(0.0)))))


def test_where_keeps_infinite_adjoints_off_the_mask():
    a_bar, b_bar = adjoints("where", np.array([True, False]), np.ones(2), np.ones(2), y_bar=np.array([1.0, INF]))
    np.testing.assert_array_equal(a_bar, [1.0, 0.0])
    np.testing.assert_array_equal(b_bar, [0.0, INF])


def test_maximum_keeps_infinite_adjoints_from_the_loser():
    a_bar, b_bar = adjoints("maximum", 0.0, np.array([-1.0, 1.0]), y_bar=np.full(2, INF))
    np.testing.assert_array_equal(a_bar, [INF, 0.0])
    np.testing.assert_array_equal(b_bar, [0.0, INF])


@pytest.mark.parametrize(
    ("lo", "hi", "slopes"),
    [(0.0, 1.0, [0, 1, 1, 1, 0]), (None, 1.0, [1, 1, 1, 1, 0]), (0.0, None, [0, 1, 1, 1, 1])],
)
def test_clip_is_closed(lo, hi, slopes):
    x = np.array([-0.5, 0.0, 0.5, 1.0, 1.5])
    _, y_dot, x_bar, lo_bar, hi_bar = RULES["clip"].fn(x, lo, hi, np.ones(5), 0.0, 0.0, np.ones(5))
    np.testing.assert_array_equal(x_bar, slopes)
    np.testing.assert_array_equal(y_dot, slopes)
    np.testing.assert_array_equal(lo_bar + x_bar + hi_bar, np.ones(5))


@pytest.mark.parametrize("op", ["max", "min"])
@pytest.mark.parametrize("keepdims", [False, True])
def test_ties_share_equally(op, keepdims):
    x = np.array([[2.0, 2.0, 2.0], [5.0, 7.0, 7.0]]) * (1.0 if op == "max" else -1.0)
    shares = np.array([[1 / 3, 1 / 3, 1 / 3], [0.0, 0.5, 0.5]])
    y_bar = np.ones((2, 1) if keepdims else 2)
    np.testing.assert_array_equal(adjoints(op, x, y_bar=y_bar, axis=1, keepdims=keepdims)[0], shares)
    np.testing.assert_array_equal(adjoints(op, x)[0], [[0, 0, 0], [0, 0.5, 0.5]])


@pytest.mark.parametrize("op", ["max", "min"])
def test_an_extreme_that_is_nan(op):
    np.testing.assert_array_equal(adjoints(op, np.array([1.0, NAN]))[0], [0.0, 0.0])


@pytest.mark.parametrize(
    ("x", "others"),
    [([2.0, 0.0, 5.0], [0, 10, 0]), ([0.0, 0.0, 5.0], [0, 0, 0]), ([2.0, 3.0, 5.0], [15, 10, 6]), ([0.0], [1])],
)
def test_prod_with_zeros(x, others):
    np.testing.assert_array_equal(adjoints("prod", np.array(x))[0], others)
    np.testing.assert_array_equal(adjoints("prod", np.array([x, x]), y_bar=np.ones(2), axis=1)[0], [others, others])
    np.testing.assert_array_equal(adjoints("prod", np.array([x, x]).T, y_bar=np.ones(2), axis=0)[0].T, [others] * 2)
    blocks = np.array([[x], [[1.0] * len(x)]])
    np.testing.assert_array_equal(adjoints("prod", blocks, y_bar=np.ones(2), axis=(1, 2))[0][0, 0], others)
    assert tangents("prod", np.array(x))[0] == np.sum(others)


def test_cumprod_with_zeros():
    x, y_bar = np.array([2.0, 0.0, 5.0]), np.array([1.0, 10.0, 100.0])
    np.testing.assert_array_equal(adjoints("cumprod", x, y_bar=y_bar)[0], [1.0, 20.0 + 1000.0, 0.0])
    np.testing.assert_array_equal(tangents("cumprod", x)[0], [1.0, 2.0, 10.0])
    two = np.array([x, [1.0, 2.0, 3.0]])
    got = adjoints("cumprod", two, y_bar=np.array([y_bar, y_bar]), axis=1)[0]
    np.testing.assert_allclose(got, [[1.0, 1020.0, 0.0], [1.0 + 20.0 + 600.0, 10.0 + 300.0, 200.0]], rtol=1e-15)


@pytest.mark.parametrize("value", [0.0, 0.1, 3.7])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_std_of_equal_entries(value, dtype):
    x = np.full((2, 3), value, dtype)
    np.testing.assert_array_equal(adjoints("std", x)[0], np.zeros((2, 3)))
    np.testing.assert_array_equal(adjoints("std", x, y_bar=np.ones(2), axis=1)[0], np.zeros((2, 3)))
    np.testing.assert_array_equal(adjoints("std", x, y_bar=np.ones(2), axis=1, ddof=1)[0], np.zeros((2, 3)))
    assert tangents("std", x)[0] == 0.0


def test_std_with_one_lane_of_equal_entries():
    x = np.array([[0.1, 0.1, 0.1], [1.0, 2.0, 3.0]])
    got = adjoints("std", x, y_bar=np.ones(2), axis=1)[0]
    np.testing.assert_allclose(got, [[0, 0, 0], [-0.5 / 1.5**0.5, 0, 0.5 / 1.5**0.5]], rtol=1e-14)


@pytest.mark.parametrize("op", ["sign", "floor", "ceil", "trunc", "rint", "round", "floor_divide", "less", "equal"])
def test_steps_have_no_derivative(op):
    assert RULES[op].dots == []


@pytest.mark.parametrize("x", [1e-3, 0.031, 0.0319, 0.3])
def test_sinc_is_accurate_near_0(x):
    u = np.pi * x
    terms = [(-1) ** k * 2 * k * u ** (2 * k - 1) / math.factorial(2 * k + 1) for k in range(1, 12)]
    np.testing.assert_allclose(adjoints("sinc", x)[0], np.pi * sum(terms), rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_no_overflow_in_between(scale):
    np.testing.assert_allclose(adjoints("hypot", 3.0 * scale, 4.0 * scale), [0.6, 0.8])
    np.testing.assert_allclose(adjoints("arctan2", 3.0 * scale, 4.0 * scale), [0.16 / scale, -0.12 / scale])
    np.testing.assert_allclose(adjoints("arcsinh", 1e-3 * scale)[0], 1.0 / np.hypot(1.0, 1e-3 * scale))


@pytest.mark.parametrize("keywords", [{}, {"ord": 1}, {"ord": 2}, {"ord": 3}, {"axis": 0}])
def test_norm_at_0(keywords):
    np.testing.assert_array_equal(adjoints("norm", np.zeros(3), **keywords)[0], np.zeros(3))
    np.testing.assert_array_equal(tangents("norm", np.zeros(3), **keywords)[0], 0.0)


def test_norm_of_a_row_of_zeros():
    got = adjoints("norm", np.array([[0.0, 0.0], [3.0, -4.0]]), y_bar=np.ones(2), axis=1)[0]
    np.testing.assert_allclose(got, [[0.0, 0.0], [0.6, -0.8]], rtol=1e-15)


def test_det_of_a_singular_matrix():
    np.testing.assert_allclose(adjoints("det", np.diag([2.0, 0.0, 3.0]))[0], np.diag([0.0, 6.0, 0.0]))
    np.testing.assert_array_equal(adjoints("det", np.zeros((3, 3)))[0], np.zeros((3, 3)))
    np.testing.assert_array_equal(adjoints("det", np.zeros((1, 1)))[0], [[1.0]])
    nearly = np.arange(1.0, 10.0).reshape(3, 3)
    np.testing.assert_allclose(adjoints("det", nearly)[0], [[-3, 6, -3], [6, -12, 6], [-3, 6, -3]], rtol=1e-6)


def test_det_with_one_singular_matrix_among_two():
    x = np.array([[[1.0, 2.0], [2.0, 4.0]], [[1.0, 2.0], [3.0, 4.0]]])
    got = adjoints("det", x, y_bar=np.ones(2))[0]
    np.testing.assert_allclose(got, [[[4, -2], [-2, 1]], [[4, -3], [-2, 1]]], rtol=1e-12)


def test_median_of_an_even_count():
    np.testing.assert_array_equal(adjoints("median", np.array([4.0, 1.0, 3.0, 2.0]))[0], [0.0, 0.0, 0.5, 0.5])
    np.testing.assert_array_equal(adjoints("median", np.array([4.0, 1.0, 3.0]))[0], [0.0, 0.0, 1.0])
    np.testing.assert_array_equal(adjoints("median", np.full(4, 2.0))[0].sum(), 1.0)


def test_complex_numbers_at_0():
    assert adjoints("absolute", 0j) == [0.0]
    assert tangents("absolute", 0j) == [0.0]
    assert adjoints("angle", 0j) == [0.0]
    np.testing.assert_array_equal(adjoints("norm", np.zeros(3, complex))[0], np.zeros(3))


def test_tied_entries_of_sort_keep_the_order_of_argsort():
    np.testing.assert_array_equal(adjoints("sort", np.array([2.0, 1.0, 2.0]), y_bar=np.array([1.0, 2.0, 3.0]))[0],
                                  np.array([1.0, 2.0, 3.0])[np.argsort(np.argsort([2.0, 1.0, 2.0]))])  # fmt: skip
