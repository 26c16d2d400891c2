"""What a derivative takes: the parameters of the function, and between them the tangents that forward mode adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff.infer.values import Abstract, Map, Num, Seq, is_differentiable
from s2sdiff.ir import Function, Param
from s2sdiff.options import FORWARD, Options
from s2sdiff.pullback import cotangent


@dataclass(frozen=True, eq=False, slots=True)
class Slot:
    """One parameter: of the user's function, or the tangent (or the tuple of tangents) of others."""

    param: Param
    of: tuple[Slot, ...] = ()
    bare: bool = True


Signature = tuple[Slot, ...]


def signature(function: Function, options: Options | None) -> Signature:
    """The parameters of a derivative, or of the function itself (None)."""
    if options is None:
        return tuple(map(Slot, function.params))
    inner = signature(function, options.inner)
    if options.kind not in FORWARD:
        return inner
    of = tuple(inner[k] for k in options.wrt)
    if options.kind == "hvp" and not options.bare:
        dots = [Slot(Param("v"), of, bare=False)]
    else:
        dots = [Slot(Param(f"{slot.param.name}_dot"), (slot,)) for slot in of]
    return _named(with_tangents(inner, dots, options))


def with_tangents(params: Sequence[Any], dots: Sequence[Any], options: Options) -> tuple[Any, ...]:
    """The parameters with those of the tangents: after the last that they are of, or after all positional ones."""
    at = tangents_at(params, options)
    return (*params[:at], *dots, *params[at:])


def tangents_at(params: Sequence[Any], options: Options) -> int:
    """The position of the first tangent: it is always given by position."""
    kinds = [getattr(param, "param", param).kind for param in params]
    positional = sum(kind == "positional" for kind in kinds)
    return min(1 + max(options.wrt, default=-1), positional) if options.kind == "hvp" else positional


def _named(slots: Sequence[Slot]) -> Signature:
    """The slots under names that differ, without defaults before a tangent."""
    taken = {slot.param.name for slot in slots if not slot.of}
    last = max((k for k, slot in enumerate(slots) if slot.of), default=-1)
    made: dict[Slot, Slot] = {}
    for k, slot in of_later(slots):
        name, number = slot.param.name, 1
        while slot.of and name in taken:
            name, number = f"{slot.param.name}_{number}", number + 1
        taken.add(name)
        param = replace(slot.param, name=name, default=slot.param.default and k > last)
        made[slot] = replace(slot, param=param, of=tuple(made[inner] for inner in slot.of))
    return tuple(made[slot] for slot in slots)


def of_later(slots: Sequence[Slot]) -> list[tuple[int, Slot]]:
    """The slots with their positions, those of tangents after all that they may be of."""
    return sorted(enumerate(slots), key=lambda pair: bool(pair[1].of))


def filled(slots: Signature, own: Mapping[str, Any]) -> list[Any]:
    """Arguments for all slots: the function's own by name, and each tangent like what it is of."""
    made: dict[Slot, Any] = {}
    for _, slot in of_later(slots):
        of = [made[inner] for inner in slot.of]
        made[slot] = own[slot.param.name] if not of else of[0] if slot.bare else tuple(of)
    return [made[slot] for slot in slots]


def primals(slots: Signature, values: Sequence[Any]) -> list[Any]:
    """The arguments that are the user's function's own."""
    return [value for slot, value in zip(slots, values, strict=True) if not slot.of]


def with_own_tangents(slots: Signature, values: Sequence[Any]) -> list[Any]:
    """The arguments, each tangent in the type of what it is a tangent of. Raises TypeError where it does not fit."""
    made: dict[Slot, Any] = {}
    for k, slot in of_later(slots):
        value = values[k]
        if slot.of:
            like = made[slot.of[0]] if slot.bare else tuple(made[inner] for inner in slot.of)
            names = ", ".join(inner.param.name for inner in slot.of)
            name = names if slot.bare else f"({names})"
            value = cotangent(like, value, f"the argument {name}", "tangent")
        made[slot] = value
    return [made[slot] for slot in slots]


def tangent_kinds(slots: Signature, kinds: Sequence[Abstract]) -> dict[str, Abstract]:
    """The kinds of the tangents, by name, from those of the user's function's own parameters."""
    done: dict[Slot, Abstract] = dict(zip((slot for slot in slots if not slot.of), kinds, strict=True))
    tangents = [slot for _, slot in of_later(slots) if slot.of]
    for slot in tangents:
        each = tuple(_like(done[inner]) for inner in slot.of)
        done[slot] = each[0] if slot.bare else Seq("tuple", each)
    return {slot.param.name: done[slot] for slot in tangents}


def _like(kind: Abstract) -> Abstract:
    """The kind of a tangent: that of the value; what is no float in it has the tangent 0.0."""
    match kind:
        case Seq(name, items, each):
            return Seq(name, tuple(map(_like, items)) if items is not None else None, _like(each) if each else None)
        case Map(keys, items):
            return Map(keys, tuple(map(_like, items)))
        case _:
            return kind if is_differentiable(kind) else Num("float")
