"""The batching transform: a function of one tangent, or adjoint, to the function of many of them at once.

    x_dot: f64[n];  t = a @ x_dot      →      x_dot: f64[rows, n];  t = x_dot @ a.T

The names that are given, and all that is computed from them, get a leading axis. Ops are the same for all rows: a loop
over the rows would compute each of them by itself. What decides which way the function goes has no rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from s2sdiff.check import check
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Abstract, Arr, Dim, Map, Num, Seq, dtype_of
from s2sdiff.ir import (
    NONE,
    UNDEFINED,
    Assign,
    Block,
    Call,
    Carry,
    Const,
    For,
    Function,
    If,
    Merge,
    Operand,
    Origin,
    Pop,
    Push,
    Return,
    Stmt,
    Unpack,
    While,
)
from s2sdiff.names import Names
from s2sdiff.simplify.dead import remove_dead, remove_dead_adjoints
from s2sdiff.vector.dispatch import batched_op
from s2sdiff.vector.kinds import absent, told
from s2sdiff.vector.lift import Lift, NotBatched, is_lifted, item_lifts, lifted
from s2sdiff.vector.reach import OnCall, no_calls, reach
from s2sdiff.vector.rows import dim_operand, spread
from s2sdiff.vector.state import Batch, is_array, same
from s2sdiff.walking import all_reads, controls, operands_of, results, walk

ROUNDS = 4  # of a loop whose carried values change their dtype
__all__ = ["NotBatched", "batched", "reach"]


def batched(function: Function, names: Collection[str], size: Operand | None = None, *, rows: Dim = "?rows",
            on_call: OnCall = no_calls, result: Lift = False) -> Function:  # fmt: skip
    """The function in which the values of `names` have a leading axis, as has all that is computed from them.

    `names` are parameters, data from outside, or the targets of statements that give all rows as they stand, as
    `x_dot = np.eye(n)`. `size` says how many rows there are; without it, the first parameter in `names` is asked.
    `rows` is the symbol of that size. `on_call(call, lifts)` gives, for what is batched of each operand of a call, the
    callee to call instead and what of its result is batched. Of what is returned, what `result` says is batched even
    if it is the same for all rows. Raises NotBatched where an op, or what decides the way, is not one for all rows.
    """
    kinds = told(function)
    lifts = reach(replace(function, types=kinds), names, on_call)
    fresh = names_of(function)
    asked = size is None
    if size is None:
        size = fresh.fresh("rows")
    types = {name: lifted(kind, lifts.get(name, False), rows) for name, kind in kinds.items()}
    if isinstance(size, str):
        types.setdefault(size, Num("int", dim=rows))
    before = Builder(Names(), {**kinds, **({size: types[size]} if isinstance(size, str) else {})})
    made = {stmt.target: stmt for stmt in walk(function.body) if isinstance(stmt, Assign)}
    inputs = [*(p.name for p in function.params), *(free.name for free in function.frees)]
    visible = [name for name in inputs if is_array(before.type_of(name))]
    batch = Batch(Builder(fresh, types), before, lifts, rows, size, on_call, made, absent(function, kinds), visible)
    given = frozenset(names)
    _block(batch, function.body[:-1], given)
    last = function.body[-1]
    assert isinstance(last, Return)
    with batch.build.at(last.origin):
        value = spread(batch, last, last.value, result)
    body = (*batch.build.out, replace(last, value=value))
    if asked and size in set(all_reads(body)):
        body = (*_counted(batch, function, str(size)), *body)
    whole = check(replace(function, body=body, types=batch.build.types))
    return check(remove_dead(whole) if function.optimize else remove_dead_adjoints(whole))


def _counted(batch: Batch, function: Function, size: str) -> Block:
    """`rows = len(x_dot)`, of the first array that has rows when the function is called."""
    given = False
    role = next((stmt.origin.role for stmt in function.body if stmt.origin.role != "primal"), "primal")
    with batch.build.at(Origin(function.loc, None, role)), batch.build.block() as out:
        for param in function.params:
            given = given or batch.on(param.name)
            source = _first_array(batch, param.name, batch.kind(param.name), batch.lift(param.name))
            if source is not None:
                out.append(Assign(size, "len", (source,), (), "len", batch.build.origin))
                return tuple(out)
    if given:  # of a list of no known length, which may be empty
        raise NotBatched("len", function.loc)
    raise ValueError(f"no parameter of {function.name} tells how many rows there are; pass size=")


def _first_array(batch: Batch, operand: Operand, kind: Abstract, lift: Lift) -> Operand | None:
    if isinstance(kind, Arr | Num):
        return operand if lift is True else None
    if not isinstance(kind, Seq | Map) or not kind.items or not is_lifted(lift):
        return None
    parts = item_lifts(lift, kind.items)
    k = next(k for k, part in enumerate(parts) if is_lifted(part))
    key = kind.keys[k] if isinstance(kind, Map) else k
    return _first_array(batch, batch.emit("getitem", operand, Const(key), spelling="[]"), kind.items[k], parts[k])


# --- statements ------------------------------------------------------------------------------------------------------
def _block(batch: Batch, block: Block, given: Collection[str] = ()) -> None:
    for stmt in block:
        with batch.build.at(stmt.origin):
            _statement(batch, stmt, given)
        batch.visible += [name for name in results(stmt) if isinstance(stmt, Assign) and stmt.op != "copy_name"
                          and is_array(batch.before.type_of(name))]  # fmt: skip


def _statement(batch: Batch, stmt: Stmt, given: Collection[str]) -> None:
    if any(map(batch.on, controls(stmt))):
        raise batch.refusal(stmt)
    match stmt:
        case Assign() if any(map(batch.on, operands_of(stmt))):
            batched_op(batch, stmt)
        case Assign():
            _unbatched(batch, stmt)
        case Call():
            _call(batch, stmt)
        case Unpack():
            _unpack(batch, stmt)
        case If():
            _if(batch, stmt, given)
        case For() | While():
            _loop(batch, stmt, given)
        case Push(tape=tape, value=value):
            batch.build.out.append(replace(stmt, value=spread(batch, stmt, value, batch.lifts.get(tape, False))))
        case Pop():
            batch.build.out.append(stmt)
        case _:
            raise batch.refusal(stmt)


def _unbatched(batch: Batch, stmt: Assign) -> None:
    """A statement as it stands; a size of a batched array is read off it at once."""
    match stmt:
        case Assign(op="getitem", operands=(shape, Const(int() as axis))):
            asked = batch.definition(shape, "shape")
            if asked is not None and batch.on(asked.operands[0]):
                x = asked.operands[0]
                stmt = same(stmt, dim_operand(batch, x, axis % batch.rank(stmt, x)))
    batch.build.out.append(stmt)


def _call(batch: Batch, stmt: Call) -> None:
    lifts = tuple(map(batch.lift, operands_of(stmt)))
    if is_lifted(lifts):  # what has any rows is taken to have them throughout
        operands = tuple(spread(batch, stmt, operand, is_lifted(lift))
                         for operand, lift in zip(operands_of(stmt), lifts, strict=True))  # fmt: skip
        stmt = replace(stmt, callee=batch.on_call(stmt, lifts)[0], operands=operands)
    batch.build.out.append(stmt)


def _unpack(batch: Batch, stmt: Unpack) -> None:
    """Of an array the rows that one row of it has: they are along the second axis."""
    source: Operand = stmt.source
    kind = batch.kind(source)
    if batch.on(source) and isinstance(kind, Arr):
        if batch.rank(stmt, source) == 1:
            source = batch.emit("transpose", source, spelling=".T")
        else:
            source = batch.emit("swapaxes", source, Const(0), Const(1))
    batch.build.out.append(replace(stmt, source=str(source)))


# --- structures ------------------------------------------------------------------------------------------------------
def _at_end(batch: Batch, stmt: Stmt, value: Operand, target: str) -> Operand:
    """What a block hands on under a name, batched as the name is."""
    made = spread(batch, stmt, value, batch.lifts.get(target, False))
    return batch.build.as_operand(made, "") if not isinstance(made, str | Const) else made


def _if(batch: Batch, stmt: If, given: Collection[str]) -> None:
    sides = []
    for block, values in ((stmt.then, [m.then for m in stmt.merges]), (stmt.orelse, [m.orelse for m in stmt.merges])):
        with batch.block() as out:
            _block(batch, block, given)
            ends = [_at_end(batch, stmt, value, merge.target) for value, merge in zip(values, stmt.merges, strict=True)]
        sides.append((tuple(out), ends))
    (then, thens), (orelse, others) = sides
    merges = []
    for merge, a, b in zip(stmt.merges, thens, others, strict=True):
        _joined(batch, merge.target, (a, b))
        merges.append(Merge(merge.target, a, b))
    batch.build.out.append(replace(stmt, then=then, orelse=orelse, merges=tuple(merges)))


def _joined(batch: Batch, target: str, values: Sequence[Operand]) -> bool:
    """Gives a batched name the dtype of what it may stand for; whether that is another one than it had."""
    known = batch.build.types.get(target)
    if not isinstance(known, Arr) or not batch.on(target):
        return False
    found = {dtype_of(batch.build.type_of(value)) for value in values if value not in (UNDEFINED, NONE)}
    batch.build.types[target] = replace(known, dtype=found.pop() if len(found) == 1 else None)
    return batch.build.types[target] != known


@dataclass(frozen=True, slots=True)
class _Body:
    """One round of a loop's blocks, and what it hands to the next."""

    head: Block
    body: Block
    nexts: tuple[Operand, ...]


def _loop(batch: Batch, stmt: For | While, given: Collection[str]) -> None:
    """The body is written again with other dtypes, where it hands on other ones than it starts from."""
    inits = [_at_end(batch, stmt, carry.init, carry.target) for carry in stmt.carries]
    for carry, init in zip(stmt.carries, inits, strict=True):
        _joined(batch, carry.target, (init,))
    for _ in range(ROUNDS):
        made = _round(batch, stmt, given)
        triples = list(zip(stmt.carries, inits, made.nexts, strict=True))
        if not any([_joined(batch, carry.target, (init, following)) for carry, init, following in triples]):
            break
    for carry in stmt.carries:
        _joined(batch, carry.result, (carry.target,))
    carries = tuple(Carry(carry.target, init, following, carry.result) for carry, init, following in triples)
    if isinstance(stmt, While):
        batch.build.out.append(replace(stmt, carries=carries, head=made.head, body=made.body))
    else:
        batch.build.out.append(replace(stmt, carries=carries, body=made.body))


def _round(batch: Batch, stmt: For | While, given: Collection[str]) -> _Body:
    head: list[Stmt] = []
    if isinstance(stmt, While):
        with batch.block() as head:
            _block(batch, stmt.head, given)
    with batch.block() as body:
        _block(batch, stmt.body, given)
        nexts = tuple(_at_end(batch, stmt, carry.next, carry.target) for carry in stmt.carries)
    return _Body(tuple(head), tuple(body), nexts)


