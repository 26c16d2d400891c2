"""Derivative functions: made once for each function and options, and found again by name.

A derivative is a plain function, and Python pickles those by module and name. Here a name says what it is of:
`loss_grad_hvp|package/module|loss|grad:0|hvp:0`; asking this module for such an attribute gives the derivative. So it
pickles as a reference to f and its options, and what Python says of a wrong call begins with `loss_grad_hvp`.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from s2sdiff import run
from s2sdiff.bound import Bound, picked, shifted, spread, unbound
from s2sdiff.custom.registry import rule_of
from s2sdiff.identity import plain, state_of
from s2sdiff.ir import Function
from s2sdiff.kept import kept
from s2sdiff.options import Options, full_name
from s2sdiff.program import outlined, parsed
from s2sdiff.signature import Signature, signature
from s2sdiff.specialised import Specialised, takes_any_number
from s2sdiff.stars import Starred, make_entry
from s2sdiff.variants import Derivative

WRT = int | Sequence[int] | None

Asked: TypeAlias = "dict[str, Any]"  # `wrt`, `bare` and `picks` of options

_known: dict[str, Any] = {}


# --- made once --------------------------------------------------------------------------------------------------------
def derivative_of(f: Any, options: Options) -> Any:
    """The derivative function of f, which may be a derivative itself, a method of an object, or a partial of these."""
    if isinstance(f, functools.partial):
        return functools.partial(derivative_of(f.func, shifted(options, len(f.args))), *f.args, **f.keywords)
    function, given = unbound(f)
    if given:
        return Bound(derivative_of(function, shifted(options)), *given)
    f, inner = origin(f)
    return made_of(f, options if inner is None else replace(options, inner=inner))


def made_of(f: Any, options: Options) -> Any:
    """The derivative function for these options: the same one each time, so that what it compiled is kept."""
    inner = options.inner
    try:
        known = kept(f).made
    except TypeError:  # what cannot be kept has no source, either
        parsed(f)
        raise
    function = outlined(f)
    if takes_any_number(f) and rule_of(f) is None:
        return _starred(f, options, function, known)
    if options not in known or known[options].__s2sdiff__.function.params != function.params:
        given, name = signature(function, inner), full_name(function.name, inner)
        for k in options.wrt:
            if not -len(given) <= k < len(given):
                raise TypeError(f"{name} has {len(given)} parameters and no number {k}")
        state = Derivative(f, options, function, signature(function, options))
        own_name = full_name(function.name, options)
        state.entry = run.make_entry(own_name, state.params, function.primal, state.other_kinds)
        state.entry.__doc__ = f"{described(function.name, options, given)}. {function.doc}".strip()
        state.entry.__s2sdiff__ = state
        if isinstance(f, Specialised):
            state.entry.__module__ = f.__module__
        else:
            register(state.entry, f, options)
        known[options] = state.entry
    return known[options]


def _starred(f: Any, options: Options, function: Function, known: dict[Any, Any]) -> Any:
    """The derivative of a function that takes any number of arguments."""
    if options not in known:
        state = Starred(f, options, made_of)
        doc = f"{described(function.name, options, ())}. {function.doc}".strip()
        state.entry = make_entry(state, full_name(function.name, options), doc)
        register(state.entry, f, options)
        known[options] = state.entry
    return known[options]


_PHRASES = {
    "grad": "The gradient of {}",
    "value_and_grad": "The value and the gradient of {}",
    "elementwise_grad": "The slope, at each entry, of {}",
    "vjp": "The value and the pullback of {}",
    "linearize": "The value and the linearized form of {}",
    "jvp": "The value and the tangent of {}",
    "hvp": "The product, with a vector, of the Hessian of {}",
    "jacfwd": "The Jacobian, by forward mode, of {}",
    "jacrev": "The Jacobian, by reverse mode, of {}",
    "jacobian": "The Jacobian of {}",
    "hessian": "The Hessian of {}",
}


def described(name: str, options: Options, given: Signature) -> str:
    """What a derivative is, in words; `given` are the parameters of what it is a derivative of.

    >>> described("loss", Options("hessian", (), inner=Options("grad", ())), ())
    'The Hessian of loss'
    """
    of, inner = name, options.inner
    if options.kind in ("hvp", "hessian"):
        inner = inner.inner if inner is not None else None  # of the gradient it is the Jacobian
    if inner is not None:
        of = described(name, inner, ())
        of = of[0].lower() + of[1:]
    names = [given[k].param.name for k in options.wrt] if given else []
    by = f" with respect to {' and '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}" if names else ""
    return _PHRASES[options.kind].format(of) + by


def origin(f: Any) -> tuple[Any, Options | None]:
    """The user's function, and of which derivative of it `f` is; None of the function itself."""
    f = plain(f)
    state = state_of(f)
    return (state.f, state.options) if state is not None else (f, None)


def positions(f: Any, argnums: WRT, argnames: str | Sequence[str] | None) -> tuple[tuple[int, ...], bool]:
    """The positions asked for, and whether one was asked for by itself."""
    if takes_any_number(origin(spread(f)[0])[0]):
        return _as_passed(argnums, argnames)
    names, _ = parameter_names(f)
    if argnames is not None:
        wanted = (argnames,) if isinstance(argnames, str) else tuple(argnames)
        for name in wanted:
            if name not in names:
                of = getattr(f, "__name__", "the function")
                raise TypeError(f"{of} has no parameter {name}; it has {', '.join(names)}")
        return tuple(names.index(name) for name in wanted), isinstance(argnames, str)
    if argnums is None:
        argnums = 0
    if isinstance(argnums, int):
        return (argnums % len(names) if names and -len(names) <= argnums < 0 else argnums,), True
    return tuple(k % len(names) if -len(names) <= k < 0 else k for k in argnums), False


def parameter_names(f: Any) -> tuple[list[str], str]:
    """The parameters that a call of f gives; of a method, that of its object besides."""
    if isinstance(f, functools.partial):
        names, owner = parameter_names(f.func)
        return names[len(f.args) :], owner
    function, given = unbound(f)
    primal, inner = origin(function)
    names = [slot.param.name for slot in signature(outlined(primal), inner)]
    return (names[1:], names[0]) if given and names else (names, "")


def asked(f: Any, argnums: WRT, argnames: str | Sequence[str] | None) -> Asked:
    """What is to be differentiated, which may be attributes of arguments, or of the object of a method."""
    if takes_any_number(origin(spread(f)[0])[0]):
        wrt, bare = _as_passed(argnums, argnames)
        return {"wrt": wrt, "bare": bare}
    names, owner = parameter_names(f)
    wanted = () if argnames is None else (argnames,) if isinstance(argnames, str) else tuple(argnames)
    if all(name in names for name in wanted):
        wrt, bare = positions(f, argnums, argnames)
        return {"wrt": wrt, "bare": bare}
    found = [(names.index(name), ()) if name in names else picked(name, names, owner) for name in wanted]
    for name, pick in zip(wanted, found, strict=True):
        if pick is None:
            positions(f, None, name)  # raises
    picks = [pick for pick in found if pick is not None]
    each = tuple(dict.fromkeys(position for position, _ in picks))
    by = tuple((each.index(position), path) for position, path in picks)
    return {"wrt": each, "bare": isinstance(argnames, str), "picks": by}
def positional_count(entry: Any) -> int | None:
    """How many arguments a derivative takes by position; None if any number."""
    if isinstance(entry, Bound):
        taken = positional_count(entry.__func__)
        return taken - 1 if taken is not None else None
    state = state_of(entry)
    if isinstance(state, Starred):
        return None
    return sum(slot.param.kind == "positional" for slot in state.signature)


def _as_passed(argnums: WRT, argnames: str | Sequence[str] | None) -> tuple[tuple[Any, ...], bool]:
    """The positions or names asked for of a function that takes any number of arguments: a call says what they are."""
    wanted = argnames if argnames is not None else 0 if argnums is None else argnums
    bare = isinstance(wanted, int | str)
    return (wanted,) if isinstance(wanted, int | str) else tuple(wanted), bare


# --- found by name ----------------------------------------------------------------------------------------------------
def register(entry: Any, f: Any, options: Options) -> None:
    """Gives a derivative a name of its own; one of a function that cannot be imported by name does not pickle."""
    module, name = getattr(f, "__module__", None) or "", getattr(f, "__qualname__", "")
    key = "|".join((entry.__name__, module, name, _spelled(options))).replace(".", "/")
    if "<" not in key and module in sys.modules and name:
        entry.__module__, entry.__qualname__ = __name__, key
        _known[key] = entry
    else:
        entry.__module__ = module


def __getattr__(key: str) -> Any:
    if key in _known:
        return _known[key]
    if key.count("|") < 3:
        raise AttributeError(f"module {__name__} has no attribute {key}")
    _, module, name, *kinds = key.replace("/", ".").split("|")
    f: Any = importlib.import_module(module)
    for part in name.split("."):
        f = getattr(f, part)
    options = _read(kinds)
    assert options is not None
    return made_of(plain(f), options)


def _spelled(options: Options) -> str:
    """Options as text, those of the innermost derivative first.

    >>> _spelled(Options("hvp", (0,), inner=Options("grad", (0,))))
    'grad:0|hvp:0'
    >>> _spelled(Options("value_and_grad", (0, 1), bare=False, has_aux=True, optimize=0))
    'value_and_grad:0,1:tuple:aux:O0'
    """
    before = f"{_spelled(options.inner)}|" if options.inner is not None else ""
    flags = [*(["tuple"] if not options.bare else []), *(["aux"] if options.has_aux else []),
             *([f"O{options.optimize}"] if options.optimize != 1 else []),
             *("@" + ".".join([str(k), *path]) for k, path in options.picks)]  # fmt: skip
    return before + ":".join([options.kind, ",".join(map(str, options.wrt)), *flags])


def _read(kinds: Sequence[str]) -> Options | None:
    """The options that are spelled so.

    >>> _read([]), _read(["jacrev:1:O0"])
    (None, Options(kind='jacrev', wrt=(1,), bare=True, has_aux=False, optimize=0, inner=None, picks=()))
    """
    if not kinds:
        return None
    kind, wrt, *flags = kinds[-1].split(":")
    picks = [flag[1:].split(".") for flag in flags if flag[0] == "@"]
    optimize = [int(flag[1:]) for flag in flags if flag[0] == "O"]
    places: tuple[Any, ...] = tuple(int(k) if k.lstrip("-").isdigit() else k for k in wrt.split(",") if k)
    return Options(kind, places, "tuple" not in flags, "aux" in flags,
                   optimize[0] if optimize else 1, _read(kinds[:-1]),
                   tuple((int(k), tuple(path)) for k, *path in picks))  # fmt: skip
