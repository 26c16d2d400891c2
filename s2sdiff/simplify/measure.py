"""The shape of an array that has been changed is read off what it is now, which needs no other name then.

    y_1 = y with [i] = v; z = np.zeros(y.shape)      →      y[i] = v; z = np.zeros(y.shape)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from s2sdiff.ir import Assign, Block, Function
from s2sdiff.rebuilding import map_blocks
from s2sdiff.reverse.versions import METADATA, UPDATES
from s2sdiff.roots import changes_arrays


def measure_late(function: Function) -> Function:
    """The function with shapes, lengths and the like read off the latest version of an array that is changed."""
    return replace(function, body=_block(function.body, {})) if changes_arrays(function) else function


def _block(block: Block, before: Mapping[str, str]) -> Block:
    latest = dict(before)
    made = []

    def inside(inner: Block) -> Block:
        return _block(inner, latest)

    for stmt in block:
        if isinstance(stmt, Assign) and stmt.op in METADATA and stmt.operands and stmt.operands[0] in latest:
            stmt = replace(stmt, operands=(latest[str(stmt.operands[0])], *stmt.operands[1:]))
        made.append(map_blocks(stmt, inside))
        if isinstance(stmt, Assign) and stmt.op in UPDATES and isinstance(stmt.operands[0], str):
            latest.update({name: stmt.target for name, now in latest.items() if now == stmt.operands[0]})
            latest[stmt.operands[0]] = stmt.target
    return tuple(made)
