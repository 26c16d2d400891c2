"""Running branches and loops: what was run inside of one is kept as its own block."""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from s2sdiff.ir import UNDEFINED, Assign, Carry, For, If, Operand, Stmt, While
from s2sdiff.look.code import loop_title
from s2sdiff.look.frame import Bound, Frame
from s2sdiff.look.regions import handler_of
from s2sdiff.look.steps import ADJOINT, AGAIN, INDEX, KEPT, PRIMAL, Block, Branch, Literal, Loop, Node, Step, Turn

if TYPE_CHECKING:
    from s2sdiff.look.machine import Machine


def branch(machine: Machine, frame: Frame, stmt: If) -> None:
    asked = handler_of(frame.code.page, stmt)
    test = bool(frame.value(stmt.test))
    source = (*frame.sources(stmt.test), Literal(test, str(test)))[0]
    with _inside(frame) as body:
        if asked is not None and asked.op == "tries" and stmt.origin.role == PRIMAL:
            test = machine.regions.attempt(frame, asked, lambda: machine.run_block(frame, stmt.then))
            frame.env[asked.target] = Bound(test, ())
            machine.run_block(frame, () if test else stmt.orelse)
        else:
            machine.run_block(frame, stmt.then if test else stmt.orelse)
        values = [(merge.target, merge.then if test else merge.orelse) for merge in stmt.merges]
        _handed_on(machine, frame, stmt, values)
    page = frame.code.page
    if asked is not None:
        frame.out += body
        return
    frame.out.append(Branch(f"if {page.text(stmt.test)}:", stmt.key, source, test, tuple(body), stmt.origin.line,
                            stmt.origin.role, frame.place, frame.code.lines.get(id(stmt), ()),
                            frame.code.listing.name))  # fmt: skip


def _handed_on(machine: Machine, frame: Frame, stmt: Stmt, pairs: Sequence[tuple[str, Operand]]) -> None:
    """Names that a structure gives values: those whose variable has it already are names only."""
    page, before = frame.code.page, [(target, value, frame.bound(value)) for target, value in pairs]
    for target, value, bound in before:
        if value == UNDEFINED or (isinstance(value, str) and page.variables.same(target, value)):
            machine.alias(frame, target, bound)
        else:
            role = KEPT if target in _counters(stmt) else stmt.origin.role
            machine.step(frame, stmt, target, page.text(value), "copy_name", bound.value, sources=bound.sources,
                      role=role)  # fmt: skip


@contextlib.contextmanager
def _inside(frame: Frame, turn: Turn | None = None) -> Iterator[list[Node]]:
    """What is run inside of a structure is put into a list of its own."""
    out, place, body = frame.out, frame.place, list[Node]()
    frame.out, frame.place = body, (*place, turn) if turn else place
    yield body
    frame.out, frame.place = out, place


def for_loop(machine: Machine, frame: Frame, stmt: For) -> None:
    counted = range(*(operator.index(frame.value(part)) for part in (stmt.start, stmt.stop, stmt.step)))
    indices = list(reversed(counted) if stmt.reverse else counted)
    sources = tuple(source for part in (stmt.start, stmt.stop) for source in frame.sources(part))

    def turn(k: int) -> bool:
        if k == len(indices):
            return False
        _index(machine, frame, stmt, indices[k], sources)
        return True

    _turns(machine, frame, stmt, turn, f"{loop_title(frame.code.page, stmt)}:", len(indices))


def _index(machine: Machine, frame: Frame, stmt: For, value: int, sources: tuple[Step | Literal, ...]) -> None:
    page, known = frame.code.page, machine.made.get((frame.place, stmt.index))
    name = page.spelled.get(page.variables.of.get(stmt.index, stmt.index), "_")
    step = Step(machine.number(), name, "", "index", sources, {}, value, AGAIN if known else INDEX, stmt.origin.loc,
                stmt.origin.line, frame.place, known, None, None, frame.code.lines.get(id(stmt), ()),
                frame.code.listing.name, stmt.index)  # fmt: skip
    machine.bind(frame, stmt.index, step)
    if name != "_":
        frame.out.append(step)


def while_loop(machine: Machine, frame: Frame, stmt: While) -> None:
    def turn(k: int) -> bool:
        machine.run_block(frame, stmt.head)
        return bool(frame.value(stmt.test))

    _turns(machine, frame, stmt, turn, f"{loop_title(frame.code.page, stmt)}:", 0)


def _turns(machine: Machine, frame: Frame, stmt: For | While, begins: Callable[[int], bool], text: str,
           trips: int) -> None:  # fmt: skip
    """Runs a loop; an adjoint's iterations have the numbers of those of the forward sweep that they mirror."""
    _handed_on(machine, frame, stmt, [(carry.target, carry.init) for carry in stmt.carries])
    held = [frame.env[carry.target] for carry in stmt.carries]
    turns: list[Block] = []
    is_mirror = stmt.origin.role == ADJOINT
    goes_on = True
    while goes_on:
        number = trips - 1 - len(turns) if is_mirror else len(turns)
        with _inside(frame, Turn(stmt.key, number)) as body:
            for carry, bound in zip(stmt.carries, held, strict=True):
                machine.alias(frame, carry.target, bound)
            goes_on = begins(len(turns))
            if goes_on:
                goes_on, held = _iteration(machine, frame, stmt)
                turns.append(tuple(body))
            elif body:
                turns.append(tuple(body))
    _after(machine, frame, stmt.carries, held)
    frame.out.append(Loop(text, stmt.key, tuple(turns), stmt.origin.line, stmt.origin.role, frame.place,
                          frame.code.lines.get(id(stmt), ()), frame.code.listing.name))  # fmt: skip


def _iteration(machine: Machine, frame: Frame, stmt: For | While) -> tuple[bool, list[Bound]]:
    machine.run_block(frame, stmt.body)
    left = bool(frame.value(stmt.until))
    outer, frame.env = frame.env, dict(frame.env)
    _handed_on(machine, frame, stmt, [(carry.target, carry.next) for carry in stmt.carries])
    held = [frame.env[carry.target] for carry in stmt.carries]
    frame.env = outer
    return not left, held


def _after(machine: Machine, frame: Frame, carries: Sequence[Carry], held: Sequence[Bound]) -> None:
    """What a loop carried is there after it, under the same names."""
    for carry, bound in zip(carries, held, strict=True):
        machine.made.pop((frame.place, carry.target), None)
        machine.alias(frame, carry.target, bound)


def _counters(stmt: Stmt) -> set[str]:
    """What a loop of the forward sweep carries only to count its iterations for the backward sweep."""
    if not isinstance(stmt, For | While) or stmt.origin.role != PRIMAL:
        return set()
    made = {inner.target for inner in stmt.body if isinstance(inner, Assign) and inner.origin.role == ADJOINT}
    return {carry.target for carry in stmt.carries if carry.next in made}
