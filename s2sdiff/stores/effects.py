"""What a call of a function does to its arguments, seen from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from s2sdiff.aliases import Groups, Shared, is_fresh
from s2sdiff.infer.values import Abstract, Arr, Map, Seq, Unknown
from s2sdiff.ir import COPIES, Assign, Call, Function, Operand, Stmt, Store, Unpack, acts
from s2sdiff.walking import merged, names_in, walk


@dataclass(frozen=True, slots=True)
class Effects:
    """The positions of the parameters that a function may change, and of those that its result may be a part of."""

    changed: frozenset[int] = frozenset()
    shared: frozenset[int] = frozenset()
    outside: bool = False  # it may change data from outside
    shares_outside: bool = False  # its result may be a part of data from outside
    returned: int | None = None  # the parameter that it returns on every path, if there is one
    acts: bool = False  # it does something, if only raising an error
    once: bool = False  # it does something that must not be done again

    @property
    def changes(self) -> bool:
        """Whether it may change anything that is not its own."""
        return bool(self.changed) or self.outside

    @property
    def shares(self) -> bool:
        """Whether its result may be a part of anything that is not its own."""
        return bool(self.shared) or self.shares_outside


HARMLESS = frozenset({"raise", "leave", "caught", "tries"})  # effects that come to the same when they are run again
NO_EFFECTS = Effects()
EffectsOf = Callable[[Call], Effects | None]  # of the function that is called; None while that is being found out


def sharing(effects_of: EffectsOf) -> Shared:
    """The arguments of a call that its result may be a part of."""
    return lambda call: [call.operands[k] for k in sorted((effects_of(call) or NO_EFFECTS).shared)]


def changing(call: Call, effects_of: EffectsOf) -> list[Operand]:
    """The arguments of a call that it may change."""
    return [call.operands[k] for k in sorted((effects_of(call) or NO_EFFECTS).changed)]


def effects(function: Function, effects_of: EffectsOf) -> Effects:
    """The effects of a typed function, from those of the functions that it calls.

    Sound: whatever a name may be a part of is followed back to the parameters, along every op that may return its
    operand or a view of it, so too much may be said to be changed and never too little.
    """
    sources = _sources(function, effects_of)
    changed: set[str] = set()
    for stmt in walk(function.body):
        if isinstance(stmt, Store):
            changed |= _origins([stmt.base], sources)
        elif isinstance(stmt, Call):
            changed |= _origins(changing(stmt, effects_of), sources)
    returned = _origins([function.result], sources)
    params = [(k, p.name) for k, p in enumerate(function.params) if holds_memory(function.types.get(p.name))]
    frees = {free.name for free in function.frees if holds_memory(function.types.get(free.name))}
    outside = any((effects_of(stmt) or NO_EFFECTS).outside for stmt in walk(function.body) if isinstance(stmt, Call))
    return Effects(frozenset(k for k, name in params if name in changed),
                   frozenset(k for k, name in params if name in returned),
                   bool(frees & changed) or outside, bool(frees & returned),
                   _always_returned(function, effects_of), any(map(acts, walk(function.body))),
                   any(_is_for_once(stmt, effects_of) for stmt in walk(function.body)))  # fmt: skip


def _is_for_once(stmt: Stmt, effects_of: EffectsOf) -> bool:
    if isinstance(stmt, Call):
        return (effects_of(stmt) or NO_EFFECTS).once
    if isinstance(stmt, Assign) and stmt.op == "enter":
        return stmt.spelling == "with"
    return acts(stmt) and isinstance(stmt, Assign) and stmt.op not in HARMLESS


def _sources(function: Function, effects_of: EffectsOf) -> dict[str, list[str]]:
    """For each name, the names whose memory, or a part of it, it may be."""
    sources: dict[str, list[str]] = {}
    shared = sharing(effects_of)
    for stmt in walk(function.body):
        match stmt:
            case Assign(op=op, target=target, operands=operands) if not is_fresh(op):
                made = operands
            case Call():
                made = tuple(shared(stmt))
                for name in names_in(stmt.target):
                    sources[name] = [name for operand in made for name in names_in(operand)]
                continue
            case Unpack(targets=targets, source=source):
                sources.update({name: [source] for name in targets})
                continue
            case _:
                sources.update({target: [name for operand in operands for name in names_in(operand)]
                                for target, operands in merged(stmt)})  # fmt: skip
                continue
        names = (name for operand in made for name in names_in(operand))
        sources[target] = [name for name in names if holds_memory(function.types.get(name))]
    return sources


def _origins(operands: Iterable[Operand], sources: Mapping[str, list[str]]) -> set[str]:
    """All names that some operands may be a part of."""
    todo = [name for operand in operands for name in names_in(operand)]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(sources.get(name, ()))
    return found


def changed_groups(function: Function, found: Groups, effects_of: EffectsOf) -> frozenset[str]:
    """The groups of names whose memory a function changes."""
    changed: set[str] = set()
    for stmt in walk(function.body):
        if isinstance(stmt, Store):
            changed.update(found.find(name) for name in names_in(stmt.base))
        elif isinstance(stmt, Call):
            changed.update(found.find(name) for operand in changing(stmt, effects_of) for name in names_in(operand))
    return frozenset(changed)


def _always_returned(function: Function, effects_of: EffectsOf) -> int | None:
    """The position of the parameter that is the result on every path. What is being found out is taken to be so, too:
    a recursion whose other paths return it, and that passes it on, returns it."""
    sources: dict[str, list[Operand]] = {}
    for stmt in walk(function.body):
        if isinstance(stmt, Assign) and stmt.op in COPIES:
            sources[stmt.target] = list(stmt.operands)
        elif isinstance(stmt, Call) and isinstance(stmt.target, str):
            found = effects_of(stmt)
            if found is None or found.returned is not None:
                sources[stmt.target] = [] if found is None else [stmt.operands[found.returned or 0]]
        else:
            sources.update({target: list(operands) for target, operands in merged(stmt)})
    todo: list[Operand] = [function.result]
    ends: set[Operand] = set()
    seen: set[str] = set()
    while todo:
        operand = todo.pop()
        if isinstance(operand, str) and operand in sources:
            todo.extend(sources[operand] if operand not in seen else [])
            seen.add(operand)
        else:
            ends.add(operand)
    params = [p.name for p in function.params]
    (end,) = ends if len(ends) == 1 else (None,)
    return params.index(end) if end in params else None


def holds_memory(kind: Abstract | None) -> bool:
    """Whether a value is, holds, or may be, an array that can be changed in place."""
    match kind:
        case Arr(scalar=scalar):
            return not scalar
        case Seq(_, items, each):
            return any(map(holds_memory, items)) if items is not None else holds_memory(each or Unknown())
        case Map(_, items):
            return any(map(holds_memory, items))
        case Unknown() | None:
            return True
        case _:
            return False
