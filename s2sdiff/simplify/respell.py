"""The cheaper of two spellings that read equally well, in adjoint code.

    np.shape(x) → x.shape      np.expand_dims(x, 1) → x[:, None]      np.sum(x) → x.sum()      np.divide(a, b) → a / b
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from s2sdiff.infer.values import Abstract, Arr
from s2sdiff.ir import Assign, Block, Const, For, Function, If, Slc, Stmt, Tup, While

_WHOLE = Slc(Const(None), Const(None), Const(None))


def respell(function: Function) -> Function:
    """The function with cheaper spellings; what is computed stays the same to the bit."""

    def on_block(block: Block) -> Block:
        return tuple(map(on, block))

    def on(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign() if stmt.origin.role == "adjoint":
                return _respelled(stmt, function.types)
            case If(then=then, orelse=orelse):
                return replace(stmt, then=on_block(then), orelse=on_block(orelse))
            case For(body=body):
                return replace(stmt, body=on_block(body))
            case While(head=head, body=body):
                return replace(stmt, head=on_block(head), body=on_block(body))
            case _:
                return stmt

    return replace(function, body=on_block(function.body))


def _is_array(value: Abstract | None) -> bool:
    """Whether the value is known to be an ndarray, and no number."""
    return isinstance(value, Arr) and value.dtype is not None and bool(value.shape)


def _is_float64(value: Abstract | None) -> bool:
    return isinstance(value, Arr) and value.dtype == "float64"


def _respelled(stmt: Assign, types: Mapping[str, Abstract]) -> Assign:
    first = stmt.operands[0] if stmt.operands else None
    array = isinstance(first, str) and _is_array(types.get(first))
    match stmt.op, stmt.spelling:
        case ("shape", "np.shape") if array:
            return replace(stmt, spelling=".shape")
        case ("ndim" | "size"), ("np.ndim" | "np.size") if array:
            return replace(stmt, spelling=f".{stmt.op}")
        case "zeros", "np.zeros" if _is_float64(types.get(stmt.target)) and stmt.keywords:
            return replace(stmt, keywords=())
        case "sum", "np.sum" if array:
            return replace(stmt, spelling=".sum")
        case "transpose", "np.transpose" if array and not stmt.keywords:
            return replace(stmt, spelling=".T")
        case "expand_dims", "np.expand_dims" if array:
            return _indexed(stmt, types[str(first)])
        case "divide", "np.divide" if any(isinstance(o, str) and _is_array(types.get(o)) for o in stmt.operands):
            return replace(stmt, spelling="/")
        case "power", "np.power" if any(isinstance(o, str) and _is_array(types.get(o)) for o in stmt.operands):
            return replace(stmt, spelling="**")
        case "broadcast_to", _ if isinstance(first, Const):
            return _filled(stmt, first, types)
        case _:
            return stmt


def _indexed(stmt: Assign, kind: Abstract) -> Assign:
    axis = stmt.operands[1]
    rank = len(kind.shape) if isinstance(kind, Arr) and kind.shape is not None else None
    if rank is None or not isinstance(axis, Const) or not isinstance(axis.value, int):
        return stmt
    position = axis.value % (rank + 1)
    items = (*([_WHOLE] * position), Const(None), *([Const(Ellipsis)] if position < rank and position == 0 else []))
    index = Tup(items) if len(items) > 1 else items[0]
    if position and position < rank:
        index = Tup((*items, Const(Ellipsis))) if rank - position > 1 else Tup((*items, *[_WHOLE] * (rank - position)))
    if position == 0:
        index = Const(None)
    return replace(stmt, op="getitem", operands=(stmt.operands[0], index), spelling="[]")


def _filled(stmt: Assign, value: Const, types: Mapping[str, Abstract]) -> Assign:
    kind = types.get(stmt.target)
    if not isinstance(kind, Arr) or kind.dtype != "float64":
        return stmt
    if value.value in (0.0, 1.0):
        name = "ones" if value.value else "zeros"
        return replace(stmt, op=name, operands=stmt.operands[1:], spelling=f"np.{name}")
    return replace(stmt, op="full", operands=(stmt.operands[1], value), spelling="np.full")
