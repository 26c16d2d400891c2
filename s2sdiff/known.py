"""Functions from outside that are called for what they do, or whose result is known without running them.

What *shows* takes any values, keeps none that code can read again, and returns None. What makes *text* takes any
values, too, and gives a string. Anything else from outside may do with a value what it likes, and gets none that is
active.
"""

from __future__ import annotations

import gc
import io
import logging
import pprint
import random
import time
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

_LEVELS = ("debug", "info", "warning", "error", "critical", "exception", "log")
_SHOWS: tuple[Callable[..., Any], ...] = (
    print, warnings.warn, pprint.pprint, traceback.print_exc, traceback.print_stack,
    *(getattr(logging, level) for level in _LEVELS))  # fmt: skip
_TEXT: tuple[Callable[..., Any], ...] = (str, repr, ascii, format, np.array2string, np.array_repr, np.array_str,
                                         pprint.pformat)  # fmt: skip
TEXT_METHODS = frozenset({"format", "join", "ljust", "rjust", "center", "upper", "lower", "strip", "replace", "zfill"})

_FLOAT = (time.time, time.perf_counter, time.monotonic, time.process_time, time.thread_time, random.random,
          random.uniform, random.gauss, random.normalvariate, random.expovariate, random.betavariate,
          random.gammavariate, random.triangular)  # fmt: skip
_DOES = (random.seed, time.sleep, gc.collect, warnings.simplefilter, warnings.filterwarnings)  # with numbers and texts
_INT = (time.time_ns, time.perf_counter_ns, time.monotonic_ns, random.randint, random.randrange, random.getrandbits, id)


def shows(value: Any) -> bool:
    """Whether a function from outside shows its arguments."""
    return _is_among(value, _SHOWS)


def shows_by(base: Any, method: str) -> bool:
    """Whether a method of an object shows its arguments: of a logger, of an open file."""
    if isinstance(base, logging.Logger | logging.LoggerAdapter):
        return method in _LEVELS
    return isinstance(base, io.TextIOBase) and method in ("write", "writelines", "flush")


def draws_by(base: Any, method: str) -> bool:
    """Whether a method of an object draws random numbers."""
    return isinstance(base, np.random.Generator | np.random.RandomState | random.Random) and hasattr(base, method)


def does(value: Any) -> bool:
    """Whether a function from outside does something that is known to be no business of a derivative's."""
    return _is_among(value, _DOES)


def makes_text(value: Any) -> bool:
    """Whether a function makes a string of its arguments."""
    return _is_among(value, _TEXT)


def result_of(function: Any) -> str:
    """What a function from outside gives, where that is known: "float" or "int"; empty for all others."""
    return "float" if _is_among(function, _FLOAT) else "int" if _is_among(function, _INT) else ""


def _is_among(value: Any, known: tuple[Callable[..., Any], ...]) -> bool:
    return any(value is one or (type(value) is type(one) and _equal(value, one)) for one in known)


def _equal(value: Any, one: Any) -> bool:
    """Bound methods are made anew each time that they are asked for."""
    return getattr(value, "__self__", value) is getattr(one, "__self__", one) and (
        getattr(value, "__func__", None) is getattr(one, "__func__", value) is not None)  # fmt: skip
