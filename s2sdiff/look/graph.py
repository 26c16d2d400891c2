"""The computation graph of a function: inputs, constants and operations, its loops and branches as boxes.

    z = w * x + b      →      w ──▸ t1 = w * x ──▸ z = t1 + b      with x and b leading into them

A loop is drawn once: what an iteration hands to the next goes back along a dashed line to where it is called by name.
After a branch a diamond takes the value of the side that ran.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from s2sdiff.emit.expressions import path_text
from s2sdiff.emit.loops import one_name_for_carried
from s2sdiff.emit.page import Page
from s2sdiff.emit.text import written
from s2sdiff.ir import (
    COPIES,
    MARKS,
    Assign,
    Block,
    Call,
    Carry,
    Const,
    Dct,
    For,
    Function,
    If,
    Lst,
    Operand,
    Param,
    Return,
    Stmt,
    Store,
    Tup,
    Unpack,
    While,
    acts,
)
from s2sdiff.look.code import call_text, is_inserted, loop_title, rhs_text
from s2sdiff.look.regions import handler_of
from s2sdiff.walking import names_in, operands_of

INPUT, CONSTANT, OP, INDEX, CARRIED, CHOICE, OUTPUT = "input", "constant", "op", "index", "carried", "choice", "output"
DATA, TEST, BACK = "data", "test", "back"


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the picture: `name = text`. `key` is its name in the IR."""

    id: str
    kind: str
    name: str
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from what gives a value to what reads it."""

    source: str
    target: str
    kind: str = DATA


@dataclass(frozen=True, slots=True)
class Box:
    """What is drawn in a frame: a loop, or a side of a branch."""

    id: str
    title: str
    nodes: tuple[Node, ...]
    boxes: tuple[Box, ...]

    def all_nodes(self) -> Iterator[Node]:
        yield from self.nodes
        for box in self.boxes:
            yield from box.all_nodes()


@dataclass(frozen=True, slots=True)
class Graph:
    """The computation graph of a function."""

    name: str
    box: Box
    edges: tuple[Edge, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(self.box.all_nodes())


@dataclass
class _Open:
    """A box that is being filled."""

    id: str
    title: str
    nodes: list[Node] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def closed(self) -> Box:
        return Box(self.id, self.title, tuple(self.nodes), tuple(self.boxes))


@dataclass
class _Drawing:
    page: Page
    box: _Open
    made: dict[str, str] = field(default_factory=dict)  # nodes by what the IR calls their values
    edges: list[Edge] = field(default_factory=list)
    count: int = 0

    def add(self, kind: str, name: str, text: str, key: str = "") -> str:
        self.count += 1
        made = Node(f"n{self.count}", kind, name, text, key)
        self.box.nodes.append(made)
        return made.id

    def name(self, name: str) -> str:
        return self.page.name(name) if self.page.is_named(name) else name.partition("#")[0]

    def connect(self, sources: Iterable[str], target: str, kind: str = DATA) -> None:
        found = dict.fromkeys(sources)
        self.edges += [Edge(source, target, kind) for source in found]

    def read(self, operand: Operand) -> list[str]:
        """The nodes that an operand reads; a number that it holds gets a node of its own."""
        match operand:
            case str():
                return [self.made[operand]] if operand in self.made else []
            case Const(bool() | int() | float() | complex() | np.generic()):
                return [self.add(CONSTANT, "", self.page.text(operand))]
            case Const():
                return []
            case Tup(items) | Lst(items) | Dct(_, items):
                return [node for item in items for node in self.read(item)]
            case _:
                return [self.made[name] for name in names_in(operand) if name in self.made]


def graph_of(function: Function) -> Graph:
    """The graph of a function as it is read, or typed."""
    function = one_name_for_carried(replace(function, optimize=0))
    given_all = (*(Param(free.name) for free in function.frees), *function.params)
    plain = replace(function, frees=(), params=given_all)
    page = written(plain, lambda callee: getattr(callee, "path", None) or callee.name)
    drawing = _Drawing(page, _Open("root", ""))
    for name in (*(p.name for p in function.params), *(free.name for free in function.frees)):
        drawing.made[name] = drawing.add(INPUT, drawing.name(name), "", name)
    _block(drawing, function.body)
    given = {p.name for p in function.params}
    return _without_unread(Graph(function.name, drawing.box.closed(), tuple(drawing.edges)), given)


def _without_unread(graph: Graph, given: set[str]) -> Graph:
    """The graph without globals and choices that nothing reads."""
    while True:
        read = {edge.source for edge in graph.edges}
        unread = {node.id for node in graph.nodes if node.id not in read
                  and (node.kind == CHOICE or (node.kind == INPUT and node.key not in given))}  # fmt: skip
        if not unread:
            return graph
        edges = tuple(edge for edge in graph.edges if edge.target not in unread)
        graph = replace(graph, box=_without(graph.box, unread), edges=edges)


def _without(box: Box, unread: set[str]) -> Box:
    kept = tuple(node for node in box.nodes if node.id not in unread)
    return replace(box, nodes=kept, boxes=tuple(_without(inner, unread) for inner in box.boxes))


def _block(drawing: _Drawing, block: Block) -> None:
    for stmt in block:
        _statement(drawing, stmt)


def _statement(drawing: _Drawing, stmt: Stmt) -> None:
    match stmt:
        case Assign(op=op, operands=(str() as source, *_), target=target) if source in drawing.made and (
                op in COPIES or is_inserted(stmt)):  # fmt: skip
            drawing.made[target] = drawing.made[source]
        case Assign(op=op) if op in MARKS:
            return
        case Assign(target=target):
            read = _operands(drawing, stmt)
            named = drawing.name(target) if drawing.page.is_named(target) or not acts(stmt) else ""
            drawing.made[target] = drawing.add(OP, named, rhs_text(drawing.page, stmt), target)
            drawing.connect(read, drawing.made[target])
        case Call(target=target):
            read = [node for operand in operands_of(stmt) for node in drawing.read(operand)]
            names = list(names_in(target))
            text = call_text(drawing.page, stmt)
            node = drawing.add(OP, ", ".join(map(drawing.name, names)), text, names[0] if names else "")
            drawing.connect(read, node)
            drawing.made.update(dict.fromkeys(names, node))
        case Unpack(targets=targets, source=source):
            for k, target in enumerate(targets):
                text = f"{drawing.page.text(source)}[{k}]"
                drawing.made[target] = drawing.add(OP, drawing.name(target), text, target)
                drawing.connect(drawing.read(source), drawing.made[target])
        case Store(base=str() as base, index=index, value=value, op=op):
            read = [*drawing.read(base), *_index(drawing, index), *drawing.read(value)]
            sign = "+=" if op == "index_add" else "="
            text = f"with {path_text('', index, drawing.page.leaf)} {sign} {drawing.page.text(value)}"
            drawing.made[base] = drawing.add(OP, drawing.name(base), text, "")
            drawing.connect(read, drawing.made[base])
        case If():
            _branch(drawing, stmt)
        case For() | While():
            _loop(drawing, stmt)
        case Return(value=value):
            for node in dict.fromkeys(drawing.read(value)):
                drawing.connect([node], drawing.add(OUTPUT, "return", ""))
        case _:
            return


def _operands(drawing: _Drawing, stmt: Assign) -> list[str]:
    """What an operation reads. Numbers in indices and keywords are a part of its text."""
    if stmt.op in ("getitem", "gather", "setitem", "scatter", "index_add"):
        base, index, *rest = stmt.operands
        values = [node for operand in rest for node in drawing.read(operand)]
        return [*drawing.read(base), *_index(drawing, index), *values]
    keywords = [node for _, value in stmt.keywords for node in _index(drawing, value)]
    return [*(node for operand in stmt.operands for node in drawing.read(operand)), *keywords]


def _index(drawing: _Drawing, operand: Operand) -> list[str]:
    return [drawing.made[name] for name in names_in(operand) if name in drawing.made]


# --- structures -------------------------------------------------------------------------------------------------------
def _inside(drawing: _Drawing, title: str, fill: Callable[[], None]) -> None:
    outer = drawing.box
    drawing.count += 1
    drawing.box = _Open(f"cluster{drawing.count}", title)
    fill()
    outer.boxes.append(drawing.box.closed())
    drawing.box = outer


def _branch(drawing: _Drawing, stmt: If) -> None:
    test = drawing.read(stmt.test)
    before, ends = dict(drawing.made), []
    asked = handler_of(drawing.page, stmt)
    if asked is not None:
        titles = ("except", "") if asked.op == "caught" else ("try", "except")
    else:
        titles = (f"if {drawing.page.text(stmt.test)}", "else")
    for title, block in zip(titles, (stmt.then, stmt.orelse), strict=True):
        drawing.made = dict(before)
        if block:
            _inside(drawing, title, lambda block=block: _block(drawing, block))  # type: ignore[misc]
        ends.append(drawing.made)
    changed = {name for made in ends for name in made if made[name] != before.get(name) and name in before}
    drawing.made = before
    sides = [(m.target, m.then, m.orelse) for m in stmt.merges]
    sides += [(name, name, name) for name in before if name in changed]  # arrays that are stored into
    for target, then, orelse in sides:
        drawing.made = ends[0]
        first = drawing.read(then)
        drawing.made = ends[1]
        second = drawing.read(orelse)
        node = drawing.add(CHOICE, drawing.name(target), "", target)
        drawing.connect([*first, *second], node)
        drawing.connect(test, node, TEST)
        before[target] = node
    drawing.made = before


def _loop(drawing: _Drawing, stmt: For | While) -> None:
    counts = [node for operand in (stmt.start, stmt.stop, stmt.step) if not isinstance(operand, Const)
              for node in drawing.read(operand)] if isinstance(stmt, For) else []  # fmt: skip
    inits = [(carry, drawing.read(carry.init)) for carry in stmt.carries]
    before = dict(drawing.made)
    _inside(drawing, loop_title(drawing.page, stmt), lambda: _iteration(drawing, stmt, inits, counts))
    after = {carry.result: drawing.made[carry.target] for carry in stmt.carries}
    stored = {name: node for name, node in drawing.made.items() if name in before}
    drawing.made = {**stored, **{carry.target: drawing.made[carry.target] for carry in stmt.carries}, **after}


def _iteration(drawing: _Drawing, stmt: For | While, inits: list[tuple[Carry, list[str]]], counts: list[str]) -> None:
    if isinstance(stmt, For):
        drawing.made[stmt.index] = drawing.add(INDEX, drawing.name(stmt.index), "", stmt.index)
        drawing.connect(counts, drawing.made[stmt.index])
    heads = {}
    for carry, sources in inits:
        heads[carry.target] = drawing.add(CARRIED, drawing.name(carry.target), "", carry.target)
        drawing.connect(sources, heads[carry.target])
    drawing.made.update(heads)
    if isinstance(stmt, While):
        _block(drawing, stmt.head)
    _block(drawing, stmt.body)
    for carry, _ in inits:
        drawing.connect([node for node in drawing.read(carry.next) if node != heads[carry.target]],
                        heads[carry.target], BACK)  # fmt: skip
    drawing.made.update(heads)
