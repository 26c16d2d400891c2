"""The rules of algebra on adjoint arrays that are changed in place. Each takes a statement and gives a better one."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.indexing import index_items, names_once
from s2sdiff.infer.values import Arr
from s2sdiff.ir import NONE, Assign, Const, Operand, Slc, Tup
from s2sdiff.simplify.facts import Facts

LONG = 8  # of a chain of additions to one array that is looked through


def add_in_place(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """a + (zeros with [i] += v) → a with [i] += v"""
    if stmt.op != "add":
        return None
    for known, other in (stmt.operands, stmt.operands[::-1]):
        added = facts.definition(other, "index_add")
        is_fresh = added is not None and facts.definition(added.operands[0], "zeros") is not None
        kind = facts.build.type_of(known)
        is_known = isinstance(kind, Arr) and kind.dtype is not None and kind.shape is not None
        if added is not None and is_fresh and is_known and kind == facts.build.type_of(added.target):
            return replace(stmt, op="index_add", operands=(known, *added.operands[1:]), spelling="index_add")
    return None


def add_twice(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """(x with [i] += v) + x → 2.0 * x with [i] += v      (a + x) + x → a + 2.0 * x"""
    if stmt.op != "add":
        return None
    first, x = stmt.operands
    added = facts.own(first, "index_add")
    if added is not None and added.operands[0] == x and isinstance(facts.build.type_of(x), Arr):
        twice = facts.emit("multiply", Const(2.0), x)
        return replace(stmt, op="index_add", operands=(twice, *added.operands[1:]), spelling="index_add")
    summed = facts.own(first, "add")
    if summed is not None and summed.operands[1] == x and isinstance(facts.build.type_of(x), Arr):
        return replace(stmt, operands=(summed.operands[0], facts.emit("multiply", Const(2.0), x)))
    return None


def add_column(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """x with [:, None] += v.sum(axis=1, keepdims=True) → x + v.sum(axis=1), and that alone for an x of zeros"""
    if stmt.op != "index_add" or stmt.operands[1] != Tup((Slc(NONE, NONE, NONE), NONE)):
        return None
    column = facts.own(stmt.operands[2], "sum")
    if column is None or dict(column.keywords) != {"axis": Const(1), "keepdims": Const(True)}:
        return None
    summed = facts.emit("sum", *column.operands, keywords=(("axis", Const(1)),))
    if facts.definition(stmt.operands[0], "zeros") is not None:
        return summed
    return replace(stmt, op="add", operands=(stmt.operands[0], summed), spelling="+")


def spread_by_storing(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """x with [i] += np.broadcast_to(c, n) → x with [i] += c, which is spread anyway"""
    if stmt.op not in ("index_add", "setitem"):
        return None
    for op, k in (("broadcast_to", 0), ("ones", None)):
        spread = facts.definition(stmt.operands[2], op)
        if spread is not None:
            value = Const(1.0) if k is None else spread.operands[k]
            return replace(stmt, operands=(*stmt.operands[:2], value))
    return None


def gather_additions(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """x with [i] += v, [j] += u, [i] += w → x with [i] += v + w, [j] += u; an x with [i] = 0 first → [i] = v + w"""
    if stmt.op != "index_add":
        return None
    chain: list[Assign] = []
    at = stmt.operands[0]
    while len(chain) < LONG:
        found = _joined(facts, at, stmt.operands[1], stmt.operands[2])
        if found is not None:
            break
        inner = facts.own(at, "index_add")
        if inner is None:
            return None
        chain.append(inner)
        at = inner.operands[0]
    else:
        return None
    op, base, value = found
    if op == "copy_name":
        if not chain:
            return base
        name = base
    elif not chain:
        return replace(stmt, op=op, operands=(base, stmt.operands[1], value), spelling=op)
    else:
        name = facts.emit(op, base, stmt.operands[1], value, spelling=op)
    for link in reversed(chain[1:]):
        name = facts.emit("index_add", name, *link.operands[1:], spelling="index_add")
    return replace(stmt, operands=(name, *chain[0].operands[1:]))


def _joined(facts: Facts, at: Operand, index: Operand, value: Operand) -> tuple[str, Operand, Operand] | None:
    """A change at an index, and another addition there, as one change: its op, what it changes and its value."""
    added = facts.own(at, "index_add")
    if added is not None and added.operands[1] == index:
        return "index_add", added.operands[0], facts.emit("add", added.operands[2], value)
    cleared = facts.own(at, "setitem")
    if cleared is None or cleared.operands[1] != index or not _is_plain(facts, index):
        return None
    if cleared.operands[2] != Const(0.0):
        value = facts.emit("add", cleared.operands[2], value)
    if _is_taken(facts, value, cleared.operands[0], index):
        return "copy_name", cleared.operands[0], value
    rest = _without(facts, value, cleared.operands[0], index)
    if rest is not None:  # what is cleared is put back with something added
        return "index_add", cleared.operands[0], rest
    return "setitem", cleared.operands[0], value


def _is_taken(facts: Facts, operand: Operand, base: Operand, index: Operand) -> bool:
    """Whether an operand is `base[index]`."""
    taken = facts.definition(operand, "getitem") or facts.definition(operand, "gather")
    return taken is not None and taken.operands == (base, index)


def _without(facts: Facts, value: Operand, base: Operand, index: Operand) -> Operand | None:
    """A sum without its term `base[index]`; None if it has no such term."""
    summed = facts.own(value, "add")
    if summed is None:
        return None
    for one, other in (summed.operands, summed.operands[::-1]):
        if _is_taken(facts, one, base, index):
            return other
    for one, other in (summed.operands, summed.operands[::-1]):
        rest = _without(facts, one, base, index)
        if rest is not None:
            return facts.emit("add", rest, other)
    return None


def _is_plain(facts: Facts, index: Operand) -> bool:
    """Whether an index names no entry twice."""
    return all(isinstance(item, Slc) or (isinstance(item, Const) and type(item.value) in (int, type(None)))
               or names_once(facts.build.type_of(item)) for item in index_items(index))  # fmt: skip


def read_back(facts: Facts, stmt: Assign) -> Assign | Operand | None:
    """(x with [i] = v)[i] → v; in a tangent, which reads what its primal reads, only a v that is not computed there"""
    stored = facts.definition(stmt.operands[0], "setitem") if stmt.op in ("getitem", "gather") else None
    if stored is None or stored.operands[1] != stmt.operands[1]:
        return None
    value = stored.operands[2]
    return value if stmt.origin.role == "adjoint" or value not in facts.made else None


STORE_RULES = (add_column, add_in_place, read_back, add_twice, spread_by_storing, gather_additions)
