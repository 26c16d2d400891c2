"""What a rule of the user's computes, as a value of the kind that it is to have: nothing is broadcast on the quiet.

The types show most of what is wrong, before the run; where they do not tell, the run is asked.
"""

from __future__ import annotations

from s2sdiff.errors import Loc, Problem, UnsupportedError
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.description import describe
from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, Shape, is_differentiable, never_one, shape_of
from s2sdiff.ir import UNDEFINED, Const, Dct, Lst, Operand, Tup
from s2sdiff.names import PART, hint, twin
from s2sdiff.transform.shapes import exactly, shape, spread, zero


def conformed(build: Builder, value: Operand, like: Operand, what: str, title: str, loc: Loc | None,
              *, ask: bool = True) -> Operand:  # fmt: skip
    """The value in the structure, shapes and dtypes of `like`. Raises UnsupportedError where it cannot be of these.

    `what` it is, of the rule `title`. With `ask` the run is asked where the types do not tell.
    """
    kind, found = build.type_of(like), build.type_of(value)
    if value == UNDEFINED:
        _refuse(loc, f"{title} computes no {what} for operands like these.", f"Assign to {what} on every path.")
    if isinstance(kind, Seq | Map) and kind.items is not None:
        return _items(build, value, like, what, title, loc, ask)
    if isinstance(kind, Seq | Map):
        return value
    if not is_differentiable(kind):
        return Const(0.0) if what != "y" else value
    if not isinstance(found, Arr | Num):
        _refuse(loc, f"{what} of {title} is {describe(found)}, and must be like {describe(kind)}.",
                "Compute a number or an array.")  # fmt: skip
    have, want, name = shape_of(found), shape_of(kind), hint(value) if isinstance(value, str) else PART
    if have is not None and want is not None and not _may_agree(have, want):
        _refuse(loc, f"{what} of {title} is {describe(found)}, and must have the shape of {describe(kind)}.",
                f"Sum or broadcast it in {title}.")  # fmt: skip
    if ask and (have is None or want is None or have != want):
        value = build.emit("of_shape", (value, shape(build, like), Const(f"{what} of {title}")), spelling="of_shape",
                           hint=name)  # fmt: skip
    return exactly(build, value, like, name)


def _refuse(loc: Loc | None, fault: str, remedy: str) -> None:
    raise UnsupportedError(Problem(loc, fault, remedy))


def _may_agree(have: Shape, want: Shape) -> bool:
    return len(have) == len(want) and all(
        a == b or (isinstance(a, str) and isinstance(b, str)) or _may_be(a, b) or _may_be(b, a)
        for a, b in zip(have, want, strict=True))  # fmt: skip


def _may_be(dim: object, size: object) -> bool:
    """Whether a size without a number may be this number."""
    return isinstance(dim, str) and isinstance(size, int) and (size != 1 or not never_one(dim))


def _items(build: Builder, value: Operand, like: Operand, what: str, title: str, loc: Loc | None,
           ask: bool) -> Operand:  # fmt: skip
    kind, found = build.type_of(like), build.type_of(value)
    if not isinstance(kind, Seq | Map) or kind.items is None:
        raise TypeError(f"not written out: {kind!r}")
    known = found.items if isinstance(found, Seq | Map) else None
    keys = kind.keys if isinstance(kind, Map) else tuple(range(len(kind.items)))
    if known is None or len(known) != len(keys) or (isinstance(found, Map) and found.keys != keys):
        _refuse(loc, f"{what} of {title} is {describe(found)}, and must be like {describe(kind)}.",
                "Compute an item for each item.")  # fmt: skip
    made = tuple(conformed(build, _item(build, value, k, key), _item(build, like, k, key), f"{what}[{key!r}]", title,
                           loc, ask=ask) for k, key in enumerate(keys))  # fmt: skip
    return _together(kind, made)


def _together(kind: Abstract, items: tuple[Operand, ...]) -> Operand:
    if isinstance(kind, Map):
        return Dct(kind.keys, items)
    return Lst(items) if isinstance(kind, Seq) and kind.kind == "list" else Tup(items)


def zeros_like(build: Builder, y: Operand) -> Operand:
    """The zero that is like y."""
    if isinstance(y, Tup | Lst | Dct):
        return _together(build.type_of(y), tuple(zeros_like(build, item) for item in y.items))
    return zero(build, y)


def _item(build: Builder, whole: Operand, k: int, key: object) -> Operand:
    if isinstance(whole, Tup | Lst | Dct):
        return whole.items[k]
    return build.emit("getitem", (whole, Const(key)), spelling="[]")


def spread_out(build: Builder, tangent: Operand, y: Operand) -> Operand:
    """A tangent in the shape of y, where terms are left out and those that are there may be smaller."""
    kind: Abstract = build.type_of(y)
    if isinstance(kind, Seq | Map) or isinstance(tangent, Tup | Lst | Dct):
        keys = kind.keys if isinstance(kind, Map) else range(len(kind.items or ())) if isinstance(kind, Seq) else ()
        parts = tuple(spread_out(build, _item(build, tangent, k, key), _item(build, y, k, key))
                      for k, key in enumerate(keys))  # fmt: skip
        return _together(kind, parts)
    if not is_differentiable(kind):
        return Const(0.0)
    return spread(build, tangent, y, twin(y, "dot") if isinstance(y, str) else PART)
