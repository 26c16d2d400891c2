"""What the operators, calls and indices of a rewritten function go through: they compute what they did, and count."""

from __future__ import annotations

import builtins
import operator
import types
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np

from s2sdiff.cost.lives import Lives, owner
from s2sdiff.cost.operations import LEAVES, LOOKS, MOVES, NOTHING, Counts, counts_of, leaves

Where: TypeAlias = "tuple[str, int]"  # file and line

_INPLACE = {"Add": operator.iadd, "Sub": operator.isub, "Mult": operator.imul, "Div": operator.itruediv,
            "FloorDiv": operator.ifloordiv, "Mod": operator.imod, "Pow": operator.ipow, "MatMult": operator.imatmul,
            "BitAnd": operator.iand, "BitOr": operator.ior, "BitXor": operator.ixor, "LShift": operator.ilshift,
            "RShift": operator.irshift}  # fmt: skip
_OPERATORS: dict[str, tuple[str, Callable[..., Any]]] = {
    "Add": ("add", operator.add), "Sub": ("subtract", operator.sub), "Mult": ("multiply", operator.mul),
    "Div": ("divide", operator.truediv), "FloorDiv": ("floor_divide", operator.floordiv), "Mod": ("mod", operator.mod),
    "Pow": ("power", operator.pow), "MatMult": ("matmul", operator.matmul), "BitAnd": ("bitwise_and", operator.and_),
    "BitOr": ("bitwise_or", operator.or_), "BitXor": ("bitwise_xor", operator.xor),
    "LShift": ("left_shift", operator.lshift), "RShift": ("right_shift", operator.rshift),
    "USub": ("negative", operator.neg), "UAdd": ("positive", operator.pos), "Invert": ("invert", operator.invert),
    "Lt": ("less", operator.lt), "LtE": ("less_equal", operator.le), "Gt": ("greater", operator.gt),
    "GtE": ("greater_equal", operator.ge), "Eq": ("equal", operator.eq), "NotEq": ("not_equal", operator.ne),
}  # fmt: skip
_COUNTED_BUILTINS = {"abs": "absolute", "pow": "power", "round": "rint", "sum": "sum", "min": "min", "max": "max"}
_METHODS = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min"}  # what a ufunc's reduce is
_TAKES_ITEMS = (zip, enumerate, list, tuple)  # what goes through the entries of its arguments


class Counter:
    """The operations of a run, by line and by whether they depend on a seed, and the lives of its values."""

    def __init__(self, instrument: Callable[[Any, Counter], Callable[..., Any] | None]):
        self.lives = Lives()
        self.once: dict[Where, Counts] = defaultdict(Counts)
        self.each_seed: dict[Where, Counts] = defaultdict(Counts)
        self.products: list[tuple[bool, tuple[int, ...], tuple[int, ...]]] = []  # matmuls: seeded, and the two shapes
        self._instrument = instrument

    # --- from outside the run -------------------------------------------------------------------------------------
    def argument(self, value: Any, seeded: bool = False) -> None:
        """A value is put in; it is nobody's cost."""
        for leaf in leaves(value):
            self.lives.make(leaf, seeded, counted=False)

    def use(self, value: Any) -> None:
        """A value is used by whoever runs this."""
        self.lives.now += 1
        self.lives.use(leaves(value))

    # --- expressions ----------------------------------------------------------------------------------------------
    def operation(self, where: Where, kind: str, *operands: Any) -> Any:
        """`a + b`, `-a`, `a < b`."""
        name, run = _OPERATORS[kind]
        found = run(*operands)
        return self._done(where, name, operands, found) if isinstance(found, LEAVES) else found

    def chain(self, where: Where, kinds: tuple[str, ...], first: Any, *rest: Callable[[], Any]) -> Any:
        """`a < b <= c`."""
        found: Any = True
        for kind, following in zip(kinds, rest, strict=True):
            value = following()
            found = self.operation(where, kind, first, value)
            if not found:
                return found
            first = value
        return found

    def call(self, where: Where, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        """`f(x)`: a function of Python is rewritten too, anything else is an operation."""
        counted = self._instrument(fn, self)
        if counted is not None:
            return counted(*args, **kwargs)
        if fn in _TAKES_ITEMS:
            args = tuple(self.each(where, arg) if isinstance(arg, np.ndarray) else arg for arg in args)
        found = fn(*args, **kwargs)
        name, operands = _named(fn, (*args, *kwargs.values()))
        if name is None or name in LOOKS:
            return found
        if found is None:
            return self._changed(where, name, operands)
        return self._done(where, name, operands, found)

    def item(self, where: Where, value: Any, index: Any) -> Any:
        """`x[i]`: a view of an array is the array; anything else is a copy."""
        found = value[index]
        if isinstance(value, np.ndarray) and owner(found) is not owner(value):
            self.lives.now += 1
            self.lives.make(found, self.lives.use([value, *leaves(index)]))
        return found

    def each(self, where: Where, values: Any) -> Any:
        """What a loop goes through, an unpacking or a builtin: the entries of an array are taken one after another."""
        if not isinstance(values, np.ndarray) or not values.ndim:
            return values
        return self._entries(where, values)

    def _entries(self, where: Where, values: np.ndarray) -> Iterator[Any]:
        for k in range(len(values)):
            yield self.item(where, values, k)

    # --- changes in place -----------------------------------------------------------------------------------------
    def inplace(self, where: Where, kind: str, target: Any, value: Any) -> Any:
        """`x += v`."""
        found = _INPLACE[kind](target, value)
        return self._done(where, _OPERATORS[kind][0], (target, value), found) if isinstance(found, LEAVES) else found

    def inplace_item(self, where: Where, kind: str, target: Any, index: Any, value: Callable[[], Any]) -> None:
        """`x[i] += v`."""
        self.store(where, target, index, self.inplace(where, kind, self.item(where, target, index), value()))

    def inplace_attribute(self, where: Where, kind: str, target: Any, name: str, value: Callable[[], Any]) -> None:
        """`x.a += v`."""
        setattr(target, name, self.inplace(where, kind, getattr(target, name), value()))

    def store(self, where: Where, target: Any, index: Any, value: Any) -> None:
        """`x[i] = v`."""
        target[index] = value
        if isinstance(target, np.ndarray):
            self._changed(where, "copy", (target, index, value))

    def _changed(self, where: Where, name: str, operands: tuple[Any, ...]) -> None:
        """An operation that returns nothing changes its first operand."""
        target = operands[0] if operands else None
        if not isinstance(target, np.ndarray):
            return
        self.lives.now += 1
        if self.lives.use(leaves(operands)):
            self.lives.seed(target)
        if name in ("add", "subtract"):  # np.add.at(x, i, v)
            self._count(where, name, operands, np.broadcast_to(operands[-1], np.shape(target[operands[1]])))

    # --- counting -------------------------------------------------------------------------------------------------
    def _done(self, where: Where, name: str, operands: tuple[Any, ...], found: Any) -> Any:
        if all(type(value) in (int, bool) for value in (*operands, found)):
            return found
        self.lives.now += 1
        used = leaves(operands)
        seeded = self.lives.use(used)
        if name not in MOVES:
            self._count(where, name, operands, found, seeded)
        owners = {id(owner(value)) for value in used}
        for leaf in leaves(found):
            if id(owner(leaf)) not in owners and self.lives.number(leaf) is None:
                self.lives.make(leaf, seeded)
            elif seeded:
                self.lives.seed(leaf)
        return found

    def _count(self, where: Where, name: str, operands: Iterable[Any], found: Any, seeded: bool | None = None) -> None:
        operands = tuple(operands)
        counts = counts_of(name, operands, found)
        if counts == NOTHING:
            return
        seeded = self.lives.use(leaves(operands)) if seeded is None else seeded
        if name == "matmul":
            self.products.append((seeded, np.shape(operands[0]), np.shape(operands[1])))
        table = self.each_seed if seeded else self.once
        table[where] = table[where] + counts

    slice = builtins.slice


def _named(fn: Any, args: tuple[Any, ...]) -> tuple[str | None, tuple[Any, ...]]:
    """The name of the op that a call is, and its operands; no name for what is no op."""
    if isinstance(fn, np.ufunc):
        return fn.__name__, args
    if isinstance(fn, type):
        return ("copy" if issubclass(fn, np.generic | float | complex) else None), args
    name, bound = getattr(fn, "__name__", None), getattr(fn, "__self__", None)
    if isinstance(bound, np.ufunc):
        return (_METHODS.get(bound.__name__, name) if name == "reduce" else bound.__name__), args
    if isinstance(bound, np.ndarray | np.generic):
        return name, (bound, *args)
    if bound is builtins:
        return _COUNTED_BUILTINS.get(str(name)), (args,) if name in ("min", "max") else args
    if bound is None or isinstance(bound, types.ModuleType):
        return name, args
    return None, args  # a method of a list, a dict, an object
