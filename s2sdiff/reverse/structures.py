"""The backward sweep of calls, branches and loops. `sweep` is the sweep of a block, which comes back to these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, Unknown, is_differentiable, join
from s2sdiff.ir import (
    NEVER,
    NONE,
    UNDEFINED,
    Assign,
    Block,
    Call,
    Carry,
    Const,
    For,
    If,
    Merge,
    Operand,
    Pop,
    Push,
    Stmt,
    Tup,
    While,
)
from s2sdiff.names import PART, twin
from s2sdiff.rebuilding import map_names
from s2sdiff.reverse.adjoints import Adjoint
from s2sdiff.reverse.state import Sweep, is_tape, item, settle_all, whole
from s2sdiff.reverse.versions import UPDATES
from s2sdiff.transform.scopes import read_from_outside
from s2sdiff.walking import all_results, names_in, walk

SweepBlock = Callable[[Sweep, Block], None]
End = tuple[list[Stmt], dict[str, Adjoint]]  # of a branch: its statements, and the adjoints known at its end


# --- calls -----------------------------------------------------------------------------------------------------------
def call(state: Sweep, stmt: Call) -> None:
    """A call of the callee's backward part on what its forward part saved, or of both parts on the arguments."""
    bars = [state.adjoints.take(name) for name in names_in(stmt.target)]
    if all(bar is None for bar in bars):
        return
    mask = tuple(state.is_active(operand) for operand in stmt.operands)
    differentiated = [operand for operand, on in zip(stmt.operands, mask, strict=True) if on]
    known = {name: state.adjoints.settled(bar, name) for name, bar in zip(names_in(stmt.target), bars, strict=True)
             if is_differentiable(state.build.type_of(name))}  # fmt: skip
    targets: list[str] = []
    for operand in differentiated:
        hint = twin(operand, "bar") if isinstance(operand, str) else PART
        targets.append(state.build.declare(hint, adjoint_kind(state.build.type_of(operand))))
    if stmt.keeps_arguments:
        callee = stmt.callee.part("vjp", mask)
        target: Operand = Tup(tuple(targets))
        whole_bar = map_names(stmt.target, lambda name: known.get(name, Const(0.0)))
        given = (*stmt.operands, whole_bar)
    else:
        callee = stmt.callee.part("bwd", mask)
        target = targets[0] if len(targets) == 1 else Tup(tuple(targets))
        each = (_item_by_item(state, bar, state.build.type_of(name)) for name, bar in known.items())
        given = (state.saved[id(stmt)], *chain.from_iterable(each))
    state.build.out.append(Call(target, callee, given, (), state.build.origin, stmt.keeps_arguments))
    for operand, name in zip(differentiated, targets, strict=True):
        state.adjoints.contribute(operand, name)


def _item_by_item(state: Sweep, bar: Operand, kind: Abstract) -> Iterator[Operand]:
    """The parts of an adjoint that a backward part takes one by one: those of tuples (see `result_bars`)."""
    if isinstance(kind, Seq) and kind.kind == "tuple" and kind.items:
        for k, inner in enumerate(kind.items):
            yield from _item_by_item(state, item(state, bar, k), inner)
    elif is_differentiable(kind):
        yield bar


# --- branches --------------------------------------------------------------------------------------------------------
def branches(state: Sweep, stmt: If, sweep: SweepBlock) -> None:
    """The same branches, each with its own block in reverse; what they know at their ends is merged."""
    adjoints = state.adjoints
    bars = {merge.target: adjoints.take(merge.target) for merge in stmt.merges}
    if all(bar is None for bar in bars.values()) and not _touches(state, stmt):
        _mirror_of_changes(state, stmt, sweep)
        return
    settle_all(state)
    settled = {name: adjoints.settled(bar, name) for name, bar in bars.items() if bar is not None}
    ends: list[End] = []
    for block, sources in ((stmt.then, [m.then for m in stmt.merges]), (stmt.orelse, [m.orelse for m in stmt.merges])):
        with state.build.block() as out, adjoints.scope():
            for merge, source in zip(stmt.merges, sources, strict=True):
                if merge.target in settled and source != UNDEFINED and state.is_active(source):
                    adjoints.contribute(source, adjoints.exact(settled[merge.target], source))
            sweep(state, block)
            settle_all(state)
            ends.append((out, adjoints.known))
    merges = tuple(_merged(state, ends, frozenset(all_results((*stmt.then, *stmt.orelse)))))
    then, orelse = (tuple(out) for out, _ in ends)
    state.build.out.append(If(stmt.test, then, orelse, merges, state.build.origin, stmt.key))


def _merged(state: Sweep, ends: Sequence[End], inner: frozenset[str]) -> Iterator[Merge]:
    """Merges for the adjoints that differ at the ends of two branches, but for those of names made inside them."""
    adjoints = state.adjoints
    after_then, after_else = (known for _, known in ends)
    for name in dict.fromkeys([*after_then, *after_else]):
        if name in inner:
            continue
        if after_then.get(name) == after_else.get(name):
            adjoints.known[name] = after_then[name]
            continue
        values = []
        for out, known in ends:
            with state.build.block() as tail:
                values.append(whole(state, adjoints.settled(known.get(name), name), name))
            out.extend(tail)
        then, orelse = values
        kind = join(state.build.type_of(then), state.build.type_of(orelse), f"?{name}")
        target = state.build.declare(twin(name, "bar"), kind)
        adjoints.known[name] = target
        yield Merge(target, then, orelse)


def _touches(state: Sweep, stmt: If) -> bool:
    """Whether an adjoint that is known flows into the branches by something other than a merge."""
    made = set(all_results((*stmt.then, *stmt.orelse)))
    return any(name in made for name in state.adjoints.known) or _uses_tapes(state, stmt)


def _uses_tapes(state: Sweep, stmt: Stmt) -> bool:
    """Whether a structure has to be gone through for a tape: what is pushed in one is popped in another."""
    return any(isinstance(inner, Push | Pop) and inner.tape in state.active for inner in walk((stmt,)))


def _mirror_of_changes(state: Sweep, stmt: If | For | While, sweep: SweepBlock) -> None:
    """The mirror of a structure that no adjoint goes through, for the arrays that it changes."""
    if not any(isinstance(inner, Assign) and inner.op in UPDATES for inner in walk((stmt,))):
        return

    def mirrored(block: Block) -> Block:
        with state.build.block() as out, state.adjoints.scope():
            state.adjoints.known.clear()
            sweep(state, block)
        return tuple(out)

    if isinstance(stmt, If):
        then, orelse = mirrored(stmt.then), mirrored(stmt.orelse)
        state.build.out.append(If(stmt.test, then, orelse, (), state.build.origin, stmt.key))
    else:
        state.build.out.append(_mirrored(state, stmt, (), mirrored(stmt.body)))


# --- loops -----------------------------------------------------------------------------------------------------------
def loop(state: Sweep, stmt: For | While, sweep: SweepBlock) -> None:
    """The loop in reverse: the adjoints of what it carries, and of what it reads from outside, are carried."""
    adjoints, build = state.adjoints, state.build
    carried = [carry for carry in stmt.carries if {carry.target, carry.result} & state.active]
    bars = {carry.target: adjoints.take(carry.result) for carry in stmt.carries}
    kinds = {carry.target: carry.result for carry in stmt.carries}
    if all(bar is None for bar in bars.values()) and not _uses_tapes(state, stmt):
        _mirror_of_changes(state, stmt, sweep)
        return
    settle_all(state)
    outer = [name for name in read_from_outside(stmt) if name in state.active and not is_tape(state, name)]
    names = [*(carry.target for carry in carried), *outer]
    inits: dict[str, Operand] = {}
    for name in names:
        known = bars[name] if name in bars else adjoints.known.get(name)
        inits[name] = whole(state, adjoints.settled(known, kinds.get(name, name)), name)
    of = {carry.target: carry for carry in carried}
    phis = {name: build.declare(twin(name, "bar"), _inside(build, name, of.get(name))) for name in names}
    afters = {name: build.declare(twin(name, "bar"), _after(build, name, of.get(name))) for name in names}
    with build.block() as body, adjoints.scope():
        adjoints.known.clear()
        adjoints.known.update({name: phis[name] for name in outer})
        for carry in carried:
            if state.is_active(carry.next):
                adjoints.contribute(carry.next, adjoints.exact(phis[carry.target], carry.next))
        sweep(state, stmt.body)
        settle_all(state)
        nexts = {name: whole(state, adjoints.settled(adjoints.take(name), name), name) for name in phis}
    if any(_holds_array(build.type_of(value)) for value in (*inits.values(), *nexts.values())):
        build.types.update({name: adjoint_kind(build.types[name]) for name in afters.values()})
    carries = tuple(Carry(phis[name], inits[name], nexts[name], afters[name]) for name in phis)
    build.out.append(_mirrored(state, stmt, carries, tuple(body)))
    adjoints.known.update({name: afters[name] for name in outer})
    for carry in carried:
        if carry.init != UNDEFINED and state.is_active(carry.init):
            adjoints.contribute(carry.init, adjoints.exact(afters[carry.target], carry.init))


def _holds_array(kind: Abstract) -> bool:
    return isinstance(kind, Arr) or (isinstance(kind, Seq | Map) and any(map(_holds_array, kind.items or ())))


def _inside(build: Builder, name: str, carry: Carry | None) -> Abstract:
    """What is known of the adjoint of a name in the mirror of a loop: of what is carried, as much as in each iteration.

    An iteration of the mirror starts from the adjoint of what the loop's iteration ends with.
    """
    kind = build.type_of(name)
    return kind if carry is None else join(kind, build.type_of(carry.next), f"?{name}~bar")


def _after(build: Builder, name: str, carry: Carry | None) -> Abstract:
    """What is known of it after the mirror: it is the adjoint of what the loop starts from."""
    if carry is None:
        return build.type_of(name)
    return Unknown() if carry.init in (NONE, UNDEFINED) else build.type_of(carry.init)


def _mirrored(state: Sweep, stmt: For | While, carries: tuple[Carry, ...], body: Block) -> For:
    origin = state.build.origin
    if isinstance(stmt, While):
        index = state.build.declare("_", Num("int"))
        return For(index, Const(0), state.trips[stmt.key], Const(1), carries, body, origin, False, stmt.key)
    stop = stmt.stop if stmt.until == NEVER else _left_at(state, stmt)
    return For(stmt.index, stmt.start, stop, stmt.step, carries, body, origin, not stmt.reverse, stmt.key)


def _left_at(state: Sweep, stmt: For) -> Operand:
    """Where the range of a loop that was left would have to stop, for the iterations that were run."""
    trips: Operand = state.trips[stmt.key]
    if stmt.step != Const(1):
        trips = state.build.emit("multiply", (trips, stmt.step), spelling="*")
    return trips if stmt.start == Const(0) else state.build.emit("add", (stmt.start, trips), spelling="+")
