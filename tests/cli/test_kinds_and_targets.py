"""What the command line and `f.source()` share: the kinds of arguments, and how functions are found."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import s2sdiff
from s2sdiff.infer.notation import KindError
from s2sdiff.infer.values import ANY_NUMBER, Arr, Num
from s2sdiff.load import LoadError, UsageError, definitions, load
from s2sdiff.show import derivative_text, kinds_for, sizes_of, unknown_names


def product(w, b, n=2, *, scale=1, name=None):
    return w * b * scale


def test_kinds():
    assert kinds_for(product)[:2] == [ANY_NUMBER, ANY_NUMBER]
    assert [type(kind).__name__ for kind in kinds_for(product)[2:]] == ["Num", "Num", "Static"]
    assert kinds_for(product, "w=f64[n], n=float")[:3] == [Arr("float64", ("n",)), ANY_NUMBER, Num("float")]
    assert unknown_names(product) == ["w", "b"]
    assert unknown_names(product, "w=any", wrt="n") == ["b", "n"]  # an int's default says nothing of what is wanted
    with pytest.raises(KindError, match="product has no parameter q; it has w, b, n, scale, name"):
        kinds_for(product, "q=float")


def test_a_size_of_a_global_gets_no_name_that_at_uses():
    def observed(*sizes: str | int, count: int = 40) -> set:
        from s2sdiff.infer.observe import observe

        symbols = sizes_of([Arr("float64", sizes)])
        return {dim for size in range(100, 100 + count) for dim in observe(np.zeros(size), symbols).shape}

    assert not observed("n", "m", "m1") & {"n", "m", "m1"}
    assert len(observed("n", "d")) == 40
    assert sizes_of([Arr("float64", (3, 1))]) == {3: 3}
    assert sizes_of([]) == {}


def test_source_without_a_call_with_arguments_and_of_the_last_call():
    f = s2sdiff.differentiate(product, wrt=("w", "b"))
    assert f.source() == derivative_text(f)
    assert "unbroadcast" in f.source()
    for_floats = f.source(2.0, 3.0)
    assert "unbroadcast" not in for_floats
    assert f.source() == for_floats
    assert f.source(at="w=float, b=float") == for_floats
    assert f.value_and_grad(2.0, 3.0) == (6.0, (3.0, 2.0))
    assert f.source() == for_floats
    for_arrays = f.source(np.ones(()), 3.0)
    assert f.source() == for_arrays != for_floats
    with pytest.raises(TypeError, match="not both"):
        f.source(2.0, 3.0, at="w=float")
    with pytest.raises(TypeError, match="missing a required argument: 'b'"):
        f.source(2.0)


def test_positions_that_do_not_exist():
    with pytest.raises(TypeError, match="product has 5 parameters and no number 7"):
        derivative_text(product, wrt=7)
    with pytest.raises(TypeError, match="product has no parameter q"):
        derivative_text(product, wrt=["w", "q"])


def test_definitions_are_found_without_importing(tmp_path):
    path = tmp_path / "m.py"
    path.write_text("raise SystemExit\nif 1:\n    def a(): pass\nelse:\n    b = lambda: 0\nfrom x import y\n"
                    "try:\n    c = d = s2sdiff.differentiate(a)\nexcept E:\n    pass\nclass K:\n    def m(self): pass\n"
                    "e = f(a)\ndef a(): pass\n'\\d'\n")  # fmt: skip
    assert definitions(path) == ["a", "b", "c", "d", "K.m"]
    assert definitions(tmp_path / "none.py") == []


def test_load_errors(monkeypatch, folder):
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [*sys.path])
    with pytest.raises(LoadError, match="importing missing failed"):
        load("missing:f")
    with pytest.raises(UsageError, match="there is no file nowhere"):
        load("nowhere.py:f")
