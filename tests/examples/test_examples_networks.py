"""What the essay on backpropagation and the survey show: layers, other units, branches, rules, traces."""

import html

import numpy as np
import pytest
from running import example, is_picture


def test_layered_network_has_the_three_lines_of_the_textbook(capsys):
    found, largest = example("layered_network").main()
    assert found[3] == ["z2_bar = W3.T @ b3_bar", "b2_bar = z2_bar * (1.0 - z2 * z2)", "W2_bar = b2_bar[:, None] * z1"]
    assert found[2] == ["z1_bar = W2.T @ b2_bar", "b1_bar = z1_bar * (1.0 - z1 * z1)", "W1_bar = b1_bar[:, None] * x"]
    assert largest < 1e-15


def test_other_units():
    errors = example("other_units").main()
    assert list(errors) == ["dropout", "max_pooling", "convolution", "concatenation", "batch_normalisation"]
    assert max(errors.values()) < 1e-6


def test_exploding_gradients(tmp_path):
    module = example("exploding_gradients")
    norms, error = module.main(tmp_path / "norms.png")
    assert error < 1e-12
    vanishing, steady, exploding = (norms[gain][0] for gain in module.GAINS)
    assert vanishing < 1e-3
    assert 0.1 < steady < 10
    assert exploding > 1e3
    for gain in (0.8, 1.25):  # δ of a layer is, on average, that of the next one times the gain
        np.testing.assert_allclose(norms[gain][0] ** (1 / (module.DEPTH - 1)), gain, rtol=0.1)
    assert is_picture(tmp_path / "norms.png")


def test_own_derivative():
    found, true, complaint = example("own_derivative").main()
    assert found == pytest.approx(true, abs=1e-6)
    assert "by M" in complaint
    assert "central differences" in complaint


def test_branches_and_loops():
    module = example("branches_and_loops")
    rows = module.main()
    assert {name for name, *_ in rows} == {"huber", "root", "series", "power"}
    for _, _, found, formula in rows:
        assert found == pytest.approx(formula, rel=1e-12)
    assert module.newton_steps(2.0, 1e8) > 5 * module.newton_steps(2.0, 1.0)


def test_compute_graph(tmp_path):
    found, expected, of_symbols, (of_f, of_all), graph = example("compute_graph").main(tmp_path / "f.svg")
    drawn = [node.text for node in graph.nodes if node.kind == "op"]
    assert drawn == ["1 + x", "x * y", "math.sin(t2)", "math.exp(t3)", "t1 + t4"]
    assert [node.name for node in graph.nodes if node.kind == "input"] == ["x", "y"]
    picture = (tmp_path / "f.svg").read_text(encoding="utf-8")
    assert "<svg" in picture
    assert "math.sin" in picture
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    (nodes, of_formula), *partials = of_symbols
    assert of_formula == of_f == 5
    for more_nodes, more in partials:  # each is larger than f
        assert more_nodes > nodes
        assert more > of_formula
    assert of_all < sum(operations for _, operations in of_symbols) / 1.5


def test_survey(capsys, tmp_path):
    forward, reverse, derivatives = example("survey").main(tmp_path / "survey.svg")
    picture = html.unescape((tmp_path / "survey.svg").read_text(encoding="utf-8"))
    for name in ("v-1", "v0", "v1", "v2", "v3", "v4", "v5"):
        assert f">{name} = " in picture or f">{name}<" in picture, name
    values, tangents = [2, 5, 0.693, 10, -0.959, 10.693, 11.652], [1, 0, 0.5, 5, 0, 5.5, 5.5]
    steps = forward.of_role("input", "primal")
    assert [step.name for step in steps] == ["x1", "x2", "v1", "v2", "v3", "v4", "v5"]
    np.testing.assert_allclose([step.value for step in steps], values, atol=5e-4)
    np.testing.assert_allclose([forward.adjoint(step).value for step in steps], tangents)
    np.testing.assert_allclose([reverse.adjoint(step).value for step in reverse.of_role("input", "primal")],
                               [5.5, 1.716, 1, 1, -1, 1, 1], atol=5e-4)  # fmt: skip
    x1, x2 = reverse.inputs  # each has two uses: the adjoint is a sum of two
    np.testing.assert_allclose([step.value for step in reverse.about(x1)], [5, 5.5])
    np.testing.assert_allclose([step.value for step in reverse.about(x2)], [-0.284, 1.716], atol=5e-4)
    assert [f"{value:.7g}" for value in derivatives] == ["5.5", "1.716338", "-0.25"]
    assert "v2_dot = x1_dot * x2 + x1 * x2_dot" in capsys.readouterr().out
