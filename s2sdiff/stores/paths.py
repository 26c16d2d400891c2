"""Which ops take a view of an array, and which entries a store reaches.

Sound by NumPy's documentation: indexing by integers and slices, transposing, and adding and dropping dimensions of
size 1 never copy. Reshaping may; then it is asked whether the array is contiguous.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from s2sdiff import rules
from s2sdiff.infer.indexing import TypeOf, index_items, is_basic, names_once
from s2sdiff.infer.values import Abstract, Arr
from s2sdiff.ir import COPIES, NONE, Assign, Const, Lst, Operand, Slc, Step

ALWAYS = frozenset({"transpose", "swapaxes", "moveaxis", "expand_dims", "squeeze", "flip", "flat"})  # views to store in
READ_ONLY = frozenset({"broadcast_to", "diagonal"})  # views that NumPy does not let one store in
RESHAPING = frozenset({"reshape", "ravel", "asarray"})  # views of contiguous arrays
PARTS = frozenset({"real", "imag"})  # of a complex array: views
ITSELF = frozenset({"asarray", "atleast_1d", "atleast_2d", "real", "conjugate"})  # of some arrays the very array
# ops whose result is contiguous, whatever the operands are
_CONTIGUOUS = frozenset({"zeros", "ones", "empty", "full", "eye", "identity", "arange", "linspace"})


def step_of(stmt: Assign) -> Step:
    """An op as a step from its first operand."""
    return Step(stmt.op, stmt.operands[1:], stmt.keywords, stmt.spelling)


def view_step(stmt: Assign, type_of: TypeOf, *, dense: bool) -> Step | tuple[()] | None:
    """The step from an op's operand to its result, if that is a view for certain; () where it is the array itself.

    `dense`: the operand is known to be contiguous.
    """
    source, found = type_of(stmt.operands[0]) if stmt.operands else None, type_of(stmt.target)
    if not isinstance(source, Arr) or source.scalar or source.dtype is None:
        return None
    if stmt.op in COPIES or _is_itself(stmt, source, found):
        return ()
    if not isinstance(found, Arr) or found.scalar or found.shape is None:
        return None
    step = step_of(stmt)
    if stmt.op == "getitem":
        return step if is_basic(stmt.operands[1], type_of) else None
    if stmt.op in ALWAYS or stmt.op in READ_ONLY:
        return step
    if stmt.op in PARTS and np.dtype(source.dtype).kind == "c":
        return step
    return step if stmt.op in RESHAPING and dense else None


def _is_itself(stmt: Assign, source: Arr, found: Abstract) -> bool:
    """Whether an op gives back the very array that it got."""
    if stmt.op not in ITSELF or stmt.keywords or not isinstance(found, Arr) or source.dtype is None:
        return False
    if stmt.op in ("real", "conjugate"):
        return np.dtype(source.dtype).kind != "c" and stmt.spelling.startswith(".")
    return found == source and (stmt.op == "asarray" or bool(source.shape)) and "contiguous" not in stmt.spelling


def views_of(steps: Sequence[Step]) -> int:
    """How many of the first steps are views of any array, and of its adjoint as well: the others are stored back.

    The imaginary part of an adjoint has the other sign (the convention is that of f: C → R with df/dx - i df/dy).
    """
    return next((k for k, step in enumerate(steps) if step.op in RESHAPING or step.op == "imag"), len(steps))


def keeps_dense(step: Step) -> bool:
    """Whether a view of a contiguous array is contiguous."""
    if step.op in RESHAPING or step.op == "expand_dims":
        return True
    if step.op != "getitem":
        return False
    first, *rest = index_items(step.operands[0])
    if isinstance(first, Slc):
        return not rest and first.step in (Const(None), Const(1))
    return all(isinstance(item, str) or (isinstance(item, Const) and type(item.value) is int)
               for item in (first, *rest))  # fmt: skip


def makes_dense(stmt: Assign, dense: Sequence[bool]) -> bool:
    """Whether the new array that an op makes is contiguous, given whether its operands are."""
    if stmt.op in _CONTIGUOUS or (stmt.op == "copy" and stmt.spelling == ".copy") or stmt.op == "flatten":
        return not any(name == "order" for name, _ in stmt.keywords)
    like = stmt.op in ("zeros_like", "ones_like", "empty_like", "full_like", "copy", "astype")
    elementwise = rules.is_op(stmt.op) and rules.texts()[stmt.op].broadcasts
    return (like or elementwise) and all(dense)


def is_whole(index: Operand) -> bool:
    """Whether an index means all of an array: `...`, `[:]`, `[:, :]`."""
    return all(item == Const(Ellipsis) or item == Slc(NONE, NONE, NONE) for item in index_items(index))


def same_kind(value: Abstract, base: Abstract) -> bool:
    """Whether a value stored into all of an array is what the array is afterwards, to the bit."""
    return isinstance(value, Arr) and value == base and value.dtype is not None and value.shape is not None


def storing_op(op: str, index: Operand, type_of: TypeOf) -> str:
    """The op of a store: `scatter` where an index may name an entry twice."""
    if op != "setitem" or all(_picks_once(item, type_of) for item in index_items(index)):
        return op
    return "scatter"


def _picks_once(item: Operand, type_of: TypeOf) -> bool:
    match item:
        case Slc() | Const():
            return not isinstance(item, Const) or not isinstance(item.value, list | tuple)
        case Lst(items):
            values = [part.value for part in items if isinstance(part, Const)]
            return len(values) == len(items) == len(set(values)) and all(type(v) is int and v >= 0 for v in values)
        case str():
            return names_once(type_of(item))
        case _:
            return False
