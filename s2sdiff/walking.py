"""Going through the IR: what a statement reads, makes and holds, and the same statement with some of that replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    Origin,
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


def names_in(operand: Operand) -> Iterator[str]:
    """The names that an operand reads, left to right."""
    match operand:
        case str():
            yield operand
        case Const():
            return
        case Tup(items) | Lst(items) | Dct(_, items):
            for item in items:
                yield from names_in(item)
        case Slc(start, stop, step):
            for part in (start, stop, step):
                yield from names_in(part)
        case Path(steps):
            for along in steps:
                for inner in (*along.operands, *(value for _, value in along.keywords)):
                    yield from names_in(inner)
        case _:
            raise TypeError(f"not an operand: {operand!r}")


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


def operands_of(stmt: Stmt) -> tuple[Operand, ...]:
    """What a statement reads outside its blocks (of a loop: the carries' initial values, too), left to right."""
    match stmt:
        case Assign(operands=operands, keywords=keywords) | Call(operands=operands, keywords=keywords):
            return (*operands, *(value for _, value in keywords)) if keywords else operands
        case Unpack(source=source):
            return (source,)
        case Store(base=base, index=index, value=value):
            return base, index, value
        case If(test=test):
            return (test,)
        case For(start=start, stop=stop, step=step, carries=carries):
            return (start, stop, step, *(carry.init for carry in carries))
        case While(carries=carries):
            return tuple(carry.init for carry in carries)
        case Push(tape=tape, value=value):
            return tape, value
        case Pop(tape=tape):
            return (tape,)
        case Return(value=value):
            return (value,)
        case _:
            raise TypeError(f"not a statement: {stmt!r}")


def reads(stmt: Stmt) -> Iterator[str]:
    """The names that a statement reads outside its blocks."""
    for operand in operands_of(stmt):
        if type(operand) is str:
            yield operand
        else:
            yield from names_in(operand)


def results(stmt: Stmt) -> Iterator[str]:
    """The names that hold a value after the statement."""
    match stmt:
        case Assign(target=target) | Pop(target=target):
            yield target
        case Call(target=target):
            yield from names_in(target)
        case Unpack(targets=targets):
            yield from targets
        case If(merges=merges):
            for merge in merges:
                yield merge.target
        case For(carries=carries) | While(carries=carries):
            for carry in carries:
                yield carry.result
        case Push() | Return() | Store():
            return
        case _:
            raise TypeError(f"not a statement: {stmt!r}")


def derived_origin(stmt: Stmt, role: str) -> Origin:
    """The origin of the tangent, or of the adjoint, of a statement."""
    return Origin(stmt.origin.loc, stmt.origin.line, role, step=next(results(stmt), ""))


def blocks(stmt: Stmt) -> tuple[Block, ...]:
    """The blocks inside a statement."""
    match stmt:
        case If(then=then, orelse=orelse):
            return then, orelse
        case For(body=body):
            return (body,)
        case While(head=head, body=body):
            return head, body
        case _:
            return ()


def block_reads(stmt: Stmt) -> Iterator[tuple[Block, Operand]]:
    """The operands that are read at the end of a block: merged values, what a loop carries on, a loop's tests."""
    match stmt:
        case If(then=then, orelse=orelse, merges=merges):
            for merge in merges:
                yield then, merge.then
                yield orelse, merge.orelse
        case For(body=body, carries=carries, until=until):
            for carry in carries:
                yield body, carry.next
            yield body, until
        case While(head=head, test=test, body=body, carries=carries, until=until):
            yield head, test
            for carry in carries:
                yield body, carry.next
            yield body, until
        case _:
            return


def inner_names(stmt: Stmt) -> Iterator[str]:
    """The names that a loop makes for its own body: its index and what it carries."""
    match stmt:
        case For(index=index, carries=carries):
            yield index
            yield from (carry.target for carry in carries)
        case While(carries=carries):
            yield from (carry.target for carry in carries)
        case _:
            return


def merged(stmt: Stmt) -> Iterator[tuple[str, tuple[Operand, ...]]]:
    """The names that a structure gives a value, in it or after it, each with the operands that it may stand for."""
    match stmt:
        case If(merges=merges):
            for merge in merges:
                yield merge.target, (merge.then, merge.orelse)
        case For(carries=carries) | While(carries=carries):
            for carry in carries:
                yield carry.target, (carry.init, carry.next)
                yield carry.result, (carry.init, carry.next)
        case _:
            return


def controls(stmt: Stmt) -> tuple[Operand, ...]:
    """What decides which block of a structure runs, and how often."""
    match stmt:
        case If(test=test):
            return (test,)
        case While(test=test, until=until):
            return test, until
        case For(start=start, stop=stop, step=step, until=until):
            return start, stop, step, until
        case _:
            return ()


def walk(block: Block) -> Iterator[Stmt]:
    """Every statement, outer before inner, in the order of the text."""
    for stmt in block:
        yield stmt
        for inner in blocks(stmt):
            yield from walk(inner)


def raises(block: Sequence[Stmt]) -> bool:
    """Whether a block ends in a raise, so that what follows the block is not run."""
    match block[-1] if block else None:
        case Assign(op="raise"):
            return True
        case If(then=then, orelse=orelse):
            return raises(then) and raises(orelse)
        case _:
            return False


def all_reads(block: Block) -> Iterator[str]:
    """Every name that a block reads, in the blocks inside it and at their ends as well, as often as it is read."""
    for stmt in walk(block):
        yield from reads(stmt)
        for _, operand in block_reads(stmt):
            yield from names_in(operand)


def all_results(block: Block) -> Iterator[str]:
    """Every name that a statement of a block, or of a block inside it, gives a value."""
    for stmt in walk(block):
        yield from results(stmt)


def all_names(block: Block) -> Iterator[str]:
    """Every name that is made in a block: what its statements give a value, then what loops make for their bodies."""
    yield from all_results(block)
    for stmt in walk(block):
        yield from inner_names(stmt)


# --- rebuilding ------------------------------------------------------------------------------------------------------
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
