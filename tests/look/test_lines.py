"""Each line of an emitted module knows the statements that it says, and so the user's places that it comes from."""

import math

import numpy as np
import pytest

from s2sdiff import value_and_grad


def helper(x):
    return np.sin(x) * x


def branches(x, n):
    y = x
    for _ in range(n):
        if y > 2:
            y = y * x
        elif y > 1:
            y = helper(y) + helper(x)
        else:
            y = y + 1.5
    return y


def chosen(x, n):
    y = x
    if n > 2:
        y = x * x
    else:
        if n > 1:
            y = np.sin(x)
    return y


def shadowing(np, x):
    """A parameter that has the name of a module."""
    return math.exp(x) * np


def lines_of(f, *arguments, optimize):
    derivative = value_and_grad(f, argnums=0, optimize=optimize)
    derivative(*arguments)
    module = derivative.__s2sdiff__.variants[0].compiled.module
    return list(zip(module.text.splitlines(), module.says, strict=True))


@pytest.mark.parametrize("optimize", [0, 1])
@pytest.mark.parametrize(("f", "arguments"), [(branches, (1.1, 3)), (shadowing, (1.5, 0.5)), (helper, (1.0,))])
def test_all_that_computes_says_where_it_comes_from(f, arguments, optimize):
    text = {line for line, says in lines_of(f, *arguments, optimize=optimize) if not says}
    assert all(not line or line.lstrip().startswith(("#", "def ", "import ", '"""')) for line in text)


def test_a_line_says_what_is_folded_into_it():
    (line, says), = [each for each in lines_of(branches, 1.1, 3, optimize=1) if "np.sin(x)" in each[0]]
    assert line.strip() == "t1 = np.sin(x)"
    assert [stmt.origin.loc.text.strip() for stmt in says] == ["return np.sin(x) * x"]
    (_, says), = [each for each in lines_of(branches, 1.1, 3, optimize=1) if "np.cos(x)" in each[0]]
    assert {stmt.origin.role for stmt in says} == {"adjoint"}
    assert len(says) > 3


def test_an_elif_says_the_inner_test():
    said = [(line.split()[0], says[0].origin.loc.text.strip()) for line, says in lines_of(chosen, 1.1, 2, optimize=1)
            if line.lstrip().startswith(("if ", "elif "))]  # fmt: skip
    assert said == [("if", "if n > 2:"), ("if", "if n > 1:"), ("if", "if n > 2:"), ("elif", "if n > 1:")]
