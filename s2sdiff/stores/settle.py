"""Changes in place as values: the typed function with its stores, as one in which every array is what it is for good.

    top = y[:3]; top += x; return sum(y)      →      top = y[:3]; t = top + x; y#2 = setitem(y, :3, t); return sum(y#2)

Every later analysis and both modes then see ops without effects. Emission prints them in place again, where the
memory is the function's own and what it held is not read any more.

A call that changes arguments (of a recursive function: others are written out where they are called) gives them back
after its result, and is refused where two of them may be one memory. Whether reshaping an argument copies is asked in
the run: the caller's layout is not in the types. A view keeps the name that it has for as long as nothing is stored.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from s2sdiff.aliases import groups, is_fresh
from s2sdiff.errors import UnsupportedError
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Arr, Map, Num, Seq
from s2sdiff.ir import (
    COPIES,
    WHOLE,
    Assign,
    Block,
    Call,
    Const,
    Dct,
    For,
    Function,
    If,
    Lst,
    Operand,
    Path,
    Return,
    Stmt,
    Store,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import hint
from s2sdiff.stores.branches import settle_branches
from s2sdiff.stores.effects import NO_EFFECTS, EffectsOf, changed_groups, changing, holds_memory, sharing
from s2sdiff.stores.loops import Assumptions, settle_loop
from s2sdiff.stores.memory import Memory, Place
from s2sdiff.stores.paths import RESHAPING, keeps_dense, makes_dense, step_of, view_step
from s2sdiff.stores.snapshots import without_snapshots
from s2sdiff.walking import all_names, names_in, walk


@dataclass
class Settling:
    """One function being settled: its memory, and what the functions do that it calls."""

    memory: Memory
    effects_of: EffectsOf
    assumptions: Assumptions


def settle(function: Function, effects_of: EffectsOf, gives: Collection[int] = ()) -> Function:
    """The function without stores. `effects_of` says what a call does to its arguments.

    `gives`: the positions of arguments that the function returns, after its result, as they are at its end.
    Raises UnsupportedError where it is not known what a store reaches.
    """
    found = groups(function, sharing(effects_of))
    stored = changed_groups(function, found, effects_of)
    if not stored:
        return without_snapshots(function)
    params = [p.name for p in function.params] + [free.name for free in function.frees]
    names = [*params, *all_names(function.body)]
    tracked = frozenset(name for name in names if found.find(name) in stored and holds_memory(function.types.get(name)))
    keys = max((getattr(stmt, "key", 0) for stmt in walk(function.body)), default=0)
    memory = Memory(Builder(names_of(function), dict(function.types)), tracked, keys=keys)
    memory.arguments = frozenset(params)
    state = Settling(memory, effects_of, Assumptions())
    for name in params:
        if name in tracked:
            _enter(memory, name)
    block(state, function.body[:-1])
    last = function.body[-1]
    assert isinstance(last, Return)
    value = memory.read(last.value, last)
    if gives:
        given = [function.params[k].name for k in sorted(gives)]
        value = Tup((value, *(memory.read(name, last) for name in given)))
    if memory.problems:
        raise UnsupportedError(memory.problems)
    body = (*memory.build.out, replace(last, value=value))
    return without_snapshots(replace(function, body=body, types=memory.build.types))


def _enter(memory: Memory, name: str) -> None:
    """An argument, or data from outside: a location; of a tuple or list, each array in it."""
    kind = memory.build.type_of(name)
    if isinstance(kind, Seq | Map) and kind.items is not None:
        keys = kind.keys if isinstance(kind, Map) else tuple(range(len(kind.items)))
        items: list[Operand] = []
        for key in keys:
            item = memory.build.emit("getitem", (name, Const(key)), spelling="[]", hint=f"{hint(name)}_{key}")
            if isinstance(item, str) and holds_memory(memory.build.type_of(item)):
                memory.tracked |= {item}
                _enter(memory, item)
            items.append(item)
        if isinstance(kind, Map):
            memory.structures[name] = Dct(kind.keys, tuple(items))
        else:
            memory.structures[name] = (Lst if kind.kind == "list" else Tup)(tuple(items))
        return
    memory.locate(name)


# --- statements ------------------------------------------------------------------------------------------------------
def block(state: Settling, stmts: Block) -> None:
    """Settles the statements of a block, writing what they are as values."""
    for stmt in stmts:
        with state.memory.build.at(stmt.origin):
            _statement(state, stmt)


def _statement(state: Settling, stmt: Stmt) -> None:
    memory = state.memory
    match stmt:
        case Assign():
            _assign(memory, stmt)
        case Store():
            _store(memory, stmt)
        case Call():
            _call(state, stmt)
        case Unpack():
            _unpack(memory, stmt)
        case If():
            settle_branches(memory, stmt, lambda inner: block(state, inner))
        case For() | While():
            settle_loop(memory, stmt, state.assumptions, lambda inner: block(state, inner))
        case _:
            raise TypeError(f"not in a primal: {stmt!r}")


def _store(memory: Memory, stmt: Store) -> None:
    index, value = memory.read(stmt.index, stmt), memory.read(stmt.value, stmt)
    place = memory.place(stmt.base)
    if place is None:
        memory.problem(stmt, "It is not known which array is changed here.", "Give the array a name of its own.")
        return
    memory.store(place, index, value, stmt, stmt.op)


def _assign(memory: Memory, stmt: Assign) -> None:
    if stmt.op in ("tuple", "list", "dict", *COPIES) and isinstance(stmt.operands[0], Tup | Lst | Dct):
        if stmt.target in memory.tracked:
            memory.structures[stmt.target] = stmt.operands[0]
            return
    elif stmt.op in COPIES and stmt.operands[0] in memory.structures:
        memory.structures[stmt.target] = stmt.operands[0]
        return
    if stmt.op == "getitem" and stmt.target in memory.tracked:
        inner = memory.item(stmt.operands[0], stmt.operands[1])
        if isinstance(inner, str) and inner in memory.places:
            memory.places[stmt.target] = memory.places[inner]
            return
        if inner is not None and (not isinstance(inner, str) or inner in memory.structures):
            memory.structures[stmt.target] = inner
            return
    source = memory.place(stmt.operands[0]) if stmt.operands else None
    if source is not None and stmt.target in memory.tracked and _is_view(memory, stmt):
        return
    _new_array(memory, stmt)


def _is_view(memory: Memory, stmt: Assign) -> bool:
    """Notes the place of a name that is a view for certain; whether it is."""
    source = memory.places[str(stmt.operands[0])]
    if source.steps and source.steps[-1].op == "flat":
        return False  # an item of `.flat` is a copy
    step = view_step(stmt, memory.build.type_of, dense=_lies_dense(memory, source))
    if step is None:
        return False
    if isinstance(step, tuple):
        memory.places[stmt.target] = source
        return True
    place = replace(source, steps=(*source.steps, step))
    memory.places[stmt.target] = place
    operands = tuple(memory.read(operand, stmt) for operand in stmt.operands)
    memory.build.out.append(replace(stmt, operands=operands))
    memory.taken[stmt.target] = memory.now.versions[source.location]
    return True


def _new_array(memory: Memory, stmt: Assign) -> None:
    """Any other op: a new array, or one that may share memory with its operands'."""
    operands = tuple(memory.read(operand, stmt) for operand in stmt.operands)
    keywords = tuple((name, memory.read(value, stmt)) for name, value in stmt.keywords)
    if stmt.op == "getitem" and isinstance(operands[0], Tup | Lst | Dct):
        operands = (memory.build.as_operand(operands[0], ""), *operands[1:])
    memory.build.out.append(replace(stmt, operands=operands, keywords=keywords))
    if stmt.target in memory.tracked:
        fresh = is_fresh(stmt.op) or (stmt.op == "diff" and not stmt.keywords)
        test = None if fresh else _shares(memory, stmt)
        linked = () if fresh or test is not None else memory.may_be(memory.locations(stmt.operands))
        memory.locate(stmt.target, own=fresh, linked=linked, dense=_is_dense(memory, stmt))
        if test is not None:
            source = memory.places[str(stmt.operands[0])]
            memory.note(stmt.target, replace(source, steps=(*source.steps, step_of(stmt))), test)


def _shares(memory: Memory, stmt: Assign) -> Operand | None:
    """Whether the result of reshaping an argument is a view of it, as the run says; None where it cannot say.

    The arguments stay as the caller has them, so NumPy decides on them as it does for the function itself.
    """
    source = memory.place(stmt.operands[0]) if stmt.operands else None
    if stmt.op not in RESHAPING or source is None or source.location not in memory.arguments:
        return None
    asked = memory.build.along(source.location, Path((*source.steps, step_of(stmt))), origin=stmt.origin)
    return memory.build.emit("may_share_memory", (asked, source.location), spelling="np.may_share_memory")


def _lies_dense(memory: Memory, place: Place | None) -> bool:
    return place is not None and place.location in memory.dense and all(map(keeps_dense, place.steps))


def _is_dense(memory: Memory, stmt: Assign) -> bool:
    arrays = [name for operand in stmt.operands for name in names_in(operand)
              if not isinstance(memory.build.type_of(name), Num)]  # fmt: skip
    return makes_dense(stmt, [_lies_dense(memory, memory.place(name)) for name in arrays])


def _call(state: Settling, stmt: Call) -> None:
    memory = state.memory
    operands = tuple(memory.read(operand, stmt) for operand in stmt.operands)
    done = state.effects_of(stmt) or NO_EFFECTS
    changed = [operand for operand in changing(stmt, state.effects_of) if isinstance(operand, str)]
    shared = memory.may_be(memory.locations(sharing(state.effects_of)(stmt)))
    target = stmt.target
    after = [memory.build.declare(hint(name), memory.build.type_of(name)) for name in changed]
    if changed:
        _refuse_overlap(memory, stmt, changed)
        target = Tup((target, *after))
    memory.build.out.append(replace(stmt, target=target, operands=operands))
    same = memory.place(stmt.operands[done.returned]) if done.returned is not None else None
    for name in names_in(stmt.target):
        if name in memory.tracked and same is not None:
            memory.places[name] = same
        elif name in memory.tracked:
            memory.locate(name, linked=shared)
    for name, value in zip(changed, after, strict=True):
        place = memory.place(name)
        if place is not None:
            memory.store(place, WHOLE, value, stmt, "setitem")


def _refuse_overlap(memory: Memory, stmt: Call, changed: list[str]) -> None:
    """A recursive call gets arrays that are apart: what it does to one it does to no other."""
    given = [place.location for name in stmt.operands for place in [memory.place(name)] if place is not None]
    linked = any(other in memory.now.links.get(one, ()) for one in given for other in given)
    if linked or len(given) != len(set(given)) or any(memory.place(name) is None for name in changed):
        memory.problem(stmt, "This call of a recursive function changes an array that it may get twice.",
                       "Pass a copy.")


def _unpack(memory: Memory, stmt: Unpack) -> None:
    """Names for the items of a list, or for the rows of an array, which are views of it."""
    inside = memory.resolved(stmt.source)
    if isinstance(inside, Tup | Lst):
        for name, item in zip(stmt.targets, inside.items, strict=True):
            _assign(memory, Assign(name, "copy_name", (item,), (), "=", stmt.origin))
        return
    source = memory.place(stmt.source)
    if source is None or not isinstance(memory.build.type_of(stmt.source), Arr):
        whole = memory.build.as_operand(memory.read(stmt.source, stmt), "")
        memory.build.out.append(replace(stmt, source=whole))
        for name in stmt.targets:
            if name in memory.tracked:
                memory.locate(name, linked=memory.may_be(memory.locations([stmt.source])))
        return
    for k, name in enumerate(stmt.targets):
        _assign(memory, Assign(name, "getitem", (stmt.source, Const(k)), (), "[]", stmt.origin))
