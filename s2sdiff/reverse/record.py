"""What the backward sweep needs of the forward sweep, and how it gets it.

The sweep writes adjoint code that reads the primal's names as if they were still there. At the top of a function they
are. In a loop a name holds another value in each iteration, so the value is put on a tape and taken off in reverse
order, or is computed again where that is cheap (an index, a shape, a view). A loop-carried value needs one tape for
the value an iteration starts from and the value it ends with, because the one is the other of the iteration before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from s2sdiff.infer.builder import Builder
from s2sdiff.infer.indexing import is_basic
from s2sdiff.infer.values import Num, Seq, Tape
from s2sdiff.ir import (
    NEVER,
    NONE,
    UNDEFINED,
    Assign,
    Block,
    Carry,
    For,
    If,
    Merge,
    Operand,
    Origin,
    Pop,
    Push,
    Stmt,
    Unpack,
    While,
)
from s2sdiff.names import hint, is_user, twin
from s2sdiff.rebuilding import rename, renamed
from s2sdiff.reverse.leaving import by_flag, with_pushes
from s2sdiff.transform.absent import with_absent
from s2sdiff.walking import all_reads, names_in, reads, results, walk


@dataclass
class Recording:
    """The tapes made so far. `absent` is what a name holds that its branch did not assign; `merged` are such names."""

    build: Builder
    absent: Operand
    merged: set[str] = field(default_factory=set)
    tapes: dict[str, str] = field(default_factory=dict)

    def tape(self, name: str) -> str:
        stem = hint(name).removesuffix("_old") if is_user(name) else name
        made = self.build.declare(twin(stem, "tape"), Tape(self.build.types[name]))
        self.tapes[made] = name
        return made


def record(build: Builder, forward: Block, backward: Block, *, split: bool) -> tuple[Block, Block]:
    """Both sweeps with tapes, so that the backward one reads only names that the forward one left behind."""
    state = Recording(build, NONE if split else UNDEFINED)
    forward, backward = _pair(state, forward, backward, False)
    forward, _ = with_absent(build, forward, (), state.merged)
    return with_tapes(forward, state.tapes), backward


def with_tapes(block: Block, tapes: Collection[str]) -> Block:
    """The block with its new tapes: each is made just before the outermost statement that writes to it."""
    made: list[Stmt] = []
    left = set(tapes)
    for stmt in block:
        pushed = [inner.tape for inner in walk((stmt,)) if isinstance(inner, Push)]
        for tape in dict.fromkeys(name for name in pushed if name in left):
            left.discard(tape)
            made.append(Assign(tape, "tape", (), (), "[]", stmt.origin))
        made.append(stmt)
    return tuple(made)


def _pair(state: Recording, forward: Block, backward: Block, in_loop: bool) -> tuple[Block, Block]:
    """A block and its mirror: what the structures in the mirror need is recorded in the structures of the block."""
    place = {stmt.key: k for k, stmt in enumerate(forward) if isinstance(stmt, For | While | If) and stmt.key}
    made, mirror = list(forward), list(backward)
    for k, stmt in enumerate(mirror):
        if not isinstance(stmt, For | If) or stmt.key not in place:
            continue
        primal = made[place[stmt.key]]
        if isinstance(stmt, If) and isinstance(primal, If):
            made[place[stmt.key]], mirror[k] = _branches(state, primal, stmt, in_loop)
        elif isinstance(stmt, For) and isinstance(primal, For | While):
            made[place[stmt.key]], mirror[k] = _loop(state, primal, stmt)
        else:
            raise TypeError(f"{stmt!r} does not mirror {primal!r}")
    return tuple(made), tuple(mirror)


# --- branches --------------------------------------------------------------------------------------------------------
def _branches(state: Recording, primal: If, mirror: If, in_loop: bool) -> tuple[If, If]:
    merges = list(primal.merges)
    forwards, mirrors = [], []
    bar_merges = list(mirror.merges)
    for side, block, inner in (("then", primal.then, mirror.then), ("orelse", primal.orelse, mirror.orelse)):
        block, inner = _pair(state, block, inner, in_loop)
        ends = [getattr(merge, side) for merge in bar_merges]
        needed = [name for name in _made(block) if name in _free(inner, ends)]
        if in_loop:
            block, inner, table = _on_tape(state, block, inner, needed, block)
            bar_merges = _merged(bar_merges, side, table)
        else:
            for name in needed:
                target = state.build.declare(hint(name), state.build.types[name])
                values = (name, state.absent) if side == "then" else (state.absent, name)
                merges.append(Merge(target, *values))
                state.merged.add(target)
                inner = rename(inner, {name: target})
                bar_merges = _merged(bar_merges, side, {name: target})
        forwards.append(block)
        mirrors.append(inner)
    return (replace(primal, then=forwards[0], orelse=forwards[1], merges=tuple(merges)),
            replace(mirror, then=mirrors[0], orelse=mirrors[1], merges=tuple(bar_merges)))  # fmt: skip


# --- loops -----------------------------------------------------------------------------------------------------------
def _loop(state: Recording, primal: For | While, mirror: For) -> tuple[For | While, For]:
    body, inner = _pair(state, primal.body, mirror.body, True)
    left = by_flag(state.build, replace(primal, body=body), inner, [carry.next for carry in mirror.carries])
    primal, body, inner = left.primal, left.primal.body, left.inner
    mirror = replace(mirror, carries=(*mirror.carries, *left.carries))
    targets = [carry.target for carry in primal.carries]
    finals = {carry.target: carry.result for carry in primal.carries}
    needed = [name for name in (*targets, *_made(body)) if name in _free(inner, [c.next for c in mirror.carries])]
    again = _recomputed(state, body)
    kept = _closure(needed, again, {*targets, *_made(body)})
    # the value that an iteration ends with is the one that the next starts from
    chained: dict[str, str] = {}
    for carry in primal.carries:
        both_kept = carry.next in kept and carry.target in kept and carry.next != carry.target
        if both_kept and carry.target not in chained and carry.next not in chained.values():
            chained[str(carry.next)] = carry.target
    pushed = [name for name in kept if name not in chained]
    inner, table, tapes = _pops(state, inner, pushed, mirror.origin)
    carries = _continued(mirror.carries, table)
    known = dict(table)
    for following, target in chained.items():
        after = state.build.declare(hint(target), state.build.types[target])
        unread = state.build.declare(hint(target), state.build.types[target])
        carries.append(Carry(after, finals[target], table[target], unread))
        known[following] = after
        inner = rename(inner, {following: after})
        carries = _continued(carries, {following: after})
    inner, carries = _with_recomputed(state, inner, carries, again, known, pushed)
    starts = [Push(tapes[name], name, primal.origin) for name in pushed if name in targets]
    rest = [name for name in pushed if name not in targets]
    is_left = primal.until != NEVER and body and isinstance(body[-1], If)
    ended = with_pushes(primal, rest, tapes) if is_left else _with_pushes(body, rest, tapes, primal.origin)
    return replace(primal, body=(*starts, *ended)), replace(mirror, body=inner, carries=tuple(carries))


def _recomputed(state: Recording, body: Block) -> dict[str, Assign | Unpack]:
    """The statements that are as cheap to run again as their results are to keep, by what they make, in order."""
    return {name: stmt for stmt in body if isinstance(stmt, Assign | Unpack) and _is_cheap(state, stmt)
            for name in results(stmt)}  # fmt: skip


def _is_cheap(state: Recording, stmt: Assign | Unpack) -> bool:
    if isinstance(stmt, Unpack):
        return True
    match stmt.op:
        case "getitem" | "len" if isinstance(state.build.type_of(stmt.operands[0]), Seq):
            return False  # an item is less to keep than the list, which the loop may change
        case "getitem":
            return is_basic(stmt.operands[1], state.build.type_of)
        case "shape" | "len" | "ndim" | "size" | "transpose" | "copy_name":
            return True
        case _:
            kinds = [state.build.type_of(operand) for operand in (stmt.target, *stmt.operands)]
            return stmt.op in ("add", "subtract", "multiply", "mod", "floor_divide", "negative") and all(
                isinstance(kind, Num) and kind.kind == "int" for kind in kinds)  # fmt: skip


def _closure(needed: Sequence[str], again: dict[str, Assign | Unpack], local: set[str]) -> list[str]:
    """The names to keep, when the others are computed again from these and from what is outside the loop."""
    kept: dict[str, None] = {}
    todo = list(needed)
    while todo:
        name = todo.pop(0)
        if name in again:
            todo.extend(source for source in reads(again[name]) if source in local)
        else:
            kept[name] = None
    return list(kept)


def _with_recomputed(state: Recording, inner: Block, carries: list[Carry], again: dict[str, Assign | Unpack],
                     table: Mapping[str, str], kept: Sequence[str]) -> tuple[Block, list[Carry]]:  # fmt: skip
    """Puts copies of cheap statements at the start of the mirrored body, after the pops."""
    wanted = set(_free(inner, [carry.next for carry in carries]))
    for name, stmt in reversed(again.items()):
        if name in wanted:
            wanted.update(reads(stmt))
    fresh = {name: state.build.declare(hint(name), state.build.types[name]) for name in again if name in wanted}
    names = {**table, **fresh}
    again_now = {id(stmt): stmt for name, stmt in again.items() if name in fresh}
    copies = [_copy(state, stmt, names) for stmt in again_now.values()]
    pops = sum(isinstance(stmt, Pop) for stmt in inner[: len(kept)])
    body = (*inner[:pops], *copies, *rename(inner[pops:], fresh))
    return body, _continued(carries, fresh)


def _copy(state: Recording, stmt: Assign | Unpack, names: Mapping[str, str]) -> Stmt:
    """A cheap statement for the backward sweep, under the names that things have there."""
    (copied,) = rename((replace(stmt, origin=replace(stmt.origin, role="adjoint")),), names)
    if isinstance(copied, Unpack):
        types = state.build.types
        targets = (names.get(name) or state.build.declare(hint(name), types[name]) for name in copied.targets)
        return replace(copied, targets=tuple(targets))
    assert isinstance(copied, Assign)
    return replace(copied, target=names[copied.target])


def _pops(state: Recording, inner: Block, pushed: Sequence[str],
          origin: Origin) -> tuple[Block, dict[str, str], dict[str, str]]:  # fmt: skip
    tapes = {name: state.tape(name) for name in pushed}
    table = {name: state.build.declare(hint(name), state.build.types[name]) for name in pushed}
    pops = tuple(Pop(table[name], tapes[name], origin) for name in pushed)
    return (*pops, *rename(inner, table)), table, tapes


def _on_tape(state: Recording, block: Block, inner: Block, needed: Sequence[str],
             body: Block) -> tuple[Block, Block, dict[str, str]]:  # fmt: skip
    """A branch inside a loop: what its mirror needs is pushed at its end and popped at the mirror's start."""
    again = _recomputed(state, body)
    kept = _closure(needed, again, set(_made(body)))
    origin = block[-1].origin if block else Origin(None)
    inner, table, tapes = _pops(state, inner, kept, replace(origin, role="adjoint"))
    inner, _ = _with_recomputed(state, inner, [], again, table, kept)
    return _with_pushes(block, kept, tapes, origin), inner, table


def _with_pushes(block: Block, names: Sequence[str], tapes: Mapping[str, str], origin: Origin) -> Block:
    """The block, and what is kept of it on tapes at its end; what was saved before a change at once."""
    made: list[Stmt] = []
    pushed: set[str] = set()
    for stmt in block:
        made.append(stmt)
        if isinstance(stmt, Assign) and stmt.op == "saved" and stmt.target in names:
            made.append(Push(tapes[stmt.target], stmt.target, stmt.origin))
            pushed.add(stmt.target)
    return (*made, *(Push(tapes[name], name, origin) for name in names if name not in pushed))


# --- names -----------------------------------------------------------------------------------------------------------
def _merged(merges: Sequence[Merge], side: str, table: Mapping[str, str]) -> list[Merge]:
    """The merges with what one side gives them renamed."""
    if side == "then":
        return [replace(merge, then=renamed(merge.then, table)) for merge in merges]
    return [replace(merge, orelse=renamed(merge.orelse, table)) for merge in merges]


def _continued(carries: Sequence[Carry], table: Mapping[str, str]) -> list[Carry]:
    """The carries with what an iteration hands on renamed."""
    return [replace(carry, next=renamed(carry.next, table)) for carry in carries]


def _made(block: Block) -> list[str]:
    return [name for stmt in block for name in results(stmt)]


def _free(block: Block, ends: Sequence[Operand]) -> set[str]:
    """The names that a block reads, in its structures as well, and that it does not make."""
    return {*all_reads(block), *(name for end in ends for name in names_in(end))}.difference(_made(block))
