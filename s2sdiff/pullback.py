"""The pullback that `vjp` returns: a cotangent of the output in, those of the arguments out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

# Which parts of an output the backward function takes a cotangent of: of a tuple that f itself makes item by item, of
# anything else as a whole, if it is differentiable.
Taken: TypeAlias = "bool | tuple[Taken, ...]"

_FLOATS = (float, complex, np.floating, np.complexfloating)


def pullback_maker(forward: Callable[..., Any], backward: Callable[..., Any], taken: Taken,
                   single: bool) -> Callable[..., Any]:  # fmt: skip
    """The function that gives `(out, pullback)`. `single`: backward returns the one gradient there is by itself."""

    def call(*arguments: Any, **keyword: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
        out, saved = forward(*arguments, **keyword)

        def pullback(out_bar: Any) -> tuple[Any, ...]:
            """The gradients of <out_bar, f> with respect to the arguments that hold floats, in their order."""
            bars = backward(saved, *given(taken, out, cotangent(out, out_bar)))
            return (bars,) if single else bars

        return out, pullback

    return call


def given(taken: Taken, out: Any, bar: Any) -> list[Any]:
    """The cotangents that the backward function takes, in order.

    >>> given((True, (False, True)), (1.0, (2, [3.0])), (0.1, (0.0, [0.3])))
    [0.1, [0.3]]
    """
    if isinstance(taken, bool):
        return [bar] if taken else []
    return [part for inner, x, b in zip(taken, out, bar, strict=True) for part in given(inner, x, b)]


def cotangent(out: Any, bar: Any, where: str = "the output") -> Any:
    """A cotangent in the structure, the shapes and the dtypes of `out`; TypeError where it has others.

    >>> cotangent((1.0, [2.0, 3]), (1, [np.float64(0.5), None]))
    (1.0, [0.5, 0.0])
    """
    if isinstance(out, tuple | list):
        kind = type(out).__name__
        if not isinstance(bar, tuple | list) or len(out) != len(bar):
            raise TypeError(f"{where} is a {kind} of {len(out)}, and so must be its cotangent")
        items = [cotangent(x, b, f"{where}[{k}]") for k, (x, b) in enumerate(zip(out, bar, strict=True))]
        return items if isinstance(out, list) else tuple(items)
    if isinstance(out, dict):
        if not isinstance(bar, dict) or set(out) != set(bar):
            raise TypeError(f"{where} is a dict of {', '.join(map(repr, out))}, and so must be its cotangent")
        return {key: cotangent(x, bar[key], f"{where}[{key!r}]") for key, x in out.items()}
    if not isinstance(out, _FLOATS) and not (isinstance(out, np.ndarray) and out.dtype.kind in "fc"):
        return 0.0
    if np.shape(out) != np.shape(bar):
        raise TypeError(f"{where} has shape {np.shape(out)} and its cotangent {np.shape(bar)}; they must agree")
    if np.iscomplexobj(bar) and not np.iscomplexobj(out):
        raise TypeError(f"{where} is real, and so must be its cotangent")
    return np.asarray(bar, out.dtype) if isinstance(out, np.ndarray) else type(out)(bar)
