"""What the variables of a function are called in its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from s2sdiff.emit.coalesce import Variables
from s2sdiff.emit.fold import Folds
from s2sdiff.ir import (
    Assign,
    For,
    Function,
    If,
    Return,
    Tup,
    Unpack,
    acts,
)
from s2sdiff.names import hint, is_temporary, is_user, primal_of, spell
from s2sdiff.walking import all_reads, results, walk


def spelled(function: Function, folds: Folds, variables: Variables, reserved: Iterable[str]) -> Mapping[str, str]:
    """Identifiers, numbered in the order in which the names appear in the text; what an effect gives may have none."""
    order: list[str] = [p.name for p in function.params if "~" not in p.name]
    order += [name for stmt in function.body if isinstance(stmt, Unpack) for name in stmt.targets]
    order += [p.name for p in function.params]
    order += [free.name for free in function.frees]
    counts = Counter(all_reads(function.body))
    read = set(counts)
    for stmt in walk(function.body):
        if isinstance(stmt, For):
            order.append(stmt.index)
        if isinstance(stmt, Assign) and stmt.op in ("caught", "tries") and counts[stmt.target] <= 1:
            continue
        if not acts(stmt) or not read.isdisjoint(results(stmt)) or len(list(results(stmt))) > 1:
            order.extend(name for name in results(stmt) if name not in folds.inside)
    stands = list(dict.fromkeys(variables.of.get(name, name) for name in order))
    primal = _with_primals(stands, variables.of)
    found = spell(primal.values(), reserved, _nicknames(function, primal) if function.optimize else {})
    return {name: found[primal[name]] for name in stands}


def _nicknames(function: Function, stands: Mapping[str, str]) -> Mapping[str, str]:
    """What a person would call some temporaries: the value, the number of iterations, which branch was taken."""
    found: dict[str, str] = {}
    for stmt in walk(function.body):
        match stmt:
            case Assign(op="len", target=target):
                found[target] = "n"
            case If(test=str() as test):
                found[test] = "taken"
            case Return(value=Tup((str() as value, _))) if "_bwd" not in function.name:
                found[value] = "value"
            case _:
                continue
    bars = [primal_of(p.name) for p in function.params if "~" in p.name]
    if len(bars) == 1:
        found[bars[0]] = "value"
        if is_temporary(bars[0]):
            stands = {**stands, bars[0]: bars[0]}
    return {stands[name]: nick for name, nick in found.items() if name in stands and is_temporary(stands[name])}


def _with_primals(stands: Iterable[str], of: Mapping[str, str]) -> Mapping[str, str]:
    """An adjoint is called after the variable that its primal is in; no two of one variable get one name."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in stands:
        called = _called(name, of)
        while called in taken:
            called += "#"
        found[name] = called
        taken.add(called)
    return found


def _called(name: str, of: Mapping[str, str], inner: bool = False) -> str:
    """A name with those of the variables that it belongs to.

    The tangent of a version that has no variable, or of its adjoint, is called as that of the first version.
    """
    if "~" not in name:
        return name
    primal = primal_of(name)
    stands = of.get(primal, primal)
    if stands != primal or "~" in primal or primal in of:
        stem = _called(stands, of, inner=True) if len(stands) < len(name) else stands
    else:
        is_lost = (inner or "~dot" in name) and is_user(primal)
        stem = hint(primal) if is_lost else primal
    return stem + name[len(primal) :]
