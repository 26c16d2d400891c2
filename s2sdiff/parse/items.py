"""Items of containers: of those that are written out they are known."""

from __future__ import annotations

import gast

from s2sdiff.ir import Const, Dct, Lst, Operand, Slc, Tup
from s2sdiff.parse.containers import contents, inside_of, loaded
from s2sdiff.parse.functions import Chosen
from s2sdiff.parse.scope import FunctionValue, Scope
from s2sdiff.parse.statics import holds_function


def item(scope: Scope, node: gast.AST, base: Operand, index: Operand) -> Operand:
    """`base[index]`; an item of a tuple that is written out needs no statement."""
    match inside_of(scope, base), index:
        case (Tup(items) | Lst(items)), Const(int() as k) if -len(items) <= k < len(items):
            return items[k]
        case (Tup() | Lst()) as inside, Slc(Const(start), Const(stop), Const(step)) if not scope.is_rule:
            return type(inside)(inside.items[start:stop:step])
        case Dct(keys, items), Const(key) if key in keys:
            return items[keys.index(key)]
        case (Tup(items) | Lst(items)) as inside, _ if holds_function(inside) and not isinstance(index, Slc):
            return _function_of(scope, node, items, index)
        case (Tup() | Lst()) as inside, _ if not scope.is_rule:  # the run decides which item of a value with a name
            kind = "tuple" if isinstance(inside, Tup) else "list"
            named = scope.emit(kind, (contents(scope, inside),), spelling="=", node=node)
            return loaded(scope, base, scope.emit("getitem", (named, index), spelling="[]", node=node), index)
        case _:
            whole = contents(scope, base)
            return loaded(scope, base, scope.emit("getitem", (whole, index), spelling="[]", node=node), index)


def _function_of(scope: Scope, node: gast.AST, items: tuple[Operand, ...], index: Operand) -> Operand:
    """One of some functions: which, the run decides."""
    functions = [item.value for item in items if isinstance(item, Const) and isinstance(item.value, FunctionValue)]
    if len(functions) < len(items):
        return scope.problem(node, "Which of these items this is, the run decides, and some of them are functions.",
                             "Keep functions in a tuple or list of their own.")  # fmt: skip
    numbers = scope.emit("tuple", (Tup(tuple(map(Const, range(len(items))))),), spelling="=", node=node)
    number = scope.emit("getitem", (numbers, index), spelling="[]", node=node)  # an index that there is not raises
    chosen = functions[-1]
    for k, function in reversed(list(enumerate(functions[:-1]))):
        test = scope.emit("equal", (number, Const(k)), spelling="==", node=node)
        chosen = Chosen(test, function, chosen)
    return Const(chosen, "function")
