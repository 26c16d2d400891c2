"""When each number and array of a run was made and when it was used last: what had to be kept, and how much at once.

Memory is that of the arrays that own it; a view is its owner. A value is alive from the operation that made it to the
last one that used it, whatever the names that still hold it: that is what one has to keep.

A value is `seeded` if it depends on a tangent or cotangent that was put in. For several tangents at once all that is
seeded is there once for each of them, and the rest once.
"""

from __future__ import annotations

import sys
import weakref
from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np

_NUMBERS = (float, complex, np.generic)
_ONLY_HERE = 3  # references to a number that no one else holds: the table's, the loop's and the call's
FIRST_PURGE = 100_000


def owner(value: Any) -> Any:
    """The array whose memory an array is a view of, itself if it owns it.

    >>> x = np.ones((2, 3)); owner(x[0].T) is x
    True
    """
    while isinstance(value, np.ndarray) and isinstance(value.base, np.ndarray):
        value = value.base
    return value


def _bytes(number: float | complex) -> int:
    """What a number of Python's would be in an array."""
    return 16 if isinstance(number, complex) else 8


class Lives:
    """The lives of the values of one run. Integers, which are sizes and indices, are not followed."""

    def __init__(self) -> None:
        self.now = 0
        self.born, self.last, self.numbers, self.bytes = (array("q") for _ in range(4))
        self.seeded = array("b")
        self._known: dict[int, tuple[Any, int]] = {}  # by identity: a way to the object, and its number here
        self._purge_at = FIRST_PURGE

    def number(self, value: Any) -> int | None:
        """The number under which a value is known here, None if it is not."""
        held = owner(value)
        known = self._known.get(id(held))
        if known is None:
            return None
        kept, number = known
        return number if (kept() if isinstance(held, np.ndarray) else kept) is held else None

    def make(self, value: Any, seeded: bool = False, counted: bool = True) -> None:
        """A value is there from now on. What is not `counted` takes no memory: it is an argument."""
        held = owner(value)
        if not isinstance(held, np.ndarray) and not isinstance(held, _NUMBERS):
            return
        kept = weakref.ref(held) if isinstance(held, np.ndarray) else held
        self._known[id(held)] = (kept, len(self.born))
        self.born.append(self.now)
        self.last.append(self.now)
        self.numbers.append(int(np.size(held)) * counted)
        self.bytes.append(int(held.nbytes if isinstance(held, np.ndarray | np.generic) else _bytes(held)) * counted)
        self.seeded.append(seeded)
        if len(self._known) > self._purge_at:
            self._purge()

    def use(self, values: Iterable[Any]) -> bool:
        """The values are used now. Whether one of them is seeded."""
        found = [number for number in map(self.number, values) if number is not None]
        for number in found:
            self.last[number] = self.now
        return any(self.seeded[number] for number in found)

    def seed(self, value: Any) -> None:
        """From now on a value depends on what was put in, as an array does into which something such was stored."""
        number = self.number(value)
        if number is not None:
            self.seeded[number] = True

    def held(self, values: Iterable[Any]) -> set[int]:
        """The numbers of those of the values that take memory."""
        found = {self.number(value) for value in values}
        return {number for number in found if number is not None and self.numbers[number]}

    def peak(self, seeds: int = 1, *, of_bytes: bool = False) -> int:
        """The most that was alive at once: numbers, or bytes. With several seeds, in step with each other."""
        if not self.born:
            return 0
        size = np.array(self.bytes if of_bytes else self.numbers) * np.where(np.array(self.seeded) != 0, seeds, 1)
        change = np.zeros(max(self.last) + 2, int)
        np.add.at(change, np.array(self.born), size)
        np.subtract.at(change, np.array(self.last) + 1, size)
        return int(np.cumsum(change).max())

    def _purge(self) -> None:
        """Forgets who is gone. Their lives stay."""
        for key, entry in list(self._known.items()):
            kept = entry[0]
            if isinstance(kept, weakref.ref):
                gone = kept() is None
            else:
                gone = sys.getrefcount(kept) <= _ONLY_HERE
            if gone:
                del self._known[key]
        self._purge_at = max(FIRST_PURGE, 2 * len(self._known))
