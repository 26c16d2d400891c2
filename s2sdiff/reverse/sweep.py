"""The backward sweep: the statements of a block in reverse, each giving its operands what its result's adjoint gives.

The statements written here read the primal's names as if all of them were still there. What of that is true, and what
has to be kept or computed again, is `record.py`'s to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff import rules
from s2sdiff.errors import NonDifferentiableError, Problem
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Arr, Map, Num, Seq, is_differentiable, join
from s2sdiff.ir import (
    UNDEFINED,
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
    Return,
    Stmt,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import twin
from s2sdiff.reverse.adjoints import Adjoint, Adjoints, Items, Masked
from s2sdiff.reverse.instantiate import instantiate
from s2sdiff.reverse.shapes import adjoint_kind
from s2sdiff.walking import block_reads, inner_names, names_in, reads, results, walk

RULE_LENGTH = 40  # more statements than any rule writes


@dataclass
class Sweep:
    """One function's backward sweep. `split(call)` gives the callee's backward part; `counts` the trips of whiles."""

    build: Builder
    adjoints: Adjoints
    active: frozenset[str]
    split: Callable[[Call, Sequence[bool]], Any]
    trips: Mapping[int, str]
    saved: Mapping[int, str]  # of each call, by the identity of its statement

    def is_active(self, operand: Operand) -> bool:
        return any(name in self.active for name in names_in(operand))


def sweep(state: Sweep, block: Block) -> None:
    for stmt in reversed(block):
        with state.build.at(Origin(stmt.origin.loc, stmt.origin.line, "adjoint")):
            _statement(state, stmt)


def _statement(state: Sweep, stmt: Stmt) -> None:
    match stmt:
        case Assign(target=target):
            bar = state.adjoints.take(target)
            if bar is not None:
                _assign(state, stmt, bar)
        case Call():
            _call(state, stmt)
        case Unpack():
            _unpack(state, stmt)
        case If():
            _if(state, stmt)
        case For() | While():
            _loop(state, stmt)
        case Return():
            return
        case _:
            raise TypeError(f"no adjoint of {stmt!r}")


# --- ops -------------------------------------------------------------------------------------------------------------
def _assign(state: Sweep, stmt: Assign, bar: Adjoint) -> None:
    match stmt:
        case Assign(op="copy_name", operands=(source,)):
            _copy(state, source, bar)
        case Assign(op="tuple" | "list", operands=(Tup() | Lst() as source,)):
            if not isinstance(bar, Items):
                bar = Items(tuple(_item(state, bar, k) for k in range(len(source.items))))
            state.adjoints.contribute(source, bar)
        case Assign(op="getitem", operands=(str() as source, index)) if _is_sequence(state, source):
            _sequence_item(state, stmt.target, source, index, bar)
        case _:
            _by_rule(state, stmt, bar)


def _copy(state: Sweep, source: Operand, bar: Adjoint) -> None:
    if isinstance(source, str) and source in state.active:
        if isinstance(bar, Items | Masked):
            state.adjoints.contribute(source, bar)
        else:
            copied = state.build.emit("copy_name", (bar,), spelling="=", hint=twin(source, "bar"))
            state.adjoints.contribute(source, state.adjoints.shaped(copied, source))


def _item(state: Sweep, bar: Adjoint, k: int) -> Operand:
    return state.build.emit("getitem", (state.adjoints.settled(bar), Const(k)), spelling="[]")


def _is_sequence(state: Sweep, name: str) -> bool:
    return isinstance(state.build.type_of(name), Seq | Map)


def _sequence_item(state: Sweep, target: str, source: str, index: Operand, bar: Adjoint) -> None:
    """An item of a tuple or list: its adjoint is the item of the sequence's, at a constant or at a computed index."""
    kind = state.build.type_of(source)
    items = kind.items if isinstance(kind, Seq) else None
    if isinstance(kind, Map) and isinstance(index, Const):
        state.adjoints.contribute_item(source, kind.keys.index(index.value), bar)
        return
    if items is not None and isinstance(index, Const) and isinstance(index.value, int):
        state.adjoints.contribute_item(source, index.value % len(items), bar)
        return
    known = state.adjoints.take(source)
    before = state.adjoints.settled(known, source)
    value = state.adjoints.settled(bar, target)
    operands = (before, index, value)
    after = state.build.emit("item_added", operands, spelling="item_added", hint=twin(source, "bar"))
    state.adjoints.contribute(source, after)


def _unpack(state: Sweep, stmt: Unpack) -> None:
    bars = tuple(state.adjoints.take(target) for target in stmt.targets)
    if all(bar is None for bar in bars):
        return
    source = stmt.source
    if _is_sequence(state, source):
        state.adjoints.contribute(source, Items(bars))
        return
    rows = [state.adjoints.settled(bar, _row(state, source, k)) for k, bar in enumerate(bars)]
    whole = state.build.emit("stack", (Tup(tuple(rows)),), spelling="np.stack", hint=twin(source, "bar"))
    state.adjoints.contribute(source, whole)


def _row(state: Sweep, source: str, k: int) -> str:
    return str(state.build.emit("getitem", (source, Const(k)), spelling="[]"))


def _by_rule(state: Sweep, stmt: Assign, bar: Adjoint) -> None:
    """Each active operand of an op gets the line of its adjoint from the op's rule."""
    text = rules.texts()[stmt.op]
    original, stmt = stmt, _with_items(state, stmt)
    named = [(name, operand) for name, operand, before in zip(text.operands, stmt.operands, original.operands, strict=False)
             if name in text.dots and state.is_active(before)]  # fmt: skip
    mask = bar if isinstance(bar, Masked) and text.broadcasts else None
    y_bar: Operand
    if isinstance(bar, Items):
        y_bar = Lst(tuple(_settled_item(state, stmt.target, bar, k) for k in range(len(bar.items))))
    else:
        y_bar = mask.value if mask else state.adjoints.settled(bar, stmt.target)
    hints = {f"{name}_bar": twin(operand, "bar") for name, operand in named
             if isinstance(operand, str) and operand not in state.adjoints.known}  # fmt: skip
    wanted = [f"{name}_bar" for name, _ in named]
    listed = _list_operand(state, original)
    made = instantiate(state.build, stmt, {"y_bar": y_bar}, wanted, hints, state.build.origin)
    if listed is not None:
        for k in range(len(stmt.operands[0].items)):  # type: ignore[union-attr]
            part = state.build.emit("getitem", (made[0], Const(k)), spelling="[]")
            state.adjoints.contribute_item(listed, k, state.adjoints.exact(part, stmt.operands[0].items[k]))  # type: ignore[union-attr]
        return
    for (_, operand), contribution in zip(named, made, strict=True):
        _contribute(state, text, operand, contribution, mask)


def _list_operand(state: Sweep, stmt: Assign) -> str | None:
    """The name of a list that an op on a sequence got whole."""
    first = stmt.operands[0] if stmt.operands else None
    takes_list = rules.texts()[stmt.op].operands[:1] == (rules.SEQUENCE,)
    return first if takes_list and isinstance(first, str) else None


def _settled_item(state: Sweep, target: str, bar: Items, k: int) -> Operand:
    part = state.build.emit("getitem", (target, Const(k)), spelling="[]")
    return state.adjoints.settled(bar.items[k], str(part))


def _with_items(state: Sweep, stmt: Assign) -> Assign:
    """A list under a name, in place of a sequence operand, is taken apart."""
    first = stmt.operands[0] if stmt.operands else None
    if rules.texts()[stmt.op].operands[:1] != (rules.SEQUENCE,) or not isinstance(first, str):
        return stmt
    kind = state.build.type_of(first)
    if not isinstance(kind, Seq) or kind.items is None:
        raise NonDifferentiableError(Problem(stmt.origin.loc, f"The number of items of this list is not known to {stmt.spelling}.",
                                             "Write the items out as a tuple."))  # fmt: skip
    items = tuple(state.build.emit("getitem", (first, Const(k)), spelling="[]") for k in range(len(kind.items)))
    return replace(stmt, operands=(Tup(items), *stmt.operands[1:]))


def _contribute(state: Sweep, text: rules.RuleText, operand: Operand, contribution: Operand, mask: Masked | None) -> None:
    """Gives an operand its contribution; a mask goes on through elementwise ops and is applied where it leaves them."""
    if isinstance(contribution, Lst | Tup) and isinstance(operand, Lst | Tup):
        for inner, bar in zip(operand.items, contribution.items, strict=True):
            if state.is_active(inner):
                state.adjoints.contribute(inner, state.adjoints.exact(bar, inner))
        return
    if isinstance(operand, Tup | Lst):
        for k, inner in enumerate(operand.items):
            if state.is_active(inner):
                hint = twin(inner, "bar") if isinstance(inner, str) else ""
                part = state.build.emit("getitem", (contribution, Const(k)), spelling="[]", hint=hint)
                state.adjoints.contribute(inner, state.adjoints.exact(part, inner))
        return
    if not text.broadcasts:
        state.adjoints.contribute(operand, state.adjoints.exact(contribution, operand))
        return
    masked = _mask_of(state, contribution)
    if mask is not None:
        masked = Masked(contribution, mask.mask, mask.holds) if masked is None else _both(state, mask, masked)
    shaped = state.adjoints.shaped(masked.value if masked else contribution, operand)
    if masked is None:
        state.adjoints.contribute(operand, shaped)
    elif shaped == masked.value:
        state.adjoints.contribute(operand, masked)
    else:  # it is summed: the mask is applied before
        settled = state.adjoints.settled(replace(masked, value=contribution))
        state.adjoints.contribute(operand, state.adjoints.shaped(settled, operand))


def _both(state: Sweep, outer: Masked, inner: Masked) -> Masked:
    """A mask inside a mask."""
    held = [m.mask if m.holds else state.build.emit("logical_not", (m.mask,), spelling="np.logical_not")
            for m in (outer, inner)]  # fmt: skip
    mask = state.build.emit("logical_and", held, spelling="np.logical_and")
    return Masked(inner.value, mask, True)


def _mask_of(state: Sweep, contribution: Operand) -> Masked | None:
    """`np.where(c, v, 0.0)` as a value under a mask, so that the branch's own slopes meet no 0 * inf."""
    last = next((stmt for stmt in state.build.out[-RULE_LENGTH:] if contribution in results(stmt)), None)
    if not isinstance(last, Assign) or last.op != "where":
        return None
    if not isinstance(state.build.type_of(contribution), Arr):
        return None
    match last.operands:
        case mask, str() as value, Const(0.0):
            return Masked(_bare(state, value, contribution), mask, True)
        case mask, Const(0.0), str() as value:
            return Masked(_bare(state, value, contribution), mask, False)
        case _:
            return None


def _bare(state: Sweep, value: str, masked: Operand) -> Operand:
    """The value without its mask, which will be applied later, if that has the same kind."""
    return value if state.build.type_of(value) == state.build.type_of(masked) else masked


# --- calls -----------------------------------------------------------------------------------------------------------
def _call(state: Sweep, stmt: Call) -> None:
    bars = [state.adjoints.take(name) for name in names_in(stmt.target)]
    if all(bar is None for bar in bars):
        return
    mask = [state.is_active(operand) for operand in stmt.operands]
    callee = state.split(stmt, mask)
    named = list(zip(names_in(stmt.target), bars, strict=True))
    given = [state.adjoints.settled(bar, name) for name, bar in named
             if is_differentiable(state.build.type_of(name))]  # fmt: skip
    targets: list[str] = []
    for operand in (operand for operand, on in zip(stmt.operands, mask, strict=True) if on):
        hint = twin(operand, "bar") if isinstance(operand, str) else ""
        targets.append(state.build.declare(hint, adjoint_kind(state.build.type_of(operand))))
    target: Operand = targets[0] if len(targets) == 1 else Tup(tuple(targets))
    saved = state.saved[id(stmt)]
    state.build.out.append(Call(target, callee, (saved, *given), (), state.build.origin))
    for operand, name in zip((o for o, on in zip(stmt.operands, mask, strict=True) if on), targets, strict=True):
        state.adjoints.contribute(operand, name)


# --- branches --------------------------------------------------------------------------------------------------------
def _if(state: Sweep, stmt: If) -> None:
    adjoints = state.adjoints
    bars = {merge.target: adjoints.take(merge.target) for merge in stmt.merges}
    if all(bar is None for bar in bars.values()) and not _touches(state, stmt):
        return
    _settle_all(state)
    settled = {name: adjoints.settled(bar, name) for name, bar in bars.items() if bar is not None}
    branches = []
    for block, pick in ((stmt.then, "then"), (stmt.orelse, "orelse")):
        with state.build.block() as out, adjoints.scope():
            for merge in stmt.merges:
                source = getattr(merge, pick)
                if merge.target in settled and source != UNDEFINED and state.is_active(source):
                    adjoints.contribute(source, adjoints.exact(settled[merge.target], source))
            sweep(state, block)
            _settle_all(state)
            branches.append((out, adjoints.known))
    (then, after_then), (orelse, after_else) = branches
    inner = {name for block in (stmt.then, stmt.orelse) for inside in walk(block) for name in results(inside)}
    merges = []
    for name in dict.fromkeys([*after_then, *after_else]):
        if name in inner:
            continue
        if after_then.get(name) == after_else.get(name):
            adjoints.known[name] = after_then[name]
            continue
        values = []
        for out, known in ((then, after_then), (orelse, after_else)):
            with state.build.block() as tail:
                values.append(_whole(state, adjoints.settled(known.get(name), name), name))
            out.extend(tail)
        target = state.build.declare(twin(name, "bar"), join(*map(state.build.type_of, values), f"?{name}"))
        merges.append(Merge(target, *values))
        adjoints.known[name] = target
    state.build.out.append(If(stmt.test, tuple(then), tuple(orelse), tuple(merges), state.build.origin, stmt.key))


def _whole(state: Sweep, operand: Operand, name: str) -> Operand:
    return state.build.as_operand(operand, twin(name, "bar")) if isinstance(operand, Tup | Lst | Dct) else operand


def _touches(state: Sweep, stmt: If) -> bool:
    """Whether an adjoint that is known flows into the branches by something other than a merge."""
    made = {name for block in (stmt.then, stmt.orelse) for inner in walk(block) for name in results(inner)}
    return any(name in made for name in state.adjoints.known)


def _settle_all(state: Sweep) -> None:
    for name, bar in list(state.adjoints.known.items()):
        if isinstance(bar, Masked | Items):
            state.adjoints.known[name] = _whole(state, state.adjoints.settled(bar, name), name)


# --- loops -----------------------------------------------------------------------------------------------------------
def _loop(state: Sweep, stmt: For | While) -> None:
    """The loop in reverse: the adjoints of what it carries, and of what it reads from outside, are carried."""
    adjoints, build = state.adjoints, state.build
    carried = [carry for carry in stmt.carries if {carry.target, carry.result} & state.active]
    bars = {carry.target: adjoints.take(carry.result) for carry in stmt.carries}
    kinds = {carry.target: carry.result for carry in stmt.carries}
    if all(bar is None for bar in bars.values()):
        return
    _settle_all(state)
    outer = [name for name in _read_from_outside(stmt) if name in state.active]
    inits: dict[str, Operand] = {}
    phis: dict[str, str] = {}  # the adjoints inside the loop, and after it
    afters: dict[str, str] = {}
    for name in [*(carry.target for carry in carried), *outer]:
        known = bars[name] if name in bars else adjoints.known.get(name)
        inits[name] = _whole(state, adjoints.settled(known, kinds.get(name, name)), name)
        phis[name] = build.declare(twin(name, "bar"), build.type_of(name))
        afters[name] = build.declare(twin(name, "bar"), build.type_of(name))
    with build.block() as body, adjoints.scope():
        adjoints.known.clear()
        adjoints.known.update({name: phis[name] for name in outer})
        for carry in carried:
            if state.is_active(carry.next):
                adjoints.contribute(carry.next, adjoints.exact(phis[carry.target], carry.next))
        sweep(state, stmt.body)
        _settle_all(state)
        nexts = {name: _whole(state, adjoints.settled(adjoints.take(name), name), name) for name in phis}
    if any(isinstance(build.type_of(value), Arr) for value in (*inits.values(), *nexts.values())):
        build.types.update({name: adjoint_kind(build.types[name]) for name in afters.values()})
    carries = tuple(Carry(phis[name], inits[name], nexts[name], afters[name]) for name in phis)
    build.out.append(_mirrored(state, stmt, carries, tuple(body)))
    adjoints.known.update({name: afters[name] for name in outer})
    for carry in carried:
        if carry.init != UNDEFINED and state.is_active(carry.init):
            adjoints.contribute(carry.init, adjoints.exact(afters[carry.target], carry.init))


def _mirrored(state: Sweep, stmt: For | While, carries: tuple[Carry, ...], body: Block) -> For:
    origin = state.build.origin
    if isinstance(stmt, For):
        return For(stmt.index, stmt.start, stmt.stop, stmt.step, carries, body, origin, not stmt.reverse, stmt.key)
    index = state.build.declare("_", Num("int"))
    return For(index, Const(0), state.trips[stmt.key], Const(1), carries, body, origin, False, stmt.key)


def _read_from_outside(stmt: For | While) -> list[str]:
    """The names that a loop's body reads and that are made before the loop."""
    made = {name for inner in walk(stmt.body) for name in results(inner)}
    made |= {name for inner in (stmt, *walk(stmt.body)) for name in inner_names(inner)}
    read = [name for inner in walk(stmt.body) for name in reads(inner)]
    for inner in (stmt, *walk(stmt.body)):
        for block, operand in block_reads(inner):
            if inner is not stmt or block is stmt.body:
                read.extend(names_in(operand))
    return [name for name in dict.fromkeys(read) if name not in made]


