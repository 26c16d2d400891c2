"""The pullback that `vjp` returns: a cotangent of the output in, those of the arguments out.

What the forward sweep saved is copied where it may share memory with what others can change before the pullback is
called: arguments, data from outside, the output. `np.may_share_memory` compares bounds, so it errs toward a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from s2sdiff.fields import fields_of
from s2sdiff.runtime import copied, made, sequence, zeros_of

# Which parts of an output the backward function takes a cotangent of: of a tuple item by item, of anything else as a
# whole, if it is differentiable.
Taken: TypeAlias = "bool | tuple[Taken, ...]"


@dataclass(frozen=True, slots=True)
class Paired:
    """The two functions of a module, and what has to be known to call them."""

    forward: Callable[..., Any]
    backward: Callable[..., Any]  # of a single argument it returns the gradient by itself
    taken: Taken
    wrt: Sequence[int]
    outside: Callable[[], list[Any]]  # the data that the function reads from outside
    inputs: tuple[Taken, ...] = ()  # for `linearize`: of which parts of the arguments it takes tangents


def pullback_maker(paired: Paired) -> Callable[..., Any]:
    """The function that gives `(out, pullback)`."""

    def call(*arguments: Any, **keyword: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
        made, saved = paired.forward(*arguments, **keyword)
        out, saved = kept(made, saved, [*arguments, *keyword.values()], paired)

        def pullback(out_bar: Any) -> tuple[Any, ...]:
            """The gradients of <out_bar, f> with respect to the arguments that hold floats, in their order."""
            bars = paired.backward(saved, *given(paired.taken, made, cotangent(made, out_bar)))
            return (bars,) if len(paired.wrt) == 1 else bars

        return out, pullback

    call.__wrapped__ = paired.backward  # type: ignore[attr-defined]
    return call


def linear_maker(paired: Paired, ready: Callable[..., Any]) -> Callable[..., Any]:
    """The function that gives `(out, f_jvp)`, where `f_jvp` takes a tangent for each argument."""

    def call(*arguments: Any, **keyword: Any) -> tuple[Any, Callable[..., Any]]:
        values = [*arguments, *keyword.values()]
        inputs = copied(values)
        made, saved = paired.forward(*arguments, **keyword)
        shapes = given(paired.taken, made, zeros_of(made)) if ready.__code__.co_argcount > 1 else ()
        out, saved = kept(made, ready(saved, *shapes), values, paired)

        def f_jvp(*tangents: Any) -> Any:
            """The tangent of the output, for one of each argument; what holds no floats takes any, and has none."""
            dots = tangents_of(inputs, paired.wrt, tangents)
            parts = [part for k, own, dot in zip(paired.wrt, paired.inputs, dots, strict=True)
                     for part in given(own, inputs[k], dot)]  # fmt: skip
            found = paired.backward(saved, *parts)
            return like(paired.taken, made, iter((found,) if count(paired.taken) == 1 else found))

        return out, f_jvp

    call.__wrapped__ = paired.backward  # type: ignore[attr-defined]
    return call


def tangents_of(inputs: Sequence[Any], wrt: Sequence[int], tangents: Sequence[Any]) -> list[Any]:
    """The tangents of the inputs `wrt`, each in the type of the input. Raises TypeError where they do not fit."""
    needed = 1 + max(wrt, default=-1)
    if not needed <= len(tangents) <= len(inputs):  # defaults may be left out, as they are in a call of f
        raise TypeError(f"this takes a tangent for each of {needed} arguments, and got {len(tangents)}")
    return [cotangent(inputs[k], tangents[k], f"argument {k}", "tangent") for k in wrt]


def count(taken: Taken) -> int:
    """How many parts are taken.

    >>> count((True, (False, True)))
    2
    """
    return int(taken) if isinstance(taken, bool) else sum(map(count, taken))


def kept(made: Any, saved: Any, values: list[Any], paired: Paired) -> tuple[Any, Any]:
    """The output, and what is saved, as the pullback's own: changes of arrays before it is called do not reach it."""
    theirs = [*arrays_in(values), *arrays_in(paired.outside()), *arrays_in(made)]
    return copied(made), apart(saved, theirs)


def like(taken: Taken, out: Any, dots: Iterator[Any]) -> Any:
    """The tangents of the parts of an output that have one, in the structure of the output.

    >>> like((True, (False, True)), (1.0, (2, [3.0])), iter([0.1, [0.3]]))
    (0.1, (0.0, [0.3]))
    """
    if isinstance(taken, bool):
        return cotangent(out, next(dots)) if taken else 0.0
    return tuple(like(inner, x, dots) for inner, x in zip(taken, out, strict=True))


def arrays_in(value: Any) -> list[np.ndarray]:
    """The arrays in a value.

    >>> len(arrays_in((np.ones(2), {"a": [np.ones(1), 2.0]})))
    2
    """
    if isinstance(value, np.ndarray):
        return [value]
    return [array for item in items_in(value) for array in arrays_in(item)]


def items_in(value: Any) -> Iterable[Any]:
    """The parts of a tuple, list, dict or object of a user's class; of anything else none."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, tuple | list) else (fields_of(value) or {}).values()


def apart(saved: Any, theirs: list[np.ndarray]) -> Any:
    """What was saved, with copies of the arrays that share memory with others.

    >>> x = np.ones(2)
    >>> mine = apart((x[:1], [2.0]), [x]); x[0] = 5.0; mine
    (array([1.]), [2.0])
    """
    if isinstance(saved, np.ndarray):
        return saved.copy() if any(np.may_share_memory(saved, other) for other in theirs) else saved
    if isinstance(saved, tuple | list):
        return sequence(saved, [apart(item, theirs) for item in saved])
    if isinstance(saved, dict):
        return {key: apart(item, theirs) for key, item in saved.items()}
    fields = fields_of(saved)
    return saved if fields is None else made(type(saved), **{k: apart(item, theirs) for k, item in fields.items()})


def given(taken: Taken, out: Any, bar: Any) -> list[Any]:
    """The cotangents that the backward function takes, in order.

    >>> given((True, (False, True)), (1.0, (2, [3.0])), (0.1, (0.0, [0.3])))
    [0.1, [0.3]]
    """
    if isinstance(taken, bool):
        return [bar] if taken else []
    return [part for inner, x, b in zip(taken, out, bar, strict=True) for part in given(inner, x, b)]


def cotangent(out: Any, bar: Any, where: str = "the output", what: str = "cotangent") -> Any:
    """A cotangent, or tangent, in the types and dtypes of `out`. Raises TypeError for another structure or shape.

    >>> cotangent((1.0, [2.0, 3]), (1, [np.float64(0.5), None]))
    (1.0, [0.5, 0.0])
    """
    if type(bar) is float and isinstance(out, float):
        return type(out)(bar)  # the usual case, and so the fast one
    fields = fields_of(out)
    if fields is not None:
        return _object(out, fields, bar, where, what)
    if isinstance(out, tuple | list):
        kind = type(out).__name__
        if not isinstance(bar, tuple | list) or len(out) != len(bar):
            raise TypeError(f"{where} is a {kind} of {len(out)}, and so must be its {what}")
        items = [cotangent(x, b, f"{where}[{k}]", what) for k, (x, b) in enumerate(zip(out, bar, strict=True))]
        return items if isinstance(out, list) else tuple(items)
    if isinstance(out, dict):
        if not isinstance(bar, dict) or set(out) != set(bar):
            raise TypeError(f"{where} is a dict of {', '.join(map(repr, out))}, and so must be its {what}")
        return {key: cotangent(x, bar[key], f"{where}[{key!r}]", what) for key, x in out.items()}
    return _leaf(out, bar, where, what) if holds_floats(out) else 0.0


def _object(out: Any, fields: dict[str, Any], bar: Any, where: str, what: str) -> Any:
    """The cotangent of an object: one of its class, with a cotangent in each field."""
    given = fields_of(bar) if type(bar) is type(out) else None
    if given is None or set(given) != set(fields):
        raise TypeError(f"{where} is a {type(out).__name__} of {', '.join(fields)}, and so must be its {what}")
    return made(type(out), **{k: cotangent(x, given[k], f"{where}.{k}", what) for k, x in fields.items()})


def _leaf(out: Any, bar: Any, where: str, what: str) -> Any:
    if type(bar) is type(out) is np.ndarray and bar.dtype == out.dtype and bar.shape == out.shape:
        return bar
    try:
        kind = np.asarray(bar).dtype.kind
    except ValueError:  # rows that are not of one length
        kind = "O"
    if kind not in "biufc":
        raise TypeError(f"{where} is of numbers, and so must be its {what}, which is {bar!r:.60}")
    if np.shape(out) != np.shape(bar):
        raise TypeError(f"{where} has shape {np.shape(out)} and its {what} {np.shape(bar)}; they must agree")
    if np.iscomplexobj(bar) and not np.iscomplexobj(out):
        raise TypeError(f"{where} is real, and so must be its {what}")
    return np.asarray(bar, out.dtype) if isinstance(out, np.ndarray) else type(out)(bar)


def holds_floats(value: Any) -> bool:
    """Whether a value is a float, an array of floats, or a tuple, list, dict or object with one in it.

    >>> holds_floats(1), holds_floats([1, {"a": np.ones(2)}])
    (False, True)
    """
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fc"
    return isinstance(value, float | complex | np.inexact) or any(map(holds_floats, items_in(value)))
