"""Types of changes in place. A change alters neither the dtype nor the shape of an array, so it makes no new type."""

from __future__ import annotations

from s2sdiff.infer.description import describe
from s2sdiff.infer.state import Inference
from s2sdiff.infer.values import Abstract, Arr, Map, Seq, Static, is_number
from s2sdiff.ir import WHOLE, Assign, Lst, Operand, Stmt, Store, Tup


def type_store(state: Inference, stmt: Store) -> None:
    """Writes the change with its operands as they are known, or notes why it cannot be."""
    base, index, value = map(state.operand, (stmt.base, stmt.index, stmt.value))
    kind = state.build.type_of(base)
    if isinstance(kind, Seq | Map):
        _store_into_sequence(state, stmt, base, index, value)
        return
    if isinstance(kind, Static) or is_number(kind):
        state.problem(stmt, f"Only an array can be changed in place, and this is {describe(kind)}.",
                      "Assign to a name, or use an array.")  # fmt: skip
        return
    if isinstance(kind, Arr) and kind.dtype == "object":
        state.problem(stmt, "An array of Python objects cannot be differentiated.", "Use an array of floats.")
        return
    write(state, stmt, base, index, value)


def refuse_change(state: Inference, stmt: Stmt) -> None:
    """A try whose handler goes on may have made a part of its changes."""
    state.problem(stmt, "This changes an array in a try whose handler goes on after an error.",
                  "Change it after the try.")  # fmt: skip


def write(state: Inference, stmt: Store | Assign, base: Operand, index: Operand, value: Operand) -> None:
    """Writes the change of an array; a sequence that is stored is first made the array that NumPy makes of it."""
    if state.trying:
        refuse_change(state, stmt)
    if isinstance(state.build.type_of(value), Seq):
        items = state.build.as_operand(value, "") if not isinstance(value, str | Tup | Lst) else value
        value = state.build.emit("array", (items,), spelling="np.array", origin=stmt.origin)
    op = stmt.op if isinstance(stmt, Store) else "setitem"
    name = state.build.as_operand(base, "")
    state.build.out.append(Store(name, index, value, stmt.origin, op))


def _store_into_sequence(state: Inference, stmt: Store, base: Operand, index: Operand, value: Operand) -> None:
    """`arrays[0] += v` changes the array; another object in a list, tuple or dict is another story."""
    with state.build.at(stmt.origin):
        item = state.build.emit("getitem", (base, index), spelling="[]")
    if stmt.augmented and is_array(state.build.type_of(item)):
        write(state, stmt, item, WHOLE, value)
        return
    kind = state.build.type_of(base)
    what = kind.kind if isinstance(kind, Seq) else "dict"
    state.problem(stmt, f"Putting another object into a {what} cannot be differentiated yet.",
                  "Make a new list, or keep the numbers in an array.")  # fmt: skip


def is_array(kind: Abstract) -> bool:
    """Whether a value is known to be an array, which `+=` changes in place."""
    return isinstance(kind, Arr) and not kind.scalar and kind.dtype is not None
