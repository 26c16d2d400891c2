"""Abstract values as text."""

from __future__ import annotations

import numpy as np

from s2sdiff.fields import Fields
from s2sdiff.infer.values import Abstract, Arr, Bottom, Map, Num, Opaque, Seq, Static, Tape, Unknown


def describe(value: Abstract) -> str:
    """An abstract value as `--at` spells it.

    >>> describe(Arr("float64", ("n", 3))), describe(Arr("float64", (), True)), describe(Seq("tuple", (Num("int"),)))
    ('f64[n, 3]', 'f64', '(int,)')
    """
    match value:
        case Num(kind):
            return kind
        case Arr(None):
            return "any"
        case Arr(dtype, shape, scalar):
            letter = np.dtype(dtype)
            name = f"{letter.kind}{letter.itemsize * 8}" if letter.kind != "b" else "bool"
            if scalar:
                return name
            return f"{name}[...]" if shape is None else f"{name}[{', '.join(map(str, shape))}]"
        case Seq(kind, None, each):
            return f"{kind}[{describe(each or Unknown())}, ...]"
        case Seq(kind, items):
            inner = ", ".join(map(describe, items or ()))
            return f"[{inner}]" if kind == "list" else f"({inner}{',' if len(items or ()) == 1 else ''})"
        case Map(Fields(cls=cls) as keys, items):
            return f"{cls.__name__}({', '.join(f'{k}={describe(v)}' for k, v in zip(keys, items, strict=True))})"
        case Map(keys, items):
            return "{" + ", ".join(f"{k!r}: {describe(v)}" for k, v in zip(keys, items, strict=True)) + "}"
        case Static(inner):
            return repr(inner)
        case Opaque(what):
            return what
        case Tape(each):
            return f"tape[{describe(each)}]"
        case Unknown() | Bottom():
            return "any"
        case _:
            raise TypeError(f"not an abstract value: {value!r}")
