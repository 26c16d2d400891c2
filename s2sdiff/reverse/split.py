"""The two sweeps as two functions: for `vjp`, and for a function that is called.

    f_fwd(x):  forward sweep, return y, saved          f_bwd(saved, y_bar):  backward sweep, return x_bar
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import SAVED, Abstract, Seq, Tape, is_differentiable
from s2sdiff.ir import Assign, Block, Function, Operand, Origin, Param, Return, Stmt, Tup, Unpack
from s2sdiff.names import twin
from s2sdiff.rebuilding import rename
from s2sdiff.reverse.adjoints import Adjoint, Items
from s2sdiff.reverse.reverse import Finish, is_quiet, parts_of, sweeps
from s2sdiff.transform.absent import absent_in, with_absent
from s2sdiff.walking import all_reads, results


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
    bars: Operand = both.bars[0] if len(both.bars) == 1 else Tup(both.bars)
    params = (*function.params, *(Param(bar) for bar in given))
    body = (*both.forward[:-1], *both.backward, Return(Tup((result, bars)), function.body[-1].origin))
    whole = replace(function, params=params, body=body, roots=(), types=both.build.types, doc="", quiet=is_quiet(both))
    return in_two(whole, given, record, finish, fwd_name, bwd_name)


def in_two(whole: Function, given: Sequence[str], record: Callable, finish: Finish,
           fwd_name: str, bwd_name: str) -> tuple[Function, Function]:  # fmt: skip
    """Both parts of a function that holds both sweeps and returns `(result, bars)`; `given`: its last parameters."""
    end = whole.body[-1].origin
    params = whole.params[: len(whole.params) - len(given)]
    simplified = finish(whole)
    build = Builder(names_of(simplified), dict(simplified.types))
    forward, backward = parts_of(simplified.body[:-1])
    final = simplified.result
    assert isinstance(final, Tup)
    backward = (*backward, Return(final.items[1], replace(end, role="adjoint")))
    forward, backward = record(build, forward, backward, split=True)
    simplified = replace(simplified, types=build.types)
    keep = _kept(forward, backward, replace(whole, params=params))
    absent = absent_in(replace(simplified, body=(*forward, *backward)))
    forward, there = with_absent(build, forward, keep, ())
    fwd_end = Return(Tup((final.items[0], Tup(tuple(there.get(name, name) for name in keep)))), end)
    fwd = replace(simplified, name=fwd_name, quiet=False, params=params, body=(*forward, fwd_end))
    saved = build.declare("saved", SAVED)
    unpacked, backward = _unpacked(build, keep, saved, backward)
    bwd = replace(simplified, name=bwd_name, params=(Param(saved), *(Param(bar) for bar in given)),
                  frees=(), body=(*unpacked, *backward), absent=absent)  # fmt: skip
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

