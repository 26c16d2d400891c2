"""What users call. Names and arguments are those of JAX, because that is what people's fingers know."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from s2sdiff import derivatives, run
from s2sdiff.infer.observe import observe
from s2sdiff.infer.values import Abstract, Arr, Seq, describe, dtype_of, is_differentiable, shape_of
from s2sdiff.ir import Function
from s2sdiff.pipeline import Compiled, Options, differentiate as compile_derivative
from s2sdiff.program import Program, parsed

WRT = int | Sequence[int] | None


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A derivative compiled for one pattern of kinds: what to call, and when it may be called."""

    arguments: tuple[Abstract, ...]
    compiled: Compiled
    call: Callable[..., Any]
    tests: Sequence[str]
    names: dict[str, Any]
    fits: Callable[..., bool]
    number: int


@dataclass
class Derivative:
    """The state behind one derivative function: its options and the variants compiled so far."""

    f: Any
    options: Options
    function: Function
    variants: list[Variant] = field(default_factory=list)
    entry: Any = None
    made: int = 0

    def other_kinds(self, *arguments: Any) -> Any:
        """The slow way: finds or makes the variant for these arguments, and calls it."""
        variant = self.variant(arguments)
        names = [p.name for p in self.function.params]
        keyword = {p.name: value for p, value in zip(self.function.params, arguments, strict=True) if p.kind == "keyword"}
        return variant.call(*arguments[: len(names) - len(keyword)], **keyword)

    def variant(self, arguments: Sequence[Any]) -> Variant:
        """The variant for these arguments. Raises before anything is computed if there is no derivative."""
        for variant in self.variants:
            if variant.fits(*arguments):
                self._prefer(variant)
                return variant
        function = parsed(self.f)
        symbols: dict[int, str] = {}
        kinds = self._observe(function, arguments, symbols)
        program = Program(symbols)
        compiled = compile_derivative(program, self.f, kinds, self.options)
        self._check_output(program, function, kinds)
        variant = self._finish(function, kinds, compiled)
        self._prefer(variant)
        return variant

    def _observe(self, function: Function, arguments: Sequence[Any], symbols: dict[int, str]) -> tuple[Abstract, ...]:
        kinds = []
        for k, (param, value) in enumerate(zip(function.params, arguments, strict=True)):
            try:
                kinds.append(observe(value, symbols))
            except TypeError as error:
                raise TypeError(f"argument {param.name} of {function.name} is {error}") from None
            if k in self.options.wrt:
                check_differentiable(function.name, param.name, kinds[-1])
        return tuple(kinds)

    def _check_output(self, program: Program, function: Function, kinds: Sequence[Abstract]) -> None:
        if self.options.kind == "vjp":
            return
        found = next(value for ref, value in program.returned.items()
                     if ref.function is function.primal and ref.arguments == tuple(kinds))  # fmt: skip
        if self.options.has_aux:
            if not isinstance(found, Seq) or found.items is None or len(found.items) != 2:
                raise TypeError(f"has_aux=True needs {function.name} to return a pair (output, aux)")
            found = found.items[0]
        shape = shape_of(found)
        scalar = shape == () or (isinstance(found, Arr) and shape is None)
        if not scalar or (dtype_of(found) or "").startswith("complex"):
            raise TypeError(f"{function.name} returns {describe(found)}, and a gradient needs one real number; "
                            "use jacobian for the derivative of an array, or vjp with a cotangent of your own")  # fmt: skip

    def _finish(self, function: Function, kinds: Sequence[Abstract], compiled: Compiled) -> Variant:
        namespace = run.execute(compiled.module)
        call = namespace[compiled.entry]
        if compiled.backward:
            call = pullback_maker(call, namespace[compiled.backward])
        names: dict[str, Any] = {}
        tests = run.guard(function.params, kinds, compiled.program, names)
        tests += run.function_tests(function.primal, "_primal_then", names)
        scope = dict(names)
        arguments = ", ".join(p.name for p in function.params)
        condition = " and ".join(tests) or "True"
        exec(f"def fits({arguments}):\n    try:\n        return {condition}\n    except Exception:\n"
             "        return False\n", scope)  # fmt: skip
        self.made += 1
        variant = Variant(tuple(kinds), compiled, call, tests, names, scope["fits"], self.made)
        self.variants.append(variant)
        return variant

    def _prefer(self, variant: Variant) -> None:
        """The entry asks for the variants used last, this one first."""
        self.variants.remove(variant)
        self.variants.insert(0, variant)
        run.set_guards(self.entry, self.function.params, [(v.number, v.call, v.tests, v.names) for v in self.variants])
        self.entry.__wrapped__ = variant.call


def check_differentiable(function: str, name: str, kind: Abstract) -> None:
    """Raises TypeError for an argument that no derivative can be taken with respect to."""
    if not is_differentiable(kind):
        raise TypeError(f"{function} cannot be differentiated with respect to {name}, which is {describe(kind)}; "
                        f"pass a float or an array of floats, as float({name}) or {name}.astype(float)")  # fmt: skip
    if isinstance(kind, Seq) and kind.items is not None:
        for k, item in enumerate(kind.items):
            check_differentiable(function, f"{name}[{k}]", item)


def pullback_maker(forward: Callable[..., Any], backward: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **keyword: Any) -> tuple[Any, Callable[..., Any]]:
        out, saved = forward(*arguments, **keyword)

        def pullback(out_bar: Any) -> Any:
            """The gradients of <out_bar, f> with respect to the arguments."""
            found = backward(saved, *leaves_of(out, out_bar))
            return found if isinstance(found, tuple) else (found,)

        return out, pullback

    return call


def leaves_of(out: Any, out_bar: Any) -> list[Any]:
    """The cotangents of the float parts of an output, in order. Raises TypeError where the shapes differ."""
    import numpy as np

    if isinstance(out, tuple):
        if not isinstance(out_bar, tuple | list) or len(out) != len(out_bar):
            raise TypeError(f"the output is a tuple of {len(out)}, and so must be the cotangent")
        return [leaf for x, bar in zip(out, out_bar, strict=True) for leaf in leaves_of(x, bar)]
    if not isinstance(out, float | complex | np.floating | np.complexfloating | np.ndarray):
        return []
    if isinstance(out, np.ndarray) and out.dtype.kind not in "fc":
        return []
    if np.shape(out) != np.shape(out_bar):
        raise TypeError(f"the output has shape {np.shape(out)} and its cotangent {np.shape(out_bar)}; they must agree")
    return [np.asarray(out_bar, out.dtype) if isinstance(out, np.ndarray) else float(out_bar)]


# --- derivative functions --------------------------------------------------------------------------------------------
_made: weakref.WeakKeyDictionary[Any, dict[Options, Any]] = weakref.WeakKeyDictionary()


def _derivative(f: Any, options: Options) -> Any:
    """The derivative function for these options: the same one each time, so that what it compiled is kept."""
    f = plain(f)
    known = _made.setdefault(f, {})
    if options not in known:
        function = parsed(f)
        for k in options.wrt:
            if not -len(function.params) <= k < len(function.params):
                raise TypeError(f"{function.name} has {len(function.params)} parameters and no number {k}")
        state = Derivative(f, options, function)
        name = f"{function.name}_{options.kind}"
        state.entry = run.make_entry(name, function.params, function.primal, state.other_kinds)
        state.entry.__doc__ = f"The {options.kind.replace('_', ' ')} of {function.name}. {function.doc}".strip()
        state.entry.__s2sdiff__ = state
        derivatives.register(state.entry, f, options)
        known[options] = state.entry
    return known[options]


def plain(f: Any) -> Any:
    return getattr(f, "__s2sdiff_primal__", f)


def positions(f: Any, argnums: WRT, argnames: str | Sequence[str] | None) -> tuple[tuple[int, ...], bool]:
    """The positions asked for, and whether one was asked for by itself."""
    names = [p.name for p in parsed(plain(f)).params]
    if argnames is not None:
        wanted = (argnames,) if isinstance(argnames, str) else tuple(argnames)
        for name in wanted:
            if name not in names:
                raise TypeError(f"{getattr(f, '__name__', 'the function')} has no parameter {name}; it has {', '.join(names)}")
        return tuple(names.index(name) for name in wanted), isinstance(argnames, str)
    if argnums is None:
        argnums = 0
    if isinstance(argnums, int):
        return (argnums % len(names) if names and -len(names) <= argnums < 0 else argnums,), True
    return tuple(k % len(names) if -len(names) <= k < 0 else k for k in argnums), False


def grad(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, has_aux: bool = False,
         *, optimize: int = 1) -> Any:  # fmt: skip
    """The gradient of a scalar function, as a function of the same arguments.

    `argnums`: the position of the argument to differentiate, or a tuple of positions (then a tuple is returned);
    `argnames`: the same by name. `has_aux`: f returns `(output, aux)`, and `(gradient, aux)` is returned.
    The gradient has the type, shape and dtype of its argument.

    Raises DifferentiationError (a SyntaxError at the user's line) at the first call if f cannot be differentiated for
    these kinds of arguments, TypeError for an argument of integers or an output that is no scalar.

    >>> from s2sdiff._examples import square_plus
    >>> grad(square_plus)(3.0, 1.0)
    6.0
    """
    wrt, bare = positions(f, argnums, argnames)
    return _derivative(f, Options("grad", wrt, bare, has_aux, optimize))


def value_and_grad(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, has_aux: bool = False,
                   *, optimize: int = 1) -> Any:  # fmt: skip
    """The value and the gradient of a scalar function, computed together: `(value, gradient)`.

    Arguments and errors as for `grad`. `scipy.optimize.minimize(value_and_grad(f), x0, jac=True)` works as it is.

    >>> from s2sdiff._examples import square_plus
    >>> value_and_grad(square_plus, argnums=(0, 1))(3.0, 1.0)
    (10.0, (6.0, 1.0))
    """
    wrt, bare = positions(f, argnums, argnames)
    return _derivative(f, Options("value_and_grad", wrt, bare, has_aux, optimize))


def vjp(f: Any, *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """`(out, pullback)`: the value, and the function from a cotangent of the output to those of all arguments.

    Arguments of integers get no cotangent. The pullback returns a tuple and may be called any number of times.

    >>> from s2sdiff._examples import square_plus
    >>> out, pullback = vjp(square_plus, 3.0, 1.0)
    >>> out, pullback(2.0)
    (10.0, (12.0, 2.0))
    """
    wrt = tuple(k for k, value in enumerate(primals) if is_differentiable(observe(value, {})))
    return _derivative(f, Options("vjp", wrt, False))(*primals)


class Differentiable:
    """A function with its derivatives as attributes: `f(x)` still computes f, `f.grad(x)` its gradient."""

    def __init__(self, f: Any, wrt: Any = None, optimize: int = 1):
        functools.update_wrapper(self, f)
        self.__s2sdiff_primal__ = f
        self._wrt = wrt
        self._optimize = optimize

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__s2sdiff_primal__(*args, **kwargs)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else functools.partial(self, instance)

    def __reduce__(self) -> Any:
        return self.__s2sdiff_primal__.__qualname__  # pickled by name: the module's attribute is this object

    def _options(self) -> dict[str, Any]:
        if self._wrt is None:
            return {"optimize": self._optimize}
        by_name = isinstance(self._wrt, str) or (not isinstance(self._wrt, int) and isinstance(self._wrt[0], str))
        return {"argnames" if by_name else "argnums": self._wrt, "optimize": self._optimize}

    @functools.cached_property
    def grad(self) -> Any:
        """The gradient with respect to `wrt` (the first parameter, unless said otherwise)."""
        return grad(self, **self._options())

    @functools.cached_property
    def value_and_grad(self) -> Any:
        """The value and the gradient together."""
        return value_and_grad(self, **self._options())

    def vjp(self, *primals: Any) -> Any:
        """`(out, pullback)`."""
        return vjp(self, *primals)

    def source(self, *args: Any, at: str | None = None) -> str:
        """The source of `value_and_grad`: for these arguments, for the kinds in `at`, or of the last call."""
        from s2sdiff.show import source_for

        return source_for(self, self.value_and_grad, args, at)

    def trace(self) -> str:
        """The function as a trace, one primitive operation a line."""
        from s2sdiff.emit.trace import trace_text

        return trace_text(parsed(self.__s2sdiff_primal__))


def differentiate(f: Any = None, *, wrt: Any = None, optimize: int = 1) -> Any:
    """Makes f differentiable: `@differentiate`, or `@differentiate(wrt=("w", "b"))`.

    `wrt`: names or positions of the parameters to differentiate (the first, if not given; a tuple gives a tuple).
    The decorated function still computes f, and has `grad`, `value_and_grad`, `vjp`, `source()` and `trace()`.

    >>> from s2sdiff._examples import square_plus
    >>> f = differentiate(square_plus, wrt=("x", "y"))
    >>> f(3.0, 1.0), f.grad(3.0, 1.0)
    (10.0, (6.0, 1.0))
    """
    if f is None:
        return functools.partial(differentiate, wrt=wrt, optimize=optimize)
    return Differentiable(f, wrt, optimize)

