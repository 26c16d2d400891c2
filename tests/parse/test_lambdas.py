"""Lambdas in any layout: of all that stand in a text, each is told from the others by what was compiled."""

from __future__ import annotations

import ast
import itertools
import linecache
import re
import types

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2sdiff import grad
from s2sdiff.parse.source import find_source

COUNTER = itertools.count()


def run(text: str, **space) -> dict:
    """Runs a text that linecache knows."""
    name = f"<lambdas {next(COUNTER)}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    exec(compile(text, name, "exec"), space)
    return space


def place(node, text) -> str:
    return f"{node.lineno}:{node.col_offset} {text}"


def seen(text: str) -> list[tuple[str, str]]:
    """For each `see(number, lambda …)` that ran: the place and text of that lambda, and those that are found."""
    marked = {
        node.args[0].value: place(node.args[1], ast.get_source_segment(text, node.args[1]))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "see"
    }
    found: list[tuple[str, str]] = []

    def see(number, f):
        source = find_source(f)
        found.append((marked[number], place(source.node, source.text)))
        return f

    run(text, see=see, same=lambda *_, **__: lambda f: f)
    return found


# --- layouts that are made at random ---------------------------------------------------------------------------------
BODIES = ["x", "x + 1", "x * 2.0", "-x", "(x,\n x)", "x if x else 2", "(x\n)", "[x for x in (x, 1)]", "f'{x}'", "'é😀'"]
PARAMETERS = ["x", "x, y=2", "x, *y", "x=1, /", "*, x=3", "x, y=(\n1)"]
FRAMES = [
    "[{0}, {1}]", "({0},\n  {1})", "{{'a': {0}, 'é': {1}}}", "{0} and {1}", "({0} if 1 else {1})",
    "dict(a={0}, b={1})['b']", "same({0})({1})", "[{0} for _ in (1, 2)] + [{1}]", "('é', {0}, {1})[2]",
    "(lambda: {0})() or {1}", "same(a={0})({1})", "see is {0} or {1}",
]  # fmt: skip
STATEMENTS = [
    "a = ({0})", "\n\n(\n{0}\n)", "a = ({0}); b = ({1})", "@same({0})\n@same({1})\ndef f(y): return y",
    "def f(y=({0})): return y", "class A:\n  a = ({0})", "def g():\n\treturn ({0})\ng()", "if 1:\n    a = [({0})]",
    "for _ in (1, 2): ({0})", "try: ({0})\nfinally: ({1})", "class A:\n  def f(self, y=({0})): return ({1})\nA().f()",
]  # fmt: skip


@st.composite
def expressions(draw):
    """An expression that holds lambdas, each under `see`."""

    def lambda_of(inner: str) -> str:
        body = inner if inner and draw(st.booleans()) else draw(st.sampled_from(BODIES))
        return f"see(#, lambda {draw(st.sampled_from(PARAMETERS))}: {body})"

    made = lambda_of("")
    for _ in range(draw(st.integers(0, 5))):
        made = draw(st.sampled_from(FRAMES)).format(made, lambda_of(made))
    return made


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STATEMENTS), expressions(), expressions()), min_size=1, max_size=3))
def test_lambdas_in_any_layout(statements):
    numbers = itertools.count()
    text = "\n".join(statement.format(*parts) for statement, *parts in statements) + "\n"
    text = re.sub("#", lambda _: str(next(numbers)), text)
    for expected, found in seen(text):
        assert found == expected, text


# --- layouts that people write ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", [
    "fs = {'a': see(0, lambda x: x), 'b': see(1, lambda x: x), 'c': see(2, lambda x: x * 1)}",
    "fs = [see(0, lambda x: see(1, lambda y: see(2, lambda z: x)))]\nfs[0](1)(2)",
    "f = see(0, lambda x, g=see(1, lambda x: x): g(x))",
    "@same(see(0, lambda x: x), see(1, lambda x: x))\n@same(see(2, lambda x: x))\ndef f(x): return x",
    "class A:\n    k = see(0, lambda a: a); j = see(1, lambda a: a)\n    def f(self, g=see(2, lambda x: x)): pass",
    "def f():\n    try: return see(0, lambda x: x)\n    finally: see(1, lambda x: x); see(2, lambda x: x)\nf()",
    "a, = [see(0, lambda x: x) for k in (0,)] if 0 else [see(1, lambda x: x)]",
    "import functools\nr = functools.reduce(see(0, lambda a, b: a + b), map(see(1, lambda a: a + 1), [1, 2]))",
    "m = sorted([2, 1], key=see(0, lambda v: -v)), sorted([2, 1], key=see(1, lambda v: -v))",
    "x = (see(0, lambda: (yield)), see(1, lambda: (yield)))",
    "match see(0, lambda x: x), see(1, lambda x: x):\n    case (a, b) if see(2, lambda x: x): pass",
    "while True:\n    see(0, lambda x: x); break\nelse: see(1, lambda x: x)",
    "a = see(0, lambda x: x) if see(1, lambda x: x) is None else see(2, lambda x: x)",
    "see(0, lambda *a, k=see(1, lambda x: x), **b: (a, b))",
    "see(0, lambda x:x);see(1,lambda x :x);see(2, (lambda x: x))",
    "see(0, lambda x: (\n    # a comment: lambda x: x\n    x\n))\nsee(1, lambda x: 'lambda x: x')",
])  # fmt: skip
def test_lambdas_as_people_write_them(text):
    found = seen(text)
    assert found
    for expected, got in found:
        assert got == expected


def test_lambdas_of_a_factory_and_of_a_loop():
    space = run("fs = [lambda x, k=k: k * x * x for k in (1.0, 2.0)]\n"
                "def make(k): return lambda x: k * x, lambda x: k * x * x\n"
                "gs = [*make(3.0), *make(4.0)]\n")  # fmt: skip
    assert [grad(f)(2.0) for f in space["fs"]] == [4.0, 8.0]
    assert [grad(g)(2.0) for g in space["gs"]] == [3.0, 12.0, 4.0, 16.0]


def test_equal_lambdas_that_capture_other_variables():
    space = run("def make(a, b): return (lambda x: x * a, lambda x: x * b, lambda x: x * a)\nfs = make(2.0, 3.0)\n")
    assert [grad(f)(1.0) for f in space["fs"]] == [2.0, 3.0, 2.0]


def test_code_that_a_tool_moved_or_made():
    space = run("f, g = lambda x: x * 2.0, lambda x: x * 3.0\n")
    moved = types.FunctionType(space["f"].__code__.replace(co_name="other", co_qualname="other"), {})
    with pytest.raises(SyntaxError, match="The text of 'other' is not the code that runs"):
        find_source(moved)
    changed = types.FunctionType(space["f"].__code__.replace(co_consts=(None, 5.0)), {})
    with pytest.raises(SyntaxError, match="The text of a lambda is not the code that runs"):
        find_source(changed)
    assert find_source(space["g"]).text == "lambda x: x * 3.0"
