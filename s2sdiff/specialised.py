"""A function as it is called: how many arguments its stars take, and which arguments are known before the run.

It stands for the function wherever that is read and differentiated; what it comes from is `function`.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff.identity import name_in_code, state_of
from s2sdiff.ir import NONE, Function, Origin, Param, Return
from s2sdiff.kept import kept
from s2sdiff.parse.statics import Form

MOST = 32  # specialised forms that are kept of one function


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a call: arguments beyond the parameters, by position and by name, and arguments themselves."""

    more: int = 0
    names: tuple[str, ...] = ()
    forms: tuple[tuple[str, Form], ...] = ()


class Specialised:
    """A function for calls of which this is known: one object for each, as long as it is used."""

    def __init__(self, function: types.FunctionType, known: Known):
        self.function = function
        self.known = known

    @property
    def __code__(self) -> types.CodeType:
        return self.function.__code__

    def __getattr__(self, name: str) -> Any:
        if name in ("__name__", "__qualname__", "__module__", "__globals__", "__closure__"):
            return getattr(self.function, name)
        raise AttributeError(name)


def specialised(f: Any, known: Known) -> Any:
    """The function for calls of which this is known."""
    if isinstance(f, Specialised):
        return specialised(f.function, replace(f.known, forms=known.forms))
    made = kept(f).specialised
    if known not in made:
        while len(made) >= MOST:
            del made[next(iter(made))]
        made[known] = Specialised(f, known)
    return made[known]


def takes_any_number(f: Any) -> bool:
    """Whether a plain function has parameters with a star."""
    return isinstance(f, types.FunctionType) and state_of(f) is None and bool(f.__code__.co_flags & 0x0C)


def starred(name: str, k: int, taken: Sequence[str]) -> str:
    """What the argument is called that a star takes as number k.

    >>> starred("xs", 0, ["xs"]), starred("xs", 0, ["xs", "xs_0"])
    ('xs_0', 'xs_0_')
    """
    made = f"{name}_{k}"
    while made in taken:
        made += "_"
    return made


def outline(f: Any) -> Function:
    """A plain function with its parameters and nothing in it: what is known without reading it."""
    function, known = (f.function, f.known) if isinstance(f, Specialised) else (f, Known())
    code = function.__code__
    count = code.co_argcount
    positional, keyword = code.co_varnames[:count], code.co_varnames[count : count + code.co_kwonlyargcount]
    without = count - len(function.__defaults__ or ())
    params = [Param(name, "positional", k >= without and not known.more) for k, name in enumerate(positional)]
    if known.more:
        star = code.co_varnames[count + code.co_kwonlyargcount]
        params += [Param(starred(star, k, code.co_varnames)) for k in range(known.more)]
    params += [Param(name, "keyword", name in (function.__kwdefaults__ or {})) for name in keyword]
    params += [Param(name, "keyword") for name in known.names]
    name, doc = name_in_code(function), function.__doc__ or ""
    return Function(name, tuple(params), (Return(NONE, Origin(None)),), primal=function, doc=doc)
