"""What a `for` runs over, as a range that it counts: `zip`, `enumerate` and sequences are read by index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import gast

from s2sdiff.identity import operator_of
from s2sdiff.ir import Const, Lst, Operand, Tup
from s2sdiff.parse.containers import cell_of, contents, inside_of
from s2sdiff.parse.effects import raise_unless_equal
from s2sdiff.parse.expressions import lower, reference
from s2sdiff.parse.free import static_meaning
from s2sdiff.parse.items import item
from s2sdiff.parse.scope import Scope
from s2sdiff.parse.statics import holds_function


@dataclass(frozen=True, slots=True)
class Range:
    """What a loop counts over."""

    start: Operand
    stop: Operand
    step: Operand
    items: Callable[[Scope, Operand], Operand]  # what the loop's target is bound to, given the index
    cells: tuple[str, ...] = ()  # the lists that it goes over, which the body may change item by item
    is_strict: bool = False  # whether it is an error, raised before the loop, that sequences end before others
    unrolled: int | None = None  # how many items there are at most, some of which are functions


def index_itself(scope: Scope, index: Operand) -> Operand:
    """The target of `for i in range(n)`."""
    return index


SCHEDULES = ("log", "sqrt")


def scheduled(scope: Scope, node: gast.AST) -> tuple[gast.AST, str]:
    """What a loop runs over, and the schedule by which it is run again: that of `checkpoint(range(n))` is "log"."""
    meaning = static_meaning(scope, node.func) if isinstance(node, gast.Call) else None
    if meaning is None or operator_of(meaning.value) != "checkpoint":
        return node, ""
    match [keyword.arg for keyword in node.keywords], [*node.args, *(keyword.value for keyword in node.keywords)]:
        case ([] | ["schedule"]), [iterable]:
            return iterable, SCHEDULES[0]
        case ([] | ["schedule"]), [iterable, gast.Constant(value=str() as schedule)] if schedule in SCHEDULES:
            return iterable, schedule
        case _:
            scope.problem(node, "This checkpoint of a loop is not known.",
                          'Write checkpoint(range(n)), or checkpoint(range(n), schedule="sqrt").')  # fmt: skip
            return node, ""


def counted(scope: Scope, node: gast.AST) -> Range | None:
    """The range that a loop counts over, and what its target is in each iteration."""
    match _builtin(scope, node):
        case "range":
            return _range(scope, node)
        case "zip":
            return _zip(scope, node)
        case "enumerate":
            return _enumerate(scope, node)
        case "reversed":
            return _reversed(scope, node)
        case "map" | "sorted" as builtin:
            return _refused(scope, node, builtin)
        case _:
            return _over(scope, node, [reference(scope, node)], lambda index, items: items[0])


def _builtin(scope: Scope, node: gast.AST) -> str:
    """The name of the builtin form that is called here, if one is."""
    meaning = static_meaning(scope, node.func) if isinstance(node, gast.Call) else None
    return getattr(meaning.value, "__name__", "") if meaning and meaning.kind == "builtin" else ""


def _refused(scope: Scope, node: gast.AST, builtin: str) -> Range | None:
    scope.problem(node, f"A loop over this {builtin}(...) cannot be differentiated yet.",
                  "Loop over a range, a list, an array, zip or enumerate.")  # fmt: skip
    return None


def _range(scope: Scope, node: gast.Call) -> Range | None:
    match [lower(scope, argument) for argument in node.args]:
        case [stop]:
            return Range(Const(0), stop, Const(1), index_itself)
        case [start, stop]:
            return Range(start, stop, Const(1), index_itself)
        case [start, stop, step]:
            return Range(start, stop, step, index_itself)
        case _:
            return _refused(scope, node, "range")


def _zip(scope: Scope, node: gast.Call) -> Range | None:
    sequences = [_sequence(scope, argument) for argument in node.args]
    if not sequences:
        return _refused(scope, node, "zip")
    strict = _strict(scope, node)
    return None if strict is None else _over(scope, node, sequences, lambda index, items: Tup(tuple(items)), strict)


def _strict(scope: Scope, node: gast.Call) -> bool | None:
    """Whether a zip is strict; None, and a problem, if that is not written out."""
    match [(keyword.arg, keyword.value) for keyword in node.keywords]:
        case []:
            return False
        case [("strict", gast.Constant(value=bool() as strict))]:
            return strict
        case _:
            _refused(scope, node, "zip")
            return None


def _enumerate(scope: Scope, node: gast.Call) -> Range | None:
    operands = [_sequence(scope, argument) for argument in node.args]
    if [keyword.arg for keyword in node.keywords] == ["start"]:
        operands.append(lower(scope, node.keywords[0].value))
    match operands:
        case [sequence]:
            return _over(scope, node, [sequence], lambda index, items: Tup((index, items[0])))
        case [sequence, (str() | Const()) as first]:
            return _over(scope, node, [sequence], lambda index, items: Tup((
                scope.emit("add", (index, first), spelling="+", node=node), items[0])))  # fmt: skip
        case _:
            return _refused(scope, node, "enumerate")


def _reversed(scope: Scope, node: gast.Call) -> Range | None:
    """From the last item to the first."""
    over = counted(scope, node.args[0]) if len(node.args) == 1 else None
    if over is None or over.step != Const(1):
        return _refused(scope, node, "reversed") if over else None
    last = scope.emit("subtract", (over.stop, Const(1)), spelling="-", node=node)
    before: Operand = Const(-1)
    if over.start != Const(0):
        before = scope.emit("subtract", (over.start, Const(1)), spelling="-", node=node)
    return Range(last, before, Const(-1), over.items, over.cells)


def _sequence(scope: Scope, node: gast.AST) -> Operand | Range:
    """What a loop runs over side by side with others: a sequence, or a range."""
    inner = _range(scope, node) if _builtin(scope, node) == "range" else None
    return inner if inner is not None else reference(scope, node)


def _length(scope: Scope, node: gast.AST, sequence: Operand | Range) -> Operand:
    if isinstance(sequence, Range):
        parts = (sequence.start, sequence.stop, sequence.step)
        known = [part.value for part in parts if isinstance(part, Const) and type(part.value) is int]
        if len(known) == len(parts) and sequence.step != Const(0):
            return Const(len(range(*known)))
        return scope.emit("range_length", parts, spelling="range_length", node=node)
    match contents(scope, sequence):
        case Tup(items) | Lst(items):
            return Const(len(items))
        case whole:
            return scope.emit("len", (whole,), spelling="len", node=node)


def _at(scope: Scope, node: gast.AST, sequence: Operand | Range, index: Operand) -> Operand:
    if not isinstance(sequence, Range):
        return item(scope, node, sequence, index)
    moved = index
    if sequence.step != Const(1):
        moved = scope.emit("multiply", (sequence.step, moved), spelling="*", node=node)
    if sequence.start != Const(0):
        moved = scope.emit("add", (sequence.start, moved), spelling="+", node=node)
    return moved


def _held(scope: Scope, node: gast.AST, sequence: Operand) -> Operand:
    """A sequence under a name, if it is written out."""
    match contents(scope, sequence):
        case Tup() | Lst() as whole:
            kind = "list" if isinstance(whole, Lst) else "tuple"
            return scope.emit(kind, (whole,), spelling="=", node=node)
        case _:
            return sequence


def _over(scope: Scope, node: gast.AST, sequences: Sequence[Operand | Range],
          value: Callable[[Operand, list[Operand]], Operand], strict: bool = False) -> Range:  # fmt: skip
    """A loop over sequences of the same or different lengths, by index."""
    if any(not isinstance(s, Range) and holds_function(contents(scope, s)) for s in sequences):
        return _over_functions(scope, node, sequences, value, strict)
    held = [s if isinstance(s, Range) else _held(scope, node, s) for s in sequences]
    lengths = [_length(scope, node, sequence) for sequence in sequences]
    count = lengths[0]
    unequal = [length for length in lengths[1:] if strict and length != count]
    if unequal:
        lengths = lengths[:1]
        for length in unequal:
            raise_unless_equal(scope, node, count, length, "zip() has arguments of different lengths")
    for length in lengths[1:]:
        count = scope.emit("minimum", (count, length), spelling="min", node=node)

    before = [None if isinstance(s, Range) else inside_of(scope, s) for s in sequences]

    def items(inner: Scope, index: Operand) -> Operand:
        triples = zip(sequences, held, before, strict=True)  # of a list that the body changes: as it is in an iteration
        return value(index, [_at(inner, node, s if not isinstance(s, Range) and inside_of(inner, s) != was else whole,
                                 index) for s, whole, was in triples])  # fmt: skip

    cells = tuple(cell.key for s in sequences if not isinstance(s, Range) and (cell := cell_of(s)))
    return Range(Const(0), count, Const(1), items, cells, bool(unequal))


def _over_functions(scope: Scope, node: gast.AST, sequences: Sequence[Operand | Range],
                    value: Callable[[Operand, list[Operand]], Operand], strict: bool) -> Range:  # fmt: skip
    """A loop over functions, whose iterations are written out."""
    lengths = [_length(scope, node, sequence) for sequence in sequences]
    unequal = [length for length in lengths[1:] if strict and length != lengths[0]]
    for length in unequal:
        raise_unless_equal(scope, node, lengths[0], length, "zip() has arguments of different lengths")
    known = [length.value for length in lengths if isinstance(length, Const)]
    unknown = [length for length in lengths if not isinstance(length, Const)]
    count: Operand = unknown[0] if unknown else Const(min(known))
    for length in unknown[1:]:
        count = scope.emit("minimum", (count, length), spelling="min", node=node)

    def items(inner: Scope, index: Operand) -> Operand:
        return value(index, [_at(inner, node, sequence, index) for sequence in sequences])

    cells = tuple(cell.key for s in sequences if not isinstance(s, Range) and (cell := cell_of(s)))
    return Range(Const(0), count, Const(1), items, cells, bool(unequal), min(known))
