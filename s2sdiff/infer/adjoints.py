"""What is known of an adjoint, or a tangent, from the value that it belongs to."""

from __future__ import annotations

from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, Tape


def adjoint_kind(kind: Abstract) -> Abstract:
    """What the adjoint of a value of this kind is known to be: of a Python float it may be NumPy's."""
    match kind:
        case Num("float" | "real"):
            return Arr("float64", (), True)
        case Num("complex"):
            return Arr("complex128", (), True)
        case Num():
            return Num("float")  # zero
        case Seq(name, items, each):
            whole = tuple(map(adjoint_kind, items)) if items is not None else None
            return Seq(name, whole, adjoint_kind(each) if each is not None else None)
        case Tape(each):
            return Tape(adjoint_kind(each))
        case Map(keys, items):
            return Map(keys, tuple(map(adjoint_kind, items)))
        case _:
            return kind
