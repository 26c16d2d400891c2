"""What is kept of a function: it stands on the function itself, and so lives exactly as long.

It refers to the function, which a dictionary beside it would keep for ever: its entries would keep their own keys.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any

_ATTRIBUTE = "__s2sdiff_kept__"


@dataclass(slots=True)
class Kept:
    """The function as it was read, with what that depended on; its derivatives by their options."""

    parsed: tuple[list[Any], Any] | None = None
    made: dict[Any, Any] = field(default_factory=dict)
    specialised: dict[Any, Any] = field(default_factory=dict)  # by what is known of a call


class _Store(weakref.WeakKeyDictionary[Any, Kept]):
    """By whose it is: `functools.wraps` copies it to wrappers, and a reload shares it with the new function."""

    def __reduce__(self) -> Any:
        return dict, ()  # nothing of it goes along when a function is pickled by its value


_elsewhere = _Store()  # of what takes no attribute


def kept(f: Any) -> Kept:
    """What is kept of f. Raises TypeError for what can be no key.

    >>> def f(x): return x
    >>> kept(f) is kept(f), kept(f) is kept(lambda x: x)
    (True, False)
    """
    own = getattr(f, "__dict__", None)
    store = own.get(_ATTRIBUTE) if type(own) is dict else _elsewhere
    if type(store) is not _Store:
        assert type(own) is dict
        store = own[_ATTRIBUTE] = _Store()
    found = store.get(f)
    if found is None:
        found = store.setdefault(f, Kept())
    return found
