"""The one place that invents names.

Inside the IR a name is a string with a structure that no identifier of a user's can have:

    x        the user's variable, first version         x#2       a later version of it
    %#3      the temporary of a user's subexpression    #7        a part of a rule's line
    x~bar#4  the adjoint of x                           x~dot#5   its tangent

`spell` turns them into identifiers once, at emission, where the user's own `t1` or `x_bar` are known.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping

TEMPORARY = "%"
PART = ""


class Names:
    """Hands out names that are new in one function; `plain` also the user's own, for a variable's first version."""

    def __init__(self, taken: Iterable[str] = (), *, plain: bool = False):
        self._count = 0
        self._taken = set(taken)
        self._plain = plain

    def fresh(self, hint: str) -> str:
        """A new name that reads like `hint`."""
        if self._plain and is_user(hint) and hint not in self._taken:
            self._taken.add(hint)
            return hint
        while True:
            self._count += 1
            name = f"{hint}#{self._count}"
            if name not in self._taken:
                self._taken.add(name)
                return name


def hint(name: str) -> str:
    """What a name reads like, for another version of it.

    >>> hint("x#3"), hint("%#1~bar#9"), hint("#4")
    ('x', '%#1~bar', '')
    """
    return name.rpartition("#")[0] if "#" in name.rpartition("~")[2] else name


def is_user(name: str) -> bool:
    """Whether the name (or hint) is one of the user's variables."""
    stem = hint(name)
    return stem.isidentifier() and not is_temporary(name)


def is_temporary(name: str) -> bool:
    """Whether the name is that of a subexpression of the user's."""
    return name.startswith(f"{TEMPORARY}#") and "~" not in name


def is_part(name: str) -> bool:
    """Whether the name is that of a part of a rule's line."""
    return name.startswith("#") and "~" not in name


def twin(name: str, suffix: str) -> str:
    """The hint of a name's adjoint ("bar"), tangent ("dot") or tape ("tape").

    >>> twin("x#2", "bar"), twin("%#4", "bar")
    ('x#2~bar', '%#4~bar')
    """
    return f"{name}~{suffix}"


def same_family(a: str, b: str) -> bool:
    """Whether two names are adjoints of versions of one variable, or versions of one variable themselves.

    >>> same_family("x#2~bar#7", "x~bar"), same_family("x", "y"), same_family("x", "x~bar")
    (True, False, False)
    >>> same_family("%#1~dot", "%#2~dot"), same_family("%#1~dot", "%#1~dot#3")
    (False, True)
    """
    return ("~" in a) == ("~" in b) and not is_part(a) and _variable(a) == _variable(b)


def _variable(name: str) -> str:
    primal = primal_of(name)
    return primal if is_temporary(primal) else hint(primal)


def primal_of(name: str) -> str:
    """The name that an adjoint, a tangent or a tape belongs to; other names are their own.

    >>> primal_of("x#2~bar#7"), primal_of("y")
    ('x#2', 'y')
    """
    return name.rpartition("~")[0] if "~" in name else name


def spell(order: Iterable[str], reserved: Iterable[str],
          nicknames: Mapping[str, str] | None = None) -> Mapping[str, str]:  # fmt: skip
    """Identifiers for internal names, in the order in which they are to be numbered.

    A user's variable gets its own name, later versions `x_1`, `x_2`; temporaries `t1`, `t2`, …; an adjoint the name of
    its primal with `_bar`. `nicknames` says what some temporaries are to be called if nobody else is. Nothing in
    `reserved`, and no user's variable, is ever given to anything else.

    >>> spell(["z", "%#9", "z~bar#3", "z#1", "t1"], ["np"])
    {'z': 'z', 't1': 't1', '%#9': 't2', 'z~bar#3': 'z_bar', 'z#1': 'z_1'}
    """
    order = list(dict.fromkeys(order))
    taken = {*reserved, *keyword.kwlist}
    spelled: dict[str, str] = {}
    counters: dict[str, int] = {}
    for name in order:
        if is_user(name) and name == hint(name) and name not in taken:
            spelled[name] = name
            taken.add(name)
    for name, nick in (nicknames or {}).items():
        if nick not in taken:
            spelled[name] = nick
            taken.add(nick)
    for name in order:
        if name not in spelled:
            _spell(name, spelled, taken, counters)
    return spelled


def _spell(name: str, spelled: dict[str, str], taken: set[str], counters: dict[str, int]) -> str:
    if name in spelled:
        return spelled[name]
    stem, separator = _stem(name, spelled, taken, counters)
    candidate = stem
    if not separator or stem in taken or not stem.isidentifier():
        while True:
            counters[stem] = counters.get(stem, 0) + 1
            candidate = f"{stem}{separator}{counters[stem]}"
            if candidate not in taken:
                break
    spelled[name] = candidate
    taken.add(candidate)
    return candidate


def _stem(name: str, spelled: dict[str, str], taken: set[str], counters: dict[str, int]) -> tuple[str, str]:
    """The identifier to start from, and what stands before a number after it."""
    if "~" in name:
        primal, _, suffix = name.rpartition("~")
        if suffix.startswith("tape") and primal == hint(primal) and primal.isidentifier():
            return f"{primal}_tape", "_"  # of all versions of a variable
        return f"{_spell(primal, spelled, taken, counters)}_{suffix.partition('#')[0]}", "_"
    if is_temporary(name) or is_part(name):
        return "t", ""
    return hint(name), "_"
