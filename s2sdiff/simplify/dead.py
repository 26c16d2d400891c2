"""Dead code: what nothing reads is not computed.

    t = x * x; u = y * y; return u      →      u = y * y; return u

Sound for ops without effects. A draw of random numbers (an opaque call) is kept, so that the next draw is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from s2sdiff.ir import Assign, Block, For, Function, If, Operand, Pop, Push, Return, Stmt, While
from s2sdiff.walking import names_in, reads, results


@dataclass
class Uses:
    """For each name, what it is computed from; for each structure around it, what that needs to run at all."""

    sources: dict[str, list[str]] = field(default_factory=dict)
    inside: dict[str, tuple[int, ...]] = field(default_factory=dict)
    tests: dict[int, list[str]] = field(default_factory=dict)
    roots: list[tuple[list[str], tuple[int, ...]]] = field(default_factory=list)


def remove_dead(function: Function, keep: Callable[[Stmt], bool] = lambda stmt: False) -> Function:
    """The function without dead code; a statement for which `keep` holds stays, with what it reads."""
    uses = Uses()
    _collect(function.body, (), uses, keep)
    needed, structures = _close(uses)
    if uses.sources.keys() <= needed and not any(isinstance(stmt, If | For | While) for stmt in function.body):
        return function

    def on_block(block: Block) -> Block:
        return tuple(kept for stmt in block for kept in on(stmt))

    def on(stmt: Stmt) -> tuple[Stmt, ...]:
        match stmt:
            case If(then=then, orelse=orelse, merges=merges):
                then, orelse = on_block(then), on_block(orelse)
                merges = tuple(merge for merge in merges if merge.target in needed)
                live = then or orelse or merges
                return (replace(stmt, then=then, orelse=orelse, merges=merges),) if live else ()
            case For(body=body, carries=carries):
                body, carries = on_block(body), tuple(c for c in carries if needed & {c.target, c.result})
                return (replace(stmt, body=body, carries=carries),) if body or carries else ()
            case While(head=head, body=body, carries=carries):
                if id(stmt) not in structures:
                    return ()
                kept = tuple(c for c in carries if needed & {c.target, c.result})
                return (replace(stmt, head=on_block(head), body=on_block(body), carries=kept),)
            case Push() | Return():
                return (stmt,)
            case _:
                return (stmt,) if _stays(stmt, keep) or needed.intersection(results(stmt)) else ()

    return replace(function, body=on_block(function.body))


def _stays(stmt: Stmt, keep: Callable[[Stmt], bool]) -> bool:
    return keep(stmt) or isinstance(stmt, Pop) or (isinstance(stmt, Assign) and stmt.op == "opaque")


def _collect(block: Block, around: tuple[int, ...], uses: Uses, keep: Callable[[Stmt], bool]) -> None:
    for stmt in block:
        match stmt:
            case If(then=then, orelse=orelse, merges=merges):
                uses.tests[id(stmt)] = list(names_in(stmt.test))
                for merge in merges:
                    _note(uses, merge.target, (merge.then, merge.orelse), (*around, id(stmt)))
                for inner in (then, orelse):
                    _collect(inner, (*around, id(stmt)), uses, keep)
            case For(body=body, carries=carries):
                uses.tests[id(stmt)] = [n for part in (stmt.start, stmt.stop, stmt.step) for n in names_in(part)]
                for carry in carries:
                    for name in (carry.target, carry.result):
                        _note(uses, name, (carry.init, carry.next), (*around, id(stmt)))
                _collect(body, (*around, id(stmt)), uses, keep)
            case While(head=head, body=body, carries=carries):
                uses.tests[id(stmt)] = list(names_in(stmt.test))
                for carry in carries:
                    for name in (carry.target, carry.result):
                        _note(uses, name, (carry.init, carry.next), (*around, id(stmt)))
                for inner in (head, body):
                    _collect(inner, (*around, id(stmt)), uses, keep)
            case _:
                for name in results(stmt):
                    uses.sources[name] = list(reads(stmt))
                    uses.inside[name] = around
                if isinstance(stmt, Push | Return) or _stays(stmt, keep):
                    uses.roots.append((list(reads(stmt)), around))


def _note(uses: Uses, target: str, sources: tuple[Operand, ...], around: tuple[int, ...]) -> None:
    uses.sources[target] = [name for source in sources for name in names_in(source)]
    uses.inside[target] = around


def _close(uses: Uses) -> tuple[set[str], set[int]]:
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
            enter(uses.inside.get(name, ()))
    return needed, structures


def remove_dead_adjoints(function: Function) -> Function:
    """As `remove_dead`, and all that the user wrote stays."""
    return remove_dead(function, lambda stmt: stmt.origin.role == "primal")
