"""The cheaper of two spellings that read equally well, in adjoint code.

    np.shape(x) → x.shape      np.expand_dims(x, 1) → x[:, None]      np.sum(x) → x.sum()      np.divide(a, b) → a / b
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from s2sdiff.infer.values import Abstract, Arr, Num
from s2sdiff.ir import Assign, Block, Const, Function, Operand, Slc, Stmt, Tup
from s2sdiff.rebuilding import map_blocks

_OF_ARRAYS = {"np.shape": ".shape", "np.ndim": ".ndim", "np.size": ".size", "np.sum": ".sum",
              "np.copy": ".copy"}  # fmt: skip
_OPERATORS = {"np.divide": "/", "np.power": "**"}
_WHOLE = Slc(Const(None), Const(None), Const(None))


def respell(function: Function) -> Function:
    """The function with cheaper spellings; what is computed stays the same to the bit."""

    def on_block(block: Block) -> Block:
        return tuple(map(on, block))

    def on(stmt: Stmt) -> Stmt:
        if isinstance(stmt, Assign):
            return _respelled(stmt, function.types) if stmt.origin.is_derived else stmt
        return map_blocks(stmt, on_block)

    return replace(function, body=on_block(function.body))


def _is_array(value: Abstract | None) -> bool:
    """Whether the value is known to be an ndarray, and no number."""
    return isinstance(value, Arr) and value.dtype is not None and bool(value.shape)


def _is_float(value: Abstract | None) -> bool:
    return value == Num("float") or (isinstance(value, Arr) and value.dtype == "float64" and value.scalar)


def _is_float64(value: Abstract | None) -> bool:
    return isinstance(value, Arr) and value.dtype == "float64"


def _respelled(stmt: Assign, types: Mapping[str, Abstract]) -> Assign:
    first = stmt.operands[0] if stmt.operands else None
    names = [operand for operand in stmt.operands if isinstance(operand, str)]
    array = isinstance(first, str) and _is_array(types.get(first))
    match stmt.op, stmt.spelling:
        case _, spelling if array and spelling in _OF_ARRAYS:
            return replace(stmt, spelling=_OF_ARRAYS[spelling])
        case _, spelling if spelling in _OPERATORS and any(_is_array(types.get(o)) for o in names):
            return replace(stmt, spelling=_OPERATORS[spelling])
        case "zeros", "np.zeros" if _is_float64(types.get(stmt.target)) and stmt.keywords:
            return replace(stmt, keywords=())
        case "transpose", "np.transpose" if array and not stmt.keywords:
            return replace(stmt, spelling=".T")
        case "expand_dims", "np.expand_dims" if array:
            return _indexed(stmt, types[str(first)])
        case "broadcast_to", _ if isinstance(first, Const):
            return _filled(stmt, first, types)
        case "broadcast_to", _ if _is_float64(types.get(stmt.target)) and _is_float(types.get(str(first))):
            return replace(stmt, op="full", operands=(stmt.operands[1], stmt.operands[0]), spelling="np.full")
        case _:
            return stmt


def _indexed(stmt: Assign, kind: Abstract) -> Assign:
    axis = stmt.operands[1]
    rank = len(kind.shape) if isinstance(kind, Arr) and kind.shape is not None else None
    if rank is None or not isinstance(axis, Const) or not isinstance(axis.value, int):
        return stmt
    position = axis.value % (rank + 1)
    index: Operand = Const(None)
    if position:
        rest = {0: (), 1: (_WHOLE,)}.get(rank - position, (Const(Ellipsis),))
        index = Tup((*[_WHOLE] * position, Const(None), *rest))
    return replace(stmt, op="getitem", operands=(stmt.operands[0], index), spelling="[]")


def _filled(stmt: Assign, value: Const, types: Mapping[str, Abstract]) -> Assign:
    kind = types.get(stmt.target)
    if not isinstance(kind, Arr) or kind.dtype != "float64":
        return stmt
    if value.value in (0.0, 1.0):
        name = "ones" if value.value else "zeros"
        return replace(stmt, op=name, operands=stmt.operands[1:], spelling=f"np.{name}")
    return replace(stmt, op="full", operands=(stmt.operands[1], value), spelling="np.full")
