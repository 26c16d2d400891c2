"""What the parameters of a function mean as it is entered, and what is known of the arguments of a call by looking."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import gast

from s2sdiff.fields import Fields, fields_of, is_plain_class, sets_attributes
from s2sdiff.ir import Const, Dct, Lst, Operand, Param, Tup
from s2sdiff.names import hint
from s2sdiff.parse.cell import cells_in
from s2sdiff.parse.containers import new_cell
from s2sdiff.parse.functions import FreeFunction, Partial, function_meant
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import Scope
from s2sdiff.parse.statics import DATA, Data, Form, Items, Known, Value

_LONGEST = 64  # longer containers are data
_SIMPLE = (bool, int, float, complex, str, type(None))


def entered(scope: Scope, node: gast.AST, params: Sequence[Param], forms: Mapping[str, Form]) -> dict[str, Operand]:
    """What each name of a parameter means: a star's is a tuple of parameters, two stars' a dict of them."""
    args = node.args  # type: ignore[attr-defined]
    names = [scope.names.fresh(p.name) for p in params]
    count, keyword = len(args.posonlyargs) + len(args.args), [p.name for p in params if p.kind == "keyword"]
    own = [a.id for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    env: dict[str, Operand] = {name: name for name in own}
    if args.vararg:
        env[args.vararg.id] = Tup(tuple(names[count : len(names) - len(keyword)]))
    if args.kwarg:
        others = [name for name in keyword if name not in {a.id for a in args.kwonlyargs}]
        if set(others) & set(own):
            scope.problem(args.kwarg, f"{others[0]} is given by name, and is a parameter, too.", "Rename one of them.")
        env[args.kwarg.id] = Dct(tuple(others), tuple(others))
    known = {name: _inside(scope, node, form, name) for name, form in forms.items()}
    return env | known | cells_in(scope.env)


def _inside(scope: Scope, node: gast.AST, form: Form, operand: Operand) -> Operand:
    match form:
        case Data():
            return operand
        case Known(function):
            return Const(function, str(operand))
        case Value(value):
            return Const(value)
        case Items("object", keys, forms):
            items = tuple(_inside(scope, node, inner, _item(scope, node, operand, key, inner))
                          for key, inner in zip(keys, forms, strict=True))  # fmt: skip
            made = new_cell(scope, Dct(keys, items), hint(str(operand)))
            scope.outside[made.value.key] = operand
            return made
        case Items(kind, keys, forms):
            places = keys if kind == "dict" else range(len(forms))
            items = tuple(_inside(scope, node, inner, _item(scope, node, operand, key, inner))
                          for key, inner in zip(places, forms, strict=True))  # fmt: skip
            return Dct(keys, items) if kind == "dict" else Lst(items) if kind == "list" else Tup(items)
        case _:
            raise TypeError(f"not a form: {form!r}")


def _item(scope: Scope, node: gast.AST, operand: Operand, key: Any, form: Form) -> Operand:
    if not _has_data(form):
        return operand
    return scope.emit("getitem", (operand, Const(key)), spelling="[]", node=node)


def _has_data(form: Form) -> bool:
    if isinstance(form, Items):
        return form.kind == "object" or any(map(_has_data, form.items))
    return isinstance(form, Data)


def form_of_value(value: Any, name: str, around: tuple[Any, ...] = ()) -> Form:
    """What is known of an argument before the run, if not that it is data: it is a function, None or a string.

    Of an object, its class is; `around` are those that it is in.
    """
    fields = fields_of(value) if is_plain_class(type(value)) and not any(value is one for one in around) else None
    if fields is not None:
        inside = tuple(_form_of_field(item, f"{name}.{field}", (*around, value)) for field, item in fields.items())
        return Items("object", Fields(type(value), fields), inside)
    function = _function(value, name)
    if function is not None:
        return Known(function)
    if value is None or type(value) is str:
        return Value(value)
    if type(value) in (tuple, list, dict) and len(value) <= _LONGEST:
        keys = tuple(value) if type(value) is dict else ()
        items = value.values() if type(value) is dict else value
        forms = tuple(form_of_value(item, f"{name}_{k}", around) for k, item in enumerate(items))
        return DATA if all(form == DATA for form in forms) else Items(type(value).__name__, keys, forms)
    return DATA


def _form_of_field(value: Any, name: str, around: tuple[Any, ...]) -> Form:
    """What is known of what an object holds: of a function, its place is enough."""
    return DATA if _function(value, name) is not None else form_of_value(value, name, around)


def holds_objects(form: Form) -> bool:
    """Whether an argument is an object, or has one in it."""
    return isinstance(form, Items) and (form.kind == "object" or any(map(holds_objects, form.items)))


def holds_changing(form: Form) -> bool:
    """Whether an argument is an object, or has one in it, with a method that sets attributes."""
    if not isinstance(form, Items):
        return False
    own = isinstance(form.keys, Fields) and sets_attributes(form.keys.cls)
    return own or any(map(holds_changing, form.items))


def _function(value: Any, name: str) -> FreeFunction | Partial | Any:
    if isinstance(value, functools.partial):
        of = _function(value.func, name)
        given = (*value.args, *value.keywords.values())
        if of is None or not all(type(item) in _SIMPLE for item in given):
            return None
        return Partial(of, tuple(map(Const, value.args)), tuple((k, Const(v)) for k, v in value.keywords.items()))
    return function_meant(Meaning(value, name))


def holds_known_function(form: Form) -> bool:
    """Whether an argument is a function, or has one among its items."""
    if isinstance(form, Items):
        return form.kind != "object" and any(map(holds_known_function, form.items))
    return isinstance(form, Known)
