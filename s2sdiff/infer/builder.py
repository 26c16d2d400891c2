"""Writes typed statements: every name has an abstract value from the moment it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeGuard

from s2sdiff import ops
from s2sdiff.infer import lists
from s2sdiff.infer.indexing import is_basic
from s2sdiff.infer.lists import written_out
from s2sdiff.infer.types import infer_op
from s2sdiff.infer.values import NOT_KNOWN, Abstract, Map, Num, Seq, Shape, Static, Unknown, of_constant
from s2sdiff.ir import WHOLE, Assign, Const, Dct, Function, Keywords, Lst, Operand, Origin, Path, Slc, Stmt, Tup
from s2sdiff.names import PART, Names
from s2sdiff.walking import all_names


@dataclass
class Builder:
    """The block being written and what is known of the names in it."""

    names: Names
    types: dict[str, Abstract] = field(default_factory=dict)
    out: list[Stmt] = field(default_factory=list)
    origin: Origin = field(default_factory=lambda: Origin(None))
    counts: dict[tuple[str, tuple[Operand, ...]], Operand] = field(default_factory=dict)  # integers made in this block
    unmade: frozenset[str] = frozenset()  # carried values that are None before a loop's first iteration
    shaped: Mapping[Shape, str] = field(default_factory=dict)  # an argument of each shape that one has

    def type_of(self, operand: Operand) -> Abstract:
        match operand:
            case str():
                return self.types.get(operand, Unknown())
            case Const(value):
                return of_constant(value)
            case Tup(items):
                return Seq("tuple", tuple(map(self.type_of, items)))
            case Lst(items):
                return Seq("list", tuple(map(self.type_of, items)))
            case Dct(keys, items):
                return Map(keys, tuple(map(self.type_of, items)))
            case Slc() | Path():
                return Static(slice(None))
            case _:
                raise TypeError(f"not an operand: {operand!r}")

    def emit(self, op: str, operands: Sequence[Operand], keywords: Keywords = (), *, spelling: str = "",
             hint: str = PART, target: str = "", origin: Origin | None = None) -> Operand:  # fmt: skip
        """Writes one op and returns the operand that holds it: a constant, where types alone decide the value."""
        if op == "getitem" and isinstance(operands[0], Tup | Lst) and _is_place(operands[1], len(operands[0].items)):
            return operands[0].items[operands[1].value]
        if op == "getitem" and isinstance(operands[0], Dct) and isinstance(operands[1], Const):
            return operands[0].items[operands[0].keys.index(operands[1].value)]
        if op == "getitem" and isinstance(operands[0], Tup | Lst):  # which of them the run says: its adjoint has a name
            operands = (self.as_operand(operands[0], PART), *operands[1:])
        if op == "getitem" and isinstance(operands[1], Path):
            return self.along(operands[0], operands[1], hint, origin)
        if op == "last_writes" and isinstance(operands[1], Path):
            operands = self._at_last_step(operands[0], operands[1])
        op = self._op_on_list(op, operands)
        joined = _joined_tuples(op, operands) or written_out(op, operands)
        if joined is not None:
            return joined
        if op == "list_extend" and not isinstance(self.type_of(operands[1]), Seq):
            operands = (operands[0], self.emit("list_of", operands[1:], spelling="list", origin=origin))
        if op in lists.OPS and isinstance(operands[0], Tup | Lst):
            operands = (self.as_operand(operands[0], PART), *operands[1:])
        if op == "getitem" and not is_basic(operands[1], self.type_of) and not self._is_sequence(operands[0]):
            op = "gather"
        name = target or self.names.fresh(hint)
        found = infer_op(op, operands, keywords, spelling, self.type_of, f"?{name}")
        if op in FOLDED and isinstance(found, Num) and found.value is not NOT_KNOWN:
            return Const(found.value)
        self.types[name] = found
        text = spelling or ops.default_spelling(op)
        self.out.append(Assign(name, op, tuple(operands), keywords, text, origin or self.origin))
        return name

    def _op_on_list(self, op: str, operands: Sequence[Operand]) -> str:
        """The op's name where its first operand is a list: `xs + ys` is another op than a sum, as is `xs[1:]`."""
        if op not in _ON_LISTS and op not in lists.GROWN:
            return op
        kind = self.type_of(operands[0])
        if not isinstance(kind, Seq):
            return op
        if op == "getitem":
            return "list_slice" if isinstance(operands[1], Slc) else op
        if op in lists.GROWN:
            return lists.GROWN[op] if kind.items is None else op
        return _ON_LISTS[op] if kind.kind == "list" else op

    def count(self, op: str, operands: tuple[Operand, ...], spelling: str, target: str, origin: Origin) -> Operand:
        """An integer of integers: one name for what is computed twice, so that slices by it have one size."""
        known = self.counts.get((op, operands))
        if known is None:
            known = self.counts[op, operands] = self.emit(op, operands, spelling=spelling, target=target, origin=origin)
        return known

    def along(self, base: Operand, path: Path, hint: str = PART, origin: Origin | None = None) -> Operand:
        """What is at the end of a path: a view, or the entries that the path's last index picks."""
        for k, step in enumerate(path.steps):
            last = k == len(path.steps) - 1
            # what is read of the iterator `.flat` is read of a row: an iterator has no shape
            op, spelling = ("ravel", ".ravel") if step.op == "flat" else (step.op, step.spelling)
            base = self.emit(op, (base, *step.operands), step.keywords, spelling=spelling,
                             hint=hint if last else PART, origin=origin)  # fmt: skip
        return base

    def _at_last_step(self, shape: Operand, path: Path) -> tuple[Operand, Operand]:
        """Of an array of this shape the shape of the view that a path's last index picks from, and that index."""
        written = (stmt for stmt in reversed(self.out) if isinstance(stmt, Assign))
        asked = next(stmt for stmt in written if stmt.target == shape)
        view = self.along(asked.operands[0], Path(path.steps[:-1]))
        last = path.steps[-1]
        index = last.operands[0] if last.op in ("getitem", "gather") else WHOLE
        return self.emit("shape", (view,), spelling="np.shape"), index

    def _is_sequence(self, operand: Operand) -> bool:
        return isinstance(self.type_of(operand), Seq | Map)

    def declare(self, hint: str, value: Abstract) -> str:
        """A new name that something other than an op gives a value."""
        name = self.names.fresh(hint)
        self.types[name] = value
        return name

    @contextmanager
    def block(self) -> Iterator[list[Stmt]]:
        """Statements written inside go to a block of their own."""
        out, self.out = self.out, []
        counts, self.counts = self.counts, dict(self.counts)
        try:
            yield self.out
        finally:
            self.out, self.counts = out, counts

    @contextmanager
    def at(self, origin: Origin) -> Iterator[None]:
        before, self.origin = self.origin, origin
        try:
            yield
        finally:
            self.origin = before

    def as_operand(self, operand: Operand, hint: str) -> str:
        """The operand under a name, for places that take only a name."""
        if isinstance(operand, str):
            return operand
        if isinstance(operand, Tup | Lst | Dct):
            kind = {Tup: "tuple", Lst: "list", Dct: "dict"}[type(operand)]
            return str(self.emit(kind, (operand,), spelling="=", hint=hint))
        return str(self.emit("copy_name", (operand,), spelling="=", hint=hint))

    def whole(self, operand: Operand, hint: str) -> Operand:
        """The operand, under a name if it is a tuple, a list or a dict that is written out."""
        return self.as_operand(operand, hint) if isinstance(operand, Tup | Lst | Dct) else operand


_ON_LISTS = {"add": "list_extend", "multiply": "list_repeat", "getitem": "list_slice"}


def _is_place(index: Operand, count: int) -> TypeGuard[Const]:
    """Whether an index is known, and is that of one of some items; with another one the primal raises."""
    return isinstance(index, Const) and isinstance(index.value, int) and -count <= index.value < count


def _joined_tuples(op: str, operands: Sequence[Operand]) -> Operand | None:
    """`(a, b) + (c,)` and `(a,) * 2` are written out."""
    match op, operands:
        case "add", [Tup(a), Tup(b)]:
            return Tup(a + b)
        case "multiply", [Tup(items) | Lst(items) as sequence, Const(int() as times)] if type(times) is int:
            return type(sequence)(items * times)
        case _:
            return None


def names_of(function: Function) -> Names:
    """Names that are new in a function."""
    given = (*(p.name for p in function.params), *(f.name for f in function.frees))
    return Names([*given, *all_names(function.body)])


# ops on types and shapes, whose value is decided before the run where it can be
FOLDED = frozenset({"isinstance", "iscomplexobj", "is", "is_not", "not", "ndim", "len", "equal", "not_equal", "less",
                    "less_equal", "greater", "greater_equal", "in", "not_in", "mod"})  # fmt: skip


def known_truth(value: Abstract) -> bool | None:
    """Whether a test is decided before the run."""
    match value:
        case Num(_, known) if known is not NOT_KNOWN:
            return bool(known)
        case Static(known) if known is None or isinstance(known, str):
            return bool(known)
        case _:
            return None
