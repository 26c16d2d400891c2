"""A function that changes arrays, as one of values: what each name holds at each point, in the trace's words."""

from __future__ import annotations

import numpy as np
import pytest

from s2sdiff.emit.trace import ir_text
from s2sdiff.errors import UnsupportedError
from s2sdiff.infer.notation import parse_kinds
from s2sdiff.ir import Store
from s2sdiff.program import Program, parsed
from s2sdiff.walking import walk


def settled(f, at):
    kinds = parse_kinds(at)
    return Program().main(parsed(f), [kinds[p.name] for p in parsed(f).params])


def statements(f, at):
    return [line.strip() for line in ir_text(settled(f, at)).splitlines()[1:]]


def changed(x, y):
    x[0] = y
    return x


def by_another_name(x, y):
    z = x
    z[0] = y
    return x


def through_a_view(x, y):
    top = x[1:]
    top[0] = y
    return x


def view_is_read_after_the_change(x, y):
    top = x[1:]
    x[1] = y
    return top


def view_of_a_view(x, y):
    row = x.T[0]
    row[1:] = y
    return x


def copy_is_apart(x, y):
    z = x.copy()
    z[0] = y
    return x


def read_before_the_change(x, y):
    first = x[0]
    x[0] = y
    return first


def all_of_it(x, y):
    x[:] = y
    return x


def nothing_changes(x, y):
    return x * y


SETTLED = {
    (changed, "x=f64[n], y=float"): ["x_1 = x with [0] = y", "return x_1"],
    (by_another_name, "x=f64[n], y=float"): ["x_1 = x with [0] = y", "return x_1"],
    (read_before_the_change, "x=f64[n], y=float"): ["first = x[0]", "x_1 = x with [0] = y", "return first"],
    (nothing_changes, "x=f64[n], y=float"): ["t1 = x * y", "return t1"],
}


@pytest.mark.parametrize(("f", "at"), SETTLED, ids=lambda value: getattr(value, "__name__", ""))
def test_settled(f, at):
    assert statements(f, at) == SETTLED[f, at]


PROGRAMS = [changed, by_another_name, through_a_view, view_is_read_after_the_change, view_of_a_view, copy_is_apart,
            read_before_the_change, all_of_it]  # fmt: skip


@pytest.mark.parametrize("f", PROGRAMS)
def test_no_store_is_left(f):
    at = "x=f64[m, n], y=float" if f is view_of_a_view else "x=f64[n], y=float"
    assert not any(isinstance(stmt, Store) for stmt in walk(settled(f, at).body))


def test_a_view_is_taken_again_of_what_the_array_is_now():
    assert statements(view_is_read_after_the_change, "x=f64[n], y=float")[-3:] == [
        "x_1 = x with [1] = y", "t1 = x_1[1:]", "return t1"]  # fmt: skip


def test_a_copy_is_changed_alone():
    assert statements(copy_is_apart, "x=f64[n], y=float")[-1] == "return x"


def test_an_array_stored_into_all_of_another_is_what_that_holds():
    assert statements(all_of_it, "x=f64[n], y=f64[n]") == ["return y"]
    assert statements(all_of_it, "x=f64[n], y=float")[-1] != "return y"


# --- what is not known -----------------------------------------------------------------------------------------------
def one_of_two(x, y):
    pair = [x, y]
    pair[int(x[0])][0] = 1.0
    return np.sum(y)


def breaks_away(x, y):
    z = x
    for _ in range(len(x)):
        z[0] = 2.0
        z = z * y
    return x


@pytest.mark.parametrize(("f", "at", "words"), [
    (one_of_two, "x=f64[n], y=f64[n]", r"^Line \d+ changes an array, which may or may not share memory with y, used"),
    (breaks_away, "x=f64[n], y=float", r"^Line \d+ changes z, which may or may not share memory with x, used here"),
])  # fmt: skip
def test_what_is_not_known_is_refused_where_it_is_read(f, at, words):
    with pytest.raises(UnsupportedError, match=words) as caught:
        settled(f, at)
    assert caught.value.text.strip().startswith("return")
