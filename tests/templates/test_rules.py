"""Every rule of `templates/` at every case of its family, and what the files of rules must be like."""

import contextlib
import warnings

import numpy as np
import pytest

from s2sdiff import grad
from s2sdiff.rules import texts

from .checker import assert_same, check, leaves, map_leaves, rules
from .samples import cases
from .sampling import complexified

RULES = rules()
NOT_COMPARED = {"empty", "empty_like"}  # their entries are whatever lies in memory
CASES = [(op, case) for op, rule in RULES.items() for case in cases(rule)]


@pytest.mark.parametrize("op", sorted(set(RULES) - NOT_COMPARED))
def test_an_op_without_cases_fails(op):
    assert any(op == sampled for sampled, _ in CASES)


@pytest.mark.parametrize(("op", "case"), CASES, ids=[f"{op}-{k}-{case}" for k, (op, case) in enumerate(CASES)])
def test_rule(op, case):
    rule = RULES[op]
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        check(rule, case)


NOT_OF_FLOATS = {"empty", "empty_like", "arange", "bincount"}
REAL = {op for op, text in texts().items() if text.is_real}
IN_C = [(op, made) for op, case in CASES if op not in REAL | NOT_OF_FLOATS
        for made in complexified(RULES[op], case, np.random.default_rng(5))]  # fmt: skip


@pytest.mark.parametrize(("op", "case"), IN_C, ids=[f"{op}-{k}-{case}" for k, (op, case) in enumerate(IN_C)])
def test_rule_in_complex_numbers(op, case):
    """A rule that does not say "Real operands." holds for complex ones, or has no line for them and is refused."""
    rule = RULES[op]
    with warnings.catch_warnings(), np.errstate(all="raise"), contextlib.suppress(UnboundLocalError):
        warnings.simplefilter("error")
        check(rule, case)
    if not rule.dots:
        nudged = [map_leaves(lambda part: part * (1 + 1e-9j), value) if is_complex(value) else value
                  for value in case.operands]  # fmt: skip
        assert_same(rule.reference(*nudged, **case.keywords), rule.reference(*case.operands, **case.keywords))


def is_complex(value):
    return any(map(np.iscomplexobj, leaves(value)))


@pytest.mark.parametrize("op", sorted(NOT_COMPARED))
def test_empty(op):
    (y,) = RULES[op].fn(np.zeros((2, 3)) if op == "empty_like" else (2, 3))
    assert y.shape == (2, 3)
    assert y.dtype == np.float64


@pytest.mark.parametrize("kind", [np.float32, "float32"])
def test_astype_to_another_width(kind):
    x, x_dot = np.array([0.3, 1.7]), np.array([0.1, 0.2])
    y, y_dot, x_bar = RULES["astype"].fn(x, kind, x_dot, np.ones(2, kind))
    assert y.dtype == np.dtype(kind)
    assert x_bar.dtype == np.float64
    np.testing.assert_allclose(y_dot, x_dot, rtol=1e-7)
    np.testing.assert_allclose(x_bar, 1.0)


def rounded(x):
    return np.sum(x.astype(int) * 2.0) + np.sum(x.astype(bool) * 1.0)


def test_astype_to_a_type_that_rounds_has_no_slope():
    np.testing.assert_array_equal(grad(rounded)(np.array([0.3, 1.7])), [0.0, 0.0])
