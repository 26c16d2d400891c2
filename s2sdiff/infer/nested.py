"""A change of a list that is in another one: every list around it is one with another item."""

from __future__ import annotations

from s2sdiff.infer.description import describe
from s2sdiff.infer.state import Inference
from s2sdiff.infer.stores import is_array, write
from s2sdiff.infer.values import Bottom, Seq
from s2sdiff.ir import Assign, Const, Operand, Store, Tup


def changed_inside(state: Inference, stmt: Assign, operands: tuple[Operand, ...]) -> Operand:
    """The outermost list after an op on what is at the end of a path in it; an array there is changed itself."""
    whole, path, op, *given = operands
    assert isinstance(path, Tup)
    assert isinstance(op, Const)
    build, levels = state.build, [whole]
    with build.at(stmt.origin):
        for index in path.items:
            levels.append(build.emit("getitem", (levels[-1], index), spelling="[]"))
        last = levels.pop()
        kind = build.type_of(last)
        if op.value == "list_set" and is_array(kind):
            write(state, Store(last, given[0], given[1], stmt.origin), last, given[0], given[1])
            return whole
        if not isinstance(kind, Seq | Bottom) or (isinstance(kind, Seq) and kind.kind != "list"):
            state.problem(stmt, f"Only a list or an array can be changed like this, and this is {describe(kind)}.",
                          "Make a new one, and put it there.")  # fmt: skip
            return whole
        made = build.emit(op.value, (last, *given), spelling=op.value)
        for level, index in zip(reversed(levels), reversed(path.items), strict=True):
            target = stmt.target if level is whole else ""
            made = build.emit("list_set", (level, index, made), spelling="list_set", target=target)
    return made
