"""Shapes are read off the arguments, so that no array is kept for its shape alone.

    n = np.shape(t1)[0]      →      n = x.shape[0], where t1 is known to have as many rows as x
"""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.infer.builder import names_of
from s2sdiff.infer.values import Arr, Dim, Shape
from s2sdiff.infer.values import shape_of as known_shape
from s2sdiff.ir import Assign, Block, Const, For, Function, If, Operand, Stmt, While
from s2sdiff.names import PART


def shapes_of_arguments(function: Function) -> Function:
    """The function with shapes of intermediate arrays in adjoint code replaced by equal shapes of arguments."""
    arrays = [name for name in (*(p.name for p in function.params), *(f.name for f in function.frees))
              if _is_array(function.types.get(name))]  # fmt: skip
    shapes: dict[Shape, str] = {}
    dims: dict[Dim, tuple[str, int]] = {}
    for name in reversed(arrays):
        shape = known_shape(function.types[name]) or ()
        shapes[shape] = name
        for axis, dim in reversed(list(enumerate(shape))):
            dims[dim] = (name, axis)
    made: dict[str, Assign] = {}
    changed: list[str] = []
    names, types = names_of(function), dict(function.types)

    def on_block(block: Block) -> Block:
        return tuple(inner for stmt in block for inner in on(stmt))

    def on(stmt: Stmt) -> tuple[Stmt, ...]:
        match stmt:
            case Assign():
                made[stmt.target] = stmt
                return _on_assign(stmt)
            case If(then=then, orelse=orelse):
                return (replace(stmt, then=on_block(then), orelse=on_block(orelse)),)
            case For(body=body):
                return (replace(stmt, body=on_block(body)),)
            case While(head=head, body=body):
                return (replace(stmt, head=on_block(head), body=on_block(body)),)
            case _:
                return (stmt,)

    def _on_assign(stmt: Assign) -> tuple[Stmt, ...]:
        if stmt.origin.role != "adjoint":
            return (stmt,)
        match stmt:
            case Assign(op="shape", operands=(str() as source,)) if source not in arrays:
                shape = known_shape(function.types.get(source))  # type: ignore[arg-type]
                if shape in shapes:
                    changed.append(stmt.target)
                    return (replace(stmt, operands=(shapes[shape],), spelling=".shape"),)
            case Assign(op="getitem", operands=(str() as source, Const(int() as axis))):
                return _dimension(stmt, made.get(source), axis)
            case _:
                return (stmt,)
        return (stmt,)

    def _dimension(stmt: Assign, shape: Assign | None, axis: int) -> tuple[Stmt, ...]:
        if shape is None or shape.op != "shape":
            return (stmt,)
        source: Operand = shape.operands[0]
        known = known_shape(function.types.get(source)) if isinstance(source, str) else None  # type: ignore[arg-type]
        if known is None or source in arrays or known[axis] not in dims:
            return (stmt,)
        array, position = dims[known[axis]]
        fresh = names.fresh(PART)
        changed.append(fresh)
        types[fresh] = function.types[shape.target]
        whole = replace(shape, target=fresh, operands=(array,), spelling=".shape")
        return whole, replace(stmt, operands=(fresh, Const(position)))

    body = on_block(function.body)
    return replace(function, body=body, types=types) if changed else function


def _is_array(value: object) -> bool:
    return isinstance(value, Arr) and value.dtype is not None and not value.scalar and bool(value.shape)
