"""vjp of procedures that return nothing: the outputs are the changed arguments, in the order of the parameters."""

import copy

import numpy as np
import pytest

from programs.checker import STEP, pos, sgn
from programs.structures import assert_like, assert_same, floats, rebuilt
from s2sdiff import grad, vjp

state = pos(3)


def scales(a, s):
    a *= s * a[0]


def changes_the_second(a, b):
    b[1:] = a[:-1] * b[1:]


def changes_both(a, b):
    b *= a
    a += b * b


def changes_one_of_three(a, b, c):
    t = a * c
    b[:] = t * b
    t[0] = 3.0


def changes_through_a_view(A, v):
    row = A[1]
    row *= v
    A.T[0] = row[0] * v[1]


def calls_another(a, b):
    scales(b, a[1])
    changes_both(a, b)


def changes_in_a_loop(a, n):
    for k in range(1, n):
        a[k] *= a[k - 1]


def changes_where_negative(a, b):
    if b[0] > 0:
        a[a < 0] *= b[a < 0]


def exchanges(a, b):
    t = a.copy()
    a[:] = b
    b[:] = t * t


def returns_at_two_places(a, s):
    a[0] = s * a[1]
    if s > 0:
        return
    a[1] = s * s


def advances(u, v, h):
    np.multiply(u, u, out=v)
    u += h * v


def exchanges_names(a, b):
    a, b = b, a
    a *= b


def rebinds_and_changes(a, b):
    a = a * 2.0
    a[0] = 7.0
    b += a


def ends_with_none(a):
    a[1:] -= a[:-1]
    return None


# the procedure, its arguments, the numbers of the parameters that it changes
PROCEDURES = [
    (scales, (pos(3), 0.7), (0,)),
    (changes_the_second, (pos(3), sgn(3)), (1,)),
    (changes_both, (pos(3), sgn(3)), (0, 1)),
    (changes_one_of_three, (pos(3), sgn(3), pos(3)), (1,)),
    (changes_through_a_view, (pos(2, 3), sgn(3)), (0,)),
    (calls_another, (pos(3), sgn(3)), (0, 1)),
    (changes_in_a_loop, (pos(4), 4), (0,)),
    (changes_in_a_loop, (pos(4), 0), (0,)),
    (changes_where_negative, (sgn(4), pos(4)), (0,)),
    (changes_where_negative, (sgn(4), -pos(4)), (0,)),
    (exchanges, (pos(3), sgn(3)), (0, 1)),
    (returns_at_two_places, (pos(3), 0.7), (0,)),
    (returns_at_two_places, (pos(3), -0.7), (0,)),
    (advances, (pos(3), np.zeros(3), 0.1), (0, 1)),
    (exchanges_names, (pos(3), sgn(3)), (1,)),
    (rebinds_and_changes, (pos(3), sgn(3)), (1,)),
    (ends_with_none, (pos(4),), (0,)),
]
CASES = pytest.mark.parametrize(("f", "args", "changed"), [pytest.param(*p, id=p[0].__name__) for p in PROCEDURES])


def outcome(f, args, changed):
    """The changed arguments after a call: one alone, several as a tuple."""
    args = copy.deepcopy(args)
    assert f(*args) is None
    return args[changed[0]] if len(changed) == 1 else tuple(args[k] for k in changed)


def slopes(f, args, changed, cotangent):
    """The central differences of <cotangent, outcome> with respect to every argument that holds floats."""
    for k, arg in enumerate(args):
        if not floats(arg):
            continue
        slope = np.zeros(np.shape(arg))
        for entry in range(slope.size):
            for h in (STEP, -STEP):
                moved = np.array(arg, np.float64)
                moved.flat[entry] += h
                moved = rebuilt(arg, iter([moved if np.shape(arg) else float(moved)]))
                out = floats(outcome(f, (*args[:k], moved, *args[k + 1 :]), changed))
                total = sum(float(np.sum(o * c)) for o, c in zip(out, cotangent, strict=True))
                slope.flat[entry] += total / (2 * h)
        yield arg, slope


@CASES
def test_out_is_what_was_changed(f, args, changed):
    before = copy.deepcopy(args)
    out, _ = vjp(f, *args)
    assert_same(out, outcome(f, args, changed), "out")
    assert_same(args, before, "an argument was changed")
    for result in floats(out):
        assert not any(np.shares_memory(result, arg) for arg in args)


@CASES
def test_pullback(f, args, changed):
    before = copy.deepcopy(args)
    want = outcome(f, args, changed)
    rng = np.random.default_rng(7)
    cotangent = rebuilt(want, iter([rng.uniform(0.5, 1.5, leaf.shape) for leaf in floats(want)]))
    kept = copy.deepcopy(cotangent)
    _, pullback = vjp(f, *args)
    gradients = pullback(cotangent)
    expected = list(slopes(f, args, changed, floats(cotangent)))
    assert len(gradients) == len(expected)
    for gradient, (arg, slope) in zip(gradients, expected, strict=True):
        np.testing.assert_allclose(gradient, slope, 1e-5, 2e-8)
        assert_like(gradient, arg, "gradient")
    assert_same(pullback(cotangent), gradients, "second pullback")
    assert_same(cotangent, kept, "the cotangent was changed")
    assert_same(args, before, "an argument was changed")


@CASES
def test_a_procedure_has_no_gradient(f, args, changed):
    with pytest.raises(TypeError, match=r"vjp|nothing|None"):
        grad(f)(*args)


def test_results_are_apart():
    a, b = pos(3), sgn(3)
    out, pullback = vjp(changes_both, a, b)
    kept = copy.deepcopy(out)
    bars = (np.ones(3), np.ones(3))
    first = pullback(bars)
    for gradient in first:
        for other in [*out, *bars, a, b]:
            assert not np.shares_memory(gradient, other)
        gradient[:] = 9.0
    assert_same(out, kept, "out was changed")
    assert all(np.all(bar == 1.0) for bar in bars)
    a[:], b[:] = 5.0, 6.0
    np.testing.assert_array_equal(pullback(bars)[0], vjp(changes_both, pos(3), sgn(3))[1](bars)[0])


def changes_a_global(a):
    state[:] = a * state
    a *= state


def test_a_global_stays_as_it_was():
    before = state.copy()
    out, pullback = vjp(changes_a_global, sgn(3))
    np.testing.assert_array_equal(out, sgn(3) * (sgn(3) * before))
    np.testing.assert_allclose(pullback(np.ones(3))[0], 2.0 * sgn(3) * before)
    np.testing.assert_array_equal(state, before)
