"""Where paths meet: one operand for what each name is after a branch.

A name that one path deletes is deleted after it: reading it is refused, although the other path has left it a value.
Two lists that a name may be are one cell after it, which may be either: a change of one leaves the other unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from s2sdiff.ir import UNDEFINED, Const, Dct, If, Lst, Merge, Operand, Stmt, Tup
from s2sdiff.names import TEMPORARY
from s2sdiff.parse.cell import Cell, Stale, is_key
from s2sdiff.parse.containers import cell_of, contents, hint_of, holds_cells, is_cell, new_cell, part, put
from s2sdiff.parse.functions import Chosen
from s2sdiff.parse.knowing import known_test
from s2sdiff.parse.returns import spoken
from s2sdiff.parse.scope import DELETED, UNCERTAIN, FunctionValue, Scope, same_structure
from s2sdiff.parse.statics import holds_function
from s2sdiff.rebuilding import map_names
from s2sdiff.walking import results

Env = Mapping[str, Operand]


def same(a: Operand, b: Operand) -> bool:
    """Whether two operands are one: 1, 1.0 and True are not, nor are 0.0 and -0.0."""
    return a == b and repr(a) == repr(b)


@dataclass
class Meeting:
    """Two paths, the merges of what they leave, and the cells that two cells have become."""

    test: Operand
    then: Env
    orelse: Env
    merges: list[Merge] = field(default_factory=list)
    cells: dict[tuple[Operand, Operand], Const] = field(default_factory=dict)


def merge_names(scope: Scope, meeting: Meeting) -> None:
    """Gives each name in scope what it is after a branch, whose sides have left the names somehow."""
    for name in dict.fromkeys([*meeting.then, *meeting.orelse]):
        values = meeting.then.get(name, UNDEFINED), meeting.orelse.get(name, UNDEFINED)
        if DELETED in values or UNCERTAIN in values:
            scope.env[name] = DELETED if DELETED in values else UNCERTAIN
        else:
            scope.env[name] = values[0] if same(*values) else _merge(scope, meeting, name, *values)


def _merge(scope: Scope, meeting: Meeting, name: str, then: Operand, orelse: Operand) -> Operand:
    """One operand for two; tuples of the same nesting, and dicts of the same keys, are merged item by item.

    Of two functions it is one that calls the one or the other.
    """
    for value in (then, orelse):
        if isinstance(value, Const) and isinstance(value.value, Stale):
            return value
    if same(then, orelse) and (isinstance(then, str) or _is_list(then)):
        return then
    if _is_list(then) and _is_list(orelse):
        return _merge_cells(scope, meeting, then, orelse)
    hint = hint_of(scope, name)
    if isinstance(then, Const) and isinstance(orelse, Const):
        a, b = then.value, orelse.value
        if isinstance(a, FunctionValue) and isinstance(b, FunctionValue):
            return then if a == b else Const(Chosen(meeting.test, a, b), hint)
    if same_structure(then, orelse) and (isinstance(then, Tup | Dct) or holds_cells(then)):
        assert isinstance(then, Tup | Lst | Dct)
        assert isinstance(orelse, Tup | Lst | Dct)
        keys = then.keys if isinstance(then, Dct) else range(len(then.items))
        items = tuple(_merge(scope, meeting, part(hint, key), a, b)
                      for key, a, b in zip(keys, then.items, orelse.items, strict=True))  # fmt: skip
        return Dct(then.keys, items) if isinstance(then, Dct) else type(then)(items)
    into = scope.cells.known[name] if is_key(name) else None
    return _meet(scope, meeting, scope.names.fresh(spoken(hint)), then, orelse, into)


def _meet(scope: Scope, meeting: Meeting, target: str, then: Operand, orelse: Operand,
          into: Cell | None = None) -> str:  # fmt: skip
    """Two values under one name."""
    values = (contents(scope, then, meeting.then), contents(scope, orelse, meeting.orelse))
    for value in (then, orelse):
        if holds_cells(value):
            put(scope, value, into)
    meeting.merges.append(Merge(target, *values))
    return target


def _is_list(operand: Operand) -> bool:
    return is_cell(operand) or operand == UNDEFINED


def _merge_cells(scope: Scope, meeting: Meeting, then: Operand, orelse: Operand) -> Operand:
    """A cell that is one of two, or is the one that only one path has made."""
    if (then, orelse) in meeting.cells:
        return meeting.cells[then, orelse]
    both = [cell for cell in map(cell_of, (then, orelse)) if cell]
    made = new_cell(scope, UNDEFINED, both[0].hint)
    for (a, b), other in meeting.cells.items():
        if a == then or b == orelse or _linked(scope, a, then) or _linked(scope, b, orelse):
            scope.cells.link(made.value.key, other.value.key)
    meeting.cells[then, orelse] = made
    here = {other.value.key for other in meeting.cells.values()}
    for cell in both:
        for key in {cell.key} | scope.cells.may_be(cell.key) - here:
            scope.cells.link(made.value.key, key)
    inside = [env.get(one.key, UNDEFINED) if (one := cell_of(value)) else UNDEFINED
              for value, env in ((then, meeting.then), (orelse, meeting.orelse))]  # fmt: skip
    scope.env[made.value.key] = _merge(scope, meeting, made.value.key, *inside)
    return made


def _linked(scope: Scope, a: Operand, b: Operand) -> bool:
    one, other = cell_of(a), cell_of(b)
    return bool(one and other and other.key in scope.cells.links.get(one.key, ()))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a branch: its statements, the value of an expression that it is, and what names are at its end."""

    block: list[Stmt]
    value: Operand
    env: Mapping[str, Operand]


def side(scope: Scope, lower: Callable[[], Operand]) -> Side:
    """A side of a branch, lowered."""
    with scope.block() as block:
        value = lower()
        return Side(block, value, scope.env)


def choose(scope: Scope, test: Operand, then: Callable[[], Operand], orelse: Callable[[], Operand]) -> Operand:
    """The value of the side that the test chooses; only that side is evaluated, and may name values by `:=`."""
    held = None if scope.is_rule else known_test(test)
    if held is not None:
        return then() if held else orelse()
    frames = scope.calls
    sides = side(scope, then), side(scope, orelse)
    meeting = Meeting(test, sides[0].env, sides[1].env)
    first, other = sides[0].value, sides[1].value
    if holds_function(first) or holds_function(other) or (is_cell(first) and is_cell(other)):
        value = _merge(scope, meeting, TEMPORARY, first, other)
    else:
        value = scope.names.fresh(TEMPORARY)
        _meet(scope, meeting, value, first, other)
    branch(scope, test, *sides, meeting.merges, frames)
    return value


def branch(scope: Scope, test: Operand, then: Side, orelse: Side, merges: list[Merge], frames: int) -> None:
    """Writes a branch. Calls after number `frames` have ended in it, and functions may still see what was in them."""
    meeting = Meeting(test, then.env, orelse.env)
    merge_names(scope, meeting)
    merges += meeting.merges
    for number, frame in scope.frames.items():
        if number > frames:
            scope.frames[number] = {name: _seen_after(scope, name, value, then, orelse, merges)
                                    for name, value in frame.items() if not is_key(name)}  # fmt: skip
    scope.out.append(If(test, tuple(then.block), tuple(orelse.block), tuple(merges), scope.origin, scope.new_key()))


def _seen_after(scope: Scope, name: str, value: Operand, then: Side, orelse: Side, merges: list[Merge]) -> Operand:
    """What a name of a call that has ended on one side of a branch is after the branch."""

    def after(made: str) -> str:
        in_then = any(made in results(stmt) for stmt in then.block)
        if not in_then and not any(made in results(stmt) for stmt in orelse.block):
            return made
        target = scope.names.fresh(spoken(name))
        merges.append(Merge(target, made if in_then else UNDEFINED, UNDEFINED if in_then else made))
        return target

    return map_names(value, after)
