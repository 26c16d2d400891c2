"""Random programs that change arrays: `program(choose)` writes one, `choose(options)` decides everything in it.

Shapes are known to the grammar, memory is not: any name may be a view of any other, as NumPy has it.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Shape = tuple[int, ...]
ARGUMENTS = {"x": (5,), "y": (4,), "M": (3, 4)}  # and s, a float, and pair, two arrays of three entries
THRESHOLDS = ("0.0371", "-0.4713", "0.8117", "0.3131")

HEAD = """import numpy as np

W = np.array([0.9, -0.7, 1.3, 0.4, -1.1, 0.6, 0.35, -0.45, 0.8, 1.2, -0.3, 0.55])
W2 = np.array([[0.9, -0.7, 1.3, 0.4], [-1.1, 0.6, 0.35, -0.45], [0.8, 1.2, -0.3, 0.55], [0.7, -0.2, 0.65, 1.4]])


def rows(m):
    for row in m:
        row *= 0.75
        row[0] = np.sin(row[1]) + row[0]


def down(a, k):
    if k == 0:
        return a
    a[k] = np.sin(a[k]) * a[k - 1]
    return down(a, k - 1)


def touch(items, t):
    items[0][0] = items[1][1] * t
    for item in items:
        item *= 0.75
    return items[1]


def put(a, k, value):
    a[k] = value


"""


@dataclass
class Scope:
    arrays: dict[str, Shape]
    floats: list[str]
    whole: set[str] = field(default_factory=set)  # those that are C-contiguous, so that reshape gives a view
    pairs: dict[str, Shape] = field(default_factory=dict)  # tuples and lists of two arrays of this shape
    counters: dict[str, tuple[int, int]] = field(default_factory=dict)  # the least and the greatest value

    def copy(self) -> "Scope":
        return Scope(dict(self.arrays), list(self.floats), set(self.whole), dict(self.pairs), dict(self.counters))


def views(text: str, shape: Shape, whole: bool) -> list[tuple[str, Shape]]:
    """The views that one more operation makes."""
    n = shape[0]
    found = [(f"{text}[::-1]", shape)]
    if n > 1:
        found += [(f"{text}[1:]", (n - 1, *shape[1:])), (f"{text}[:-1]", (n - 1, *shape[1:]))]
    if n > 2:
        found += [(f"{text}[::2]", ((n + 1) // 2, *shape[1:])), (f"{text}[-2:]", (2, *shape[1:]))]
        found += [(f"{text}[{n - 1}:0:-1]", (n - 1, *shape[1:]))]
    if len(shape) == 1:
        if whole and n == 12:
            found += [(f"{text}.reshape(3, 4)", (3, 4)), (f"{text}.reshape((4, 3))", (4, 3))]
        return found
    c = shape[1]
    found += [(f"{text}.T", (c, n)), (f"{text}[{n - 1}, :]", (c,)), (f"{text}[0]", (c,)), (f"{text}[:, 1]", (n,))]
    found += [(f"{text}[:, -1]", (n,)), (f"{text}[:, 1:]", (n, c - 1)), (f"{text}[1, 1:]", (c - 1,))]
    if whole:
        found += [(f"{text}.reshape(-1)", (n * c,)), (f"{text}.ravel()", (n * c,))]
    return found


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


class Expressions:
    """What is read: numbers, and arrays of a given shape, that stay near 1."""

    def __init__(self, choose: Callable[[Sequence[Any]], Any], scope: Scope, helpers: list[tuple[str, int, Any]]):
        self.choose, self.scope, self.helpers = choose, scope, helpers
        self.numbers = itertools.count()

    def index(self, size: int) -> str:
        found = [str(k) for k in range(size)] + ["-1"]
        for name, (low, high) in self.scope.counters.items():
            found += [name] * 4 if low >= -size and high < size else []
            found += [f"{name} - 1"] * 3 if low - 1 >= -size and high - 1 < size else []
        return self.choose(found)

    def place(self) -> tuple[str, Shape]:
        """A view, or a name, of anything: up to three operations away."""
        name = self.choose(list(self.scope.arrays) + [f"{p}[{k}]" for p in self.scope.pairs for k in (0, 1)])
        shape = self.scope.arrays.get(name) or self.scope.pairs[name[:-3]]
        whole = name in self.scope.whole
        text = name
        for _ in range(self.choose([0, 0, 0, 1, 1, 1, 2])):
            found = views(text, shape, whole)
            if len(shape) == 2 and self.scope.counters:
                found += [(f"{text}[{self.index(shape[0])}]", shape[1:])] * 4
            text, shape = self.choose([v for v in found if v[1][-1] > 1 and v[1][0] > 1] or [(text, shape)])
            whole = False
        return text, shape

    def target(self, ranks: tuple[int, ...] = (1, 2)) -> tuple[str, Shape]:
        """A place to store to, as a subscript."""
        text, shape = self.place()
        while len(shape) not in ranks:
            text, shape = f"{text}[{self.index(shape[0])}]", shape[1:]
        if not text.endswith("]") or self.is_item(text):
            text += self.choose(["[:]", "[...]"])
        return text, shape

    def is_item(self, text: str) -> bool:
        """Whether it is p[0] of a tuple or list p, which cannot be or must not be stored to itself."""
        return text.split("[")[0] in self.scope.pairs and text.count("[") == 1

    def element(self) -> str:
        text, shape = self.place()
        if len(shape) == 1:
            return f"{text}[{self.index(shape[0])}]"
        return f"{text}[{self.index(shape[0])}{self.choose([', ', ', ', ']['])}{self.index(shape[1])}]"

    def operands(self, shape: Shape) -> list[str]:
        """Names and views of one operation that have this shape."""
        known = [(n, s, n in self.scope.whole) for n, s in self.scope.arrays.items()]
        known += [(f"{p}[{k}]", s, False) for p, s in self.scope.pairs.items() for k in (0, 1)]
        found = [name for name, s, _ in known if s == shape] * 3
        return found + [text for name, s, whole in known for text, made in views(name, s, whole) if made == shape]

    def constant(self, shape: Shape) -> str:
        return f"W[:{shape[0]}]" if len(shape) == 1 else f"W2[:{shape[0]}, :{shape[1]}]"

    def scalar(self, depth: int = 1) -> str:
        if depth == 0:
            return self.choose([*self.scope.floats, "0.5", self.element()])
        one, kind = self.scalar(depth - 1), self.choose(range(11))
        if kind < 6:
            return [f"np.sin({one})", f"np.tanh({one})", f"({one} * 0.5)", f"np.cos({one})", f"np.exp(-({one}) ** 2)",
                    f"1 / (1.5 + ({one}) ** 2)"][kind]  # fmt: skip
        if kind == 6:
            return f"np.tanh(np.sum({self.place()[0]}))"
        other = self.scalar(0)
        if kind == 7:
            return f"({one} if {self.condition()} else {other})"
        return [f"({one} + {other})", f"({one} - {other})", f"({one} * {other})"][kind - 8]

    def array(self, shape: Shape, depth: int = 1) -> str:
        if depth == 0:
            return self.choose(self.operands(shape) or [f"{self.constant(shape)}.copy()"])
        one, kind = self.array(shape, depth - 1), self.choose(range(12))
        if kind < 6:
            return [f"np.sin({one})", f"np.tanh({one})", f"({one} * 0.5)", one, f"np.cos({one})",
                    f"np.where({one} > {self.choose(THRESHOLDS)}, {one}, 0.5)"][kind]  # fmt: skip
        if kind == 6:
            return f"({one} * {self.scalar()})"
        if kind == 7 and len(shape) == 2:
            row, column = self.array(shape[1:], 0), self.array(shape[:1], 0)
            return self.choose([f"({one} * {row})", f"({one} + {column}[:, None])"])
        other = self.array(shape, 0)
        return [f"({one} + {other})", f"({one} - {other})", f"({one} * {other})", f"({one} * 0.5 + {other} * 0.25)",
                f"({one} / (1.5 + np.square({other})))"][max(kind - 7, 0)]  # fmt: skip

    def bounded(self, shape: Shape) -> str:
        """An array, or one broadcast to it, that is no more than about 1."""
        kind = self.choose(range(6))
        if kind < 4:
            one = self.array(shape)
        else:
            one = self.scalar() if kind == 4 or len(shape) == 1 else self.array(shape[1:])
        return self.choose([f"np.sin({one})", f"{one} * 0.5", f"np.tanh({one})", one])

    def change(self, target: str, value: str) -> str:
        """Target op= value, in a way that does not grow."""
        return target + self.choose([f" += 0.5 * ({value})", f" -= 0.25 * ({value})", f" *= np.cos({value})",
                                     f" /= 1.25 + np.square({value})", " *= 0.75"])  # fmt: skip

    def condition(self) -> str:
        one = self.choose([*self.scope.floats, self.element(), f"np.sum({self.place()[0]})"])
        text = f"{one} > {self.choose(THRESHOLDS)}"
        for name, (low, high) in self.scope.counters.items():
            if low < high:
                text = self.choose([text, f"{name} > {low}", f"{name} == {high}"])
        return text
