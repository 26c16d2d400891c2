"""`s2sdiff graph`: text to standard output, pictures to files."""

from __future__ import annotations

import pytest

from s2sdiff.look.dot import graphviz


def test_dot_without_a_file(run_here):
    done = run_here("graph", "lecture:survey")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('digraph "survey" {')
    assert "t1 = np.log(x1)" in done.stdout


def test_values(run_here):
    text = run_here("graph", "lecture:survey", "--values", "x1=2, x2=5", "--names", "v").stdout
    assert "v-1_bar = 5.5" in text


@pytest.mark.skipif(graphviz() is None, reason="Graphviz is not here")
@pytest.mark.parametrize(("suffix", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("html", b"<!doctype html>"),
                                                ("dot", b"digraph")])  # fmt: skip
def test_files(run_here, tmp_path, suffix, begins):
    path = tmp_path / f"survey.{suffix}"
    assert run_here("graph", "lecture:survey", "-o", str(path)).returncode == 0
    assert path.read_bytes().startswith(begins)
    done = run_here("graph", "lecture:survey", "-o", str(path))
    assert (done.returncode, done.stderr) == (2, f"s2sdiff: {path} exists and is kept; --force overwrites it\n")
    assert run_here("graph", "lecture:survey", "-o", str(path), "--force").returncode == 0


def test_what_is_no_picture(run_here, tmp_path):
    done = run_here("graph", "lecture:survey", "-o", str(tmp_path / "survey.pdf"))
    assert done.returncode == 2
    assert "write a name that ends in .svg, .png, .dot, .html" in done.stderr


def test_what_cannot_be_read(run_here):
    assert run_here("graph", "bad:item").returncode == 1
    assert run_here("graph", "lecture:survey", "--mode", "reverse").returncode == 2
