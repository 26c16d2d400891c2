"""Ops that make arrays, copy them, and turn them into numbers or other dtypes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from s2sdiff.infer.values import Abstract, Arr, Num, Seq, Unknown, dtype_of
from s2sdiff.ir import Assign, Const, Lst, Operand, Tup
from s2sdiff.vector.lift import item_lifts
from s2sdiff.vector.rows import align, as_dtype, repeated, shape_operand, with_rows
from s2sdiff.vector.state import FULL, Batch, keyword, last, same, with_keywords


def making(batch: Batch, stmt: Assign) -> Assign | None:
    """What makes, copies or converts arrays."""
    match stmt.op:
        case "array" | "asarray" if _is_written_out(batch, stmt):
            return same(stmt, stmt.operands[0])
        case "copy" | "astype" | "real" | "array" | "asarray":
            return stmt
        case "float_" | "complex_" | "item":
            return _number(batch, stmt)
        case "zeros_like" | "ones_like" | "empty_like" if keyword(stmt, "shape") != Const(None):
            return replace(stmt, keywords=with_keywords(stmt, shape=with_rows(batch, stmt, keyword(stmt, "shape"))))
        case "zeros_like" | "ones_like" | "empty_like":
            return stmt
        case "full":
            shape, value = stmt.operands
            count = len(shape.items) if isinstance(shape, Tup | Lst) else batch.rank(stmt, stmt.target)
            filled = align(batch, value, batch.rank(stmt, value), count)
            return replace(stmt, operands=(with_rows(batch, stmt, shape), filled))
        case "full_like":
            return _full_like(batch, stmt)
        case "linspace":
            return replace(stmt, keywords=with_keywords(stmt, axis=Const(-1)))
        case _:
            return None


def array_of(batch: Batch, stmt: Assign, operand: Operand) -> Operand:
    """A tuple or list of batched numbers or arrays as one array: its axis comes after the leading one."""
    kind = batch.kind(operand)
    second = (("axis", Const(1)),)
    if not isinstance(kind, Seq):
        return operand if batch.on(operand) else repeated(batch, stmt, operand, kind)
    if isinstance(operand, Tup | Lst):
        parts = tuple(array_of(batch, stmt, item) for item in operand.items)
        return batch.emit("stack", Lst(parts), keywords=second)
    numbers = kind.items if kind.items is not None else (kind.each or Unknown(),)
    if all(isinstance(item, Num | Arr) for item in numbers) and all(item_lifts(batch.lift(operand), numbers)):
        return batch.emit("stack", operand, keywords=second)
    raise batch.refusal(stmt)


def _is_written_out(batch: Batch, stmt: Assign) -> bool:
    """Whether an array was made of a tuple or list, which need not be made into one again."""
    given = batch.made.get(stmt.target)
    listed = given is not None and given.operands != stmt.operands
    return listed and keyword(stmt, "dtype") == Const(None)


def as_array(batch: Batch, stmt: Assign, operand: Operand) -> Operand:
    """An operand that ops on arrays take, as the array that it is to them."""
    if not batch.on(operand) or not isinstance(batch.kind(operand), Seq):
        return operand
    return batch.note(array_of(batch, stmt, operand), batch.shape(stmt, operand))


def _number(batch: Batch, stmt: Assign) -> Assign:
    """`float(x)`: of rows of one entry that entry, as floats."""
    (operand,) = stmt.operands
    rank = batch.rank(stmt, operand)
    entry = operand if rank == 0 else batch.emit("getitem", operand, Tup((FULL, *[Const(0)] * rank)), spelling="[]")
    want = np.dtype(_asked(stmt, batch.kind(operand)))
    if dtype_of(batch.build.type_of(entry)) == want.name:
        return same(stmt, entry)
    names = {"float64": Const(float), "complex128": Const(complex)}
    return last(stmt, "astype", entry, names.get(want.name, Const(want.type, f"np.{want.name}")), spelling=".astype")


def _asked(stmt: Assign, kind: Abstract) -> str:
    """The dtype of what `float`, `complex`, `np.float32`, … of a value gives."""
    if stmt.spelling.startswith("np."):
        return stmt.spelling.removeprefix("np.")
    if stmt.op == "item":
        return "complex128" if np.dtype(dtype_of(kind) or "f8").kind == "c" else "float64"
    return "float64" if stmt.op == "float_" else "complex128"


def _full_like(batch: Batch, stmt: Assign) -> Assign:
    like, value = stmt.operands
    if keyword(stmt, "shape") != Const(None):
        raise batch.refusal(stmt)
    kind = batch.kind(stmt.target)
    filled = align(batch, value, batch.rank(stmt, value), batch.rank(stmt, stmt.target))
    if batch.on(like):
        return replace(stmt, operands=(like, filled))
    if not isinstance(kind, Arr | Num) or dtype_of(kind) is None:
        raise batch.refusal(stmt)
    shape = with_rows(batch, stmt, shape_operand(batch, stmt, like))
    return last(stmt, "full", shape, filled, keywords=as_dtype(kind))
