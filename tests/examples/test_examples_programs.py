"""The programs among the examples run, and what they show is true. `main()` of an example returns its claim."""

import numpy as np
import pytest
from running import central_differences, example, is_picture
from scipy.optimize import rosen_der

from s2sdiff import grad, value_and_grad

LECTURES_TRACE = """\
t1 = w * x
z = t1 + b
t2 = -z
t3 = math.exp(t2)
t4 = 1 + t3
y = 1 / t4
t5 = y - t
t6 = t5 ** 2
L = t6 / 2
"""


def test_lecture_loss(capsys):
    module = example("lecture_loss")
    assert module.main() < 1e-9
    printed = capsys.readouterr().out
    assert LECTURES_TRACE in printed
    assert printed.count("w_bar = ") == printed.count("b_bar = ") == 2
    adjoints = ["L_bar = 1.0", "y_bar = ", "z_bar = ", "b_bar = z_bar", "w_bar = t1_bar * x"]
    whole = printed.partition("with every adjoint")[2]
    assert sorted(adjoints, key=lambda line: whole.index(f"    {line}")) == adjoints
    w, b, x, t = 0.4, 0.2, 1.3, 1.0
    y = 1 / (1 + np.exp(-(w * x + b)))
    z_bar = (y - t) * y * (1 - y)
    found = grad(module.loss, argnums=(0, 1))(w, b, x, t)
    np.testing.assert_allclose(found, (z_bar * x, z_bar), rtol=1e-14)
    assert all(type(part) is float for part in found)


def test_logistic_regression_is_the_lectures(capsys):
    module = example("logistic_regression")
    initial, trained = module.main()
    assert initial == pytest.approx(4 * np.log(2))  # every probability is a half at zero weights
    assert trained < 0.5 * initial
    assert capsys.readouterr().out.startswith("Initial loss: 2.77258872223978")


def test_logistic_regression_gradient():
    module = example("logistic_regression")
    weights = np.array([0.3, -0.2, 0.9])
    # 0.5 (tanh(x) + 1) is the logistic function of 2 x
    residual = 1 / (1 + np.exp(-2 * module.inputs @ weights)) - module.targets
    np.testing.assert_allclose(grad(module.training_loss)(weights), 2 * module.inputs.T @ residual, rtol=1e-12)


def test_logistic_regression_reads_its_globals_at_each_call():
    module = example("logistic_regression")
    weights = np.array([0.3, -0.2, 0.9])
    gradient = grad(module.training_loss)
    before = gradient(weights)
    module.inputs = 2 * module.inputs
    np.testing.assert_allclose(gradient(weights), central_differences(module.training_loss, weights), rtol=1e-7)
    assert not np.allclose(gradient(weights), before)


def test_rosenbrock():
    module = example("rosenbrock")
    found = module.main()
    assert found.success
    np.testing.assert_allclose(found.x, 1, atol=1e-4)
    x = np.linspace(-2, 2, 17)
    np.testing.assert_allclose(grad(module.rosenbrock)(x), rosen_der(x), rtol=1e-12, atol=1e-11)


def test_pendulum():
    module = example("pendulum")
    fitted, true = module.main()
    np.testing.assert_allclose(fitted, true, rtol=0.02)
    measured = module.measurements(*true, 0.05, 60, 0.05, np.random.default_rng(1))
    at = np.array([9.0, 0.2])
    expected = central_differences(lambda p: module.misfit(p, measured, 0.05), at)
    value, found = value_and_grad(module.misfit)(at, measured, 0.05)
    assert value == module.misfit(at, measured, 0.05)
    np.testing.assert_allclose(found, expected, rtol=1e-7)


def test_mlp_learns_the_digits(tmp_path):
    held_out, losses = example("mlp_digits").main(tmp_path / "loss.png")
    assert held_out >= 0.95
    assert losses[-1] < losses[0] / 20
    assert is_picture(tmp_path / "loss.png")


def test_mlp_gradient():
    module = example("mlp_digits")
    rng = np.random.default_rng(0)
    params = [(W, rng.normal(size=b.shape)) for W, b in module.initial_parameters([5, 4, 3, 10], rng)]
    images, labels = rng.normal(size=(6, 5)), rng.integers(0, 10, 6)

    def loss_of(flat):
        parts = iter(np.split(flat, np.cumsum([x.size for layer in params for x in layer])))
        return module.loss([(next(parts).reshape(W.shape), next(parts)) for W, b in params], images, labels)

    gradient = grad(module.loss)(params, images, labels)
    assert isinstance(gradient, list)
    assert [[x.shape for x in layer] for layer in gradient] == [[x.shape for x in layer] for layer in params]
    expected = central_differences(loss_of, np.concatenate([x.ravel() for layer in params for x in layer]))
    np.testing.assert_allclose(np.concatenate([x.ravel() for layer in gradient for x in layer]), expected, atol=1e-8)


def test_fluid_becomes_the_picture(tmp_path, capsys):
    before, after = example("fluid").main(tmp_path / "fluid.png")
    assert after < before / 5
    assert f"optimised    {after:.4f}" in capsys.readouterr().out
    assert is_picture(tmp_path / "fluid.png")


def test_fluid_gradient():
    module = example("fluid")
    rng = np.random.default_rng(0)
    smoke, target, steps, h = module.square(12), module.peace_sign(12), 8, 1e-6
    velocities = rng.normal(size=2 * 12 * 12)
    before = velocities.copy()
    value, gradient = value_and_grad(module.loss)(velocities, smoke, target, steps)
    assert value == module.loss(velocities, smoke, target, steps)
    np.testing.assert_array_equal(velocities, before)  # only what a step of the simulation made is changed in place
    for direction in rng.normal(size=(10, velocities.size)):
        ahead, behind = (module.loss(velocities + s * direction, smoke, target, steps) for s in (h, -h))
        np.testing.assert_allclose(gradient @ direction, (ahead - behind) / (2 * h), rtol=1e-6)


def test_checkpointing(capsys):
    module = example("checkpointing")
    steps, points = 300, 40
    (plain, all_states), (halves, few), (chunks, some) = module.main(steps, points)
    assert "states kept" in capsys.readouterr().out
    np.testing.assert_allclose(halves, plain, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(chunks, plain, rtol=1e-12, atol=1e-15)
    assert few < all_states / 8
    assert some < all_states / 2
    u, target = np.random.default_rng(0).random((2, 12))
    expected = central_differences(lambda u: module.distance(u, target, 20), u)
    np.testing.assert_allclose(grad(module.distance_log)(u, target, 20), expected, rtol=1e-7)
