"""Each way to write a change in place is read as stores; one line of the text below is one statement."""

from __future__ import annotations

import numpy as np
import pytest

from s2sdiff.emit.trace import ir_text
from s2sdiff.errors import UnsupportedError
from s2sdiff.ir import Store
from s2sdiff.program import parsed
from s2sdiff.walking import walk


def item(a, i, v):
    a[i] = v


def item_augmented(a, i, v):
    a[i] *= v


def slices(a, i, v):
    a[1:, ::2] = v


def two_targets(a, i, v):
    a[i] = b = v  # noqa: F841


def pattern(a, i, v):
    a[0], a[i] = v, a[0]


def item_of_a_view(a, i, v):
    a.T[i] = v


def flat(a, i, v):
    a.flat[i] += v


def out(a, i, v):
    np.exp(v, out=a)


def out_of_a_tuple(a, i, v):
    np.exp(v, out=(a,))


def out_by_position(a, i, v):
    np.add(a, v, a)


def out_is_a_view(a, i, v):
    np.add(a[i], v, out=a[i])


def out_is_none(a, i, v):
    b = np.add(a, v, out=None)  # noqa: F841


def copyto(a, i, v):
    np.copyto(a, v)


def copyto_where(a, i, v):
    np.copyto(a, v, where=i)


def add_at(a, i, v):
    np.add.at(a, i, v)


def subtract_at(a, i, v):
    np.subtract.at(a, i, v)


def put(a, i, v):
    np.put(a, i, 1.0)


def fill_diagonal(a, i, v):
    np.fill_diagonal(a, v)


def fill(a, i, v):
    a.fill(v)


def sort(a, i, v):
    a.sort(axis=0)


READ = {
    item: "a[i] = v",
    item_augmented: "t1 = a[i]; t2 = t1 * v; a[i] = t2",
    slices: "a[1:, ::2] = v",
    two_targets: "a[i] = v; b = v",
    pattern: "t1 = a[0]; a[0] = v; a[i] = t1",
    item_of_a_view: "t1 = a.T; t1[i] = v",
    flat: "t1 = a.flat; t2 = a.ravel(); t3 = t2[i]; t4 = t3 + v; t1[i] = t4",
    out: "t1 = np.exp(v); a[...] = t1",
    out_of_a_tuple: "t1 = np.exp(v); a[...] = t1",
    out_by_position: "t1 = np.add(a, v); a[...] = t1",
    out_is_a_view: "t1 = a[i]; t2 = a[i]; t3 = np.add(t1, v); t2[...] = t3",
    out_is_none: "b = np.add(a, v)",
    copyto: "a[...] = v",
    copyto_where: "t1 = np.where(i, v, a); a[...] = t1",
    put: "t1 = a.flat; t1[i] = 1.0",
    fill_diagonal: "t1 = np.shape(a); (t2, t3) = t1; t4 = t3 + 1; t5 = t3 * t3; t6 = a.flat; t6[:t5:t4] = v",
    fill: "a[...] = v",
    sort: "t1 = np.sort(a, axis=0); a[...] = t1",
}


@pytest.mark.parametrize("f", READ, ids=lambda f: f.__name__)
def test_read_as_stores(f):
    _, *statements, returned = ir_text(parsed(f)).splitlines()
    assert "; ".join(line.strip() for line in statements) == READ[f]
    assert returned.strip() == "return None"


def stores(f):
    return [stmt for stmt in walk(parsed(f).body) if isinstance(stmt, Store)]


def test_an_index_that_names_an_entry_twice_is_added_to_twice():
    (added,) = stores(add_at)
    assert (added.base, added.index, added.value, added.op) == ("a", "i", "v", "index_add")
    (subtracted,) = stores(subtract_at)
    assert (subtracted.base, subtracted.index, subtracted.op) == ("a", "i", "index_add")
    assert [stmt.op for stmt in stores(item_augmented)] == ["setitem"]


def test_a_store_knows_whether_it_is_augmented():
    assert [stmt.augmented for f in (item, item_augmented, flat, add_at) for stmt in stores(f)] == [
        False, True, True, False]  # fmt: skip


@pytest.mark.parametrize(("f", "text"), [(item, "a[i]"), (item_augmented, "a[i] *= v"), (copyto, "np.copyto(a, v)"),
                                         (out, "np.exp(v, out=a)"), (fill, "a.fill(v)")])  # fmt: skip
def test_a_store_knows_its_place(f, text):
    (stmt,) = stores(f)
    loc = stmt.origin.loc
    assert loc.text[loc.column : loc.end_column] == text
    assert loc.line == f.__code__.co_firstlineno + 1


def copyto_casting(a, v):
    np.copyto(a, v, "no", True, None)


def fill_by_a_strange_name(a, v):
    a.fill(number=v)


def sort_kind(a, v):
    a.sort(kind="stable")


@pytest.mark.parametrize("f", [copyto_casting, fill_by_a_strange_name, sort_kind])
def test_arguments_that_are_not_known(f):
    with pytest.raises(UnsupportedError, match=r"is not known with these arguments\. Known: "):
        parsed(f)
