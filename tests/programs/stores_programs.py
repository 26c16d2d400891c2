"""Random programs that change arrays: branches, loops, helpers, and the whole."""

from collections.abc import Callable, Sequence
from typing import Any

from programs.stores_grammar import ARGUMENTS, HEAD, Scope, indented
from programs.stores_statements import Statements


class Blocks(Statements):
    def block(self, depth: int, sizes: Sequence[int] = (1, 2, 3)) -> list[str]:
        """Statements whose new names nothing outside sees."""
        kept = self.scope
        self.scope = kept.copy()
        lines = self.lines(depth, sizes)
        self.scope = kept
        return lines

    def lines(self, depth: int, sizes: Sequence[int]) -> list[str]:
        compound = [self.branch, self.branch, self.loop, self.loop, self.over, self.over, self.repeat, self.buffers]
        found = []
        for _ in range(self.choose(sizes)):
            if depth and self.choose([False, False, True]):
                found += self.choose(compound)(depth - 1)
            else:
                found += self.simple()
        return found

    def branch(self, depth: int) -> list[str]:
        lines = [f"if {self.condition()}:", *indented(self.block(depth))]
        if self.choose([False, False, False, True]):
            lines += [f"elif {self.condition()}:", *indented(self.block(depth))]
        if self.choose([False, True]):
            lines += ["else:", *indented(self.block(depth))]
        return lines

    def loop(self, depth: int) -> list[str]:
        kept, k = self.scope, self.name("k")
        head, low, high = self.choose([
            ("range(3)", 0, 2), ("range(2)", 0, 1), ("range(1, 4)", 1, 3), ("range(1, 3)", 1, 2),
            ("range(2, 0, -1)", 1, 2), ("range(2, -1, -1)", 0, 2),
        ])  # fmt: skip
        self.scope = kept.copy()
        self.scope.counters[k] = (low, high)
        lines = self.lines(depth, (1, 1, 2, 3))
        recurrence = [f"{a}[{k}] = np.sin({a}[{k}]) * {a}[{k} - 1] + {self.scalar()} * 0.25"
                      for a, s in kept.arrays.items() if len(s) == 1 and high < s[0]]  # fmt: skip
        if recurrence and self.choose([True, False]):
            lines.append(self.choose(recurrence))
        known = [a for a, s in kept.arrays.items() if s[0] > high]
        if known and self.choose([False, False, True]):
            name = self.choose(known)
            lines.append(self.choose([self.change(f"{name}[:{k}]", "s"), self.change(f"{name}[{k}:]", "np.sin(s)"),
                                      f"{name}[{k}:] = np.sin({name}[{k}:]) + 0.25 * {name}[{k}]"]))  # fmt: skip
        self.scope = kept
        return [f"for {k} in {head}:", *indented(lines)]

    def over(self, depth: int) -> list[str]:
        """A loop over the rows of a matrix, the entries of an array, or some arrays."""
        kept, row, t = self.scope, self.name("a"), self.name("t")
        self.scope = kept.copy()
        text, shape = self.place()
        kind = self.choose(range(4))
        vectors = [n for n, s in kept.arrays.items() if len(s) == 1 and s[0] >= shape[0]]
        if len(shape) == 1:
            self.scope.floats.append(t)
            same = self.operands(shape)
            if kind == 0:
                head = f"for {t} in {text}:"
            elif kind == 1 and same:
                head = f"for {row} in ({text}, {self.choose(same)}):"
                self.scope.floats.remove(t)
                self.bind(row, shape)
            else:
                k = self.name("k")
                head = f"for {k}, {t} in enumerate({text}):"
                self.scope.counters[k] = (0, shape[0] - 1)
        else:
            self.bind(row, shape[1:])
            head = f"for {row} in {text}:"
            if kind == 1 and vectors:
                head = f"for {row}, {t} in zip({text}, {self.choose(vectors)}):"
                self.scope.floats.append(t)
            elif kind == 2:
                k = self.name("k")
                head = f"for {k}, {row} in enumerate({text}):"
                self.scope.counters[k] = (0, shape[0] - 1)
        lines = self.lines(depth, (1, 2))
        if row in self.scope.arrays:
            stores = [f"{row}[0] = {self.scalar()}", self.change(row, self.scalar()), f"{row}[1:] *= 0.75 * {row}[0]"]
            lines.append(self.choose(stores))
        self.scope = kept
        return [head, *indented(lines)]

    def repeat(self, depth: int) -> list[str]:
        kept, k = self.scope, self.name("k")
        self.scope = kept.copy()
        test = f"{self.element()} < 1.7171"
        self.scope.counters[k] = (0, 2)
        lines = self.lines(depth, (1, 2))
        if self.choose([False, True]):
            lines.append(self.change(self.element(), self.scalar()))
        self.scope = kept
        return [f"{k} = 0", f"while {k} < 3 and {test}:", *indented([*lines, f"{k} += 1"])]

    def buffers(self, depth: int) -> list[str]:
        """Two buffers, one written from the other, which change places."""
        one = self.choose(list(self.scope.arrays))
        shape = self.scope.arrays[one]
        known = [n for n, s in self.scope.arrays.items() if s == shape and n != one]
        known = [n for n in known if (n in self.scope.whole) == (one in self.scope.whole)]
        lines = []
        if not known or self.choose([False, True, True, True]):  # of an argument that is read again: mostly refused
            one, other = self.name("a"), self.name("a")
            lines = [f"{one}, {other} = {self.array(shape)}, {self.choose([f'np.zeros({shape})', self.array(shape)])}"]
            self.bind(one, shape)
            self.bind(other, shape)
        else:
            other = self.choose(known)
        inner = self.block(depth, (0, 1))
        inner.append(f"{other}[1:] = np.sin({one}[:-1]) * 0.5 + {other}[1:] * 0.25")
        inner.append(self.choose([f"{other}[0] = {one}[-1]", f"{other}[0] *= 0.75", f"{other}[:1] += {one}[1:2]"]))
        exchange = f"{one}, {other} = {other}, {one}"
        if self.choose([False, False, False, False, False, True]):  # refused, unless one of the two is not read again
            inner += [f"if {self.condition()}:", f"    {exchange}"]
        else:
            inner.append(exchange)
        return [*lines, f"for _ in range({self.choose([2, 3])}):", *indented(inner)]

    def helper(self, name: str, size: int) -> tuple[list[str], Any]:
        """A function that may change its arguments; the size of the array that it returns, if it does."""
        self.scope = Scope({"p": (size,), "q": (size,)}, ["s"])
        lines = self.lines(1, (1, 2, 3))
        test, new = self.condition(), self.array((size,))
        last, result = self.choose([
            ([], None), (["return p"], size), (["return q"], size), (["return p[1:]"], size - 1),
            ([f"return {new}"], size), (["return p[::-1]"], size),
            ([f"if {test}:", "    return p", f"return {new}"], size), ([f"return p if {test} else q"], size),
        ])  # fmt: skip
        return [f"def {name}(p, q, s):", *indented([*lines, *last])], result


def program(choose: Callable[[Sequence[Any]], Any]) -> str:
    """The text of a module with a function f(x, y, M, s, pair)."""
    blocks = Blocks(choose, Scope({}, []), [])
    text = HEAD
    for k in range(choose([0, 1, 1, 2])):
        size = choose([3, 4])
        lines, result = blocks.helper(f"h{k}", size)
        blocks.helpers.append((f"h{k}", size, result))
        text += "\n".join(lines) + "\n\n\n"
    blocks.scope = Scope(dict(ARGUMENTS), ["s"], {"M"}, {"pair": (3,)})
    lines = []
    if choose([False, True]):
        lines = ["x = x.copy()", "M = M.copy()"]
    lines += blocks.lines(2, (2, 3, 4, 5, 6))
    parts = []
    for name, shape in blocks.scope.arrays.items():
        parts.append(f"np.sum({name} * {blocks.constant(shape)})" if name != "y" else "y @ W[2:6]")
    parts += [f"{name}[{k}] @ W[{k}:{k + 3}]" for name, s in blocks.scope.pairs.items() if s == (3,) for k in (0, 1)]
    parts += blocks.scope.floats
    result = " + ".join(parts)
    return text + "\n".join(["def f(x, y, M, s, pair):", *indented([*lines, f"return {result}"])]) + "\n"
