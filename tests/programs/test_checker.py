"""The checker catches what it is there to catch."""

import numpy as np
import pytest

import programs.checker as checker
from programs.checker import check_program, pos

constant = pos(3)
elsewhere = pos(3)


def f(x, c):
    return np.sum(np.sin(x) * c)


def spoiled(spoil):
    """value_and_grad that lets `spoil` change its results, given the arguments."""
    original = checker.value_and_grad

    def value_and_grad(*options, **more):
        made = original(*options, **more)

        def call(*args):
            value, gradients = made(*args)
            return spoil(value, gradients, args)

        call.__s2sdiff__ = made.__s2sdiff__
        return call

    return value_and_grad


def first(gradients, change):
    if isinstance(gradients, tuple):
        return (change(gradients[0]), *gradients[1:])
    return change(gradients)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda v, g, a: (v, first(g, lambda x: x * 1.001)), "gradient of argument 0"),
        (lambda v, g, a: (v, first(g, lambda x: x + 1e-5)), "gradient of argument 0"),
        (lambda v, g, a: (np.nextafter(v, 9.0), g), "value"),
        (lambda v, g, a: (float(v), g), "value: type float, not float64"),
        (lambda v, g, a: (v, first(g, lambda x: x.tolist())), "gradient of argument 0"),
        (lambda v, g, a: (v, first(g, lambda x: x[:, None])), "shape"),
        (lambda v, g, a: (v, first(g, lambda x: x.astype("f4").astype("f8"))), "gradient|grad, or one"),
        (lambda v, g, a: (v, first(g, lambda x: np.broadcast_to(x, (3,)))), "cannot be written"),
        (lambda v, g, a: (v, [*g] if isinstance(g, tuple) else g), "no tuple"),
        (lambda v, g, a: (v, g[:1] if isinstance(g, tuple) else g), "1 gradients, not 2"),
        (lambda v, g, a: (a[1].sort(), (v, g))[1], "an argument was changed|value"),
        (lambda v, g, a: (elsewhere.sort(), (v, g))[1], "no argument was changed"),
    ],
)
def test_catches(monkeypatch, spoil, words):
    check_program(f, (pos(3), pos(3)))
    monkeypatch.setattr(checker, "value_and_grad", spoiled(spoil))
    with pytest.raises(AssertionError, match=words):
        check_program(f, (pos(3), np.array([0.9, 0.5, 0.7])))


def linear(x, c):
    return np.sum(x * c)


@pytest.mark.parametrize("other", [lambda args: args[1], lambda args: constant])
def test_catches_aliases(monkeypatch, other):
    def spoil(value, gradients, args):
        return value, first(gradients, lambda x: other(args))

    args = (pos(3), constant.copy())
    check_program(linear, args)
    monkeypatch.setattr(checker, "value_and_grad", spoiled(spoil))
    with pytest.raises(AssertionError, match="shares memory"):
        check_program(linear, args)


def test_catches_a_text_that_is_not_what_ran(monkeypatch):
    monkeypatch.setattr(checker, "run_text", lambda case, variants: (1.0, (pos(3), pos(3))))
    with pytest.raises(AssertionError, match="module"):
        check_program(f, (pos(3), pos(3)))
