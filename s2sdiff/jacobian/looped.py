"""Jacobians one tangent, or one cotangent, at a time: for functions whose ops are not written for all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from s2sdiff.fields import fields_of
from s2sdiff.ir import Param
from s2sdiff.options import Options
from s2sdiff.pullback import holds_floats, items_in, tangents_of
from s2sdiff.runtime import copied, made, zeros_of


def floats_in(value: Any) -> list[Any]:
    """The numbers and arrays of floats in a value.

    >>> floats_in((1.0, [2, {"a": 3.0}]))
    [1.0, 3.0]
    """
    if isinstance(value, np.ndarray | float | complex | np.generic):
        return [value] if holds_floats(value) else []
    return [leaf for item in items_in(value) for leaf in floats_in(item)]


def rebuilt(value: Any, leaves: Iterator[Any]) -> Any:
    """A value like another with other floats in it; what is no float is 0.0.

    >>> rebuilt((1.0, [2, 3.0]), iter([5.0, 6.0]))
    (5.0, [0.0, 6.0])
    """
    fields = fields_of(value)
    if fields is not None:
        return made(type(value), **{name: rebuilt(item, leaves) for name, item in fields.items()})
    if isinstance(value, tuple | list):
        return type(value)(rebuilt(item, leaves) for item in value)
    if isinstance(value, dict):
        return {key: rebuilt(item, leaves) for key, item in value.items()}
    return next(leaves) if holds_floats(value) else 0.0


def units(like: Any) -> Iterator[Any]:
    """Values like a given one with a single 1.0 in them, at each entry in turn.

    >>> list(units((1.0, 2.0)))
    [(1.0, 0.0), (0.0, 1.0)]
    """
    leaves = floats_in(like)
    for k, leaf in enumerate(leaves):
        for entry in range(np.size(leaf)):
            made: list[Any] = [np.zeros_like(other) if isinstance(other, np.ndarray) else 0.0 for other in leaves]
            if isinstance(leaf, np.ndarray):
                made[k].flat[entry] = 1.0
            else:
                made[k] = 1.0
            yield rebuilt(like, iter(made))


def looped(call: Callable[..., Any], kind: str, options: Options, params: Sequence[Param]) -> Callable[..., Any]:
    """The Jacobian function, from the one that gives one tangent (`jvp`) or a pullback (`vjp`)."""
    names = [param.name for param in params if param.kind == "keyword"]
    count = len(params) - len(names)

    def called(*arguments: Any, **keyword: Any) -> Any:
        values = [*arguments, *(keyword[name] for name in names)]
        own = dict(zip(names, values[count:], strict=True))
        if kind == "linear":
            return as_linear(lambda point, dots: call(*point[:count], *dots, **own), values, options)
        if kind == "jvp":
            return by_tangents(lambda unit: call(*values[:count], *unit, **own), values, options)
        value, pullback = call(*values[:count], **own)
        return by_cotangents(value, pullback, values, options)

    called.__wrapped__ = call  # type: ignore[attr-defined]
    return called


def as_linear(push: Callable[[Any, Any], Any], values: Sequence[Any], options: Options) -> Any:
    """`(out, f_jvp)` as `linearize` gives them, where f is computed again for each tangent."""
    point = copied(list(values))

    def f_jvp(*tangents: Any) -> Any:
        """The tangent of the output, for one of each argument; what holds no floats takes any, and has none."""
        return push(copied(point), tangents_of(point, options.wrt, tangents))[1]

    return push(copied(point), zeros_of([point[k] for k in options.wrt]))[0], f_jvp


def by_tangents(push: Callable[[Any], Any], values: Sequence[Any], options: Options) -> Any:
    """The Jacobian from `push(tangents)`, which gives the value and its tangent."""
    inputs = tuple(values[k] for k in options.wrt)
    pairs = [push(unit) for unit in units(inputs)]
    value = pairs[0][0] if pairs else push(inputs)[0]
    rows = [floats_in(dot) for _, dot in pairs]
    blocks = [_by_inputs([row[k] for row in rows], leaf, inputs) for k, leaf in enumerate(floats_in(value))]
    return rebuilt(value, iter(block[0] if options.bare else block for block in blocks))


def _by_inputs(column: Sequence[Any], output: Any, inputs: tuple[Any, ...]) -> Any:
    """The derivatives of one output by all inputs, from its tangent for each entry of them."""
    leaves, done = [], 0
    for leaf in floats_in(inputs):
        rows = [np.asarray(dot) for dot in column[done : done + np.size(leaf)]]
        done += np.size(leaf)
        stacked = np.stack(rows, axis=-1) if rows else np.zeros((*np.shape(output), 0))
        leaves.append(_like(stacked.reshape(np.shape(output) + np.shape(leaf)), output, leaf))
    return rebuilt(inputs, iter(leaves))


def _like(block: np.ndarray, output: Any, leaf: Any) -> Any:
    """A block in the dtype of the argument; of an output that is a number it is a gradient, and like the argument."""
    if isinstance(leaf, float) and not isinstance(leaf, np.generic):
        return block if np.ndim(output) else float(block)
    block = block.astype(leaf.dtype)
    return block if isinstance(leaf, np.ndarray) or np.ndim(output) else leaf.dtype.type(block)


def by_cotangents(value: Any, pullback: Callable[[Any], Any], values: Sequence[Any], options: Options) -> Any:
    """The Jacobian from the value and its pullback."""
    inputs = tuple(values[k] for k in options.wrt)
    rows = [pullback(unit) for unit in units(value)]
    blocks, done = [], 0
    for output in floats_in(value):
        own = rows[done : done + np.size(output)]
        done += np.size(output)
        leaves = []
        for k, leaf in enumerate(floats_in(inputs)):
            parts = [np.asarray(floats_in(bars)[k]) for bars in own]
            leaves.append(_like(np.reshape(parts, np.shape(output) + np.shape(leaf)), output, leaf))
        blocks.append(rebuilt(inputs, iter(leaves)))
    return rebuilt(value, iter(block[0] if options.bare else block for block in blocks))
