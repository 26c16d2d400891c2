"""Random programs that change arrays: their statements."""

from programs.stores_grammar import THRESHOLDS, Expressions, Shape


def bare(text: str) -> str:
    return text.removesuffix("[:]").removesuffix("[...]")


class Statements(Expressions):
    def simple(self) -> list[str]:
        return self.choose([
            self.store, self.store, self.element_store, self.element_store, self.new, self.new, self.new, self.rebind,
            self.augment, self.fancy, self.mask, self.swap, self.call, self.call, self.pair, self.numpy_call,
            self.number,
        ])()  # fmt: skip

    # --- names -------------------------------------------------------------------------------------------------------
    def name(self, letter: str) -> str:
        return f"{letter}{next(self.numbers)}"

    def bind(self, name: str, shape: Shape, whole: bool = False) -> None:
        self.scope.arrays[name] = shape
        if whole:
            self.scope.whole.add(name)

    def new(self) -> list[str]:
        name, kind = self.name("a"), self.choose(range(10))
        text, shape = self.place()
        old = self.choose(list(self.scope.arrays))
        if kind < 4:
            self.bind(name, shape)
            return [f"{name} = {text}"]
        if kind == 4:  # an alias
            self.bind(name, self.scope.arrays[old], old in self.scope.whole)
            return [f"{name} = {old}"]
        if kind == 5:
            lines = [f"{name} = {text}.copy()"]
        elif kind == 6:
            size = shape[0] if len(shape) == 1 else shape
            lines = [self.choose([f"{name} = np.zeros({size})", f"{name} = np.ones({size})",
                                  f"{name} = np.zeros_like({text})"])]  # fmt: skip
            self.bind(name, shape)
            return lines
        elif kind == 7:
            lines = [f"{name} = {self.array(shape, 2)}"]
            self.bind(name, shape)
            return lines
        elif kind == 8:
            return self.either(name, text, shape)
        else:
            lines = self.overwritten(name, text, shape)
            self.bind(name, shape)
            return lines
        self.bind(name, shape, True)
        return lines

    def either(self, name: str, text: str, shape: Shape) -> list[str]:
        """One of two places, by a condition."""
        test, other = self.condition(), self.array(shape, self.choose([0, 0, 1]))
        self.bind(name, shape)
        if self.choose([True, False]):
            return [f"if {test}:", f"    {name} = {text}", "else:", f"    {name} = {other}"]
        return [f"{name} = {text} if {test} else {other}"]

    def overwritten(self, name: str, text: str, shape: Shape) -> list[str]:
        k = self.name("k")
        lines = [f"{name} = np.empty_like({text})"]
        kind = self.choose(range(4))
        if kind == 0:
            return [*lines, f"{name}.fill({self.scalar()})"]
        if kind == 1:
            return [*lines, f"{name}[:] = {self.bounded(shape)}"]
        if kind == 2:
            rest = (shape[0] - 1, *shape[1:])
            return [*lines, f"{name}[0] = {self.scalar()}", f"{name}[1:] = {self.bounded(rest)}"]
        value = self.scalar() if len(shape) == 1 else self.bounded(shape[1:])
        return [*lines, f"for {k} in range({shape[0]}):", f"    {name}[{k}] = {value}"]

    def rebind(self) -> list[str]:
        name = self.choose(list(self.scope.arrays))
        shape = self.scope.arrays[name]
        if name in self.scope.whole:
            value = f"({self.array(shape)}).copy()"
        else:
            value = self.choose([f"{name} * 0.5", self.array(shape, 0), self.array(shape), self.array(shape, 2)])
        return [f"{name} = {value}"]

    def number(self) -> list[str]:
        name = self.choose([*self.scope.floats, self.name("t")])
        line = f"{name} = np.tanh({self.scalar(2)})"
        if name not in self.scope.floats:
            self.scope.floats.append(name)
        return [line]

    # --- stores ------------------------------------------------------------------------------------------------------
    def store(self) -> list[str]:
        text, shape = self.target()
        value = self.bounded(shape)
        return [self.choose([f"{text} = {value}", self.change(text, value)])]

    def element_store(self) -> list[str]:
        place, value = self.element(), self.scalar(2)
        return [self.choose([f"{place} = {value}", f"{place} = {place} * {value}", self.change(place, value)])]

    def augment(self) -> list[str]:
        name = self.choose(list(self.scope.arrays))
        return [self.change(name, self.bounded(self.scope.arrays[name]))]

    def fancy(self) -> list[str]:
        text, shape = self.target()
        index = self.choose(["[0, 1, 1]", "[1, 0, 0]", "[-1, 0, 1]", "np.array([1, 1, 0])"])
        value = self.choose([self.bounded((3, *shape[1:])), self.scalar()])
        kind = self.choose(range(5))
        if kind == 0:
            return [f"np.add.at({bare(text)}, {index}, {value})"]
        if kind == 1 and len(shape) == 2:
            return [f"{text}[[0, 1], [1, 0]] = {self.bounded((2,))}"]
        place = f"{bare(text)}[{index}]"
        return [f"{place} = {value}" if kind < 4 else self.change(place, value)]

    def mask(self) -> list[str]:
        text, shape = self.place()
        mask = f"{self.choose(self.operands(shape) or [text])} {self.choose(['>', '<'])} {self.choose(THRESHOLDS)}"
        value, other = self.scalar(), self.choose(self.operands(shape) or [text])
        name = self.name("m")
        return self.choose([
            [f"{text}[{mask}] = {value}"], [self.change(f"{text}[{mask}]", value)],
            [f"{name} = {mask}", f"{text}[{name}] = np.sin({other}[{name}])"],
            [f"{name} = {mask}", f"{text}[{name}] += {other}[{name}] * 0.5", f"{text}[~{name}] *= 0.5"],
        ])  # fmt: skip

    def swap(self) -> list[str]:
        kind = self.choose(range(3))
        if kind == 0:
            one, other = self.element(), self.element()
            return [f"{one}, {other} = {other}, {self.choose([one, f'{one} * 0.5'])}"]
        if kind == 1:  # of views: the second one stored reads what the first has changed
            one, shape = self.target()
            other = self.choose([o for o in self.operands(shape) if o.endswith("]")] or [one])
            copied = self.choose(["", ".copy()"])
            if self.is_item(other):
                other += "[:]"
            # NumPy 2.4 is wrong for a bare view stored into an overlapping one of other strides: a copy on both sides
            return [f"{one}, {other} = {other}.copy(), {one}{copied}"]
        matrices = [n for n, s in self.scope.arrays.items() if len(s) == 2]
        if not matrices:
            return self.store()
        text = self.choose(matrices) + self.choose(["", "", ".T"])
        return [self.choose([f"{text}[[0, 1]] = {text}[[1, 0]]", f"{text}[0], {text}[1] = {text}[1], {text}[0].copy()",
                             f"{text}[0], {text}[1] = {text}[1], {text}[0]"])]  # fmt: skip

    def numpy_call(self) -> list[str]:
        text, shape = self.place()
        one, other = self.array(shape, 0), self.array(shape, 0)
        function = self.choose(["np.add({0}, {1}, out={2})", "np.multiply({0}, {1}, out={2})", "np.sin({0}, out={2})",
                                "np.tanh({1}, {2})", "np.copyto({2}, {0})", "np.copyto({2}, np.sin({1}) * 0.5)",
                                "{2}.fill({3})", "np.multiply({2}, {3}, out={2})", "np.subtract({0}, {3}, out={2})",
                                "a = np.cos({0}, out={2})"])  # fmt: skip
        line = function.format(one, other, text, self.scalar())
        if line.startswith("a = "):
            name = self.name("a")
            line = name + line[1:]
            self.bind(name, shape)
        return [line]

    # --- calls, and arrays in tuples and lists -----------------------------------------------------------------------
    def call(self) -> list[str]:
        kind = self.choose(range(6))
        known = [n for n, s in self.scope.arrays.items() if len(s) == 2]
        if kind == 0 and known:
            name = self.choose(known)
            return [f"rows({self.choose([name, f'{name}.T', f'{name}[1:]', f'{name}[:, 1:]'])})"]
        if kind == 1:
            text, shape = self.target((1,))
            name, text = self.name("a"), bare(text)
            lines = [f"put({text}, {self.index(shape[0])}, {self.scalar()})", f"down({text}, {shape[0] - 1})",
                     f"{name} = down({text}, {shape[0] - 1})"]  # fmt: skip
            line = self.choose(lines)
            if line == lines[-1]:
                self.bind(name, shape)
            return [line]
        if not self.helpers:
            return self.store()
        helper, size, result = self.choose(self.helpers)
        operands = self.operands((size,))
        if not operands:
            return self.store()
        one = self.choose(operands)
        call = f"{helper}({one}, {self.choose([one, *operands])}, {self.scalar()})"
        if result is None or kind == 2:
            return [call]
        name = self.name("a")
        if kind == 3:  # a call in the middle of an expression that reads what the call changes
            self.scope.floats.append(name)
            return [f"{name} = np.tanh({one}[0] + np.sum({call}) * {one}[0])"]
        self.bind(name, (result,))
        return [f"{name} = {call}"]

    def pair(self) -> list[str]:
        kind = self.choose(range(5))
        if kind < 2 or not self.scope.pairs:
            text, shape = self.place()
            name, other = self.name("p"), self.array(shape, self.choose([0, 0, 1]))
            self.scope.pairs[name] = shape
            return [self.choose([f"{name} = [{text}, {other}]", f"{name} = ({text}, {other})"])]
        name = self.choose(list(self.scope.pairs))
        shape = self.scope.pairs[name]
        if kind == 2:
            one, other = self.name("a"), self.name("a")
            self.bind(one, shape)
            self.bind(other, shape)
            return [f"{one}, {other} = {name}"]
        if kind == 3 and len(shape) == 1:
            bound = self.name("a")
            line = self.choose([f"{bound} = touch({name}, {self.scalar()})", f"touch({name}, 0.5)"])
            if line.startswith(bound):
                self.bind(bound, shape)
            return [line]
        item = f"{name}[{self.choose([0, 1, -1])}]"
        value = self.scalar() if len(shape) == 1 else self.bounded(shape[1:])
        return [self.choose([f"{item}[0] = {value}", self.change(f"{item}[1:]", self.scalar()),
                             f"{item}[:] = {self.bounded(shape)}"])]  # fmt: skip
