"""Which temporaries are written inside the one expression that reads them, as a person would.

    t1 = w * x; z = t1 + b      →      z = w * x + b

A fold moves a computation to its reader in the same block, and out of no region. That is sound because names are
assigned once; what else shares a variable is decided afterwards, from the folded reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from s2sdiff.ir import (
    EFFECTS,
    MARKS,
    NONE,
    Assign,
    Block,
    Call,
    Carry,
    Const,
    Dct,
    For,
    Function,
    Lst,
    Operand,
    Path,
    Pop,
    Push,
    Return,
    Slc,
    Stmt,
    Tup,
    While,
)
from s2sdiff.names import is_part, is_temporary, primal_of, same_family
from s2sdiff.reverse.versions import CHANGES, METADATA
from s2sdiff.roots import roots
from s2sdiff.walking import all_reads, block_reads, blocks, names_in, operands_of, reads, results, walk

WIDTH = 72  # of an expression that folds make
_NEVER = {*EFFECTS, "tape", "tape_copy", "item_added", *CHANGES}
_ALWAYS = {"shape", "ndim"}  # cheap to write, and to run, more than once


@dataclass(frozen=True, slots=True)
class Folds:
    """The statements that are written inside others, by the name they define."""

    inside: Mapping[str, Assign | Call | Pop]
    measures: bool = True  # reading the shape of an array counts as reading it

    def leaves(self, operand: Operand) -> list[str]:
        """The variables that an operand reads when its folded parts are written out."""
        found: list[str] = []
        for name in names_in(operand):
            if name in self.inside:
                stmt = self.inside[name]
                for inner in operands_of(stmt) if self.measures or not is_measure(stmt) else ():
                    found.extend(self.leaves(inner))
            else:
                found.append(name)
        return found

    def reads(self, stmt: Stmt) -> list[str]:
        """The variables that a statement reads."""
        if not self.measures and is_measure(stmt):
            return []
        return [leaf for name in reads(stmt) for leaf in self.leaves(name)]


def is_measure(stmt: Stmt) -> bool:
    """Whether a statement asks for an array's shape or the like, which no change in place alters; a list has none."""
    return isinstance(stmt, Assign) and stmt.op in METADATA and stmt.op != "len"


@dataclass
class _Folding:
    """What is known while folding: `here` is the number of the block in work, `readers` what reads a name there."""

    function: Function
    counts: Counter[str]
    homes: Mapping[str, int]  # the block in which a name is read, if it is read once
    inside: dict[str, Assign | Call | Pop] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    here: int = 0
    readers: Mapping[str, Stmt] = field(default_factory=dict)
    roots: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, list[int]] = field(default_factory=dict)  # where each array is changed in the block
    marks: Sequence[int] = ()  # where regions of the block begin and end
    places: Mapping[int, int] = field(default_factory=dict)  # of the statements of the block, by identity
    nexts: Mapping[str, int] = field(default_factory=dict)  # where what a loop carries gets its next value, for good


def fold(function: Function) -> Folds:
    """The folds of a function: at optimize=0 only the parts of a rule's line, else temporaries as well."""
    numbered = _blocks(function.body, ())
    state = _Folding(function, *_counted(numbered), roots=roots(function))
    carried = {id(stmt.body): stmt.carries for stmt in walk(function.body) if isinstance(stmt, For | While)}
    for number, (block, _) in enumerate(numbered):
        state.here, state.readers = number, _readers(block)
        state.changes, state.places = _changes(state, block), {id(stmt): k for k, stmt in enumerate(block)}
        state.marks = [k for k, stmt in enumerate(block) if isinstance(stmt, Assign) and stmt.op in MARKS]
        state.nexts = _nexts(block, carried.get(id(block), ()))
        for k, stmt in enumerate(block):
            following = block[k + 1] if k + 1 < len(block) else None
            if isinstance(stmt, Call) and isinstance(stmt.target, str) and _is_next(state, stmt, following):
                state.inside[stmt.target] = stmt
                state.widths[stmt.target] = 20 + 8 * len(stmt.operands)
            if isinstance(stmt, Pop) and _is_stored(state, stmt, following):
                state.inside[stmt.target] = stmt
                state.widths[stmt.target] = 12
            if isinstance(stmt, Assign):
                state.widths[stmt.target] = _width(state, stmt)
                if _foldable(state, stmt) and _fits(state, stmt) and _is_unchanged(state, stmt, k):
                    state.inside[stmt.target] = stmt
    return Folds(state.inside)


def _counted(numbered: list[tuple[Block, tuple[Operand, ...]]]) -> tuple[Counter[str], Mapping[str, int]]:
    """How often each name is read, and the number of the block where it is read once."""
    counts: Counter[str] = Counter()
    homes: dict[str, int] = {}
    for number, (block, ends) in enumerate(numbered):
        read = chain(chain.from_iterable(map(reads, block)), chain.from_iterable(map(names_in, ends)))
        for name in read:
            counts[name] += 1
            homes[name] = number if counts[name] == 1 else -1
    return counts, homes


def _is_next(state: _Folding, call: Call, following: Stmt | None) -> bool:
    """Whether a call of a backward part is read once, by the very next statement."""
    name = str(call.target)
    if state.counts[name] != 1 or state.function.optimize == 0 or call.origin.role != "adjoint":
        return False
    if isinstance(following, Return):
        return name in names_in(following.value)
    if not isinstance(following, Assign) or name not in reads(following):
        return False
    return following.op == "float_" or same_family(following.target, name)


def _is_stored(state: _Folding, pop: Pop, following: Stmt | None) -> bool:
    """Whether what comes off a tape is put back at once, and read by nothing else."""
    stores = isinstance(following, Assign) and following.op in CHANGES and following.operands[-1] == pop.target
    return stores and state.counts[pop.target] == 1 and state.function.optimize > 0


def _blocks(block: Block, ends: tuple[Operand, ...]) -> list[tuple[Block, tuple[Operand, ...]]]:
    """A block and those inside it, each with what is read at its end."""
    found = [(block, ends)]
    for stmt in block:
        for inner in blocks(stmt):
            found += _blocks(inner, tuple(operand for owner, operand in block_reads(stmt) if owner is inner))
    return found


def _changes(state: _Folding, block: Block) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for k, stmt in enumerate(block):
        if isinstance(stmt, Assign) and stmt.op in CHANGES and isinstance(stmt.operands[0], str):
            base = stmt.operands[0]
            found.setdefault(state.roots.get(base, base), []).append(k)
    return found


def _nexts(block: Block, carries: Sequence[Carry]) -> Mapping[str, int]:
    """Where the variables that a loop carries get their next values, if nothing reads what they were after that."""
    made = {name: k for k, stmt in enumerate(block) for name in results(stmt)}
    last = {name: k for k, stmt in enumerate(block) for name in all_reads((stmt,))}
    return {carry.target: made[carry.next] for carry in carries
            if isinstance(carry.next, str) and made.get(carry.next, -1) >= last.get(carry.target, 0)}  # fmt: skip


def _is_unchanged(state: _Folding, stmt: Assign, k: int) -> bool:
    """Whether nothing that a statement reads is changed between it and its reader (it would need a copy), and both
    are in the same region."""
    reader = state.readers.get(stmt.target)
    end = state.places.get(id(reader), 0)
    if any(k < at < end for at in state.marks):
        return False
    if not (state.changes or state.nexts) or end <= k + 1:
        return True
    leaves = Folds(state.inside).reads(stmt)
    if any(k < state.nexts.get(leaf, -1) < end for leaf in leaves):
        return False
    return not any(k < at < end for leaf in leaves for at in state.changes.get(state.roots.get(leaf, leaf), ()))


def _readers(block: Block) -> Mapping[str, Stmt]:
    return {name: stmt for stmt in block for name in reads(stmt)}


def _foldable(state: _Folding, stmt: Assign) -> bool:
    name, optimize = stmt.target, state.function.optimize > 0
    if stmt.op in _NEVER:
        return False
    if stmt.op in _ALWAYS and stmt.origin.is_derived:
        return state.counts[name] > 0
    if state.counts[name] != 1 or state.homes[name] != state.here:
        return False
    if is_part(name):
        return True
    reader = state.readers.get(name)
    if stmt.op == "saved":
        return optimize and isinstance(reader, Push)
    if isinstance(reader, Return) and not stmt.origin.is_derived and _has_backward(state.function):
        return False  # the value is computed where the forward sweep computes it
    if isinstance(reader, Return) and optimize and _is_tangent_of_value(reader, name):
        return False
    if stmt.op == "float_" and isinstance(reader, Return) and stmt.origin.is_derived:
        return True
    if optimize and isinstance(reader, Assign) and "~" in name and reader.op != "float_" and same_family(
            reader.target, name):  # fmt: skip
        return True  # x_bar = a; x_bar = x_bar + b
    if optimize and isinstance(reader, Return) and reader.value == name:
        return True
    return optimize and (is_temporary(name) or is_temporary(primal_of(name)) or is_part(primal_of(name)))


def _is_tangent_of_value(last: Return, name: str) -> bool:
    """Whether `return value, value_dot` gives a name as the tangent of another: both have one, or neither."""
    match last.value:
        case Tup((str() as value, str() as dot)):
            return dot == name and primal_of(dot) == value
        case _:
            return False


def _has_backward(function: Function) -> bool:
    return any(stmt.origin.is_derived for stmt in function.body)


def _fits(state: _Folding, stmt: Assign) -> bool:
    """Whether the reader stays a line that one reads at once."""
    reader, width = state.readers.get(stmt.target), state.widths[stmt.target]
    if stmt.op in _ALWAYS or reader is None:
        return True
    if not isinstance(reader, Assign):
        return width <= WIDTH
    others = sum(state.widths.get(name, 8) if name in state.inside else 8
                 for name in reads(reader) if name != stmt.target)  # fmt: skip
    return width + others + len(reader.spelling) <= WIDTH


def _width(state: _Folding, stmt: Assign) -> int:
    """How long the right-hand side is, about."""
    total = len(stmt.spelling) + 2 + sum(_operand_width(state, operand) for operand in operands_of(stmt))
    return total + sum(len(name) + 1 for name, _ in stmt.keywords)


def _operand_width(state: _Folding, operand: Operand) -> int:
    match operand:
        case str():
            return state.widths.get(operand, 4) if operand in state.inside else max(2, len(operand.partition("#")[0]))
        case Const(tuple() as value):  # of an f-string, the texts among its parts
            return sum(len(part) + 2 for part in value if isinstance(part, str)) or len(str(value))
        case Const(value):
            return len(operand.spelling or str(value))
        case Tup(items) | Lst(items) | Dct(_, items):
            return 2 + sum(_operand_width(state, item) + 2 for item in items)
        case Slc(start, stop, step):
            return 3 + sum(_operand_width(state, part) for part in (start, stop, step) if part != NONE)
        case Path(steps):
            return sum(len(step.spelling) + 2 + sum(_operand_width(state, o) for o in step.operands) for step in steps)
        case _:
            raise TypeError(f"not an operand: {operand!r}")
