"""The intermediate representation, one page: three-address statements in SSA form under structured control flow.

Every name is assigned once in a function. What Python writes as a second assignment is a second name (`x#1`); where
paths meet, an `If` merges names and a loop carries them, so no analysis has to ask *when* a name is read. Blocks are
tuples, statements compare by identity, and nothing is ever changed in place. The derivative of a function is a
`Function` again.

Names are strings; `names.py` knows how they are spelled and is the one place that makes new ones. `walking.py` goes
through a function's statements, `rebuilding.py` replaces what is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from s2sdiff.errors import Loc


@dataclass(frozen=True, slots=True)
class Const:
    """A value known before the run; `spelling` is how the user wrote it where the value's repr would not do."""

    value: Any
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class Tup:
    """A tuple of operands."""

    items: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Lst:
    """A list of operands, never changed after it is made."""

    items: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Dct:
    """A dict of operands under constant keys."""

    keys: tuple[Any, ...]
    items: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Slc:
    """`start:stop:step` inside an index."""

    start: Operand
    stop: Operand
    step: Operand


@dataclass(frozen=True, slots=True)
class Step:
    """One way from an array to a view of it: an index, or an op with what it takes besides the array."""

    op: str
    operands: tuple[Operand, ...]
    keywords: Keywords
    spelling: str


@dataclass(frozen=True, slots=True)
class Path:
    """Where in an array something is stored, when that is not one index: `y.T[0]`, `y[1:][::2]`."""

    steps: tuple[Step, ...]


Operand: TypeAlias = "str | Const | Tup | Lst | Dct | Slc | Path"
Keywords: TypeAlias = tuple[tuple[str, "Operand"], ...]

COPIES = frozenset({"copy_name", "stop_gradient"})  # ops that only give their operand another name
CALLED = frozenset({"called", "ufunc"})  # ops that call their first operand, a function from outside
CALLED_FIRST = "()"  # the spelling of an op that calls its first operand
UNREACHABLE = "unreachable"  # the spelling of a raise that nothing comes to: what is before it has raised
MARKS = frozenset({"enter", "leave", "caught", "tries"})  # ops that say where a region of a block begins and ends
EFFECTS = frozenset({"effect", "opaque", "raise", *MARKS})  # ops that do something: each once, and in order
TEXT = frozenset({"text", "fstring", "exception", "error"})  # ops that make strings, and exceptions of these
UNDEFINED = Const(NotImplemented, "undefined")  # what a name holds on a path that never assigned it
NONE = Const(None)
WHOLE = Const(Ellipsis)  # the index of all of an array
NEVER = Const(False)  # when a loop that always runs to its end is left


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from: the user's expression and line, and whether it is primal or adjoint code."""

    loc: Loc | None
    line: Loc | None = None
    role: str = "primal"  # or "tangent", "adjoint"
    quiet: bool = False  # its rule asks for NumPy's floating point warnings to be off
    step: str = field(default="", compare=False)  # of a tangent or an adjoint: what the primal statement makes first

    @property
    def is_derived(self) -> bool:
        """Whether it is a derivative's: code that s2sdiff may write in any way that computes the same."""
        return self.role != "primal"


@dataclass(frozen=True, eq=False, slots=True)
class Assign:
    """`target = op(*operands, **keywords)`, printed as `spelling`: `+`, `np.exp`, `math.exp`, `.sum`, `abs`."""

    target: str
    op: str
    operands: tuple[Operand, ...]
    keywords: Keywords
    spelling: str
    origin: Origin


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """`target = callee(*operands)`: another function, which stays a call. The target may be a tuple of names."""

    target: Operand
    callee: Any  # a parsed callee (parse), then a Function (infer)
    operands: tuple[Operand, ...]
    keywords: Keywords
    origin: Origin
    keeps_arguments: bool = False  # and nothing else for the backward sweep, which runs the callee again
    acts: bool = False  # it is made for what it does, too: the callee has effects


@dataclass(frozen=True, eq=False, slots=True)
class Unpack:
    """`a, b = source`, which raises if the source does not have as many items."""

    targets: tuple[str, ...]
    source: str
    origin: Origin


@dataclass(frozen=True, eq=False, slots=True)
class Store:
    """`base[index] = value`, or `np.add.at(base, index, value)`: the user's change of an array in place.

    Only in primals as they are read: `stores/` turns it into an op that gives the array as it is afterwards.
    """

    base: Operand
    index: Operand
    value: Operand
    origin: Origin
    op: str = "setitem"  # or "index_add"
    augmented: bool = False  # `base[index] += …`, whose value was made of what is there


@dataclass(frozen=True, slots=True)
class Merge:
    """After an `If`, `target` is `then` where the test held and `orelse` where it did not."""

    target: str
    then: Operand
    orelse: Operand


@dataclass(frozen=True, eq=False, slots=True)
class If:
    """Two branches, and what is taken out of the one that ran."""

    test: Operand
    then: Block
    orelse: Block
    merges: tuple[Merge, ...]
    origin: Origin
    key: int = 0  # the same in the forward sweep and in the adjoint that mirrors it


@dataclass(frozen=True, slots=True)
class Carry:
    """What an iteration hands to the next: inside, `target` is `init` at first and then `next` of the one before.

    After the loop the value has a name of its own, `result`: inside and after are never confused.
    """

    target: str
    init: Operand
    next: Operand
    result: str


@dataclass(frozen=True, eq=False, slots=True)
class For:
    """`for index in range(start, stop, step)`, or the same in reverse order.

    `until`, made in the body, says at the end of an iteration whether it was the last: so a `break` is held.
    """

    index: str
    start: Operand
    stop: Operand
    step: Operand
    carries: tuple[Carry, ...]
    body: Block
    origin: Origin
    reverse: bool = False
    key: int = 0
    schedule: str = ""  # of a loop under `checkpoint`: "log" or "sqrt"
    until: Operand = NEVER


@dataclass(frozen=True, eq=False, slots=True)
class While:
    """`while test`, where `head` computes the test; names of `head` are not seen by `body`. `until` as in `For`."""

    carries: tuple[Carry, ...]
    head: Block
    test: Operand
    body: Block
    origin: Origin
    key: int = 0
    until: Operand = NEVER


@dataclass(frozen=True, eq=False, slots=True)
class Push:
    """`tape.append(value)`"""

    tape: str
    value: Operand
    origin: Origin


@dataclass(frozen=True, eq=False, slots=True)
class Pop:
    """`target = tape.pop()`"""

    target: str
    tape: str
    origin: Origin


@dataclass(frozen=True, eq=False, slots=True)
class Return:
    """Once, last."""

    value: Operand
    origin: Origin


Stmt: TypeAlias = Assign | Call | Unpack | Store | If | For | While | Push | Pop | Return
Block: TypeAlias = tuple["Stmt", ...]


def acts(stmt: Stmt) -> bool:
    """Whether a statement is run for what it does, and not only for what it gives."""
    return (isinstance(stmt, Assign) and stmt.op in EFFECTS) or (isinstance(stmt, Call) and stmt.acts)


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter, and whether it has a default: what that is, the primal knows."""

    name: str
    kind: str = "positional"  # or "keyword"
    default: bool = False


@dataclass(frozen=True, slots=True)
class Free:
    """Data that a function reads from outside: `name` here, read as the expression `path` at each call."""

    name: str
    path: str
    owner: Any  # the function whose global or captured variable it is
    captured: bool = False


@dataclass(frozen=True, eq=False)
class Function:
    """A function: what it is called, what it takes, what it does. `types` is empty before inference."""

    name: str
    params: tuple[Param, ...]
    body: Block
    loc: Loc | None = None
    frees: tuple[Free, ...] = ()
    roots: tuple[tuple[tuple[Any, str], Any], ...] = ()  # by owner and path, what free names mean that are no data
    types: Mapping[str, Any] = field(default_factory=dict)
    primal: Any = None  # the user's function that it comes from
    doc: str = ""
    optimize: int = 1
    quiet: bool = False  # its backward sweep divides by zero where the primal does not
    absent: frozenset[str] = frozenset()  # names that may be None, which its own statements do not show

    @property
    def result(self) -> Operand:
        last = self.body[-1]
        assert isinstance(last, Return)
        return last.value
