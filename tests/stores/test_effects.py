"""Which of its parameters a function may change, and which of them its result may be a part of."""

from __future__ import annotations

import numpy as np
import pytest

from s2sdiff.infer.notation import parse_kinds
from s2sdiff.program import Program, parsed

outside = np.ones(3)


def none(x, y):
    return x * y


def first(x, y):
    x[0] = y[0]
    return np.sum(x)


def both(x, y):
    x += y
    y[:] = 1.0
    return np.sum(x)


def by_a_view(x, y):
    x[1:][::2] = 0.0
    return np.sum(y)


def in_a_branch_of_a_loop(x, y):
    for k in range(3):
        if y[k] > 0:
            y[k] *= x[0]
    return np.sum(y)


def one_or_the_other(x, y):
    z = x if np.sum(y) > 0 else y
    z[0] = 1.0
    return np.sum(z)


def a_copy(x, y):
    x = x.copy()
    x[0] = 1.0
    return np.sum(x)


def rebound(x, y):
    x = x * y
    x += 1.0
    return np.sum(x)


def calls_with_the_parameters_exchanged(x, y):
    return first(y, x)


def gives_itself(x, y):
    return y


def gives_a_view(x, y):
    return x[1:], 2.0


def changes_what_it_gives(x, y):
    x += 1.0
    return x


def changes_data_from_outside(x, y):
    outside[0] = 1.0
    return np.sum(x)


def again(x, y, n):
    if n > 0:
        x[0] *= y[0]
        again(x, y, n - 1)
    return np.sum(x)


CHANGED = {none: set(), first: {0}, both: {0, 1}, by_a_view: {0}, in_a_branch_of_a_loop: {1}, one_or_the_other: {0, 1},
           a_copy: set(), rebound: set(), calls_with_the_parameters_exchanged: {1}, gives_itself: set(),
           changes_what_it_gives: {0}, again: {0}}  # fmt: skip
SHARED = {none: set(), first: set(), gives_itself: {1}, gives_a_view: {0}, changes_what_it_gives: {0}}


def effects_of(f):
    kinds = parse_kinds("x=f64[n], y=f64[n], n=int")
    program = Program()
    program.main(parsed(f), [kinds[p.name] for p in parsed(f).params])
    return program.own_effects


@pytest.mark.parametrize("f", CHANGED)
def test_changed(f):
    assert effects_of(f).changed == CHANGED[f]
    assert effects_of(f).changes == bool(CHANGED[f])
    assert not effects_of(f).outside


def one_index_for_two_arrays(x, y):
    for k in range(3):
        y[k] *= x[k]
    return np.sum(y)


def test_an_index_makes_no_two_arrays_one():
    assert effects_of(one_index_for_two_arrays).changed == {1}


@pytest.mark.parametrize("f", SHARED)
def test_shared(f):
    assert effects_of(f).shared == SHARED[f]


def test_data_from_outside():
    assert effects_of(changes_data_from_outside).outside
    assert effects_of(changes_data_from_outside).changes
    assert effects_of(changes_data_from_outside).changed == set()


@pytest.mark.parametrize("f", CHANGED)
def test_what_is_changed_is_what_the_program_changes(f):
    given = [np.array([2.0, 3.0, 4.0]), np.array([5.0, 6.0, 7.0]), 2][: f.__code__.co_argcount]
    before = [np.copy(value) for value in given]
    f(*given)
    changed = {k for k, value in enumerate(given) if not np.array_equal(value, before[k])}
    assert changed <= effects_of(f).changed
