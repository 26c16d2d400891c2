"""`s2sdiff explain`: a page in a file, and what is said where there is none."""

import json
import re

SURVEY = ("explain", "lecture.py:survey", "--values", "x1=2, x2=5")


def content(text):
    (found,) = re.findall(r'<script type="application/json" id="content">(.*)</script>', text)
    return json.loads(found)


def texts(rows):
    return ["".join(piece["text"] for piece in row["pieces"]) for row in rows]


def test_the_page_is_written_to_a_file(run_here, tmp_path):
    target = tmp_path / "survey.html"
    done = run_here(*SURVEY, "-o", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    found = content(target.read_text(encoding="utf-8"))
    assert found["name"] == "survey"
    assert [found["moments"][k]["value"] for k in (0, 1, -1)] == ["2", "5", "5.5"]
    assert run_here(*SURVEY, "-o", str(target)).stderr.endswith("exists and is kept; --force overwrites it\n")


def test_a_pipe_gets_the_page_as_well(run_here):
    text = run_here(*SURVEY, "--wrt", "x1").stdout
    assert text.startswith("<!DOCTYPE html>\n")
    rows = texts(content(text)["rows"])
    assert "x1_bar = t2_bar * x2" in rows
    assert not any(row.startswith("x2_bar") for row in rows)


def test_what_cannot_be_differentiated_has_no_page(run_here, tmp_path):
    done = run_here("explain", "bad.py:item", "--values", "x=1, n=2", "-o", str(tmp_path / "page.html"))
    assert done.returncode == 1
    assert done.stderr.startswith("s2sdiff: bad.py:item cannot be differentiated, for ")
    assert list(tmp_path.iterdir()) == []


def test_a_decorated_function_and_one_with_data_from_outside_have_pages(run_here):
    assert content(run_here("explain", "data.py:both", "--values", "w=2, b=3").stdout)["name"] == "both"
    found = content(run_here("explain", "data.py:fit", "--values", "w=[1, 2]").stdout)
    assert texts(found["rows"][row] for row in found["inputs"]) == ["w", "b", "X"]
