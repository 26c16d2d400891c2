"""Context managers: which of them let every error through and change nothing that a function computes."""

from __future__ import annotations

import builtins
import contextlib
import decimal
import inspect
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import gast
import numpy as np

from s2sdiff.errors import SourceError
from s2sdiff.known import makes_text, result_of, shows, shows_by
from s2sdiff.parse.resolve import Meaning, resolver
from s2sdiff.parse.source import find_source

_KNOWN: tuple[Any, ...] = (
    np.errstate, np.printoptions, warnings.catch_warnings, contextlib.nullcontext, contextlib.closing,
    decimal.localcontext, contextlib.redirect_stdout, contextlib.redirect_stderr, builtins.open, threading.Lock,
    threading.RLock)  # fmt: skip
_KNOWN_KINDS = (type(threading.Lock()), type(threading.RLock()), contextlib.nullcontext, threading.Semaphore)
_BUILTINS = (len, round, float, int, max, min, sum, abs, isinstance, type)
_FACTORY = contextlib.contextmanager(lambda: iter(())).__code__


def is_harmless(value: Any) -> bool:
    """Whether a manager, or what makes one, is known to let errors through and to change no data that code can read.

    Of a class, and of a generator under `contextmanager`, the source says so: nothing is caught there, no true value
    is returned, nothing is stored but in local names and in the manager itself, and what is called is known.
    """
    if any(value is known for known in _KNOWN) or isinstance(value, _KNOWN_KINDS):
        return True
    try:
        if inspect.isfunction(value) and value.__code__ is _FACTORY:
            return _keeps_to_itself(value.__wrapped__)  # type: ignore[attr-defined]
        cls = value if isinstance(value, type) else type(value)
        return all(_keeps_to_itself(method) for method in _methods(cls)) and not _returns(vars(cls)["__exit__"])
    except (SourceError, AttributeError, KeyError):
        return False


def _methods(cls: type) -> Iterator[Any]:
    yield cls.__enter__  # type: ignore[attr-defined]
    yield cls.__exit__  # type: ignore[attr-defined]
    if cls.__init__ is not object.__init__:  # type: ignore[misc]
        yield cls.__init__  # type: ignore[misc]


def _keeps_to_itself(function: Any) -> bool:
    node = find_source(function).node
    own = node.args.args[0].id if node.args.args else ""  # type: ignore[attr-defined]
    resolve = resolver(function)
    for inner in gast.walk(node):
        match inner:
            case gast.Call(func=func) if not _is_known_call(resolve, func):
                return False
            case gast.ExceptHandler() | gast.Global() | gast.Nonlocal() | gast.With():
                return False
            case gast.Subscript(ctx=gast.Store()):
                return False
            case gast.Attribute(value=value, ctx=gast.Store()) if not isinstance(value, gast.Name) or value.id != own:
                return False
            case _:
                continue
    return True


def _is_known_call(resolve: Callable[[str], Meaning], func: gast.AST) -> bool:
    """Whether a function is called that is known to change nothing: one that shows, a clock, a builtin."""
    try:
        match func:
            case gast.Name(id=name):
                value = resolve(name).value
            case gast.Attribute(value=gast.Name(id=name), attr=attr):
                base = resolve(name).value
                if shows_by(base, attr):
                    return True
                value = getattr(base, attr)
            case _:
                return False
    except (NameError, AttributeError):
        return False
    return shows(value) or makes_text(value) or bool(result_of(value)) or any(value is one for one in _BUILTINS)


def _returns(function: Any) -> bool:
    """Whether a function may return a true value."""
    returned = [inner.value for inner in gast.walk(find_source(function).node) if isinstance(inner, gast.Return)]
    return any(value is not None and not (isinstance(value, gast.Constant) and not value.value) for value in returned)
