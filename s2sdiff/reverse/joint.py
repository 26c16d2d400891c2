"""Both sweeps in one function: the gradient of a scalar function, or what a cotangent of the output comes to.

    f_value_and_grad(x):  forward sweep, backward sweep, return value, x_bar
    f_vjp(x, y_bar):      forward sweep, backward sweep, return x_bar
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from s2sdiff.fields import Field
from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.refuse import check_differentiable
from s2sdiff.infer.values import Abstract, Map, shape_of
from s2sdiff.ir import Block, Const, Function, Operand, Param, Return, Tup
from s2sdiff.names import twin
from s2sdiff.reverse.adjoints import Adjoint
from s2sdiff.reverse.reverse import Finish, Sweeps, is_quiet, parts_of, sweeps
from s2sdiff.transform.leaves import put_together, rank_of
from s2sdiff.transform.shapes import fitted, shape

Picks = Sequence[tuple[int, tuple[str, ...]]]  # of which of `wrt`, which attributes


def joint(function: Function, wrt: Sequence[int], record: Callable, finish: Finish, *,
          name: str, bare: bool, with_value: bool, has_aux: bool, picks: Picks = ()) -> Function:  # fmt: skip
    """`f_value_and_grad` (or `f_grad`): one function, with respect to the parameters `wrt`, or to `picks` of these.

    Of an array that is returned every entry has the adjoint 1: the gradient is that of their sum.
    """
    for k, path in picks:
        check_picked(function, wrt[k], path)
    output = function.result.items[0] if has_aux and isinstance(function.result, Tup) else function.result

    def seeds(build: Builder) -> tuple[Operand, Adjoint | None]:
        return output, seed(build, output)

    both = sweeps(function, wrt, seeds, through=False, fit=True)
    if picks:
        both = picked_bars(both, [function.params[k].name for k in wrt], picks)
    gradient: Operand = both.bars[0] if bare else Tup(both.bars)
    value: tuple[Operand, ...] = (function.result,) if with_value else ()
    aux = (function.result.items[1],) if has_aux and not with_value and isinstance(function.result, Tup) else ()
    whole = Tup((*value, gradient, *aux)) if value or aux else gradient
    return _recorded(replace(function, name=name), both, whole, record, finish)


def picked_bars(both: Sweeps, inputs: Sequence[str], picks: Picks) -> Sweeps:
    """The sweeps with the adjoints of attributes in place of those of the objects that have them."""
    with both.build.block() as out:
        bars: list[Operand] = []
        bar: Operand
        of: Operand
        for k, path in picks:
            bar, of = both.bars[k], inputs[k]
            for attribute in path:
                bar, of = (both.build.emit("getitem", (x, Const(Field(attribute))), spelling="[]") for x in (bar, of))
            bars.append(fitted(both.build, bar, of) if path else bar)
    return replace(both, backward=(*both.backward, *out), bars=tuple(bars))


def check_picked(function: Function, position: int, path: Sequence[str]) -> None:
    """Raises TypeError for an attribute that there is not, or that no gradient can be taken with respect to."""
    name = function.params[position].name
    kind = function.types[name]
    for attribute in path:
        name = f"{name}.{attribute}"
        if not isinstance(kind, Map) or Field(attribute) not in kind.keys:
            raise TypeError(f"{function.name} has no {name} that could be differentiated")
        kind = kind.items[kind.keys.index(Field(attribute))]
    check_differentiable(function.name, name, kind)


def pulled(function: Function, wrt: Sequence[int], record: Callable, finish: Finish, name: str) -> Function:
    """`f_vjp(*params, y_bar)`: the cotangents of the parameters `wrt`, a tuple, for one of the result."""
    given: list[str] = []

    def seeds(build: Builder) -> tuple[Operand, Adjoint | None]:
        result = function.result
        hint = twin(result, "bar") if isinstance(result, str) else "y_bar"
        given.append(build.declare(hint, adjoint_kind(build.type_of(result))))
        return result, given[0]

    both = sweeps(function, wrt, seeds, through=False, fit=True)
    changed = replace(function, name=name, params=(*function.params, Param(given[0])), doc="")
    return _recorded(changed, both, Tup(both.bars), record, finish)


def swept(function: Function, wrt: Sequence[int], record: Callable, finish: Finish,
          leaves: Sequence[Abstract]) -> tuple[Function, list[str]]:  # fmt: skip
    """The value with the adjoints of the parameters `wrt`, for an adjoint of each number and array in the value.

    `leaves` are their kinds; the function takes them after its own parameters, under the names that are returned.
    """
    given: list[str] = []

    def seeds(build: Builder) -> tuple[Operand, Adjoint | None]:
        result = function.result
        hint = twin(result, "bar") if isinstance(result, str) else "y_bar"
        given.extend(build.declare(hint, adjoint_kind(leaf)) for leaf in leaves)
        return result, build.whole(put_together(build.type_of(result), iter(given)), hint)

    both = sweeps(function, wrt, seeds, through=False, fit=False)
    changed = replace(function, params=(*function.params, *map(Param, given)), doc="")
    return _recorded(changed, both, Tup((function.result, Tup(both.bars))), record, finish), given


def _recorded(function: Function, both: Sweeps, result: Operand, record: Callable, finish: Finish) -> Function:
    """The sweeps as one function that returns `result`, simplified, with its tapes."""
    body = (*both.forward[:-1], *both.backward, Return(result, function.body[-1].origin))
    whole = replace(function, body=body, roots=(), types=both.build.types, quiet=is_quiet(both))
    return recorded(whole, record, finish)


def recorded(whole: Function, record: Callable, finish: Finish) -> Function:
    """A function of both sweeps, simplified, with its tapes."""
    simplified = finish(whole)
    build = Builder(names_of(simplified), dict(simplified.types))
    forward, backward = parts_of(simplified.body[:-1])
    forward, backward = record(build, forward, (*backward, simplified.body[-1]), split=False)
    block: Block = (*forward, *backward)
    return replace(simplified, body=block, types=build.types)


def seed(build: Builder, output: Operand) -> Operand:
    """The adjoint of a scalar output: 1."""
    if shape_of(build.type_of(output)) == ():
        hint = twin(output, "bar") if isinstance(output, str) else "value_bar"
        return build.emit("copy_name", (Const(1.0),), spelling="=", hint=hint)
    if rank_of(build.type_of(output)):
        return build.emit("broadcast_to", (Const(1.0), shape(build, output)))
    return build.emit("seed", (output,), spelling="seed")
