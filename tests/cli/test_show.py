"""`s2sdiff show` and `s2sdiff trace` as they are typed: what they print."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from s2sdiff.pipeline import STAGES

from .shell import FLOATS, TRACE, namespace


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
