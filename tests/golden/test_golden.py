"""Emitted derivatives against hand-written ones: the same numbers, no helper, as short, and the text itself.

`pytest tests/golden --update-golden` writes the texts that are expected anew; read the difference before you commit it.
"""

import ast
import copy
import inspect
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

from s2sdiff import value_and_grad
from s2sdiff.emit.module import HELPERS

from . import straight_line
from .pairs import LOSS, PAIRS

EXPECTED = Path(__file__).parent / "expected"
by_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
at_each_level = pytest.mark.parametrize("optimize", [0, 1])


def emitted(pair, optimize):
    """The text of the derivative for inputs of the first seed."""
    derivative = value_and_grad(pair.primal, pair.wrt if len(pair.wrt) > 1 else pair.argnums, optimize=optimize)
    arguments = pair.inputs(np.random.default_rng(0))
    return derivative.__s2sdiff__.variant(arguments).compiled.module.text


def flat(result):
    value, gradients = result
    return [value, *gradients] if isinstance(gradients, tuple) else [value, gradients]


def assert_equal(found, wanted):
    """To 1e-12 of the largest entry."""
    for a, b in zip(flat(found), flat(wanted), strict=True):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12 * np.max(np.abs(b), initial=0.0))


@by_pair
@at_each_level
@pytest.mark.parametrize("seed", range(5))
def test_gradient_is_the_golden_one(pair, optimize, seed):
    arguments = pair.inputs(np.random.default_rng(seed))
    before = copy.deepcopy(arguments)
    assert_equal(value_and_grad(pair.primal, pair.argnums, optimize=optimize)(*arguments), pair.golden(*arguments))
    for old, new in zip(before, arguments, strict=True):
        np.testing.assert_array_equal(old, new)


@by_pair
@at_each_level
def test_no_helper_is_called(pair, optimize):
    text = emitted(pair, optimize)
    assert [name for name in HELPERS if re.search(rf"\b{name}\b", text)] == []


def statements(text):
    """How many statements the functions of a text hold, without docstrings and def lines."""
    nodes = [node for part in ast.parse(text).body if isinstance(part, ast.FunctionDef)
             for top in part.body for node in ast.walk(top)]  # fmt: skip
    return sum(isinstance(node, ast.stmt) and not _is_docstring(node) for node in nodes)


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@by_pair
def test_as_short_as_the_golden_one(pair):
    golden = sum(statements(textwrap.dedent(inspect.getsource(part))) for part in (pair.golden, *pair.parts))
    text = emitted(pair, 1)
    assert statements(text) <= pair.bar * golden, f"{statements(text)} statements, {golden} by hand:\n{text}"


@by_pair
@at_each_level
def test_text_is_the_expected_one(pair, optimize, request):
    path = EXPECTED / f"{pair.name}_O{optimize}.txt"
    text = emitted(pair, optimize)
    if request.config.getoption("--update-golden", default=False):
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no {path.name}: run pytest tests/golden --update-golden, and read what it writes"
    assert text == path.read_text(encoding="utf-8")


# --- the lecture's loss, one primitive op a line ---------------------------------------------------------------------
def lines_of(text, name):
    """The statements of a function as (target, expression), in order."""
    function = next(node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == name)
    return [(ast.unparse(stmt.targets[0]), stmt.value) for stmt in function.body if isinstance(stmt, ast.Assign)]


def test_lecture_loss_is_one_primitive_op_a_line_in_the_lectures_order():
    text = emitted(PAIRS[0], 0)
    forward = [(name, ast.unparse(value)) for name, value in lines_of(text, "loss_value_and_grad")
               if not name.endswith("_bar")]  # fmt: skip
    assert forward == [
        ("t1", "w * x"), ("z", "t1 + b"), ("t2", "-z"), ("t3", "np.exp(t2)"), ("t4", "1 + t3"), ("y", "1 / t4"),
        ("t5", "y - t"), ("t6", "t5 ** 2"), ("t7", "t6 / 2"),
    ]  # fmt: skip


def test_each_adjoint_of_the_lecture_loss_has_its_own_line():
    text = emitted(PAIRS[0], 0)
    golden = inspect.getsource(straight_line.loss_value_and_grad_O0)
    found = [name for name, _ in lines_of(text, "loss_value_and_grad")]
    wanted = [name for name, _ in lines_of(golden, "loss_value_and_grad_O0")]
    assert found == wanted
    comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    assert comments == [line.strip() for line in golden.splitlines() if line.strip().startswith("# ")]


def test_unoptimised_loss_is_the_golden_one():
    arguments = LOSS(np.random.default_rng(3))
    found = value_and_grad(straight_line.loss, (0, 1), optimize=0)(*arguments)
    assert_equal(found, straight_line.loss_value_and_grad_O0(*arguments))
