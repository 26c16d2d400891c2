"""The page of `s2sdiff explain` in a real browser: keys, clicks, sliders, dark and light, a phone."""

import time

import pytest

from s2sdiff.look.dot import graphviz
from s2sdiff.look.page.explain import explain
from s2sdiff.look.values import shown

from . import subjects
from .browser import Page, started

LEFT, RIGHT, UP, DOWN, HOME, END, ESCAPE, TAB = "\ue012\ue014\ue013\ue015\ue011\ue010\ue00c\ue004"
HINT = "Choose a line anywhere, or step through the run with the arrow keys ← and →."


needs_graphviz = pytest.mark.skipif(graphviz() is None, reason="Graphviz is not here: pip install graphviz-pure")


@pytest.fixture(scope="module")
def browser():
    browser = started()
    yield browser
    browser.quit()


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the page of a function; it must have said nothing on the console at the end."""
    pages = []

    def opened(f, *arguments, **options):
        pages.append(Page(browser, explain(f, arguments, **options), tmp_path, f.__name__))
        return pages[-1]

    yield opened
    for page in pages:
        assert page.messages() == []


@pytest.fixture
def survey(opened):
    return opened(subjects.survey, 2.0, 5.0)


def nodes(page, selector=".node"):
    """The texts of nodes of the graph."""
    script = """return [...document.querySelectorAll(arguments[0])].map(
        (made) => [...made.querySelectorAll("text")].map((text) => text.textContent))"""
    return page.browser.execute_script(script, f"#graph {selector}")


# --- the whole run ----------------------------------------------------------------------------------------------------
def test_all_values_and_adjoints_are_those_of_the_survey(survey):
    assert survey.table() == {
        "x1": ("2", "5.5"),
        "x2": ("5", "1.71634"),
        "t1 = np.log(x1)": ("0.693147", "1"),
        "x1_bar += t1_bar / x1": ("", "5.5"),
        "t2 = x1 * x2": ("10", "1"),
        "x1_bar = t2_bar * x2": ("", "5"),
        "x2_bar += t2_bar * x1": ("", "1.71634"),
        "t3 = t1 + t2": ("10.6931", "1"),
        "t1_bar = t3_bar": ("", "1"),
        "t2_bar = t3_bar": ("", "1"),
        "t4 = np.sin(x2)": ("-0.958924", "-1"),
        "x2_bar = t4_bar * np.cos(x2)": ("", "-0.283662"),
        "t5 = t3 - t4": ("11.6521", "1"),
        "t5_bar = 1.0": ("", "1"),
        "t3_bar = t5_bar": ("", "1"),
        "t4_bar = -t5_bar": ("", "-1"),
    }
    assert survey.one("#about").text == "x1 = 2, x2 = 5 gives 11.6521"
    assert survey.said == HINT


def test_a_loop_shows_the_values_of_its_iterations(opened):
    page = opened(subjects.branches, 1.7)
    table = page.table()
    values, bars = (table["y = y * x"][k].split(", ") for k in (0, 1))
    assert [round(float(v), 4) for v in values] == [round(2.635409 * 1.7, 4), round(2.635409 * 1.7**2, 4)]
    assert bars == ["1.7", "1"]


# --- keys -------------------------------------------------------------------------------------------------------------
def test_arrow_keys_step_through_the_run(survey):
    survey.press(RIGHT)
    assert survey.said == "Step 1 of 16, input: x1 is 2."
    assert survey.table()["t2 = x1 * x2"] == ("", "")
    survey.press(RIGHT, RIGHT, RIGHT)
    assert survey.said.startswith("Step 4 of 16, forward: t2 = x1 * x2 is 10; from line 7; on the way back: x1_bar = ")
    assert survey.table()["t2 = x1 * x2"] == ("10", "")
    assert "".join(survey.texts("#source .marked")) == "x1 * x2"
    assert survey.lit("trace") == ["t2 = x1 * x2", "x1_bar = t2_bar * x2", "x2_bar += t2_bar * x1"]
    assert survey.lit("forward") == ["value = np.log(x1) + x1 * x2 - np.sin(x2)"]
    assert survey.lit("backward") == ["x2_bar = x1 - np.cos(x2)", "x1_bar = x2 + 1.0 / x1"]
    survey.press(LEFT)
    assert survey.said.startswith("Step 3 of 16, forward: t1 = np.log(x1) is 0.693147; ")


def test_the_adjoints_are_seen_to_accumulate(survey):
    survey.press(END, LEFT)
    assert survey.said == ("Step 15 of 16, backward: x2_bar += t2_bar * x1, which adds 2 and so far is 1.71634; "
                           "it is the adjoint of t2 = x1 * x2 in line 7.")  # fmt: skip
    assert survey.table()["x2"] == ("5", "1.71634")
    assert survey.table()["x1"] == ("2", "5")
    survey.press(LEFT)
    assert survey.table()["x2"] == ("5", "-0.283662")
    survey.press(ESCAPE)
    assert survey.table()["x1"] == ("2", "5.5")
    assert survey.said == HINT


def test_home_and_end_are_as_far_as_it_goes(survey):
    survey.press(HOME, LEFT)
    assert survey.said.startswith("Step 1 of 16")
    assert not survey.one("#back").is_enabled()
    survey.press(END, RIGHT)
    assert survey.said.startswith("Step 16 of 16")
    assert not survey.one("#next").is_enabled()


def test_up_and_down_go_through_the_lines_of_a_panel(survey):
    survey.browser.execute_script("document.querySelector('#backward ol').focus()")
    survey.press(DOWN)
    assert survey.texts("#backward [aria-selected=true] .code") == ["    x2_bar = x1 - np.cos(x2)"]
    survey.press(DOWN)
    assert survey.texts("#backward [aria-selected=true] .code") == ["    x1_bar = x2 + 1.0 / x1"]
    active = survey.one("#backward ol").get_attribute("aria-activedescendant")
    assert survey.texts(f"#{active} .code") == ["    x1_bar = x2 + 1.0 / x1"]
    survey.press(UP, UP)
    assert survey.texts("#backward [aria-selected=true] .code") == ["    x2_bar = x1 - np.cos(x2)"]
    assert "np.sin(x2)" in "".join(survey.texts("#source .marked"))


def test_everything_is_reached_with_the_tab_key(survey):
    reached = set()
    for _ in range(25):
        survey.press(TAB)
        active = survey.browser.switch_to.active_element
        reached.add(active.get_attribute("id") or active.accessible_name)
        if active.tag_name != "body":
            style = survey.browser.execute_script("return getComputedStyle(arguments[0]).outlineStyle", active)
            assert style != "none", f"one does not see that {active.accessible_name} has the focus"
            assert active.accessible_name
    assert {"theme", "As emitted", "One operation a line", "range-x1", "number-x2"} <= reached
    assert {"Source", "Forward", "Backward", "next", "last", "time"} <= reached


# --- the mouse --------------------------------------------------------------------------------------------------------
def test_a_click_on_a_part_of_the_source_chooses_the_innermost_expression(survey):
    (piece,) = [each for each in survey.find("#source span") if each.text == "x1 * x2"]
    piece.click()
    assert survey.texts("#trace li.chosen .code") == ["t2 = x1 * x2"]
    assert survey.said.startswith("t2 = x1 * x2, which is 10; from line 7; on the way back: ")


def test_a_click_on_a_line_of_the_derivative_lights_what_it_is_made_of(survey):
    survey.line("backward", "x2_bar = x1 - np.cos(x2)").click()
    assert survey.texts("#trace li.chosen .code") == ["x2_bar += t2_bar * x1", "x2_bar = t4_bar * np.cos(x2)"]
    survey.line("forward", "value = np.log(x1) + x1 * x2 - np.sin(x2)").click()
    assert len(survey.find("#trace li.chosen")) == 5


def test_hovering_shows_without_choosing(survey):
    survey.line("trace", "t1 = np.log(x1)").click()
    survey.hover(survey.line("trace", "t4 = np.sin(x2)"))
    assert "t4 = np.sin(x2)" in survey.lit("trace")
    assert "t1 = np.log(x1)" not in survey.lit("trace")
    survey.hover(survey.one("h1"))
    assert survey.lit("trace")[0] == "t1 = np.log(x1)"


def test_buttons_step_and_the_time_line_jumps(survey):
    survey.one("#next").click()
    survey.one("#next").click()
    assert survey.said.startswith("Step 2 of 16")
    survey.one("#last").click()
    survey.one("#back").click()
    assert survey.said.startswith("Step 15 of 16")
    time_line = survey.one("#time")
    time_line.send_keys(HOME)
    time_line.send_keys(RIGHT)
    assert survey.said.startswith("Step 2 of 16")
    survey.one("#whole").click()
    assert survey.said == HINT


def test_the_other_code_has_one_line_for_each_step(survey):
    survey.find("#codes button")[1].click()
    survey.line("backward", "x2_bar += t2_bar * x1").click()
    assert survey.texts("#trace li.chosen .code") == ["x2_bar += t2_bar * x1"]
    survey.line("forward", "t4 = np.sin(x2)").click()
    assert survey.lit("backward") == ["x2_bar = t4_bar * np.cos(x2)"]
    assert [button.get_attribute("aria-pressed") for button in survey.find("#codes button")] == ["false", "true"]


# --- the graph --------------------------------------------------------------------------------------------------------
@needs_graphviz
def test_the_graph_shows_what_is_chosen_and_how_far_the_run_is(survey):
    assert ["t2 = x1 * x2", "10", "t2_bar = 1"] in nodes(survey)
    survey.press(RIGHT, RIGHT, RIGHT, RIGHT)
    assert nodes(survey, ".node.lit") == [["t2 = x1 * x2", "10", ""]]
    assert [names[0] for names in nodes(survey, ".node.reads")] == ["x1", "x2"]
    assert ["t3 = t1 + t2", "", ""] in nodes(survey)
    assert len(survey.find("#graph .edge.lit")) == 2
    survey.press(END)
    assert ["x1", "2", "x1_bar = 5.5"] in nodes(survey)


@needs_graphviz
def test_a_click_on_a_node_chooses_its_step(survey):
    (node,) = [each for each in survey.find("#graph .node") if "t4 = np.sin(x2)" in each.text]
    node.click()
    assert survey.texts("#trace li.chosen .code") == ["t4 = np.sin(x2)"]
    assert "".join(survey.texts("#source .marked")) == "np.sin(x2)"


@needs_graphviz
def test_the_graph_follows_other_inputs(survey):
    survey.set_input("x1", 3.0)
    assert ["t2 = x1 * x2", "15", "t2_bar = 1"] in nodes(survey)


@needs_graphviz
def test_the_graph_is_made_to_fit_if_that_is_asked_for(opened):
    page = opened(subjects.calls, 1.7)
    page.one("#fit").click()
    assert page.one("#fit").get_attribute("aria-pressed") == "true"
    script = "const [svg, panel] = [document.querySelector('.drawing svg'), document.querySelector('.drawing')];" \
             "return svg.getBoundingClientRect().height <= panel.getBoundingClientRect().height"  # fmt: skip
    assert page.browser.execute_script(script)


# --- other inputs -----------------------------------------------------------------------------------------------------
AGAIN = [(subjects.survey, (2.0, 5.0), (0.25, -3.0)), (subjects.loss, (0.3, 0.1, 1.0, 2.0), (-2.0, 1e-3, 1.5, 4e7)),
         (subjects.branches, (1.7,), (1.25,)), (subjects.named, (2.0, -0.5), (-1.0, 3.0)),
         (subjects.exchanged, (1.0, 2.0), (3.0, -4.0)), (subjects.fibonacci, (1.0, 2.0), (-0.5, 7.0))]  # fmt: skip


@pytest.mark.parametrize(("f", "first", "then"), AGAIN, ids=lambda value: getattr(value, "__name__", None))
def test_other_inputs_give_what_a_page_for_them_shows(opened, f, first, then):
    there = opened(f, *then).table()
    page = opened(f, *first)
    assert page.table() != there
    for field, value in zip(page.find("#sliders input[type=number]"), then, strict=True):
        page.set_input(field.get_attribute("id").removeprefix("number-"), value)
    assert page.table() == there
    assert page.one("#notice").text == ""
    page.one("#sliders [type=reset]").click()
    time.sleep(0.1)
    assert page.table() == opened(f, *first).table()


def test_a_slider_moves_the_number_and_the_values(survey):
    survey.one("#range-x1").send_keys(RIGHT)
    value = float(survey.one("#number-x1").get_attribute("value"))
    assert value != 2.0
    assert survey.table()["x1"][0] == shown(value)
    assert survey.one("#about").text.startswith(f"x1 = {shown(value)}, x2 = 5 gives ")


def test_a_test_that_goes_another_way_is_said(opened):
    page = opened(subjects.branches, 1.7)
    page.set_input("x", 3.0)
    assert page.one("#notice").text == "Here t3 = y > 2 goes another way: run s2sdiff explain at these values."
    assert page.table()["y = y * x"] == ("?, ?", "?, ?")
    page.set_input("x", 1.7)
    assert page.one("#notice").text == ""


def test_a_value_that_is_no_number_is_said(survey):
    survey.set_input("x1", -1.0)
    assert survey.one("#notice").text == "t1 = np.log(x1) is nan: there NumPy warns, or Python raises an error."


@pytest.mark.parametrize(("f", "arguments"), [(subjects.calls, (1.7,))])
def test_what_the_page_cannot_run_has_no_sliders(opened, f, arguments):
    page = opened(f, *arguments)
    assert not page.one("#sliders").is_displayed()


# --- light and dark, narrow and wide ----------------------------------------------------------------------------------
def test_the_theme_is_that_of_the_system_until_one_is_chosen(tmp_path):
    browser = started(dark=True)
    try:
        page = Page(browser, explain(subjects.survey, (2.0, 5.0)), tmp_path)
        root = page.one(":root")
        assert root.get_attribute("data-theme") == "dark"
        white = "return [...document.querySelectorAll('.drawing :is(polygon, path)')].some(" \
                "(made) => getComputedStyle(made).fill === 'rgb(255, 255, 255)')"  # fmt: skip
        assert not browser.execute_script(white)
        page.one("#theme").click()
        assert root.get_attribute("data-theme") == "light"
        assert page.one("#theme").get_attribute("aria-pressed") == "false"
        browser.refresh()
        assert page.one(":root").get_attribute("data-theme") == "light"
        assert page.messages() == []
    finally:
        browser.quit()


def test_on_a_phone_the_panels_are_tabs(tmp_path):
    browser = started(width=390, height=780, phone=True)
    try:
        page = Page(browser, explain(subjects.survey, (2.0, 5.0)), tmp_path)

        def shown():
            return [panel.get_attribute("id") for panel in page.find(".panel") if panel.is_displayed()]

        assert shown() == ["trace"]
        tabs = {tab.text: tab for tab in page.find("[role=tab]")}
        tabs["Backward"].click()
        assert shown() == ["backward"]
        assert tabs["Backward"].get_attribute("aria-selected") == "true"
        tabs["Backward"].send_keys(LEFT)
        assert shown() == ["forward"]
        page.line("forward", "value = np.log(x1) + x1 * x2 - np.sin(x2)").click()
        tabs["Source"].click()
        assert "".join(page.texts("#source .marked")) == "np.log(x1) + x1 * x2 - np.sin(x2)"
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        page.one("#next").click()
        assert page.said.startswith("Step ")
        assert page.messages() == []
    finally:
        browser.quit()


def test_the_page_of_a_long_function_is_there_at_once(browser, tmp_path):
    (tmp_path / "long_one.py").write_text(subjects.LONG)
    space = {}
    exec(compile(subjects.LONG, str(tmp_path / "long_one.py"), "exec"), space)
    start = time.perf_counter()
    page = Page(browser, explain(space["long"], (0.5, 1.5)), tmp_path)
    took = time.perf_counter() - start
    assert len(page.find("#trace li.primal")) == 150
    print(f"{took:.2f} s")
    assert took < 30  # the bar is 3 s; noise must not fail a test
    assert page.messages() == []
