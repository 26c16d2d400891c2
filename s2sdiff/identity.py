"""What an object is to s2sdiff, and how it is called: told by the object itself.

`functools.wraps` copies the attributes of a function to its wrapper, and a copy says nothing of the wrapper.
"""

from __future__ import annotations

import inspect
import types
import unicodedata
from collections.abc import Callable
from typing import Any

_OPERATORS: dict[Any, str] = {}


def operator(name: str) -> Callable[[Any], Any]:
    """Marks a function as an operator that the code which is differentiated may call, too."""

    def mark(f: Any) -> Any:
        _OPERATORS[f] = name
        return f

    return mark


def operator_of(f: Any) -> str:
    """Which operator of s2sdiff's an object is; empty if it is none."""
    return _OPERATORS.get(f, "") if isinstance(f, types.FunctionType) else ""


def state_of(f: Any) -> Any:
    """What a derivative function is of, and what it has compiled; None of what is no derivative."""
    state = f.__dict__.get("__s2sdiff__") if isinstance(f, types.FunctionType) else None
    return state if state is not None and state.entry is f else None


def is_decorated(f: Any) -> bool:
    """Whether an object is a function under `differentiate`."""
    return hasattr(type(f), "__s2sdiff_primal__")


def plain(f: Any) -> Any:
    """The user's function under `differentiate`; anything else is its own."""
    return f.__s2sdiff_primal__ if is_decorated(f) else f


def signature_of(f: Any) -> inspect.Signature:
    """The parameters that a call of f takes, by its code: not those that it says it has, nor those of what it wraps."""
    if isinstance(f, types.FunctionType) and state_of(f) is None:
        bare = types.FunctionType(f.__code__, f.__globals__, f.__name__, f.__defaults__, f.__closure__)
        bare.__kwdefaults__, bare.__annotations__ = f.__kwdefaults__, f.__annotations__
        return inspect.signature(bare)
    return inspect.signature(f, follow_wrapped=False)


def name_in_code(f: types.FunctionType) -> str:
    """What a function is called in emitted code: a method with its class, `Model_loss`."""
    *outer, name = f.__qualname__.split(".")
    if outer and outer[-1] != "<locals>":
        name = f"{outer[-1]}_{name.strip('_')}"
    name = unicodedata.normalize("NFKC", name)  # as identifiers are that stand in a text
    return name if name.isidentifier() else "function"
