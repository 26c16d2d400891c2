"""A computation graph as a picture: its text in Graphviz's language, and that drawn by Graphviz."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from s2sdiff.load import UsageError
from s2sdiff.look.graph import BACK, CARRIED, CHOICE, CONSTANT, INDEX, INPUT, OP, OUTPUT, TEST, Box, Graph, Node

FORMATS = ("svg", "png", "dot", "html")
_WIDTH = 40  # of a line in a node
_SHAPES = {
    INPUT: 'shape=box, style="rounded,filled", fillcolor="#dbe9ff", color="#4a78b5"',
    CONSTANT: 'shape=plaintext, fontcolor="#666666", width=0, height=0, margin=0.04',
    OP: 'shape=box, style="rounded,filled", fillcolor="#ffffff", color="#888888"',
    INDEX: 'shape=box, style="rounded,filled", fillcolor="#eeeeee", color="#888888"',
    CARRIED: 'shape=box, style="rounded,filled,bold", fillcolor="#fff3d6", color="#b58a2f"',
    CHOICE: 'shape=diamond, style=filled, fillcolor="#fff3d6", color="#b58a2f", margin=0.02',
    OUTPUT: 'shape=box, style="rounded,filled,bold", fillcolor="#dff3df", color="#4b8f4b"',
}
_LINES = {TEST: ' [style=dotted, color="#888888"]', BACK: ' [style=dashed, color="#b58a2f", constraint=false]'}
_MISSING = """\
a picture is drawn by Graphviz, which is not here: write pip install "s2sdiff[look]", or pip install graphviz-pure; \
-o FILE.dot needs neither"""


def dot_text(graph: Graph, values: Mapping[str, str] | None = None, adjoints: Mapping[str, str] | None = None,
             layout: str = "rankdir=TB") -> str:  # fmt: skip
    """The graph in Graphviz's language; `values` and `adjoints` are lines for nodes, by their keys.

    `layout` are Graphviz's attributes that say how it is laid out.

    >>> from s2sdiff._examples import square_plus
    >>> from s2sdiff.look.graph import graph_of
    >>> from s2sdiff.program import parsed
    >>> print(dot_text(graph_of(parsed(square_plus))).splitlines()[5])
      n1 [label=<x>, shape=box, style="rounded,filled", fillcolor="#dbe9ff", color="#4a78b5"];
    """
    lines = [f'digraph "{graph.name}" {{', f'  graph [{layout}, bgcolor="white", nodesep=0.25, ranksep=0.35];',
             '  node [fontname="Helvetica", fontsize=12, margin="0.1,0.05", height=0.3];',
             '  edge [color="#555555", arrowsize=0.6];', '  // inputs, constants and operations',
             *_box(graph.box, values or {}, adjoints or {}, "  ")]  # fmt: skip
    ends = "; ".join(node.id for node in graph.box.nodes if node.kind == OUTPUT)
    lines += [f"  {{rank=sink; {ends}}}"] if ends else []
    lines += [f"  {edge.source} -> {edge.target}{_LINES.get(edge.kind, '')};" for edge in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _box(box: Box, values: Mapping[str, str], adjoints: Mapping[str, str], indent: str) -> Iterator[str]:
    for node in box.nodes:
        yield f"{indent}{node.id} [label=<{_label(node, values, adjoints)}>, {_SHAPES[node.kind]}];"
    for inner in box.boxes:
        yield f"{indent}subgraph {inner.id} {{"
        yield f"{indent}  label=<{_escaped(inner.title)}>; labeljust=l; fontname=\"Helvetica\"; fontsize=11;"
        yield f'{indent}  style="rounded"; color="#999999"; fontcolor="#555555";'
        yield from _box(inner, values, adjoints, f"{indent}  ")
        yield f"{indent}}}"


def _label(node: Node, values: Mapping[str, str], adjoints: Mapping[str, str]) -> str:
    if node.kind == CONSTANT:
        return _escaped(node.text)
    lines = [_escaped(" = ".join(part for part in (node.name, node.text) if part))]
    if node.key in values:
        lines.append(f'<FONT COLOR="#1f5fa8">{_escaped(values[node.key])}</FONT>')
    if node.key in adjoints:
        lines.append(f'<FONT COLOR="#b03060">{_escaped(f"{node.name}_bar = {adjoints[node.key]}")}</FONT>')
    return "<BR/>".join(lines)


def _escaped(text: str) -> str:
    short = text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
    return html.escape(short, quote=False)


# --- drawn ------------------------------------------------------------------------------------------------------------
def drawn(dot: str, form: str) -> bytes:
    """The picture as the bytes of a file: "svg", "png", "html" or "dot". Raises UsageError without Graphviz."""
    if form == "dot":
        return dot.encode()
    if form == "html":
        title = html.escape(dot.split('"')[1])
        return _PAGE.format(title=title, picture=svg(dot)).encode()
    return _graphviz(dot, form)


def svg(dot: str) -> str:
    """The picture as an element `<svg>` of a page."""
    text = _graphviz(dot, "svg").decode()
    return text[text.index("<svg") :]


def graphviz() -> str | None:
    """The program that draws: that of the package graphviz-pure beside this Python, or an installed dot."""
    name = "graphviz-pure.exe" if os.name == "nt" else "graphviz-pure"
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.is_file() else shutil.which("graphviz-pure") or shutil.which("dot")


def _graphviz(dot: str, form: str) -> bytes:
    program = graphviz()
    if program is None:
        raise UsageError(_MISSING)
    given = [] if form == "svg" else ["-Gdpi=144"]
    done = subprocess.run([program, f"-T{form}", *given], input=dot.encode(), capture_output=True, check=False)
    if done.returncode or not done.stdout:
        raise UsageError(f"{Path(program).name} cannot draw this: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  :root {{ color-scheme: light; }}
  body {{ margin: 1rem; font-family: sans-serif; background: #ffffff; color: #222222; }}
  svg {{ max-width: 100%; height: auto; display: block; margin: auto; }}
</style>
<h1>{title}</h1>
{picture}
</html>
"""
