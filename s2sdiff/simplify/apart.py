"""Two arrays that a loop carries and that start as one are made two before it.

    u_bar = u; for …: u[1:-1] = …; u_bar[1:-1] += …      →      u_bar = u.copy(); for …

Otherwise each change of one of them would have to be made in a copy, in each iteration.
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Arr
from s2sdiff.ir import Assign, Block, Carry, For, Function, Stmt, While
from s2sdiff.names import hint, same_family
from s2sdiff.rebuilding import map_blocks
from s2sdiff.reverse.versions import UPDATES
from s2sdiff.roots import changes_arrays, roots
from s2sdiff.walking import walk


def keep_apart(function: Function) -> Function:
    """The function with a copy, before a loop, of each array that the loop carries twice and changes."""
    if not changes_arrays(function):
        return function
    build, known = Builder(names_of(function), dict(function.types)), roots(function)

    def on_block(block: Block) -> Block:
        return tuple(inner for stmt in block for inner in on(stmt))

    def on(stmt: Stmt) -> list[Stmt]:
        stmt = map_blocks(stmt, on_block)
        if not isinstance(stmt, For | While) or not _changes(stmt.body):
            return [stmt]
        arrays = [carry for carry in stmt.carries if _is_changed_array(build, carry)]
        arrays.sort(key=lambda carry: not same_family(carry.target, str(carry.init)))  # `u` goes on as `u`
        first = {known.get(str(carry.init), carry.init): carry.target for carry in reversed(arrays)}
        copied = {carry.target for carry in arrays} - set(first.values())
        with build.block() as copies, build.at(stmt.origin):
            carries = tuple(apart(carry) if carry.target in copied else carry for carry in stmt.carries)
        return [*copies, replace(stmt, carries=carries)] if copies else [stmt]

    def apart(carry: Carry) -> Carry:
        return replace(carry, init=build.emit("copy", (carry.init,), spelling=".copy", hint=hint(carry.target)))

    return replace(function, body=on_block(function.body), types=build.types)


def _is_changed_array(build: Builder, carry: Carry) -> bool:
    kind = build.type_of(carry.init)
    is_array = isinstance(kind, Arr) and kind.dtype is not None and not kind.scalar
    return is_array and isinstance(carry.init, str) and carry.next != carry.target


def _changes(block: Block) -> bool:
    return any(isinstance(stmt, Assign) and stmt.op in UPDATES for stmt in walk(block))
