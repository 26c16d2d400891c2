"""What an array held before it was changed, for the adjoints of the statements before the change.

    forward:   old = u[1:].copy(); u[1:] = …              backward:   u[1:] = old; … u[:-1] …

In the backward sweep, at the mirror of each change, the array as it was is made from the array as it is then and from
the slot that was overwritten: an array and its former versions are never kept side by side. What nobody reads of this
is dead code and goes, with the slot: a change whose old contents no adjoint reads saves nothing.

Sound because a version and the one before it differ in the slot alone, and the slot is put back bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from s2sdiff.infer.builder import Builder
from s2sdiff.ir import Assign, Block, Carry, Const, For, If, Merge, Path, Stmt, While
from s2sdiff.names import hint, is_user
from s2sdiff.rebuilding import map_blocks, map_names
from s2sdiff.reverse.present import Current, Restoring, available, holds_array, measured, present, presented
from s2sdiff.reverse.versions import METADATA, versions_of
from s2sdiff.stores.paths import storing_op


def mark(build: Builder, stmt: Assign) -> None:
    """Writes, at the mirror of a change, that the array is to be as it was before it."""
    build.out.append(Assign(build.names.fresh(""), "restore", (stmt.target,), (), "restore", build.origin))


def restore(build: Builder, forward: Block, backward: Block) -> tuple[Block, Block]:
    """The sweeps with every mark of the backward one carried out."""
    versions = versions_of(forward)
    if not versions.updates:
        return forward, backward
    state = Restoring(build, versions)
    backward = _block(state, backward, {})
    return _with_slots(state, forward), backward


def _with_slots(state: Restoring, block: Block) -> Block:
    """The forward sweep, in which what is overwritten is saved before it is."""
    made: list[Stmt] = []
    for stmt in block:
        if isinstance(stmt, Assign) and stmt.target in state.slots:
            with state.build.block() as out, state.build.at(replace(stmt.origin, loc=stmt.origin.line)):
                _save(state, stmt, state.slots[stmt.target])
            made.extend(out)
        made.append(map_blocks(stmt, lambda inner: _with_slots(state, inner)))
    return tuple(made)


def _save(state: Restoring, stmt: Assign, name: str) -> None:
    build, base = state.build, stmt.operands[0]
    slot = base if stmt.op == "fill" else build.emit("getitem", (base, stmt.operands[1]), spelling="[]")
    last = build.out[-1] if build.out else None
    is_view = not (isinstance(last, Assign) and last.op == "gather") and holds_array(build, slot)
    build.emit("saved", (slot,), spelling=".copy" if is_view else "=", target=name)


# --- the backward sweep ----------------------------------------------------------------------------------------------
def _block(state: Restoring, block: Block, current: Current) -> Block:
    made: list[Stmt] = []
    for stmt in block:
        with state.build.block() as out, state.build.at(stmt.origin):
            _statement(state, stmt, current)
        made.extend(out)
    return tuple(made)


def _statement(state: Restoring, stmt: Stmt, current: Current) -> None:
    match stmt:
        case Assign(op="restore", operands=(str() as changed,)):
            _restore(state, state.versions.updates[changed], current)
        case If() if stmt.key in state.versions.structures:
            _branches(state, stmt, current)
        case For() if stmt.key in state.versions.structures:
            _loop(state, stmt, current)
        case _:
            state.build.out.append(_rewritten(state, stmt, current))


def _rewritten(state: Restoring, stmt: Stmt, current: Current) -> Stmt:
    """The statement with the versions that it reads as they are to be had here."""
    if isinstance(stmt, Assign) and stmt.op in METADATA:
        return replace(stmt, operands=tuple(measured(state, operand) for operand in stmt.operands))
    if isinstance(stmt, If | For | While):  # made by a rule, or by the backward sweep itself: it has no mirror
        inner = map_blocks(stmt, lambda block: _block(state, block, dict(current)))
        return presented(state, inner, current)
    return presented(state, stmt, current)


def _restore(state: Restoring, stmt: Assign, current: Current) -> None:
    """Puts back what a change overwrote; nothing, where the version after it is not to be had."""
    after = available(state, stmt.target, current)
    base = stmt.operands[0]
    if after is None or not isinstance(base, str):
        return
    slot = state.slots.get(stmt.target)
    if slot is None:
        reads_like = f"{hint(base)}_old" if is_user(base) else ""
        slot = state.slots[stmt.target] = state.build.declare(reads_like, state.build.types[base])
        if stmt.op != "fill":
            with state.build.block():
                state.build.types[slot] = state.build.type_of(
                    state.build.emit("getitem", (base, stmt.operands[1]), spelling="[]"))  # fmt: skip
    if stmt.op == "fill":
        current[base] = slot
        return
    index = map_names(stmt.operands[1], lambda name: present(state, name, current))
    operands = (after, index, slot)
    op = _op_back(state, stmt)
    current[base] = str(state.build.emit(op, operands, spelling=op, hint=hint(base)))


def _op_back(state: Restoring, stmt: Assign) -> str:
    """The op that stores what was there: `scatter` where the index may name an entry twice."""
    if stmt.op != "index_add":
        return stmt.op
    index = stmt.operands[1]
    picked = [step.operands[0] for step in index.steps if step.operands] if isinstance(index, Path) else [index]
    ops = [storing_op("setitem", items, state.build.type_of) for items in picked]
    return next((op for op in ops if op != "setitem"), "setitem")


def _branches(state: Restoring, stmt: If, current: Current) -> None:
    """The mirror of a branch: each side starts from what its merges made, and what both bring back is merged."""
    primal = state.versions.structures[stmt.key]
    assert isinstance(primal, If)
    ends: list[Current] = []
    blocks: list[Block] = []
    around = state.here
    for number, (side, block) in enumerate((("then", stmt.then), ("orelse", stmt.orelse))):
        state.here = (*around, (stmt.key, number))
        inside = dict(current)
        for merge in primal.merges:
            source, after = getattr(merge, side), available(state, merge.target, current)
            if isinstance(source, str) and source in state.versions.chained and after is not None:
                inside[source] = after
        blocks.append(_block(state, block, inside))
        ends.append(inside)
    state.here = around
    merges: list[Merge] = []
    for merge in stmt.merges:
        then, orelse = (map_names(operand, lambda name, end=end: end.get(name, name))  # type: ignore[misc]
                        for operand, end in zip((merge.then, merge.orelse), ends, strict=True))  # fmt: skip
        merges.append(Merge(merge.target, then, orelse))
    for name in _outer_versions(state, primal, ends, current):
        then_value, orelse_value = ends[0][name], ends[1][name]
        if then_value == orelse_value:
            current[name] = then_value
            continue
        target = state.build.declare(hint(name), state.build.types[name])
        merges.append(Merge(target, then_value, orelse_value))
        current[name] = target
    test = map_names(stmt.test, lambda name: present(state, name, current))
    state.build.out.append(replace(stmt, test=test, then=blocks[0], orelse=blocks[1], merges=tuple(merges)))


def _outer_versions(state: Restoring, primal: If, ends: list[Current], current: Current) -> Iterator[str]:
    """The versions from before a branch that are to be had at both ends of its mirror."""
    inside = state.versions.made_in[id(primal)]
    for name in ends[0]:
        if name in ends[1] and name not in inside and name not in current and name in state.versions.chained:
            yield name


def _loop(state: Restoring, stmt: For, current: Current) -> None:
    """The mirror of a loop, which carries the changed arrays backward: each goes in as the loop left it.

    It is written again without those that an iteration turns out not to bring back, until it brings back the others.
    """
    primal = state.versions.structures[stmt.key]
    assert isinstance(primal, For | While)
    known, around = dict(current), state.here
    state.here = (*around, (stmt.key, int(isinstance(primal, While))))
    while True:
        inside = dict(known)
        phis: dict[str, str] = {}
        for carry in primal.carries:
            after = available(state, carry.result, known)
            chained = isinstance(carry.next, str) and carry.next in state.versions.chained
            if chained and after is not None and carry.target not in state.broken and carry.next not in inside:
                phis[carry.target] = state.build.declare(hint(carry.target), state.build.types[carry.target])
                inside[str(carry.next)] = phis[carry.target]
        body = _block(state, stmt.body, inside)
        lost = {target for target in phis if target not in inside}
        if not lost:
            break
        state.broken |= lost
    state.here = around
    carries = [replace(c, next=map_names(c.next, lambda name: inside.get(name, name))) for c in stmt.carries]
    bare = replace(stmt, body=(), carries=tuple(replace(c, next=Const(None)) for c in carries))
    outer = presented(state, bare, current)  # what is read before the loop: its body and `next` are done
    assert isinstance(outer, For)
    carries = [replace(c, init=o.init) for c, o in zip(carries, outer.carries, strict=True)]
    for carry in primal.carries:
        if carry.target in phis:
            result = state.build.declare(hint(carry.target), state.build.types[carry.target])
            after = available(state, carry.result, known)
            carries.append(Carry(phis[carry.target], str(after), inside[carry.target], result))
            if isinstance(carry.init, str):
                current[carry.init] = result
    state.build.out.append(replace(outer, body=body, carries=tuple(carries)))
