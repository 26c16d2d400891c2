"""What a loop or a comprehension goes over, evaluated once, and its items where these are written out.

    for f, x in zip((np.sin, np.cos), xs)      →      the items of the tuple, each with an item of xs
"""

from __future__ import annotations

import gast

from s2sdiff.ir import Const, Dct, Lst, Operand, Tup
from s2sdiff.parse.containers import inside_of, is_cell
from s2sdiff.parse.free import static_meaning
from s2sdiff.parse.scope import Scope, is_function_value

FEW = 8  # items: a comprehension over no more that are written out, or counted by constants, is written out


def held(scope: Scope, node: gast.AST) -> gast.AST:
    """The expression of what is gone over with its parts evaluated, each under a name that no variable has."""
    match node:
        case gast.Call(func=func, args=args, keywords=[]) if form(scope, func) in ("zip", "enumerate", "reversed"):
            return gast.copy_location(gast.Call(func, [held(scope, argument) for argument in args], []), node)
        case gast.Call(func=func) if form(scope, func) in ("range", "enumerate", "map", "zip", "reversed"):
            return node
    # imported here: the file of expressions needs this one
    from s2sdiff.parse.expressions import reference

    name = f"{node.__class__.__name__} {scope.new_frame()}"
    scope.env[name] = reference(scope, node)
    return gast.copy_location(gast.Name(name, gast.Load(), None, None), node)


def items_of(scope: Scope, node: gast.AST) -> tuple[Operand, ...] | None:
    """The items of what is gone over, which is `held`, if they are written out."""
    match node:
        case gast.Name(id=name):
            return _written_out(scope, scope.env.get(name))
        case gast.Call(func=func, args=args, keywords=[]):
            return _of_call(scope, form(scope, func), args)
        case _:
            return None


def _of_call(scope: Scope, form: str, args: list[gast.AST]) -> tuple[Operand, ...] | None:
    if form == "range":
        numbers = [_number(argument) for argument in args]
        known = [number for number in numbers if number is not None]
        if len(known) != len(numbers) or len(known) not in (1, 2, 3) or (len(known) == 3 and known[2] == 0):
            return None
        counted = range(*known)
        return tuple(map(Const, counted)) if len(counted) <= FEW else None
    parts = [items_of(scope, argument) for argument in args]
    whole = [part for part in parts if part is not None]
    if not whole or len(whole) != len(parts):
        return None
    match form, whole:
        case "zip", _:
            return tuple(Tup(together) for together in zip(*whole, strict=False))
        case "enumerate", [items]:
            return tuple(Tup((Const(k), item)) for k, item in enumerate(items))
        case "reversed", [items]:
            return items[::-1]
        case _:
            return None


def _number(node: gast.AST) -> int | None:
    match node:
        case gast.Constant(value=value) if type(value) is int:
            return value
        case gast.UnaryOp(op=gast.USub(), operand=gast.Constant(value=value)) if type(value) is int:
            return -value
        case _:
            return None


def _written_out(scope: Scope, operand: Operand | None) -> tuple[Operand, ...] | None:
    if operand is None:
        return None
    match inside_of(scope, operand):
        case Tup(items) | Lst(items):
            return items
        case Dct(keys):
            return tuple(map(Const, keys))
        case _:
            return None


def form(scope: Scope, func: gast.AST) -> str:
    """The name of the builtin form that is called, if one is."""
    meaning = static_meaning(scope, func) if isinstance(func, gast.Name) else None
    return getattr(meaning.value, "__name__", "") if meaning is not None and meaning.kind == "builtin" else ""


def is_no_data(operand: Operand) -> bool:
    """Whether an operand has something in it that no array of items could hold: a function, a list, a string."""
    match operand:
        case Tup(items) | Lst(items) | Dct(_, items):
            return isinstance(operand, Dct) or any(map(is_no_data, items))
        case Const(value):
            return is_function_value(operand) or is_cell(operand) or isinstance(value, str)
        case _:
            return False

