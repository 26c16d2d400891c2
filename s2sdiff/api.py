"""What users call. Names and arguments are those of JAX, because that is what people's fingers know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from s2sdiff.bound import spread
from s2sdiff.derivatives import WRT, asked, positional_count, positions
from s2sdiff.derivatives import derivative_of as _derivative
from s2sdiff.identity import operator, plain, signature_of
from s2sdiff.options import Options
from s2sdiff.pullback import holds_floats


@operator("grad")
def grad(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, has_aux: bool = False,
         *, optimize: int = 1) -> Any:  # fmt: skip
    """The gradient of a scalar function, as a function of the same arguments.

    `argnums`: the position of the argument to differentiate, or a tuple of positions (then a tuple is returned);
    `argnames`: the same by name; of a method it may name attributes of the object, `grad(model.loss, argnames="W")`,
    and of an argument its own, `argnames="params.b"`.
    `has_aux`: f returns `(output, aux)`, and `(gradient, aux)` is returned.
    The gradient has the type, shape and dtype of its argument.

    Raises DifferentiationError (a SyntaxError at the user's line) at the first call if f cannot be differentiated for
    these kinds of arguments, TypeError for an argument of integers or an output that is no scalar.

    >>> from s2sdiff._examples import square_plus
    >>> grad(square_plus)(3.0, 1.0)
    6.0
    """
    return _derivative(f, Options("grad", has_aux=has_aux, optimize=optimize, **asked(f, argnums, argnames)))


@operator("value_and_grad")
def value_and_grad(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, has_aux: bool = False,
                   *, optimize: int = 1) -> Any:  # fmt: skip
    """The value and the gradient of a scalar function, computed together: `(value, gradient)`.

    Arguments and errors as for `grad`. `scipy.optimize.minimize(value_and_grad(f), x0, jac=True)` works as it is.

    >>> from s2sdiff._examples import square_plus
    >>> value_and_grad(square_plus, argnums=(0, 1))(3.0, 1.0)
    (10.0, (6.0, 1.0))
    """
    return _derivative(f, Options("value_and_grad", has_aux=has_aux, optimize=optimize, **asked(f, argnums, argnames)))


@operator("vjp")
def vjp(f: Any, *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """`(out, pullback)`: the value, and the function from a cotangent of the output to those of all arguments.

    The pullback returns a tuple with one entry for each argument that holds floats, in the type, structure, shape and
    dtype of that argument; arguments of integers get no cotangent and no entry. It may be called any number of times.

    >>> from s2sdiff._examples import square_plus
    >>> out, pullback = vjp(square_plus, 3.0, 1.0)
    >>> out, pullback(2.0)
    (10.0, (12.0, 2.0))
    """
    wrt = tuple(k for k, value in enumerate(primals) if holds_floats(value))
    return _derivative(f, Options("vjp", wrt, False))(*primals)


@operator("jvp")
def jvp(f: Any, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """`(out, out_dot)`: the value, and how it changes as the arguments change by the tangents.

    `tangents` has one entry for each of `primals`, in its structure and shapes; what stands there for an argument that
    holds no floats is not looked at. Errors are those of `grad`, and TypeError for tangents that do not fit.

    >>> from s2sdiff._examples import square_plus
    >>> jvp(square_plus, (3.0, 1.0), (1.0, 0.5))
    (10.0, 6.5)
    """
    if not isinstance(primals, tuple | list) or not isinstance(tangents, tuple | list):
        raise TypeError("jvp takes the arguments, and the tangents, as tuples: jvp(f, (x,), (x_dot,))")
    if len(primals) != len(tangents):
        raise TypeError(f"jvp takes a tangent for each argument, and got {len(tangents)} for {len(primals)}")
    function, given, named = spread(f)
    wrt = tuple(k for k, value in enumerate(primals) if holds_floats(value))
    entry = _derivative(function, Options("jvp", tuple(k + len(given) for k in wrt), False))
    values, taken = [*given, *primals], positional_count(entry)
    if taken is None or len(values) != taken - len(wrt):  # defaults come before the tangents
        bound = signature_of(plain(function)).bind(*values, **named)
        bound.apply_defaults()
        values, named = list(bound.args), bound.kwargs
    return entry(*values, *(tangents[k] for k in wrt), **named)


@operator("hvp")
def hvp(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, *, optimize: int = 1) -> Any:
    """The product of the Hessian of a scalar function with a vector, as a function of the arguments and the vector.

    The vector follows the last argument that is differentiated: `hvp(f)(x, v)`, `hvp(f)(x, v, *others)` (as `hessp` of
    SciPy's `minimize` is called), `hvp(f, argnums=(0, 1))(x, y, (v, w))`. It has the structure and shapes of the
    argument, and so has the product. It is computed forward over reverse: the tangent of the gradient, where the vector
    is the tangent of the argument; so x_dot is what it is called in the signature.

    >>> from s2sdiff._examples import square_plus
    >>> hvp(square_plus)(3.0, 10.0, 1.0)
    20.0
    """
    wrt, bare = positions(f, argnums, argnames)
    inner = _derivative(f, Options("grad", wrt, bare, optimize=optimize))
    return _derivative(inner, Options("hvp", wrt, bare, optimize=optimize))


@operator("jacfwd")
def jacfwd(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, *, optimize: int = 1) -> Any:
    """The Jacobian of f by forward mode, as a function of the same arguments: all tangents are carried at once.

    It has the shape of the output, and then that of the argument; of a tuple of arguments it is a tuple, of outputs in
    tuples, lists and dicts it has their structure. Arguments and errors as for `grad`; outputs may have any shape.

    >>> from s2sdiff._examples import square_plus
    >>> jacfwd(square_plus, argnums=(0, 1))(3.0, 1.0)
    (6.0, 1.0)
    """
    return _derivative(f, Options("jacfwd", *positions(f, argnums, argnames), optimize=optimize))


@operator("jacrev")
def jacrev(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, *, optimize: int = 1) -> Any:
    """The Jacobian of f by reverse mode: as `jacfwd`, but that all adjoints of the output are carried back at once.

    >>> from s2sdiff._examples import square_plus
    >>> jacrev(square_plus)(3.0, 1.0)
    6.0
    """
    return _derivative(f, Options("jacrev", *positions(f, argnums, argnames), optimize=optimize))


@operator("jacobian")
def jacobian(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, *, optimize: int = 1) -> Any:
    """The Jacobian of f by the mode that takes fewer sweeps for the sizes of the call: see `jacfwd` and `jacrev`.

    >>> from s2sdiff._examples import square_plus
    >>> jacobian(square_plus)(3.0, 1.0)
    6.0
    """
    return _derivative(f, Options("jacobian", *positions(f, argnums, argnames), optimize=optimize))


@operator("hessian")
def hessian(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, *, optimize: int = 1) -> Any:
    """The Hessian of a scalar function, forward over reverse: the tangents of its gradient, all at once.

    For an argument of shape (n,) it has shape (n, n); for a tuple of arguments it is a tuple of tuples.

    >>> from s2sdiff._examples import square_plus
    >>> hessian(square_plus)(3.0, 1.0)
    2.0
    """
    wrt, bare = positions(f, argnums, argnames)
    inner = _derivative(f, Options("grad", wrt, bare, optimize=optimize))
    return _derivative(inner, Options("hessian", wrt, bare, optimize=optimize))


@operator("elementwise_grad")
def elementwise_grad(f: Any, argnums: WRT = 0, argnames: str | Sequence[str] | None = None, *,
                     optimize: int = 1) -> Any:  # fmt: skip
    """The slope of f at each entry, for a function that works entry by entry: the gradient of the sum of its output.

    >>> import numpy as np
    >>> elementwise_grad(lambda x: x * x)(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    return _derivative(f, Options("elementwise_grad", *positions(f, argnums, argnames), optimize=optimize))


def linearize(f: Any, *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """`(out, f_jvp)`: the value, and the linear function from tangents of the arguments to that of the output.

    `f_jvp` takes a tangent for each argument, and computes nothing of f again; it may be called any number of times.

    >>> from s2sdiff._examples import square_plus
    >>> out, f_jvp = linearize(square_plus, 3.0, 1.0)
    >>> out, f_jvp(1.0, 0.5)
    (10.0, 6.5)
    """
    wrt = tuple(k for k, value in enumerate(primals) if holds_floats(value))
    return _derivative(f, Options("linearize", wrt, False))(*primals)


@operator("stop_gradient")
def stop_gradient(x: Any) -> Any:
    """x, as a constant: no derivative goes through it.

    >>> grad(lambda x: x * stop_gradient(x))(3.0)
    3.0
    """
    return x


@operator("checkpoint")
def checkpoint(f: Any, schedule: str = "log") -> Any:
    """f, which is run again on the way back: a derivative keeps the arguments of its calls and nothing of its inside.

    In a function that is differentiated, `checkpoint(g)(x)` costs one more run of g, and saves its memory. A loop over
    `checkpoint(range(n))`, or over any other iterable, does so with its iterations: by the schedule "log" it keeps
    about 2 log2(n) states of the loop at a time, and runs each iteration up to log2(n) times more; by "sqrt" it keeps
    2 sqrt(n) of them, and runs each iteration once more.

    >>> from s2sdiff._examples import square_plus
    >>> grad(lambda x: checkpoint(square_plus)(x, 1.0) ** 2)(3.0)
    120.0
    """
    if schedule not in ("log", "sqrt"):
        raise ValueError(f"the schedule of a checkpoint is 'log' or 'sqrt', not {schedule!r}")
    return f
