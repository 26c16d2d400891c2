"""Functions as values before the run: from outside, derivatives, pullbacks. Those defined inside are in `local.py`."""

from __future__ import annotations

import functools
import inspect
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from s2sdiff.identity import plain, signature_of, state_of
from s2sdiff.ir import Const, Keywords, Operand
from s2sdiff.options import Options
from s2sdiff.parse.callables import is_wrapper
from s2sdiff.parse.callee import Callee
from s2sdiff.parse.local import LocalFunction
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import FunctionValue, functions_in

# functions from outside that lowering knows by what they do with functions, with tuples and with lists
FORMS: tuple[Any, ...] = (functools.partial, functools.reduce, functools.wraps, operator.itemgetter, divmod, callable,
                          any, all)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FreeFunction(FunctionValue):
    """What is called and comes from outside, by the expression that means it: a function, an op, a builtin."""

    function: Any
    path: str
    owner: Any = None
    captured: bool = False

    @property
    def meaning(self) -> Meaning:
        """What the expression means."""
        return Meaning(self.function, self.path, self.captured, self.owner)


@dataclass(frozen=True, slots=True)
class Partial(FunctionValue):
    """A function with some of its arguments: `functools.partial(f, …)`."""

    of: FunctionValue
    positional: tuple[Operand, ...]
    keywords: Keywords

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        keywords = tuple((name, f(value)) for name, value in self.keywords)
        return Partial(moved(self.of, f), tuple(map(f, self.positional)), keywords)

    def with_own(self, given: Arguments) -> Arguments:
        """All the arguments of a call with these."""
        return Arguments((*self.positional, *given.positional), {**dict(self.keywords), **given.keywords})

    def local(self) -> Iterator[FunctionValue]:
        yield from self.of.local()
        for operand in (*self.positional, *(value for _, value in self.keywords)):
            for value in functions_in(operand):
                yield from value.local()


@dataclass(frozen=True, slots=True)
class Getter(FunctionValue):
    """What `operator.itemgetter(*keys)` makes."""

    keys: tuple[Operand, ...]

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        return Getter(tuple(map(f, self.keys)))


@dataclass(frozen=True, slots=True)
class Same(FunctionValue):
    """What gives its argument: `functools.wraps(f)` says something of the function that it decorates."""


@dataclass(frozen=True, slots=True)
class Chosen(FunctionValue):
    """One of two functions: which, the run decides."""

    test: Operand
    then: FunctionValue
    orelse: FunctionValue

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        return Chosen(f(self.test), moved(self.then, f), moved(self.orelse, f))

    def local(self) -> Iterator[FunctionValue]:
        yield from self.then.local()
        yield from self.orelse.local()


def moved(value: FunctionValue, f: Callable[[Operand], Operand]) -> FunctionValue:
    """A function value as the operand that it is to `f`."""
    made = f(Const(value))
    assert isinstance(made, Const)
    return made.value


@dataclass(frozen=True, eq=False, slots=True)
class Derived(FunctionValue):
    """A derivative of a function, or the function itself (no options) under `checkpoint`."""

    of: LocalFunction | FreeFunction
    options: Options | None
    keeps_arguments: bool = False

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        of = moved(self.of, f)
        assert isinstance(of, LocalFunction | FreeFunction)
        return replace(self, of=of)

    def local(self) -> Iterator[FunctionValue]:
        return self.of.local()


@dataclass(frozen=True, eq=False, slots=True)
class Pullback(FunctionValue):
    """What `vjp` returns besides the value: the derivative, and everything that it was given, as it was then."""

    callee: Callee
    given: tuple[Operand, ...]
    out: Operand

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        return replace(self, given=tuple(map(f, self.given)), out=f(self.out))


Applied: TypeAlias = "LocalFunction | FreeFunction | Derived"


def function_meant(meaning: Meaning) -> FunctionValue | None:
    """What a free name means as a function: a plain one, a derivative, a decorated one, an op or a builtin."""
    value = plain(meaning.value)
    state = state_of(value)
    if state is not None:
        return Derived(FreeFunction(state.f, meaning.path, meaning.owner, meaning.captured), state.options)
    if isinstance(value, operator.itemgetter):
        return Getter(tuple(map(Const, value.__reduce__()[1])))
    is_form = any(value is form for form in FORMS) or (is_wrapper(value) and not isinstance(value, type))
    if inspect.isfunction(value) or is_form or (meaning.kind in ("op", "builtin") and not isinstance(value, type)):
        return FreeFunction(value, meaning.path, meaning.owner, meaning.captured)
    return None


def as_function(operand: Operand | None) -> FunctionValue | None:
    """The function that an operand is, if it is known to be one: a type, as `float`, is one, too."""
    match operand:
        case Const(FunctionValue() as function):
            return function
        case Const(value, spelling) if Meaning(value, spelling).kind in ("op", "builtin") or (
                callable(value) and not isinstance(value, type)):  # fmt: skip
            return FreeFunction(value, spelling or getattr(value, "__name__", "function"))
        case _:
            return None


def derivative_of(value: Applied, options: Options) -> Derived:
    """A derivative of a function, or of a derivative."""
    if isinstance(value, Derived):
        return Derived(value.of, replace(options, inner=value.options))
    return Derived(value, options)


def name_of(value: Applied) -> str:
    """What a function, or what a derivative is of, is called."""
    match value:
        case Derived(of=of):
            return name_of(of)
        case FreeFunction(path=path):
            return path
        case _:
            return value.name


def parameters_of(value: Applied) -> list[inspect.Parameter]:
    """The parameters of a function, the vectors of `hvp` among them: each after the last that it goes with."""
    match value:
        case Derived(of=of, options=options):
            return _with_vectors(parameters_of(of), options)
        case FreeFunction(function=function):
            return list(signature_of(function).parameters.values())
        case _:
            return _declared(value)


def _declared(local: LocalFunction) -> list[inspect.Parameter]:
    """The parameters of a function defined inside the function; their defaults are operands."""
    args, kinds = local.args, inspect.Parameter
    listed = ((args.posonlyargs, kinds.POSITIONAL_ONLY), (args.args, kinds.POSITIONAL_OR_KEYWORD),
              (args.kwonlyargs, kinds.KEYWORD_ONLY))  # fmt: skip
    return [inspect.Parameter(arg.id, kind, default=local.defaults.get(arg.id, kinds.empty))
            for group, kind in listed for arg in group]  # fmt: skip


class Vector(inspect.Parameter):
    """The vector of an `hvp`."""


def _with_vectors(params: list[inspect.Parameter], options: Options | None) -> list[inspect.Parameter]:
    """The parameters of a derivative: `x_dot` is the vector for x, `v` the one for a tuple. All names differ."""
    if options is None:
        return params
    params = list(_with_vectors(params, options.inner))
    if options.kind != "hvp":
        return params
    at = 1 + max(options.wrt, default=-1)
    name = f"{params[options.wrt[0]].name}_dot" if options.bare else "v"
    params.insert(at, Vector(name, inspect.Parameter.POSITIONAL_OR_KEYWORD))
    taken = {p.name for p in params if not isinstance(p, Vector)}
    for k, param in enumerate(params):
        if isinstance(param, Vector):
            name, number = param.name, 1
            while name in taken:
                name, number = f"{param.name}_{number}", number + 1
            taken.add(name)
            params[k] = Vector(name, param.kind)
    return params


def callable_signature(params: Sequence[inspect.Parameter]) -> inspect.Signature:
    """How a function with these parameters is called: those before a vector have no defaults."""
    last = max((k for k, param in enumerate(params) if isinstance(param, Vector)), default=-1)
    made = [param.replace(default=param.empty) if k < last and param.kind != param.KEYWORD_ONLY else param
            for k, param in enumerate(params)]  # fmt: skip
    only = max((k for k, param in enumerate(made) if param.kind == param.POSITIONAL_ONLY), default=-1)
    made = [param.replace(kind=param.POSITIONAL_ONLY) if k < only else param for k, param in enumerate(made)]
    return inspect.Signature(made)
