"""Which names may be the same memory, and so what may be updated in place, and what an update may reach.

Names are put into groups, without regard to order: every op that may return (a view of) its operand joins the two.
Sound: an op that is not known to make a new array joins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from s2sdiff import rules
from s2sdiff.infer.values import Abstract, Arr, Num, Opaque, Tape
from s2sdiff.ir import EFFECTS, Assign, Call, For, Function, If, Operand, Pop, Push, Return, Stmt, Store, Unpack, While
from s2sdiff.union import find
from s2sdiff.walking import merged, names_in, results, walk

# families whose ops make new arrays, and the ops in them that do not
_FRESH = ("elementwise", "reductions", "statistics", "linalg", "making", "joining", "indexing", "adjoint", "storing",
          "ordering", "differences", "solving", "integers")  # fmt: skip
_NOT_FRESH = {"split", "unbroadcast", "of_shape", "conjugate", "real", "imag", "diagonal", "asarray",
              "diff"}  # np.diff(x, 0) is x
_READ_ONLY = {"broadcast_to", "unbroadcast", "diagonal", "diag"}  # ops that may give what NumPy does not write to
_FRESH_OPS = {"zeros_of", "add_trees", "copied", "seed", "tape", "shape", "len", "ndim", "size", "dtype", "opaque",
              *EFFECTS, "error", "manager", "exception", "text", "fstring",
              "ufunc", "saved", "may_share_memory", "snapshot"}  # fmt: skip


@dataclass
class Groups:
    """A union of names; `foreign` groups have memory that is not the function's own."""

    parent: dict[str, str] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    read_only: set[str] = field(default_factory=set)  # names of arrays that may be views that NumPy does not write to

    def find(self, name: str) -> str:
        return find(self.parent, name)

    def join(self, a: str, b: str) -> None:
        self.parent.setdefault(a, a)
        self.parent.setdefault(b, b)
        left, right = self.find(a), self.find(b)
        if left != right:
            self.parent[right] = left
            if right in self.foreign:
                self.foreign.add(left)

    def mark(self, name: str) -> None:
        self.foreign.add(self.find(name))

    def mark_all(self, names: Iterable[str]) -> None:
        for name in names:
            self.mark(name)

    def is_foreign(self, name: str) -> bool:
        return self.find(name) in self.foreign

    def members(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.parent:
            found.setdefault(self.find(name), []).append(name)
        return found


def is_fresh(op: str) -> bool:
    """Whether the op's result is a new object that shares no memory with its operands."""
    if rules.is_op(op):
        return rules.texts()[op].family.startswith(_FRESH) and op not in _NOT_FRESH
    return op in _FRESH_OPS


Shared = Callable[[Call], Iterable[Operand]]  # of a call: the arguments that its result may share memory with


def groups(function: Function, shared: Shared | None = None, *, lists: bool = False) -> Groups:
    """The groups of all names of a function; the memory of arguments and outside data is foreign.

    `shared` says what the results of calls share memory with; without it that is only known to be foreign. With
    `lists` the groups are of names that may be, or hold, one list: arrays, which hold none, are apart.
    """
    if lists:
        arrays = {name: Num("float") if isinstance(kind, Arr) else kind for name, kind in function.types.items()}
        function = replace(function, types=arrays)
    found = Groups()
    for name in [*(p.name for p in function.params), *(f.name for f in function.frees)]:
        found.parent.setdefault(name, name)
        if not _immutable(function.types.get(name)):
            found.mark(name)
    own_tapes = _own_tapes(function)
    for stmt in walk(function.body):
        _statement(found, stmt, shared, function.types, own_tapes)
    _spread_read_only(found, function)
    return found


def _spread_read_only(found: Groups, function: Function) -> None:
    """What is a view of a read-only array, or may be it, is read-only, too."""
    before = -1
    while found.read_only and len(found.read_only) > before:
        before = len(found.read_only)
        for stmt in walk(function.body):
            views = isinstance(stmt, Assign) and not is_fresh(stmt.op)
            if isinstance(stmt, Assign) and views and found.read_only.intersection(_names(stmt.operands)):
                found.read_only.add(stmt.target)
            for target, operands in merged(stmt):
                if found.read_only.intersection(_names(operands)):
                    found.read_only.add(target)


def _immutable(value: Abstract | None) -> bool:
    return isinstance(value, Num | Opaque | Tape) or (isinstance(value, Arr) and value.scalar)


def _own_tapes(function: Function) -> frozenset[str]:
    """The tapes that hold only copies made for them: what comes off is held by nothing else.

    Only of tapes that the function fills itself: those that it is given may be gone through again.
    """
    saved = {stmt.target for stmt in walk(function.body) if isinstance(stmt, Assign) and stmt.op == "saved"
             and stmt.spelling == ".copy"}  # fmt: skip
    pushes = [stmt for stmt in walk(function.body) if isinstance(stmt, Push)]
    others = {stmt.tape for stmt in pushes if stmt.value not in saved}
    return frozenset(stmt.tape for stmt in pushes if stmt.tape not in others)


def _statement(found: Groups, stmt: Stmt, shared: Shared | None, types: Mapping[str, Abstract],
               own_tapes: frozenset[str]) -> None:  # fmt: skip
    match stmt:
        case Assign():
            _assign(found, stmt, types)
        case If() | For() | While():
            for target, operands in merged(stmt):
                for name in () if _immutable(types.get(target)) else _names(operands):
                    found.join(target, name)
            for carry in () if isinstance(stmt, If) else stmt.carries:
                found.join(carry.target, carry.result)
        case Call(target=target, operands=operands):
            found.mark_all(_names((target, *operands)))
            for name in names_in(target) if shared else ():
                for other in _names(shared(stmt) if shared else ()):
                    found.join(name, other)
        case Unpack(source=source):
            found.mark_all(results(stmt))
            for name in results(stmt) if shared else ():
                found.join(name, source)
        case Pop():
            found.mark_all(results(stmt) if stmt.tape not in own_tapes else ())
            found.parent.setdefault(stmt.target, stmt.target)
        case Push(value=value):
            found.mark_all(names_in(value))
        case Return() | Store():
            return
        case _:
            raise TypeError(f"not a statement: {stmt!r}")


def _assign(found: Groups, stmt: Assign, types: Mapping[str, Abstract]) -> None:
    found.parent.setdefault(stmt.target, stmt.target)
    if stmt.op in _READ_ONLY:
        found.read_only.add(stmt.target)
    if not is_fresh(stmt.op) and not _immutable(types.get(stmt.target)):
        for name in _names(stmt.operands[:1] if stmt.op == "item_added" else stmt.operands):
            if not _immutable(types.get(name)):
                found.join(stmt.target, name)


def _names(operands: Iterable[Operand]) -> Iterator[str]:
    return (name for operand in operands for name in names_in(operand))
