"""Forward mode: a typed function to the one that computes its tangents as well, each right after its primal.

    y = f(x)      →      y, y_dot = f_jvp(x, x_dot)

A name that nothing differentiated reaches has no tangent, and its terms are not written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from s2sdiff.forward.ops import tangent_of_op
from s2sdiff.forward.pushing import Pushing, declared, dot_of, named_dot
from s2sdiff.forward.structures import branches, call, loop
from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.values import Seq, Tape, is_differentiable
from s2sdiff.ir import (
    NONE,
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
    Origin,
    Param,
    Pop,
    Push,
    Return,
    Stmt,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import twin
from s2sdiff.transform.absent import builder_of
from s2sdiff.transform.activity import varied
from s2sdiff.transform.refuse import refuse
from s2sdiff.transform.shapes import fitted
from s2sdiff.walking import derived_origin, names_in, walk


def forward(function: Function, wrt: Sequence[int], *, with_value: bool = True, fit: bool = False,
            together: bool = False, at: int | None = None, name: str = "") -> Function:  # fmt: skip
    """`f_jvp(*params, *tangents)`: the result and its tangent, or the tangent alone; with respect to `wrt`.

    `fit`: the tangents go to the user, in the very types of the results. `at`: the position of the first tangent among
    the parameters, if it is not the end; `together`: the tangents are one tuple.
    """
    build = builder_of(function)
    inputs = [function.params[k].name for k in wrt]
    reached = varied(function.body, inputs, function.types)
    refuse(function.body, reached, function.types)
    tapes = _kept_tapes(function)
    state = Pushing(build, _with_tapes(function.body, reached, tapes, function.types))
    kinds = map(build.type_of, inputs)
    given = [build.declare(twin(name, "dot"), kind if fit else adjoint_kind(kind))
             for name, kind in zip(inputs, kinds, strict=True)]  # fmt: skip
    state.dots.update(zip(inputs, given, strict=True))
    dots = tuple(map(Param, given))
    if together:
        origin = Origin(function.loc, function.loc, "tangent")
        dots = (Param(build.declare("v", Seq("tuple", tuple(map(build.type_of, given))))),)
        build.out.append(Unpack(tuple(given), dots[0].name, origin))
    last = function.body[-1]
    assert isinstance(last, Return)
    push(state, function.body[:-1])
    with build.at(replace(last.origin, role="tangent")):
        dot = _result(state, last.value, fit)
    value = Tup((last.value, dot)) if with_value else dot
    own = tuple(function.params)
    at = len(own) if at is None else at
    params = (*(replace(p, default=False) for p in own[:at]), *dots, *own[at:])
    body = (*build.out, replace(last, value=value))
    quiet = any(stmt.origin.quiet for stmt in walk(body))
    return replace(function, name=name or f"{function.name}_jvp", params=params, body=body, types=build.types,
                   quiet=quiet, roots=(), absent=build.unmade.union(_dots_of(state, build.unmade)))  # fmt: skip


def _dots_of(state: Pushing, names: Collection[str]) -> Iterable[str]:
    return (dot for name, dot in state.dots.items() if name in names and isinstance(dot, str))


def _kept_tapes(function: Function) -> frozenset[str]:
    """The tapes that leave the function: what takes them expects a tangent of each that may have one."""
    return frozenset(name for stmt in walk(function.body) for name in _tuple_items(stmt)
                     if isinstance(function.types.get(name), Tape))  # fmt: skip


def _tuple_items(stmt: Stmt) -> Iterable[str]:
    match stmt:
        case Assign(op="tuple", operands=(Tup(items),)) | Return(value=Tup(items)):
            return [name for item in items for name in names_in(item)]
        case _:
            return ()


def _with_tapes(body: Block, reached: frozenset[str], tapes: Collection[str], types: Mapping) -> frozenset[str]:
    kept = [name for name in tapes if is_differentiable(types[name])]
    return reached | varied(body, kept, types) if kept else reached


def _result(state: Pushing, value: Operand, fit: bool) -> Operand:
    match value:
        case Tup(items) | Lst(items):
            return type(value)(tuple(_result(state, item, fit) for item in items))
        case Dct(keys, items):
            return Dct(keys, tuple(_result(state, item, fit) for item in items))
        case str() | Const() if fit:
            dot, kind = dot_of(state, value), state.build.type_of(value)
            return dot if value == NONE or state.build.type_of(dot) == kind else _fitted(state, dot, value)
        case _:
            return dot_of(state, value)


def _fitted(state: Pushing, dot: Operand, value: Operand) -> Operand:
    """A tangent in the type of the result that it is of; one that is no float has the tangent 0.0."""
    return fitted(state.build, dot, value, suffix="dot") if is_differentiable(state.build.type_of(value)) else dot


def push(state: Pushing, block: Block) -> None:
    for stmt in block:
        with state.build.at(derived_origin(stmt, "tangent")):
            _statement(state, stmt)


def _statement(state: Pushing, stmt: Stmt) -> None:
    match stmt:
        case If():
            branches(state, stmt, push)
        case For() | While():
            loop(state, stmt, push)
        case Call():
            call(state, stmt)
        case Assign(target=target):
            state.build.out.append(stmt)
            if stmt.op in ("zeros", "zeros_like", "zeros_of") and is_differentiable(state.build.type_of(target)):
                state.zeros.add(target)
            if target in state.active:
                state.dots[target] = tangent_of_op(state, stmt)
        case Unpack(targets=targets, source=source):
            state.build.out.append(stmt)
            if source in state.active:
                taken = [declared(state, target) for target in targets]
                state.build.out.append(Unpack(tuple(taken), named_dot(state, source), state.build.origin))
        case Push(tape=tape, value=value):
            state.build.out.append(stmt)
            if tape in state.active:
                state.build.out.append(Push(named_dot(state, tape), dot_of(state, value), state.build.origin))
        case Pop(target=target, tape=tape):
            state.build.out.append(stmt)
            if tape in state.active:
                state.build.out.append(Pop(declared(state, target), named_dot(state, tape), state.build.origin))
        case _:
            raise TypeError(f"no tangent of {stmt!r}")
