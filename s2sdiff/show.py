"""The text of a derivative for kinds of arguments that need not exist: what `s2sdiff show` and `f.source()` print."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, TypeAlias

from s2sdiff.api import Differentiable, plain, positions
from s2sdiff.infer.notation import KindError, from_annotation, parse_kinds
from s2sdiff.infer.observe import observe
from s2sdiff.infer.probe import dims_of
from s2sdiff.infer.values import ANY_NUMBER, Abstract, is_differentiable
from s2sdiff.load import UsageError, load
from s2sdiff.options import Options
from s2sdiff.pipeline import after, differentiate
from s2sdiff.program import Program, parsed
from s2sdiff.variants import check_differentiable

Asked: TypeAlias = "Sequence[str | int] | str | int | None"  # names or positions; None is the function's own choice

__all__ = ["UsageError", "derivative_text", "kinds_for", "load", "source_for", "unknown_names"]

_SMALL = (bool, int, float, complex, str, type(None))  # defaults whose kind is that of the parameter
_LETTERS = 23  # in the names that `observe` gives to sizes before it numbers them


def derivative_text(f: Any, at: str | None = None, wrt: Asked = None, optimize: int | None = None,
                    stage: str = "emit", kind: str = "value_and_grad") -> str:  # fmt: skip
    """The source of f's derivative, or what there is of it after an earlier stage, without calling anything.

    `at` says of what kinds the arguments are; annotations and defaults speak for the rest, and what no one knows may
    be any number. `wrt` and `optimize` are, if not given, those of a decorated f, or the first parameter and 1.
    Raises DifferentiationError and TypeError as the derivative would, KindError for an `at` that does not fit f.

    >>> from s2sdiff._examples import square_plus
    >>> print(derivative_text(square_plus, at="x=float, y=float", stage="parse"), end="")
    function square_plus(x, y)
        t1 = x * x
        t2 = t1 + y
        return t2
    """
    function = parsed(plain(f))
    wanted, bare = _positions(f, wrt)
    if optimize is None:
        optimize = f._options()["optimize"] if isinstance(f, Differentiable) else 1
    options = Options(kind, wanted, bare, optimize=optimize)
    kinds = kinds_for(f, at, wrt)
    if stage != "parse":
        for k in wanted:
            check_differentiable(function.name, function.params[k].name, kinds[k])
    program = Program(sizes_of(kinds))
    if stage != "emit":
        return after(stage, plain(f), kinds, options, program)
    return differentiate(program, plain(f), kinds, options).module.text


def _positions(f: Any, wrt: Asked) -> tuple[tuple[int, ...], bool]:
    """The positions asked for, by name or by position, and whether one was asked for by itself."""
    if wrt is None:
        own = f._options() if isinstance(f, Differentiable) else {}
        wanted, bare = positions(f, own.get("argnums", 0), own.get("argnames"))
    else:
        asked = [wrt] if isinstance(wrt, str | int) else list(wrt)
        each = [positions(f, k if isinstance(k, int) else 0, k if isinstance(k, str) else None)[0] for k in asked]
        wanted, bare = tuple(k for found in each for k in found), isinstance(wrt, str | int)
    function = parsed(plain(f))
    for k in wanted:
        if not 0 <= k < len(function.params):
            raise TypeError(f"{function.name} has {len(function.params)} parameters and no number {k}")
    return wanted, bare


# --- kinds ------------------------------------------------------------------------------------------------------------
def kinds_for(f: Any, at: str | None = None, wrt: Asked = None) -> list[Abstract]:
    """The kind of each parameter: from `at`, else its annotation, else its default, else any number.

    The default of a parameter that is differentiated says nothing if it is an int: `def f(x=1)` is for floats.

    >>> from s2sdiff._examples import square_plus
    >>> kinds_for(square_plus, "y=float")
    [Arr(dtype=None, shape=None, scalar=False), Num(kind='float', value=?, dim=None)]
    """
    known = _known(f, at, wrt)
    return [known.get(param.name, ANY_NUMBER) for param in parsed(plain(f)).params]


def unknown_names(f: Any, at: str | None = None, wrt: Asked = None) -> list[str]:
    """The parameters of which nothing says what they are."""
    known = _known(f, at, wrt)
    return [param.name for param in parsed(plain(f)).params if param.name not in known]


def _known(f: Any, at: str | None, wrt: Asked) -> dict[str, Abstract]:
    function = parsed(plain(f))
    names = [param.name for param in function.params]
    given = parse_kinds(at or "")
    for name in given:
        if name not in names:
            raise KindError(f'cannot use "{at}": {function.name} has no parameter {name}; it has {", ".join(names)}')
    wanted, _ = _positions(f, wrt)
    signature = inspect.signature(plain(f)).parameters
    own = {name: _own_kind(signature[name], k in wanted) for k, name in enumerate(names)}
    return {name: kind for name, kind in own.items() if kind is not None} | given


def _own_kind(parameter: inspect.Parameter, wanted: bool) -> Abstract | None:
    """What a function itself says of a parameter, by an annotation or a default."""
    kind = from_annotation(parameter.annotation)
    if kind is None and type(parameter.default) in _SMALL:
        kind = observe(parameter.default, {})
        return kind if is_differentiable(kind) or not wanted else None
    return kind


def sizes_of(kinds: Sequence[Abstract]) -> dict[int, Any]:
    """What `observe` is to call sizes that it meets in globals: a number in `at` is itself, and no symbol is reused."""
    dims = list(dict.fromkeys(dim for kind in kinds for dim in dims_of(kind)))
    sizes: dict[int, Any] = {dim: dim for dim in dims if isinstance(dim, int) and dim != 1}
    taken = [dim for dim in dims if isinstance(dim, str)]
    rounds = max((int(name[1:]) + 1 if name[1:].isdecimal() else 1 for name in taken), default=0)
    while len(sizes) < rounds * _LETTERS:  # names are dealt by how many there are already
        sizes[-1 - len(sizes)] = ""
    return sizes


# --- f.source() -------------------------------------------------------------------------------------------------------
def source_for(f: Any, entry: Any, args: Sequence[Any], at: str | None = None) -> str:
    """The source of the derivative `entry` of f: for these arguments, for the kinds in `at`, or of the last call."""
    if args and at is not None:
        raise TypeError("source() takes arguments or at=, not both")
    if at is not None:
        return derivative_text(f, at)
    state = entry.__s2sdiff__
    if args:
        bound = inspect.signature(plain(f)).bind(*args)
        bound.apply_defaults()
        return str(state.variant([bound.arguments[param.name] for param in state.function.params]).compiled.module.text)
    if state.variants:
        return str(state.variants[0].compiled.module.text)
    return derivative_text(f)
