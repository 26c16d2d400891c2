"""Items of containers: of those that are written out they are known."""

from __future__ import annotations

import gast

from s2sdiff.ir import Const, Dct, Lst, Operand, Slc, Tup
from s2sdiff.parse.containers import contents, inside_of, loaded
from s2sdiff.parse.scope import Scope


def item(scope: Scope, node: gast.AST, base: Operand, index: Operand) -> Operand:
    """`base[index]`; an item of a tuple that is written out needs no statement."""
    match inside_of(scope, base), index:
        case (Tup(items) | Lst(items)), Const(int() as k) if -len(items) <= k < len(items):
            return items[k]
        case (Tup() | Lst()) as inside, Slc(Const(start), Const(stop), Const(step)) if not scope.is_rule:
            return type(inside)(inside.items[start:stop:step])
        case Dct(keys, items), Const(key) if key in keys:
            return items[keys.index(key)]
        case (Tup() | Lst()) as inside, _ if not scope.is_rule:  # the run decides which item of a value with a name
            kind = "tuple" if isinstance(inside, Tup) else "list"
            named = scope.emit(kind, (contents(scope, inside),), spelling="=", node=node)
            return loaded(scope, base, scope.emit("getitem", (named, index), spelling="[]", node=node))
        case _:
            whole = contents(scope, base)
            return loaded(scope, base, scope.emit("getitem", (whole, index), spelling="[]", node=node))
