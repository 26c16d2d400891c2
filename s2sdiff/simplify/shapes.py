"""Shapes are read off the arguments, so that no array is kept for its shape alone.

    n = np.shape(t1)[0]      →      n = x.shape[0], where t1 is known to have as many rows as x
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from s2sdiff.infer.builder import names_of
from s2sdiff.infer.values import Abstract, Arr, Dim, Shape, Unknown, shape_of
from s2sdiff.ir import Assign, Block, Const, Function, Operand, Return, Stmt
from s2sdiff.names import PART, Names
from s2sdiff.rebuilding import map_blocks
from s2sdiff.walking import block_reads, names_in, reads, walk


@dataclass
class Known:
    """What has which shape: `shapes` and `dims` give an argument, for a whole shape and for one dimension."""

    shapes: dict[Shape, str] = field(default_factory=dict)
    dims: dict[Dim, tuple[str, int]] = field(default_factory=dict)


@dataclass
class Sources:
    """Where shapes may be read: by the backward sweep, and before it."""

    arguments: list[str]
    types: dict[str, Abstract]
    names: Names
    backward: Known
    before: Known
    made: dict[str, Assign] = field(default_factory=dict)
    changes: int = 0

    def known(self, stmt: Stmt) -> Known:
        return self.backward if stmt.origin.role == "adjoint" else self.before

    def shape_of(self, operand: Operand) -> Shape | None:
        return shape_of(self.types.get(operand, Unknown())) if isinstance(operand, str) else None


def shapes_of_arguments(function: Function) -> Function:
    """The function with shapes of intermediate arrays in adjoint code replaced by equal shapes of arguments."""
    sources = _sources(function)
    body = _block(sources, function.body)
    return replace(function, body=body, types=sources.types) if sources.changes else function


def _sources(function: Function) -> Sources:
    names = [*(p.name for p in function.params), *(f.name for f in function.frees)]
    arguments = [name for name in names if _is_array(function.types.get(name)) and name not in function.absent]
    early = {name for stmt in walk(function.body) if stmt.origin.role != "adjoint" and not isinstance(stmt, Return)
             for name in _read(stmt)}  # fmt: skip
    before = [name for name in arguments if name in early]  # the adjoints of what the function gives come later
    return Sources(arguments, dict(function.types), names_of(function), _known(arguments, function.types),
                   _known(before, function.types))  # fmt: skip


def _read(stmt: Stmt) -> Iterator[str]:
    yield from reads(stmt)
    for _, operand in block_reads(stmt):
        yield from names_in(operand)


def _known(arguments: Sequence[str], types: Mapping[str, Abstract]) -> Known:
    known = Known()
    for name in reversed(arguments):  # the first argument that has a shape is the one to read it off
        shape = shape_of(types[name]) or ()
        known.shapes[shape] = name
        for axis, dim in reversed(list(enumerate(shape))):
            known.dims[dim] = (name, axis)
    return known


def _block(sources: Sources, block: Block) -> Block:
    return tuple(inner for stmt in block for inner in _statement(sources, stmt))


def _statement(sources: Sources, stmt: Stmt) -> tuple[Stmt, ...]:
    if not isinstance(stmt, Assign):
        return (map_blocks(stmt, lambda inner: _block(sources, inner)),)
    sources.made[stmt.target] = stmt
    if not stmt.origin.is_derived:
        return (stmt,)
    match stmt:
        case Assign(op="shape", operands=(str() as source,)):
            return (_whole(sources, stmt, source),)
        case Assign(op="getitem", operands=(str() as source, Const(int() as axis))):
            return _dimension(sources, stmt, sources.made.get(source), axis)
        case _:
            return (stmt,)


def _whole(sources: Sources, stmt: Assign, source: str) -> Assign:
    shape, shapes = sources.shape_of(source), sources.known(stmt).shapes
    if source in sources.arguments or shape not in shapes:
        return stmt
    sources.changes += 1
    return replace(stmt, operands=(shapes[shape],), spelling=".shape")


def _dimension(sources: Sources, stmt: Assign, shape: Assign | None, axis: int) -> tuple[Stmt, ...]:
    """An item of a shape, and before it the shape that it is read from now."""
    if shape is None or shape.op != "shape":
        return (stmt,)
    source = shape.operands[0]
    known, dims = sources.shape_of(source), sources.known(stmt).dims
    if known is None or source in sources.arguments or known[axis] not in dims:
        return (stmt,)
    array, position = dims[known[axis]]
    fresh = sources.names.fresh(PART)
    sources.changes += 1
    sources.types[fresh] = sources.types[shape.target]
    whole = replace(shape, target=fresh, operands=(array,), spelling=".shape")
    return whole, replace(stmt, operands=(fresh, Const(position)))


def _is_array(value: object) -> bool:
    return isinstance(value, Arr) and value.dtype is not None and not value.scalar and bool(value.shape)
