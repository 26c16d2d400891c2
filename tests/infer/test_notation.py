"""Kinds as text: what is read, what is refused and with which words, and that `describe` is the inverse."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sdiff.infer.description import describe
from s2sdiff.infer.notation import DTYPES, KindError, from_annotation, parse_kind, parse_kinds
from s2sdiff.infer.observe import observe
from s2sdiff.infer.values import ANY_NUMBER, Arr, Map, Num, Seq, Static

SPELLED = {
    "float": Num("float"),
    "int": Num("int"),
    "bool": Num("bool"),
    "complex": Num("complex"),
    "any": ANY_NUMBER,
    "None": Static(None),
    "'sum'": Static("sum"),
    "f64": Arr("float64", (), True),
    "f64[]": Arr("float64", ()),
    "f32[]": Arr("float32", ()),
    "float32[n]": Arr("float32", ("n",)),
    "f64[d]": Arr("float64", ("d",)),
    "f64[n,d]": Arr("float64", ("n", "d")),
    "f64[ n , 1, 3 ,]": Arr("float64", ("n", 1, 3)),
    "f64[0]": Arr("float64", (0,)),
    "f64[größe]": Arr("float64", ("größe",)),
    "f64[...]": Arr("float64", None),
    "i64[n]": Arr("int64", ("n",)),
    "u8[n]": Arr("uint8", ("n",)),
    "c128[n]": Arr("complex128", ("n",)),
    "bool[n]": Arr("bool", ("n",)),
    "[f64[3], float]": Seq("list", (Arr("float64", (3,)), Num("float"))),
    "[]": Seq("list", ()),
    "()": Seq("tuple", ()),
    "(float)": Num("float"),
    "(float,)": Seq("tuple", (Num("float"),)),
    "(float, (int, bool))": Seq("tuple", (Num("float"), Seq("tuple", (Num("int"), Num("bool"))))),
    "list[float, ...]": Seq("list", None, Num("float")),
    "list[float]": Seq("list", None, Num("float")),
    "tuple[f64[n], ...]": Seq("tuple", None, Arr("float64", ("n",))),
    "tuple[float, int]": Seq("tuple", (Num("float"), Num("int"))),
    "{'w': f64[n], 0: float}": Map(("w", 0), (Arr("float64", ("n",)), Num("float"))),
}


@pytest.mark.parametrize("text", SPELLED)
def test_a_kind(text):
    assert parse_kind(text) == SPELLED[text]
    assert parse_kinds(f"x={text}") == {"x": SPELLED[text]}
    assert parse_kinds(f" y = float ,x={text} , z=any") == {"y": Num("float"), "x": SPELLED[text], "z": ANY_NUMBER}


def test_kinds_of_no_names():
    assert parse_kinds("") == parse_kinds("  ") == {}


REFUSED = {
    "w=f46[n]": 'cannot read "w=f46[n]": expected a kind (float, int, bool, complex, any, None, or an array as '
    "f64[n, d]), at 'f46[n]'",
    "w=": "expected a kind (float, int, bool, complex, any, None, or an array as f64[n, d]), at the end",
    "w": "expected =, at the end",
    "w:float": "expected =, at ':float'",
    "=float": "expected the name of a parameter, at '=float'",
    "3=float": "expected the name of a parameter, at '3=float'",
    "if=float": "expected the name of a parameter, at 'if=float'",
    "w=float b=float": "expected a comma, at 'b=float'",
    "w=float, w=int": "w is given twice, at 'w=int'",
    "w=f64[n": "expected , or ], at the end",
    "w=f64[n d]": "expected , or ], at 'd]'",
    "w=f64[-1]": "expected a size, as 3 or n, at '-1]'",
    "w=f64[n-1]": "expected , or ], at '-1]'",
    "w=f64[2.5]": "expected , or ], at '.5]'",
    "w=f64[None]": "expected a size, as 3 or n, at 'None]'",
    "w=f64[..., n]": "expected ], at ', n]'",
    "w=float[n]": "float is one Python number, and an array is f64[...], at 'float[n]'",
    "w=complex[n]": "complex is one Python number, and an array is c128[...], at 'complex[n]'",
    "w=int[n]": "int is one Python number, and an array is i64[...], at 'int[n]'",
    "w=(float, int": "expected , or ), at the end",
    "w=list[float, int]": "a list of these items is [kind, kind], at 'float, int]'",
    "w={w: float}": "expected a key, as 'w' or 0, at 'w: float}'",
    "w={'w' float}": "expected :, at 'float}'",
    "w='sum": "expected a kind",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused(text):
    with pytest.raises(KindError) as caught:
        parse_kinds(text)
    assert str(caught.value).startswith(f'cannot read "{text}": ')
    assert REFUSED[text] in str(caught.value)


def test_one_kind_has_nothing_after_it():
    with pytest.raises(KindError, match="expected nothing more, at 'int'"):
        parse_kind("float int")


dims = st.one_of(st.integers(0, 99), st.sampled_from(["n", "m", "d", "n1", "größe"]))
dtypes = st.sampled_from(sorted({*DTYPES.values(), "bool"}))
arrays = st.builds(Arr, dtypes, st.none() | st.lists(dims, max_size=4).map(tuple))
words = st.text("abc xyz_,[](){}", max_size=5)
atoms = st.sampled_from([*map(Num, ("bool", "int", "float", "complex")), ANY_NUMBER, Static(None)])
kinds = st.recursive(
    atoms | arrays | words.map(Static),
    lambda inner: st.one_of(
        st.builds(Seq, st.sampled_from(["tuple", "list"]), st.lists(inner, max_size=3).map(tuple)),
        st.builds(Seq, st.sampled_from(["tuple", "list"]), st.none(), inner),
        st.dictionaries(words | st.integers(0, 9), inner, max_size=3).map(
            lambda items: Map(tuple(items), tuple(items.values()))
        ),
    ),
    max_leaves=8,
)


@given(kinds)
def test_describe_is_read_back(kind):
    assert parse_kind(describe(kind)) == kind


@given(st.dictionaries(st.sampled_from("abcwxyz"), kinds))
def test_several_are_read_back(named):
    assert parse_kinds(", ".join(f"{name}={describe(kind)}" for name, kind in named.items())) == named


@given(st.text("nd fi64[](){}.,=:'1", max_size=12))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(KindError):
        assert isinstance(parse_kinds(text), dict)


@pytest.mark.parametrize("value", [np.ones((3, 1)), [np.ones(3), 2.0], (1, True, 1j), {"w": np.ones(2, np.int8)}, None])
def test_what_is_observed_can_be_spelled(value):
    kind = observe(value, {})
    assert parse_kind(describe(kind)) == kind


ANNOTATIONS = [
    (float, Num("float")),
    (int, Num("int")),
    (bool, Num("bool")),
    (complex, Num("complex")),
    ("float", Num("float")),
    ("f64[n]", Arr("float64", ("n",))),
    ("'f64[n]'", Arr("float64", ("n",))),  # with `from __future__ import annotations`
    ('"f64[n]"', Arr("float64", ("n",))),
    ("tuple[float, int]", Seq("tuple", (Num("float"), Num("int")))),
    (tuple[float, int], Seq("tuple", (Num("float"), Num("int")))),
    (tuple[float, ...], Seq("tuple", None, Num("float"))),
    (list[float], Seq("list", None, Num("float"))),
    (np.float32, Arr("float32", (), True)),
    (np.ndarray, None),
    ("np.ndarray", None),
    ("'np.ndarray'", None),
    (list[np.ndarray], None),
    (float | np.ndarray, None),
    (np.floating, None),
    (list, None),
    (str, None),
    ("3", None),
    ("f46[n]", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("annotation", "kind"), ANNOTATIONS, ids=repr)
def test_annotations(annotation, kind):
    assert from_annotation(annotation) == kind


def test_annotations_of_a_function():
    def f(w: "f64[n]", b: float, x):  # noqa: F821, UP037
        return w * b * x

    assert [from_annotation(a) for a in f.__annotations__.values()] == [Arr("float64", ("n",)), Num("float")]
