"""What goes on a tape and is changed in place afterwards goes on it as a copy.

    x_tape.append(x); … x[i] = v      →      x_tape.append(x.copy()); … x[i] = v

Otherwise each change would have to be made in a copy, since the tape holds the array itself.
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.aliases import groups
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Arr
from s2sdiff.ir import Assign, Block, Function, Push, Stmt
from s2sdiff.names import PART
from s2sdiff.rebuilding import map_blocks
from s2sdiff.reverse.versions import UPDATES
from s2sdiff.roots import changes_arrays
from s2sdiff.walking import walk


def keep_copies(function: Function) -> Function:
    """The function with copies on its tapes of arrays that it changes in place."""
    if not changes_arrays(function):
        return function
    found = groups(function)
    changed = {found.find(name) for stmt in walk(function.body) if isinstance(stmt, Assign) and stmt.op in UPDATES
               for name in (stmt.operands[0], stmt.target) if isinstance(name, str)}  # fmt: skip
    made = {stmt.target: stmt for stmt in walk(function.body) if isinstance(stmt, Assign)}
    build = Builder(names_of(function), dict(function.types))

    def on_block(block: Block) -> Block:
        return tuple(inner for stmt in block for inner in on(stmt))

    def on(stmt: Stmt) -> tuple[Stmt, ...]:
        if not isinstance(stmt, Push) or not isinstance(stmt.value, str):
            return (map_blocks(stmt, on_block),)
        kind = build.type_of(stmt.value)
        is_saved = stmt.value in made and made[stmt.value].op == "saved"
        if is_saved or not isinstance(kind, Arr) or kind.scalar or found.find(stmt.value) not in changed:
            return (stmt,)
        copy = build.declare(PART, kind)
        saved = Assign(copy, "saved", (stmt.value,), (), ".copy", stmt.origin)
        return saved, replace(stmt, value=copy)

    return replace(function, body=on_block(function.body), types=build.types)
