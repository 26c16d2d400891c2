"""Objects as structures: which objects hold their data in fields, and how one is made of fields again.

The class is a part of the keys: what goes through a structure key by key gives one of the same class.
"""

from __future__ import annotations

import dataclasses
import dis
import functools
import inspect
import sys
from abc import ABC, ABCMeta
from collections.abc import Iterable
from dataclasses import dataclass
from types import CodeType, FunctionType, MemberDescriptorType, SimpleNamespace
from typing import Any, Generic, Protocol


@dataclass(frozen=True, slots=True)
class Field:
    """The key of a part that is an attribute, `p.W`; the part under the key "W" is `p["W"]`."""

    name: str

    def __str__(self) -> str:
        return self.name


class Fields(tuple[Field, ...]):
    """The keys of an object: its class, and its fields in order.

    >>> Fields(SimpleNamespace, ["W"]) == Fields(SimpleNamespace, ["W"]), Fields(SimpleNamespace, ["W"]) == ("W",)
    (True, False)
    """

    cls: type

    def __new__(cls, of: type, names: Iterable[str]) -> Fields:
        made = super().__new__(cls, map(Field, names))
        made.cls = of
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fields) and self.cls is other.cls and tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.cls, *self))


def reached(expression: str, key: Any) -> str:
    """The text of a part of what an expression is.

    >>> reached("p", Field("W")), reached("p", "W"), reached("p", 0)
    ('p.W', "p['W']", 'p[0]')
    """
    return f"{expression}.{key}" if isinstance(key, Field) else f"{expression}[{key!r}]"


def part_of(value: Any, key: Any) -> Any:
    """What `reached` is the text of."""
    return getattr(value, key.name) if isinstance(key, Field) else value[key]


# --- which objects ----------------------------------------------------------------------------------------------------
_ROOTS = (object, Generic, Protocol, ABC, SimpleNamespace)
_NOT_DATA = frozenset({"numpy", "s2sdiff", "builtins", *sys.stdlib_module_names})
_TUPLES_OWN = ("__getitem__", "__iter__", "__len__", "__contains__", "__add__", "__mul__")


def fields_of(value: Any) -> dict[str, Any] | None:
    """The data of an object of a user's class, by the names of its attributes; None of what is no such object.

    A namedtuple is one, too. An object whose attributes are not what it holds has no fields: one with a
    `__getattribute__`, or a property where it holds a value under the same name.

    >>> fields_of(SimpleNamespace(W=1.0, b=2.0)), fields_of((1.0, 2.0))
    ({'W': 1.0, 'b': 2.0}, None)
    """
    cls = type(value)
    if is_namedtuple(cls):
        return dict(zip(cls._fields, tuple.__iter__(value), strict=True))
    if not is_plain_class(cls):
        return None
    slots = {name: getattr(value, name) for name in _slots(cls) if hasattr(value, name)}
    found = slots | getattr(value, "__dict__", {})
    declared = getattr(cls, "__dataclass_fields__", {})
    ordered = {name: found[name] for name in (*(n for n in declared if n in found), *found)}
    return None if any(_is_hidden(cls, name) for name in ordered) else ordered


def is_namedtuple(cls: type) -> bool:
    """Whether objects of a class are tuples with names for their items, and behave as such."""
    if cls is tuple or not issubclass(cls, tuple) or not hasattr(cls, "_fields"):
        return False
    return all(_where(cls, name) is tuple for name in _TUPLES_OWN) and _where(cls, "__getattribute__") is tuple and all(
        type(inspect.getattr_static(cls, name)).__name__ == "_tuplegetter" for name in cls._fields)  # fmt: skip


def is_plain_class(cls: type) -> bool:
    """Whether a class is the user's own, with attributes that are looked up as Python does by itself."""
    if type(cls) is not type and not issubclass(type(cls), ABCMeta):
        return False
    own = [base for base in cls.__mro__ if base not in _ROOTS]
    return all(_is_users(base) for base in own) and _where(cls, "__getattribute__") in (object, SimpleNamespace)


def _is_users(cls: type) -> bool:
    return cls.__module__.partition(".")[0] not in _NOT_DATA


def _where(cls: type, name: str) -> type | None:
    """The class that gives an attribute its meaning."""
    return next((base for base in cls.__mro__ if name in vars(base)), None)


def _slots(cls: type) -> list[str]:
    return [name for base in reversed(cls.__mro__) for name, value in vars(base).items()
            if isinstance(value, MemberDescriptorType) and name != "__dict__"]  # fmt: skip


def _is_hidden(cls: type, name: str) -> bool:
    """Whether something of the class comes before what an object holds under a name."""
    found = inspect.getattr_static(cls, name, None)
    return hasattr(type(found), "__set__") and not isinstance(found, MemberDescriptorType)


_MAKING = ("__init__", "__new__", "__post_init__", "__setattr__", "__delattr__", "__setstate__", "__init_subclass__")


def sets_attributes(cls: type) -> bool:
    """Whether a class has a method, besides those that make an object, that sets an attribute of something."""
    own = (member for base in cls.__mro__ if _is_users(base) for name, member in vars(base).items()
           if name not in _MAKING)  # fmt: skip
    functions = (getattr(member, "fset", None) or getattr(member, "fget", None) or getattr(member, "__func__", member)
                 for member in own)  # fmt: skip
    return any(stores(function.__code__) for function in functions if isinstance(function, FunctionType))


@functools.lru_cache(maxsize=1024)
def stores(code: CodeType) -> bool:
    """Whether a function sets attributes."""
    return any(step.opname == "STORE_ATTR" for step in dis.get_instructions(code))


# --- how they are made ------------------------------------------------------------------------------------------------
def takes_fields(cls: type, names: Iterable[str] | None = None) -> bool:
    """Whether `cls(W=W, b=b)` makes an object with these fields and runs no code of the user's.

    >>> takes_fields(SimpleNamespace, ["W", "b"])
    True
    """
    if cls is SimpleNamespace:
        return True
    if is_namedtuple(cls):
        return _where(cls, "__new__") is _where(cls, "_make") and _where(cls, "__init__") is object
    if not dataclasses.is_dataclass(cls) or not is_plain_class(cls) or _where(cls, "__new__") is not object:
        return False
    fields = dataclasses.fields(cls)
    given = names is None or [field.name for field in fields] == [str(name) for name in names]
    asked = [value for value in vars(cls).get("__dataclass_fields__", {}).values() if value not in fields]
    return (given and _has_own_init(cls) and not hasattr(cls, "__post_init__") and all(f.init for f in fields)
            and not any(field._field_type is dataclasses._FIELD_INITVAR for field in asked))  # type: ignore[attr-defined]  # fmt: skip


def _has_own_init(cls: type) -> bool:
    """Whether the `__init__` of a dataclass, and how it sets attributes, is what `dataclass` made."""
    init, setter = vars(cls).get("__init__"), _where(cls, "__setattr__")
    made = isinstance(init, FunctionType) and init.__code__.co_filename == "<string>"
    frozen = cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return made and (setter is object or (frozen and setter is not None and dataclasses.is_dataclass(setter)))
