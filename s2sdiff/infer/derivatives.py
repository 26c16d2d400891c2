"""What a call of a derivative returns, from the kinds of its arguments: `grad(g)(x)` is like x."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.description import describe
from s2sdiff.infer.loops import forget_value
from s2sdiff.infer.state import Called
from s2sdiff.infer.values import Abstract, Arr, Num, Seq, Static, dtype_of, is_complex, is_differentiable, shape_of
from s2sdiff.ir import Call
from s2sdiff.options import JACOBIAN, Options, vectors
from s2sdiff.refs import Ref
from s2sdiff.transform.leaves import each_float


def called_derivative(callee: Any, arguments: Sequence[Abstract], call: Call, specialise: Callable) -> Called:
    """The derivative that a call means, by reference, and what it returns. Raises UnsupportedError if there is none.

    The arguments are the function's own (with the vectors of `hvp` among them), what it captures, and what the
    derivative adds: tangents, or a cotangent.
    """
    options = callee.options
    added = {"jvp": len(options.wrt), "pullback": 1}.get(options.kind, 0)
    given = list(arguments[: len(arguments) - added])
    plain = [kind for kind, is_vector in zip(given, _vectors(options, len(given)), strict=True) if not is_vector]
    called = specialise(replace(callee, options=None), plain, replace(call, keeps_arguments=False), False)
    if called.once and options.kind == "pullback":
        fault = f"{callee.path} does something, and vjp inside a function runs it for the value and for the pullback."
        raise UnsupportedError(Problem(call.origin.loc, fault, "Use grad or jvp here."))
    if called.raises:  # before anything is differentiated
        own = tuple(k for k, is_vector in enumerate(_vectors(options, len(given))) if not is_vector)
        return replace(called, inlined=None, passed=own)
    if called.returned == Static(None):
        fault = f"{callee.path} returns nothing."
        raise UnsupportedError(Problem(call.origin.loc, fault, "Return what it computes."))
    if called.gives:
        fault = f"{callee.path} calls itself, or is under checkpoint, and changes its arguments."
        raise UnsupportedError(Problem(call.origin.loc, fault, "Let it work on a copy."))
    if options.kind == "value" and called.inlined is None:
        return called
    options = _known(options, arguments[: callee.own])
    ref, returned = _along(callee, called.ref, called.returned, given, options, call)
    passed = None
    if options.kind == "jvp":
        passed = (*range(len(given)), *(len(given) + k for k in options.wrt))
    return Called(ref, returned, acts=called.acts, passed=passed)


def _vectors(options: Options | None, count: int) -> list[bool]:
    return vectors(options, [False] * (count - _number(options)))


def _number(options: Options | None) -> int:
    return 0 if options is None else (options.kind == "hvp") + _number(options.inner)


def _known(options: Options, own: Sequence[Abstract]) -> Options:
    """With respect to what the tangents and the pullback of a function are: to every argument that holds floats."""
    if options.kind not in ("jvp", "pullback"):
        return options
    given = options.wrt if options.kind == "jvp" else range(len(own))
    return replace(options, wrt=tuple(k for k in given if is_differentiable(own[k])))


def _along(callee: Any, ref: Ref, returned: Abstract, given: Sequence[Abstract], options: Options | None,
           call: Call) -> tuple[Ref, Abstract]:  # fmt: skip
    """The derivative of a derivative of …, and what it returns."""
    if options is None:
        return ref, returned
    inner, value = _along(callee, ref, returned, given, options.inner, call)
    taken = list(given)
    if options.kind == "hvp":  # its own vector is none of the inner function's parameters
        del taken[1 + max(options.wrt)]
    _check(callee, options, value, taken, call)
    mask = tuple(k in options.wrt for k in range(len(taken)))
    kinds = [forget_value(taken[k]) for k in options.wrt]
    bars: Abstract = kinds[0] if options.bare and len(kinds) == 1 else Seq("tuple", tuple(kinds))
    return inner.part(options.kind, mask, options), _returned(options, value, bars)


def _returned(options: Options, value: Abstract, bars: Abstract) -> Abstract:
    match options.kind:
        case "grad" if options.has_aux and isinstance(value, Seq) and value.items:
            return Seq("tuple", (bars, value.items[1]))
        case "value":
            return value
        case "grad" | "hvp":
            return bars
        case "value_and_grad":
            return Seq("tuple", (value, bars))
        case "jvp":
            return Seq("tuple", (value, _dot_kind(value)))
        case "pullback" | "elementwise_grad":
            return bars
        case kind if kind in JACOBIAN:
            return each_float(value, lambda output: each_float(bars, lambda by: _block(output, by)))
        case _:
            raise TypeError(f"not a derivative: {options!r}")


def _block(output: Abstract, by: Abstract) -> Abstract:
    """The kind of the derivative of one number or array by another."""
    shapes = [shape_of(output), shape_of(by)]
    dtype = dtype_of(output) if dtype_of(output) == dtype_of(by) else None
    if isinstance(output, Num) and isinstance(by, Num):
        return Num("float")
    if None in shapes:
        return Arr(dtype, None)
    return Arr(dtype, (*(shapes[0] or ()), *(shapes[1] or ())), shapes == [(), ()])


def _dot_kind(value: Abstract) -> Abstract:
    """The kind of the tangent that `jvp` gives: that of the value; where it holds no floats, zeros."""
    if isinstance(value, Seq) and value.items is not None:
        return replace(value, items=tuple(map(_dot_kind, value.items)))
    return forget_value(value) if is_differentiable(value) else adjoint_kind(value)


def _check(callee: Any, options: Options, value: Abstract, given: Sequence[Abstract], call: Call) -> None:
    """What `grad` checks when it is called."""
    for k in options.wrt:
        if not is_differentiable(given[k]):
            fault = f"The derivative of {callee.path} is taken with respect to {describe(given[k])}."
            raise UnsupportedError(Problem(call.origin.loc, fault, "Pass a float or an array of floats."))
    if options.kind not in ("grad", "value_and_grad"):
        return
    if options.has_aux:
        if not isinstance(value, Seq) or value.kind != "tuple" or value.items is None or len(value.items) != 2:
            fault = f"{callee.path} returns {describe(value)}, and has_aux needs a pair (output, aux)."
            raise UnsupportedError(Problem(call.origin.loc, fault, "Return the output and what goes with it."))
        value = value.items[0]
    is_scalar = shape_of(value) == () or (isinstance(value, Arr) and value.shape is None)
    if not is_scalar or is_complex(value):
        fault = f"{callee.path} returns {describe(value)}, and a gradient needs one real number."
        raise UnsupportedError(Problem(call.origin.loc, fault, "Sum its result, or use vjp with a cotangent."))


def gives_result(ref: Ref) -> bool:
    """Whether a derivative gives what the function itself returns as well: what is no number may be an argument's."""
    asked = [part.options for part in ref.parts if part.options is not None]
    return any(options.has_aux or options.kind == "jvp" for options in asked)
