"""A value comes off its tape, or is computed again, just before it is read: then it can take the place of the next.

    h_1 = tape.pop(); t_bar = f(h); W_bar += g(h_1)      →      t_bar = f(h); h = tape.pop(); W_bar += g(h)
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.ir import Assign, Block, Function, Pop, Stmt
from s2sdiff.walking import all_reads, map_blocks, reads, results


def sink(function: Function) -> Function:
    """The function with each pop, and each cheap statement of adjoint code, moved down to its first reader.

    Sound because a tape is popped once in a block, so pops of other tapes may pass it, and ops have no effects.
    """
    return replace(function, body=_block(function.body))


def _block(block: Block) -> Block:
    placed: list[Stmt] = []
    waiting: dict[str, Stmt] = {}
    for stmt in block:
        stmt = map_blocks(stmt, _block)
        if isinstance(stmt, Pop) or (isinstance(stmt, Assign) and stmt.origin.role == "adjoint" and _is_view(stmt)):
            waiting[next(results(stmt))] = stmt
            continue
        _release(waiting, set(all_reads((stmt,))), placed)
        placed.append(stmt)
    for stmt in list(waiting.values()):
        _release(waiting, set(results(stmt)), placed)
    return tuple(placed)


def _is_view(stmt: Assign) -> bool:
    return stmt.op in ("getitem", "transpose", "shape", "len")


def _release(waiting: dict[str, Stmt], read: set[str], placed: list[Stmt]) -> None:
    """Places the waiting statements that make a name in `read`, after those that they read themselves."""
    for name in [name for name in waiting if name in read]:
        if name in waiting:
            stmt = waiting.pop(name)
            _release(waiting, set(reads(stmt)), placed)
            placed.append(stmt)
