"""Emitted code in two columns, forward and backward, each line with the rows of the trace that it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from s2sdiff.emit.module import Module
from s2sdiff.ir import For, Function, If, Push, Return, Stmt, Unpack, While
from s2sdiff.look.page.content import Code, Line
from s2sdiff.look.page.highlight import colored
from s2sdiff.look.page.rows import Found, Rows
from s2sdiff.look.steps import ADJOINT, INPUT, Step
from s2sdiff.names import primal_of
from s2sdiff.walking import merged, names_in, results, walk


def code_of(label: str, module: Module, links: Links) -> Code:
    """The code of a module."""
    texts = module.text.splitlines()
    linked = zip(colored(texts), *links.of_lines(texts, module.says), strict=True)
    lines = [Line(pieces, rows=tuple(rows), within=tuple(within)) for pieces, rows, within in linked]
    columns: dict[bool, list[Line]] = {False: [], True: []}
    for start, end in pairwise([0, *_starts(texts), len(texts)]):
        cut = _cut(texts[start:end], module.says[start:end]) + start
        columns[False] += lines[start:cut]
        columns[True] += lines[cut:end]
    return Code(label, _closer(columns[False]), _closer(columns[True]))


def _starts(texts: Sequence[str]) -> list[int]:
    return [k for k, text in enumerate(texts) if text.startswith("def ")]


def _cut(texts: Sequence[str], says: Sequence[Sequence[Stmt]]) -> int:
    """Where in the text of a function its backward sweep begins: at the heading, or at once if it has nothing else."""
    heading = next((k for k, text in enumerate(texts) if text.lstrip().startswith("# backward")), None)
    if heading is not None:
        return heading
    roles = {said[0].origin.role for said in says if said}
    return 0 if roles == {ADJOINT} else len(texts)


def _closer(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Without blank lines at the ends, and with no more than one between functions."""
    kept = [line for line, after in pairwise([*lines, Line(())]) if line.pieces or after.pieces]
    return tuple(kept if not kept or kept[0].pieces else kept[1:])


class Links:
    """From statements of a derivative to the rows of a run."""

    def __init__(self, rows: Rows, functions: Iterable[Function]):
        self.outputs = rows.outputs
        self.primal, self.adjoint, self.headings = (defaultdict[Any, list[Found]](list) for _ in range(3))
        for found in rows.all:
            if found.role == ADJOINT:
                self.adjoint[found.loc].append(found)
            elif found.role == "heading":
                self.headings[found.line].append(found)
            else:
                self.primal[found.loc if found.role != INPUT else found.text].append(found)
        self.places = _places(functions)
        self.readers: dict[int, list[int]] = defaultdict(list)
        for found in rows.all:
            for number in rows.reads(found):
                self.readers[number].append(found.number)

    def of_lines(self, texts: Sequence[str],
                 says: Sequence[Sequence[Stmt]]) -> tuple[list[dict[int, None]], list[dict[int, None]]]:  # fmt: skip
        """The rows of each line of a module, and those within it: what is written nowhere is in the lines that give
        the same adjoint, or else within those that read it."""
        found = [dict.fromkeys(self._rows(text.strip(), said)) for text, said in zip(texts, says, strict=True)]
        lines, giving = defaultdict[int, set[int]](set), defaultdict[Any, set[int]](set)
        for k, (rows, said) in enumerate(zip(found, says, strict=True)):
            for place in self._abouts(said):
                giving[place].add(k)
            for row in rows:
                lines[row].add(k)
        within = [dict[int, None]() for _ in found]
        adjoints = [one for every in self.adjoint.values() for one in every if one.number not in lines]
        for one in sorted(adjoints, key=lambda one: one.steps[-1].number, reverse=True):  # what reads it comes first
            given = giving.get(_place(one.steps[0].about), set())
            lines[one.number] = given or {k for reader in self.readers[one.number] for k in lines[reader]}
            for k in lines[one.number]:
                (found if given else within)[k][one.number] = None
        return found, within

    def _rows(self, text: str, says: Sequence[Stmt]) -> Iterator[int]:
        abouts = self._abouts(says)
        for stmt in says:
            yield from self._of(stmt, text, abouts)

    def _abouts(self, says: Sequence[Stmt]) -> set[Any]:
        """Where the values are made whose adjoints a line gives."""
        return {place for stmt in says if stmt.origin.role == ADJOINT
                for name in results(stmt) for place in self.places[primal_of(name)]}  # fmt: skip

    def _of(self, stmt: Stmt, text: str, abouts: set[Any]) -> Iterator[int]:
        match stmt:
            case Return() if stmt.origin.role != ADJOINT:
                yield from self.outputs if stmt.origin.loc in self.adjoint else ()
            case If() | For() | While():
                copies = [*self.primal[stmt.origin.loc], *self.adjoint[stmt.origin.loc]]  # values that are handed on
                same = [found.number for found in copies if found.text == text]
                yield from same or (found.number for found in self.headings[stmt.origin.line])
            case Push(value=value):
                places = {place for name in names_in(value) for place in self.places[name]}
                yield from (found.number for place in places for found in self.primal[place])
            case _ if stmt.origin.role == ADJOINT and not isinstance(stmt, Unpack):
                candidates = self.adjoint[stmt.origin.loc]
                narrow = [found for found in candidates if _is_called(found) or _place(found.steps[0].about) in abouts]
                yield from (found.number for found in narrow or candidates)
            case _:
                yield from (found.number for found in self.primal[stmt.origin.loc])


def _places(functions: Iterable[Function]) -> defaultdict[str, set[Any]]:
    """Where the value of each name is made; that of a name which a structure gives a value, in all its blocks."""
    places = defaultdict[str, set[Any]](set)
    for function in functions:
        for param in function.params:
            places[param.name].add(param.name)
        for stmt in walk(function.body):
            for name in results(stmt):
                places[name].add(stmt.origin.loc)
        given = [(name, other) for stmt in walk(function.body) for name, operands in merged(stmt)
                 for operand in operands for other in names_in(operand)]  # fmt: skip
        while any(not places[other] <= places[name] for name, other in given):
            for name, other in given:
                places[name] |= places[other]
    return places


def _is_called(found: Found) -> bool:
    """Whether a row is of a function that is called, whose parameters are values of the caller's."""
    return any(turn.is_call for turn in found.steps[0].place)


def _place(step: Step | None) -> Any:
    if step is None:
        return None
    return step.name if step.role == INPUT else step.loc
