"""Loops written out, for what one text for all iterations cannot know.

    for w in (u, v): w[0] = 0                       →      u[0] = 0; v[0] = 0
    for name, w in (("u", u), ("v", v)): …          →      … of "u" and u; … of "v" and v

The first changes arrays of a list: which array is changed is then known. Any call counts as a change here, because what
it does to its arguments is not known before it is typed. The second takes items that no one kind is that of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from s2sdiff.infer.refuse import is_augmented
from s2sdiff.infer.state import Inference
from s2sdiff.infer.values import Abstract, Arr, Map, Num, Opaque, Seq, Unknown, element
from s2sdiff.ir import NEVER, UNDEFINED, Assign, Block, Call, Const, For, If, Merge, Operand, Stmt, Store, Unpack
from s2sdiff.names import hint
from s2sdiff.rebuilding import renamed
from s2sdiff.renaming import renamed_throughout
from s2sdiff.walking import all_names, names_in, walk

TypeBlock = Callable[[Inference, Block], None]
MANY = 64  # iterations: a loop of more is not written out


def is_written_out(state: Inference, stmt: For) -> bool:
    """Whether a loop, of a number of iterations that is known and small, is written out."""
    numbers = _numbers(state, stmt)
    if numbers is None or len(numbers) > MANY or stmt.schedule:
        return False
    if state.unrolls or _changes_items(state, stmt):
        return True
    return any(_holds_unlike(state, source) for source in _indexed(stmt))


def is_short(kind: Abstract) -> bool:
    """Whether a value is a tuple or list of items that are known and few."""
    return isinstance(kind, Seq) and kind.items is not None and len(kind.items) <= MANY


def _holds_unlike(state: Inference, operand: Operand) -> bool:
    """Whether nothing is known of an item that any of them may be, and something of each."""
    kind = state.build.type_of(state.operand(operand))
    known = kind.items or () if isinstance(kind, Seq) else ()
    return isinstance(kind, Seq) and bool(known) and _is_lost(element(kind)) and not any(map(_is_lost, known))


def _is_lost(kind: Abstract | None) -> bool:
    match kind:
        case Unknown() | Opaque("text"):
            return True
        case Seq(_, None, each):
            return _is_lost(each)
        case Seq(_, items) | Map(_, items):
            return any(map(_is_lost, items or ()))
        case _:
            return False


def _changes_items(state: Inference, stmt: For) -> bool:
    """Whether a loop may change arrays that it takes by index."""
    if not any(map(_may_change, walk(stmt.body))):
        return False
    return any(_holds_arrays(state, source) for source in _indexed(stmt))


def _may_change(stmt: Stmt) -> bool:
    return isinstance(stmt, Store | Call) or (isinstance(stmt, Assign) and is_augmented(stmt))


def _indexed(stmt: For) -> Iterator[Operand]:
    """What the body takes an item of that the loop's index, or what is made of it, tells."""
    moving = {stmt.index}
    for inner in walk(stmt.body):
        if isinstance(inner, Assign) and inner.op == "getitem":
            if moving & set(names_in(inner.operands[1])):
                yield inner.operands[0]
        elif isinstance(inner, Assign) and moving & {n for operand in inner.operands for n in names_in(operand)}:
            moving.add(inner.target)
        elif isinstance(inner, Unpack) and inner.source in moving:
            moving.update(inner.targets)


def _holds_arrays(state: Inference, operand: Operand) -> bool:
    kind = state.build.type_of(state.operand(operand))
    return isinstance(kind, Seq) and kind.items is not None and any(map(_is_array, kind.items))


def _is_array(kind: Abstract) -> bool:
    if isinstance(kind, Seq | Map):
        return any(map(_is_array, kind.items or ()))
    return isinstance(kind, Arr) and not kind.scalar


def _numbers(state: Inference, stmt: For) -> range | None:
    """The numbers that a loop goes over, if they are known before the run."""
    parts = [state.build.type_of(state.operand(part)) for part in (stmt.start, stmt.stop, stmt.step)]
    values = [part.value for part in parts if isinstance(part, Num) and type(part.value) is int]
    return range(*values) if len(values) == len(parts) and values[2] != 0 else None


def unroll(state: Inference, stmt: For, type_block: TypeBlock) -> None:
    """Types the iterations of a loop one after the other; `is_written_out` holds of it."""
    numbers = _numbers(state, stmt)
    assert numbers is not None
    if stmt.until != NEVER:
        type_block(state, _nested(state, stmt, list(numbers), {c.target: c.init for c in stmt.carries}))
        return
    values = {carry.target: state.operand(carry.init) for carry in stmt.carries}
    made = dict.fromkeys([stmt.index, *(carry.target for carry in stmt.carries), *all_names(stmt.body)])
    for k in numbers:
        table = {name: state.build.names.fresh(hint(name)) for name in made}
        body = renamed_throughout(stmt.body, table, state.new_key)
        state.table[table[stmt.index]] = Const(k)
        state.table.update({table[target]: value for target, value in values.items()})
        type_block(state, body)
        values = {carry.target: UNDEFINED if carry.next == UNDEFINED else _after(state, carry.next, table)
                  for carry in stmt.carries}  # fmt: skip
    state.table.update({carry.result: values[carry.target] for carry in stmt.carries})


def _nested(state: Inference, stmt: For, numbers: list[int], values: dict[str, Operand]) -> Block:
    """The iterations of a loop that may be left: each but the first is in the `else` of a test of the one before.

    Untyped statements; the last of them gives the names that the loop leaves behind their values.
    """
    if not numbers:
        return tuple(Assign(carry.result, "copy_name", (values[carry.target],), (), "=", stmt.origin)
                     for carry in stmt.carries if values[carry.target] != UNDEFINED)  # fmt: skip
    made = dict.fromkeys([stmt.index, *(carry.target for carry in stmt.carries), *all_names(stmt.body)])
    table = {name: state.build.names.fresh(hint(name)) for name in made}
    first: Block = renamed_throughout(stmt.body, table, state.new_key)
    copies = {stmt.index: Const(numbers[0]), **values}
    starts = tuple(Assign(table[name], "copy_name", (value,), (), "=", stmt.origin)
                   for name, value in copies.items() if value != UNDEFINED)  # fmt: skip
    after = {carry.target: renamed(carry.next, table) for carry in stmt.carries}
    results = {carry.result: state.build.names.fresh(hint(carry.result)) for carry in stmt.carries}
    inner = replace(stmt, carries=tuple(replace(c, result=results[c.result]) for c in stmt.carries))
    rest = _nested(state, inner, numbers[1:], after)
    merges = tuple(Merge(carry.result, after[carry.target], results[carry.result]) for carry in stmt.carries)
    branch = If(renamed(stmt.until, table), (), rest, merges, stmt.origin, state.new_key())
    return (*starts, *first, branch)


def _after(state: Inference, operand: Operand, table: dict[str, str]) -> Operand:
    return state.operand(renamed(operand, table))
