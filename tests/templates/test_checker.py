"""The checker finds what is wrong: a rule off by 0.1 %, a transposed matmul, and other ways to be wrong."""

import numpy as np
import pytest

from .checker import Case, Rule, check, rules
from .samples import cases

A, B = np.array([[0.3, -1.2], [0.7, 0.4]]), np.array([[1.1, 0.2], [-0.5, 0.9]])
X = np.array([0.3, 1.2, -0.7])


def exp_adjoint_off(x, x_dot, y_bar):
    y = np.exp(x)
    return y, x_dot * y, y_bar * y * 1.001


def exp_tangent_off(x, x_dot, y_bar):
    y = np.exp(x)
    return y, x_dot * y * 1.001, y_bar * y * 1.001


def exp_value_off(x, x_dot, y_bar):
    y = np.exp(x) * (1 + 1e-15)
    return y, x_dot * y, y_bar * y


def exp_wide(x, x_dot, y_bar):
    y = np.exp(x)
    return y, x_dot * y, y_bar * y * np.float64(1.0)


def matmul_transposed(a, b, a_dot, b_dot, y_bar):
    return a @ b, a_dot @ b + a @ b_dot, y_bar @ b, a.T @ y_bar


def multiply_without_second_tangent(a, b, a_dot, b_dot, y_bar):
    return a * b, a_dot * b, y_bar * b, y_bar * a


def sum_of_wrong_shape(x, x_dot, y_bar, *, axis=None, keepdims=False):
    return np.sum(x), np.sum(x_dot), y_bar


WRONG = [
    ("exp", exp_adjoint_off, (X,)),
    ("exp", exp_adjoint_off, (0.3,)),
    ("exp", exp_adjoint_off, (X.astype(np.float32),)),
    ("exp", exp_tangent_off, (X,)),
    ("exp", exp_value_off, (X,)),
    ("exp", exp_wide, (X.astype(np.float32),)),
    ("matmul", matmul_transposed, (A, B)),
    ("multiply", multiply_without_second_tangent, (X, X[:1])),
    ("sum", sum_of_wrong_shape, (X,)),
]


@pytest.mark.parametrize(("op", "fn", "operands"), WRONG)
def test_a_wrong_rule_is_caught(op, fn, operands):
    right = rules()[op]
    check(right, Case(operands))
    with pytest.raises(AssertionError):
        check(Rule(op, right.family, fn), Case(operands))


def test_a_new_op_is_sampled_by_family_or_has_no_case():
    assert len(list(cases(Rule("new", "elementwise_more", rules()["exp"].fn)))) > 10
    assert len(list(cases(Rule("new", "reductions", rules()["sum"].fn)))) > 10
    assert list(cases(Rule("new", "views", rules()["ravel"].fn))) == []  # test_rules.py then fails
