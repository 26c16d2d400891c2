"""A call written out: the callee's statements, under new names, in place of the call.

Only calls of functions that change their arguments, or return a part of them, are: what such a call does depends on
which of its arguments are the same memory, and that is known where the memory is.
"""

from __future__ import annotations

from collections.abc import Callable

from s2sdiff.infer.state import Inference
from s2sdiff.infer.values import Abstract
from s2sdiff.ir import Block, Call, Free, Function, Operand, Return, Tup, Unpack
from s2sdiff.names import hint
from s2sdiff.renaming import renamed_throughout
from s2sdiff.walking import all_names

TypeBlock = Callable[[Inference, Block], None]


def inline(state: Inference, stmt: Call, operands: tuple[Operand, ...], function: Function,
           frees: list[Abstract], type_block: TypeBlock) -> None:  # fmt: skip
    """Types the untyped body of a called function where the call stands."""
    made = [*(p.name for p in function.params), *all_names(function.body)]
    table = {name: state.build.names.fresh(hint(name)) for name in dict.fromkeys(made)}
    table |= {free.name: _free(state, free, kind) for free, kind in zip(function.frees, frees, strict=True)}
    body = renamed_throughout(function.body, table, state.new_key)
    state.table.update({table[p.name]: operand for p, operand in zip(function.params, operands, strict=True)})
    type_block(state, body[:-1])
    last = body[-1]
    assert isinstance(last, Return)
    _bind(state, stmt, stmt.target, state.operand(last.value), type_block)


def _free(state: Inference, free: Free, kind: Abstract) -> str:
    """The name of data from outside: one name for what is read by one path in one module."""
    scope = id(free.owner) if free.captured else id(free.owner.__globals__)
    known = state.frees.get((scope, free.path))
    if known is None:
        known = Free(state.build.names.fresh(hint(free.name)), free.path, free.owner, free.captured)
        state.frees[scope, free.path] = known
        state.build.types[known.name] = kind
    return known.name


def _bind(state: Inference, stmt: Call, target: Operand, value: Operand, type_block: TypeBlock) -> None:
    """Gives the names that take the call's result what the callee returns."""
    match target, value:
        case str(), _:
            state.table[target] = value
        case Tup(targets), Tup(items) if len(targets) == len(items):
            for inner, item in zip(targets, items, strict=True):
                _bind(state, stmt, inner, item, type_block)
        case Tup(targets), _:
            source = state.build.as_operand(value, "")
            type_block(state, (Unpack(tuple(map(str, targets)), source, stmt.origin),))
        case _:
            raise TypeError(f"not a target: {target!r}")
