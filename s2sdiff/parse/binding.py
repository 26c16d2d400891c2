"""Arguments to parameters: what each parameter of a function that is defined in the text gets from a call."""

from __future__ import annotations

from collections.abc import Mapping

import gast

from s2sdiff.ir import Dct, Operand, Tup
from s2sdiff.parse.primitives import Arguments


def bound_arguments(args: gast.arguments, defaults: Mapping[str, Operand],
                    given: Arguments) -> dict[str, Operand] | str:  # fmt: skip
    """What each parameter gets, by name; a sentence's end that says why if the arguments do not fit."""
    positional = [a.id for a in (*args.posonlyargs, *args.args)]
    keywords = [a.id for a in args.kwonlyargs]
    by_name = {*(a.id for a in args.args), *keywords}
    more = given.positional[len(positional) :]
    others = {name: value for name, value in given.keywords.items() if name not in by_name}
    bound = dict(zip(positional, given.positional, strict=False))
    twice = [name for name in given.keywords if name in bound and name in by_name]
    if more and not args.vararg:
        return f"it takes {len(positional)} arguments by position, not {len(given.positional)}"
    if others and not args.kwarg:
        return f"it has no parameter {next(iter(others))} that is given by name"
    if twice:
        return f"{twice[0]} is given twice"
    bound = {**bound, **{name: value for name, value in given.keywords.items() if name in by_name}}
    missing = [name for name in (*positional, *keywords) if name not in bound and name not in defaults]
    if missing:
        return f"it lacks its argument {missing[0]}"
    bound = {name: bound[name] if name in bound else defaults[name] for name in (*positional, *keywords)}
    if args.vararg:
        bound[args.vararg.id] = Tup(more)
    if args.kwarg:
        bound[args.kwarg.id] = Dct(tuple(others), tuple(others.values()))
    return bound


def parameter_names(args: gast.arguments) -> list[str]:
    """The names of all parameters, those with a star last."""
    stars = [a for a in (args.vararg, args.kwarg) if a]
    return [a.id for a in (*args.posonlyargs, *args.args, *args.kwonlyargs, *stars)]
