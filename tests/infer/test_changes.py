"""What only the types tell of a change in place: `+=` on an array is one, on a number it is not."""

from __future__ import annotations

import numpy as np
import pytest

from s2sdiff.errors import UnsupportedError
from s2sdiff.infer.infer import infer
from s2sdiff.infer.notation import parse_kinds
from s2sdiff.ir import Assign, Const, Store
from s2sdiff.program import Program, parsed
from s2sdiff.walking import walk


def augmented(x, y):
    x += y
    return x


def item_augmented(x, y):
    x[0] += y
    return x[0]


def item(x, y):
    x[0] = y
    return x[0]


def unrolled(x, y):
    for part in x:
        part += y
    return x[0]


def typed(f, at):
    kinds = parse_kinds(at)
    return infer(parsed(f), [kinds[p.name] for p in parsed(f).params], [], Program().specialise)


def stores(f, at):
    return [stmt for stmt in walk(typed(f, at).body) if isinstance(stmt, Store)]


@pytest.mark.parametrize("at", ["x=f64[n], y=f64[n]", "x=f64[2, n], y=float", "x=f64[], y=float", "x=c128[n], y=int"])
def test_augmented_on_an_array_is_a_store_into_all_of_it(at):
    (stmt,) = stores(augmented, at)
    assert (stmt.base, stmt.index) == ("x", Const(Ellipsis))


@pytest.mark.parametrize("at", ["x=float, y=float", "x=int, y=f64[n]", "x=f64, y=float", "x=complex, y=float"])
def test_augmented_on_a_number_is_an_assignment(at):
    assert stores(augmented, at) == []
    (made,) = [stmt for stmt in typed(augmented, at).body if isinstance(stmt, Assign)]
    assert (made.op, made.spelling) == ("add", "+")


def test_augmented_on_what_is_not_known_is_refused():
    with pytest.raises(UnsupportedError, match=r"not known whether \+= is on an array.*x = x \+ … for a new value"):
        typed(augmented, "x=any, y=float")


def test_an_array_in_a_list_is_changed_and_a_number_in_a_list_is_not():
    (stmt,) = stores(item_augmented, "x=[f64[n], float], y=float")
    assert stmt.index == Const(Ellipsis)
    refused = [(item_augmented, "x=[float, float], y=float", "list"), (item, "x=(float, float), y=float", "tuple"),
               (item, "x=[f64[n], float], y=f64[n]", "list"), (item, "x={0: float}, y=float", "dict")]  # fmt: skip
    for f, at, what in refused:
        with pytest.raises(UnsupportedError, match=f"^Putting another object into a {what} cannot"):
            typed(f, at)


@pytest.mark.parametrize("at", ["x=float, y=float", "x=f64, y=float", "x=int, y=int"])
def test_a_number_is_not_changed(at):
    with pytest.raises(UnsupportedError, match="Only an array can be changed in place, and this is "):
        typed(item, at)


def test_a_loop_over_arrays_that_changes_them_is_written_out():
    found = stores(unrolled, "x=[f64[n], f64[m]], y=float")
    assert len(found) == 2
    assert len({stmt.base for stmt in found}) == 2


def test_a_change_makes_no_new_type():
    function = typed(augmented, "x=f64[n], y=f64[n]")
    assert function.types["x"] == parse_kinds("x=f64[n]")["x"]
    assert np.shape(function.params) == (2,)
