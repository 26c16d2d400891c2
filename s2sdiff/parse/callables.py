"""What can be called and is no plain function: what a message calls it, and what to pass instead."""

from __future__ import annotations

import contextlib
import functools
import inspect
from types import CodeType, FunctionType, MethodType
from typing import Any

import numpy as np

from s2sdiff.errors import Problem, SourceError


def plain_function(f: Any) -> FunctionType:
    """The plain function that is meant: of a method its function. SourceError for what has none."""
    match f:
        case FunctionType() if f.__code__ not in _FOREIGN:
            return f
        case MethodType() | staticmethod() | classmethod():
            return plain_function(f.__func__)
        case _:
            raise SourceError(Problem(None, *not_a_function(f)))


def not_a_function(f: Any) -> tuple[str, str]:
    """A fault and a remedy that name the kind of thing f is."""
    kind = type(f).__name__
    name = getattr(f, "__name__", kind)
    match f:
        case type():
            return f"'{name}' is a class, not a function.", "Pass a function, or one of the methods of the class."
        case FunctionType():
            what, remedy = _FOREIGN[f.__code__]
            return f"'{name}' is {what}.", remedy
        case functools.partial():
            inner = getattr(f.func, "__name__", type(f.func).__name__)
            return f"A functools.partial of '{inner}' has no source.", f"Write a lambda that calls '{inner}'."
        case np.vectorize():
            return "An np.vectorize object is not a function.", "Pass the function that it vectorizes."
        case np.ufunc() if getattr(np, name, None) is f:
            return f"'{name}' is a NumPy ufunc and has no Python source.", f"Write lambda x: np.{name}(x)."
        case np.ufunc():
            return f"'{name}' is a ufunc and has no Python source.", "Pass the Python function that it was made from."
        case _ if inspect.isfunction(getattr(f, "py_func", None)):
            return f"'{name}' is compiled by Numba.", f"Pass its Python function, {name}.py_func."
        case _ if hasattr(f, "cache_info") and hasattr(f, "__wrapped__"):
            fault = f"'{name}' is under functools.lru_cache and gives what it gave before."
            return fault, f"Pass the function under it, {name}.__wrapped__."
        case _ if hasattr(f, "__wrapped__") and not isinstance(f, type(np.sum)):
            fault = f"'{name}' is a wrapper of type '{kind}' around a function and has no Python source."
            return fault, "Pass its __wrapped__, if that is what is to be differentiated."
        case _ if inspect.isroutine(f) and callable(f):
            fault = f"'{name}' is a built-in or compiled function and has no Python source."
            return fault, "Call it in a function of your own, and pass that."
        case _ if callable(f):
            return f"An object of class '{kind}' is not a plain function.", "Pass its __call__ method, or a function."
        case _:
            return f"An object of type '{kind}' is not a function.", "Pass a function."


def is_wrapper(f: Any) -> bool:
    """Whether what is called was made around a function by a library: a message can say what to call instead."""
    if isinstance(f, FunctionType):
        return f.__code__ in _FOREIGN
    made = hasattr(f, "__wrapped__") or hasattr(f, "py_func")
    return callable(f) and (isinstance(f, functools.partial | np.vectorize) or made)


def _foreign() -> dict[CodeType, tuple[str, str]]:
    """The code of the wrappers that libraries make, and what they are: the function under one is not all that runs."""

    def sample(_: Any) -> Any:
        """Something to wrap."""

    under = "Pass the function that it decorates, if that is what is to be differentiated."
    dispatched = "under functools.singledispatch: the type of its argument says what runs"
    return {
        _code(functools.singledispatch(sample)): (dispatched, "Pass the implementation, as f.dispatch(float)."),
        _code(functools.singledispatchmethod(sample).__get__(None, object)): (
            dispatched, "Pass the implementation that is meant."),
        _code(contextlib.contextmanager(sample)): ("under contextlib.contextmanager and returns no value",
                                                   "Pass a function that returns its result."),
        _code(contextlib.ContextDecorator()(sample)): ("under a context manager used as a decorator", under),
        _code(np.errstate()(sample)): ("under np.errstate used as a decorator", under),
    }  # fmt: skip


def _code(wrapper: Any) -> CodeType:
    code: CodeType = wrapper.__code__
    return code


_FOREIGN = _foreign()
