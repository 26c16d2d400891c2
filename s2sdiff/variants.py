"""The state behind one derivative function: its options, and the variants of it that are compiled so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from s2sdiff import run
from s2sdiff.custom.registry import rule_of
from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.guards import Guard, guard_for, one_object, shared_names
from s2sdiff.infer.observe import observe
from s2sdiff.infer.refuse import check_differentiable
from s2sdiff.infer.values import Abstract
from s2sdiff.ir import Function, Param
from s2sdiff.jacobian.looped import looped
from s2sdiff.options import Options
from s2sdiff.parse.entering import form_of_value, holds_changing, holds_known_function, holds_objects
from s2sdiff.parse.statics import DATA, Form
from s2sdiff.pipeline import Compiled, differentiate
from s2sdiff.program import Program, outlined, parsed, read
from s2sdiff.pullback import Paired, linear_maker, pullback_maker
from s2sdiff.signature import Signature, primals, tangent_kinds, with_own_tangents
from s2sdiff.specialised import Known, specialised

VARIANTS = 100  # that a derivative keeps: an object that is another one at each call makes one each time


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A derivative compiled for one pattern of kinds: what to call, and when it may be called."""

    arguments: tuple[Abstract, ...]
    compiled: Compiled
    call: Callable[..., Any]
    guard: Guard
    fits: Callable[..., bool]


@dataclass
class Derivative:
    """What a derivative function is of, and what it has compiled."""

    f: Any
    options: Options
    function: Function
    signature: Signature
    variants: list[Variant] = field(default_factory=list)  # the last one used first
    entry: Any = None
    made: int = 0

    @property
    def params(self) -> list[Param]:
        """The parameters of the derivative function."""
        return [slot.param for slot in self.signature]

    def other_kinds(self, *arguments: Any) -> Any:
        """The slow way: finds or makes the variant for these arguments, and calls it.

        Tangents are brought to the types of what they are tangents of; those that are of them go the fast way.
        """
        values, params = with_own_tangents(self.signature, arguments), self.params
        variant = self.variant(values)
        keyword = {p.name: value for p, value in zip(params, values, strict=True) if p.kind == "keyword"}
        return variant.call(*values[: len(params) - len(keyword)], **keyword)

    def variant(self, arguments: Sequence[Any]) -> Variant:
        """The variant for these arguments. Raises before anything is computed if there is no derivative."""
        for variant in self.variants:
            if variant.fits(*arguments):
                self._prefer(variant)
                return variant
        function = outlined(self.f)
        if function.params != self.function.params:
            name = self.entry.__name__
            raise TypeError(f"{function.name} takes other parameters than it did when {name} was made; make it again")
        arguments = primals(self.signature, arguments)
        f = as_called(self.f, self.function.params, arguments)
        try:
            function, kinds, compiled = self._compiled(f, arguments)
        except UnsupportedError:
            known = with_objects(self.f, self.function.params, arguments)
            if known in (None, f):
                raise
            function, kinds, compiled = self._compiled(known, arguments)
        variant = self._finish(function, kinds, compiled)
        self._prefer(variant)
        return variant

    def _compiled(self, f: Any, arguments: Sequence[Any]) -> tuple[Function, tuple[Abstract, ...], Compiled]:
        """The derivative of a function, of which something may be known, for arguments like these."""
        function = parsed(f)
        symbols: dict[int, str] = {}
        kinds = self._observe(function, arguments, symbols)
        compiled = differentiate(Program(symbols), f, kinds, self.options)
        self._check_apart(function, kinds, compiled.program, arguments)
        return function, kinds, compiled

    def _check_apart(self, function: Function, kinds: Sequence[Abstract], program: Program,
                     values: Sequence[Any]) -> None:  # fmt: skip
        """Raises UnsupportedError for arguments that are one memory, where the function changes one of them."""
        same = one_object(function.params, kinds, program, values)
        if same is not None:
            fault = f"{same[0]} and {same[1]} are one object, and {function.name} sets attributes of objects."
            raise UnsupportedError(Problem(function.loc, fault, "Pass a copy of one of them."))
        found = shared_names(function.params, kinds, program, values)
        if found is not None:
            fault = f"{found[0]} and {found[1]} share memory, and {function.name} changes one of them in place."
            raise UnsupportedError(Problem(function.loc, fault, "Pass a copy of one of them."))

    def _observe(self, function: Function, arguments: Sequence[Any], symbols: dict[int, str]) -> tuple[Abstract, ...]:
        kinds = []
        for k, (param, value) in enumerate(zip(function.params, arguments, strict=True)):
            try:
                kinds.append(observe(value, symbols))
            except TypeError as error:
                raise TypeError(f"argument {param.name} of {function.name} is {error}") from None
            if k in self._positions:
                check_differentiable(function.name, param.name, kinds[-1])
        return tuple(kinds)

    @property
    def _positions(self) -> set[int]:
        """The parameters of the user's function that are differentiated, once or more."""
        own = [slot for slot in self.signature if not slot.of]
        wanted = {self.signature[k] for k in self.options.wrt if k < len(self.signature)}
        return {k for k, slot in enumerate(own) if slot in wanted}

    def _finish(self, function: Function, kinds: tuple[Abstract, ...], compiled: Compiled) -> Variant:
        namespace = run.execute(compiled.module)
        call = namespace[compiled.entry]
        if compiled.backward:
            paired = Paired(call, namespace[compiled.backward], compiled.taken, self.options.wrt,
                            lambda: [read(free) for free, _ in compiled.program.frees.values()],
                            compiled.inputs)  # fmt: skip
            call = linear_maker(paired, namespace[compiled.ready]) if compiled.ready else pullback_maker(paired)
        if compiled.looped:
            call = looped(call, compiled.looped, self.options, self.params)
        self.made += 1
        tangents = tangent_kinds(self.signature, kinds)
        guard = guard_for(function.primal, function.params, kinds, compiled.program, self.made, tangents)
        test = compiled.choice.test(guard.sizes) if compiled.choice else None
        guard.add(*([test] if test else []))
        variant = Variant(kinds, compiled, call, guard, run.make_fits(self.params, guard))
        self.variants.append(variant)
        return variant

    def _prefer(self, variant: Variant) -> None:
        """The entry asks for the variants used last, this one first."""
        self.variants.remove(variant)
        self.variants.insert(0, variant)
        for old in self.variants[VARIANTS:]:
            run.forget_guard(self.entry, old.guard)
        del self.variants[VARIANTS:]
        run.set_guards(self.entry, self.params, [(v.call, v.guard) for v in self.variants])
        self.entry.__wrapped__ = variant.call


def as_called(f: Any, params: Sequence[Param], arguments: Sequence[Any]) -> Any:
    """The function for such a call: functions that are given are known, and where it has to be strings and None."""
    forms = _forms(params, arguments)
    if not forms or rule_of(f) is not None:
        return f
    known = specialised(f, Known(forms=forms))
    if any(holds_known_function(form) or holds_changing(form) for _, form in forms):
        return known
    try:
        parsed(f)
    except UnsupportedError as error:
        try:
            parsed(known)
        except UnsupportedError:
            raise error from None
        return known
    return f


def with_objects(f: Any, params: Sequence[Param], arguments: Sequence[Any]) -> Any:
    """The function for a call of which all is known that can be, if it is given objects; else None."""
    forms = _forms(params, arguments)
    if rule_of(f) is not None or not any(holds_objects(form) for _, form in forms):
        return None
    return specialised(f, Known(forms=forms))


def _forms(params: Sequence[Param], arguments: Sequence[Any]) -> tuple[tuple[str, Form], ...]:
    named = ((p.name, form_of_value(a, p.name)) for p, a in zip(params, arguments, strict=True))
    return tuple((name, form) for name, form in named if form != DATA)
