"""The picture of a function: `f.graph()`, which Jupyter shows, and what `s2sdiff graph` writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff.bound import unbound
from s2sdiff.derivatives import origin
from s2sdiff.load import UsageError
from s2sdiff.look.dot import dot_text, drawn, svg
from s2sdiff.look.graph import BACK, CONSTANT, INPUT, OUTPUT, Box, Graph, Node, graph_of
from s2sdiff.look.run import run_of
from s2sdiff.look.steps import ADJOINT, INDEX, PRIMAL, Run, Step
from s2sdiff.look.steps import INPUT as GIVEN
from s2sdiff.look.values import shown
from s2sdiff.program import parsed


@dataclass(frozen=True)
class Picture:
    """The computation graph of a function: Jupyter shows the picture, and as text it is Graphviz's language."""

    graph: Graph
    dot: str

    def __repr__(self) -> str:
        return self.dot

    def _repr_svg_(self) -> str | None:
        try:
            return svg(self.dot)
        except UsageError:
            return None

    def save(self, path: str) -> None:
        """Writes the picture to a file: .svg, .png, .html or .dot."""
        made = drawn(self.dot, str(path).rpartition(".")[2])
        with open(path, "wb") as file:
            file.write(made)


def picture_of(f: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, *, mode: str = "reverse",
               wrt: Any = None, names: str = "code") -> Picture:  # fmt: skip
    """The picture of f, with the values and, in reverse mode, the adjoints at these arguments, if there are any.

    >>> from s2sdiff._examples import square_plus
    >>> [node.text for node in picture_of(square_plus).graph.nodes if node.kind == "op"]
    ['x * x', 't1 + y']
    """
    if not args and not kwargs:
        function, inner = origin(unbound(f)[0])
        if inner is not None:
            raise UsageError("the graph of a derivative is drawn at given values only: it depends on their kinds")
        graph = graph_of(parsed(function))
        graph = renamed(graph) if names == "v" else graph
        return Picture(graph, dot_text(graph))
    run = run_of(f, args, kwargs, mode=mode, wrt=wrt)
    graph = graph_of(run.primal)
    graph = renamed(graph) if names == "v" else graph
    values, adjoints = values_of(run)
    return Picture(graph, dot_text(graph, values, adjoints))


def values_of(run: Run) -> tuple[dict[str, str], dict[str, str]]:
    """What each name held, and its adjoint: of a loop's the first two and the last, in the order of the run."""
    steps: dict[str, list[Step]] = {}
    for step in run.of_role(PRIMAL, GIVEN, INDEX):
        if not any(turn.is_call for turn in step.place):
            steps.setdefault(step.key, []).append(step)
    values = {key: _several([shown(step.value, 4) for step in found]) for key, found in steps.items()}
    adjoints = {}
    for key, found in steps.items():
        bars = [bar for step in found if (bar := run.adjoint(step)) is not None and bar.role == ADJOINT]
        if bars:
            adjoints[key] = _several([shown(bar.value, 4) for bar in bars])
    return values, adjoints


def _several(texts: Sequence[str]) -> str:
    return ", ".join(texts if len(texts) <= 3 else [*texts[:2], "…", texts[-1]])


# --- v-1, v0, v1, … ---------------------------------------------------------------------------------------------------
def renamed(graph: Graph) -> Graph:
    """The graph in a survey's names: v-1, v0 for the inputs and v1, v2, … by how deep the operations stand."""
    nodes = [node for node in graph.nodes if node.kind not in (CONSTANT, OUTPUT)]
    depths, sources = _depths(graph), _sources(graph)
    inputs = [node for node in nodes if node.kind == INPUT]
    others = sorted((node for node in nodes if node.kind != INPUT), key=lambda node: depths[node.id])
    numbers = {node.id: f"v{k - len(inputs) + 1}" for k, node in enumerate([*inputs, *others])}
    by_id = {node.id: node for node in graph.nodes}

    def on(node: Node) -> Node:
        table = {by_id[source].name: numbers[source] for source in sources.get(node.id, ()) if source in numbers}
        if node.kind == OUTPUT or not table:
            text = node.text
        else:
            pattern = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
            text = re.sub(rf"(?<![\w.])({pattern})\b", lambda found: table[found[1]], node.text)
        if node.kind == INPUT:
            text = node.name
        return replace(node, name=numbers.get(node.id, node.name), text=text)

    def on_box(box: Box) -> Box:
        return replace(box, nodes=tuple(map(on, box.nodes)), boxes=tuple(map(on_box, box.boxes)))

    return replace(graph, box=on_box(graph.box))


def _sources(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.kind != BACK:
            found.setdefault(edge.target, []).append(edge.source)
    return found


def _depths(graph: Graph) -> dict[str, int]:
    """How many operations a node is away from the inputs, at most; constants do not count."""
    sources, constants = _sources(graph), {node.id for node in graph.nodes if node.kind == CONSTANT}
    found: dict[str, int] = {}

    def depth(node: str) -> int:
        if node not in found:
            found[node] = 0
            read = [depth(source) for source in sources.get(node, ()) if source not in constants]
            found[node] = 1 + max(read) if read else 0
        return found[node]

    for node in graph.nodes:
        depth(node.id)
    return found
