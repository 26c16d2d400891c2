"""Objects that the function makes: cells of fields, whose methods are written out with `self` as the cell.

    s = State(1.0); s.step(dt)      →      env: s ↦ cell;  env[cell]: {x: 1.0} → {x: 1.0 + dt * …}

Their class is known, so what an attribute or a method means is known as the text is read. An object that comes from
outside, or out of a list, is a value of the types (`infer/objects.py`), and is read alone.
"""

from __future__ import annotations

import dataclasses
import dis
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import CodeType, FunctionType, MemberDescriptorType, SimpleNamespace
from typing import Any

import gast

from s2sdiff.custom.registry import rule_of
from s2sdiff.errors import DifferentiationError
from s2sdiff.fields import Field, Fields, is_namedtuple, is_plain_class, sets_attributes, stores, takes_fields
from s2sdiff.identity import operator_of
from s2sdiff.ir import NONE, UNDEFINED, Const, Dct, Lst, Operand
from s2sdiff.parse.cell import Cell
from s2sdiff.parse.containers import cell_of, change, contents, is_cell, new_cell, put
from s2sdiff.parse.free import remember
from s2sdiff.parse.functions import FreeFunction, Partial
from s2sdiff.parse.local import LocalFunction
from s2sdiff.parse.methods import call_object, construct
from s2sdiff.parse.opened import opened
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.resolve import Meaning, NoSuchName
from s2sdiff.parse.scope import FunctionValue, Scope
from s2sdiff.parse.written import write_out

_IMMUTABLE = (int, float, complex, str, tuple, type(None))
_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Object:
    """An object of the function's: its cell, and what it holds now."""

    cell: Cell
    inside: Dct

    @property
    def cls(self) -> type:
        """Its class."""
        assert isinstance(self.inside.keys, Fields)
        return self.inside.keys.cls

    def held(self, name: str) -> Operand | None:
        """What it holds under a name, if it does."""
        key = Field(name)
        return self.inside.items[self.inside.keys.index(key)] if key in self.inside.keys else None


def object_of(scope: Scope, operand: Operand | None) -> Object | None:
    """The object that an operand is, if it is one that the function has made."""
    cell = cell_of(operand)
    inside = scope.env.get(cell.key) if cell is not None else None
    if cell is None or not isinstance(inside, Dct) or not isinstance(inside.keys, Fields):
        return None
    return Object(cell, inside)


# --- made -------------------------------------------------------------------------------------------------------------
def is_class(meaning: Meaning | None) -> bool:
    """Whether a call of what a free name means makes an object of a class of the user's."""
    cls = meaning.value if meaning is not None else None
    return isinstance(cls, type) and (is_plain_class(cls) or is_namedtuple(cls))


def make_object(scope: Scope, node: gast.AST, meaning: Meaning, given: Arguments) -> Operand:
    """A call of a class. What can be changed afterwards is a cell, what cannot a value."""
    cls: Any = meaning.value
    scope.classes[cls] = meaning
    if is_namedtuple(cls) or (takes_fields(cls) and _is_dataclass(cls) and cls.__dataclass_params__.frozen):
        values = Arguments(tuple(contents(scope, value) for value in given.positional),
                           {name: contents(scope, value) for name, value in given.keywords.items()})  # fmt: skip
        return construct(scope, node, cls, meaning.path, values)
    init = inspect.getattr_static(cls, "__init__")
    known = inspect.getattr_static(cls, "__new__") is inspect.getattr_static(object, "__new__")
    known = known and _sets_plainly(cls)
    if cls is SimpleNamespace and not given.positional:
        return new_cell(scope, Dct(Fields(cls, given.keywords), tuple(given.keywords.values())))
    if not known or (_is_dataclass(cls) and _is_made(init) and not _is_simple(cls)):
        return scope.problem(node, f"How a {cls.__name__} is made is not known.",
                             "Make it outside, or by an __init__ that sets its attributes.")  # fmt: skip
    made = new_cell(scope, Dct(Fields(cls, ()), ()))
    if _is_dataclass(cls) and _is_made(init):
        _fill(scope, node, made, cls, given)
    elif isinstance(init, FunctionType):
        call_known(scope, node, made, "__init__", given)
    elif given.positional or given.keywords:
        return scope.problem(node, f"{cls.__name__} takes no arguments.", "Correct the call.")
    return made


def _sets_plainly(cls: type) -> bool:
    setter = inspect.getattr_static(cls, "__setattr__")
    return any(setter is vars(base)["__setattr__"] for base in (object, SimpleNamespace))


def _is_dataclass(cls: Any) -> bool:
    return dataclasses.is_dataclass(cls)


def _is_made(init: Any) -> bool:
    """Whether an `__init__` is the one that `dataclass` made."""
    return isinstance(init, FunctionType) and init.__code__.co_filename == "<string>"


def _is_simple(cls: type) -> bool:
    fields = cls.__dataclass_fields__.values()  # type: ignore[attr-defined]
    return all(field.init and field._field_type is not dataclasses._FIELD_INITVAR for field in fields  # type: ignore[attr-defined]
               if field._field_type is not dataclasses._FIELD_CLASSVAR)  # type: ignore[attr-defined]  # fmt: skip


def _fill(scope: Scope, node: gast.AST, made: Const, cls: type, given: Arguments) -> None:
    """Sets the fields of a dataclass, and does what its `__post_init__` does."""
    signature = inspect.signature(cls)
    try:
        bound = signature.bind(*given.positional, **given.keywords).arguments
    except TypeError as error:
        scope.problem(node, f"{cls.__name__} cannot be called like this: {error}.", "Correct the call.")
        return
    items = {name: bound[name] if name in bound else _default(scope, node, cls, name) for name in signature.parameters}
    ordered = [name for name in cls.__dataclass_fields__ if name in items]  # type: ignore[attr-defined]
    scope.env[made.value.key] = Dct(Fields(cls, ordered), tuple(items[name] for name in ordered))
    if hasattr(cls, "__post_init__"):
        call_known(scope, node, made, "__post_init__", Arguments((), {}))


def _default(scope: Scope, node: gast.AST, cls: type, name: str) -> Operand:
    """The default of a field of a dataclass."""
    field = cls.__dataclass_fields__[name]  # type: ignore[attr-defined]
    if isinstance(field.default, _IMMUTABLE):
        return Const(field.default)
    if field.default_factory in (list, dict):
        return new_cell(scope, Lst(()) if field.default_factory is list else Dct((), ()))
    scope.problem(node, f"The default of {name} in {cls.__name__} is data that can change.", "Pass the argument.")
    return UNDEFINED


# --- attributes -------------------------------------------------------------------------------------------------------
def get_attribute(scope: Scope, node: gast.AST, of: Object, name: str) -> Operand:
    """`s.name`: what the object holds, or what its class has."""
    held = of.held(name)
    static = inspect.getattr_static(of.cls, name, _MISSING)
    if held is not None and not hasattr(type(static), "__set__"):
        return held
    if isinstance(static, property):
        return call_known(scope, node, Const(of.cell), name, Arguments((), {}))
    if isinstance(static, _IMMUTABLE) and not isinstance(static, tuple):
        remember(scope, _of_class(scope, of.cls, name, static))
        return Const(static)
    if isinstance(static, FunctionType):
        called = _method_meant(scope, of.cls, name, name, static, of.cls)
        text = text_of(scope, node, called)
        return Const(Partial(text, (Const(of.cell),), ()), name) if text is not None else UNDEFINED
    if static is _MISSING:
        return scope.problem(node, f"{of.cls.__name__} has no attribute {name} here.", "Set it first, on every path.")
    return scope.problem(node, f"{of.cls.__name__}.{name} is no number of the object's.", "Set it in __init__.")


def set_attribute(scope: Scope, node: gast.AST, of: Object, name: str, value: Operand) -> None:
    """`s.name = value`"""
    static = inspect.getattr_static(of.cls, name, None)
    if (hasattr(type(static), "__set__") and not isinstance(static, MemberDescriptorType)) or not _sets_plainly(of.cls):
        scope.problem(node, f"Setting {of.cls.__name__}.{name} runs code of its class.", "Set a plain attribute.")
        return
    keys, items = of.inside.keys, dict(zip(of.inside.keys, of.inside.items, strict=True))
    items[Field(name)] = value
    assert isinstance(keys, Fields)
    inside = Dct(Fields(of.cls, map(str, items)), tuple(items.values()))
    change(scope, node, of.cell, inside, resizes=False)
    if of.cell.key in scope.outside:  # and so it is on the object itself: once, in its turn
        now = put(scope, value)
        kept = scope.emit("snapshot", (now,), spelling="=", node=node, hint=name) if isinstance(now, str) else now
        scope.emit("effect", (scope.outside[of.cell.key], Const(name), kept), spelling="setattr", node=node)


# --- methods ----------------------------------------------------------------------------------------------------------
def call_of_object(scope: Scope, node: gast.AST, of: Object, name: str, given: Arguments,
                   after: type | None = None) -> Operand:  # fmt: skip
    """A call of a method, or of what the object holds under a name."""
    # imported here: calls of functions need this file
    from s2sdiff.parse.calling import call_function

    held = of.held(name) if after is None and not name.startswith("__") else None
    inner = object_of(scope, held)
    if inner is not None:
        return call_of_object(scope, node, inner, "__call__", given)
    if isinstance(held, Const) and isinstance(held.value, FunctionValue):
        return call_function(scope, node, held.value, given)
    if held is not None:
        return call_object(scope, node, "__call__", contents(scope, held), given)
    return call_known(scope, node, Const(of.cell), name, given, after)


def call_known(scope: Scope, node: gast.AST, self: Operand, name: str, given: Arguments,
               after: type | None = None) -> Operand:  # fmt: skip
    """A call of a function of the object's class, written out."""
    of = object_of(scope, self)
    assert of is not None
    lookup = of.cls.__mro__[of.cls.__mro__.index(after) + 1 :] if after is not None else of.cls.__mro__
    owner = next((base for base in lookup if name in vars(base)), None)
    if owner is object:
        return NONE  # `super().__init__()`
    found = vars(owner).get(name) if owner is not None else None
    at = f"__mro__[{of.cls.__mro__.index(owner)}].{name}" if owner is not None and after is not None else name
    first: tuple[Operand, ...] = (self,)
    match found:
        case FunctionType() as function:
            path = at
        case property(fget=FunctionType() as function):
            path = f"{at}.fget"
        case staticmethod(__func__=FunctionType() as function):
            path, first = at, ()
        case _:
            return scope.problem(node, f"{of.cls.__name__} has no method {name} with Python source.", "Write it out.")
    called = _method_meant(scope, of.cls, path, name, function, owner if after is not None else of.cls)
    return written_for(scope, node, called, replace(given, positional=(*first, *given.positional)))


def _method_meant(scope: Scope, cls: type, path: str, name: str, function: FunctionType, owner: Any) -> FreeFunction:
    """A function of a class, which is noted: what is made is good as long as the class has it."""
    meaning = _of_class(scope, cls, path, function)
    if cls in scope.classes:
        remember(scope, meaning)
    else:
        scope.roots[owner, name] = vars(owner).get(name) or inspect.getattr_static(owner, name)
    return FreeFunction(function, meaning.path, meaning.owner, meaning.captured)


def call_super_of(scope: Scope, node: gast.AST, name: str, given: Arguments) -> Operand | None:
    """`super().name(...)` in a method of an object of the function's; None in one of another."""
    try:
        cls, own = scope.resolve("__class__").value, scope.env[scope.function.__code__.co_varnames[0]]
    except (NoSuchName, KeyError, IndexError):
        return None
    of = object_of(scope, own)
    return call_of_object(scope, node, of, name, given, cls) if of is not None else None


def _of_class(scope: Scope, cls: type, path: str, value: Any) -> Meaning:
    """What a class has under a path, by the expression that means the class."""
    known: Mapping[type, Meaning] = scope.classes
    if cls not in known:  # of an object from outside
        return Meaning(value, path, False, cls)
    of = known[cls]
    return Meaning(value, f"{of.path}.{path}", of.captured, of.owner)


def is_to_change(scope: Scope, called: FunctionValue | None, given: Arguments) -> bool:
    """Whether a function from outside may change an object, or a list, that it is given: its call is written out."""
    function = called.function if isinstance(called, FreeFunction) else None
    if not isinstance(function, FunctionType) or rule_of(function) is not None or operator_of(function):
        return False
    found = [object_of(scope, value) for value in (*given.positional, *given.keywords.values())]
    objects = [of for of in found if of is not None]
    if any(map(is_cell, (*given.positional, *given.keywords.values()))) and changes_lists(function.__code__):
        return True
    return bool(objects) and (stores(function.__code__) or any(sets_attributes(of.cls) for of in objects))


def changes_lists(code: CodeType) -> bool:
    """Whether a function's own code may change a list or dict."""
    changing = {"append", "extend", "insert", "pop", "clear", "reverse", "update", "setdefault"}
    stores = ("STORE_SUBSCR", "DELETE_SUBSCR")
    if changing.intersection(code.co_names):
        return True
    return any(step.opname in stores for step in dis.get_instructions(code))


def written_for(scope: Scope, node: gast.AST, called: FreeFunction, given: Arguments) -> Operand:
    """The call of a function from outside, written out for the objects that it is given."""
    text = text_of(scope, node, called)
    return write_out(scope, node, text, given) if text is not None else UNDEFINED


def text_of(scope: Scope, node: gast.AST, called: FreeFunction) -> LocalFunction | None:
    """The text of a function from outside; None after a problem."""
    try:
        return opened(scope, node, called)
    except DifferentiationError as error:
        scope.problems += error.problems
        return None
