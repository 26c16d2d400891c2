"""What a derivative returns is its own: no gradient shares memory with an argument, a global or another result."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.aliases import Groups, groups
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Arr, Unknown
from s2sdiff.ir import Function, Operand, Return, Tup
from s2sdiff.names import hint
from s2sdiff.rebuilding import map_names
from s2sdiff.stores.effects import holds_memory
from s2sdiff.walking import all_results, names_in


def own_results(function: Function) -> Function:
    """The function with a copy of every returned gradient array that is not known to be new.

    All results but the value (the first, where there are several) are looked at; the value is the primal's own.
    """
    last = function.body[-1]
    assert isinstance(last, Return)
    found = groups(function)
    made = frozenset(all_results(function.body))
    build = Builder(names_of(function), dict(function.types), origin=replace(last.origin, role="adjoint"))
    match last.value:
        case Tup((value, gradient)) if function.name.endswith(("_value_and_grad", "_jvp")):
            seen = {found.find(name) for name in names_in(value)}
            whole: Operand = Tup((value, _own(build, found, made, seen, gradient)))
        case value:
            whole = _own(build, found, made, set(), value)
    body = (*function.body[:-1], *build.out, replace(last, value=whole))
    return replace(function, body=body, types=build.types)


def _own(build: Builder, found: Groups, made: frozenset[str], seen: set[str], operand: Operand) -> Operand:
    """A result, or a copy of it; `seen` are the groups of memory that results before it are in."""

    def own(name: str) -> Operand:
        group, kind = found.find(name), build.type_of(name)
        if not holds_memory(kind):
            return name
        if kind == Unknown() or found.is_foreign(name) or group in seen or name not in made or (
                name in found.read_only):
            return _copy(build, name)
        seen.add(group)
        return name

    return map_names(operand, own)


def _copy(build: Builder, operand: str) -> Operand:
    kind = build.type_of(operand)
    if isinstance(kind, Arr) and kind.dtype is not None:
        return build.emit("copy", (operand,), spelling=".copy", hint=hint(operand))
    return build.emit("copied", (operand,), spelling="copied", hint=hint(operand))

