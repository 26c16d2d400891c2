"""The same IR with some of it replaced: the names that it reads, the blocks inside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from s2sdiff.ir import (
    Assign,
    Block,
    Call,
    Carry,
    Const,
    Dct,
    For,
    If,
    Lst,
    Merge,
    Operand,
    Path,
    Pop,
    Push,
    Return,
    Slc,
    Step,
    Stmt,
    Store,
    Tup,
    Unpack,
    While,
)


def map_names(operand: Operand, f: Callable[[str], Operand]) -> Operand:
    """The operand with every name `n` replaced by `f(n)`."""
    match operand:
        case str():
            return f(operand)
        case Const():
            return operand
        case Tup(items):
            return Tup(tuple(map_names(item, f) for item in items))
        case Lst(items):
            return Lst(tuple(map_names(item, f) for item in items))
        case Dct(keys, items):
            return Dct(keys, tuple(map_names(item, f) for item in items))
        case Slc(start, stop, step):
            return Slc(map_names(start, f), map_names(stop, f), map_names(step, f))
        case Path(steps):
            return Path(tuple(map_step(step, lambda inner: map_names(inner, f)) for step in steps))
        case _:
            raise TypeError(f"not an operand: {operand!r}")


def map_step(step: Step, f: Callable[[Operand], Operand]) -> Step:
    """The step with each operand that it reads replaced by `f(operand)`."""
    return replace(step, operands=tuple(map(f, step.operands)), keywords=tuple((k, f(v)) for k, v in step.keywords))


def map_blocks(stmt: Stmt, f: Callable[[Block], Block]) -> Stmt:
    """The statement with each block inside it replaced by `f(block)`, taken in the order of the text."""
    match stmt:
        case If(then=then, orelse=orelse):
            return replace(stmt, then=f(then), orelse=f(orelse))
        case For(body=body):
            return replace(stmt, body=f(body))
        case While(head=head, body=body):
            return replace(stmt, head=f(head), body=f(body))
        case _:
            return stmt


def renamed(operand: Operand, table: Mapping[str, Operand]) -> Operand:
    """The operand with the names that a table has replaced."""
    if type(operand) is str:
        return table.get(operand, operand)
    return map_names(operand, lambda name: table.get(name, name))


def rename(block: Block, table: Mapping[str, Operand]) -> Block:
    """The block with the names that it reads and that a table has replaced, in the blocks inside it as well."""
    if not table:
        return block
    return tuple(substitute(stmt, lambda name: table.get(name, name)) for stmt in block)


def substitute(stmt: Stmt, f: Callable[[str], Operand]) -> Stmt:
    """The statement with every name that it reads replaced, inside its blocks as well."""

    def on(operand: Operand) -> Operand:
        return f(operand) if type(operand) is str else map_names(operand, f)

    def on_block(block: Block) -> Block:
        return tuple(substitute(inner, f) for inner in block)

    def on_carries(carries: tuple[Carry, ...]) -> tuple[Carry, ...]:
        return tuple(replace(carry, init=on(carry.init), next=on(carry.next)) for carry in carries)

    match stmt:
        case Assign(operands=operands, keywords=keywords) | Call(operands=operands, keywords=keywords):
            return replace(stmt, operands=tuple(map(on, operands)), keywords=tuple((k, on(v)) for k, v in keywords))
        case Unpack(source=source):
            return replace(stmt, source=str(f(source)))
        case If(test, then, orelse, merges):
            merged = tuple(Merge(merge.target, on(merge.then), on(merge.orelse)) for merge in merges)
            return replace(stmt, test=on(test), then=on_block(then), orelse=on_block(orelse), merges=merged)
        case For(start=start, stop=stop, step=step, carries=carries, body=body, until=until):
            return replace(stmt, start=on(start), stop=on(stop), step=on(step), carries=on_carries(carries),
                           body=on_block(body), until=on(until))  # fmt: skip
        case While(carries=carries, head=head, test=test, body=body, until=until):
            return replace(stmt, carries=on_carries(carries), head=on_block(head), test=on(test), body=on_block(body),
                           until=on(until))  # fmt: skip
        case Store(base=base, index=index, value=value):
            return replace(stmt, base=on(base), index=on(index), value=on(value))
        case Push(tape=tape, value=value):
            return replace(stmt, tape=str(f(tape)), value=on(value))
        case Pop(tape=tape):
            return replace(stmt, tape=str(f(tape)))
        case Return(value=value):
            return replace(stmt, value=on(value))
        case _:
            raise TypeError(f"not a statement: {stmt!r}")
