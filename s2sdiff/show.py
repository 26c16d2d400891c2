"""The text of a derivative for kinds of arguments that need not exist: what `s2sdiff show` and `f.source()` print."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from s2sdiff.bound import unbound
from s2sdiff.derivatives import made_of, origin, positions
from s2sdiff.differentiable import Differentiable
from s2sdiff.identity import plain, signature_of
from s2sdiff.infer.notation import KindError, from_annotation, parse_kinds
from s2sdiff.infer.observe import observe
from s2sdiff.infer.probe import dims_of
from s2sdiff.infer.refuse import check_differentiable
from s2sdiff.infer.values import ANY_NUMBER, Abstract, is_differentiable
from s2sdiff.load import UsageError, load
from s2sdiff.options import FORWARD, JACOBIAN, PAIRED, REVERSE, Options
from s2sdiff.pipeline import Compiled, after, differentiate
from s2sdiff.program import Program, outlined
from s2sdiff.signature import filled, signature
from s2sdiff.specialised import takes_any_number
from s2sdiff.stars import Starred

Asked: TypeAlias = "Sequence[str | int] | str | int | None"  # names or positions; None is the function's own choice

__all__ = ["DERIVATIVES", "UsageError", "derivative_text", "kinds_for", "load", "source_for", "unknown_names"]

DERIVATIVES = (*REVERSE, *FORWARD, *JACOBIAN, *PAIRED)
MODES = {"forward": "jvp", "reverse": "value_and_grad"}

_SMALL = (bool, int, float, complex, str, type(None))  # defaults whose kind is that of the parameter
_LETTERS = 23  # in the names that `observe` gives to sizes before it numbers them


def derivative_text(f: Any, at: str | None = None, wrt: Asked = None, optimize: int | None = None,
                    stage: str = "emit", derivative: str | Sequence[str] | None = None) -> str:  # fmt: skip
    """The source of a derivative of f, or what there is of it after an earlier stage, without calling anything.

    `at` says of what kinds the arguments are; annotations and defaults speak for the rest, and what no one knows may
    be any number. `wrt` and `optimize` are, if not given, those of a decorated f, or the first parameter and 1.
    `derivative` is one of `DERIVATIVES`, or several, each of the one before: "grad,grad"; if not given it is
    "value_and_grad", or "jvp" after the stage "forward", and of an f that is a derivative, that is f itself.
    Raises DifferentiationError and TypeError as the derivative would, KindError for an `at` that does not fit f,
    ValueError for a derivative, and UsageError for a stage, that there is not.

    >>> from s2sdiff._examples import square_plus
    >>> print(derivative_text(square_plus, at="x=float, y=float", stage="parse"), end="")
    function square_plus(x, y)
        t1 = x * x
        t2 = t1 + y
        return t2
    """
    if stage == "emit":
        return compiled_text(compiled_for(f, at, wrt, optimize, derivative))
    if derivative is None:
        derivative = _own_derivative(f, stage)
    options = options_for(f, derivative, wrt, optimize)
    check_stage(stage, options.kind)
    kinds = kinds_for(f, at, wrt)
    if stage != "parse":
        _check_kinds(f, wrt, kinds)
    return after(stage, _primal(f), kinds, options, Program(sizes_of(kinds)))


def compiled_for(f: Any, at: str | None = None, wrt: Asked = None, optimize: int | None = None,
                 derivative: str | Sequence[str] | None = None) -> Compiled:  # fmt: skip
    """A derivative of f, finished. Arguments and errors are those of `derivative_text`."""
    options = options_for(f, _own_derivative(f) if derivative is None else derivative, wrt, optimize)
    kinds = kinds_for(f, at, wrt)
    _check_kinds(f, wrt, kinds)
    return differentiate(Program(sizes_of(kinds)), _primal(f), kinds, options)


def _own_derivative(f: Any, stage: str = "emit") -> str:
    return "" if origin(f)[1] is not None else MODES["forward" if stage == "forward" else "reverse"]


def _check_kinds(f: Any, wrt: Asked, kinds: Sequence[Abstract]) -> None:
    function = outlined(_primal(f))
    for k in _positions(f, wrt)[0]:
        check_differentiable(function.name, function.params[k].name, kinds[k])


def compiled_text(compiled: Compiled) -> str:
    """The text of a derivative; a Jacobian that is made in a loop is told from the function that the loop calls."""
    if not compiled.looped:
        return compiled.module.text
    each = "entry of the arguments" if compiled.looped == "jvp" else "entry of the output"
    return f"# called once for each {each}: this cannot be written for all of them at once\n{compiled.module.text}"


def _primal(f: Any) -> Any:
    """The user's function, of which f may be a derivative."""
    return origin(f)[0]


# --- which derivative -------------------------------------------------------------------------------------------------
def asked_derivatives(derivative: str | Sequence[str]) -> tuple[str, ...]:
    """The kinds of derivatives that are named, the innermost first. Raises ValueError.

    >>> asked_derivatives("grad, hvp")
    ('grad', 'hvp')
    """
    words = derivative.split(",") if isinstance(derivative, str) else derivative
    kinds = tuple(word.strip() for word in words)
    for kind in kinds:
        if kind not in DERIVATIVES:
            raise ValueError(f"there is no derivative {kind or '(empty)'}; there are {', '.join(DERIVATIVES)}")
    for kind in kinds[:-1]:
        if kind in PAIRED:
            raise ValueError(f"{kind} makes two functions, and no derivative is made of these; write it last")
    if not kinds:
        raise ValueError(f"no derivative is named; there are {', '.join(DERIVATIVES)}")
    return kinds


def options_for(f: Any, derivative: str | Sequence[str], wrt: Asked = None, optimize: int | None = None) -> Options:
    """The options of a derivative of a derivative … of f, all with respect to the same parameters of the function.

    Without a derivative ("") they are those of f, which is one.
    """
    wanted, bare = _positions(f, wrt)
    if derivative == "" and wrt is not None:
        raise UsageError(f"{f.__name__} is a derivative already; name one of it with --derivative, or leave out --wrt")
    if optimize is None:
        inner = origin(f)[1]
        optimize = f._options()["optimize"] if isinstance(f, Differentiable) else inner.optimize if inner else 1
    function, (_, options) = outlined(_primal(f)), origin(f)
    for asked in asked_derivatives(derivative) if derivative != "" else ():
        for kind in ("grad", asked) if asked in ("hvp", "hessian") else (asked,):
            own = [k for k, slot in enumerate(signature(function, options)) if not slot.of]  # and not a tangent
            single = bare and kind not in (*PAIRED, "jvp")
            placed = wanted if takes_any_number(_primal(f)) else tuple(own[k] for k in wanted)
            options = Options(kind, placed, single, optimize=optimize, inner=options)
    assert options is not None
    return replace(options, optimize=optimize)


def check_stage(stage: str, kind: str) -> None:
    """Raises UsageError for a stage that the making of a derivative does not have."""
    if kind in PAIRED and stage not in ("parse", "infer", "emit"):
        raise UsageError(f"{kind} makes two functions, and only their finished code is shown; leave the stage out")
    mode = "reverse" if kind in (*REVERSE, "jacrev") else "forward"
    if stage in ("forward", "reverse") and stage != mode:
        raise UsageError(f"{kind} is made by {mode} mode, and has no stage {stage}; write {mode}")


def _positions(f: Any, wrt: Asked) -> tuple[tuple[int, ...], bool]:
    """The positions asked for, by name or by position, and whether one was asked for by itself."""
    _, inner = origin(f)
    if wrt is None and inner is not None:
        while inner.inner is not None:
            inner = inner.inner
        wanted, bare = inner.wrt, inner.bare
    elif wrt is None:
        own = f._options() if isinstance(f, Differentiable) else {}
        wanted, bare = positions(f, own.get("argnums", 0), own.get("argnames"))
    else:
        asked = [wrt] if isinstance(wrt, str | int) else list(wrt)
        each = [positions(_primal(f), *((k, None) if isinstance(k, int) else (0, k)))[0] for k in asked]
        wanted, bare = tuple(k for found in each for k in found), isinstance(wrt, str | int)
    function = outlined(_primal(f))
    for k in wanted:
        if not takes_any_number(_primal(f)) and not 0 <= k < len(function.params):
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
    return [known.get(param.name, ANY_NUMBER) for param in outlined(_primal(f)).params]


def unknown_names(f: Any, at: str | None = None, wrt: Asked = None) -> list[str]:
    """The parameters of which nothing says what they are."""
    known = _known(f, at, wrt)
    return [param.name for param in outlined(_primal(f)).params if param.name not in known]


def _known(f: Any, at: str | None, wrt: Asked) -> dict[str, Abstract]:
    function = outlined(_primal(f))
    names = [param.name for param in function.params]
    given = parse_kinds(at or "")
    for name in given:
        if name not in names:
            raise KindError(f'cannot use "{at}": {function.name} has no parameter {name}; it has {", ".join(names)}')
    wanted, _ = _positions(f, wrt)
    signature = signature_of(_primal(f)).parameters
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
def source_for(f: Any, args: Sequence[Any], at: str | None = None, mode: str | None = None,
               derivative: str | Sequence[str] | None = None) -> str:  # fmt: skip
    """The source of a derivative of f: for these arguments, for the kinds in `at`, or of the last call."""
    if args and at is not None:
        raise TypeError("source() takes arguments or at=, not both")
    function, given = unbound(f)
    if given:
        return source_for(Differentiable(function, _with_self(f), f._optimize), (*given, *args), at, mode, derivative)
    wanted = asked_mode(mode, derivative)
    if at is not None:
        return derivative_text(f, at, derivative=wanted)
    state = made_of(plain(f), options_for(f, wanted)).__s2sdiff__
    if args:
        bound = signature_of(plain(f)).bind(*args)
        bound.apply_defaults()
        if isinstance(state, Starred):
            state = state.at(bound.args, bound.kwargs, tangents=False).__s2sdiff__
        own = dict(zip((p.name for p in state.function.params), (*bound.args, *bound.kwargs.values()), strict=True))
        return compiled_text(state.variant(filled(state.signature, own)).compiled)
    if state.variants:
        return compiled_text(state.variants[0].compiled)
    return derivative_text(f, derivative=wanted)


def _with_self(f: Differentiable) -> Any:
    """What a decorated method is differentiated by, in terms of the parameters of the function."""
    wrt = 0 if f._wrt is None else f._wrt
    if isinstance(wrt, tuple | list):
        return tuple(k + 1 if isinstance(k, int) else k for k in wrt)
    return wrt + 1 if isinstance(wrt, int) else wrt


def asked_mode(mode: str | None, derivative: str | Sequence[str] | None) -> str | Sequence[str]:
    """The derivative that is asked for, by itself or by a mode.

    >>> asked_mode("forward", None)
    'jvp'
    """
    if mode is None:
        return "value_and_grad" if derivative is None else derivative
    if derivative is not None:
        raise TypeError("source() takes mode= or derivative=, not both")
    if mode not in MODES:
        raise ValueError(f"there is no mode {mode}; there are {' and '.join(MODES)}")
    return MODES[mode]
