"""What is to be run: a function, the values of its arguments, and which of them are differentiated."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from s2sdiff.bound import unbound
from s2sdiff.custom.registry import rule_of
from s2sdiff.derivatives import origin
from s2sdiff.identity import plain, signature_of
from s2sdiff.infer.observe import observe
from s2sdiff.infer.refuse import check_differentiable
from s2sdiff.infer.values import Abstract, is_differentiable
from s2sdiff.ir import Function
from s2sdiff.load import UsageError
from s2sdiff.options import FORWARD, Options
from s2sdiff.program import Program, outlined, parsed
from s2sdiff.specialised import Known, specialised, takes_any_number
from s2sdiff.stars import called_with
from s2sdiff.variants import as_called


@dataclass(frozen=True, slots=True)
class Asked:
    """The run that is asked for: of what, on which arguments, and with respect to which."""

    f: Any
    inner: Options | None
    function: Function
    values: tuple[Any, ...]
    kinds: tuple[Abstract, ...]
    wrt: tuple[int, ...]
    program: Program

    @property
    def names(self) -> list[str]:
        return [param.name for param in self.function.params]


def asked(f: Any, args: Sequence[Any], kwargs: Mapping[str, Any], wrt: Any, *, needs_floats: bool) -> Asked:
    """The run of f, which may be a derivative or a method, on these arguments. Raises TypeError and UsageError."""
    f, given = unbound(f)
    found, inner = origin(f)
    _check_no_tangents(f, inner)
    found, values = _with_values(found, (*given, *args), kwargs)
    values = tuple(map(_own, values))
    found = as_called(found, outlined(found).params, values)
    function, symbols = parsed(found), dict[int, str]()
    kinds = tuple(_observed(function, k, value, symbols) for k, value in enumerate(values))
    positions = _positions(function, kinds, wrt)
    if needs_floats and not positions:
        raise TypeError(f"{function.name} has no argument of floats here, and so no derivative")
    for k in positions:
        check_differentiable(function.name, function.params[k].name, kinds[k])
    return Asked(found, inner, function, values, kinds, positions, Program(symbols))


def _check_no_tangents(f: Any, inner: Options | None) -> None:
    while inner is not None:
        if inner.kind in FORWARD:
            raise UsageError(f"{getattr(f, '__name__', 'this')} takes tangents; look at the function that it is of")
        inner = inner.inner


def _with_values(f: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, tuple[Any, ...]]:
    """The function for so many arguments, and the values of its parameters."""
    if not takes_any_number(f) or rule_of(f) is not None:
        bound = signature_of(plain(f)).bind(*args, **kwargs)
        bound.apply_defaults()
        return f, tuple(bound.arguments[param.name] for param in outlined(f).params)
    defaults = {name: p.default for name, p in signature_of(f).parameters.items()}
    f = specialised(f, known) if (known := called_with(f, len(args), kwargs)) != Known() else f
    params = outlined(f).params
    given = dict(zip((p.name for p in params if p.kind == "positional"), args, strict=False)) | dict(kwargs)
    return f, tuple(given[p.name] if p.name in given else defaults[p.name] for p in params)


def _own(value: Any) -> Any:
    """A copy, which stays what it is; what cannot be copied is itself."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _observed(function: Function, k: int, value: Any, symbols: dict[int, str]) -> Abstract:
    try:
        return observe(value, symbols)
    except TypeError as error:
        raise TypeError(f"argument {function.params[k].name} of {function.name} is {error}") from None


def _positions(function: Function, kinds: Sequence[Abstract], wrt: Any) -> tuple[int, ...]:
    names = [param.name for param in function.params]
    if wrt is None:
        return tuple(k for k, kind in enumerate(kinds) if is_differentiable(kind))
    found = []
    for one in [wrt] if isinstance(wrt, str | int) else wrt:
        if one not in names and not (isinstance(one, int) and 0 <= one < len(names)):
            raise UsageError(f"{function.name} has no parameter {one}; it has {', '.join(names)}")
        found.append(names.index(one) if isinstance(one, str) else one)
    return tuple(found)
