"""A function being batched: what is known of its names as they were, and the builder that writes what they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from s2sdiff import ops
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import NOT_KNOWN, Abstract, Arr, Dim, Num, Seq, dtype_of, shape_of
from s2sdiff.ir import NONE, Assign, Const, Keywords, Lst, Operand, Slc, Stmt, Tup
from s2sdiff.vector.lift import Lift, NotBatched, is_lifted, lifted
from s2sdiff.vector.reach import OnCall, lift_of
from s2sdiff.walking import names_in

FULL = Slc(NONE, NONE, NONE)


@dataclass
class Batch:
    """`before` knows the kinds of one row, by which ranks are told; `build` writes, and knows those of all rows."""

    build: Builder
    before: Builder
    lifts: dict[str, Lift]
    rows: Dim
    size: Operand  # how many rows there are
    on_call: OnCall
    made: Mapping[str, Assign]  # the statements of the function as it was, by what they make
    absent: frozenset[str] = frozenset()  # names that may stand for None
    visible: list[str] = field(default_factory=list)  # arrays that surely are there, to read sizes off
    # of numbers that were taken out of batched arrays: the array, and the index of one row of it
    parts: dict[str, tuple[Operand, tuple[Operand, ...]]] = field(default_factory=dict)

    def kind(self, operand: Operand) -> Abstract:
        """What one row of an operand is."""
        return self.before.type_of(operand)

    def lift(self, operand: Operand) -> Lift:
        return lift_of(operand, self.lifts)

    def on(self, operand: Operand) -> bool:
        """Whether an operand, or anything in it, is batched."""
        return is_lifted(self.lift(operand))

    def rank(self, stmt: Stmt, operand: Operand) -> int:
        """How many axes one row of an operand has. Raises NotBatched where that is not known."""
        return len(self.shape(stmt, operand))

    def shape(self, stmt: Stmt, operand: Operand) -> tuple[Dim, ...]:
        """The sizes of one row of an operand. Raises NotBatched where the rank is not known."""
        kind = self.kind(operand)
        found = _nested(kind) if isinstance(kind, Seq) else shape_of(kind)
        if isinstance(operand, Const) and operand.value is None:
            return ()
        if found is None:
            raise self.refusal(stmt)
        return found

    def stand_in(self, kind: Abstract) -> str:
        """A new name of a batched value, one row of which is of this kind."""
        name = self.build.declare("", lifted(kind, True, self.rows))
        self.before.types[name], self.lifts[name] = kind, True
        return name

    def check_there(self, stmt: Stmt, operand: Operand) -> None:
        """Raises NotBatched for a value that may be None, whose shape is asked for."""
        if any(name in self.absent for name in names_in(operand)):
            raise self.refusal(stmt)

    def refusal(self, stmt: Stmt) -> NotBatched:
        """What to raise for a statement that is not written for all rows at once."""
        return NotBatched(stmt.op if isinstance(stmt, Assign) else type(stmt).__name__, stmt.origin.loc)

    def emit(self, op: str, *operands: Operand, keywords: Keywords = (), spelling: str = "") -> Operand:
        """Writes a part of what a statement becomes."""
        name = self.build.emit(op, operands, keywords, spelling=spelling or ops.default_spelling(op))
        if isinstance(name, str) and not any(map(self.on, operands)):
            self.before.types[name] = self.build.types[name]
        return name

    def note(self, operand: Operand, shape: tuple[Dim, ...]) -> Operand:
        """A part that was written: batched, and of rows of this shape."""
        if isinstance(operand, str):
            self.lifts[operand] = True
            self.before.types[operand] = Arr(dtype_of(self.build.type_of(operand)), shape)
        return operand

    def definition(self, operand: Operand, op: str) -> Assign | None:
        """The statement of the function as it was that made an operand, if its op is `op`."""
        found = self.made.get(operand) if isinstance(operand, str) else None
        return found if found is not None and found.op == op else None

    @contextmanager
    def block(self) -> Iterator[list[Stmt]]:
        """Statements written inside go to a block of their own; arrays made there are not seen after it."""
        seen = len(self.visible)
        try:
            with self.build.block() as out:
                yield out
        finally:
            del self.visible[seen:]


Rule: TypeAlias = Callable[[Batch, Assign], Assign]  # the last statement of what a statement becomes


def _nested(kind: Seq) -> tuple[Dim, ...] | None:
    """The shape that a list or tuple has as an array."""
    if not kind.items:
        return None
    first = kind.items[0]
    inner = _nested(first) if isinstance(first, Seq) else shape_of(first)
    return (len(kind.items), *inner) if inner is not None else None


def last(stmt: Assign, op: str, *operands: Operand, keywords: Keywords = (), spelling: str = "") -> Assign:
    """The op whose result is what a statement makes."""
    spelling = spelling or ops.default_spelling(op)
    return replace(stmt, op=op, operands=operands, keywords=keywords, spelling=spelling)


def same(stmt: Assign, operand: Operand) -> Assign:
    """A statement that gives an operand another name."""
    return last(stmt, "copy_name", operand, spelling="=")


def keyword(stmt: Assign, name: str, default: Operand = NONE) -> Operand:
    """What a statement's keyword says."""
    return dict(stmt.keywords).get(name, default)


def with_keywords(stmt: Assign, **values: Operand) -> Keywords:
    """A statement's keywords, some of them with other values."""
    given = dict(stmt.keywords)
    new = {name: value for name, value in values.items() if name not in given}
    return tuple({**new, **given, **values}.items())


def is_full(stmt: Assign) -> bool:
    """Whether `axis` is not given, or None: the op is about all entries."""
    return keyword(stmt, "axis") == NONE


def numbers(batch: Batch, stmt: Assign, operand: Operand) -> int | tuple[int, ...]:
    """The integer, or integers, that an operand is for certain. Raises NotBatched."""
    if isinstance(operand, Tup | Lst):
        return tuple(_number(batch, stmt, item) for item in operand.items)
    if isinstance(operand, Const) and isinstance(operand.value, tuple | list):
        return tuple(_number(batch, stmt, Const(item)) for item in operand.value)
    return _number(batch, stmt, operand)


def _number(batch: Batch, stmt: Assign, operand: Operand) -> int:
    kind = batch.kind(operand)
    if not isinstance(kind, Num) or kind.value is NOT_KNOWN or type(kind.value) is not int:
        raise batch.refusal(stmt)
    return int(kind.value)


def constants(values: int | tuple[int, ...]) -> Operand:
    """Integers as an operand."""
    return Const(values) if isinstance(values, int) else Tup(tuple(map(Const, values)))


def shifted(batch: Batch, stmt: Assign, axis: Operand) -> Operand:
    """An axis of one row, or several, counted with the leading one."""
    found = numbers(batch, stmt, axis)
    if isinstance(found, int):
        return constants(found + 1 if found >= 0 else found)
    return constants(tuple(k + 1 if k >= 0 else k for k in found))


def is_array(kind: Abstract) -> bool:
    """Whether a value is an array for certain, which has `.shape` and `.T`."""
    return isinstance(kind, Arr) and kind.dtype is not None and not kind.scalar
