"""`s2sdiff show --mode forward`, `--derivative …`: the derivatives by name."""

from __future__ import annotations

import re

import numpy as np
import pytest

from .shell import FLOATS, namespace


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


def test_a_derivative_is_shown_as_it_is_or_differentiated(run_here, tmp_path):
    x = np.array([1.0, 2.0])
    text = run_here("show", "data:curvature").stdout
    np.testing.assert_array_equal(namespace(text, tmp_path)["cubes_hessian"](x, 2.0), np.diag(12 * x))
    text = run_here("show", "data:curvature", "--wrt", "y", "--mode", "forward").stdout
    _, slope = namespace(text, tmp_path)["cubes_hessian_jvp"](x, 2.0, 1.0)
    np.testing.assert_array_equal(slope, np.diag(6 * x))
    text = run_here("show", "data:curvature", "--derivative", "jacfwd").stdout
    assert namespace(text, tmp_path)["cubes_hessian_jacfwd"](x, 2.0).shape == (2, 2, 2)
