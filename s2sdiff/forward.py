"""Forward mode: a typed function to the one that computes its tangents as well, each right after its primal.

    y = f(x)      →      y, y_dot = f_jvp(x, x_dot)

A name that nothing differentiated reaches has no tangent, and its terms are not written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from s2sdiff import rules
from s2sdiff.absent import absent_in
from s2sdiff.activity import PASSED_ON, varied
from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Bottom, Map, Seq, Tape, is_differentiable, join, shape_of
from s2sdiff.instantiate import NO_TANGENT, instantiate, items_of, list_operand, with_items
from s2sdiff.ir import (
    NONE,
    UNDEFINED,
    Assign,
    Block,
    Call,
    Carry,
    Const,
    Dct,
    For,
    Function,
    If,
    Lst,
    Merge,
    Operand,
    Origin,
    Param,
    Pop,
    Push,
    Return,
    Slc,
    Stmt,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import twin
from s2sdiff.refuse import refuse
from s2sdiff.shapes import exactly, fitted, spread, zero
from s2sdiff.walking import map_names, names_in, walk


@dataclass
class Pushing:
    """What going forward carries along: the names that have a tangent, and the tangents written so far."""

    build: Builder
    active: frozenset[str]
    dots: dict[str, Operand] = field(default_factory=dict)
    zeros: set[str] = field(default_factory=set)  # names of zeros, which are their own tangents

    def is_active(self, operand: Operand) -> bool:
        return any(name in self.active for name in names_in(operand))


def forward(function: Function, wrt: Sequence[int], *, with_value: bool = True, fit: bool = False,
            together: bool = False, at: int | None = None, name: str = "") -> Function:  # fmt: skip
    """`f_jvp(*params, *tangents)`: the result and its tangent, or the tangent alone; with respect to `wrt`.

    `fit`: the tangents go to the user, in the very types of the results. `at`: the position of the first tangent among
    the parameters, if it is not the end; `together`: the tangents are one tuple.
    """
    build = Builder(names_of(function), dict(function.types), unmade=absent_in(function))
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
    _block(state, function.body[:-1])
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


def _block(state: Pushing, block: Block) -> None:
    for stmt in block:
        origin = Origin(stmt.origin.loc, stmt.origin.line, "tangent")
        with state.build.at(origin):
            _statement(state, stmt)


def _statement(state: Pushing, stmt: Stmt) -> None:
    match stmt:
        case If():
            _if(state, stmt)
        case For():
            _for(state, stmt)
        case While():
            _while(state, stmt)
        case Call():
            _call(state, stmt)
        case Assign(target=target):
            state.build.out.append(stmt)
            if stmt.op in ("zeros", "zeros_like", "zeros_of") and is_differentiable(state.build.type_of(target)):
                state.zeros.add(target)
            if target in state.active:
                state.dots[target] = _assign(state, stmt)
        case Unpack(targets=targets, source=source):
            state.build.out.append(stmt)
            if source in state.active:
                taken = [_declared(state, target) for target in targets]
                state.build.out.append(Unpack(tuple(taken), _named(state, source), state.build.origin))
        case Push(tape=tape, value=value):
            state.build.out.append(stmt)
            if tape in state.active:
                state.build.out.append(Push(_named(state, tape), _dot(state, value), state.build.origin))
        case Pop(target=target, tape=tape):
            state.build.out.append(stmt)
            if tape in state.active:
                state.build.out.append(Pop(_declared(state, target), _named(state, tape), state.build.origin))
        case _:
            raise TypeError(f"no tangent of {stmt!r}")


# --- tangents of operands ---------------------------------------------------------------------------------------------
def _declared(state: Pushing, primal: str) -> str:
    """The name of a tangent that something other than an op gives a value."""
    made = state.build.declare(twin(primal, "dot"), adjoint_kind(state.build.type_of(primal)))
    state.dots[primal] = made
    return made


def _dot(state: Pushing, operand: Operand) -> Operand:
    """The tangent of an operand; zeros, where it has none."""
    match operand:
        case str() if operand in state.active:
            return state.dots[operand]
        case Tup(items) | Lst(items):
            return type(operand)(tuple(_dot(state, item) for item in items))
        case Dct(keys, items):
            return Dct(keys, tuple(_dot(state, item) for item in items))
        case Const(None) | Slc():
            return operand
        case str() if operand in state.zeros:
            return operand
        case _ if operand == UNDEFINED:
            return UNDEFINED
        case _:
            return zero(state.build, operand)


def _named(state: Pushing, primal: str) -> str:
    """The tangent of a name under a name."""
    return state.build.as_operand(_dot(state, primal), twin(primal, "dot"))


def _result(state: Pushing, value: Operand, fit: bool) -> Operand:
    match value:
        case Tup(items) | Lst(items):
            return type(value)(tuple(_result(state, item, fit) for item in items))
        case Dct(keys, items):
            return Dct(keys, tuple(_result(state, item, fit) for item in items))
        case str() | Const() if fit:
            dot, kind = _dot(state, value), state.build.type_of(value)
            return dot if value == NONE or state.build.type_of(dot) == kind else _fitted(state, dot, value)
        case _:
            return _dot(state, value)


def _fitted(state: Pushing, dot: Operand, value: Operand) -> Operand:
    """A tangent in the type of the result that it is of; one that is no float has the tangent 0.0."""
    return fitted(state.build, dot, value, suffix="dot") if is_differentiable(state.build.type_of(value)) else dot


# --- ops --------------------------------------------------------------------------------------------------------------
def _assign(state: Pushing, stmt: Assign) -> Operand:
    hint = twin(stmt.target, "dot")
    match stmt:
        case Assign(op="copy_name" | "tape_copy" | "saved" | "copied" as op, operands=(source,)):
            name = state.build.emit(op, (_dot(state, source),), spelling=stmt.spelling, hint=hint)
            return exactly(state.build, name, stmt.target, hint)
        case Assign(op="float_" | "complex_" as op, operands=(source,)):  # `np.float64(x)` as well as `float(x)`
            name = str(state.build.emit(op, (_dot(state, source),), spelling=stmt.spelling, hint=hint))
            state.build.types[name] = state.build.type_of(stmt.target)
            return name
        case Assign(op="add_trees" | "item_added" as op, operands=operands):
            dots = tuple(_dot(state, operand) if k in PASSED_ON[op] else operand for k, operand in enumerate(operands))
            return state.build.emit(op, dots, spelling=op, hint=hint)
        case Assign(op="tape"):
            name = _declared(state, stmt.target)
            state.build.out.append(replace(stmt, target=name, origin=state.build.origin))
            return name
        case Assign(op="tuple" | "list" | "dict" as op, operands=(source,)):
            name = str(state.build.emit(op, (_dot(state, source),), spelling=stmt.spelling, hint=hint))
            state.build.types[name] = adjoint_kind(state.build.type_of(stmt.target))
            return name
        case Assign(op="getitem", operands=(str() as source, index)) if isinstance(
                state.build.type_of(source), Seq | Map):  # fmt: skip
            name = state.build.emit("getitem", (_dot(state, source), index), spelling="[]", hint=hint)
            if isinstance(name, str) and name not in state.dots.values():
                state.build.types[name] = adjoint_kind(state.build.type_of(stmt.target))
            return name
        case _:
            return _by_rule(state, stmt, hint)


def _by_rule(state: Pushing, stmt: Assign, hint: str) -> Operand:
    """The tangent line of an op's rule, without the terms of what has no tangent."""
    text, listed = rules.texts()[stmt.op], list_operand(stmt)
    given: dict[str, Operand] = {f"{name}_dot": NO_TANGENT for name in text.dots}
    for name, operand in zip(text.operands, stmt.operands, strict=False):
        if name in text.dots and state.is_active(operand):
            dot = _dot(state, operand)
            given[f"{name}_dot"] = items_of(state.build, stmt, listed, dot) if operand == listed else dot
    if listed is not None:
        stmt = with_items(state.build, stmt, listed)
    if text.stores and given.get("x_dot") == NO_TANGENT:
        given["x_dot"] = zero(state.build, stmt.operands[0])
    (made,) = instantiate(state.build, stmt, given, ["y_dot"], {"y_dot": hint}, state.build.origin)
    if made == NO_TANGENT:
        return zero(state.build, stmt.target, hint)
    return (spread if _may_be_small(state, stmt, given) else exactly)(state.build, made, stmt.target, hint)


def _may_be_small(state: Pushing, stmt: Assign, given: Mapping[str, Operand]) -> bool:
    """Whether an operand whose term is left out may have the shape of the result alone."""
    text = rules.texts()[stmt.op]
    left_out = [operand for name, operand in zip(text.operands, stmt.operands, strict=False)
                if given.get(f"{name}_dot") == NO_TANGENT]  # fmt: skip
    return text.broadcasts and any(shape_of(state.build.type_of(operand)) != () for operand in left_out)


# --- calls ------------------------------------------------------------------------------------------------------------
def _call(state: Pushing, stmt: Call) -> None:
    """A call of the callee's tangent part, which gives the result as well."""
    if not any(map(state.is_active, stmt.operands)):
        state.build.out.append(stmt)
        return
    mask = tuple(state.is_active(operand) for operand in stmt.operands)
    given = [_dot(state, operand) for operand, on in zip(stmt.operands, mask, strict=True) if on]
    target = map_names(stmt.target, lambda name: _declared(state, name))
    state.build.out.append(replace(stmt, target=Tup((stmt.target, target)), callee=stmt.callee.part("jvp", mask),
                                   operands=(*stmt.operands, *given)))  # fmt: skip


# --- structures -------------------------------------------------------------------------------------------------------
def _if(state: Pushing, stmt: If) -> None:
    sides = []
    for block, values in ((stmt.then, [m.then for m in stmt.merges]), (stmt.orelse, [m.orelse for m in stmt.merges])):
        with state.build.block() as out:
            _block(state, block)
            dots = [_at_end(state, value, merge.target) for value, merge in zip(values, stmt.merges, strict=True)]
        sides.append((tuple(out), dots))
    (then, thens), (orelse, others) = sides
    merges = list(stmt.merges)
    for merge, a, b in zip(stmt.merges, thens, others, strict=True):
        if merge.target in state.active:
            left, right = (Bottom() if x == UNDEFINED else state.build.type_of(x) for x in (a, b))
            dot = state.build.declare(twin(merge.target, "dot"), join(left, right, f"?{merge.target}"))
            state.dots[merge.target] = dot
            merges.append(Merge(dot, a, b))
    state.build.out.append(replace(stmt, then=then, orelse=orelse, merges=tuple(merges)))


def _at_end(state: Pushing, value: Operand, target: str) -> Operand:
    """The tangent of what a block hands on, as a name or a number."""
    if target not in state.active:
        return NONE
    dot = _dot(state, value)
    return state.build.as_operand(dot, twin(target, "dot")) if isinstance(dot, Tup | Lst | Dct) else dot


def _for(state: Pushing, stmt: For) -> None:
    carries = _started(state, stmt.carries)
    with state.build.block() as body:
        _block(state, stmt.body)
        nexts = _continued(state, stmt.carries)
    state.build.out.append(replace(stmt, body=tuple(body), carries=(*stmt.carries, *_carried(carries, nexts))))


def _while(state: Pushing, stmt: While) -> None:
    carries = _started(state, stmt.carries)
    with state.build.block() as head:
        for inner in stmt.head:  # the test has no tangent, and its names are not seen by the body
            state.build.out.append(inner)
    with state.build.block() as body:
        _block(state, stmt.body)
        nexts = _continued(state, stmt.carries)
    state.build.out.append(replace(stmt, head=tuple(head), body=tuple(body),
                                   carries=(*stmt.carries, *_carried(carries, nexts))))  # fmt: skip


def _started(state: Pushing, carries: Sequence[Carry]) -> list[Carry]:
    """Carries of the tangents, with what they start from; the names inside the loop and after it are declared."""
    made = []
    for carry in carries:
        if carry.target not in state.active and carry.result not in state.active:
            continue
        init = _at_end(state, carry.init, carry.target)
        inside, after = _declared(state, carry.target), _declared(state, carry.result)
        made.append(Carry(inside, init, NONE, after))
    return made


def _continued(state: Pushing, carries: Sequence[Carry]) -> list[Operand]:
    return [_at_end(state, carry.next, carry.target) for carry in carries
            if carry.target in state.active or carry.result in state.active]  # fmt: skip


def _carried(carries: Sequence[Carry], nexts: Sequence[Operand]) -> list[Carry]:
    return [replace(carry, next=value) for carry, value in zip(carries, nexts, strict=True)]
