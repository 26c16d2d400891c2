"""Methods of an object: their derivatives are those of the functions of the class, which are called with the object.

    grad(model.loss)(x)      →      grad(Model.loss, argnums=1)(model, x)
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Sequence
from dataclasses import replace
from types import FunctionType, MethodType
from typing import Any

from s2sdiff.fields import fields_of
from s2sdiff.identity import is_decorated, plain
from s2sdiff.options import Options

SELF = -1  # the position of the object among the parameters that a call of the method gives


class Bound:
    """A derivative of a method: that of the function, called with the object as it is at each call."""

    def __init__(self, entry: Any, instance: Any):
        self.__func__, self.__self__ = entry, instance
        self.__name__, self.__doc__, self.__module__ = entry.__name__, entry.__doc__, entry.__module__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__func__(self.__self__, *args, **kwargs)

    @property
    def __signature__(self) -> inspect.Signature:
        own = inspect.signature(self.__func__)
        return own.replace(parameters=list(own.parameters.values())[1:])

    @property
    def __wrapped__(self) -> Any:
        return self.__func__.__wrapped__

    @property
    def __s2sdiff__(self) -> Any:
        return self.__func__.__s2sdiff__

    def __reduce__(self) -> Any:
        return Bound, (self.__func__, self.__self__)

    def __repr__(self) -> str:
        return f"<{self.__name__} of {self.__self__!r}>"


def unbound(f: Any) -> tuple[Any, tuple[Any, ...]]:
    """The function that a method is, and the object that it is called with; of anything else itself and nothing."""
    f = plain(f)
    if isinstance(f, Bound | MethodType):
        function, inner = unbound(f.__func__)
        return (function, (f.__self__,)) if not inner else (f, ())
    call = plain(inspect.getattr_static(type(f), "__call__", None))
    if isinstance(call, FunctionType) and not is_decorated(f) and fields_of(f) is not None:
        return call, (f,)
    return f, ()


def spread(f: Any) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """The function that a method, or a `functools.partial`, is of, and what it gives it besides what a call gives.

    >>> spread(functools.partial(functools.partial(max, 1), 2, key=abs))
    (<built-in function max>, (1, 2), {'key': <built-in function abs>})
    """
    if isinstance(f, functools.partial):
        function, given, named = spread(f.func)
        return function, (*given, *f.args), {**named, **f.keywords}
    function, given = unbound(f)
    return function, given, {}


def shifted(options: Options, by: int = 1) -> Options:
    """The options in terms of the function's parameters, the first of which are given: the object of a method."""
    return replace(options, wrt=tuple(k if isinstance(k, str) else k + by for k in options.wrt))


def picked(name: str, names: Sequence[str], owner: str) -> tuple[int, tuple[str, ...]] | None:
    """The parameter and the attribute of it that a name means: `self.W`, of a method `W` as well; `params.b`.

    `names` are the parameters that a call gives, `owner` that of the object of a method, if it is one.

    >>> picked("layer.W", ["x"], "self"), picked("self.W", ["x"], "self"), picked("p.b", ["x", "p"], "")
    ((-1, ('layer', 'W')), (-1, ('W',)), (1, ('b',)))
    """
    first, *rest = name.split(".")
    if first in names and rest:
        return names.index(first), tuple(rest)
    if owner and first == owner:
        return SELF, tuple(rest)
    return (SELF, (first, *rest)) if owner else None
