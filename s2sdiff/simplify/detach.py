"""A view that is read after a change of its array is copied: that is cheaper than a copy of the array.

    v = y[i]; y_1 = y with [i] = 0; … v …      →      v = y[i].copy(); y[i] = 0; … v …
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Arr
from s2sdiff.ir import Assign, Block, Function, Stmt
from s2sdiff.names import PART
from s2sdiff.rebuilding import map_blocks
from s2sdiff.reverse.versions import UPDATES
from s2sdiff.roots import changes_arrays, roots
from s2sdiff.walking import all_reads, block_reads, names_in, walk


def detach(function: Function) -> Function:
    """The function with a copy of every view that outlives a change of what it is a view of."""
    if not changes_arrays(function):
        return function
    build = Builder(names_of(function), dict(function.types))
    ends = {id(inner): [name for owner, operand in block_reads(stmt) if owner is inner for name in names_in(operand)]
            for stmt in walk(function.body) for inner, _ in block_reads(stmt)}  # fmt: skip
    body = _block(build, function.body, roots(function), ends)
    return replace(function, body=body, types=build.types)


def _block(build: Builder, block: Block, known: Mapping[str, str], ends: Mapping[int, list[str]]) -> Block:
    last: dict[str, int] = dict.fromkeys(ends.get(id(block), ()), len(block))  # where each name is read last
    for k, stmt in enumerate(block):
        for name in all_reads((stmt,)):
            last[name] = max(last.get(name, 0), k)
    lost: set[str] = set()
    taken: dict[str, list[str]] = {}  # the views taken so far, by their array
    for k, stmt in enumerate(block):
        if not isinstance(stmt, Assign):
            continue
        if stmt.op in UPDATES:
            base = stmt.operands[0]
            if isinstance(base, str) and last.get(base, 0) <= k:
                lost.update(view for view in taken.get(known.get(base, base), ()) if last.get(view, 0) > k)
        elif stmt.target in known and stmt.op != "copy_name":
            taken.setdefault(known[stmt.target], []).append(stmt.target)
    made: list[Stmt] = []
    for stmt in block:
        stmt = map_blocks(stmt, lambda inner: _block(build, inner, known, ends))
        kind = build.types.get(stmt.target) if isinstance(stmt, Assign) else None
        if isinstance(stmt, Assign) and stmt.target in lost and isinstance(kind, Arr) and not kind.scalar:
            view = build.declare(PART, kind)
            made.append(replace(stmt, target=view))
            stmt = replace(stmt, op="copy", operands=(view,), keywords=(), spelling=".copy")
        made.append(stmt)
    return tuple(made)
