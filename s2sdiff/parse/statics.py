"""What is known of arguments before the run: the functions among them, and how many there are where a star takes them.

A function is written out, or made a function of its own, for one form of its arguments: what is data in them are its
parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import gast

from s2sdiff.ir import Const, Dct, Lst, Operand, Tup
from s2sdiff.parse.scope import Active, FunctionValue, functions_in


@dataclass(frozen=True, slots=True)
class Data:
    """An argument, or a part of one, that the run decides."""


@dataclass(frozen=True, slots=True)
class Known:
    """A function."""

    function: FunctionValue


@dataclass(frozen=True, slots=True)
class Value:
    """None or a string."""

    value: str | None


@dataclass(frozen=True, slots=True)
class Items:
    """A tuple, a list or a dict of these."""

    kind: str
    keys: tuple[object, ...]
    items: tuple[Form, ...]


Form: TypeAlias = "Data | Known | Value | Items"
Forms: TypeAlias = tuple[tuple[str, Form], ...]  # by parameter

DATA = Data()


def form_of(args: gast.arguments, bound: Mapping[str, Operand]) -> Forms:
    """The form of what each parameter gets."""
    stars = {a.id for a in (args.vararg, args.kwarg) if a}
    return tuple((name, _form(operand) if name in stars or holds_function(operand) else DATA)
                 for name, operand in bound.items())  # fmt: skip


def identity_of(form: Form) -> Form:
    """The form with the identities of the functions in it."""
    match form:
        case Known(function):
            return Known(getattr(function, "identity", function))
        case Items(kind, keys, items):
            return Items(kind, keys, tuple(map(identity_of, items)))
        case _:
            return form


def active_for(function: Any, forms: Forms) -> Active:
    """A function, for this form of its arguments."""
    key = tuple((name, identity_of(form)) for name, form in forms)
    return Active(function.identity, key, function, forms)


def holds_function(operand: Operand) -> bool:
    """Whether an operand is a function, or has one among its items."""
    return next(functions_in(operand), None) is not None


def _form(operand: Operand) -> Form:
    match operand:
        case Const(FunctionValue() as function):
            return Known(function)
        case Tup(items):
            return Items("tuple", (), tuple(map(_form, items)))
        case Lst(items):
            return Items("list", (), tuple(map(_form, items)))
        case Dct(keys, items):
            return Items("dict", keys, tuple(map(_form, items)))
        case _:
            return DATA


def functions_of(form: Form) -> Iterator[FunctionValue]:
    """The functions in what is known of an argument."""
    match form:
        case Known(function):
            yield function
        case Items(items=forms):
            for inner in forms:
                yield from functions_of(inner)
        case _:
            return


def data_in(forms: Forms, bound: Mapping[str, Operand]) -> list[Operand]:
    """The operands that are data, in the order of the parameters."""
    return [operand for name, form in forms for operand in _data(form, bound[name])]


def _data(form: Form, operand: Operand) -> Iterator[Operand]:
    match form, operand:
        case Data(), _:
            yield operand
        case Items(items=forms), (Tup(items) | Lst(items) | Dct(_, items)):
            for inner, item in zip(forms, items, strict=True):
                yield from _data(inner, item)
        case _:
            return
