"""`look/graph.py`, `look/dot.py` and `look/picture.py`: what is in a picture, and that it is drawn in time."""

import sys
import time
import xml.etree.ElementTree as ElementTree

import pytest

from s2sdiff import differentiate
from s2sdiff.load import UsageError
from s2sdiff.look import dot
from s2sdiff.look.dot import dot_text, drawn, graphviz
from s2sdiff.look.graph import BACK, TEST, graph_of
from s2sdiff.look.picture import picture_of
from s2sdiff.program import parsed

from .functions import LOSS, NETWORK, loss, network, square_root, survey

drawing = pytest.mark.skipif(graphviz() is None, reason="Graphviz is not here")


def texts(graph, kind="op"):
    return [f"{node.name} = {node.text}" for node in graph.nodes if node.kind == kind]


SCALE = 3.0


def scaled(x):
    return x * SCALE


def stores(x):
    x[0] = 2.0
    y = x[1] * 3
    x[1] += y
    return x


def test_inputs_constants_and_operations():
    graph = graph_of(parsed(survey))
    assert texts(graph) == ["t1 = np.log(x1)", "t2 = x1 * x2", "t3 = t1 + t2", "t4 = np.sin(x2)", "t5 = t3 - t4"]
    names = {node.id: node.name for node in graph.nodes}
    assert [(names[edge.source], names[edge.target]) for edge in graph.edges] == [
        ("x1", "t1"), ("x1", "t2"), ("x2", "t2"), ("t1", "t3"), ("t2", "t3"), ("x2", "t4"), ("t3", "t5"), ("t4", "t5"),
        ("t5", "return")]  # fmt: skip
    assert [node.text for node in graph_of(parsed(loss)).nodes if node.kind == "constant"] == ["1", "1", "2", "2"]


def test_loops_and_branches_are_boxes():
    (loop,) = graph_of(parsed(square_root)).box.boxes
    assert loop.title == "while t4"
    assert [node.name for node in loop.nodes if node.kind == "carried"] == ["x"]
    graph = graph_of(parsed(network))
    assert [box.title for box in graph.box.boxes] == ["if t2", "else", "for i in range(2)"]
    assert [node.name for node in graph.nodes if node.kind == "choice"] == ["h"]
    assert sum(edge.kind == BACK for edge in graph.edges) == 1
    assert sum(edge.kind == TEST for edge in graph.edges) == 1


def test_an_array_that_is_changed_is_another_node_afterwards():
    graph = graph_of(parsed(stores))
    by_text = {node.text: node.id for node in graph.nodes}
    edges = {(edge.source, edge.target) for edge in graph.edges}
    assert (by_text["with [0] = 2.0"], by_text["x[1]"]) in edges
    assert (by_text["with [0] = 2.0"], by_text["with [1] = t3"]) in edges
    assert (by_text["with [1] = t3"], graph.nodes[-1].id) in edges


def test_values_and_adjoints_stand_in_the_nodes():
    text = picture_of(survey, (2.0, 5.0), names="v").dot
    for line in ("v-1 = x1", "v-1_bar = 5.5", "v3 = np.sin(v0)", "-0.9589", "v3_bar = -1", "v5 = v4 - v3", "11.65"):
        assert line in text
    assert "1.5, 1.417" in picture_of(square_root, (2.0,)).dot
    assert "_bar" not in picture_of(survey, (2.0, 5.0), mode="forward").dot


def test_a_name_that_html_would_read_is_escaped():
    assert "t2 = t1 &gt; 0" in dot_text(graph_of(parsed(network)))


@drawing
def test_it_is_drawn_in_every_format(tmp_path):
    picture = picture_of(network, NETWORK)
    root = ElementTree.fromstring(picture._repr_svg_())
    assert root.tag.endswith("svg")
    assert "layer(x, W)" in " ".join(root.itertext())
    assert drawn(picture.dot, "png").startswith(b"\x89PNG")
    page = drawn(picture.dot, "html").decode()
    assert page.startswith("<!doctype html>")
    assert "src=" not in page
    picture.save(tmp_path / "network.svg")
    assert (tmp_path / "network.svg").read_text().count("<svg") == 1


def test_without_graphviz_the_text_is_there(monkeypatch):
    monkeypatch.setattr(dot, "graphviz", lambda: None)
    picture = picture_of(survey)
    assert repr(picture).startswith('digraph "survey" {')
    assert picture._repr_svg_() is None
    assert drawn(picture.dot, "dot").decode() == picture.dot
    with pytest.raises(UsageError, match=r"pip install .*s2sdiff\[look\]"):
        drawn(picture.dot, "png")


@drawing
def test_a_hundred_and_fifty_operations_are_drawn_within_three_seconds(tmp_path, monkeypatch):
    lines = [f"    u{k} = {('x * y', 'np.sin({0})', '{0} + {1}', '{0} - {1}')[min(k, 2 + k % 2)]}" for k in range(150)]
    lines = [line.format(f"u{k - 1}", f"u{max(0, k - 3)}") for k, line in enumerate(lines)]
    text = "\n".join(["import numpy as np", "", "", "def big(x, y):", *lines, "    return u149 - x", ""])
    (tmp_path / "big_graph.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    import big_graph

    start = time.perf_counter()
    picture = differentiate(big_graph.big).graph(0.5, 0.7)
    assert len(texts(picture.graph)) == 151
    assert picture._repr_svg_().count("<path") > 150
    assert time.perf_counter() - start < 3
    del sys.modules["big_graph"]


def test_the_graph_of_a_derivative_needs_values():
    from s2sdiff import grad

    with pytest.raises(UsageError, match="at given values only"):
        picture_of(grad(loss))
    assert "t5_bar" in picture_of(grad(loss), LOSS).dot


def test_data_from_outside_is_an_input():
    graph = picture_of(scaled).graph
    assert [node.name for node in graph.nodes if node.kind == "input"] == ["x", "SCALE"]
