"""The backward sweep: the statements of a block in reverse, each giving its operands what its result's adjoint gives.

The statements written here read the primal's names as if all of them were still there. What of that is true, and what
has to be kept or computed again, is `record.py`'s to decide.
"""

from __future__ import annotations

from s2sdiff import rules
from s2sdiff.infer import lists
from s2sdiff.infer.values import SAVED, Map, Seq
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
    Pop,
    Push,
    Return,
    Stmt,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import PART, twin
from s2sdiff.reverse import tapes
from s2sdiff.reverse.adjoints import Adjoint, Items, Masked
from s2sdiff.reverse.lists import as_items, changed_list
from s2sdiff.reverse.masks import contribute_masked
from s2sdiff.reverse.restore import mark
from s2sdiff.reverse.state import Sweep, is_sequence, item
from s2sdiff.reverse.structures import branches, call, loop
from s2sdiff.reverse.versions import UPDATES
from s2sdiff.transform.instantiate import instantiate, list_operand, with_items
from s2sdiff.walking import derived_origin


def sweep(state: Sweep, block: Block) -> None:
    """Writes the adjoint code of a block, last statement first."""
    for stmt in reversed(block):
        with state.build.at(derived_origin(stmt, "adjoint")):
            _statement(state, stmt)


def _statement(state: Sweep, stmt: Stmt) -> None:
    match stmt:
        case Assign(target=target):
            bar = tapes.taken(state, target)
            if stmt.op in UPDATES:
                mark(state.build, stmt)
            if bar is not None and target in state.active:
                _assign(state, stmt, bar)
        case Call():
            call(state, stmt)
        case Unpack():
            _unpack(state, stmt)
        case Push() | Pop():
            tapes.reversed_tape(state, stmt)
        case If():
            branches(state, stmt, sweep)
        case For() | While():
            loop(state, stmt, sweep)
        case Return():
            return
        case _:
            raise TypeError(f"no adjoint of {stmt!r}")


# --- ops -------------------------------------------------------------------------------------------------------------
def _assign(state: Sweep, stmt: Assign, bar: Adjoint) -> None:
    match stmt:
        case Assign(op="copy_name", operands=(source,)):
            _copy(state, source, bar)
        case Assign(op="tape"):
            return
        case Assign(op="tape_copy", operands=(str() as source,)):
            state.tapes[source] = str(bar)
        case Assign(op="saved" | "copied" | "add_trees"):
            whole = state.adjoints.settled(bar, stmt.target)
            for operand in filter(state.is_active, stmt.operands):
                state.adjoints.contribute(operand, state.adjoints.shaped(whole, operand))
        case Assign(op="item_added", operands=(items, index, value)):
            whole = state.build.as_operand(state.adjoints.settled(bar, stmt.target), twin(stmt.target, "bar"))
            if state.is_active(items):
                state.adjoints.contribute(items, whole)
            if state.is_active(value):
                added = state.build.emit("getitem", (whole, index), spelling="[]")
                state.adjoints.contribute(value, state.adjoints.exact(added, value))
        case Assign(op="tuple", operands=(Tup() as source,)) if state.build.type_of(stmt.target) == SAVED:
            tapes.saved_taken_apart(state, source, state.adjoints.settled(bar, stmt.target))
        case Assign(op="tuple" | "list" | "dict", operands=(Tup() | Lst() | Dct() as source,)):
            if not isinstance(bar, Items):
                whole = state.adjoints.settled(bar, stmt.target)
                keys = source.keys if isinstance(source, Dct) else range(len(source.items))
                bar = Items(tuple(item(state, whole, key) for key in keys))
            state.adjoints.contribute(source, bar)
        case Assign(op=op) if op in lists.OPS:
            changed_list(state, stmt, state.adjoints.settled(bar, stmt.target))
        case Assign(op="getitem", operands=(str() as source, index)) if is_sequence(state, source):
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
    bars = tuple(tapes.taken(state, target) for target in stmt.targets)
    if all(bar is None for bar in bars):
        return
    source = stmt.source
    if state.build.type_of(source) == SAVED:
        state.adjoints.contribute(source, tapes.saved_bar(state, stmt.targets, bars))
        return
    if is_sequence(state, source):
        state.adjoints.contribute(source, Items(bars))
        return
    rows = [state.adjoints.settled(bar, str(item(state, source, k))) for k, bar in enumerate(bars)]
    whole = state.build.emit("stack", (Tup(tuple(rows)),), spelling="np.stack", hint=twin(source, "bar"))
    state.adjoints.contribute(source, whole)


def _by_rule(state: Sweep, stmt: Assign, bar: Adjoint) -> None:
    """Each active operand of an op gets the line of its adjoint from the op's rule."""
    text = rules.texts()[stmt.op]
    listed = list_operand(stmt)
    whole = with_items(state.build, stmt, listed) if listed is not None else stmt
    triples = zip(text.operands, whole.operands, stmt.operands, strict=False)
    named = [(name, operand) for name, operand, given in triples if name in text.dots and state.is_active(given)]
    mask = bar if isinstance(bar, Masked) and text.broadcasts else None
    y_bar = mask.value if mask else _settled_whole(state, stmt.target, bar)
    hints = {f"{name}_bar": twin(operand, "bar") for name, operand in named
             if isinstance(operand, str) and operand not in state.adjoints.known}  # fmt: skip
    wanted = [f"{name}_bar" for name, _ in named]
    made = instantiate(state.build, whole, {"y_bar": y_bar}, wanted, hints, state.build.origin)
    if listed is not None and isinstance(whole.operands[0], Tup):
        for k, part in enumerate(whole.operands[0].items):
            state.adjoints.contribute_item(listed, k, state.adjoints.exact(item(state, made[0], k), part))
        return
    for (_, operand), contribution in zip(named, made, strict=True):
        contribution = as_items(state.build, contribution, operand)
        if isinstance(operand, Tup | Lst):
            _contribute_items(state, operand, contribution)
        elif text.stores:
            state.adjoints.contribute(operand, state.adjoints.shaped(contribution, operand))
        elif text.broadcasts:
            contribute_masked(state, operand, contribution, mask)
        else:
            state.adjoints.contribute(operand, state.adjoints.exact(contribution, operand))


def _settled_whole(state: Sweep, target: str, bar: Adjoint) -> Operand:
    """The adjoint of an op's result, as rules take it: that of a sequence is a list."""
    if not isinstance(bar, Items):
        return state.adjoints.settled(bar, target)
    return Lst(tuple(state.adjoints.settled(inner, str(item(state, target, k))) for k, inner in enumerate(bar.items)))


def _contribute_items(state: Sweep, operand: Tup | Lst, contribution: Operand) -> None:
    """Gives each item of a sequence its part of a contribution."""
    for k, inner in enumerate(operand.items):
        if state.is_active(inner):
            hint = twin(inner, "bar") if isinstance(inner, str) else PART
            parts = contribution.items if isinstance(contribution, Tup | Lst) else None
            part = parts[k] if parts is not None else item(state, contribution, k, hint)
            state.adjoints.contribute(inner, state.adjoints.exact(part, inner))
