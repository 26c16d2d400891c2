"""What an iteration hands to the next: the names that a loop's body assigns, and what is in the lists that it changes.

The body is lowered until nothing new turns up of what it does: a list that it changes is carried from the start of an
iteration, and a name that is one list before the loop and another one after an iteration is a cell of its own, which
may be either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import gast

from s2sdiff.ir import NEVER, UNDEFINED, Carry, Const, Dct, Lst, Operand, Stmt, Tup
from s2sdiff.parse.cell import Stale, cells_in
from s2sdiff.parse.containers import cell_of, contents, hint_of, holds_cells, is_cell, new_cell, part, put
from s2sdiff.parse.merging import same
from s2sdiff.parse.returns import spoken, stop_flag
from s2sdiff.parse.scope import (
    DELETED,
    UNCERTAIN,
    Scope,
    deleted_names,
    is_function_value,
    same_structure,
    stored_names,
)

Env = Mapping[str, Operand]


@dataclass(frozen=True)
class _Known:
    """What is known of a body: of names, whether they stay one list ("same"), are a "value" or one of two lists."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    twins: tuple[tuple[str, ...], ...] = ()  # the names that are one of two lists, those together that are one
    changed: tuple[str, ...] = ()  # the cells that it changes
    stale: tuple[tuple[str, Operand], ...] = ()  # the cells that may be changed by another name
    near: frozenset[tuple[str, str]] = frozenset()  # of a name that is one of two lists: what else may be the same list
    ended: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)  # the body's lists that they may be
    facts: frozenset[tuple[str, ...]] = frozenset()
    structured: bool = True


@dataclass
class _Trial:
    """The body lowered once: what is in scope before the loop, at the start of an iteration and at its end."""

    known: _Known
    before: Env
    enter: dict[str, Operand]
    after: Env
    out: list[Stmt]


def carried(scope: Scope, node: gast.AST,
            body: Callable[[], None]) -> tuple[tuple[Carry, ...], tuple[Stmt, ...], Operand]:  # fmt: skip
    """Lowers a body whose assigned names come in from the iteration before, and binds them after the loop.

    A name that the body deletes, or that a try in it may or may not have assigned, is an iteration's own: it has no
    value at its start, and none after the loop. What holds at the end of the flag that the body sets where it is left
    for good is returned, too.
    """
    stop = stop_flag(node)
    deleted = deleted_names([node])
    stored = [name for name in stored_names([node]) if name not in deleted]
    problems, around = list(scope.problems), dict(scope.env)
    kinds = {name: "same" if is_cell(scope.env.get(name)) else "value" for name in stored}
    known = _Known(kinds, facts=scope.cells.facts(cells_in(scope.env)))
    while True:
        trial = _tried(scope, known, deleted, stop, body)
        lost = deleted.union(name for name in stored if trial.after.get(name) == UNCERTAIN)
        if lost != deleted:
            deleted, stored = lost, [name for name in stored if name not in lost]
            scope.problems[:] = problems
            scope.env = dict(around)
            known = _Known({name: known.kinds[name] for name in stored}, facts=known.facts)
            continue
        following = _learned(scope, trial, list(cells_in(around)))
        if following == known:
            _link_ends(scope, trial, following)
            break
        scope.problems[:] = problems
        scope.env = dict(around)
        known = following
    scope.env.update(dict.fromkeys(deleted, DELETED))
    carries = _bound(scope, trial)
    return carries, tuple(trial.out), trial.after.get(stop, NEVER)


def _tried(scope: Scope, known: _Known, deleted: frozenset[str], stop: str, body: Callable[[], None]) -> _Trial:
    before = dict(scope.env)
    cells = {name: cell for names in known.twins for cell in [new_cell(scope, UNDEFINED, names[0])] for name in names}
    enter: dict[str, Operand] = {}
    for name, kind in known.kinds.items():
        inside = before.get(name, UNDEFINED)
        if kind == "one of two":
            cell = cells[name]
            enter[name] = cell
            enter.setdefault(cell.value.key, _entry(scope, name, _inside(before, inside), known.structured))
        else:
            structured = known.structured and kind != "plain"
            enter[name] = inside if kind == "same" else _entry(scope, name, inside, structured)
    for name, other in known.near | known.ended:
        scope.cells.link(cells[name].value.key, cells[other].value.key if other in cells else other)
    for key in known.changed:
        if not known.structured and holds_cells(before[key]):
            put(scope, before[key], scope.cells.known[key])
        enter[key] = _entry(scope, hint_of(scope, key), before[key], known.structured)
    enter |= dict(known.stale)
    around = scope.cells.loop
    scope.cells.loop = scope.new_frame()
    with scope.block() as out:
        scope.env.update({**enter, **dict.fromkeys(deleted, DELETED)})
        scope.env.update({stop: NEVER} if stop and before.get(stop) != NEVER else {})
        body()
        after = dict(scope.env)
    scope.cells.loop = around
    return _Trial(known, before, enter, after, out)


def _learned(scope: Scope, trial: _Trial, outer: Sequence[str]) -> _Known:
    """What the body turns out to do, which may be more than was known of it."""
    known, before, enter, after = trial.known, trial.before, trial.enter, trial.after
    kinds: dict[str, str] = {}
    groups: dict[tuple[str, str], list[str]] = {}
    for name, kind in known.kinds.items():
        first, last = before.get(name, UNDEFINED), after.get(name, UNDEFINED)
        is_list = is_cell(last) or last == UNDEFINED
        if kind == "same" and last != first:
            kind = "one of two" if is_list else "plain"
        elif kind == "value" and first == UNDEFINED and is_cell(last):
            kind = "one of two"
        elif kind == "one of two" and not is_list:
            kind = "plain"
        kinds[name] = kind
        if kind == "one of two":
            groups.setdefault((repr(first), repr(last)), []).append(name)
    near = _near(scope, trial, [names[0] for names in groups.values()], outer)
    ended = _ended(scope, trial, [names[0] for names in groups.values()], outer)
    changed = [key for key in outer if key in known.changed or not same(after[key], enter.get(key, before[key]))]
    turned = {key: after[key] for key in outer if _is_stale(after[key]) and not _is_stale(before[key])}
    stale = {**turned, **dict(known.stale)}
    alike = known.structured and all(_is_alike(value, _ends(trial, name)[1]) for name, value in enter.items()
                                     if not is_cell(value) and not _is_stale(value))  # fmt: skip
    return _Known(kinds, tuple(map(tuple, groups.values())), tuple(key for key in changed if key not in stale),
                  tuple(stale.items()), near, ended, scope.cells.facts(outer), alike)  # fmt: skip


def _near(scope: Scope, trial: _Trial, names: Sequence[str], outer: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Which of the names that are one of two lists may be one list, or be one from before the loop.

    They may where the loop begins, or at the end of an iteration by what they may be at its start.
    """
    found = {pair for pair in trial.known.near if pair[0] in names}
    for env in (trial.before, trial.after):
        lists = {name: cell.key for name in names if (cell := cell_of(env.get(name)))}
        for name, key in lists.items():
            same_list = {key} | scope.cells.may_be(key)
            found.update((name, other) for other in same_list.intersection(outer))
            found.update((name, other) for other, its in lists.items() if other != name and its in same_list)
    return frozenset(found)


def _ended(scope: Scope, trial: _Trial, names: Sequence[str], outer: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The lists that the body makes anew and that names are at its end: in the next iteration, they are those."""
    around = {*outer, *(cell.key for value in trial.enter.values() if (cell := cell_of(value)))}
    lists = {name: cell.key for name in names if (cell := cell_of(trial.after.get(name)))}
    return frozenset((name, other) for name, key in lists.items() for other in {key} | scope.cells.may_be(key)
                     if other not in around)  # fmt: skip


def _link_ends(scope: Scope, trial: _Trial, known: _Known) -> None:
    for name, other in known.ended:
        cell = cell_of(trial.enter.get(name))
        if cell is not None:
            scope.cells.link(cell.key, other)


def _is_alike(a: Operand, b: Operand) -> bool:
    """Whether what comes in and what goes out are of the same nesting, with the same lists in it."""
    match a, b:
        case ((Tup(items), Tup(others)) | (Lst(items), Lst(others)) | (Dct(_, items), Dct(_, others))):
            return same_structure(a, b) and all(map(_is_alike, items, others))
        case _:
            return a == b if _is_known(a) else not isinstance(a, Tup | Lst | Dct) and (
                not isinstance(b, Tup | Dct) and not holds_cells(b))  # fmt: skip


def _is_known(operand: Operand) -> bool:
    """Whether an operand is a list of the function's or a function: as such it is no data that a loop could carry."""
    return is_cell(operand) or is_function_value(operand)


def _is_stale(operand: Operand) -> bool:
    return isinstance(operand, Const) and isinstance(operand.value, Stale)


def _inside(env: Env, operand: Operand) -> Operand:
    cell = cell_of(operand)
    return env.get(cell.key, UNDEFINED) if cell else UNDEFINED


def _entry(scope: Scope, name: str, value: Operand, structured: bool) -> Operand:
    """A new name for what an iteration starts with; of tuples and dicts, and lists of lists, one for each item."""
    if structured and (isinstance(value, Tup | Dct) or (isinstance(value, Lst) and holds_cells(value))):
        keys = value.keys if isinstance(value, Dct) else range(len(value.items))
        items = tuple(_entry(scope, part(name, key), inner, True) for key, inner in zip(keys, value.items, strict=True))
        return Dct(value.keys, items) if isinstance(value, Dct) else type(value)(items)
    return value if structured and _is_known(value) else scope.names.fresh(spoken(name))


def _bound(scope: Scope, trial: _Trial) -> tuple[Carry, ...]:
    """Binds the names, and what the cells hold, after the loop; what the loop carries."""
    carries: list[Carry] = []
    for name, target in trial.enter.items():
        if _is_stale(target) or is_cell(target):
            scope.env[name] = target
            continue
        init, following = _ends(trial, name)
        scope.env[name] = _carry(scope, hint_of(scope, name), target, (init, following), trial, carries)
    return tuple(carries)


def _ends(trial: _Trial, name: str) -> tuple[Operand, Operand]:
    """What a name, or the cell that it is the key of, holds before the loop and at the end of an iteration."""
    for own, value in trial.enter.items():
        cell = cell_of(value)
        if cell and cell.key == name and trial.known.kinds.get(own) == "one of two":
            first, last = trial.before.get(own, UNDEFINED), trial.after.get(own, UNDEFINED)
            return _inside(trial.before, first), _inside(trial.after, last)
    return trial.before.get(name, UNDEFINED), trial.after.get(name, UNDEFINED)


def _carry(scope: Scope, name: str, target: Operand, ends: tuple[Operand, Operand], trial: _Trial,
           carries: list[Carry]) -> Operand:  # fmt: skip
    """Notes what is carried; returns what the user's name is bound to after the loop."""
    init, following = ends
    if isinstance(target, Tup | Lst | Dct):
        assert isinstance(init, Tup | Lst | Dct)
        assert isinstance(following, Tup | Lst | Dct)
        keys: Sequence[object] = target.keys if isinstance(target, Dct) else range(len(target.items))
        items = tuple(_carry(scope, part(name, key), inner, (a, b), trial, carries) for key, inner, a, b in zip(
            keys, target.items, init.items, following.items, strict=True))  # fmt: skip
        return Dct(target.keys, items) if isinstance(target, Dct) else type(target)(items)
    if isinstance(target, Const):
        return target
    assert isinstance(target, str)
    for value in ends:
        if holds_cells(value):
            put(scope, value)
    values = (contents(scope, init, trial.before), contents(scope, following, trial.after))
    carries.append(Carry(target, *values, scope.names.fresh(spoken(name))))
    return carries[-1].result
