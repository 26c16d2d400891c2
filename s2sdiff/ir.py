"""The intermediate representation, one page: three-address statements in SSA form under structured control flow.

Every name is assigned once in a function. What Python writes as a second assignment is a second name (`x#1`); where
paths meet, an `If` merges names and a loop carries them, so no analysis has to ask *when* a name is read. Blocks are
tuples, statements compare by identity, and nothing is ever changed in place. The derivative of a function is a
`Function` again.

Names are strings; `names.py` knows how they are spelled and is the one place that makes new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from s2sdiff.errors import Loc


@dataclass(frozen=True, slots=True)
class Const:
    """A value known before the run; `spelling` is how the user wrote it where the value's repr would not do."""

    value: Any
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class Tup:
    """A tuple of operands."""

    items: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Lst:
    """A list of operands, never changed after it is made."""

    items: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Dct:
    """A dict of operands under constant keys."""

    keys: tuple[Any, ...]
    items: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Slc:
    """`start:stop:step` inside an index."""

    start: Operand
    stop: Operand
    step: Operand


Operand: TypeAlias = "str | Const | Tup | Lst | Dct | Slc"
Keywords: TypeAlias = tuple[tuple[str, "Operand"], ...]

UNDEFINED = Const(NotImplemented, "undefined")  # what a name holds on a path that never assigned it
NONE = Const(None)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from: the user's expression and line, and whether it is primal or adjoint code."""

    loc: Loc | None
    line: Loc | None = None
    role: str = "primal"  # or "tangent", "adjoint"
    quiet: bool = False  # its rule asks for NumPy's floating point warnings to be off


@dataclass(frozen=True, eq=False, slots=True)
class Assign:
    """`target = op(*operands, **keywords)`, printed as `spelling`: `+`, `np.exp`, `math.exp`, `.sum`, `abs`."""

    target: str
    op: str
    operands: tuple[Operand, ...]
    keywords: Keywords
    spelling: str
    origin: Origin


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """`target = callee(*operands)`: another function, which stays a call. The target may be a tuple of names."""

    target: Operand
    callee: Any  # a parsed callee (parse), then a Function (infer)
    operands: tuple[Operand, ...]
    keywords: Keywords
    origin: Origin


@dataclass(frozen=True, eq=False, slots=True)
class Unpack:
    """`a, b = source`, which raises if the source does not have as many items."""

    targets: tuple[str, ...]
    source: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Merge:
    """After an `If`, `target` is `then` where the test held and `orelse` where it did not."""

    target: str
    then: Operand
    orelse: Operand


@dataclass(frozen=True, eq=False, slots=True)
class If:
    test: Operand
    then: Block
    orelse: Block
    merges: tuple[Merge, ...]
    origin: Origin
    key: int = 0  # the same in the forward sweep and in the adjoint that mirrors it


@dataclass(frozen=True, slots=True)
class Carry:
    """What an iteration hands to the next: inside, `target` is `init` at first and then `next` of the one before.

    After the loop the value has a name of its own, `result`: inside and after are never confused.
    """

    target: str
    init: Operand
    next: Operand
    result: str


@dataclass(frozen=True, eq=False, slots=True)
class For:
    """`for index in range(start, stop, step)`, or the same in reverse order."""

    index: str
    start: Operand
    stop: Operand
    step: Operand
    carries: tuple[Carry, ...]
    body: Block
    origin: Origin
    reverse: bool = False
    key: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class While:
    """`while test`, where `head` computes the test; names of `head` are not seen by `body`."""

    carries: tuple[Carry, ...]
    head: Block
    test: Operand
    body: Block
    origin: Origin
    key: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Push:
    tape: str
    value: Operand
    origin: Origin


@dataclass(frozen=True, eq=False, slots=True)
class Pop:
    target: str
    tape: str
    origin: Origin


@dataclass(frozen=True, eq=False, slots=True)
class Return:
    """Once, last."""

    value: Operand
    origin: Origin


Stmt: TypeAlias = Assign | Call | Unpack | If | For | While | Push | Pop | Return
Block: TypeAlias = tuple["Stmt", ...]


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    kind: str = "positional"  # or "keyword"
    default: bool = False


@dataclass(frozen=True, slots=True)
class Free:
    """Data that a function reads from outside: `name` here, read as the expression `path` at each call."""

    name: str
    path: str
    owner: Any  # the function whose global or captured variable it is
    captured: bool = False


@dataclass(frozen=True, eq=False)
class Function:
    """A function: what it is called, what it takes, what it does. `types` is empty before inference."""

    name: str
    params: tuple[Param, ...]
    body: Block
    loc: Loc | None = None
    frees: tuple[Free, ...] = ()
    roots: tuple[tuple[str, Any], ...] = ()  # free names that mean modules and ops, with what they mean
    types: Mapping[str, Any] = field(default_factory=dict)
    primal: Any = None  # the user's function that it comes from
    doc: str = ""
    optimize: int = 1

    @property
    def result(self) -> Operand:
        last = self.body[-1]
        assert isinstance(last, Return)
        return last.value


# --- walking ---------------------------------------------------------------------------------------------------------
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
        case _:
            raise TypeError(f"not an operand: {operand!r}")


def reads(stmt: Stmt) -> Iterator[str]:
    """The names that a statement reads outside its blocks (for a loop: the carries' initial values, too)."""
    match stmt:
        case Assign(operands=operands, keywords=keywords) | Call(operands=operands, keywords=keywords):
            for operand in operands:
                if type(operand) is str:
                    yield operand
                else:
                    yield from names_in(operand)
            for _, operand in keywords:
                yield from names_in(operand)
        case Unpack(source=source):
            yield source
        case If(test=test):
            yield from names_in(test)
        case For(start=start, stop=stop, step=step, carries=carries):
            for operand in (start, stop, step, *(carry.init for carry in carries)):
                yield from names_in(operand)
        case While(carries=carries):
            for carry in carries:
                yield from names_in(carry.init)
        case Push(tape=tape, value=value):
            yield tape
            yield from names_in(value)
        case Pop(tape=tape):
            yield tape
        case Return(value=value):
            yield from names_in(value)
        case _:
            raise TypeError(f"not a statement: {stmt!r}")


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
        case Push() | Return():
            return
        case _:
            raise TypeError(f"not a statement: {stmt!r}")


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
    """The operands that are read at the end of a block: merged values, what a loop carries on, a loop's test."""
    match stmt:
        case If(then=then, orelse=orelse, merges=merges):
            for merge in merges:
                yield then, merge.then
                yield orelse, merge.orelse
        case For(body=body, carries=carries):
            for carry in carries:
                yield body, carry.next
        case While(head=head, test=test, body=body, carries=carries):
            yield head, test
            for carry in carries:
                yield body, carry.next
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


def walk(block: Block) -> Iterator[Stmt]:
    """Every statement, outer before inner, in the order of the text."""
    for stmt in block:
        yield stmt
        for inner in blocks(stmt):
            yield from walk(inner)


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
        case For(start=start, stop=stop, step=step, carries=carries, body=body):
            return replace(stmt, start=on(start), stop=on(stop), step=on(step),
                           carries=on_carries(carries), body=on_block(body))  # fmt: skip
        case While(carries=carries, head=head, test=test, body=body):
            return replace(stmt, carries=on_carries(carries), head=on_block(head), test=on(test), body=on_block(body))
        case Push(tape=tape, value=value):
            return replace(stmt, tape=str(f(tape)), value=on(value))
        case Pop(tape=tape):
            return replace(stmt, tape=str(f(tape)))
        case Return(value=value):
            return replace(stmt, value=on(value))
        case _:
            raise TypeError(f"not a statement: {stmt!r}")
