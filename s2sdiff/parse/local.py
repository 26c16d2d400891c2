"""Functions defined inside the function, as values: a syntax tree, and where its names are looked up.

Their parameters and what they assign are their own; every other name is the enclosing function's, as it is at the call
(or was at the end of the enclosing function, if that has returned). A function from outside whose call is written out
is one that nothing is around.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import gast

from s2sdiff.errors import Loc
from s2sdiff.ir import Const, Operand
from s2sdiff.parse.binding import parameter_names
from s2sdiff.parse.returns import with_return
from s2sdiff.parse.scope import FunctionValue, Scope, functions_in, own_nodes, stored_names


@dataclass(frozen=True, slots=True)
class Text:
    """The text that a function stands in: its places, and what its free names mean."""

    place: Callable[[gast.AST], Loc]
    resolve: Callable[[str], Any]
    function: Any  # whose globals and captured variables the free names are


@dataclass(frozen=True, eq=False, slots=True)
class LocalFunction(FunctionValue):
    """A function or lambda defined inside the function: its syntax tree, its defaults, the call that defined it.

    `identifiers` are all names that are its own or those of the functions around it; others are free.
    """

    node: gast.AST
    name: str
    defaults: Mapping[str, Operand]
    frame: int
    identifiers: frozenset[str]
    text: Text
    root: Any = None  # what it is in the function that it comes from, if it is captured by another

    @property
    def identity(self) -> Any:
        """The same for the function wherever it is captured."""
        return self if self.root is None else self.root

    @property
    def args(self) -> gast.arguments:
        """Its parameters."""
        return self.node.args  # type: ignore[attr-defined]

    def moved(self, f: Callable[[Operand], Operand]) -> FunctionValue:
        defaults = {name: f(value) for name, value in self.defaults.items()}
        return replace(self, defaults=defaults, root=self.identity)

    def local(self) -> Iterator[FunctionValue]:
        yield self
        for default in self.defaults.values():
            for value in functions_in(default):
                yield from value.local()


def local_function(scope: Scope, node: gast.AST, name: str, lower: Callable[[Scope, gast.AST], Operand]) -> Operand:
    """The operand that stands for a definition; its defaults are evaluated now."""
    args = node.args  # type: ignore[attr-defined]
    positional = [*args.posonlyargs, *args.args]
    defaults = dict(zip((a.id for a in positional[len(positional) - len(args.defaults) :]), args.defaults, strict=True))
    defaults |= {a.id: d for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None}
    given = {parameter: lower(scope, default) for parameter, default in defaults.items()}
    identifiers = scope.identifiers | own_names(node)
    text = Text(scope.place, scope.resolve, scope.function)
    return Const(LocalFunction(node, name, given, scope.frame, identifiers, text), name)


def own_names(node: gast.AST) -> frozenset[str]:
    """The parameters of a function or lambda, what it assigns and imports, and the functions defined in it."""
    body = [node.body] if isinstance(node, gast.Lambda) else node.body  # type: ignore[attr-defined]
    defined = (inner.name for inner in own_nodes(body) if isinstance(inner, gast.FunctionDef))
    imported = (alias.asname or alias.name.partition(".")[0] for inner in own_nodes(body)
                if isinstance(inner, gast.Import | gast.ImportFrom) for alias in inner.names)  # fmt: skip
    return frozenset((*parameter_names(node.args), *stored_names(body), *defined, *imported))  # type: ignore[attr-defined]


def declare_outer(scope: Scope, node: gast.Global | gast.Nonlocal) -> None:
    """`global x` or `nonlocal x`: fine for a name that is read alone, and so declares nothing."""
    own = own_names(scope.active[-1].function.node) if scope.active else scope.identifiers
    known = scope.identifiers if isinstance(node, gast.Global) else own
    if own.isdisjoint(node.names) and known.isdisjoint(node.names):
        return
    what = "a global" if isinstance(node, gast.Global) else "an outer variable"
    scope.problem(node, f"A function that writes {what} cannot be differentiated.", "Return the value instead.")


def body_of(node: gast.AST) -> list[gast.AST]:
    """The statements of a function or lambda, which end in a return on every path."""
    if isinstance(node, gast.Lambda):
        return [gast.copy_location(gast.Return(node.body), node.body)]
    return with_return(node.body, node)  # type: ignore[attr-defined]
