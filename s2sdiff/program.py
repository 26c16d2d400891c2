"""The functions that one derivative is made of: variants of the user's functions for the kinds of their arguments."""

from __future__ import annotations

import inspect
import types
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from s2sdiff.check import check
from s2sdiff.custom.registry import REGISTRY, rule_of
from s2sdiff.custom.ruled import Ruled, called_by_rule
from s2sdiff.errors import DifferentiationError, Problem, UnsupportedError
from s2sdiff.infer.builder import Builder
from s2sdiff.infer.derivatives import called_derivative, gives_result
from s2sdiff.infer.infer import infer
from s2sdiff.infer.loops import forget_value
from s2sdiff.infer.observe import observe
from s2sdiff.infer.rename import canonical, rename_dims
from s2sdiff.infer.state import Called
from s2sdiff.infer.unroll import is_short
from s2sdiff.infer.values import ANY_NUMBER, Abstract, Bottom, join
from s2sdiff.ir import NONE, Assign, Call, Free, Function, Return, Store, Tup, acts
from s2sdiff.kept import kept
from s2sdiff.names import Names
from s2sdiff.parse import prelude
from s2sdiff.parse.callables import plain_function
from s2sdiff.parse.callee import Callee
from s2sdiff.parse.custom import read as parse
from s2sdiff.parse.functions import FreeFunction
from s2sdiff.parse.lifted import Lifted
from s2sdiff.parse.resolve import NoSuchName, meaning_of, resolver
from s2sdiff.parse.statics import functions_of
from s2sdiff.refs import Ref
from s2sdiff.schedules import with_schedules
from s2sdiff.specialised import Specialised, outline
from s2sdiff.stores.effects import NO_EFFECTS, Effects, effects
from s2sdiff.stores.settle import settle
from s2sdiff.walking import raises, walk

ROUNDS = 8  # of a recursion's result type


@dataclass
class Program:
    """Variants by reference, what they read from outside, and which functions they call by which name."""

    symbols: dict[int, str] = field(default_factory=dict)
    generic: bool = False  # no types: nothing is looked at, everything may be any number
    functions: dict[Ref, Function] = field(default_factory=dict)
    returned: dict[Ref, Abstract] = field(default_factory=dict)
    frees: dict[tuple[Any, str], tuple[Free, Abstract]] = field(default_factory=dict)
    roots: dict[tuple[Any, str], Any] = field(default_factory=dict)  # modules, ops, functions, by whose name for them
    building: list[Ref] = field(default_factory=list)
    recursive: set[Ref] = field(default_factory=set)
    kept: set[Any] = field(default_factory=set)  # functions that are called under `checkpoint`
    effects: dict[Ref, Effects] = field(default_factory=dict)  # what each variant does to its arguments
    parts: dict[Ref, Function] = field(default_factory=dict)  # what `parts.py` has made of the functions
    ruled: dict[Ref, Ruled] = field(default_factory=dict)  # variants of functions that have a rule of the user's
    rules: object = field(default_factory=lambda: REGISTRY.now)  # the state of such rules that all this is made for
    own_effects: Effects = NO_EFFECTS  # those of the function itself
    calls_itself: bool = False
    sets_attributes: bool = False  # of objects from outside

    def main(self, function: Function, arguments: Sequence[Abstract], *, procedure: bool = False) -> Function:
        """The function itself, for arguments of these kinds; of a `procedure` that returns nothing, what it changes."""
        ref = Ref(function.name, function.primal, ("main", *arguments))  # type: ignore[arg-type]
        self._build(ref, function, arguments, self._frees(function), procedure=procedure)
        self.own_effects, self.calls_itself = self.effects[ref], self._is_recursive(ref.function)
        statements = list(walk(function.body))
        self.sets_attributes = any(isinstance(stmt, Assign) and stmt.spelling == "setattr" for stmt in statements)
        return self.functions[ref]

    def specialise(self, callee: Callee, arguments: Sequence[Abstract], call: Call, inlines_shared: bool) -> Called:
        """The variant of a called function, and what it returns in the caller's terms."""
        if callee.options is not None:
            self._refuse_own_derivative(callee, call)
            return called_derivative(callee, arguments, call, self.specialise)
        if call.keeps_arguments:
            self.kept.add(callee.function)
        rule = rule_of(callee.function)
        if rule is not None:
            try:
                return called_by_rule(self, rule, callee, arguments, call)
            except DifferentiationError as error:
                raise at_call(error, callee, call) from None
        try:
            function = callee.function.body if isinstance(callee.function, Lifted) else parsed(callee.function)
        except DifferentiationError as error:
            raise at_call(error, callee, call) from None
        frees = self._frees(function)
        if any(ref.function is callee.function for ref in self.building):  # rec(xs, 0), rec(xs, 1), … are one variant
            arguments = [forget_value(argument) for argument in arguments]
        kinds, back = canonical([*arguments, *frees])
        ref = Ref(function.name, callee.function, kinds[: len(arguments)])
        if ref in self.building:
            self.recursive.add(ref)
        elif ref not in self.functions:
            self._build(ref, function, kinds[: len(arguments)], kinds[len(arguments) :])
        found = self.effects.get(ref, NO_EFFECTS)
        if found.outside and self.stays_call(callee.function):
            fault = f"{callee.path} {self._why(callee.function)} and changes data from outside."
            raise UnsupportedError(Problem(call.origin.loc, fault, "Pass the array as an argument."))
        whole = callee.function.__module__ == prelude.__name__ and any(map(is_short, arguments))
        inlined = whole or (
            (found.changes or (inlines_shared and found.shares)) and not self.stays_call(callee.function))  # fmt: skip
        returned = rename_dims(self.returned[ref], lambda dim: back.get(dim, f"?{call.target}.{dim}"))
        gives = bool(found.changed) and self.stays_call(callee.function)
        if found.once and call.keeps_arguments:
            raise at_call(_twice(self.functions[ref], callee), callee, call)
        ends = ref not in self.building and raises(self.functions[ref].body[:-1])
        return Called(ref, returned, function if inlined else None, tuple(frees), gives, acts=found.acts,
                      once=found.once, raises=ends, whole=whole)  # fmt: skip

    def _build(self, ref: Ref, function: Function, arguments: Sequence[Abstract], frees: Sequence[Abstract],
               *, procedure: bool = False) -> None:  # fmt: skip
        """Types a variant; a recursion's result is what its other paths return, joined until it stays the same."""
        self.building.append(ref)
        self.returned[ref] = Bottom()
        try:
            finished = dict(self.functions)  # a variant made while the result was not known is made again
            for _ in range(ROUNDS):
                self.functions = dict(finished)
                typed = self._typed(function, arguments, frees)
                found = join(self.returned[ref], _returned(typed), "?r")
                done = effects(typed, self._effects_of)
                same = found == self.returned[ref] and done == self.effects.get(ref, NO_EFFECTS)
                self.returned[ref], self.effects[ref] = found, done
                if same or ref not in self.recursive:
                    break
            else:
                raise UnsupportedError(Problem(function.loc, f"What {function.name} returns has no kind.",
                                               "Return the same kind of value on every path."))  # fmt: skip
        finally:
            self.building.pop()
        procedure = procedure and typed.result == NONE and bool(done.changed)
        gives = done.changed if self.stays_call(ref.function) or procedure else ()
        settled = check(settle(typed, self._effects_of, gives))
        settled = check(with_schedules(settled, self._register))
        self.functions[ref] = replace(_giving_changed(settled) if procedure else settled, primal=ref.function)

    def _register(self, ref: Ref, function: Function) -> None:
        """Takes the function that a loop has become."""
        self.functions[ref] = check(function)

    def of_lines(self, function: Function, arguments: Sequence[Abstract], frees: Sequence[Abstract]) -> Function:
        """A function that is made of the lines of a rule, with types and without stores."""
        settled = check(settle(self._typed(function, arguments, frees), self._effects_of))
        return check(with_schedules(settled, self._register))

    def _typed(self, function: Function, arguments: Sequence[Abstract], frees: Sequence[Abstract]) -> Function:
        """The function with types; where it changes arrays, calls that return a part of one are written out."""
        typed = check(infer(function, arguments, frees, self.specialise, means=self._means))
        statements = list(walk(typed.body))
        shares = any(isinstance(stmt, Call) and self.effects.get(stmt.callee, NO_EFFECTS).shares for stmt in statements)
        if shares and any(isinstance(stmt, Store) for stmt in statements):
            typed = check(infer(function, arguments, frees, self.specialise, inlines_shared=True,
                                means=self._means))  # fmt: skip
        return typed

    def _means(self, cls: Any, name: str, value: Any) -> None:
        """Notes what a class has under a name, or a function that is called: what is made is good as long as it is."""
        self.roots[cls, name] = value

    def stays_call(self, function: Any) -> bool:
        """Whether calls of a function are never written out: it gives the arguments that it changes with its result."""
        return function in self.kept or self._is_recursive(function)

    def _is_recursive(self, function: Any) -> bool:
        return any(ref.function is function for ref in self.recursive)

    def _why(self, function: Any) -> str:
        return "calls itself" if self._is_recursive(function) else "is under checkpoint"

    def _refuse_own_derivative(self, callee: Callee, call: Call) -> None:
        if any(ref.function is callee.function for ref in self.building):
            fault = f"{callee.path} calls a derivative of itself."
            raise UnsupportedError(Problem(call.origin.loc, fault, "Take the derivative of another function."))

    def _effects_of(self, call: Call) -> Effects | None:
        """What is known of what a call does; nothing yet of a recursion that is being typed for the first time."""
        ref = call.callee
        if not ref.parts:
            return self.effects.get(ref)
        done = self.effects.get(replace(ref, parts=()), NO_EFFECTS)
        if not gives_result(ref):
            return Effects(acts=done.acts, once=done.once)
        return Effects(shared=done.shared, shares_outside=done.shares_outside, acts=done.acts, once=done.once)

    def _frees(self, function: Function) -> list[Abstract]:
        found = []
        self.roots.update(function.roots)
        for free in function.frees:
            value = ANY_NUMBER if self.generic else observe(read(free), self.symbols)
            self.frees[free.owner, free.path] = (free, value)
            found.append(value)
        return found


def _returned(typed: Function) -> Abstract:
    """What a typed function returns; nothing, if it always raises."""
    return Bottom() if raises(typed.body[:-1]) else Builder(Names(), dict(typed.types)).type_of(typed.result)


def _twice(function: Function, callee: Callee) -> UnsupportedError:
    """What a function under `checkpoint` does would be done again when it is run again."""
    done = next(stmt for stmt in walk(function.body) if acts(stmt))
    fault = f"{callee.path} is under checkpoint, and would do this again on the way back."
    return UnsupportedError(Problem(done.origin.loc, fault, "Do it outside of what is under checkpoint."))


def _giving_changed(function: Function) -> Function:
    """A procedure as a function of what it changes: of `(None, a, b)` the arrays."""
    last = function.body[-1]
    assert isinstance(last, Return)
    assert isinstance(last.value, Tup)
    changed = last.value.items[1:]
    value = changed[0] if len(changed) == 1 else Tup(changed)
    return replace(function, body=(*function.body[:-1], replace(last, value=value)))


def parsed(function: Any) -> Function:
    """The IR of a function: parsed once, and again when its code, or what its free names mean, is another.

    Raises SourceError and UnsupportedError, as `parse` does.
    """
    if not hasattr(function, "__code__"):
        return check(parse(function))
    own = kept(function)
    given = _given(function)
    if (own.parsed is None or not _same(own.parsed[0], _versions(own.parsed[1], given))
            or not _still_means(own.parsed[1])):  # fmt: skip
        made = check(parse(function))
        own.parsed = (_versions(made, given), made)
    found: Function = own.parsed[1]
    return found


def outlined(function: Any) -> Function:
    """A function with its parameters and nothing in it. Raises the errors of what cannot be read at all."""
    if not isinstance(function, types.FunctionType | Specialised) or rule_of(function) is not None:
        return parsed(function)
    return outline(plain_function(function) if isinstance(function, types.FunctionType) else function)


def _given(function: Any) -> list[Any]:
    """The functions that a function is known to be given."""
    forms = [form for _, form in function.known.forms] if isinstance(function, Specialised) else []
    return [known.function for form in forms for known in functions_of(form) if isinstance(known, FreeFunction)]


def _versions(function: Function, given: Sequence[Any] = ()) -> list[Any]:
    """The code and defaults now of the function itself, of those that it calls and of those that it is given."""
    meant = [getattr(value, "fget", None) or getattr(value, "__func__", value) for _, value in function.roots]
    called = [value for value in (*meant, *given) if isinstance(value, types.FunctionType)]
    parts = [part for f in (function.primal, *called)
             for part in (f.__code__, f.__defaults__, *(f.__kwdefaults__ or {}).values())]  # fmt: skip
    held = [value for _, value in function.roots if isinstance(value, list | dict)]  # that have functions in them
    items = [item for value in held for item in (*value, *(value.values() if isinstance(value, dict) else ()))]
    return [REGISTRY.now, *parts, *items]


def _same(a: list[Any], b: list[Any]) -> bool:
    return len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))


def _still_means(function: Function) -> bool:
    """Whether every free name of a function still means what it meant when the function was parsed."""
    try:
        data = [free for free in function.frees if (free.owner, free.path) not in dict(function.roots)]
        now = [meaning_of(resolver(free.owner), free.path) for free in data]
        return all(meaning.kind in ("data", "constant") for meaning in now) and all(
            _meant(owner, path) is value for (owner, path), value in function.roots)  # fmt: skip
    except (NoSuchName, AttributeError, LookupError):
        return False


def _meant(owner: Any, path: str) -> Any:
    """What a path means now: of a function's names, or of a class."""
    if isinstance(owner, type):
        return inspect.getattr_static(owner, path)
    return meaning_of(resolver(owner), path).value


def read(free: Free) -> Any:
    """The value now of data that a function reads from outside. Raises NameError or AttributeError if it is gone."""
    return meaning_of(resolver(free.owner), free.path).value


def at_call(error: DifferentiationError, callee: Callee, call: Call) -> DifferentiationError:
    """The error of a called function, with the place of the call after it."""
    note = Problem(call.origin.loc, f"(called here, as {callee.path})", "")
    return type(error)([*error.problems, note])
