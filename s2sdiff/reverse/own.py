"""What a derivative returns is its own: no gradient shares memory with an argument, a global or another result."""

from __future__ import annotations

from dataclasses import replace

from s2sdiff.emit.aliases import groups
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Arr, Num, Unknown
from s2sdiff.ir import Dct, Function, Lst, Operand, Return, Tup
from s2sdiff.names import hint
from s2sdiff.walking import names_in, results, walk


def own_results(function: Function) -> Function:
    """The function with a copy of every returned gradient array that is not known to be new.

    All results but the value (the first, where there are several) are looked at; the value is the primal's own.
    """
    last = function.body[-1]
    assert isinstance(last, Return)
    found = groups(function)
    made = {name for stmt in walk(function.body) for name in results(stmt)}
    build = Builder(names_of(function), dict(function.types), origin=replace(last.origin, role="adjoint"))
    seen: set[str] = set()

    def own(operand: Operand) -> Operand:
        match operand:
            case Tup(items):
                return Tup(tuple(map(own, items)))
            case Lst(items):
                return Lst(tuple(map(own, items)))
            case Dct(keys, items):
                return Dct(keys, tuple(map(own, items)))
            case str():
                group = found.find(operand)
                kind = function.types.get(operand, Unknown())
                if isinstance(kind, Num) or (isinstance(kind, Arr) and kind.scalar):
                    return operand
                if kind == Unknown() or found.is_foreign(operand) or group in seen or operand not in made:
                    return _copy(build, operand)
                seen.add(group)
                return operand
            case _:
                return operand

    match last.value:
        case Tup((value, gradient)) if function.name.endswith("_value_and_grad"):
            seen.update(found.find(name) for name in names_in(value))
            whole: Operand = Tup((value, own(gradient)))
        case value:
            whole = own(value)
    types = build.types
    return replace(function, body=(*function.body[:-1], *build.out, replace(last, value=whole)), types=types)


def _copy(build: Builder, operand: str) -> Operand:
    kind = build.type_of(operand)
    if isinstance(kind, Arr) and kind.dtype is not None:
        return build.emit("copy", (operand,), spelling=".copy", hint=hint(operand))
    return build.emit("copied", (operand,), spelling="copied", hint=hint(operand))

