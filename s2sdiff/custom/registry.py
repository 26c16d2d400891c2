"""A derivative of the user's own: `@rule(f)` over a function in the form of the templates, and which function has one.

What such a rule says in its lines is read by `parse/custom.py`; what becomes of it is `custom/ruled.py`'s.
"""

from __future__ import annotations

import inspect
import types
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sdiff import ops
from s2sdiff.identity import operator_of, plain, signature_of, state_of


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """A rule and what its signature says. `operands` has what it calls each of f's parameters; "" is not named."""

    function: types.FunctionType
    of: Callable[[], Any]  # f, as long as there is one
    name: str  # of f
    signature: inspect.Signature  # by which f is called
    operands: tuple[str, ...]
    dots: tuple[str, ...]  # the operands that have a tangent
    takes_bar: bool

    @property
    def title(self) -> str:
        """What messages call it."""
        return self.function.__name__


class _Registry:
    """`now` is another object after each change: what was made before a change is good no more."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now = object()


REGISTRY = _Registry()
_ATTRIBUTE = "__s2sdiff_rule__"  # on f itself: a rule may hold f, and then both live as long as f
_builtin: dict[int, tuple[Any, Rule]] = {}  # of what takes no attribute, which is C code and stays


def rule(f: Any) -> Callable[[Any], Any]:
    """The decorator of a function that holds the derivative of f, in the form of s2sdiff's own templates.

    It takes what f takes (what is no operand by keyword alone), `x_dot` for each operand x that has a derivative, and
    `y_bar`. It computes y_dot, the tangent of the result y, or `x_bar` for each of these operands, the adjoints, or
    both, and returns what it has computed by name. Tangents alone make a rule for forward mode, `y_bar` alone one for
    reverse mode. Operands are told by position; of a result that is a tuple, y_dot and y_bar are tuples.

    Its lines are read and never run. They become functions that derivatives call, `f_jvp`, `f_fwd` and `f_bwd`, and
    are differentiated again as any other code is. Where they read y and do not compute it, it is what f returns.

    A rule takes the place of the one before, and `rule(f)(None)` takes it away. Raises TypeError for what is no rule
    of f by its signature; what is none by its lines raises UnsupportedError when a derivative first needs it.

    >>> from s2sdiff import grad
    >>> def rounded(x):
    ...     return np.round(x)
    >>> @rule(rounded)
    ... def rounded_rule(x, x_dot, y_bar):
    ...     y_dot = x_dot
    ...     x_bar = y_bar
    ...     return y_dot, x_bar
    >>> grad(lambda x: rounded(x) ** 2)(2.7)
    6.0
    """
    f = plain(f)
    _check_function(f)

    def register(function: Any) -> Any:
        _forget(f)
        if function is not None:
            _remember(f, _read(f, function))
        REGISTRY.now = object()
        return function

    return register


def rule_of(f: Any) -> Rule | None:
    """The user's rule for a function. Attributes are copied by `functools.wraps`, so it is asked whose it is."""
    found = getattr(f, "__dict__", {}).get(_ATTRIBUTE)
    if isinstance(found, Rule):
        return found if found.of() is f else None
    known = _builtin.get(id(f))
    return known[1] if known is not None else None


def _remember(f: Any, made: Rule) -> None:
    try:
        setattr(f, _ATTRIBUTE, made)
    except (AttributeError, TypeError):
        _builtin[id(f)] = (f, made)


def _forget(f: Any) -> None:
    if rule_of(f) is not None and _builtin.pop(id(f), None) is None:
        delattr(f, _ATTRIBUTE)


def _weakly(f: Any) -> Callable[[], Any]:
    try:
        return weakref.ref(f)
    except TypeError:
        return lambda: f


# --- what f and the rule must be -------------------------------------------------------------------------------------
def name_of(f: Any) -> str:
    """What a function is called; of an object that is called, its class."""
    name = getattr(f, "__name__", type(f).__name__)
    return name if name.isidentifier() else "function"


def _check_function(f: Any) -> None:
    name = name_of(f)
    if not callable(f) or isinstance(f, type):
        raise TypeError(f"rule takes a function, and {f!r} is none")
    if state_of(f) is not None or operator_of(f):
        raise TypeError(f"{name} is s2sdiff's own; write the rule for a function of yours")
    if isinstance(f, types.MethodType) or _is_method(f):
        raise TypeError(f"{f.__qualname__} is a method; write a plain function of its data, and the rule for that")
    try:
        known = f in ops.functions()
    except TypeError:
        raise TypeError(f"{name} cannot be hashed; write a function that calls it, and the rule for that") from None
    if known:
        raise TypeError(f"{name} has a derivative already; write a function that calls it, and the rule for that")


def _is_method(f: Any) -> bool:
    code = getattr(f, "__code__", None)
    path = getattr(f, "__qualname__", "").split(".")
    return code is not None and len(path) > 1 and path[-2] != "<locals>" and code.co_varnames[:1] in (
        ("self",), ("cls",))  # fmt: skip


def _read(f: Any, function: Any) -> Rule:
    """The rule that a function is, as far as its signature says."""
    if not isinstance(function, types.FunctionType):
        raise TypeError(f"a rule is a plain function, and {function!r} is none")
    title = function.__name__
    given = signature_of(function).parameters.values()
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in given):
        raise TypeError(f"{title} takes * or ** arguments; name its operands")
    positional = [p.name for p in given if p.kind is not p.KEYWORD_ONLY]
    keywords = [p for p in given if p.kind is p.KEYWORD_ONLY]
    operands = [name for name in positional if not name.endswith(("_dot", "_bar"))]
    dots = [name.removesuffix("_dot") for name in positional if name.endswith("_dot")]
    bars = [name for name in positional if name.endswith("_bar")]
    _check_names(title, operands, dots, bars, [p.name for p in keywords])
    signature = _signature(f, operands, keywords)
    called = _called(title, name_of(f), signature, operands, [p.name for p in keywords])
    return Rule(function, _weakly(f), name_of(f), signature, called, tuple(dots), bool(bars))


def _check_names(title: str, operands: Sequence[str], dots: Sequence[str], bars: Sequence[str],
                 keywords: Sequence[str]) -> None:  # fmt: skip
    if "y" in (*operands, *keywords):
        raise TypeError(f"y is the result in a rule; give that operand of {title} another name")
    for name in dots:
        if name not in operands:
            raise TypeError(f"{title} takes {name}_dot, and it has no operand {name}")
    for name in bars:
        if name != "y_bar":
            raise TypeError(f"{title} takes {name}; y_bar is given to a rule, and the other adjoints it computes")
    for name in keywords:
        if name.endswith(("_dot", "_bar")):
            raise TypeError(f"{title} takes {name} by keyword alone; what has no derivative stands there")
    if not dots and not bars:
        raise TypeError(f"{title} takes neither y_bar nor the tangent of an operand, as {(*operands, 'x')[0]}_dot")


def _signature(f: Any, operands: Sequence[str], keywords: Sequence[inspect.Parameter]) -> inspect.Signature:
    """How f is called: as it says itself, or, of what is not written in Python and does not say, as the rule does."""
    if not isinstance(f, np.ufunc):
        try:
            found = signature_of(f)
        except (TypeError, ValueError):
            found = None
        starred = found is not None and any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
                                            for p in found.parameters.values())  # fmt: skip
        if starred and isinstance(f, types.FunctionType):
            raise TypeError(f"{name_of(f)} takes * or ** arguments; a rule is for a function of named parameters")
        if found is not None and not starred:
            return found
    elif f.nin != len(operands):
        raise TypeError(f"{name_of(f)} has {f.nin} operands, and its rule {len(operands)}")
    named = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in operands]
    return inspect.Signature([*named, *(p.replace(annotation=p.empty) for p in keywords)])


def _called(title: str, name: str, signature: inspect.Signature, operands: Sequence[str],
            keywords: Sequence[str]) -> tuple[str, ...]:  # fmt: skip
    """What the rule calls each parameter: operands are told by position, the rest by name."""
    parameters = signature.parameters.values()
    for keyword in keywords:
        if keyword not in signature.parameters:
            raise TypeError(f"{title} takes {keyword}, and {name} has no parameter of that name")
    positional = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY and p.name not in keywords]
    if len(operands) > len(positional):
        raise TypeError(f"{title} has the operands {', '.join(operands)}, and {name} has {len(positional)}")
    for operand, own in zip(operands, positional, strict=False):
        if operand != own and operand in positional:
            raise TypeError(f"{title} has its operands in another order than {name}: {operand} is not {own}")
    table = {**dict(zip(positional, operands, strict=False)), **{keyword: keyword for keyword in keywords}}
    for p in parameters:
        if p.name not in table and p.default is p.empty:
            raise TypeError(f"{title} does not take {p.name}, a parameter of {name}")
    return tuple(table.get(p.name, "") for p in parameters)
