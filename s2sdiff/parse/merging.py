"""Where paths meet: one operand for what each name is after a branch.

A name that one path deletes is deleted after it: reading it is refused, although the other path has left it a value.
"""

from __future__ import annotations

from collections.abc import Mapping

from s2sdiff.ir import UNDEFINED, Merge, Operand, Tup
from s2sdiff.parse.returns import spoken
from s2sdiff.parse.scope import DELETED, Scope, same_structure


def merge_names(scope: Scope, then: Mapping[str, Operand], orelse: Mapping[str, Operand]) -> list[Merge]:
    """Gives each name in scope what it is after a branch, whose sides left the names like this; the merges needed."""
    merges: list[Merge] = []
    for name in dict.fromkeys([*then, *orelse]):
        values = then.get(name, UNDEFINED), orelse.get(name, UNDEFINED)
        if DELETED in values:
            scope.env[name] = DELETED
        elif values[0] != values[1] or type(values[0]) is not type(values[1]):
            scope.env[name] = merge(scope, name, *values, merges)
        else:
            scope.env[name] = values[0]
    return merges


def merge(scope: Scope, name: str, then: Operand, orelse: Operand, merges: list[Merge]) -> Operand:
    """One operand for what a name is after a branch; tuples of the same nesting are merged item by item."""
    if isinstance(then, Tup) and isinstance(orelse, Tup) and same_structure(then, orelse):
        pairs = enumerate(zip(then.items, orelse.items, strict=True))
        return Tup(tuple(merge(scope, f"{name}_{k}", a, b, merges) for k, (a, b) in pairs))
    if then == orelse and isinstance(then, str):
        return then
    target = scope.names.fresh(spoken(name))
    merges.append(Merge(target, then, orelse))
    return target
