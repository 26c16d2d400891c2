"""Kinds told more exactly than inference needs them: the rank of every value, and which values may be None.

Inference takes what it does not know to be any number. Here adjoints of tuples and lists are told to be these, and the
pieces of a split array to have its rank; what is computed from them is inferred again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from s2sdiff import rules
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.types import infer_op, unpacked
from s2sdiff.infer.values import Abstract, Arr, Bottom, Map, Num, Seq, Tape, Unknown, dtype_of, join, shape_of
from s2sdiff.ir import NONE, UNDEFINED, Assign, Const, Function, Operand, Pop, Push, Stmt, Unpack
from s2sdiff.names import Names
from s2sdiff.vector.forms import picked_rank
from s2sdiff.walking import merged, names_in, walk

ROUNDS = 6  # of what is told of one name by another one


def is_vague(kind: Abstract) -> bool:
    """Whether the rank of something in a value is not known, or what it is at all.

    >>> is_vague(Arr(None, None)), is_vague(Seq("list", None, Unknown())), is_vague(Arr(None, ("n",)))
    (True, True, False)
    """
    match kind:
        case Unknown() | Arr(_, None):
            return True
        case Seq(_, tuple(items)) | Map(_, items):
            return any(map(is_vague, items))
        case Seq(_, None, each):
            return is_vague(each or Unknown())
        case _:
            return False


def told(function: Function) -> dict[str, Abstract]:
    """The kinds of a function's names, the vague ones as exactly as can be told."""
    refused: set[str] = set()
    while True:
        kinds = Builder(Names(), dict(function.types))
        assumed: set[str] = set()
        for _ in range(ROUNDS):
            before = dict(kinds.types)
            for stmt in walk(function.body):
                _tell(stmt, kinds, assumed, refused)
            if kinds.types == before:
                break
        wrong = {target for stmt in walk(function.body) for target, sources in merged(stmt)
                 if target in assumed and _joined(sources, kinds) != kinds.types[target]}  # fmt: skip
        if not wrong:
            return kinds.types
        refused |= wrong


def _tell(stmt: Stmt, kinds: Builder, assumed: set[str], refused: set[str]) -> None:
    match stmt:
        case Assign(target=target) if is_vague(kinds.type_of(target)) or stmt.op == "shape":
            kinds.types[target] = _of_op(stmt, kinds)
        case Unpack(targets=targets, source=source):
            for target, kind in zip(targets, unpacked(kinds.type_of(source), len(targets)), strict=True):
                if is_vague(kinds.type_of(target)):
                    kinds.types[target] = kind
        case Pop(target=target, tape=tape) if is_vague(kinds.type_of(target)):
            kind = kinds.type_of(tape)
            kinds.types[target] = kind.each if isinstance(kind, Tape) else kinds.type_of(target)
        case _:
            for target, sources in merged(stmt):
                if is_vague(kinds.type_of(target)) and target not in refused:
                    found = _joined([s for s in sources if not is_vague(kinds.type_of(s))], kinds)
                    if not isinstance(found, Bottom):
                        kinds.types[target] = found
                        assumed.add(target)


def _joined(sources: tuple[Operand, ...] | list[Operand], kinds: Builder) -> Abstract:
    found: Abstract = Bottom()
    for source in sources:
        if source not in (UNDEFINED, NONE):
            found = join(found, kinds.type_of(source))
    return found


def _of_op(stmt: Assign, kinds: Builder) -> Abstract:
    types = [kinds.type_of(operand) for operand in stmt.operands]
    match stmt.op, types:
        case "zeros_of", [kind]:
            return zero_kind(kind)
        case ("item_added" | "copied" | "saved"), [kind, *_]:
            return kind
        case "add_trees", [Seq() | Map() as kind, _]:
            return kind
        case "split", [Arr(str(dtype), tuple(shape)), _]:
            piece = Arr(dtype, tuple(f"?{stmt.target}.{k}" for k in range(len(shape))))
            return Seq("list", None, piece)
        case _:
            op = "add" if stmt.op == "add_trees" else stmt.op
            found = infer_op(op, stmt.operands, stmt.keywords, stmt.spelling, kinds.type_of, f"?{stmt.target}")
            if isinstance(found, Bottom):
                return kinds.type_of(stmt.target)
            return _ranked(stmt, found, types, kinds) if is_vague(found) else found


def _ranked(stmt: Assign, found: Abstract, types: Sequence[Abstract], kinds: Builder) -> Abstract:
    """A kind with the rank that the operands' ranks tell."""
    rank = None
    shapes = [shape_of(kind) for kind in types]
    if stmt.op in ("gather", "getitem") and shapes[0] is not None:
        rank = picked_rank(len(shapes[0]), stmt.operands[1], kinds.type_of)
    elif rules.is_op(stmt.op) and rules.texts()[stmt.op].broadcasts and None not in shapes:
        rank = max(len(shape or ()) for shape in shapes)
    if rank is None:
        return found
    return Arr(dtype_of(found), tuple(f"?{stmt.target}.{k}" for k in range(rank)))


def zero_kind(kind: Abstract) -> Abstract:
    """The kind of the zero that `zeros_of` gives."""
    match kind:
        case Num():
            return Num("float")
        case Arr(_, (), True):
            return Num("float")
        case Arr(str(), shape):
            dtype = dtype_of(kind) or "float64"
            return Arr(dtype if np.dtype(dtype).kind in "fc" else "float64", shape)
        case Seq(name, tuple(items)):
            return Seq(name, tuple(map(zero_kind, items)))
        case Seq(name, None, each):
            return Seq(name, None, zero_kind(each or Unknown()))
        case Map(keys, items):
            return Map(keys, tuple(map(zero_kind, items)))
        case _:
            return kind


def absent(function: Function, kinds: Mapping[str, Abstract]) -> frozenset[str]:
    """The names that may stand for None, or for a 0.0 in place of an array that was not made."""
    found: set[str] = set()
    size = -1
    while len(found) > size:
        size = len(found)
        for stmt in walk(function.body):
            match stmt:
                case Assign(target=target, op="zeros_of", operands=(source,)):
                    kind = kinds.get(target)
                    if isinstance(kind, Arr) and kind.shape != () and not is_vague(kind):
                        found.add(target)  # of an array that surely is there it would be `np.zeros`
                case Assign(target=target, op="copy_name" | "saved" | "copied", operands=(source,)):
                    found.update([target] if _may_be_none(source, found) else [])
                case Push(tape=tape, value=value):
                    found.update([tape] if _may_be_none(value, found) else [])
                case Pop(target=target, tape=tape):
                    found.update([target] if tape in found else [])
                case _:
                    found.update(target for target, sources in merged(stmt)
                                 if any(_may_be_none(source, found) for source in sources))  # fmt: skip
    return frozenset(found)


def _may_be_none(operand: Operand, found: set[str]) -> bool:
    if isinstance(operand, Const):
        return operand in (UNDEFINED, NONE)
    return any(name in found for name in names_in(operand))
