"""The command line as a user meets it: a process in a folder, its output, its messages and its exit status."""

from __future__ import annotations

import os
import pty
import re
import runpy
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import s2sdiff
from s2sdiff import cli
from s2sdiff.cli.messages import explained, problem_text
from s2sdiff.cli.output import colored
from s2sdiff.errors import Loc, Problem, UnsupportedError
from s2sdiff.infer.notation import KindError
from s2sdiff.infer.values import ANY_NUMBER, Arr, Num
from s2sdiff.load import LoadError, UsageError, definitions, load
from s2sdiff.pipeline import STAGES
from s2sdiff.show import derivative_text, kinds_for, sizes_of, unknown_names

FILES = {
    "lecture.py": """
        import numpy as np


        def loss(w, b, x, t):
            z = w * x + b
            y = 1 / (1 + np.exp(-z))
            return (y - t) ** 2 / 2


        def survey(x1, x2):
            return np.log(x1) + x1 * x2 - np.sin(x2)
        """,
    "data.py": """
        from __future__ import annotations

        import numpy as np

        import s2sdiff

        X = np.arange(6.0).reshape(3, 2)
        print("printed by the module")


        def fit(w: "f64[2]", b: float = 0.0):
            return np.sum((X @ w + b) ** 2)


        @s2sdiff.differentiate(wrt=("w", "b"))
        def both(w: float, b: float):
            return w * b


        class Model:
            def loss(self, x):
                return x * x


        square = lambda x: x * x
        """,
    "twice_a.py": "def twice(x):\n    return 2 * x\n",
    "twice_b.py": "twice = lambda x: 2 * x\n",
    "bad.py": """
        def helper(x):
            return x + open(x)


        def item(x, n):
            é = "ß"; y = x * 2
            del y
            class Inner: pass
            return eval("x")


        def calls(x):
            return helper(x) * 2


        def vector(x):
            return x * 2


        def whole(n: int):
            return n * 2.0
        """,
    "syntax.py": "def f(x)\n    return x\n",
    "missing.py": "import no_such_module_at_all\n",
    "leaves.py": "raise SystemExit(3)\n",
    "shadow/math.py": "def f(x):\n    return x\n",
    "my-model.py": "scale = 3.0\n\n\ndef scaled(x):\n    return scale * x * x\n",
    "pack/__init__.py": "",
    "pack/part.py": "from .other import factor\n\n\ndef scaled(x):\n    return factor * x\n",
    "pack/other.py": "factor = 2.0\n",
}
FLOATS = "w=float, b=float, x=float, t=float"
TRACE = """\
t1 = w * x
z = t1 + b
t2 = -z
t3 = np.exp(t2)
t4 = 1 + t3
y = 1 / t4
t5 = y - t
t6 = t5 ** 2
t7 = t6 / 2
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


@pytest.fixture
def run(folder):
    def run(*arguments: str, cwd: Path = folder, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-m", "s2sdiff", *arguments], cwd=cwd, text=True, encoding="utf-8",
                              capture_output=True, env={**os.environ, "PYTHONUTF8": "1", **environment})  # fmt: skip

    return run


@pytest.fixture
def run_here(folder, monkeypatch, capsys):
    """The same without a process of its own, which is quicker; the modules that it imports are forgotten."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = set(sys.modules)

    def run_here(*arguments: str) -> subprocess.CompletedProcess:
        try:
            status = cli.main(arguments)
        except SystemExit as stop:  # argparse
            status = stop.code
        return subprocess.CompletedProcess(arguments, status, *capsys.readouterr())

    yield run_here
    for name in set(sys.modules) - before:
        if str(folder) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def namespace(text: str, tmp_path: Path) -> dict:
    path = tmp_path / "emitted.py"
    path.write_text(text)
    return runpy.run_path(str(path))


# --- trace ------------------------------------------------------------------------------------------------------------
def test_trace_is_the_lectures_nine_lines(run):
    done = run("trace", "lecture.py:loss")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{TRACE}return t7\n"


def test_trace_of_a_decorated_function(run_here):
    assert run_here("trace", "data:both").stdout == "t1 = w * b\nreturn t1\n"


# --- show -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("target", ["lecture.py:loss", "./lecture.py:loss", "lecture:loss"])
def test_show(run, target, tmp_path):
    done = run("show", target, "--at", FLOATS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\n    # backward\n" in done.stdout
    assert "unbroadcast" not in done.stdout
    value, gradient = namespace(done.stdout, tmp_path)["loss_value_and_grad"](0.5, -0.3, 1.5, 1.0)
    y = 1 / (1 + np.exp(-0.45))
    assert value == pytest.approx((y - 1) ** 2 / 2, rel=1e-14)
    assert gradient == pytest.approx((y - 1) * y * (1 - y) * 1.5, rel=1e-14)


def test_show_a_bare_name(run):
    assert run("show", "loss", "--at", FLOATS).stdout == run("show", "lecture.py:loss", "--at", FLOATS).stdout


def test_show_from_another_folder(run, folder, tmp_path):
    done = run("show", f"{folder}/lecture.py:loss", "--at", FLOATS, cwd=tmp_path)
    assert done.stdout == run("show", "lecture.py:loss", "--at", FLOATS).stdout


def test_wrt_one_is_bare_and_several_are_a_tuple(run_here, tmp_path):
    both = run_here("show", "loss", "--wrt", "b, 0", "--at", FLOATS).stdout
    _, (b_bar, w_bar) = namespace(both, tmp_path)["loss_value_and_grad"](0.5, -0.3, 1.5, 1.0)
    assert w_bar == pytest.approx(1.5 * b_bar, rel=1e-14)
    one = run_here("show", "loss", "--wrt", "b", "--at", FLOATS).stdout
    assert namespace(one, tmp_path)["loss_value_and_grad"](0.5, -0.3, 1.5, 1.0)[1] == b_bar


def test_grad_leaves_the_value_out(run_here, tmp_path):
    text = run_here("show", "loss", "--grad", "--at", FLOATS).stdout
    assert isinstance(namespace(text, tmp_path)["loss_grad"](0.5, -0.3, 1.5, 1.0), float)


@pytest.mark.parametrize("arguments", [["--mode", "forward"], ["--derivative", "jvp"]], ids=" ".join)
def test_forward_mode(run_here, tmp_path, arguments):
    text = run_here("show", "loss", *arguments, "--wrt", "b, w", "--at", FLOATS).stdout
    assert "_bar" not in text
    value, slope = namespace(text, tmp_path)["loss_jvp"](0.5, -0.3, 1.5, 1.0, 1.0, 0.0)  # the tangents of b and w
    expected = namespace(run_here("show", "loss", "--wrt", "b", "--at", FLOATS).stdout, tmp_path)
    assert (value, slope) == pytest.approx(expected["loss_value_and_grad"](0.5, -0.3, 1.5, 1.0), rel=1e-14)


SURVEY = """\
def survey_jvp(x1, x2, x1_dot, x2_dot):
    t1 = np.log(x1)
    t1_dot = x1_dot / x1
    t2 = x1 * x2
    t2_dot = x1_dot * x2 + x1 * x2_dot
    t3 = t1 + t2
    t3_dot = t1_dot + t2_dot
    t4 = np.sin(x2)
    t4_dot = x2_dot * np.cos(x2)
    t5 = t3 - t4
    t5_dot = t3_dot - t4_dot
    return t5, t5_dot
"""


def test_forward_mode_as_a_table_of_the_trace(run_here, tmp_path):
    show = ("show", "lecture:survey", "--mode", "forward", "--wrt", "x1,x2", "--at", "x1=f64, x2=f64")
    text = run_here(*show, "--optimize", "0").stdout
    assert text == f"import numpy as np\n\n\n{SURVEY}"
    for emitted in (text, run_here(*show).stdout):
        survey = namespace(emitted, tmp_path)["survey_jvp"]
        assert survey(2.0, 5.0, 1.0, 0.0) == pytest.approx((11.652071, 5.5), rel=1e-7)
        assert survey(2.0, 5.0, 0.0, 1.0)[1] == pytest.approx(1.7163378, rel=1e-7)


def test_a_tangent_follows_its_primal(run_here):
    text = run_here("show", "loss", "--mode", "forward", "--at", FLOATS, "--optimize", "0").stdout
    targets = re.findall(r"^    (\w+) = ", text, re.MULTILINE)
    active = ["t1", "z", "t2", "t3", "t4", "y", "t5", "t6", "t7"]
    assert targets == [name for primal in active for name in (primal, f"{primal}_dot")]


DERIVATIVES = {
    "grad": "loss_grad",
    "grad,grad": "loss_grad_grad",
    "grad, grad, grad": "loss_grad_grad_grad",
    "hvp": "loss_hvp",
    "hessian": "loss_hessian",
    "jacobian": "loss_jacfwd",
    "jacrev": "loss_jacrev",
    "grad,jacrev": "loss_grad_jacrev",
    "jvp,jvp": "loss_jvp_jvp",
    "hvp,grad": "loss_hvp_grad",
    "elementwise_grad": "loss_elementwise_grad",
    "vjp": "loss_bwd",
    "linearize": "loss_linear",
    "grad,linearize": "loss_grad_linear",
}


@pytest.mark.parametrize("derivative", DERIVATIVES)
@pytest.mark.parametrize("wrt", ["w", "w,b"])
def test_derivatives_by_name(run_here, derivative, wrt, tmp_path):
    if wrt == "w,b" and derivative in ("grad,grad", "grad, grad, grad", "hvp,grad"):
        pytest.skip("a tuple has no gradient")
    done = run_here("show", "loss", "--derivative", derivative, "--wrt", wrt, "--at", FLOATS)
    assert (done.returncode, done.stderr) == (0, "")
    name = "loss_jacrev" if (derivative, wrt) == ("jacobian", "w,b") else DERIVATIVES[derivative]
    assert name in namespace(done.stdout, tmp_path)


def test_a_decorated_function_keeps_its_wrt(run_here, tmp_path):
    text = run_here("show", "data.py:both").stdout
    assert namespace(text, tmp_path)["both_value_and_grad"](3.0, 4.0) == (12.0, (4.0, 3.0))
    text = run_here("show", "data.py:both", "--wrt", "b").stdout
    assert namespace(text, tmp_path)["both_value_and_grad"](3.0, 4.0) == (12.0, 3.0)


def test_annotations_defaults_and_globals_are_used(run_here):
    done = run_here("show", "data.py:fit")
    assert done.returncode == 0
    assert "import data\n" in done.stdout
    assert "data.X" in done.stdout
    assert "unbroadcast" not in done.stdout
    assert done.stderr == "printed by the module\n"  # and not among the text


def test_optimize_0_keeps_one_operation_a_line(run_here):
    text = run_here("show", "loss", "--at", FLOATS, "--optimize", "0").stdout
    assert textwrap.indent("t2 = -z\nt3 = np.exp(t2)\nt4 = 1 + t3\n", "    ") in text
    assert len(text) > len(run_here("show", "loss", "--at", FLOATS, "--optimize", "1").stdout)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_prints(run_here, stage):
    done = run_here("show", "loss", "--at", FLOATS, "--after", stage)
    assert (done.returncode, done.stderr) == (0, "")
    name = {"parse": "loss", "infer": "loss", "forward": "loss_jvp"}.get(stage, "loss_value_and_grad")
    assert f"{'def' if stage == 'emit' else 'function'} {name}(w" in done.stdout
    assert ("z: float = t1 + b" in done.stdout) == (stage == "infer")
    assert ("w_bar" in done.stdout) == (stage not in ("parse", "infer", "forward"))
    assert ("w_dot" in done.stdout) == (stage == "forward")
    if stage == "parse":
        assert textwrap.indent(TRACE, "    ") in done.stdout


def test_unknown_kinds_give_generic_code_and_a_hint(run_here, tmp_path):
    done = run_here("show", "loss", "--at", "b=float, t=float")
    assert done.returncode == 0
    assert done.stderr == (
        "s2sdiff: the kinds of w, x are not known, so this is generic code; for floats: "
        '--at "b=float, t=float, w=float, x=float"\n'
    )
    assert "unbroadcast" in done.stdout
    value, gradient = namespace(done.stdout, tmp_path)["loss_value_and_grad"](0.5, -0.3, 1.5, 1.0)
    exact = run_here("show", "loss", "--at", FLOATS).stdout
    assert (value, gradient) == pytest.approx(namespace(exact, tmp_path)["loss_value_and_grad"](0.5, -0.3, 1.5, 1.0))


def test_the_hint_for_one_name(run_here):
    done = run_here("show", "data:square")
    assert 'the kind of x is not known, so this is generic code; for floats: --at "x=float"' in done.stderr


def test_a_lambda_and_a_file_that_no_import_can_name(run, tmp_path):
    assert "2.0 * x" in run("show", "data.py:square", "--at", "x=float").stdout
    done = run("show", "my-model.py:scaled", "--at", "x=float")
    assert done.returncode == 0
    assert "import my-model" not in done.stdout


def test_a_file_in_a_package(run, folder):
    done = run("show", "part.py:scaled", "--at", "x=float", cwd=folder / "pack")
    assert done.returncode == 0
    assert "import pack.part\n" in done.stdout
    assert run("show", "pack.part:scaled", "--at", "x=float").stdout == done.stdout


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
    ("show", "data:Model.los"): "data has no function Model.los; it has fit, both, Model.loss and square",
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
    ("show", "loss", "--optimize", "2"): "argument --optimize: invalid choice: 2",
    ("show",): "the following arguments are required: target",
    (): "the following arguments are required: COMMAND",
    ("trace", "twice"): "2 files in this folder define twice",
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
    for arguments in (["--help"], ["show", "--help"], ["trace", "--help"]):
        done = run_here(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert max(map(len, done.stdout.splitlines())) <= 120


def test_the_examples_of_the_help_work(run_here, folder, tmp_path, monkeypatch):
    (tmp_path / "model.py").write_text((folder / "lecture.py").read_text())
    examples = re.findall(r"^  s2sdiff (.*)", run_here("show", "--help").stdout, re.MULTILINE)
    assert len(examples) == 10
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "model", raising=False)
    for example in examples:
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
    assert [lines[1] for lines in shown] == ["    del y", "    class Inner: pass", '    return eval("x")']
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


# --- output -----------------------------------------------------------------------------------------------------------
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


# --- what the command line and f.source() share -----------------------------------------------------------------------
def product(w, b, n=2, *, scale=1, name=None):
    return w * b * scale


def test_kinds():
    assert kinds_for(product)[:2] == [ANY_NUMBER, ANY_NUMBER]
    assert [type(kind).__name__ for kind in kinds_for(product)[2:]] == ["Num", "Num", "Static"]
    assert kinds_for(product, "w=f64[n], n=float")[:3] == [Arr("float64", ("n",)), ANY_NUMBER, Num("float")]
    assert unknown_names(product) == ["w", "b"]
    assert unknown_names(product, "w=any", wrt="n") == ["b", "n"]  # an int's default says nothing of what is wanted
    with pytest.raises(KindError, match="product has no parameter q; it has w, b, n, scale, name"):
        kinds_for(product, "q=float")


def test_a_size_of_a_global_gets_no_name_that_at_uses():
    def observed(*sizes: str | int, count: int = 40) -> set:
        from s2sdiff.infer.observe import observe

        symbols = sizes_of([Arr("float64", sizes)])
        return {dim for size in range(100, 100 + count) for dim in observe(np.zeros(size), symbols).shape}

    assert not observed("n", "m", "m1") & {"n", "m", "m1"}
    assert len(observed("n", "d")) == 40
    assert sizes_of([Arr("float64", (3, 1))]) == {3: 3}
    assert sizes_of([]) == {}


def test_source_without_a_call_with_arguments_and_of_the_last_call():
    f = s2sdiff.differentiate(product, wrt=("w", "b"))
    assert f.source() == derivative_text(f)
    assert "unbroadcast" in f.source()
    for_floats = f.source(2.0, 3.0)
    assert "unbroadcast" not in for_floats
    assert f.source() == for_floats
    assert f.source(at="w=float, b=float") == for_floats
    assert f.value_and_grad(2.0, 3.0) == (6.0, (3.0, 2.0))
    assert f.source() == for_floats
    for_arrays = f.source(np.ones(()), 3.0)
    assert f.source() == for_arrays != for_floats
    with pytest.raises(TypeError, match="not both"):
        f.source(2.0, 3.0, at="w=float")
    with pytest.raises(TypeError, match="missing a required argument: 'b'"):
        f.source(2.0)


def test_positions_that_do_not_exist():
    with pytest.raises(TypeError, match="product has 5 parameters and no number 7"):
        derivative_text(product, wrt=7)
    with pytest.raises(TypeError, match="product has no parameter q"):
        derivative_text(product, wrt=["w", "q"])


def test_definitions_are_found_without_importing(tmp_path):
    path = tmp_path / "m.py"
    path.write_text("raise SystemExit\nif 1:\n    def a(): pass\nelse:\n    b = lambda: 0\nfrom x import y\n"
                    "try:\n    c = d = s2sdiff.differentiate(a)\nexcept E:\n    pass\nclass K:\n    def m(self): pass\n"
                    "e = f(a)\ndef a(): pass\n'\\d'\n")  # fmt: skip
    assert definitions(path) == ["a", "b", "c", "d", "K.m"]
    assert definitions(tmp_path / "none.py") == []


def test_load_errors(monkeypatch, folder):
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [*sys.path])
    with pytest.raises(LoadError, match="importing missing failed"):
        load("missing:f")
    with pytest.raises(UsageError, match="there is no file nowhere"):
        load("nowhere.py:f")
