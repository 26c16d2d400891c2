"""What the notes on Jacobians show: costs of both modes, and second derivatives."""

import numpy as np
import pytest
from running import central_differences, example, is_picture

from s2sdiff import differentiate, grad


@pytest.fixture(scope="module")
def chains():
    return example("chain_of_layers"), *example("chain_of_layers").main()


def test_chain_costs_what_the_formulas_say(chains):
    module, rows, _ = chains
    for row in rows:
        assert tuple(row["counts"][:2]) == row["products"] == module.multiplications(row["d"])
    wide, narrow, mixed = (row["counts"] for row in rows)
    assert wide[1] < wide[0]
    assert narrow[0] < narrow[1]
    assert mixed[2] < min(mixed[:2])


def test_chain_has_one_jacobian_in_any_order(chains):
    assert all(row["difference"] < 1e-9 for row in chains[1])


def test_chain_memory_follows_the_formulas(chains):
    module, rows, _ = chains
    for row in rows:
        for alive, formula in zip(row["alive"], module.memory(row["d"]), strict=True):
            assert formula / 2 <= alive <= 2 * formula
        assert row["stored"] == sum(row["d"][1:])


def test_reverse_mode_stores_more_for_each_layer(chains):
    _, _, depths = chains
    assert [stored for _, stored in depths] == [50 * (depth - 1) + 1 for depth, _ in depths]


def test_passes(tmp_path):
    difference, times = example("passes").main(tmp_path / "passes.png")
    assert difference < 1e-12
    to_one_forward, to_one_reverse, to_many_forward, to_many_reverse = times[-1]
    assert to_one_reverse < to_one_forward / 20
    assert to_many_forward < to_many_reverse / 20
    assert is_picture(tmp_path / "passes.png")


def test_second_derivatives():
    H, distances, (of_loss, twice, over) = example("second_derivatives").main()
    assert H.shape == (4, 4)
    assert distances.pop("differences of the loss") < 1e-6
    assert max(distances.values()) < 1e-14
    assert max(twice, over) < 5 * of_loss


def test_hessian_is_the_derivative_of_the_gradient():
    module = example("second_derivatives")
    rng = np.random.default_rng(1)
    w, v, X, t = rng.normal(size=3), rng.normal(size=3), rng.normal(size=(5, 3)), rng.random(5)
    expected = np.stack([central_differences(lambda w, k=k: grad(module.loss)(w, X, t)[k], w) for k in range(3)])
    np.testing.assert_allclose(module.by_reverse_twice(w, v, X, t), expected @ v, rtol=1e-7)
    text = differentiate(module.loss).source(w, X, t, derivative="hessian")
    assert "w_dot = np.eye(w.size)" in text  # one run, a tangent for each weight
    assert "w_bar_dot" in text  # the tangent of the gradient


def test_expression_swell():
    rows = example("expression_swell").main()
    symbolic, code, differences = zip(*rows, strict=True)
    assert symbolic[:4] == (0, 2, 21, 82)  # the survey's Table 1, in sympy's operations
    assert len(set(np.diff(code))) == 1
    assert max(differences) < 1e-9
