"""Adjoint code in the order in which it is cheap: what is taken late is taken late, what is changed is read before.

    h_1 = tape.pop(); t_bar = f(h); W_bar += g(h_1)      →      t_bar = f(h); h = tape.pop(); W_bar += g(h)
    y_bar_1 = y_bar with [i] = 0; x_bar = y_bar[i] * c   →      x_bar = y_bar[i] * c; y_bar[i] = 0

A value comes off its tape, or is computed again, just before it is read: then it can take the place of the next. A
change waits until the array that it changes has been read as it was: then it can be made in place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from s2sdiff.ir import Assign, Block, Function, Pop, Return, Stmt
from s2sdiff.rebuilding import map_blocks
from s2sdiff.reverse.versions import CHANGES
from s2sdiff.roots import roots
from s2sdiff.walking import all_reads, reads, results


@dataclass
class _Order:
    """A block being put in order: what is placed, what waits to be read, and changes that wait for readers."""

    roots: Mapping[str, str]
    roles: Collection[str]  # of the statements that may be moved
    placed: list[Stmt] = field(default_factory=list)
    done: set[int] = field(default_factory=set)  # the identities of what is placed, as it was
    waiting: dict[str, Stmt] = field(default_factory=dict)
    changes: dict[str, tuple[Assign, set[int]]] = field(default_factory=dict)  # with the readers that are to come

    def root(self, name: str) -> str:
        return self.roots.get(name, name)


def sink(function: Function) -> Function:
    """The function with each pop and each cheap statement of adjoint code moved down to its first reader, and each
    change of an array below those that read what it was; in tangents, too, but for those that are to be textbook's.

    Sound because a tape is popped once in a block, so pops of other tapes may pass it, and ops have no effects.
    """
    roles = ("adjoint", "tangent") if function.optimize else ("adjoint",)
    return replace(function, body=_block(function.body, roots(function), roles))


def _block(block: Block, known: Mapping[str, str], roles: Collection[str]) -> Block:
    order = _Order(known, roles)
    readers = _readers(block, order)
    for stmt in block:
        stmt_now = map_blocks(stmt, lambda inner: _block(inner, known, roles))
        if isinstance(stmt, Pop) or (isinstance(stmt, Assign) and stmt.origin.role in order.roles and _is_view(stmt)):
            order.waiting[next(results(stmt))] = stmt
            continue
        if isinstance(stmt, Assign) and stmt.op in CHANGES and stmt.origin.role in order.roles:
            base = stmt.operands[0]
            later = readers.get(order.root(base), set()) - {id(stmt)} if isinstance(base, str) else set()
            order.changes[stmt.target] = stmt, later - order.done
            _settle_changes(order)
            continue
        _release(order, set(all_reads((stmt,))) if not isinstance(stmt, Return) else {*order.changes, *order.waiting})
        _place(order, stmt_now, id(stmt))
        _settle_changes(order)
    for name in [*order.changes, *order.waiting]:
        _release(order, {name})
    return tuple(order.placed)


def _readers(block: Block, order: _Order) -> dict[str, set[int]]:
    """For each array, the statements of a block that read it or a view of it, but for those that take the view."""
    found: dict[str, set[int]] = {}
    for stmt in block:
        if isinstance(stmt, Assign) and stmt.origin.role in order.roles and _is_view(stmt):
            continue
        for name in all_reads((stmt,)):
            found.setdefault(order.root(name), set()).add(id(stmt))
    return found


def _is_view(stmt: Assign) -> bool:
    return stmt.op in ("getitem", "transpose", "shape", "len")


def _place(order: _Order, stmt: Stmt, identity: int) -> None:
    order.placed.append(stmt)
    order.done.add(identity)
    for _, left in order.changes.values():
        left.discard(identity)


def _settle_changes(order: _Order) -> None:
    """Places the changes for which no reader is left."""
    while True:
        free = next((name for name, (_, left) in order.changes.items() if not left), None)
        if free is None:
            return
        _release(order, {free})


def _release(order: _Order, read: set[str]) -> None:
    """Places what waits and makes a name in `read`, after what that reads itself."""
    for name in [name for name in (*order.waiting, *order.changes) if name in read]:
        if name in order.waiting:
            stmt = order.waiting.pop(name)
            _release(order, set(reads(stmt)))
            order.placed.append(stmt)
        elif name in order.changes:
            changed, _ = order.changes.pop(name)
            _release(order, set(reads(changed)))
            base = changed.operands[0]
            if isinstance(base, str):  # views that are still to be read are taken before the change
                _release(order, {w for w in order.waiting if order.root(w) == order.root(base)})
            _place(order, changed, id(changed))
