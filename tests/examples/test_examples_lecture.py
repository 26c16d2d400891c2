"""What the lecture on automatic differentiation shows: differences, formulas, messages, products."""

import math

import numpy as np
import pytest
from running import example, is_picture

from s2sdiff import differentiate, grad
from s2sdiff.look.run import run_of


def slope(h, errors):
    """Of the error against the step, both logarithmic."""
    return np.polyfit(np.log(h), np.log(errors), 1)[0]


@pytest.fixture(scope="module")
def differences(tmp_path_factory):
    path = tmp_path_factory.mktemp("differences") / "v.png"
    return example("finite_differences"), *example("finite_differences").main(path), path


def test_errors_of_differences_are_a_v(differences):
    module, one, two, _, _, path = differences
    straight = (module.STEPS > 1e-6) & (module.STEPS < 1e-2)
    assert slope(module.STEPS[straight], one[straight]) == pytest.approx(1, abs=0.02)
    straight = (module.STEPS > 1e-4) & (module.STEPS < 1e-1)
    assert slope(module.STEPS[straight], two[straight]) == pytest.approx(2, abs=0.02)
    tiny = module.STEPS < 1e-10
    for errors in (one, two):  # and rounding makes them larger again as the step falls
        assert slope(module.STEPS[tiny], errors[tiny]) < -0.5
    assert is_picture(path)


def test_differences_err_where_a_derivative_does_not(differences):
    _, one, two, exact, *_ = differences
    assert 1e-10 < one.min() < 1e-7
    assert 1e-13 < two.min() < 1e-9
    assert exact < 1e-15


def test_differences_take_a_pass_for_each_input(differences):
    module, *_, costs, _ = differences
    one, two, reverse = costs
    assert one == [n + 1 for n in module.INPUTS]
    assert two == [2 * n for n in module.INPUTS]
    assert max(reverse) < 4
    assert max(reverse) - min(reverse) < 0.1


def test_soft_relu_of_one_layer_is_the_formula_and_not_the_slides():
    module = example("soft_relu")
    w, x, b = 0.4, 1.3, 0.2
    found = grad(module.one_layer)(w, x, b)
    assert found == pytest.approx(module.one_layer_formula(w, x, b), rel=1e-15)
    assert f"{found:.4f}" == "0.8744"
    with_the_slides_w = math.exp(b + w * x) * w / (1 + math.exp(b + w * x))
    assert f"{with_the_slides_w:.4f}" == "0.2690"


def test_soft_relu_of_two_layers_is_the_formula():
    module = example("soft_relu")
    for point in np.random.default_rng(0).normal(size=(20, 5)).tolist():
        assert grad(module.two_layers)(*point) == pytest.approx(module.two_layers_formula(*point), rel=1e-12)


def test_soft_relu_symbolic_grows_and_automatic_does_not(tmp_path):
    module = example("soft_relu")
    rows, difference = module.main(tmp_path / "sizes.png")
    assert difference < 1e-12
    formulas, characters, code = (np.array(column) for column in zip(*rows, strict=True))
    assert set(np.diff(code)) == {code[0]}  # the same for each layer
    assert (np.diff(formulas, 2) > 0).all()  # more for each layer than for the one before
    assert formulas[-1] > 30 * code[-1]
    assert characters[-1] > 10_000
    assert is_picture(tmp_path / "sizes.png")


def test_message_passing(capsys):
    messages, total, x_bar = example("message_passing").main(0.4)
    z = math.sin(0.4)
    np.testing.assert_allclose(messages, [3, math.exp(z), 2 * z], rtol=1e-12)
    assert total == pytest.approx(sum(messages))
    assert x_bar == pytest.approx((3 + math.exp(z) + 2 * z) * math.cos(0.4))
    printed = capsys.readouterr().out
    assert printed.count("    z_bar = ") == 1
    assert printed.count("    z_bar += ") == 2
    order = ["t_bar * 3", "s_bar * s", "r_bar * (2 * z)", "x_bar = z_bar * np.cos(x)"]  # the last statement first
    assert sorted(order, key=printed.index) == order


def test_vector_jacobian_products():
    largest, most = example("vector_jacobian_products").main(100_000)
    assert largest < 1e-14
    assert most < 2 * 8 * 100_000


def test_vjp_of_a_product_and_of_an_exponential_build_no_jacobian():
    module = example("vector_jacobian_products")
    text = differentiate(module.product).source(at="x=f64[n], W=f64[m, n]", derivative="vjp")
    assert "return W.T @ value_bar" in text
    text = differentiate(module.exponential).source(at="z=f64[n]", derivative="vjp")
    assert "return value_bar * value" in text
    assert "diag" not in text


@pytest.mark.parametrize("name", ["negative", "exp", "log", "add", "multiply", "subtract"])
def test_rules_are_the_lectures(name):
    module = example("vector_jacobian_products")
    lambdas = module.LECTURE[name]
    g, *operands = np.random.default_rng(0).uniform(0.5, 2, size=(1 + len(lambdas), 4))
    ans = getattr(np, name)(*operands)
    found = module.adjoints(getattr(module.elementwise, name), g, operands)
    for adjoint, of_lecture in zip(found, lambdas, strict=True):
        np.testing.assert_allclose(adjoint, of_lecture(g, ans, *operands), rtol=1e-15)


def test_tracing_finds_what_reading_finds(capsys, tmp_path):
    module = example("tracing")
    rows = module.main(tmp_path / "logistic.svg")
    assert "np.exp" in (tmp_path / "logistic.svg").read_text(encoding="utf-8")
    for values, slopes, (end, run) in rows:
        assert {f"{value:.4f}" for value in values} == {"0.8176"}
        assert {f"{slope:.4f}" for slope in slopes} == {"0.1491"}
        nodes, steps = list(module.toposort(end)), run.of_role("input", "primal")[::-1]
        assert [node.value for node in nodes] == [step.value for step in steps]  # the same graph
        adjoints = [run.adjoint(step).value for step in steps]
        np.testing.assert_allclose(list(module.backward_pass(1.0, end).values()), adjoints, rtol=1e-15)
    printed = capsys.readouterr().out
    adjoints = ["t4_bar = 1.0", "t3_bar = ", "t2_bar = ", "t1_bar = ", "z_bar = "]
    assert sorted(adjoints, key=printed.index) == adjoints


def test_tracing_records_nodes():
    module = example("tracing")
    _, end = module.make_vjp(module.logistic, 1.5)
    (total,) = end.parents
    (power,) = total.parents
    assert [node.fun for node in (end, total, power)] == [np.true_divide, np.add, np.exp]
    assert end.args == (1.0, total)
    assert end.kwargs == {}
    assert power.value == np.exp(-1.5)
    order = list(module.toposort(end))
    assert order[:3] == [end, total, power]
    assert order[-1].parents == ()
    steps = run_of(module.logistic, (1.5,), mode="primal").of_role("primal")[::-1]
    for node, step in zip(order, steps, strict=False):
        assert step.fun == node.fun.__name__
        assert step.args == tuple(arg.value if isinstance(arg, module.Node) else arg for arg in node.args)
        assert step.kwargs == node.kwargs
        assert [parent.value for parent in step.parents] == [parent.value for parent in node.parents]


def test_learned_schedule(tmp_path):
    (validation, unseen), error, log_rates = example("learned_schedule").main(tmp_path / "schedule.png", rounds=25)
    assert error < 1e-6
    assert validation[1] < validation[0] / 2
    assert unseen[1] < unseen[0] / 2
    assert np.ptp(log_rates) > 0.3  # a schedule and not a constant
    assert is_picture(tmp_path / "schedule.png")
