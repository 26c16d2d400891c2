"""Untyped IR to typed IR: every name gets an abstract value, tests that types decide are decided, calls get variants.

A loop's carried values are joined until nothing changes. A size that only one iteration knows never leaves it: it is
renamed to a size of the carried value's own, because the same name may be another number in the next iteration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from s2sdiff.errors import UnsupportedError
from s2sdiff.fields import Fields
from s2sdiff.infer.branches import type_branches
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.description import describe
from s2sdiff.infer.dicts import merged
from s2sdiff.infer.inline import inline
from s2sdiff.infer.loops import type_loop
from s2sdiff.infer.nested import changed_inside
from s2sdiff.infer.objects import as_tuple, attribute_asked, type_attribute, type_method
from s2sdiff.infer.overloads import type_operator
from s2sdiff.infer.refuse import ask_unshared, checked_spelling, is_augmented
from s2sdiff.infer.rename import rename_dims
from s2sdiff.infer.state import Inference, Means, NeverRuns, Specialise
from s2sdiff.infer.stores import is_array, refuse_change, type_store, write
from s2sdiff.infer.tangents import fitting
from s2sdiff.infer.types import unpacked
from s2sdiff.infer.values import NOT_KNOWN, Abstract, Bottom, Num, Opaque, Seq, Static, Unknown, element
from s2sdiff.ir import (
    COPIES,
    EFFECTS,
    NONE,
    TEXT,
    UNREACHABLE,
    WHOLE,
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
    Return,
    Stmt,
    Store,
    Tup,
    Unpack,
    While,
)
from s2sdiff.names import PART, TEMPORARY, hint, is_temporary
from s2sdiff.parse.methods import Construct, Method
from s2sdiff.stores.effects import holds_memory
from s2sdiff.walking import names_in, walk


def infer(function: Function, arguments: Sequence[Abstract], frees: Sequence[Abstract],
          specialise: Specialise, *, inlines_shared: bool = False,
          means: Means = lambda cls, name, value: None) -> Function:  # fmt: skip
    """The function for arguments of these kinds. Raises UnsupportedError with every problem that types show.

    `frees` are the abstract values of the data that it reads from outside; `specialise` gives the variant of a called
    function and what it returns, or says that the call is to be written out; with `inlines_shared` that is so for
    calls that return a part of an argument, too. `means` is told what a class has under a name that is read.
    """
    params = [p.name for p in function.params]
    kinds = {name: _sized(kind, name) for name, kind in zip(params, arguments, strict=True)}
    build = Builder(names_of(function), kinds)
    build.types.update(zip((free.name for free in function.frees), frees, strict=True))
    state = Inference(build, specialise, keys=max((getattr(stmt, "key", 0) for stmt in walk(function.body)), default=0),
                      inlines_shared=inlines_shared, means=means)  # fmt: skip
    state.frees = {(id(f.owner) if f.captured else id(f.owner.__globals__), f.path): f for f in function.frees}
    try:
        _block(state, function.body)
    except NeverRuns:
        build.out.append(Return(Const(0.0), function.body[-1].origin))  # which nobody gets
    if state.problems:
        raise UnsupportedError(state.problems)
    return replace(function, body=tuple(build.out), types=build.types, frees=tuple(state.frees.values()))


def _sized(kind: Abstract, name: str) -> Abstract:
    """An integer that is an argument may be a size: arrays made of it are of one size, which may be 0 or 1."""
    if isinstance(kind, Num) and kind.kind == "int" and kind.value is NOT_KNOWN and kind.dim is None:
        return Num("int", NOT_KNOWN, f"?{name}")
    return kind


def _block(state: Inference, block: Block) -> None:
    for stmt in block:
        _statement(state, stmt)


def _statement(state: Inference, stmt: Stmt) -> None:
    match stmt:
        case Assign() if (name := attribute_asked(stmt)) and type_attribute(state, stmt, name, _statement):
            pass
        case Assign() if type_operator(state, stmt, _statement):
            pass
        case Assign():
            state.table[stmt.target] = _assign(state, stmt)
            if stmt.op == "raise":
                raise NeverRuns
            if stmt.op == "tries":
                state.tries.add(stmt.target)
        case Call():
            _call(state, stmt)
        case Unpack():
            _unpack(state, stmt)
        case Store():
            type_store(state, stmt)
        case If():
            type_branches(state, stmt, _block)
        case For() | While():
            type_loop(state, stmt, _block)
        case Return(value=value):
            state.build.out.append(replace(stmt, value=state.operand(value)))
        case _:
            raise TypeError(f"not in a primal: {stmt!r}")


def _assign(state: Inference, stmt: Assign) -> Operand:
    operands = tuple(map(state.operand, stmt.operands))
    if stmt.op not in _AS_THEY_ARE:
        given, operands = operands, tuple(as_tuple(state, operand, stmt) for operand in operands)
        if stmt.op == "getitem" and operands[0] is not given[0] and not isinstance(operands[1], Const):
            operands = (state.build.as_operand(operands[0], PART), *operands[1:])
    keywords = tuple((name, state.operand(value)) for name, value in stmt.keywords)
    types = [state.build.type_of(operand) for operand in operands]
    if stmt.op == "changed_inside":
        return changed_inside(state, stmt, operands)
    if stmt.op == "merged":
        return merged(state, stmt, operands)
    if stmt.op == "unshared":
        return ask_unshared(state, stmt, types)
    if stmt.op == "add" and any(map(_is_text, types)):
        stmt = replace(stmt, op="text", spelling="+")
    spelling = checked_spelling(state, stmt, types)
    if is_augmented(stmt) and is_array(types[0]):
        return _in_place(state, stmt, operands, spelling)
    if stmt.op == "dict" and isinstance(operands[0], Dct) and isinstance(operands[0].keys, Fields):
        return operands[0]
    if stmt.op == "copy_name" and isinstance(operands[0], Tup | Lst | Dct):
        return operands[0]
    if stmt.op == "snapshot" and not isinstance(operands[0], Tup | Lst | Dct) and not holds_memory(types[0]):
        return operands[0]
    if stmt.op in ("stop_gradient", "snapshot") and isinstance(operands[0], Tup | Lst | Dct):
        each = [replace(stmt, target=state.build.names.fresh(PART), operands=(item,)) for item in operands[0].items]
        return replace(operands[0], items=tuple(_assign(state, inner) for inner in each))
    if is_temporary(stmt.target) and stmt.op in _COUNTING and all(map(_is_int, types)):
        return state.build.count(stmt.op, operands, spelling, stmt.target, stmt.origin)
    return state.build.emit(stmt.op, operands, keywords, spelling=spelling, target=stmt.target, origin=stmt.origin)


_AS_THEY_ARE = frozenset({*COPIES, *EFFECTS, *TEXT, "snapshot", "tuple", "list", "dict", "is", "is_not", "isinstance"})
_COUNTING = frozenset({"add", "subtract", "multiply", "floor_divide", "mod"})


def _is_text(kind: Abstract) -> bool:
    return kind == Opaque("text") or (isinstance(kind, Static) and isinstance(kind.value, str))


def _is_int(kind: Abstract) -> bool:
    return isinstance(kind, Num) and kind.kind == "int"


def _in_place(state: Inference, stmt: Assign, operands: tuple[Operand, ...], spelling: str) -> Operand:
    """`a += b` on an array: the array is changed, and the name goes on to mean it."""
    value = state.build.emit(stmt.op, operands, spelling=spelling, origin=stmt.origin)
    write(state, stmt, operands[0], WHOLE, value)
    return operands[0]


def _call(state: Inference, stmt: Call) -> None:
    if isinstance(stmt.callee, Method | Construct):
        type_method(state, stmt, _statement)
        return
    operands = tuple(map(state.operand, stmt.operands))
    if stmt.callee.options is not None:
        operands = fitting(state.build, stmt, operands)
    called = state.specialise(stmt.callee, [state.build.type_of(o) for o in operands], stmt, state.inlines_shared)
    if called.gives and state.trying:
        refuse_change(state, stmt)
    if called.inlined is not None:
        around, state.unrolls = state.unrolls, called.whole
        inline(state, stmt, operands, called.inlined, list(called.frees), _block)
        state.unrolls = around
        return
    passed = operands if called.passed is None else tuple(operands[k] for k in called.passed)
    whole = stmt.target if _item_by_item(stmt.target, called.returned) else state.build.names.fresh(TEMPORARY)
    target = _pattern(state, whole, called.returned)
    state.build.out.append(replace(stmt, target=target, callee=called.ref, operands=passed, acts=called.acts))
    if called.raises:
        state.build.emit("raise", (NONE,), spelling=UNREACHABLE, origin=stmt.origin)
        raise NeverRuns
    if whole != stmt.target:
        _unpack(state, Unpack(tuple(names_in(stmt.target)), str(whole), stmt.origin))


def _item_by_item(target: Operand, returned: Abstract) -> bool:
    """Whether the names that a call's result is unpacked into are those of the items of a tuple."""
    if not isinstance(target, Tup) or isinstance(returned, Bottom):
        return True
    known = isinstance(returned, Seq) and returned.kind == "tuple" and returned.items is not None
    return known and len(returned.items) == len(target.items)  # type: ignore[union-attr, arg-type]


def _unpack(state: Inference, stmt: Unpack) -> None:
    source = as_tuple(state, state.operand(stmt.source), stmt)
    kind = state.build.type_of(source)
    count = len(stmt.targets)
    known = len(kind.items) if isinstance(kind, Seq) and kind.items is not None else count
    if known != count or isinstance(kind, Num | Static):
        state.problem(stmt, f"A {describe(kind)} cannot be unpacked into {count} names.", "Make the numbers agree.")
        return
    if isinstance(source, Tup | Lst):
        state.table.update(zip(stmt.targets, source.items, strict=True))
        return
    state.build.types.update(zip(stmt.targets, unpacked(kind, count), strict=True))
    state.build.out.append(replace(stmt, source=str(source)))


def _pattern(state: Inference, target: Operand, returned: Abstract) -> Operand:
    """The names that take what a call returns: one for each item of a tuple."""
    match target, returned:
        case Tup(items), Seq("tuple", tuple(types)) if len(items) == len(types):
            return Tup(tuple(_pattern(state, item, kind) for item, kind in zip(items, types, strict=True)))
        case Tup(items), _:
            unknown = returned if isinstance(returned, Bottom) else Unknown()
            each = element(returned) if isinstance(returned, Seq) else unknown
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
