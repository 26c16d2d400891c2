"""The abstract value of what is no data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Static:
    """Anything that is no data: None, a string, a dtype, a function; told by identity, if its value does not say all.

    >>> np.dtype("f8") == None, Static(np.dtype("f8")) == Static(None)
    (True, False)
    """

    value: Any

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Static) or type(self.value) is not type(other.value):
            return False
        by_value = isinstance(self.value, str | bytes | slice | np.dtype)
        return self.value is other.value or (by_value and self.value == other.value)

    def __hash__(self) -> int:
        return hash(self.value) if isinstance(self.value, str | bytes | np.dtype) else hash(type(self.value))
