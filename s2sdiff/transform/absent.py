"""Values that some paths never make. What is kept of one is None on those paths, where nothing reads it.

    if test:                if test:
        k = n - 1      →        k = k_1 = n - 1
                            else:
                                k_1 = None
                            k_tape.append(k_1)

The name itself stays as it is: where the user's own code reads it too early, it raises as it always did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Arr, Shape
from s2sdiff.ir import (
    NONE,
    UNDEFINED,
    Assign,
    Block,
    Call,
    Carry,
    For,
    Function,
    If,
    Merge,
    Operand,
    Pop,
    Push,
    Stmt,
    While,
)
from s2sdiff.names import hint, primal_of
from s2sdiff.rebuilding import map_blocks
from s2sdiff.walking import names_in, walk

Sources = Mapping[str, tuple[Operand, ...]]


def _sources(block: Block) -> Sources:
    """What each name that branches merge or that loops carry may come from."""
    found: dict[str, tuple[Operand, ...]] = {}
    for stmt in walk(block):
        match stmt:
            case If(merges=merges):
                found.update((merge.target, (merge.then, merge.orelse)) for merge in merges)
            case For(carries=carries) | While(carries=carries):
                for carry in carries:
                    found.update(dict.fromkeys((carry.target, carry.result), (carry.init, carry.next)))
            case _:
                continue
    return found


def _flows(block: Block) -> Iterator[tuple[str, Operand]]:
    """Pairs (name, what it may come from), through branches, loops, copies and tapes."""
    for name, values in _sources(block).items():
        yield from ((name, value) for value in values)
    for stmt in walk(block):
        match stmt:
            case Assign(op="tape_copy" | "copy_name", target=target, operands=(source,)):
                yield target, source
            case Push(tape=tape, value=value):
                yield tape, value
            case Pop(target=target, tape=tape):
                yield target, tape
            case _:
                continue


def builder_of(function: Function) -> Builder:
    """A builder of code that goes with a function's: it knows which names may hold nothing."""
    absent = absent_in(function)
    shaped: dict[Shape, str] = {}
    hands_on = function.absent or any(isinstance(stmt, Call) and stmt.keeps_arguments for stmt in walk(function.body))
    for param in () if hands_on else function.params:  # what may be None goes from call to call: its kind is not known
        kind = function.types.get(param.name)
        if isinstance(kind, Arr) and kind.dtype is not None and kind.shape and param.name not in absent:
            shaped.setdefault(kind.shape, param.name)
    return Builder(names_of(function), dict(function.types), unmade=absent, shaped=shaped)


def absent_in(function: Function) -> frozenset[str]:
    """The names that may hold nothing, or None, when they are read, because no path has made them yet.

    The adjoint, or tangent, of such a name may be a number where the name is an array: it counts as one of them.
    """
    flows = list(_flows(function.body))
    found = _reached(flows, function.absent, (UNDEFINED, NONE))
    return _reached(flows, {*found, *(name for name in function.types if _belongs_to(name, found))}, ())


def _belongs_to(name: str, absent: Collection[str]) -> bool:
    while "~" in name:
        name = primal_of(name)
        if name in absent:
            return True
    return False


def _reached(flows: Collection[tuple[str, Operand]], names: Iterable[str],
             absent: Collection[Operand]) -> frozenset[str]:  # fmt: skip
    found = {*names, *(name for name, value in flows if value in absent)}
    while True:
        more = {name for name, value in flows if isinstance(value, str) and value in found} - found
        if not more:
            return frozenset(found)
        found |= more


def with_absent(build: Builder, block: Block, kept: Iterable[str],
                recorded: Collection[str]) -> tuple[Block, Mapping[str, str]]:  # fmt: skip
    """The block with names that are always there for what is `kept` after it, is pushed, or is merged as `recorded`.

    Returns those names, too, by the ones that they stand for.
    """
    flows = [(name, value) for name, values in _sources(block).items() for value in values]
    missing = _reached(flows, (), (UNDEFINED,))
    if not missing:
        return block, {}
    wanted = _closure(block, missing.intersection([*kept, *_read(block, recorded)]), missing)
    twins = {name: build.declare(hint(name), build.types[name]) for name in sorted(wanted)}
    return tuple(_statement(stmt, twins, recorded) for stmt in block), twins


def _closure(block: Block, wanted: Collection[str], missing: Collection[str]) -> set[str]:
    """The wanted names with those that they come from, as far as they may be missing; of a carry both names."""
    sources = _sources(block)
    both = {name: (carry.target, carry.result) for stmt in walk(block) if isinstance(stmt, For | While)
            for carry in stmt.carries for name in (carry.target, carry.result)}  # fmt: skip
    found: set[str] = set()
    todo: list[Operand] = list(wanted)
    while todo:
        name = todo.pop()
        if isinstance(name, str) and name in missing and name not in found:
            found.add(name)
            todo.extend((*sources[name], *both.get(name, ())))
    return found


def _read(block: Block, recorded: Collection[str]) -> Iterator[str]:
    for stmt in walk(block):
        match stmt:
            case Push(value=value):
                yield from names_in(value)
            case If(merges=merges):
                for merge in merges:
                    if merge.target in recorded:
                        yield from (*names_in(merge.then), *names_in(merge.orelse))
            case _:
                continue


def _statement(stmt: Stmt, twins: Mapping[str, str], recorded: Collection[str]) -> Stmt:
    stmt = map_blocks(stmt, lambda block: tuple(_statement(inner, twins, recorded) for inner in block))
    match stmt:
        case Push(value=str() as value):
            return replace(stmt, value=twins.get(value, value))
        case If(merges=merges):
            own = [Merge(merge.target, *(_named(v, twins) for v in (merge.then, merge.orelse)))
                   if merge.target in recorded else merge for merge in merges]  # fmt: skip
            more = [Merge(twins[merge.target], _there(merge.then, twins), _there(merge.orelse, twins))
                    for merge in merges if merge.target in twins]  # fmt: skip
            return replace(stmt, merges=(*own, *more))
        case For(carries=carries) | While(carries=carries):
            made = [Carry(twins[c.target], _there(c.init, twins), _there(c.next, twins), twins[c.result])
                    for c in carries if c.target in twins]  # fmt: skip
            return replace(stmt, carries=(*carries, *made))
        case _:
            return stmt


def _named(value: Operand, twins: Mapping[str, str]) -> Operand:
    return twins.get(value, value) if isinstance(value, str) else value


def _there(value: Operand, twins: Mapping[str, str]) -> Operand:
    """What a twin comes from: None, where the name has nothing."""
    return NONE if value == UNDEFINED else _named(value, twins)
