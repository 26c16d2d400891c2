"""The tangents, vectors and cotangents that a derivative is given: each like what it is one of, in structure and shape.

Where the types show that one does not fit it is refused; where they do not tell, the run is asked:

    jvp(g, (x,), (v,))      →      v = of_shape(v, x.shape, "a tangent of g")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.description import describe
from s2sdiff.infer.values import (
    Abstract,
    Arr,
    Dim,
    Map,
    Num,
    Seq,
    Unknown,
    dtype_of,
    is_complex,
    is_differentiable,
    never_one,
    shape_of,
)
from s2sdiff.ir import Call, Const, Dct, Lst, Operand, Tup
from s2sdiff.names import PART, hint
from s2sdiff.options import Options
from s2sdiff.transform.shapes import exactly, shape


def fitting(build: Builder, stmt: Call, operands: Sequence[Operand]) -> tuple[Operand, ...]:
    """What a derivative is called with, its tangents in the types of what they are tangents of.

    `operands` are the function's own arguments, what it captures, and what the derivative adds: of `jvp` a tangent for
    each argument that is given to it, of a pullback the output, which is not handed on, and its cotangent.
    """
    made, callee = list(operands), stmt.callee
    options: Options = callee.options
    with build.at(stmt.origin):
        for k, of, bare in _vectors(options, list(range(callee.own))):
            like = made[of[0]] if bare else Tup(tuple(made[j] for j in of))
            made[k] = _Fitting(build, stmt, "vector").fit(made[k], like)
        if options.kind == "jvp":
            first = len(made) - len(options.wrt)
            for k in options.wrt:
                made[first + k] = _Fitting(build, stmt, "tangent").fit(made[first + k], made[k])
        if options.kind == "pullback":
            *made, out, bar = made
            made.append(_Fitting(build, stmt, "cotangent").fit(bar, out))
    return tuple(made)


def _vectors(options: Options | None, positions: list[int]) -> Iterator[tuple[int, list[int], bool]]:
    """Of each `hvp`: the position of its vector, those of the arguments that it goes with, whether it is no tuple."""
    if options is None:
        return
    inner = list(positions)
    if options.kind == "hvp":
        vector = inner.pop(1 + max(options.wrt, default=-1))
        yield vector, [inner[k] for k in options.wrt], options.bare
    yield from _vectors(options.inner, inner)


class _Fitting:
    """One tangent, vector or cotangent, which `what` says."""

    def __init__(self, build: Builder, stmt: Call, what: str):
        self.build, self.stmt, self.what = build, stmt, what

    def fit(self, given: Operand, like: Operand) -> Operand:
        """The operand, leaf by leaf in the kind of what it is like. Raises UnsupportedError if it does not fit."""
        kind, found = self.build.type_of(like), self.build.type_of(given)
        if not is_differentiable(kind):
            return Const(0.0)
        match kind, found:
            case Seq(name, tuple(items)), Seq(_, tuple(others)) if len(items) == len(others):
                made = tuple(self.fit(self._item(given, k), self._item(like, k)) for k in range(len(items)))
                return Tup(made) if name == "tuple" else Lst(made)
            case Map(keys), Map(others) if set(keys) == set(others):
                return Dct(keys, tuple(self.fit(self._item(given, key), self._item(like, key)) for key in keys))
            case (Num() | Arr() | Unknown()), (Num() | Arr() | Unknown()) if self._may_fit(kind, found):
                return self._leaf(given, like, kind, found)
            case _:
                fault = f"The {self.what} of {describe(kind)} is {describe(found)} here."
                raise UnsupportedError(Problem(self.stmt.origin.loc, fault, "Give it the same structure and shape."))

    def _item(self, operand: Operand, key: Any) -> Operand:
        match operand:
            case Tup(items) | Lst(items):
                return items[key]
            case Dct(keys, items):
                return items[keys.index(key)]
            case _:
                return self.build.emit("getitem", (operand, Const(key)), spelling="[]")

    def _may_fit(self, kind: Abstract, found: Abstract) -> bool:
        if is_complex(found) and not (dtype_of(kind) or "complex").startswith("complex"):
            return False
        want, have = shape_of(kind), shape_of(found)
        if want is None or have is None:
            return True
        return len(want) == len(have) and not any(map(_differ, want, have))

    def _leaf(self, given: Operand, like: Operand, kind: Abstract, found: Abstract) -> Operand:
        if isinstance(given, Const):
            given = Const(given.value * 1.0)
        want, have = shape_of(kind), shape_of(found)
        if want is None or have != want:
            name = hint(given) if isinstance(given, str) else PART
            asked = (given, shape(self.build, like), Const(f"a {self.what} of {self.stmt.callee.path}"))
            given = self.build.emit("of_shape", asked, spelling="of_shape", hint=name)
        if isinstance(kind, Arr) and kind.shape == () and not kind.scalar:
            given = self.build.emit("asarray", (given,), spelling="np.asarray")
        return exactly(self.build, given, like)


def _differ(a: Dim, b: Dim) -> bool:
    """Whether two sizes are certainly not the same."""
    if isinstance(a, int) and isinstance(b, int):
        return a != b
    return (a == 1 and never_one(b)) or (b == 1 and never_one(a))
