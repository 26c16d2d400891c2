"""Dead code: what nothing reads is not computed.

    t = x * x; u = y * y; return u      →      u = y * y; return u

Effects stay, each where it is. A draw of random numbers is one, so that the next draw is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from s2sdiff.ir import Assign, Block, For, Function, If, Pop, Push, Return, Stmt, While, acts
from s2sdiff.names import is_part
from s2sdiff.pruning import keep_needed
from s2sdiff.rebuilding import map_blocks
from s2sdiff.simplify.guarded import guarded
from s2sdiff.walking import blocks, controls, merged, names_in, reads, results


@dataclass
class Uses:
    """For each name, what it is computed from; for each structure around it, what that needs to run at all."""

    sources: dict[str, list[str]] = field(default_factory=dict)
    inside: dict[str, tuple[int, ...]] = field(default_factory=dict)
    tests: dict[int, list[str]] = field(default_factory=dict)
    tapes: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)  # where each is pushed on and popped from
    roots: list[tuple[list[str], tuple[int, ...]]] = field(default_factory=list)


def remove_dead(function: Function, keep: Callable[[Stmt], bool] = lambda stmt: False) -> Function:
    """The function without dead code; a statement for which `keep` holds stays, with what it reads."""
    tried = guarded(function.body)
    if tried:
        keep = _or_tried(keep, tried)
    uses = Uses()
    _collect(function.body, (), uses, keep)
    needed, structures = _close(uses)
    if uses.sources.keys() <= needed and not any(isinstance(stmt, If | For | While) for stmt in function.body):
        return function

    def on_block(block: Block) -> Block:
        return tuple(kept for stmt in block if (kept := on(stmt)) is not None)

    def on(stmt: Stmt) -> Stmt | None:
        match stmt:
            case If() | For() | While():
                if isinstance(stmt, While) and id(stmt) not in structures:
                    return None
                left = map_blocks(keep_needed(stmt, needed), on_block)
                return left if isinstance(stmt, While) or any(blocks(left)) or any(merged(left)) else None
            case Return():
                return stmt
            case Push(tape=tape) | Pop(tape=tape):
                return stmt if tape in needed else None
            case _:
                return stmt if _stays(stmt, keep) or needed.intersection(results(stmt)) else None

    return replace(function, body=on_block(function.body))


def _or_tried(keep: Callable[[Stmt], bool], tried: frozenset[int]) -> Callable[[Stmt], bool]:
    return lambda stmt: keep(stmt) or (id(stmt) in tried and not _is_ours(stmt))


def _stays(stmt: Stmt, keep: Callable[[Stmt], bool]) -> bool:
    return keep(stmt) or acts(stmt)


def _collect(block: Block, around: tuple[int, ...], uses: Uses, keep: Callable[[Stmt], bool]) -> None:
    for stmt in block:
        if isinstance(stmt, If | For | While):
            inside = (*around, id(stmt))
            uses.tests[id(stmt)] = [name for operand in controls(stmt) for name in names_in(operand)]
            for target, sources in merged(stmt):
                uses.sources[target] = [name for source in sources for name in names_in(source)]
                uses.inside[target] = inside
            for inner in blocks(stmt):
                _collect(inner, inside, uses, keep)
            continue
        for name in results(stmt):
            uses.sources[name] = list(reads(stmt))
            uses.inside[name] = around
        if isinstance(stmt, Push | Pop):  # a tape that is read at all is pushed on and popped from as often as it was
            uses.tapes.setdefault(stmt.tape, []).append(around)
        if isinstance(stmt, Push):
            uses.sources.setdefault(stmt.tape, []).extend(names_in(stmt.value))
        if isinstance(stmt, Return) or _stays(stmt, keep):
            uses.roots.append((list(reads(stmt)), around))


def _close(uses: Uses) -> tuple[set[str], set[int]]:
    """The names that are needed, and the structures that have to run, by the identities of their statements."""
    needed: set[str] = set()
    structures: set[int] = set()
    todo: list[str] = []

    def enter(around: tuple[int, ...]) -> None:
        for structure in around:
            if structure not in structures:
                structures.add(structure)
                todo.extend(uses.tests[structure])

    for names, around in uses.roots:
        todo.extend(names)
        enter(around)
    while todo:
        name = todo.pop()
        if name not in needed:
            needed.add(name)
            todo.extend(uses.sources.get(name, ()))
            for around in (uses.inside.get(name, ()), *uses.tapes.get(name, ())):
                enter(around)
    return needed, structures


def remove_dead_adjoints(function: Function) -> Function:
    """As `remove_dead`, and all that the user wrote stays."""
    return remove_dead(function, lambda stmt: stmt.origin.role == "primal" and not _is_ours(stmt))


def _is_ours(stmt: Stmt) -> bool:
    """Whether a statement of the forward sweep is there for the backward sweep alone."""
    return isinstance(stmt, Assign) and (stmt.op == "saved" or is_part(stmt.target))
