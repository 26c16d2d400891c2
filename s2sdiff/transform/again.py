"""A derivative as a primal: what is needed before it can be differentiated again.

No statement belongs to a backward sweep now; loops and their mirrors are different loops, with different indices;
and what a forward part saves for its backward part has a name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import SAVED
from s2sdiff.ir import Assign, Block, For, Function, If, Return, Stmt, Tup, While
from s2sdiff.names import hint
from s2sdiff.rebuilding import map_blocks, rename, renamed
from s2sdiff.walking import walk


def as_primal(function: Function, *, saves: bool = False) -> Function:
    """The function with all its code primal code; `saves`: it returns a result and what it saves."""
    keys = count(1)
    build = Builder(names_of(function), dict(function.types))
    body = _block(function.body, build, lambda: next(keys), set())
    if asks_quiet(function.body):
        body = tuple(_quiet(stmt) for stmt in body)
    last = body[-1]
    assert isinstance(last, Return)
    if saves and isinstance(last.value, Tup) and isinstance(last.value.items[1], Tup):
        result, kept = last.value.items
        saved = build.declare("saved", SAVED)
        made = Assign(saved, "tuple", (kept,), (), "=", last.origin)
        body = (*body[:-1], made, replace(last, value=Tup((result, saved))))
    return replace(function, body=body, types=build.types, quiet=False)


def asks_quiet(block: Block) -> bool:
    """Whether the user has NumPy's floating point warnings handled somewhere: there a derivative gives none."""
    return any(isinstance(stmt, Assign) and stmt.spelling == "with np.errstate" for stmt in walk(block))


def _quiet(stmt: Stmt) -> Stmt:
    inner = map_blocks(stmt, lambda block: tuple(map(_quiet, block)))
    return replace(inner, origin=replace(inner.origin, quiet=True)) if inner.origin.is_derived else inner


def _block(block: Block, build: Builder, key: Callable[[], int], indices: set[str]) -> Block:
    return tuple(_statement(stmt, build, key, indices) for stmt in block)


def _statement(stmt: Stmt, build: Builder, key: Callable[[], int], indices: set[str]) -> Stmt:
    if stmt.origin.role == "adjoint":
        stmt = replace(stmt, origin=replace(stmt.origin, role="tangent"))
    if isinstance(stmt, Assign) and stmt.op == "flat":  # what is read of the iterator is read of a row of copies
        stmt = replace(stmt, op="ravel", spelling=".ravel")
    if isinstance(stmt, For):
        stmt = _with_own_index(stmt, build, indices)
    if isinstance(stmt, If | For | While):
        stmt = replace(stmt, key=key())
    return map_blocks(stmt, lambda inner: _block(inner, build, key, indices))


def _with_own_index(stmt: For, build: Builder, indices: set[str]) -> For:
    """A loop and its mirror count with one name; the second of them gets another."""
    if stmt.index not in indices:
        indices.add(stmt.index)
        return stmt
    index = build.declare(hint(stmt.index), build.type_of(stmt.index))
    carries = tuple(replace(carry, next=renamed(carry.next, {stmt.index: index})) for carry in stmt.carries)
    until = renamed(stmt.until, {stmt.index: index})
    return replace(stmt, index=index, body=rename(stmt.body, {stmt.index: index}), carries=carries, until=until)
