"""The graph of a function as it is drawn on its page: each node says which row of the trace it is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Tree
from collections.abc import Mapping

from s2sdiff.look.dot import dot_text, graphviz, svg
from s2sdiff.look.graph import Graph, graph_of
from s2sdiff.look.page.rows import Rows
from s2sdiff.look.picture import values_of
from s2sdiff.look.steps import ADJOINT

MOST = 400  # nodes of a graph that is drawn; a larger one shows nothing, and takes long
_SVG = "http://www.w3.org/2000/svg"
_LAYOUT = "rankdir=LR, mclimit=0.3, nslimit=0.5"  # from left to right, without a long search for the best


def drawing_of(rows: Rows) -> str:
    """The graph as SVG; nothing where Graphviz is not here, or for a graph that is too large.

    A node has `data-rows`, the texts in it that change with the run `data-value` and `data-bar` with a row.
    """
    graph = graph_of(rows.run.primal)
    nodes = graph.nodes
    if graphviz() is None or len(nodes) > MOST:
        return ""
    values, adjoints = values_of(rows.run)
    root = Tree.fromstring(svg(dot_text(graph, values, adjoints, _LAYOUT)))
    _mark(root, graph, _numbers(rows))
    Tree.register_namespace("", _SVG)
    return Tree.tostring(root, encoding="unicode")


def _numbers(rows: Rows) -> dict[str, int]:
    """The rows by the names in the IR; those of functions that are called are not in the graph."""
    return {step.key: found.number for found in rows.all if found.role != ADJOINT for step in found.steps
            if not any(turn.is_call for turn in step.place)}  # fmt: skip


def _mark(root: Tree.Element, graph: Graph, numbers: Mapping[str, int]) -> None:
    rows = {node.id: numbers[node.key] for node in graph.nodes if node.key in numbers}
    names = {node.id: node for node in graph.nodes}
    for group in root.iter(f"{{{_SVG}}}g"):
        group.attrib.pop("id", None)
        if group.get("class") == "node":
            _center(group)
        title = group.find(f"{{{_SVG}}}title")
        if title is None:
            continue
        text = title.text or ""
        group.remove(title)
        target = text.partition("->")[2] or text
        if target in names:
            group.set("class", f"{group.get('class')} {names[target].kind}" if target == text else "edge")
        if target in rows:
            group.set("data-rows", str(rows[target]))
            _mark_texts(group, names[target].name, rows[target])


def _center(group: Tree.Element) -> None:
    """Texts in the middle of their node: those of the page have other widths than Graphviz thinks."""
    texts = group.findall(f"{{{_SVG}}}text")
    outlines = [shape.get("d") or shape.get("points") or "" for shape in group]
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", "".join(outlines))]
    if not numbers:
        return
    for text in texts:
        text.set("text-anchor", "middle")
        text.set("x", f"{(min(numbers[::2]) + max(numbers[::2])) / 2:.2f}")


def _mark_texts(group: Tree.Element, name: str, row: int) -> None:
    """The lines below the first: the value, and the adjoint."""
    for text in group.findall(f"{{{_SVG}}}text")[1:]:
        is_bar = (text.text or "").startswith(f"{name}_bar = ")
        text.set("data-bar" if is_bar else "data-value", str(row))
        if is_bar:
            text.set("data-name", f"{name}_bar = ")
        text.attrib.pop("fill", None)
