"""Jacobians by vector mode: all tangents, or all cotangents, of a function are carried at once along a leading axis.

    f_jacfwd(x):  x_dot = every unit tangent;   f with its tangents;   J = y_dot, its leading axis put last
    f_jacrev(x):  f;   y_bar = every unit cotangent;   the backward sweep;   J = x_bar
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from s2sdiff.check import check
from s2sdiff.forward.forward import forward
from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, dtype_of, is_complex, is_number
from s2sdiff.ir import Assign, Const, Function, Keywords, Operand, Origin, Param, Return, Slc, Tup
from s2sdiff.names import PART
from s2sdiff.reverse.joint import swept
from s2sdiff.reverse.reverse import Finish, parts_of
from s2sdiff.transform.leaves import leaf_kinds, put_together, rank_of, taken_apart
from s2sdiff.transform.shapes import fitted, scalar_op, shape
from s2sdiff.vector.batched import NotBatched, batched
from s2sdiff.vector.reach import OnCall

ALL = Slc(Const(None), Const(None), Const(None))
ROWS = "?rows"
FIRST, ONE = Const(0), Const(1)


@dataclass(frozen=True, slots=True)
class Seeded:
    """One number or array that gets unit tangents (or cotangents): what holds it, its seed, its rows among all."""

    operand: Operand
    kind: Abstract
    seed: str
    start: Operand = FIRST
    stop: Operand = ONE

    @property
    def rank(self) -> int:
        return rank_of(self.kind) or 0

    @property
    def rows(self) -> Operand:
        """Its rows among all, as an index; of a number its one row."""
        return self.start if self.rank == 0 else Slc(self.start, self.stop, Const(None))


def jacfwd(function: Function, wrt: Sequence[int], finish: Finish, on_call: OnCall, *, bare: bool) -> Function:
    """The Jacobian of a typed function with respect to the parameters `wrt`, by its tangents.

    Raises NotBatched where an op is not written for all tangents at once, or a rank is not known.
    """
    params = [function.params[k].name for k in wrt]
    pushed = forward(function, wrt)
    dots = [p.name for p in pushed.params[len(function.params) :]]
    whole, seeds = _with_leaves(pushed, dots, [function.types[name] for name in params], function.params)
    whole = finish(check(whole))
    build = Builder(names_of(whole), dict(whole.types), origin=_origin(function, "tangent"))
    operands = [leaf for name in params for leaf in taken_apart(build, name, function.types[name])]
    rows, seeded = _seeded(build, operands, seeds, function)
    made = _batched(replace(whole, params=function.params, body=(*build.out, *whole.body), types=build.types), seeds,
                    rows, on_call)  # fmt: skip
    value, dot = _pair(made)
    tail = Builder(names_of(made), dict(made.types), origin=build.origin)
    outputs = list(leaf_kinds(tail.type_of(value)))
    _refuse_complex(function, outputs)
    each = []
    for row, kind in zip(taken_apart(tail, dot, tail.type_of(value)), outputs, strict=True):
        columns = iter([_column(tail, row, kind, leaf, rows) for leaf in seeded])
        each.append(_of_inputs(function, wrt, columns, bare))
    result = put_together(tail.type_of(value), iter(each))
    return replace(made, body=(*made.body[:-1], *tail.out, Return(result, function.body[-1].origin)), types=tail.types)


def jacrev(function: Function, wrt: Sequence[int], record: Callable, finish: Finish, on_call: OnCall, *,
           bare: bool) -> Function:  # fmt: skip
    """The Jacobian of a typed function with respect to the parameters `wrt`, by the adjoints of its outputs.

    Raises NotBatched as `jacfwd` does.
    """
    returned = Builder(names_of(function), dict(function.types)).type_of(function.result)
    whole, seeds = swept(function, wrt, record, finish, list(leaf_kinds(returned)))
    build = Builder(names_of(whole), dict(whole.types), origin=_origin(function, "adjoint"))
    value, _ = _pair(whole)
    rows, seeded = _seeded(build, taken_apart(build, value, returned), seeds, function)
    before, after = parts_of(whole.body[:-1])
    body = (*before, *build.out, *after, whole.body[-1])
    made = _batched(replace(whole, params=function.params, body=body, types=build.types), seeds, rows, on_call)
    value, bars = _pair(made)
    tail = Builder(names_of(made), dict(made.types), origin=build.origin)
    kinds = Seq("tuple", tuple(function.types[function.params[k].name] for k in wrt))
    inputs = taken_apart(tail, Tup(tuple(function.params[k].name for k in wrt)), kinds)
    bar_leaves = taken_apart(tail, bars, kinds)
    each = []
    for leaf in seeded:
        parts = iter([_rows(tail, bar, x, leaf, rows) for bar, x in zip(bar_leaves, inputs, strict=True)])
        each.append(_of_inputs(function, wrt, parts, bare))
    result = put_together(returned, iter(each))
    return replace(made, body=(*made.body[:-1], *tail.out, Return(result, function.body[-1].origin)), types=tail.types)


# --- seeds ------------------------------------------------------------------------------------------------------------
def _origin(function: Function, role: str) -> Origin:
    return Origin(function.loc, function.loc, role)


def _pair(function: Function) -> tuple[Operand, Operand]:
    """The value and its derivative that a function returns."""
    last = function.body[-1]
    assert isinstance(last, Return)
    assert isinstance(last.value, Tup)
    value, derivative = last.value.items
    return value, derivative


def _with_leaves(function: Function, names: Sequence[str], kinds: Sequence[Abstract],
                 params: tuple[Param, ...]) -> tuple[Function, list[str]]:  # fmt: skip
    """The function with a parameter for each number and array in those of `names`, in order."""
    build = Builder(names_of(function), dict(function.types), origin=_origin(function, "tangent"))
    seeds: list[str] = []
    for name, kind in zip(names, kinds, strict=True):
        if not isinstance(kind, Seq | Map):
            seeds.append(name)
            continue
        own = [build.declare(name, adjoint_kind(leaf)) for leaf in leaf_kinds(kind)]
        made = put_together(kind, iter(own))
        op = {"Tup": "tuple", "Lst": "list", "Dct": "dict"}[type(made).__name__]
        build.out.append(Assign(name, op, (made,), (), "=", build.origin))
        seeds += own
    given = (*params, *map(Param, seeds))
    return replace(function, params=given, body=(*build.out, *function.body), types=build.types), seeds


def _seeded(build: Builder, operands: Sequence[Operand], seeds: Sequence[str],
            function: Function) -> tuple[Operand, list[Seeded]]:  # fmt: skip
    """Writes the unit seeds; how many rows they have, and the place of each leaf among these."""
    kinds = [build.type_of(operand) for operand in operands]
    if any(rank_of(kind) is None for kind in kinds):
        raise NotBatched("the Jacobian of a value of unknown rank", function.loc)
    _refuse_complex(function, kinds)
    pairs = list(zip(operands, kinds, seeds, strict=True))
    if len(pairs) == 1:
        return _one(build, *pairs[0])
    made: list[Seeded] = []
    total: Operand = FIRST
    for operand, kind, seed in pairs:
        after = _sum(build, total, _size(build, operand, kind))
        made.append(Seeded(operand, kind, seed, total, after))
        total = after
    basis = build.emit("eye", (total,), _as_dtype(kinds), hint=PART)
    for leaf in made:
        part: Operand = build.emit("getitem", (basis, Tup((ALL, leaf.rows))), spelling="[]")
        if not _as_dtype(kinds):
            part = _cast(build, part, leaf.kind)
        _shaped(build, part, leaf, total)
    return total, made


def _refuse_complex(function: Function, kinds: Sequence[Abstract]) -> None:
    if any(map(is_complex, kinds)):
        raise TypeError(f"{function.name} has complex arguments or results, and a Jacobian is one of real numbers")


def _one(build: Builder, operand: Operand, kind: Abstract, seed: str) -> tuple[Operand, list[Seeded]]:
    """A single number needs no rows: its seed is 1."""
    leaf = Seeded(operand, kind, seed)
    if leaf.rank == 0:
        if is_number(kind) and (isinstance(kind, Num) or _is_of_one_precision(build)):
            _assigned(build, seed, "copy_name", (Const(1.0),), "=")
        elif is_number(kind):
            _assigned(build, seed, scalar_op(str(dtype_of(kind))), (Const(1.0),), f"np.{dtype_of(kind)}")
        else:
            _assigned(build, seed, "ones", (Tup(()),), "np.ones", _as_dtype([kind]))
        return Const(None), [leaf]
    size = _size(build, operand, kind)
    _shaped(build, build.emit("eye", (size,), _as_dtype([kind]), hint=PART), leaf, size)
    return size, [replace(leaf, stop=size)]


def _is_of_one_precision(build: Builder) -> bool:
    """Whether all floats are of double precision, so that 1.0 is as good as a number with a dtype."""
    found = {dtype_of(kind) for kind in build.types.values() if isinstance(kind, Arr)}
    return all(dtype is None or dtype == "float64" or np.dtype(dtype).kind not in "fc" for dtype in found)


def _shaped(build: Builder, part: Operand, leaf: Seeded, rows: Operand) -> None:
    """A seed's rows, each in the shape of what it is a tangent of."""
    if leaf.rank < 2:
        _assigned(build, leaf.seed, "copy_name", (part,), "=")
        return
    dims = build.emit("add", (Tup((rows,)), shape(build, leaf.operand)), spelling="+")
    _assigned(build, leaf.seed, "reshape", (part, dims), "np.reshape")


def _assigned(build: Builder, name: str, op: str, operands: tuple[Operand, ...], spelling: str,
              keywords: Keywords = ()) -> None:  # fmt: skip
    build.out.append(Assign(name, op, operands, keywords, spelling, build.origin))


def _size(build: Builder, operand: Operand, kind: Abstract) -> Operand:
    if rank_of(kind) == 0:
        return Const(1)
    return build.emit("size", (operand,), spelling=".size")


def _sum(build: Builder, a: Operand, b: Operand) -> Operand:
    match a, b:
        case Const(int() as x), Const(int() as y):
            return Const(x + y)
        case Const(0), _:
            return b
        case _:
            return build.emit("add", (a, b), spelling="+")


def _as_dtype(kinds: Sequence[Abstract]) -> Keywords:
    """The dtype of the seeds, if it is one and not the usual."""
    found = {dtype_of(kind) for kind in kinds}
    name = found.pop() if len(found) == 1 else None
    return () if name in (None, "float64") else (("dtype", Const(np.dtype(name).type, f"np.{name}")),)


def _cast(build: Builder, part: Operand, kind: Abstract) -> Operand:
    """Rows of doubles in the dtype of the leaf that they are the seed of."""
    as_type = _as_dtype([kind])
    return build.emit("astype", (part, as_type[0][1]), spelling=".astype") if as_type else part


def _batched(function: Function, seeds: Sequence[str], rows: Operand, on_call: OnCall) -> Function:
    """The function for all rows of its seeds."""
    if rows == Const(None):
        return function
    return batched(function, seeds, rows, rows=ROWS, on_call=on_call, result=(False, True))


# --- blocks of the Jacobian -------------------------------------------------------------------------------------------
def _block_of(build: Builder, whole: Operand, leaf: Seeded, rows: Operand) -> Operand:
    """The rows of one leaf: all, if it is the only one; of a number its single row."""
    if rows == Const(None) or (leaf.start == Const(0) and leaf.stop == rows):
        return whole
    return build.emit("getitem", (whole, leaf.rows), spelling="[]")


def _column(build: Builder, dot: Operand, kind: Abstract, leaf: Seeded, rows: Operand) -> Operand:
    """The derivative of an output by an input, from the output's tangents: shape of the output, then of the input."""
    block = _block_of(build, dot, leaf, rows)
    rank = rank_of(kind)
    if rank is None:
        raise NotBatched("the Jacobian of a value of unknown rank", build.origin.loc)
    if leaf.rank == 0:
        return _like(build, block, rank, leaf.operand)
    if rank == 1:
        block = build.emit("transpose", (block,), spelling=".T")
    elif rank > 1:
        block = build.emit("moveaxis", (block, Const(0), Const(-1)))
    if leaf.rank == 1:
        return _like(build, block, rank, leaf.operand)
    own = shape(build, leaf.operand)
    if rank:
        whole = build.emit("shape", (dot,), spelling=".shape")
        outer = build.emit("getitem", (whole, Slc(Const(1), Const(None), Const(None))), spelling="[]")
        own = build.emit("add", (outer, own), spelling="+")
    return _like(build, build.emit("reshape", (block, own)), rank, leaf.operand)


def _rows(build: Builder, bar: Operand, x: Operand, leaf: Seeded, rows: Operand) -> Operand:
    """The derivative of an output by an input, from the input's adjoints."""
    block = _block_of(build, bar, leaf, rows)
    if leaf.rank > 1:
        own = build.emit("add", (shape(build, leaf.operand), shape(build, x)), spelling="+")
        block = build.emit("reshape", (block, own))
    return _like(build, block, leaf.rank, x)


def _like(build: Builder, block: Operand, rank: int, x: Operand) -> Operand:
    """A block in the dtype of the argument x; of an output that is a number (rank 0) it is a gradient, and like x."""
    if rank == 0:
        return fitted(build, block, x, named=False)
    want, have = build.type_of(x), dtype_of(build.type_of(block))
    if not isinstance(want, Arr) or want.dtype is None or want.dtype == have:
        return block
    as_type = (("dtype", Const(np.dtype(want.dtype).type, f"np.{want.dtype}")),)
    return build.emit("asarray", (block,), as_type, spelling="np.asarray")


def _of_inputs(function: Function, wrt: Sequence[int], parts: Iterator[Operand], bare: bool) -> Operand:
    """The blocks of an output, in the structure of the inputs."""
    kinds = [function.types[function.params[k].name] for k in wrt]
    made = [put_together(kind, parts) for kind in kinds]
    return made[0] if bare else Tup(tuple(made))


