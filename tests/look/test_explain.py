"""What the page of a function holds, before any browser reads it."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from s2sdiff.look.page import javascript
from s2sdiff.look.page.explain import content_of, explain
from s2sdiff.look.run import run_of

from . import subjects


def content(f, *arguments, **options):
    return content_of(run_of(f, arguments, **options))[0]


def text(pieces):
    return "".join(piece.text for piece in pieces)


def rows_of_line(found, code, column, line, link="rows"):
    """The texts of the rows that a line of emitted code belongs to."""
    (one,) = [each for each in getattr(found.codes[code], column) if text(each.pieces).strip() == line]
    return [text(found.rows[row].pieces) for row in getattr(one, link)]


# --- links ------------------------------------------------------------------------------------------------------------
def test_lines_of_the_emitted_code_know_their_steps():
    found = content(subjects.survey, 2.0, 5.0)
    value = "value = np.log(x1) + x1 * x2 - np.sin(x2)"
    assert rows_of_line(found, 0, "forward", value) == [
        "t5 = t3 - t4", "t3 = t1 + t2", "t1 = np.log(x1)", "t2 = x1 * x2", "t4 = np.sin(x2)"]  # fmt: skip
    assert sorted(rows_of_line(found, 0, "backward", "x1_bar = x2 + 1.0 / x1")) == [
        "x1_bar += t1_bar / x1", "x1_bar = t2_bar * x2"]  # fmt: skip
    within = rows_of_line(found, 0, "backward", "x1_bar = x2 + 1.0 / x1", "within")
    assert {"t3_bar = t5_bar", "t1_bar = t3_bar"} <= set(within)
    assert "t4_bar = -t5_bar" not in within


@pytest.mark.parametrize(("f", "arguments"), [(subjects.survey, (2.0, 5.0)), (subjects.loss, (0.3, 0.1, 1.0, 2.0)),
                                              (subjects.calls, (1.7,)), (subjects.branches, (1.7,))])  # fmt: skip
def test_each_operation_has_a_line_in_the_plain_code(f, arguments):
    found = content(f, *arguments)
    linked = {row for line in (*found.codes[1].forward, *found.codes[1].backward) for row in line.rows}
    missing = [text(row.pieces) for k, row in enumerate(found.rows) if k not in linked and row.role != "input"]
    assert [each for each in missing if not each.endswith(":")] == []


@pytest.mark.parametrize("f", [subjects.survey, subjects.loss, subjects.named])
def test_each_operation_is_a_part_of_the_source(f):
    found = content(f, *np.linspace(0.3, 0.9, f.__code__.co_argcount).tolist())
    marked = {row for line in found.source for piece in line.pieces for row in piece.rows}
    assert marked == {k for k, row in enumerate(found.rows) if row.role == "primal"}


def test_the_source_is_that_of_all_functions_with_their_lines():
    found = content(subjects.calls, 1.7)
    lines = [text(line.pieces) for line in found.source]
    assert lines[0] == "def calls(x, n=3):"
    assert lines[-2:] == ["def helper(x):", "    return np.sin(x) * x"]
    file = files(__package__).joinpath("subjects.py").read_text(encoding="utf-8").splitlines()
    assert all(file[line.number - 1] == text(line.pieces) for line in found.source if line.number)


def test_adjoint_rows_stand_below_the_row_that_they_belong_to():
    for f, arguments in ((subjects.calls, (1.7,)), (subjects.loss, (0.3, 0.1, 1.0, 2.0))):
        above = -1
        for k, row in enumerate(content(f, *arguments).rows):
            if row.role != "adjoint":
                above = k
            assert row.role != "adjoint" or row.of == above


# --- values -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("f", "arguments"), [(subjects.survey, (2.0, 5.0)), (subjects.calls, (1.7,))])
def test_the_last_moments_of_the_inputs_are_the_gradient(f, arguments):
    run = run_of(f, arguments)
    found, _ = content_of(run)
    for row, gradient in zip(found.inputs, run.derivative, strict=False):
        (moment,) = [each for each in found.moments if each.row == row]
        assert found.moments[max(moment.bars)].value == f"{gradient:.6g}"


def test_a_function_of_arrays_shows_both_parts_of_its_derivative():
    found = content(subjects.vectors, np.ones((2, 2)), np.array([1.0, 2.0]))
    assert text(found.codes[0].forward[-1].pieces).strip().startswith("return hidden * ")
    assert any(text(line.pieces).startswith("def vectors_bwd") for line in found.codes[0].backward)
    assert found.sliders == ()


def test_functions_that_raise_and_that_take_any_number_have_pages():
    found = content(subjects.checked, 2.0, 3.0)
    assert [moment.value for moment in found.moments if moment.row in found.outputs] == ["6"]
    found = content(subjects.product, 2.0, 3.0, 4.0)
    assert [moment.value for moment in found.moments if moment.row in found.outputs][-1] == "24"


def test_a_parameter_with_respect_to_which_it_is_not_differentiated_has_no_adjoint():
    found = content(subjects.survey, 2.0, 5.0, wrt="x1")
    moments = {text(found.rows[moment.row].pieces): moment for moment in found.moments}
    assert moments["x1"].bars != ()
    assert moments["x2"].bars == ()
    assert [slider.name for slider in found.sliders] == ["x1", "x2"]


# --- JavaScript -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("expression", ["x @ y", "x.sum()", "np.sum(x)", "[x, y]", "x if y else 2", "helper(x)", "1j",
                                        "x < y < 2", "x and y", "np.exp(x, out=y)", "'text'", "x ="])  # fmt: skip
def test_what_has_no_javascript(expression):
    with pytest.raises(javascript.NoJavaScript):
        javascript.translated(expression)


def test_two_names_that_are_exchanged_are_not_run_in_turn():
    run = run_of(subjects.exchanged, (1.0, 2.0))
    assert javascript.compute_steps(run, run.steps)
    first, then = [replace(step, fun="copy_name", lines=(3,)) for step in run.steps[2:4]]
    javascript.check_apart(first, replace(then, text=f"{first.name}_2"))
    with pytest.raises(javascript.NoJavaScript):
        javascript.check_apart(first, replace(then, text=first.name))


# --- the page as a file -----------------------------------------------------------------------------------------------
def test_the_page_is_one_file_that_asks_for_nothing():
    page = explain(subjects.survey, (2.0, 5.0))
    assert not re.search(r"""(src|href)\s*=|url\(|@import|https?://(?!www\.w3\.org/)|fetch\(|XMLHttp""", page)


def test_text_in_the_source_does_not_end_the_script():
    def risky(x):
        """</script><script>alert(1)</script>"""
        name = "</script>"
        return x * len(name)

    page = explain(risky, (2.0,))
    assert page.count("</script>") == 2
    (found,) = re.findall(r'<script type="application/json" id="content">(.*)</script>', page)
    lines = json.loads(found)["source"]
    texts = ["".join(piece["text"] for piece in line["pieces"]).strip() for line in lines]
    assert texts[2:] == ['name = "</script>"', "return x * len(name)"]


def test_two_pages_of_one_run_are_the_same():
    assert explain(subjects.calls, (1.7,)) == explain(subjects.calls, (1.7,))


# --- colours ----------------------------------------------------------------------------------------------------------
INK = ("--text", "--quiet", "--keyword", "--string", "--number", "--builtin", "--adjoint")
PAPER = ("--back", "--raised", "--primal-back", "--adjoint-back", "--reads-back")


def palette(selector):
    style = files("s2sdiff.look.page").joinpath("style.css").read_text(encoding="utf-8")
    block = style[style.index(selector) :]
    return dict(re.findall(r"(--[\w-]+): (#\w{6});", block[: block.index("}")]))


def luminance(color):
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [":root {", ':root[data-theme="dark"]'])
def test_text_stands_out_from_what_is_behind_it(theme):
    colors = palette(theme)
    for ink in INK:
        for paper in PAPER:
            light, dark = sorted((luminance(colors[ink]), luminance(colors[paper])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {paper}"
