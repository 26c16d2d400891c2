"""NumPy's functions and methods that are called for what they do to an array: each is a `Store`.

    np.copyto(a, v)      a.fill(v)      a.sort()      np.add.at(a, i, v)

The entries of `.flat`, and the diagonal, are stored through the op `flat`: a row that is the array itself even where
`ravel` would copy it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from s2sdiff import ops
from s2sdiff.ir import NONE, WHOLE, Const, Operand, Slc, Unpack
from s2sdiff.names import TEMPORARY
from s2sdiff.parse.primitives import Arguments, emit_op, store
from s2sdiff.parse.scope import Scope


def _copyto(scope: Scope, node: gast.AST, given: dict[str, Operand]) -> None:
    mask = given.get("where")
    value = given["src"]
    if mask is not None:
        spelling = ops.functions()[np.where]
        value = emit_op(scope, node, spelling, Arguments((mask, value, given["dst"]), {}))
    store(scope, node, given["dst"], WHOLE, value)


def _add_at(scope: Scope, node: gast.AST, given: dict[str, Operand]) -> None:
    store(scope, node, given["a"], given["indices"], given["b"], "index_add")


def _subtract_at(scope: Scope, node: gast.AST, given: dict[str, Operand]) -> None:
    negated = scope.emit("negative", (given["b"],), spelling="-x", node=node)
    store(scope, node, given["a"], given["indices"], negated, "index_add")


def _put(scope: Scope, node: gast.AST, given: dict[str, Operand]) -> None:
    flat = scope.emit("flat", (given["a"],), spelling=".flat", node=node)
    store(scope, node, flat, given["ind"], _repeated(scope, node, given["v"], given["ind"]))


def _repeated(scope: Scope, node: gast.AST, values: Operand, index: Operand) -> Operand:
    """The values over and over again, as many as the index names entries."""
    if isinstance(values, Const):
        return values

    def emit(op: str, *operands: Operand, text: str) -> Operand:
        return scope.emit(op, operands, spelling=text, node=node)

    row = emit("ravel", values, text="np.ravel")
    counted = emit("arange", emit("size", index, text="np.size"), text="np.arange")
    number = emit("mod", counted, emit("size", row, text="np.size"), text="%")
    return emit("getitem", row, number, text="[]")


def _putmask(scope: Scope, node: gast.AST, given: dict[str, Operand]) -> None:
    if not isinstance(given["values"], Const):
        scope.problem(node, "np.putmask of values that are no literal number repeats them in an order of its own.",
                      "Write a[mask] = values[mask].")  # fmt: skip
        return
    value = emit_op(scope, node, ops.functions()[np.where],
                    Arguments((given["mask"], given["values"], given["a"]), {}))  # fmt: skip
    store(scope, node, given["a"], WHOLE, value)


def _fill_diagonal(scope: Scope, node: gast.AST, given: dict[str, Operand]) -> None:
    shape = scope.emit("shape", (given["a"],), spelling="np.shape", node=node)
    rows, columns = scope.names.fresh(TEMPORARY), scope.names.fresh(TEMPORARY)
    scope.out.append(Unpack((rows, columns), shape, scope.at_node(node)))  # of a matrix, and of nothing else
    step = scope.emit("add", (columns, Const(1)), spelling="+", node=node)
    end = scope.emit("multiply", (columns, columns), spelling="*", node=node)
    flat = scope.emit("flat", (given["a"],), spelling=".flat", node=node)
    store(scope, node, flat, Slc(NONE, end, step), given["val"])


def _fill(scope: Scope, node: gast.AST, given: dict[str, Operand]) -> None:
    store(scope, node, given["a"], WHOLE, given["value"])


def _sort(scope: Scope, node: gast.AST, given: dict[str, Operand]) -> None:
    keywords = {"axis": given["axis"]} if "axis" in given else {}
    value = emit_op(scope, node, ops.functions()[np.sort], Arguments((given["a"],), keywords))
    store(scope, node, given["a"], WHOLE, value)


@dataclass(frozen=True, slots=True)
class Procedure:
    """What is called for what it does: its parameters, how many of them it must be given, and the lowering."""

    parameters: tuple[str, ...]
    required: int
    lowering: Callable[[Scope, gast.AST, dict[str, Operand]], None]


_FUNCTIONS: tuple[tuple[Any, Procedure], ...] = (  # compared by `==`: `np.add.at` is another object each time
    (np.copyto, Procedure(("dst", "src", "casting", "where"), 2, _copyto)),
    (np.add.at, Procedure(("a", "indices", "b"), 3, _add_at)),
    (np.subtract.at, Procedure(("a", "indices", "b"), 3, _subtract_at)),
    (np.put, Procedure(("a", "ind", "v"), 3, _put)),
    (np.putmask, Procedure(("a", "mask", "values"), 3, _putmask)),
    (np.fill_diagonal, Procedure(("a", "val"), 2, _fill_diagonal)),
)
_METHODS = {
    "fill": Procedure(("a", "value"), 2, _fill),
    "sort": Procedure(("a", "axis"), 1, _sort),
    "put": Procedure(("a", "ind", "v"), 3, _put),
}


def is_procedure(value: Any) -> bool:
    """Whether a function of NumPy's is called for what it does to its first argument."""
    return any(_is_same(value, function) for function, _ in _FUNCTIONS)


def call_procedure(scope: Scope, node: gast.Call, value: Any, path: str, given: Arguments) -> Operand:
    """A call of `np.copyto` or another function that changes its first argument and returns None."""
    procedure = next(procedure for function, procedure in _FUNCTIONS if _is_same(value, function))
    return _call(scope, node, path, procedure, given.positional, given.keywords)


def _is_same(value: Any, function: Any) -> bool:
    return type(value) is type(function) and bool(value == function)  # np.add.at is another object each time


def is_changing_method(name: str) -> bool:
    """Whether arrays have a method of this name that changes the array and returns None."""
    return name in _METHODS


def call_changing_method(scope: Scope, node: gast.Call, name: str, base: Operand, given: Arguments) -> Operand:
    """A call of `a.fill`, `a.sort` or `a.put`."""
    return _call(scope, node, f".{name}", _METHODS[name], (base, *given.positional), given.keywords)


def _call(scope: Scope, node: gast.AST, text: str, procedure: Procedure, positional: Sequence[Operand],
          keywords: dict[str, Operand]) -> Operand:  # fmt: skip
    names, required = procedure.parameters, procedure.required
    bound = dict(zip(names, positional, strict=False)) | keywords
    if len(positional) > len(names) or set(bound) - set(names) or not set(names[:required]) <= set(bound):
        return scope.problem(node, f"{text} is not known with these arguments.", f"Known: {', '.join(names)}.")
    procedure.lowering(scope, node, bound)
    return NONE
