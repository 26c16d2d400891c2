"""What the names of the forward sweep stand for in the backward one, where arrays are changed back as it goes.

At the mirror of a statement, the version of an array that the statement read is held by another name: that of the array
as it is restored there. A view of it is taken again where it is read; a size is read off an array that is there
anyway; cheap arithmetic on it is done again. All else is what it was, and is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Arr
from s2sdiff.ir import Operand, Stmt
from s2sdiff.names import hint
from s2sdiff.rebuilding import map_names, substitute
from s2sdiff.reverse.versions import Home, Versions
from s2sdiff.walking import names_in

DEEP = 4  # how many operations, one inside the other, are done again
Current = dict[str, str]  # versions of the forward sweep, and the names that hold them at one point of the backward


@dataclass
class Restoring:
    """Both sweeps of one function, and the slots that are saved in the forward one, by the version after the change."""

    build: Builder
    versions: Versions
    slots: dict[str, str] = field(default_factory=dict)
    here: Home = ()  # the mirror of which block is written
    broken: set[str] = field(default_factory=set)  # carried arrays that are not to be had from the next iteration's


def presented(state: Restoring, stmt: Stmt, current: Current) -> Stmt:
    """The statement with the versions that it reads, inside its blocks as well, as they are to be had here."""
    return substitute(stmt, lambda name: present(state, name, current))


def present(state: Restoring, name: str, current: Current) -> str:
    """The name that holds what `name` held in the forward sweep; a view of a changed array is taken again."""
    if name in current:
        return current[name]
    made = state.versions.views.get(name)
    if name in state.versions.measures:
        return _measured_again(state, name)
    if made is None:
        return _again(state, name, current)
    if not isinstance(made.operands[0], str):
        return name
    base = present(state, made.operands[0], current)
    if base == made.operands[0]:
        return name
    operands = tuple(map_names(o, lambda inner: present(state, inner, current)) for o in made.operands[1:])
    kind = state.build.types[name]
    taken = str(state.build.emit(made.op, (base, *operands), made.keywords, spelling=made.spelling, hint=hint(name)))
    state.build.types[taken] = kind
    return taken


def _measured_again(state: Restoring, name: str) -> str:
    """A size is read off an array that is there anyway, rather than off one that would be kept for it."""
    made = state.versions.measures[name]
    last = measured(state, made.operands[0])
    if last == made.operands[0]:
        return name
    return str(state.build.emit(made.op, (last, *made.operands[1:]), spelling=made.spelling, hint=hint(name)))


def _again(state: Restoring, name: str, current: Current) -> str:
    """Arithmetic on arrays that are restored in a loop is done again: cheaper than an array on a tape."""
    if not _is_computed_again(state, name, current, DEEP):
        return name
    made = state.versions.cheap[name]
    operands = tuple(map_names(o, lambda inner: present(state, inner, current)) for o in made.operands)
    taken = str(state.build.emit(made.op, operands, made.keywords, spelling=made.spelling, hint=hint(name)))
    state.build.types[taken] = state.build.types[name]
    return taken


def _is_computed_again(state: Restoring, name: str, current: Current, depth: int) -> bool:
    """Whether a value is arithmetic, in a loop, on restored arrays and on what is made outside the loop."""
    made = state.versions.cheap.get(name)
    home = state.versions.homes.get(name, ())
    if made is None or depth == 0 or made.keywords or not home or home != state.here[: len(home)]:
        return False
    if not holds_array(state.build, name):
        return False
    leaves = [inner for operand in made.operands for inner in names_in(operand)]
    restored = False
    for leaf in leaves:
        base = leaf
        while base in state.versions.views and isinstance(state.versions.views[base].operands[0], str):
            base = str(state.versions.views[base].operands[0])
        if base in current or _is_computed_again(state, leaf, current, depth - 1):
            restored = True
        elif len(state.versions.homes.get(base, ())) >= len(home) or base in state.versions.superseded:
            return False
    return restored


def measured(state: Restoring, operand: Operand) -> Operand:
    """An array whose shape is that of `operand`, and which is there at the end of the forward sweep anyway."""
    if not isinstance(operand, str):
        return operand
    last = state.versions.last(operand, state.here)
    types = state.build.types
    kind = types.get(operand)
    is_known = isinstance(kind, Arr) and kind.dtype is not None and kind.shape is not None
    if last != operand and is_known and types.get(last) == kind:  # else the name may mean another array by then
        return last
    made = state.versions.views.get(operand)
    if made is None or not isinstance(made.operands[0], str):
        return operand
    base = measured(state, made.operands[0])
    if base == made.operands[0]:
        return operand
    return state.build.emit(made.op, (base, *made.operands[1:]), made.keywords, spelling=made.spelling)


def available(state: Restoring, name: Operand, current: Current) -> str | None:
    """The name that holds a version here, if one does."""
    if not isinstance(name, str):
        return None
    return current.get(name) or (name if name not in state.versions.superseded else None)


def holds_array(build: Builder, operand: Operand) -> bool:
    """Whether an operand may be an array: not whether it is known to be no scalar of NumPy's."""
    kind = build.type_of(operand)
    return not (isinstance(kind, Arr) and kind.scalar)
