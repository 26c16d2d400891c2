"""Where the text goes: files, pipes and terminals."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from s2sdiff.cli.output import colored

from .shell import FLOATS, TRACE


def test_output_to_a_file_never_overwrites_without_force(run_here, tmp_path):
    target = tmp_path / "out.py"
    show = ("show", "lecture.py:loss", "--at", FLOATS)
    text = run_here(*show).stdout
    done = run_here(*show, "-o", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert target.read_text() == text
    target.write_text("mine")
    done = run_here(*show, "-o", str(target))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"s2sdiff: {target} exists and is kept; --force overwrites it\n"
    assert target.read_text() == "mine"
    assert run_here(*show, "-o", str(target), "--force", "--color", "always").returncode == 0
    assert target.read_text() == text
    assert run_here("trace", "lecture.py:loss", "-o", str(target), "--force").returncode == 0
    assert target.read_text() == f"{TRACE}return t7\n"


def test_nothing_is_written_when_there_is_no_derivative(run_here, tmp_path):
    assert run_here("show", "bad.py:item", "-o", str(tmp_path / "out.py")).returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_output_is_plain_when_piped_and_coloured_on_request(run):
    pytest.importorskip("pygments")
    plain = run("trace", "loss").stdout
    assert "\x1b" not in plain
    coloured = run("trace", "loss", "--color", "always").stdout
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_colour_without_pygments_is_plain(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygments", None)
    assert colored("x = 1\n") == "x = 1\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
@pytest.mark.parametrize(
    ("environment", "arguments", "colour"),
    [
        ({}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": ""}, [], True),
        ({"TERM": "dumb"}, [], False),
        ({}, ["--color", "never"], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
    ],
)
def test_colour_in_a_terminal(folder, environment, arguments, colour):
    pytest.importorskip("pygments")
    inherited = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    leader, follower = pty.openpty()
    try:
        subprocess.run([sys.executable, "-m", "s2sdiff", "trace", "loss", *arguments], cwd=folder, stdout=follower,
                       check=True, env={**inherited, "TERM": "xterm", **environment})  # fmt: skip
        assert (b"\x1b[" in os.read(leader, 10_000)) == colour
    finally:
        os.close(leader)
        os.close(follower)


def test_a_reader_that_goes_away_is_no_error(folder):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-m", "s2sdiff", "trace", "loss"], cwd=folder, stdout=writing,
                          stderr=subprocess.PIPE, check=False)  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
