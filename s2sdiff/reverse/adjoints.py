"""The adjoints known so far in the backward sweep, and what it means to contribute to one.

An adjoint is a value: the first contribution is it, the next is added to it. In SSA nothing is ever changed in place;
emission turns `x_bar = x_bar + c` into `x_bar += c` where that is safe. The adjoint of a tuple or list is kept item by
item as long as the items are told by constants.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import SAVED, Map, Seq, is_differentiable
from s2sdiff.ir import Const, Dct, Lst, Operand, Tup
from s2sdiff.names import twin
from s2sdiff.transform.shapes import exactly, like, zero


@dataclass(frozen=True, slots=True)
class Masked:
    """A contribution that counts only where `mask` holds (or does not): elsewhere it may be nan, and is 0."""

    value: Operand
    mask: Operand
    holds: bool


@dataclass(frozen=True, slots=True)
class Items:
    """The adjoint of a tuple or list; None is zero."""

    items: tuple[Adjoint | None, ...]


Adjoint: TypeAlias = "Operand | Masked | Items"


@dataclass
class Adjoints:
    """The adjoints of the names that are `known`, and the builder that writes what is added to them."""

    build: Builder
    known: dict[str, Adjoint] = field(default_factory=dict)

    @contextmanager
    def scope(self) -> Iterator[dict[str, Adjoint]]:
        """Adjoints set inside are forgotten after; the dict of those at the end of the inside is given."""
        before = self.known
        self.known = dict(before)
        inside = self.known
        try:
            yield inside
        finally:
            self.known = before

    def take(self, name: str) -> Adjoint | None:
        """The adjoint of a name, which is not needed any more."""
        return self.known.pop(name, None)

    def contribute(self, primal: Operand, value: Adjoint | None) -> None:
        """Adds a contribution, already of the primal's shape, to the primal's adjoint."""
        match primal, value:
            case _, None:
                return
            case (Tup(items) | Lst(items) | Dct(_, items)), Items(bars):
                for item, bar in zip(items, bars, strict=True):
                    self.contribute(item, bar)
            case (Tup(items) | Lst(items) | Dct(_, items)), _:
                whole = self.settled(value)
                for key, item in zip(primal.keys if isinstance(primal, Dct) else range(len(items)), items, strict=True):
                    if not isinstance(item, Const):
                        self.contribute(item, self.build.emit("getitem", (whole, Const(key)), spelling="[]"))
            case str() as name, _:
                self.known[name] = self.sum(self.known.get(name), value, name)
            case _:
                return

    def contribute_item(self, name: str, k: int, value: Adjoint) -> None:
        """Adds to item k of a tuple's or list's adjoint."""
        kind = self.build.type_of(name)
        count = len(kind.items or ()) if isinstance(kind, Seq | Map) else 0
        items: list[Adjoint | None] = [None] * count
        items[k] = value
        self.contribute(name, Items(tuple(items)))

    def sum(self, known: Adjoint | None, value: Adjoint, name: str) -> Adjoint:
        match known, value:
            case None, _:
                return value
            case Masked(x, mask, holds), Masked(y, other, also) if mask == other and holds == also:
                return Masked(self.build.emit("add", (x, y), spelling="+", hint=twin(name, "bar")), mask, holds)
            case Items(a), Items(b):
                pairs = enumerate(zip(a, b, strict=True))
                return Items(tuple(y if x is None else x if y is None else self.sum(x, y, self._part(name, k))
                                   for k, (x, y) in pairs))  # fmt: skip
            case (Items(), str() | Dct()) | (str() | Dct(), Items()) if isinstance(self.build.type_of(name), Map):
                return self.sum(self._by_items(known, name), self._by_items(value, name), name)
            case _:
                both = self.settled(known, name), self.settled(value, name)
                if isinstance(kind := self.build.type_of(name), Seq | Map) or kind == SAVED:
                    return self.build.emit("add_trees", both, spelling="add_trees", hint=twin(name, "bar"))
                return self.build.emit("add", both, spelling="+", hint=twin(name, "bar"))

    def _by_items(self, value: Adjoint | None, name: str) -> Items:
        """The adjoint of a structure with constant keys, item by item."""
        kind = self.build.type_of(name)
        if isinstance(value, Items) or not isinstance(kind, Map):
            assert isinstance(value, Items)
            return value
        parts = (self.build.emit("getitem", (self.settled(value), Const(key)), spelling="[]")
                 if is_differentiable(item) else None for key, item in zip(kind.keys, kind.items, strict=True))
        return Items(tuple(parts))

    def settled(self, value: Adjoint | None, name: str = "") -> Operand:
        """The adjoint as an operand: masks applied, items put into a tuple."""
        hint = twin(name, "bar") if name else ""
        match value:
            case Masked(inner, mask, holds):
                branches = (inner, Const(0.0)) if holds else (Const(0.0), inner)
                masked = self.build.emit("where", (mask, *branches), spelling="np.where", hint=hint)
                return exactly(self.build, masked, name, hint) if name else masked
            case Items(items):
                kind = self.build.type_of(name)
                made = tuple(self._item(item, name, k) for k, item in enumerate(items))
                if isinstance(kind, Map):
                    return Dct(kind.keys, made)
                return Lst(made) if isinstance(kind, Seq) and kind.kind == "list" else Tup(made)
            case None:
                return zero(self.build, name, hint)
            case _:
                return value

    def _item(self, item: Adjoint | None, name: str, k: int) -> Operand:
        part = self._part(name, k)
        return self.settled(item, part) if isinstance(part, str) else Const(0.0)

    def _part(self, name: str, k: int) -> Any:
        """Item k of a structure, as the primal has it."""
        kind = self.build.type_of(name)
        key = kind.keys[k] if isinstance(kind, Map) else k
        return self.build.emit("getitem", (name, Const(key)), spelling="[]")

    def shaped(self, value: Operand, primal: Operand) -> Operand:
        return like(self.build, value, primal, twin(primal, "bar") if isinstance(primal, str) else "")

    def exact(self, value: Operand, primal: Operand) -> Operand:
        """A contribution that has the primal's shape by construction, whatever the types can show."""
        return exactly(self.build, value, primal, twin(primal, "bar") if isinstance(primal, str) else "")
