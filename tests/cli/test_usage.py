"""Wrong usage and what is refused: the messages, the exit status; the help."""

from __future__ import annotations

import os
import re
import shlex
import sys

import pytest

import s2sdiff
from s2sdiff.cli.messages import explained, problem_text
from s2sdiff.errors import Loc, Problem, UnsupportedError

# --- usage ------------------------------------------------------------------------------------------------------------
HAS = "it has w, b, x, t"
WRONG = {
    ("show", "twice"): "2 files in this folder define twice; write twice_a.py:twice or twice_b.py:twice",
    ("show", "los"): "no file in this folder defines a function los; did you mean lecture.py:loss?",
    ("show", "np.linalg.quux"): "defines a function np.linalg.quux; a function of a module is written np.linalg:quux",
    ("show", "quux"): "defines a function quux; write file.py:quux or package.module:quux",
    ("show", "lecture.py"): "lecture.py is a file, not a function; write lecture.py:loss",
    ("show", "bad.py"): "write bad.py:helper, bad.py:item, bad.py:calls, bad.py:vector or bad.py:whole",
    ("show", "pack/other.py"): "pack/other.py is a file, not a function, and it defines none",
    ("show", "nowhere.py"): "there is no file nowhere.py",
    ("show", "nowhere.py:f"): "there is no file nowhere.py",
    ("show", "no/where.txt:f"): "no/where.txt is not a Python file (.py)",
    ("show", "nowhere:f"): "there is no module nowhere, neither in this folder nor installed",
    ("show", "nowhere.at.all:f"): "there is no module nowhere, neither in this folder nor installed",
    ("show", ".relative:f"): ".relative is not the name of a module",
    ("show", "lecture.py:"): "'lecture.py:' is no function; write file.py:f, package.module:f, or f",
    ("show", ":loss"): "':loss' is no function",
    ("show", "lecture.py:los"): "lecture has no function los; it has loss",
    ("show", "data:Model.los"): "data has no function Model.los; it has fit, both, Model.loss, square and cubes",
    ("show", "data:X"): "data:X is of type ndarray, not a function",
    ("show", "shadow/math.py:f"): "shadow/math.py has the name of another module, math (",
    ("show", "loss", "--wrt", "q"): f"loss has no parameter q; {HAS}",
    ("show", "loss", "--wrt", "4"): f"loss has no parameter 4; {HAS}",
    ("show", "loss", "--wrt", "w,"): f"loss has no parameter (empty); {HAS}",
    ("show", "loss", "--at", "q=float"): f'cannot use "q=float": loss has no parameter q; {HAS}',
    ("show", "loss", "--at", "w=f46[n]"): 'cannot read "w=f46[n]": expected a kind',
    ("show", "loss", "-o", "."): ". is a folder",
    ("show", "loss", "-o", "no/file.py"): "there is no folder no",
    ("show", "loss", "--after", "nothing"): "argument --after: invalid choice: 'nothing'",
    ("show", "loss", "--mode", "sideways"): "argument --mode: invalid choice: 'sideways'",
    ("show", "loss", "--mode", "forward", "--grad"): "argument --grad: not allowed with argument --mode",
    ("show", "loss", "--derivative", "gard"): "argument --derivative: there is no derivative gard; there are grad, ",
    ("show", "loss", "--derivative", "grad,"): "argument --derivative: there is no derivative (empty); there are grad",
    ("show", "loss", "--derivative", "vjp,grad"): "vjp makes two functions, and no derivative is made of these; write",
    ("show", "loss", "--derivative", "vjp", "--after", "reverse"): "vjp makes two functions, and only their finished",
    ("show", "loss", "--mode", "reverse", "--after", "forward"): "value_and_grad is made by reverse mode, and has no",
    ("show", "loss", "--derivative", "grad,hvp", "--after", "reverse"): "hvp is made by forward mode, and has no stage",
    ("show", "data:curvature", "--wrt", "y"): "cubes_hessian is a derivative already; name one of it with",
    ("show", "data:curvature", "--after", "reverse"): "hessian is made by forward mode, and has no stage reverse",
    ("show", "loss", "--optimize", "2"): "argument --optimize: invalid choice: 2",
    ("show",): "the following arguments are required: target",
    (): "the following arguments are required: COMMAND",
    ("trace", "twice"): "2 files in this folder define twice",
    ("explain", "loss"): 'nothing says what w, b, x, t is; write --values "w=1, b=1, x=1, t=1"',
    ("explain", "loss", "--values", "w=1, b=2, x=3, t=4", "--wrt", "q"): f"loss has no parameter q; {HAS}",
    ("explain", "loss", "-o", "no/page.html"): "there is no folder no",
    ("quux",): "invalid choice: 'quux'",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_usage(run_here, arguments):
    done = run_here(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert WRONG[arguments] in done.stderr
    assert "Traceback" not in done.stderr


def test_help_and_version(run_here):
    assert run_here("--version").stdout == f"s2sdiff {s2sdiff.__version__}\n"
    for arguments in (["--help"], ["show", "--help"], ["trace", "--help"], ["explain", "--help"]):
        done = run_here(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert max(map(len, done.stdout.splitlines())) <= 120


def test_the_examples_of_the_help_work(run_here, folder, tmp_path, monkeypatch):
    (tmp_path / "model.py").write_text((folder / "lecture.py").read_text())
    commands = {"show": 10, "emit": 3, "trace": 4, "graph": 4, "explain": 2}
    found = [re.findall(r"^  s2sdiff (.*)", run_here(command, "--help").stdout, re.MULTILINE) for command in commands]
    assert [len(listed) for listed in found] == [*commands.values()]
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "model", raising=False)
    for listed in found:
        (tmp_path / "loss_grad.py").unlink(missing_ok=True)
        for example in listed:
            (tmp_path / "survey.html").unlink(missing_ok=True)
            assert run_here(*shlex.split(example)).returncode == 0, example
    monkeypatch.delitem(sys.modules, "model")


# --- what cannot be differentiated ------------------------------------------------------------------------------------
def test_all_problems_are_shown_each_with_its_line_and_caret(run_here):
    done = run_here("show", "bad.py:item", "--at", "x=f64[n], n=int")
    assert (done.returncode, done.stdout) == (1, "")
    head, *problems = done.stderr.split("\n\n")
    assert head == "s2sdiff: bad.py:item cannot be differentiated, for 3 reasons"
    shown = [problem.splitlines()[:3] for problem in problems]
    assert [lines[0].split(": ")[0] for lines in shown] == ["bad.py:7:5", "bad.py:8:5", "bad.py:9:12"]
    assert [lines[1] for lines in shown] == ["    x.dot = y", "    class Inner: pass", '    return eval("x")']
    assert [lines[2] for lines in shown] == ["    ^^^^^", "    ^^^^^^^^^^^^^^^^^", "           ^^^^^^^^^"]
    assert all(len(problem.splitlines()) == 4 for problem in problems)  # and what to write instead


def test_a_problem_in_a_called_function_shows_the_call_as_well(run_here):
    done = run_here("show", "bad.py:calls", "--at", "x=float")
    assert done.returncode == 1
    assert "bad.py:2:16: open" in done.stderr
    assert "               ^^^^^^^\n".lstrip() in done.stderr
    assert "    return helper(x) * 2\n           ^^^^^^^^^\n" in done.stderr
    assert done.stderr.startswith("s2sdiff: bad.py:calls cannot be differentiated\n")


REFUSED = {
    ("show", "bad.py:vector", "--at", "x=f64[n]"): "s2sdiff: vector returns f64[n], and a gradient needs one real",
    ("show", "bad.py:whole"): "s2sdiff: whole cannot be differentiated with respect to n, which is int",
    ("show", "missing.py:f"): "s2sdiff: importing missing.py failed: ModuleNotFoundError: No module named "
    "'no_such_module_at_all' (",
    ("show", "missing:f"): "s2sdiff: importing missing failed: ModuleNotFoundError: No module named ",
    ("show", "leaves:f"): "s2sdiff: importing leaves failed: SystemExit: 3 (",
    ("show", "numpy:sum"): "s2sdiff: numpy:sum cannot be differentiated\n\n'sum' is a built-in or compiled function",
    ("trace", "bad.py:item"): "s2sdiff: bad.py:item cannot be differentiated, for 3 reasons",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_refused(run_here, arguments):
    done = run_here(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(REFUSED[arguments])
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_python(run_here):
    done = run_here("show", "syntax.py:f")
    assert done.returncode == 1
    assert 'syntax.py", line 1\n    def f(x)\n            ^\nSyntaxError:' in done.stderr


@pytest.mark.parametrize(
    ("loc", "shown"),
    [
        (None, "No.\nWrite yes.\n"),
        (Loc("m.py", 3, 0, 3, 0, ""), "m.py:3:1: No.\nWrite yes.\n"),
        (Loc("m.py", 3, 4, 5, 2, "    f(a,"), "m.py:3:5: No.\n    f(a,\n    ^^^^\nWrite yes.\n"),
        (Loc("m.py", 3, 8, 3, 9, "    é = x"), "m.py:3:9: No.\n    é = x\n        ^\nWrite yes.\n"),
        (Loc("m.py", 3, 2, 3, 3, "\tx\ty"), "m.py:3:3: No.\n    x\ty\n     ^\nWrite yes.\n"),
        (Loc("m.py", 3, 3, 3, 4, "\tx\ty"), "m.py:3:4: No.\n    x\ty\n     \t^\nWrite yes.\n"),
        (Loc("m.py", 3, 4, 3, 6, "k = '漢字'"), "m.py:3:5: No.\n    k = '漢字'\n        ^^^\nWrite yes.\n"),
        (Loc("m.py", 3, 6, 3, 8, "k = '漢字'"), "m.py:3:7: No.\n    k = '漢字'\n           ^^^\nWrite yes.\n"),
    ],
)
def test_carets(loc, shown):
    assert problem_text(Problem(loc, "No.", "Write yes.")) == shown


def test_paths_below_this_folder_are_shown_as_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    here = Problem(Loc(str(tmp_path / "a" / "m.py"), 1, 0, 1, 1, "x"), "No.", "")
    text = explained(UnsupportedError([here, Problem(Loc("/else/m.py", 1, 0, 1, 1, "x"), "No.", "")]), "f")
    assert f"a{os.sep}m.py:1:1: No.\n" in text
    assert "\n/else/m.py:1:1: No.\n" in text
