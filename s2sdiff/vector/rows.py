"""Leading axes: put between others, put on values that have none, and sizes with and without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from s2sdiff.infer.values import Abstract, Arr, Dim, Map, Num, Opaque, Seq, Static, dtype_of, is_differentiable
from s2sdiff.ir import NONE, UNDEFINED, Assign, Const, Dct, Keywords, Lst, Operand, Slc, Stmt, Tup
from s2sdiff.names import hint, is_temporary
from s2sdiff.vector.kinds import is_vague
from s2sdiff.vector.lift import Lift, is_lifted, item_lifts
from s2sdiff.vector.state import FULL, Batch, is_array


def align(batch: Batch, operand: Operand, rank: int, top: int) -> Operand:
    """A batched operand of rows of `rank`, ready to meet arrays of rank `top`: `x[:, None]`."""
    if not batch.on(operand) or top <= rank:
        return operand
    new = (NONE,) * (top - rank)
    part = batch.parts.get(operand) if isinstance(operand, str) and is_temporary(operand) else None
    if part is None:
        return batch.emit("getitem", operand, Tup((FULL, *new)), spelling="[]")
    base, items = part  # of x[:, 0] it is x[:, 0, None]
    return batch.emit("getitem", base, Tup((FULL, *items, *new)), spelling="[]")


def aligned(batch: Batch, stmt: Assign, operands: Sequence[Operand]) -> tuple[Operand, ...]:
    """The operands of an op that broadcasts."""
    if len(operands) == 1:
        return tuple(operands)
    ranks = [batch.rank(stmt, operand) for operand in operands]
    return tuple(align(batch, operand, rank, max(ranks)) for operand, rank in zip(operands, ranks, strict=True))


# --- shapes ----------------------------------------------------------------------------------------------------------
def with_rows(batch: Batch, stmt: Stmt, shape: Operand) -> Operand:
    """A shape of one row with the number of rows before it: `(rows, n)`, `(rows,) + shape`."""
    asked = batch.definition(shape, "shape")
    if asked is not None and batch.on(asked.operands[0]):
        batch.check_there(stmt, asked.operands[0])
        return batch.emit("shape", asked.operands[0], spelling=".shape")  # the very shape that was asked for
    match shape, batch.kind(shape):
        case (Tup(items) | Lst(items)), _:
            return Tup((batch.size, *items))
        case Const(tuple() | list() as values), _:
            return Tup((batch.size, *map(Const, values)))
        case _, Num("int") | Arr(_, (), True):
            return Tup((batch.size, shape))
        case str(), Seq("tuple"):
            return batch.emit("add", Tup((batch.size,)), shape, spelling="+")
        case _:
            raise batch.refusal(stmt)


def shape_operand(batch: Batch, stmt: Stmt, operand: Operand) -> Operand:
    """The shape of one row of an operand, unbatched; read off an array of that shape, if there is one."""
    batch.check_there(stmt, operand)
    kind = batch.kind(operand)
    dims = kind.shape if isinstance(kind, Arr) else () if isinstance(kind, Num) else None
    if dims is not None and all(isinstance(dim, int) for dim in dims):
        return Tup(tuple(map(Const, dims)))
    if not batch.on(operand):
        return batch.emit("shape", operand, spelling=".shape" if is_array(kind) else "np.shape")
    twin = next((name for name in batch.visible if _unbatched_shape(batch, name) == dims), None)
    if dims is not None and twin is not None:
        return batch.emit("shape", twin, spelling=".shape")
    whole = batch.emit("shape", operand, spelling=".shape")
    return batch.emit("getitem", whole, Slc(Const(1), NONE, NONE), spelling="[]")


def dim_operand(batch: Batch, operand: Operand, axis: int) -> Operand:
    """The size of one row of a batched operand along an axis."""
    kind = batch.kind(operand)
    dims = kind.shape if isinstance(kind, Arr) else None
    if dims is not None and isinstance(dims[axis], int):
        return Const(dims[axis])
    twin = next((name for name in batch.visible if _unbatched_shape(batch, name) == dims), None)
    whole = batch.emit("shape", operand if twin is None else twin, spelling=".shape")
    return batch.emit("getitem", whole, Const(axis + 1 if twin is None else axis), spelling="[]")


def known_dim(batch: Batch, dim: Dim) -> Operand | None:
    """A size that is a number, or that an unbatched array has."""
    if isinstance(dim, int):
        return Const(dim)
    for name in batch.visible:
        shape = _unbatched_shape(batch, name) or ()
        if dim in shape:
            whole = batch.emit("shape", name, spelling=".shape")
            return batch.emit("getitem", whole, Const(shape.index(dim)), spelling="[]")
    return None


def entries(batch: Batch, stmt: Stmt, operand: Operand) -> Operand:
    """How many entries one row of a batched operand has."""
    dims = batch.shape(stmt, operand)
    if all(isinstance(dim, int) for dim in dims):
        return Const(int(np.prod([dim for dim in dims if isinstance(dim, int)], dtype=int)))
    if len(dims) > 1:
        twin = next((name for name in batch.visible if _unbatched_shape(batch, name) == dims), None)
        if twin is not None:
            return batch.emit("size", twin, spelling=".size")
    total = dim_operand(batch, operand, 0)
    for axis in range(1, len(dims)):
        total = batch.emit("multiply", total, dim_operand(batch, operand, axis), spelling="*")
    return total


def _unbatched_shape(batch: Batch, name: str) -> tuple[Dim, ...] | None:
    kind = batch.kind(name)
    return kind.shape if is_array(kind) and isinstance(kind, Arr) and not batch.on(name) else None


def flat_rows(batch: Batch, stmt: Assign, operand: Operand) -> Operand:
    """A batched operand with each row in one line."""
    rank = batch.rank(stmt, operand)
    if rank == 1:
        return operand
    if rank == 0:
        return align(batch, operand, 0, 1)
    return batch.emit("reshape", operand, Tup((batch.size, entries(batch, stmt, operand))))


# --- putting the axis on ---------------------------------------------------------------------------------------------
def spread(batch: Batch, stmt: Stmt, operand: Operand, want: Lift) -> Operand:
    """An operand in which what `want` says is batched: a value that is the same for all rows, once for each."""
    return _spread(batch, stmt, operand, batch.kind(operand), batch.lift(operand), want)


def _spread(batch: Batch, stmt: Stmt, operand: Operand, kind: Abstract, have: Lift, want: Lift) -> Operand:
    if not is_lifted(want) or operand in (UNDEFINED, NONE):
        return operand
    match kind:
        case Seq(_, tuple(kinds)) | Map(_, kinds):
            haves, wants = item_lifts(have, kinds), item_lifts(want, kinds)
            if all(is_lifted(a) == is_lifted(b) and (a == b or a is True) for a, b in zip(haves, wants, strict=True)):
                return operand
            parts = [_spread(batch, stmt, part, inner, a, b) for part, inner, a, b in
                     zip(_parts(batch, operand, kind), kinds, haves, wants, strict=True)]  # fmt: skip
            return _together(kind, parts)
        case Opaque() if batch.definition(operand, "tuple") is not None:
            return _saved(batch, stmt, operand)
        case Num() | Arr() if is_lifted(have):
            return operand
        case Num() | Arr() if not is_vague(kind):
            return repeated(batch, stmt, operand, kind)
        case _ if have is True or isinstance(kind, Static):
            return operand
        case _:
            raise batch.refusal(stmt)


def _saved(batch: Batch, stmt: Stmt, operand: Operand) -> Operand:
    """What a forward part saves, every float in it batched."""
    made = batch.definition(operand, "tuple")
    assert made is not None
    assert isinstance(made.operands[0], Tup)
    parts = tuple(_spread(batch, stmt, item, batch.kind(item), batch.lift(item), is_differentiable(batch.kind(item)))
                  for item in made.operands[0].items)  # fmt: skip
    whole = batch.build.declare(hint(made.target), batch.kind(operand))
    batch.build.out.append(replace(made, target=whole, operands=(Tup(parts),)))
    return whole


def _parts(batch: Batch, operand: Operand, kind: Seq | Map) -> list[Operand]:
    if isinstance(operand, Tup | Lst | Dct):
        return list(operand.items)
    keys = kind.keys if isinstance(kind, Map) else range(len(kind.items or ()))
    return [batch.emit("getitem", operand, Const(key), spelling="[]") for key in keys]


def _together(kind: Seq | Map, parts: list[Operand]) -> Operand:
    if isinstance(kind, Map):
        return Dct(kind.keys, tuple(parts))
    return Tup(tuple(parts)) if kind.kind == "tuple" else Lst(tuple(parts))


def repeated(batch: Batch, stmt: Stmt, operand: Operand, kind: Abstract) -> Operand:
    """A number or array once for each row. Where it was made by `np.zeros` and its like, that makes all rows."""
    batch.check_there(stmt, operand)
    operand = _source(batch, operand, kind)
    if isinstance(operand, Const) and isinstance(operand.value, int | float) and operand.value in (0, 1):
        return batch.emit("ones" if operand.value else "zeros", batch.size)
    if isinstance(kind, Num) or (isinstance(kind, Arr) and kind.shape == ()):
        value = operand.value if isinstance(operand, Const) else None
        return batch.emit("full", batch.size, Const(float(value)) if type(value) is int else operand)
    for op in ("zeros", "ones", "empty", "full"):
        made = batch.definition(operand, op)
        if made is not None and not _is_wide(batch, made):
            shape = with_rows(batch, stmt, made.operands[0])
            return batch.emit(op, shape, *made.operands[1:], keywords=made.keywords, spelling=made.spelling)
    if dtype_of(kind) and batch.definition(operand, "zeros_like"):
        return batch.emit("zeros", rows_shape(batch, stmt, operand), keywords=as_dtype(kind))
    return batch.emit("broadcast_to", operand, rows_shape(batch, stmt, operand))


def _source(batch: Batch, operand: Operand, kind: Abstract) -> Operand:
    """What an operand is a copy of, or another name for."""
    made = batch.definition(operand, "copy_name") or batch.definition(operand, "copy")
    while made is not None and batch.kind(made.operands[0]) == kind:
        operand = made.operands[0]
        made = batch.definition(operand, "copy_name") or batch.definition(operand, "copy")
    if made is not None and made.op == "copy_name" and isinstance(made.operands[0], Const):
        return made.operands[0]
    return operand


def _is_wide(batch: Batch, made: Assign) -> bool:
    """Whether a `np.full` is filled with an array, not a number."""
    return made.op == "full" and (batch.on(made.operands[1]) or batch.rank(made, made.operands[1]) > 0)


def rows_shape(batch: Batch, stmt: Stmt, operand: Operand) -> Operand:
    """The shape that an unbatched array has with the rows before it."""
    operand = _source(batch, operand, batch.kind(operand))
    for op in ("zeros_like", "ones_like", "empty_like"):
        like = batch.definition(operand, op)
        if like is not None and not like.keywords and not batch.on(like.operands[0]):
            operand = like.operands[0]
    return with_rows(batch, stmt, shape_operand(batch, stmt, operand))


def as_dtype(kind: Abstract) -> Keywords:
    """The keyword that asks for the dtype of a kind; none for float64."""
    dtype = dtype_of(kind)
    if dtype in (None, "float64"):
        return ()
    return (("dtype", Const(np.dtype(dtype).type, f"np.{dtype}")),)
