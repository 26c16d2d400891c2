"""Derivatives of functions with parameters that have a star: one for each number and naming of the arguments.

What users hold looks at a call and passes it on to the derivative for calls like it. `argnums` counts what is passed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from s2sdiff.options import Options
from s2sdiff.specialised import Known, outline, specialised


@dataclass
class Starred:
    """What such a derivative is of, and the derivatives that it passes calls on to."""

    f: Any
    options: Options
    make: Callable[[Any, Options], Any]  # the derivative function of a function
    entry: Any = None
    made: dict[Known, Any] = field(default_factory=dict)

    @property
    def function(self) -> Any:
        """The function without what is in it."""
        return outline(self.f)

    @property
    def variants(self) -> list[Any]:
        """All that is compiled."""
        return [variant for entry in self.made.values() for variant in entry.__s2sdiff__.variants]

    def at(self, arguments: Sequence[Any], keywords: Mapping[str, Any], *, tangents: bool = True) -> Any:
        """The derivative for calls like this one, among whose arguments are tangents."""
        count = len(arguments) - (tangent_count(self.options) if tangents else 0)
        known = called_with(self.f, count, keywords)
        if known not in self.made:
            f = specialised(self.f, known)
            self.made[known] = self.make(f, placed(self.options, [p.name for p in outline(f).params], known, self.f))
        return self.made[known]

    def call(self, *arguments: Any, **keywords: Any) -> Any:
        """The derivative, at these arguments."""
        return self.at(arguments, keywords)(*arguments, **keywords)


def make_entry(state: Starred, name: str, doc: str) -> Any:
    """The function that users hold."""

    def entry(*arguments: Any, **keywords: Any) -> Any:
        return state.call(*arguments, **keywords)

    entry.__name__ = entry.__qualname__ = name
    entry.__doc__ = doc
    entry.__signature__ = inspect.signature(state.f, follow_wrapped=False)  # type: ignore[attr-defined]
    entry.__s2sdiff__ = state  # type: ignore[attr-defined]
    return entry


def called_with(f: Any, count: int, keywords: Mapping[str, Any]) -> Known:
    """What a call of a function with stars gives beyond the named parameters; `count`: its arguments by position."""
    code = f.__code__
    more = max(count - code.co_argcount, 0) if code.co_flags & inspect.CO_VARARGS else 0
    own = code.co_varnames[code.co_posonlyargcount : code.co_argcount + code.co_kwonlyargcount]
    names = tuple(name for name in keywords if name not in own) if code.co_flags & inspect.CO_VARKEYWORDS else ()
    return Known(more, names)


def tangent_count(options: Options | None) -> int:
    """How many arguments by position a derivative takes that are tangents."""
    if options is None:
        return 0
    return {"jvp": len(options.wrt), "hvp": 1}.get(options.kind, 0) + tangent_count(options.inner)


def placed(options: Options, names: Sequence[str], known: Known, f: Any) -> Options:
    """The options with the positions that are meant: from the end of what is passed by position, or by name."""
    count = f.__code__.co_argcount + known.more

    def place(k: Any) -> int:
        if isinstance(k, str):
            if k not in names:
                raise TypeError(f"{f.__name__} got no argument {k}; it got {', '.join(names)}")
            return names.index(k)
        return int(k) + count if k < 0 else int(k)

    inner = placed(options.inner, names, known, f) if options.inner else None
    return replace(options, wrt=tuple(map(place, options.wrt)), inner=inner)
