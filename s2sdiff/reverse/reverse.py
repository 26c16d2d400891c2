"""Reverse mode: a typed function to its value and gradient, or to the two parts that a call needs.

    joint   f_value_and_grad(x):  forward sweep, backward sweep, return value, x_bar
    split   f_fwd(x):  forward sweep, return y, saved          f_bwd(saved, y_bar):  backward sweep, return x_bar
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from s2sdiff.activity import active, varied
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import SAVED, Abstract, Num, Seq, Tape, is_differentiable, shape_of
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
    Origin,
    Param,
    Return,
    Stmt,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import twin
from s2sdiff.refs import Ref
from s2sdiff.refuse import refuse
from s2sdiff.reverse.adjoints import Adjoint, Adjoints, Items
from s2sdiff.reverse.record import with_tapes
from s2sdiff.reverse.restore import restore
from s2sdiff.reverse.state import Sweep
from s2sdiff.reverse.sweep import sweep
from s2sdiff.shapes import adjoint_kind, fitted
from s2sdiff.walking import all_reads, names_in, rename, results, walk

Finish = Callable[[Function], Function]  # the simplifying passes


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Both sweeps of a function before it is decided what is kept, and the adjoints of what is differentiated."""

    build: Builder
    forward: Block
    backward: Block
    bars: tuple[Operand, ...]


def sweeps(function: Function, wrt: Sequence[int], seeds: Callable[[Builder], tuple[Operand, Adjoint | None]],
           *, through: bool, fit: bool) -> Sweeps:  # fmt: skip
    """The forward and the backward sweep; `seeds` gives the outputs and their adjoints, once there is a builder.

    `through`: what becomes of the output is not known, so that all that varies with the inputs is active.
    `fit`: the adjoints go to the user, in the very types of the arguments.
    """
    build = Builder(names_of(function), dict(function.types), unmade=frozenset(_unmade(function.body)))
    inputs = [function.params[k].name for k in wrt]
    reached = (varied if through else active)(function.body, inputs, function.types)
    refuse(function.body, varied(function.body, inputs, function.types), function.types)
    forward, saved, trips = _forward(build, function.body, reached)
    known = Adjoints(build)
    state = Sweep(build, known, reached, _backward_part, trips, saved)
    end = function.body[-1].origin
    with build.block() as backward, build.at(Origin(end.loc, end.line, "adjoint")):
        known.contribute(*seeds(build))
        known.known = {name: bar for name, bar in known.known.items() if name in reached}
        sweep(state, function.body[:-1])
        bars = tuple(known.settled(known.take(name), name) for name in inputs)
        if fit:
            named = function.optimize > 0
            bars = tuple(fitted(build, bar, name, named=named) for bar, name in zip(bars, inputs, strict=True))
    end_of_both = Return(Tup(bars), build.origin)
    forward, (*restored, last) = restore(build, forward, (*with_tapes(tuple(backward), state.made), end_of_both))
    assert isinstance(last, Return)
    assert isinstance(last.value, Tup)
    return Sweeps(build, forward, tuple(restored), last.value.items)


def _backward_part(call: Call, mask: Sequence[bool]) -> Ref:
    """What goes back through a call; the one that runs the callee again, if it keeps its arguments alone."""
    return call.callee.part("bwd", tuple(mask))


def _forward(build: Builder, body: Block, reached: frozenset[str]) -> tuple[Block, dict[int, str], dict[int, str]]:
    """The primal, its calls replaced by forward parts that save, its whiles counting their trips."""
    saved: dict[int, str] = {}
    trips: dict[int, str] = {}

    def on_block(block: Block) -> Block:
        return tuple(map(on, block))

    def on(stmt: Stmt) -> Stmt:
        match stmt:
            case Call(target=target, operands=operands) if any(name in reached for name in names_in(target)):
                mask = tuple(any(name in reached for name in names_in(operand)) for operand in operands)
                saved[id(stmt)] = build.declare(f"{stmt.callee.name}_saved", SAVED)
                both = Tup((target, saved[id(stmt)]))
                return replace(stmt, target=both, callee=stmt.callee.part("fwd", mask))
            case If(then=then, orelse=orelse, merges=merges):
                merged = tuple(_merged(merge, reached) for merge in merges)
                return replace(stmt, then=on_block(then), orelse=on_block(orelse), merges=merged)
            case For(body=inner, carries=carries):
                return replace(stmt, body=on_block(inner), carries=tuple(_defined(c, reached) for c in carries))
            case While(head=head, body=inner, carries=carries):
                carries = tuple(_defined(carry, reached) for carry in carries)
                counter = _counter(stmt)
                if counter is not None:
                    trips[stmt.key] = counter
                    return replace(stmt, head=on_block(head), body=on_block(inner), carries=carries)
                trips[stmt.key] = build.declare("trips", Num("int"))
                after = build.declare("trips", Num("int"))
                origin = replace(stmt.origin, role="adjoint")
                before = build.declare("trips", Num("int"))
                count = Assign(after, "add", (before, Const(1)), (), "+", origin)
                counted = (*carries, Carry(before, Const(0), after, trips[stmt.key]))
                return replace(stmt, head=on_block(head), body=(*on_block(inner), count), carries=counted)
            case _:
                return stmt

    return on_block(body), saved, trips


def _counter(stmt: While) -> str | None:
    """The name that holds how often a loop has run, if it counts that already."""
    added = {inner.target: inner.operands for inner in stmt.body if isinstance(inner, Assign) and inner.op == "add"}
    return next((carry.result for carry in stmt.carries if carry.init == Const(0) and isinstance(carry.next, str)
                 and added.get(carry.next) == (carry.target, Const(1))), None)  # fmt: skip


def _defined(carry: Carry, reached: frozenset[str]) -> Carry:
    """A value that the loop makes, and that nothing made before, is None at first: it goes on a tape as that."""
    is_active = carry.init == UNDEFINED and reached & {carry.target, carry.result}
    return replace(carry, init=Const(None)) if is_active else carry


def _merged(merge: Merge, reached: frozenset[str]) -> Merge:
    """The same for a value that one branch alone makes."""
    if merge.target not in reached:
        return merge
    then, orelse = (Const(None) if value == UNDEFINED else value for value in (merge.then, merge.orelse))
    return Merge(merge.target, then, orelse)


def _unmade(block: Block) -> Iterator[str]:
    """The names that may hold nothing when they are read, because no path has made them yet."""
    for stmt in walk(block):
        match stmt:
            case If(merges=merges):
                yield from (merge.target for merge in merges if UNDEFINED in (merge.then, merge.orelse))
            case For(carries=carries) | While(carries=carries):
                for carry in carries:
                    if carry.init == UNDEFINED:
                        yield from (carry.target, carry.result)
            case _:
                continue


# --- joint -----------------------------------------------------------------------------------------------------------
def joint(function: Function, wrt: Sequence[int], record: Callable, finish: Finish, *,
          bare: bool, with_value: bool, has_aux: bool) -> Function:  # fmt: skip
    """`f_value_and_grad` (or `f_grad`): one function, with respect to the parameters `wrt`."""
    output = function.result.items[0] if has_aux and isinstance(function.result, Tup) else function.result

    def seeds(build: Builder) -> tuple[Operand, Adjoint | None]:
        return output, seed(build, output)

    both = sweeps(function, wrt, seeds, through=False, fit=True)
    gradient: Operand = both.bars[0] if bare else Tup(both.bars)
    value: tuple[Operand, ...] = (function.result,) if with_value else ()
    aux = (function.result.items[1],) if has_aux and not with_value and isinstance(function.result, Tup) else ()
    whole = Tup((*value, gradient, *aux)) if value or aux else gradient
    end = Return(whole, function.body[-1].origin)
    name = f"{function.name}_{'value_and_grad' if with_value else 'grad'}"
    body = (*both.forward[:-1], *both.backward, end)
    marked = replace(function, name=name, body=body, roots=(), types=both.build.types, quiet=_is_quiet(both))
    simplified = finish(marked)
    build = Builder(names_of(simplified), dict(simplified.types))
    forward, backward = _parts(simplified.body[:-1])
    forward, backward = record(build, forward, (*backward, simplified.body[-1]), split=False)
    return replace(simplified, body=(*forward, *backward), types=build.types)


def _is_quiet(both: Sweeps) -> bool:
    """Whether a rule of the backward sweep asks for NumPy's floating point warnings to be off."""
    return any(stmt.origin.quiet for stmt in walk(both.backward))


def seed(build: Builder, output: Operand) -> Operand:
    """The adjoint of a scalar output: 1."""
    if shape_of(build.type_of(output)) == ():
        hint = twin(output, "bar") if isinstance(output, str) else "value_bar"
        return build.emit("copy_name", (Const(1.0),), spelling="=", hint=hint)
    return build.emit("seed", (output,), spelling="seed")


def _parts(block: Block) -> tuple[Block, Block]:
    """The forward and the backward sweep of a joint body."""
    cut = next((k for k, stmt in enumerate(block) if stmt.origin.role == "adjoint"), len(block))
    return block[:cut], block[cut:]


# --- split -----------------------------------------------------------------------------------------------------------
def result_bars(value: Operand, build: Builder, given: list[str]) -> Adjoint | None:
    """Parameters for the adjoints of a function's result: one for each float part, those of tuples item by item."""
    if isinstance(value, Tup):
        return Items(tuple(result_bars(item, build, given) for item in value.items))
    return _bar_of(build.type_of(value), twin(value, "bar") if isinstance(value, str) else "y_bar", build, given)


def _bar_of(kind: Abstract, hint: str, build: Builder, given: list[str]) -> Adjoint | None:
    if isinstance(kind, Seq) and kind.kind == "tuple" and kind.items:
        return Items(tuple(_bar_of(item, hint, build, given) for item in kind.items))
    if not is_differentiable(kind):
        return None
    given.append(build.declare(hint, adjoint_kind(kind)))
    return given[-1]


def split(function: Function, wrt: Sequence[int], record: Callable, finish: Finish,
          fwd_name: str, bwd_name: str, *, fit: bool = False) -> tuple[Function, Function]:  # fmt: skip
    """`f_fwd`, which returns what f returns and what to keep, and `f_bwd`, which takes that and the adjoints.

    `fit`: what `f_bwd` returns goes to the user, in the very types of the arguments.
    """
    result = function.result
    given: list[str] = []

    def seeds(build: Builder) -> tuple[Operand, Adjoint | None]:
        return result, result_bars(result, build, given)

    both = sweeps(function, wrt, seeds, through=True, fit=fit)
    build = both.build
    bars: Operand = both.bars[0] if len(both.bars) == 1 else Tup(both.bars)
    end = function.body[-1].origin
    params = (*function.params, *(Param(bar) for bar in given))
    body = (*both.forward[:-1], *both.backward, Return(Tup((result, bars)), end))
    whole = replace(function, params=params, body=body, roots=(), types=build.types, doc="", quiet=_is_quiet(both))
    simplified = finish(whole)
    build = Builder(names_of(simplified), dict(simplified.types))
    forward, backward = _parts(simplified.body[:-1])
    final = simplified.result
    assert isinstance(final, Tup)
    backward = (*backward, Return(final.items[1], replace(end, role="adjoint")))
    forward, backward = record(build, forward, backward, split=True)
    simplified = replace(simplified, types=build.types)
    keep = _kept(forward, backward, function)
    fwd_end = Return(Tup((final.items[0], Tup(tuple(keep)))), end)
    fwd = replace(simplified, name=fwd_name, quiet=False, params=function.params, body=(*forward, fwd_end))
    saved = build.declare("saved", SAVED)
    unpacked, backward = _unpacked(build, keep, saved, backward)
    bwd = replace(simplified, name=bwd_name, params=(Param(saved), *(Param(bar) for bar in given)),
                  frees=(), body=(*unpacked, *backward))  # fmt: skip
    return fwd, bwd


def _kept(forward: Block, backward: Block, function: Function) -> list[str]:
    """The names of the forward sweep that the backward sweep reads, in the order in which they are made."""
    made = [p.name for p in function.params] + [f.name for f in function.frees]
    made += [name for stmt in forward for name in results(stmt)]
    read = set(all_reads(backward))
    return [name for name in dict.fromkeys(made) if name in read]


def _unpacked(build: Builder, keep: Sequence[str], saved: str, backward: Block) -> tuple[Block, Block]:
    """Takes what was saved apart. A tape is copied: the backward part may be called again on the same saved values."""
    if not keep:
        return (), backward
    origin = Origin(None, None, "adjoint")
    start: list[Stmt] = [Unpack(tuple(keep), saved, origin)]
    table: dict[str, str] = {}
    for name in keep:
        kind = build.type_of(name)
        if isinstance(kind, Tape):
            table[name] = build.declare(name.partition("#")[0], kind)
            start.append(Assign(table[name], "tape_copy", (name,), (), ".copy", origin))
    return tuple(start), rename(backward, table)

