"""Untyped IR to typed IR: every name gets an abstract value, tests that types decide are decided, calls get variants.

A loop's carried values are joined until nothing changes. A size that only one iteration knows never leaves it: it is
renamed to a size of the carried value's own, because the same name may be another number in the next iteration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from s2sdiff import ops, rules
from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.infer.builder import Builder, known_truth
from s2sdiff.infer.probe import dims_of
from s2sdiff.infer.rename import rename_dims
from s2sdiff.infer.types import unpacked
from s2sdiff.infer.values import (
    Abstract,
    Arr,
    Bottom,
    Num,
    Seq,
    Static,
    Unknown,
    describe,
    element,
    join,
)
from s2sdiff.ir import (
    UNDEFINED,
    Assign,
    Block,
    Call,
    Carry,
    For,
    Function,
    If,
    Lst,
    Merge,
    Operand,
    Return,
    Stmt,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import Names, hint
from s2sdiff.walking import inner_names, map_names, results, walk

ROUNDS = 12  # more rounds than a loop has carried values that depend on each other, in any code seen

Specialise = Callable[[Any, Sequence[Abstract], Call], tuple[Any, Abstract]]


PLAIN = (type(None), str, type, np.dtype, slice, type(Ellipsis))  # what ops take besides numbers and arrays


@dataclass
class Inference:
    """One function being typed. `table` maps its untyped names to operands of the typed function."""

    build: Builder
    specialise: Specialise
    problems: list[Problem] = field(default_factory=list)
    table: dict[str, Operand] = field(default_factory=dict)

    def operand(self, operand: Operand) -> Operand:
        return map_names(operand, lambda name: self.table.get(name, name))

    def problem(self, stmt: Stmt, fault: str, remedy: str) -> None:
        found = Problem(stmt.origin.loc, fault, remedy)
        if found not in self.problems:
            self.problems.append(found)


def infer(function: Function, arguments: Sequence[Abstract], frees: Sequence[Abstract],
          specialise: Specialise) -> Function:  # fmt: skip
    """The function for arguments of these kinds. Raises UnsupportedError with every problem that types show.

    `frees` are the abstract values of the data that it reads from outside; `specialise(callee, arguments, call)` gives
    the variant of a called function and the abstract value of what it returns.
    """
    taken = [name for stmt in walk(function.body) for name in results(stmt)]
    loops = [name for stmt in walk(function.body) for name in inner_names(stmt)]
    params = [p.name for p in function.params]
    names = Names([*params, *(free.name for free in function.frees), *taken, *loops])
    build = Builder(names, dict(zip(params, arguments, strict=True)))
    build.types.update(zip((free.name for free in function.frees), frees, strict=True))
    state = Inference(build, specialise)
    _block(state, function.body)
    if state.problems:
        raise UnsupportedError(state.problems)
    return replace(function, body=tuple(build.out), types=build.types)


def _block(state: Inference, block: Block) -> None:
    for stmt in block:
        _statement(state, stmt)


def _statement(state: Inference, stmt: Stmt) -> None:
    match stmt:
        case Assign():
            state.table[stmt.target] = _assign(state, stmt)
        case Call():
            _call(state, stmt)
        case Unpack():
            _unpack(state, stmt)
        case If():
            _if(state, stmt)
        case For() | While():
            _loop(state, stmt)
        case Return(value=value):
            state.build.out.append(replace(stmt, value=state.operand(value)))
        case _:
            raise TypeError(f"not in a primal: {stmt!r}")


def _assign(state: Inference, stmt: Assign) -> Operand:
    operands = tuple(map(state.operand, stmt.operands))
    keywords = tuple((name, state.operand(value)) for name, value in stmt.keywords)
    types = [state.build.type_of(operand) for operand in operands]
    spelling = _check(state, stmt, types)
    if stmt.op == "copy_name" and isinstance(operands[0], Tup | Lst):
        return operands[0]
    return state.build.emit(stmt.op, operands, keywords, spelling=spelling, target=stmt.target, origin=stmt.origin)


def _check(state: Inference, stmt: Assign, types: Sequence[Abstract]) -> str:
    """Refuses what the types show to be out of the language; the spelling to emit."""
    spelling, first = stmt.spelling, types[0] if types else Static(None)
    in_place = len(spelling) > 1 and spelling.endswith("=") and stmt.op not in ops.COMPARISONS
    if in_place:
        spelling = spelling[:-1]
        if (isinstance(first, Arr) and not first.scalar) or isinstance(first, Unknown | Seq):
            text = f"{spelling}= on a value that is or may be an array changes it in place, "
            remedy = f"Write x = x {spelling} …, which makes a new array."
            state.problem(stmt, f"{text}which cannot be differentiated yet.", remedy)
    if spelling.startswith(".") and isinstance(first, Seq | Static):
        state.problem(stmt, f"A {describe(first)} has no array method or attribute {spelling}.",
                      "Use np.asarray on it outside, or the NumPy function.")  # fmt: skip
    if spelling.startswith(".") and isinstance(first, Num) and spelling not in (".real", ".imag", ".conjugate"):
        state.problem(stmt, f"A Python {first.kind} has no attribute {spelling}.", "Pass a NumPy array or scalar.")
    if spelling in ("min", "max") and stmt.op in ("min", "max") and not (
        isinstance(first, Arr) and first.shape is not None and len(first.shape) == 1
    ):
        state.problem(stmt, f"The builtin {spelling}() of a {describe(first)} cannot be differentiated.",
                      f"Use np.{spelling}, or {spelling} of numbers.")  # fmt: skip
    if stmt.op == "opaque" and not all(map(_is_plain, types)):
        state.problem(stmt, f"{spelling} has no derivative rule, and an array goes into it.",
                      "Write it with NumPy functions that have a rule, or compute it outside and pass it in.")  # fmt: skip
    strange = [t for t in types if isinstance(t, Static) and not isinstance(t.value, PLAIN)]
    if rules.is_op(stmt.op) and strange:
        kind = type(strange[0].value).__name__
        state.problem(stmt, f"A {kind} object goes into {spelling}.", "Pass numbers, arrays, tuples, lists and dicts.")
    if rules.is_op(stmt.op) and any(isinstance(t, Arr) and t.dtype == "object" for t in types):
        state.problem(stmt, "An array of Python objects cannot be differentiated.", "Use an array of floats.")
    return spelling


def _is_plain(value: Abstract) -> bool:
    match value:
        case Num() | Static():
            return True
        case Seq(_, items):
            return items is not None and all(map(_is_plain, items))
        case _:
            return False


def _call(state: Inference, stmt: Call) -> None:
    operands = tuple(map(state.operand, stmt.operands))
    callee, returned = state.specialise(stmt.callee, [state.build.type_of(o) for o in operands], stmt)
    target = _pattern(state, stmt.target, returned)
    state.build.out.append(replace(stmt, target=target, callee=callee, operands=operands))


def _unpack(state: Inference, stmt: Unpack) -> None:
    source = state.operand(stmt.source)
    kind = state.build.type_of(source)
    count = len(stmt.targets)
    known = len(kind.items) if isinstance(kind, Seq) and kind.items is not None else count
    if known != count or isinstance(kind, Num | Static):
        state.problem(stmt, f"A {describe(kind)} cannot be unpacked into {count} names.", "Make the numbers agree.")
        return
    if isinstance(source, Tup | Lst):
        state.table.update(zip(stmt.targets, source.items, strict=True))
        return
    each = unpacked(kind, count)
    state.build.types.update(zip(stmt.targets, each, strict=True))
    state.build.out.append(replace(stmt, source=source))


def _pattern(state: Inference, target: Operand, returned: Abstract) -> Operand:
    """The names that take what a call returns: one for each item of a tuple."""
    match target, returned:
        case Tup(items), Seq("tuple", tuple(types)) if len(items) == len(types):
            return Tup(tuple(_pattern(state, item, kind) for item, kind in zip(items, types, strict=True)))
        case Tup(items), _:
            each = element(returned) if isinstance(returned, Seq) else returned if isinstance(returned, Bottom) else Unknown()
            return Tup(tuple(_pattern(state, item, each) for item in items))
        case str(), Seq("tuple", tuple(types)) if types:
            names = (state.build.names.fresh(hint(target)) for _ in types)
            whole = Tup(tuple(_pattern(state, name, kind) for name, kind in zip(names, types, strict=True)))
            state.table[target] = whole
            return whole
        case str(), _:
            state.build.types[target] = rename_dims(returned, lambda dim: dim)
            return target
        case _:
            raise TypeError(f"not a target: {target!r}")


def _if(state: Inference, stmt: If) -> None:
    test = state.operand(stmt.test)
    decided = known_truth(state.build.type_of(test))
    if decided is not None:
        _block(state, stmt.then if decided else stmt.orelse)
        for merge in stmt.merges:
            state.table[merge.target] = state.operand(merge.then if decided else merge.orelse)
        return
    with state.build.block() as then:
        _block(state, stmt.then)
        thens = [_named(state, state.operand(merge.then), merge.target) for merge in stmt.merges]
    with state.build.block() as orelse:
        _block(state, stmt.orelse)
        others = [_named(state, state.operand(merge.orelse), merge.target) for merge in stmt.merges]
    merges = []
    for merge, a, b in zip(stmt.merges, thens, others, strict=True):
        if a == b and isinstance(a, str):
            state.table[merge.target] = a
            continue
        state.build.types[merge.target] = _joined(state, a, b, f"?{merge.target}")
        merges.append(Merge(merge.target, a, b))
    state.build.out.append(replace(stmt, test=test, then=tuple(then), orelse=tuple(orelse), merges=tuple(merges)))


def _named(state: Inference, operand: Operand, target: str) -> Operand:
    return state.build.as_operand(operand, hint(target)) if isinstance(operand, Tup | Lst) else operand


def _joined(state: Inference, a: Operand, b: Operand, fresh: str) -> Abstract:
    left, right = (Bottom() if x == UNDEFINED else state.build.type_of(x) for x in (a, b))
    return join(left, right, fresh)


def _loop(state: Inference, stmt: For | While) -> None:
    """Types a loop: its body is gone through until what it carries does not change any more."""
    build = state.build
    before = {dim for value in build.types.values() for dim in _unknown_dims(value)}
    inits = [_named(state, state.operand(carry.init), carry.target) for carry in stmt.carries]
    types = [Bottom() if init == UNDEFINED else build.type_of(init) for init in inits]
    types = [forget_value(t) for t in types]
    for _ in range(ROUNDS):
        build.types.update({carry.target: t for carry, t in zip(stmt.carries, types, strict=True)})
        problems = list(state.problems)
        typed = _body(state, stmt, inits)
        following = []
        for carry, known in zip(typed.carries, types, strict=True):
            after = Bottom() if carry.next == UNDEFINED else build.type_of(carry.next)
            own = set(_unknown_dims(known))
            local = _localised(after, lambda dim, own=own: dim in before or dim in own, f"?{carry.target}")
            following.append(forget_value(join(known, local, f"?{carry.target}")))
        if following == types:
            build.out.append(typed)
            for carry, known in zip(typed.carries, types, strict=True):
                own = set(_unknown_dims(known)) - before
                build.types[carry.result] = _localised(known, lambda dim, own=own: dim not in own, f"?{carry.result}")
            return
        state.problems[:] = problems
        types = following
    raise UnsupportedError(Problem(stmt.origin.loc, "What this loop carries from one iteration to the next has no kind.",
                                   "Give the carried variables one kind from the start."))  # fmt: skip


def _body(state: Inference, stmt: For | While, inits: Sequence[Operand]) -> For | While:
    build = state.build
    head: list[Stmt] = []
    test: Operand = UNDEFINED
    if isinstance(stmt, For):
        build.types[stmt.index] = Num("int")
    else:
        with build.block() as head:
            _block(state, stmt.head)
            test = state.operand(stmt.test)
    with build.block() as body:
        _block(state, stmt.body)
        nexts = [_named(state, state.operand(carry.next), carry.target) for carry in stmt.carries]
    carries = tuple(Carry(c.target, init, following, c.result)
                    for c, init, following in zip(stmt.carries, inits, nexts, strict=True))  # fmt: skip
    if isinstance(stmt, While):
        return replace(stmt, carries=carries, head=tuple(head), test=test, body=tuple(body))
    start, stop, step = (state.operand(part) for part in (stmt.start, stmt.stop, stmt.step))
    return replace(stmt, start=start, stop=stop, step=step, carries=carries, body=tuple(body))


def _unknown_dims(value: Abstract) -> Iterator[str]:
    return (dim for dim in dims_of(value) if isinstance(dim, str) and "?" in dim)


def _localised(value: Abstract, stays: Callable[[str], bool], fresh: str) -> Abstract:
    """The value with sizes that one iteration knows renamed to the carried value's own."""
    count = iter(range(1000))
    return rename_dims(value, lambda dim: dim if "?" not in dim or stays(dim) else f"{fresh}.{next(count)}")


def forget_value(value: Abstract) -> Abstract:
    """A carried number has another value in each iteration, and is not known to be a size."""
    match value:
        case Num(kind):
            return Num(kind)
        case Seq(kind, tuple(items)):
            return Seq(kind, tuple(map(forget_value, items)))
        case _:
            return value


