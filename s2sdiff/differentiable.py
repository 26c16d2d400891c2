"""`@differentiate`: a function with its derivatives as attributes."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from types import MethodType
from typing import Any

from s2sdiff import api
from s2sdiff.program import parsed


class Differentiable:
    """A function with its derivatives as attributes: `f(x)` still computes f, `f.grad(x)` its gradient.

    `grad`, `value_and_grad`, `elementwise_grad`, `hvp`, `hessian`, `jacobian`, `jacfwd` and `jacrev` are functions,
    with respect to `wrt`; `vjp`, `jvp` and `linearize` are with respect to all arguments that hold floats.
    """

    def __init__(self, f: Any, wrt: Any = None, optimize: int = 1):
        functools.update_wrapper(self, f)
        self._primal = f
        self._wrt = wrt
        self._optimize = optimize

    @property
    def __s2sdiff_primal__(self) -> Any:  # of the class: attributes of the object go along with `functools.wraps`
        return self._primal

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._primal(*args, **kwargs)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        wrt = self._wrt - 1 if isinstance(self._wrt, int) else self._wrt
        if isinstance(wrt, tuple | list):
            wrt = tuple(k - 1 if isinstance(k, int) else k for k in wrt)
        return Differentiable(MethodType(self.__s2sdiff_primal__, instance), wrt, self._optimize)

    def __reduce__(self) -> Any:
        if isinstance(self.__s2sdiff_primal__, MethodType):
            return getattr, (self.__s2sdiff_primal__.__self__, self.__s2sdiff_primal__.__name__)
        return self._primal.__qualname__  # pickled by name: the module's attribute is this object

    def _options(self) -> dict[str, Any]:
        if self._wrt is None:
            return {"optimize": self._optimize}
        by_name = isinstance(self._wrt, str) or (not isinstance(self._wrt, int) and isinstance(self._wrt[0], str))
        return {"argnames" if by_name else "argnums": self._wrt, "optimize": self._optimize}

    # --- derivatives with respect to `wrt` (the first parameter, unless said otherwise) -------------------------------
    @functools.cached_property
    def grad(self) -> Any:
        """The gradient."""
        return api.grad(self, **self._options())

    @functools.cached_property
    def value_and_grad(self) -> Any:
        """The value and the gradient together."""
        return api.value_and_grad(self, **self._options())

    @functools.cached_property
    def elementwise_grad(self) -> Any:
        """The slope at each entry, of a function that works entry by entry."""
        return api.elementwise_grad(self, **self._options())

    @functools.cached_property
    def hvp(self) -> Any:
        """The product of the Hessian with a vector: `f.hvp(x, v)`."""
        return api.hvp(self, **self._options())

    @functools.cached_property
    def hessian(self) -> Any:
        """The Hessian."""
        return api.hessian(self, **self._options())

    @functools.cached_property
    def jacobian(self) -> Any:
        """The Jacobian, by the mode that takes fewer sweeps."""
        return api.jacobian(self, **self._options())

    @functools.cached_property
    def jacfwd(self) -> Any:
        """The Jacobian by forward mode."""
        return api.jacfwd(self, **self._options())

    @functools.cached_property
    def jacrev(self) -> Any:
        """The Jacobian by reverse mode."""
        return api.jacrev(self, **self._options())

    # --- derivatives with respect to all arguments that hold floats ---------------------------------------------------
    def vjp(self, *primals: Any) -> Any:
        """`(out, pullback)`."""
        return api.vjp(self, *primals)

    def jvp(self, primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
        """`(out, out_dot)`."""
        return api.jvp(self, primals, tangents)

    def linearize(self, *primals: Any) -> Any:
        """`(out, f_jvp)`."""
        return api.linearize(self, *primals)

    # --- text ---------------------------------------------------------------------------------------------------------
    def source(self, *args: Any, at: str | None = None, mode: str | None = None,
               derivative: str | Sequence[str] | None = None) -> str:  # fmt: skip
        """The source of a derivative: for these arguments, or for the kinds in `at`.

        It is that of `value_and_grad`; with `mode="forward"` that of `jvp`, and `derivative` says any other: "grad",
        "hessian", or several, each of the one before: "grad, grad". A derivative that takes tangents needs none here.

        Without arguments and `at`, of the last variant compiled or looked up: a call for kinds that are among the last
        few called for goes straight to its variant, and looks nothing up. Before any call, for what annotations say.
        """
        from s2sdiff.show import source_for

        return source_for(self, args, at, mode, derivative)

    def trace(self) -> str:
        """The function as a trace, one primitive operation a line."""
        from s2sdiff.emit.trace import trace_text

        return trace_text(parsed(self._primal))


    def graph(self, *args: Any, mode: str = "reverse", names: str = "code", **kwargs: Any) -> Any:
        """The computation graph as a picture, which Jupyter shows; at given arguments with values and adjoints.

        `save("f.svg")` writes it to a file; as text it is Graphviz's language. `names="v"` calls the nodes v-1, v0, v1,
        …, as a survey does.
        """
        from s2sdiff.look.picture import picture_of

        return picture_of(self, args, kwargs, mode=mode, wrt=self._wrt, names=names)

    def _repr_html_(self) -> str | None:
        """What Jupyter shows: the function's code and its derivative's, highlighted."""
        from s2sdiff.look.notebook import code_html

        return code_html(self)


def differentiate(f: Any = None, *, wrt: Any = None, optimize: int = 1) -> Any:
    """Makes f differentiable: `@differentiate`, or `@differentiate(wrt=("w", "b"))`.

    `wrt`: names or positions of the parameters to differentiate (the first, if not given; a tuple gives a tuple).
    The decorated function still computes f, and has `grad`, `value_and_grad`, `hessian`, `hvp`, `jacobian`, `jacfwd`,
    `jacrev`, `elementwise_grad`, `vjp`, `jvp`, `linearize`, `source()` and `trace()`.

    >>> from s2sdiff._examples import square_plus
    >>> f = differentiate(square_plus, wrt=("x", "y"))
    >>> f(3.0, 1.0), f.grad(3.0, 1.0)
    (10.0, (6.0, 1.0))
    """
    if f is None:
        return functools.partial(differentiate, wrt=wrt, optimize=optimize)
    return Differentiable(f, wrt, optimize)
