"""The adjoints of changes of lists: what was put in gives its adjoint up, and what was taken out gets its place back.

    ys = xs.append(v)      →      v_bar += ys_bar.pop(); xs_bar = ys_bar
"""

from __future__ import annotations

from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Arr, Seq, element, is_number
from s2sdiff.ir import Assign, Const, Operand, Slc
from s2sdiff.names import PART, twin
from s2sdiff.reverse.state import Sweep
from s2sdiff.transform.shapes import zero


def changed_list(state: Sweep, stmt: Assign, bar: Operand) -> None:
    """Gives the operands of an op on a list what they get of its result's adjoint."""
    xs, *others = stmt.operands
    value: Operand = Const(None)
    value_bar: Operand = Const(None)
    match stmt.op, others:
        case "list_append", (value,):
            value_bar, xs_bar = _item(state, bar, Const(-1), value), _made(state, stmt, "list_delete", bar, Const(-1))
        case "list_insert", (index, value):
            value_bar, xs_bar = _item(state, bar, index, value), _made(state, stmt, "list_delete", bar, index)
        case "list_set", (Slc() as index, value):
            zeros = state.build.emit("zeros_of", (_read(state, xs, index),), spelling="zeros_of")
            value_bar, xs_bar = _read(state, bar, index), _made(state, stmt, "list_set", bar, index, zeros)
        case "list_set", (index, value):
            gone = _zero(state, xs, index)
            value_bar, xs_bar = _item(state, bar, index, value), _made(state, stmt, "list_set", bar, index, gone)
        case "list_extend", (value,):
            count = state.build.emit("len", (xs,), spelling="len")
            none = Const(None)
            value_bar = _read(state, bar, Slc(count, none, none))
            xs_bar = _made(state, stmt, "list_slice", bar, Slc(none, count, none))
        case "list_delete", (index,):
            xs_bar = _put_back(state, stmt, bar, xs, index)
        case "list_reverse", ():
            xs_bar = _made(state, stmt, "list_reverse", bar)
        case "list_repeat", (times,):
            xs_bar = _made(state, stmt, "list_folded", bar, times, xs)
        case "list_folded", (times, _):
            xs_bar = _made(state, stmt, "list_repeat", bar, times)
        case "list_slice", (index,):
            zeros = state.build.emit("zeros_of", (xs,), spelling="zeros_of", hint=_hint(xs))
            xs_bar = _made(state, stmt, "list_set", zeros, index, bar)
        case ("list_of" | "tuple_of"), ():
            xs_bar = _array(state, bar, xs)
        case _:
            raise TypeError(f"no change of a list: {stmt.op}")
    if state.is_active(value):
        state.adjoints.contribute(value, value_bar)
    if state.is_active(xs):
        state.adjoints.contribute(xs, xs_bar)


def _hint(operand: Operand) -> str:
    return twin(operand, "bar") if isinstance(operand, str) else PART


def _made(state: Sweep, stmt: Assign, op: str, *operands: Operand) -> Operand:
    spelling = "[]" if op == "list_slice" else "*" if op == "list_repeat" else op
    return state.build.emit(op, operands, spelling=spelling, hint=_hint(stmt.operands[0]))


def _read(state: Sweep, whole: Operand, index: Operand) -> Operand:
    return state.build.emit("getitem", (whole, index), spelling="[]")


def _item(state: Sweep, bar: Operand, index: Operand, value: Operand) -> Operand:
    """What a value that was put in gets: its item of the adjoint."""
    return state.adjoints.exact(_read(state, bar, index), value)


def _zero(state: Sweep, xs: Operand, index: Operand) -> Operand:
    """The zero that is like an item of a list."""
    kind = state.build.type_of(xs)
    if isinstance(kind, Seq) and is_number(element(kind)):
        return Const(0.0)
    return zero(state.build, _read(state, xs, index))


def _put_back(state: Sweep, stmt: Assign, bar: Operand, xs: Operand, index: Operand) -> Operand:
    """The adjoint of a list with a zero where an item was taken out."""
    gone = _zero(state, xs, index)
    if index == Const(-1):
        return _made(state, stmt, "list_append", bar, gone)
    if not isinstance(index, Const) or index.value < 0:
        count = state.build.emit("len", (xs,), spelling="len")
        index = state.build.emit("mod", (index, count), spelling="%")
    return _made(state, stmt, "list_insert", bar, index, gone)


def _array(state: Sweep, bar: Operand, xs: Operand) -> Operand:
    """The adjoint of an array that a list was made of."""
    if isinstance(kind := state.build.type_of(xs), Seq):
        return state.build.emit(f"{kind.kind}_of", (bar,), spelling=kind.kind, hint=_hint(xs))
    stacked = state.build.emit("array", (bar,), spelling="np.array")
    shape = state.build.emit("shape", (xs,), spelling="np.shape")
    return state.build.emit("reshape", (stacked, shape), spelling="np.reshape", hint=_hint(xs))


def as_items(build: Builder, contribution: Operand, primal: Operand) -> Operand:
    """A contribution to a list of any length as a list: the rule of what makes an array of it gives an array."""
    kind = build.type_of(primal)
    if not isinstance(primal, str) or not isinstance(kind, Seq) or not isinstance(build.type_of(contribution), Arr):
        return contribution
    if isinstance(element(kind), Seq):
        made = str(build.emit("list_of", (contribution,), spelling=".tolist", hint=_hint(primal)))
        build.types[made] = adjoint_kind(kind)
        return made
    return build.emit("list_of", (contribution,), spelling="list", hint=_hint(primal))
