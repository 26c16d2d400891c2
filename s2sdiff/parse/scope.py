"""What lowering carries along through one function: the names in scope, the statements so far, the problems found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import gast

from s2sdiff.errors import Loc, Problem
from s2sdiff.ir import UNDEFINED, Assign, Call, Const, Dct, Free, Keywords, Lst, Operand, Origin, Stmt, Tup
from s2sdiff.names import TEMPORARY, Names
from s2sdiff.parse.cell import Cells
from s2sdiff.walking import names_in

DELETED = Const(NotImplemented, "deleted")  # what a name means after `del`
UNCERTAIN = Const(NotImplemented, "uncertain")  # and where a try may have been left before it was assigned


class FunctionValue:
    """A function as a value before the run: one defined inside the function, a derivative, a pullback."""

    def moved(self, _f: Callable[[Operand], Operand]) -> FunctionValue:
        """The function with each operand that it holds as what `f` makes of it."""
        return self

    def local(self) -> Iterator[FunctionValue]:
        """The functions defined inside the function that a call of it calls."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Active:
    """A function defined in the text that is being written out or lifted, for one form of its arguments."""

    identity: Any  # of the function and of those that it is given: the same inside a function that they are passed to
    form_identity: Any
    function: Any = field(compare=False)
    form: Any = field(compare=False)


@dataclass
class Scope:
    """One function being lowered. `env` maps the user's names to operands; `out` is the block being written."""

    place: Callable[[gast.AST], Loc]
    resolve: Callable[[str], Any]  # a free name to what it means
    names: Names
    identifiers: frozenset[str] = frozenset()
    function: Any = None
    is_rule: bool = False
    env: dict[str, Operand] = field(default_factory=dict)
    out: list[Stmt] = field(default_factory=list)
    frees: dict[tuple[Any, str], Free] = field(default_factory=dict)  # by whose variable it is, and path
    roots: dict[tuple[Any, str], Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    origin: Origin = field(default_factory=lambda: Origin(None))
    keys: int = 0
    frame: int = 0  # the number of the call whose body is being lowered; 0 is the function itself
    calls: int = 0  # how many local calls have been numbered
    frames: dict[int, dict[str, Operand]] = field(default_factory=dict)  # what names mean in the other calls
    cells: Cells = field(default_factory=Cells)  # the lists and dicts that it makes and changes
    active: list[Active] = field(default_factory=list)  # whose calls are being written out
    # of functions that become functions of their own: what they are called, and what they are given further
    recursive: dict[Active, tuple[Any, list[Operand]]] = field(default_factory=dict)
    handling: int = 0  # how many handlers of errors are around
    opened: dict[Any, Any] = field(default_factory=dict)  # functions from outside whose calls are written out
    outside: dict[str, Operand] = field(default_factory=dict)  # cells of objects from outside, and what they are
    classes: dict[type, Any] = field(default_factory=dict)  # those that it makes objects of, and what means them

    def problem(self, node: gast.AST, fault: str, remedy: str) -> Operand:
        """Notes what is wrong and lets lowering go on, so that all problems of a function are told at once."""
        found = Problem(self.place(node), fault, remedy)
        if found not in self.problems:
            self.problems.append(found)
        return UNDEFINED

    def here(self) -> Loc:
        """The line that is being lowered."""
        loc = self.origin.line or self.origin.loc
        assert loc is not None
        return loc

    def problem_here(self, fault: str, remedy: str) -> Operand:
        """Notes what is wrong with the line that is being lowered."""
        found = Problem(self.here(), fault, remedy)
        if found not in self.problems:
            self.problems.append(found)
        return UNDEFINED

    def emit(self, op: str, operands: Sequence[Operand], keywords: Keywords = (), *, spelling: str,
             node: gast.AST | None = None, hint: str = TEMPORARY) -> str:  # fmt: skip
        """Writes `hint = op(...)` and returns the name; `node` is the expression that errors will point at."""
        target = self.names.fresh(hint)
        origin = replace(self.origin, loc=self.place(node)) if node is not None else self.origin
        self.out.append(Assign(target, op, tuple(operands), keywords, spelling, origin))
        return target

    def at_node(self, node: gast.AST) -> Origin:
        """The origin of a statement whose errors point at `node`."""
        return replace(self.origin, loc=self.place(node))

    def call(self, callee: Any, operands: Sequence[Operand], keywords: Keywords, node: gast.AST) -> str:
        target = self.names.fresh(TEMPORARY)
        origin = replace(self.origin, loc=self.place(node))
        self.out.append(Call(target, callee, tuple(operands), keywords, origin))
        return target

    def rename_last(self, operand: Operand, hint: str) -> Operand:
        """Gives the temporary just made the user's name for it: `z = w * x` needs no copy."""
        last = self.out[-1] if self.out else None
        is_made = isinstance(last, Assign | Call) and last.target == operand
        if is_made and str(operand).startswith(f"{TEMPORARY}#") and not self.is_in_a_list(str(operand)):
            assert isinstance(last, Assign | Call)
            target = self.names.fresh(hint)
            self.out[-1] = replace(last, target=target)
            self.cells.renamed(str(operand), (target,))
            return target
        return operand

    def is_in_a_list(self, name: str) -> bool:
        """Whether a value is in one of the lists and dicts of the function, which go on to call it so."""
        return any(name in names_in(self.env[key]) for key in self.cells.known if key in self.env)

    @contextmanager
    def block(self) -> Iterator[list[Stmt]]:
        """Statements written inside go to a block of their own, and assignments inside are forgotten after."""
        out, env = self.out, self.env
        self.out, self.env = [], dict(env)
        try:
            yield self.out
        finally:
            self.out, self.env = out, env

    @contextmanager
    def at(self, origin: Origin) -> Iterator[None]:
        before, self.origin = self.origin, origin
        try:
            yield
        finally:
            self.origin = before

    def new_key(self) -> int:
        self.keys += 1
        return self.keys

    def new_frame(self) -> int:
        self.calls += 1
        return self.calls

    def around(self, frame: int) -> dict[str, Operand]:
        """What names mean now to a function that was defined in some call, or did at the end of that call."""
        return self.env if frame == self.frame else self.frames.get(frame, {})


def stored_names(nodes: Sequence[gast.AST]) -> list[str]:
    """The names that a block assigns, in the order of the text; not those that functions defined in it do."""
    return list(dict.fromkeys(node.id for node in own_nodes(nodes)
                              if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store)))  # fmt: skip


def deleted_names(nodes: Sequence[gast.AST]) -> frozenset[str]:
    """The names that a block deletes."""
    return frozenset(node.id for node in own_nodes(nodes)
                     if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Del))  # fmt: skip


def own_nodes(nodes: Sequence[gast.AST]) -> Iterator[gast.AST]:
    """The nodes of a block in the order of the text, without the insides of functions defined in it."""
    todo = list(reversed(nodes))
    while todo:
        node = todo.pop()
        yield node
        inside = list(gast.iter_child_nodes(node))
        if isinstance(node, gast.FunctionDef | gast.Lambda):
            inside = [*getattr(node, "decorator_list", ()),
                      *(default for default in (*node.args.defaults, *node.args.kw_defaults) if default)]  # fmt: skip
        if isinstance(node, gast.comprehension):  # whose target is its own
            inside = [node.iter, *node.ifs]
        todo.extend(reversed(inside))


def is_function_value(operand: Operand | None) -> bool:
    """Whether an operand is a function, which only a call can use."""
    return isinstance(operand, Const) and isinstance(operand.value, FunctionValue)


def functions_in(operand: Operand) -> Iterator[FunctionValue]:
    """The function values in an operand."""
    match operand:
        case Const(FunctionValue() as value):
            yield value
        case Tup(items) | Lst(items) | Dct(_, items):
            for item in items:
                yield from functions_in(item)
        case _:
            return


def same_structure(a: Operand, b: Operand) -> bool:
    """Whether two operands are tuples, lists or dicts of the same nesting (or both none of these)."""
    match a, b:
        case (Tup(items), Tup(others)) | (Lst(items), Lst(others)):
            return len(items) == len(others) and all(map(same_structure, items, others))
        case Dct(keys, items), Dct(other_keys, others):
            return keys == other_keys and all(map(same_structure, items, others))
        case _:
            return not isinstance(a, Tup | Lst | Dct) and not isinstance(b, Tup | Lst | Dct)
