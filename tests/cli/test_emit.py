"""`s2sdiff emit`: a module of its own, with a header; `--check` says whether it is stale."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from .shell import FLOATS

MODEL = """\
import math


def loss(w, b, x, t):
    z = w * x + b
    y = 1 / (1 + math.exp(-z))
    return (y - t) ** 2 / 2
"""


@pytest.fixture
def emitted(run_here, tmp_path):
    """The model, and a function that emits it into a file beside it."""
    (tmp_path / "emitted_model.py").write_text(MODEL)
    target = f"{tmp_path / 'emitted_model.py'}:loss"

    def emit(*arguments, at=FLOATS, name="loss_grad.py"):
        sys.modules.pop("emitted_model", None)
        return run_here("emit", target, "--wrt", "w,b", "--at", at, "-o", str(tmp_path / name), *arguments)

    return emit


def test_a_module_that_needs_no_s2sdiff(emitted, tmp_path):
    assert emitted().returncode == 0
    text = (tmp_path / "loss_grad.py").read_text()
    head = text.split("\n\n")[0].splitlines()
    assert re.fullmatch(r"# Written by s2sdiff \S+ from \S+:loss\. Do not edit it; to write it anew:", head[0])
    assert head[1].startswith("#   s2sdiff emit ")
    assert [line.split()[1] for line in head[2:]] == ["source", "options", "versions", "code"]
    assert re.search(r"numpy \d\S+, Python 3\.\d+", head[4])
    code = ("import sys; sys.modules['s2sdiff'] = None; import loss_grad; "
            "print(loss_grad.loss_value_and_grad(.4, .2, 1.3, 1.))")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("(0.053593")


def test_the_same_text_each_time(emitted, tmp_path):
    emitted()
    before = (tmp_path / "loss_grad.py").read_text()
    assert emitted().returncode == 0  # its own file is written anew without being asked
    assert (tmp_path / "loss_grad.py").read_text() == before


def test_check(emitted, tmp_path):
    path = tmp_path / "loss_grad.py"
    done = emitted("--check")
    assert done.returncode == 1
    assert f"there is no {path}; write it with: s2sdiff emit " in done.stderr
    emitted()
    assert (emitted("--check").returncode, emitted("--check").stderr) == (0, "")
    text = path.read_text()
    path.write_text(re.sub(r"# versions.*", "# versions s2sdiff 0.0, numpy 1.0, Python 3.0", text))
    assert emitted("--check").returncode == 0  # other versions alone make nothing stale
    (tmp_path / "emitted_model.py").write_text(MODEL.replace("/ 2", "/ 3"))
    done = emitted("--check")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{path} is stale: the function has changed; renew it with: s2sdiff emit " in done.stderr
    assert path.read_text() == re.sub(r"# versions.*", "# versions s2sdiff 0.0, numpy 1.0, Python 3.0", text)
    assert emitted().returncode == 0
    assert emitted("--check").returncode == 0


def test_other_options_and_edits_are_stale(emitted, tmp_path):
    emitted()
    assert "is stale: it was written with other options" in emitted("--check", at="w=f64, b=f64, x=f64, t=f64").stderr
    path = tmp_path / "loss_grad.py"
    path.write_text(path.read_text().replace("# backward", "# backwards"))
    done = emitted("--check")
    assert done.returncode == 1
    assert "it was edited" in done.stderr
    assert done.stderr.endswith("--force\n")
    done = emitted()
    assert (done.returncode, done.stderr) == (2, f"s2sdiff: {path} was edited since s2sdiff wrote it; --force "
                                              "overwrites it\n")  # fmt: skip
    assert emitted("--force").returncode == 0
    assert emitted("--check").returncode == 0


def test_a_helper_that_changes_makes_it_stale(run_here, tmp_path):
    path, model = tmp_path / "helped_grad.py", tmp_path / "helped_model.py"
    text = "def helper(x):\n    return x * x\n\n\ndef f(x):\n    return helper(x) + 1\n"
    words = ("emit", f"{model}:f", "--at", "x=float", "-o", str(path))
    model.write_text(text)
    assert run_here(*words).returncode == 0
    model.write_text(text.replace("x * x", "x * x * x"))
    sys.modules.pop("helped_model", None)
    done = run_here(*words, "--check")
    assert done.returncode == 1
    assert "its code would be another now" in done.stderr


def test_files_of_others_are_kept(emitted, tmp_path):
    path = tmp_path / "loss_grad.py"
    path.write_text("mine = 1\n")
    done = emitted()
    assert (done.returncode, done.stderr) == (2, f"s2sdiff: {path} exists and was not written by s2sdiff; --force "
                                              "overwrites it\n")  # fmt: skip
    assert path.read_text() == "mine = 1\n"
    assert emitted("--check").returncode == 1
    assert emitted("--force").returncode == 0


def test_what_cannot_be_asked_for(run_here):
    done = run_here("emit", "loss", "--check")
    assert (done.returncode, done.stderr) == (2, "s2sdiff: --check is for a file; name it with -o FILE\n")
    assert run_here("emit", "bad:item", "--at", "x=float, n=int").returncode == 1


def test_to_standard_output(run_here):
    done = run_here("emit", "loss", "--at", FLOATS)
    assert done.returncode == 0
    assert done.stdout.startswith("# Written by s2sdiff ")
    compile(done.stdout, "emitted", "exec")
