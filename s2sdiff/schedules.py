"""Loops under `checkpoint`: as calls that keep their arguments and are run again on the way back.

    for k in checkpoint(range(n)):       →      u = steps(0, n, u, c)
        u = step(u, c)

`steps(first, last, …)` does one iteration, or its first half and then its second, each a call under checkpoint: what is
kept at one time are the states before the halves that are open, two for each of log2(n) levels (Griewank 1992,
"Achieving logarithmic growth of temporal and spatial complexity in reverse automatic differentiation"). With the
schedule "sqrt" the loop runs over chunks of sqrt(n) iterations: it keeps the state before each chunk, and one chunk's
own tapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Num
from s2sdiff.ir import (
    UNDEFINED,
    Assign,
    Block,
    Call,
    Carry,
    Const,
    For,
    Function,
    If,
    Merge,
    Operand,
    Param,
    Return,
    Stmt,
    Tup,
    acts,
)
from s2sdiff.names import hint
from s2sdiff.rebuilding import map_blocks
from s2sdiff.refs import Ref
from s2sdiff.stores.effects import HARMLESS
from s2sdiff.transform.absent import absent_in
from s2sdiff.transform.scopes import read_from_outside
from s2sdiff.walking import walk

Register = Callable[[Ref, Function], None]


class Steps:
    """What stands for the function that a loop becomes."""

    def __init__(self, name: str):
        self.__name__ = name


@dataclass
class Scheduling:
    """The function whose loops are taken out of it."""

    build: Builder
    name: str
    register: Register
    absent: set[str]  # names that may hold nothing yet

    def stand_in(self, build: Builder, carry: Carry) -> str:
        """Another name for what a loop carries."""
        made = build.declare(hint(carry.target), build.types[carry.target])
        if carry.init == UNDEFINED or {carry.target, carry.result} & self.absent:
            self.absent.add(made)
        return made


def with_schedules(function: Function, register: Register) -> Function:
    """The function with its loops under `checkpoint` as calls; `register` takes the functions that these are of."""
    if not any(isinstance(stmt, For) and stmt.schedule for stmt in walk(function.body)):
        return function
    build = Builder(names_of(function), dict(function.types))
    state = Scheduling(build, function.name, register, set(absent_in(function)))
    body = _block(state, function.body)
    return replace(function, body=body, types=state.build.types, absent=function.absent | state.absent)


def _block(state: Scheduling, block: Block) -> Block:
    made: list[Stmt] = []
    for stmt in block:
        inner = map_blocks(stmt, lambda inside: _block(state, inside))
        if isinstance(inner, For) and inner.schedule:
            with state.build.block() as out, state.build.at(inner.origin):
                _loop(state, inner)
            made += out
        else:
            made.append(inner)
    return tuple(made)


def _loop(state: Scheduling, stmt: For) -> None:
    """Writes the calls of a loop's steps; a loop of no iterations changes nothing."""
    done = next((inner for inner in walk(stmt.body) if acts(inner) and not _is_harmless(inner)), None)
    if done is not None:
        fault = "The loop around this is under checkpoint, and would do it again on the way back."
        raise UnsupportedError(Problem(done.origin.loc, fault, "Do it outside of the loop."))
    build = state.build
    outside = [*read_from_outside(stmt), *(name for name in (stmt.start, stmt.step) if isinstance(name, str))]
    outside = list(dict.fromkeys(outside))
    count = build.emit("range_length", (stmt.start, stmt.stop, stmt.step), spelling="range_length")
    if stmt.start == Const(0) and stmt.step == Const(1):
        count = stmt.stop
    inits = [Const(None) if carry.init == UNDEFINED else carry.init for carry in stmt.carries]
    if stmt.schedule == "sqrt":
        _chunks(state, stmt, count, inits, outside)
        return
    ref = _halving(state, stmt, outside)
    with build.block() as then:
        ends = _called(state, build, ref, (Const(0), count, *inits, *outside), stmt)
    test = build.emit("greater", (count, Const(0)), spelling=">")
    merges = tuple(Merge(carry.result, end, carry.init) for carry, end in zip(stmt.carries, ends, strict=True))
    build.out.append(If(test, tuple(then), (), merges, stmt.origin, stmt.key))


def _is_harmless(stmt: Stmt) -> bool:
    return isinstance(stmt, Assign) and (stmt.op in HARMLESS or stmt.spelling in ("try", "with np.errstate"))


def _called(state: Scheduling, build: Builder, ref: Ref, operands: tuple[Operand, ...], stmt: For) -> list[str]:
    """Writes a call of steps; the names of the state after them."""
    ends = [state.stand_in(build, carry) for carry in stmt.carries]
    build.out.append(Call(_together(ends), ref, operands, (), stmt.origin, keeps_arguments=True))
    return ends


def _together(names: Sequence[str]) -> Operand:
    return names[0] if len(names) == 1 else Tup(tuple(names))


# --- halves -----------------------------------------------------------------------------------------------------------
def _halving(state: Scheduling, stmt: For, outside: Sequence[str]) -> Ref:
    """The function that does the iterations from one number to another, at least one."""
    ref = Ref(f"{state.name}_steps", Steps(f"{state.name}_steps"), ())  # type: ignore[arg-type]
    build = Builder(names_of(Function("", (), (stmt,))), dict(state.build.types), origin=stmt.origin)
    first, last = build.declare("first", Num("int")), build.declare("last", Num("int"))
    targets = [carry.target for carry in stmt.carries]
    state.absent.update(carry.target for carry in stmt.carries if carry.init == UNDEFINED)
    with build.block() as one:
        build.out += _iteration(build, stmt, first)
        nexts = [carry.next for carry in stmt.carries]
    with build.block() as both:
        total = build.emit("add", (first, last), spelling="+")
        middle = build.emit("floor_divide", (total, Const(2)), spelling="//", hint="middle")
        half = _called(state, build, ref, (first, middle, *targets, *outside), stmt)
        ends = _called(state, build, ref, (middle, last, *half, *outside), stmt)
    number = build.emit("subtract", (last, first), spelling="-")
    test = build.emit("equal", (number, Const(1)), spelling="==")
    results = [state.stand_in(build, carry) for carry in stmt.carries]
    merges = tuple(map(Merge, results, nexts, ends))
    build.out.append(If(test, tuple(one), tuple(both), merges, stmt.origin, stmt.key))
    _register(state, ref, build, (first, last, *targets, *outside), results, stmt)
    return ref


# --- chunks -----------------------------------------------------------------------------------------------------------
def _chunks(state: Scheduling, stmt: For, count: Operand, inits: Sequence[Operand], outside: Sequence[str]) -> None:
    """The loop over chunks of sqrt(n) iterations, each a call."""
    build = state.build
    ref = _chunk(state, stmt, outside)
    number = build.emit("absolute", (count,), spelling="abs")  # a range to a negative number is empty
    root = build.emit("power", (number, Const(0.5)), spelling="**")
    whole = build.emit("int", (root,), spelling="int")
    size = build.emit("add", (whole, Const(1)), spelling="+", hint="size")
    first = build.declare("first", Num("int"))
    before = [state.stand_in(build, carry) for carry in stmt.carries]
    with build.block() as body:
        after = build.emit("add", (first, size), spelling="+")
        last = build.emit("minimum", (after, count), spelling="min", hint="last")
        ends = _called(state, build, ref, (first, last, *before, *outside), stmt)
    carries = tuple(Carry(*carried) for carried in
                    zip(before, inits, ends, (carry.result for carry in stmt.carries), strict=True))  # fmt: skip
    build.out.append(For(first, Const(0), count, size, carries, tuple(body), stmt.origin, key=stmt.key))


def _chunk(state: Scheduling, stmt: For, outside: Sequence[str]) -> Ref:
    """The function that does the iterations from one number to another, in a loop."""
    ref = Ref(f"{state.name}_steps", Steps(f"{state.name}_steps"), ())  # type: ignore[arg-type]
    build = Builder(names_of(Function("", (), (stmt,))), dict(state.build.types), origin=stmt.origin)
    first, last = build.declare("first", Num("int")), build.declare("last", Num("int"))
    inits = [state.stand_in(build, carry) for carry in stmt.carries]
    number = stmt.index
    with build.block() as body:
        if (stmt.start, stmt.step) != (Const(0), Const(1)):
            number = build.declare("number", Num("int"))
        build.out += _iteration(build, stmt, number)
    carries = tuple(replace(carry, init=init) for carry, init in zip(stmt.carries, inits, strict=True))
    build.out.append(replace(stmt, index=number, start=first, stop=last, step=Const(1), carries=carries,
                             body=tuple(body), schedule=""))  # fmt: skip
    _register(state, ref, build, (first, last, *inits, *outside), [carry.result for carry in carries], stmt)
    return ref


# --- both -------------------------------------------------------------------------------------------------------------
def _iteration(build: Builder, stmt: For, number: Operand) -> Block:
    """The body of the loop for the iteration of this number."""
    if number == stmt.index:
        return stmt.body
    index = number
    if stmt.step != Const(1):
        index = build.emit("multiply", (stmt.step, index), spelling="*")
    if stmt.start != Const(0):
        index = build.emit("add", (stmt.start, index), spelling="+")
    build.types[stmt.index] = Num("int")
    build.out.append(Assign(stmt.index, "copy_name", (index,), (), "=", build.origin))
    return stmt.body


def _register(state: Scheduling, ref: Ref, build: Builder, names: Sequence[str], results: Sequence[str],
              stmt: For) -> None:  # fmt: skip
    """Gives the program the function of a loop's steps."""
    body = (*build.out, Return(_together(results), stmt.origin))
    params = tuple(map(Param, names))
    state.register(ref, Function(ref.name, params, body, stmt.origin.loc, types=build.types, primal=ref.function,
                                 absent=frozenset(state.absent)))  # fmt: skip
