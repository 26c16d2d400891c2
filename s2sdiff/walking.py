"""Going through the IR: what a statement reads, makes and holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from s2sdiff.ir import (
    Assign,
    Block,
    Call,
    Const,
    Dct,
    For,
    If,
    Lst,
    Operand,
    Origin,
    Path,
    Pop,
    Push,
    Return,
    Slc,
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
