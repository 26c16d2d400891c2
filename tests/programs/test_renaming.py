"""Programs whose variables have other names: their derivatives are the same numbers, whatever they are called."""

from __future__ import annotations

import ast
import itertools
import linecache
import unicodedata

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from programs.structures import floats
from s2sdiff import grad, hvp, jvp, linearize, value_and_grad, vjp
from s2sdiff.emit.module import HELPERS

COUNTER = itertools.count()
MATRIX = np.array([[2.0, 0.4], [0.5, 3.0]])
PROGRAMS = {
    "scalars": ("def f(a, b):\n c = a * b\n d = np.sin(c) * a\n return d + c / b", (0.7, 1.3)),
    "arrays": ("def f(a, b):\n c = np.tanh(a @ b)\n d = np.sum(c * b)\n return d * d", (MATRIX, np.array([0.7, 0.8]))),
    "a for": ("def f(a, b):\n c = a\n for d in range(b):\n  c = np.sin(c) * a + d\n return c * a", (0.7, 3)),
    "two for": ("def f(a, b):\n c = a\n for d in range(b):\n  for h in range(2):\n   c = np.sin(c) * a\n"
                "  c = c + d * a\n return c * a", (0.7, 3)),
    "a while": ("def f(a, b):\n c = a\n d = 0\n while d < b:\n  c = c * a\n  d = d + 1\n return c", (0.7, 3)),
    "a branch": ("def f(a, b):\n if a > b:\n  c = a * b\n else:\n  c = a / b\n d = c * c\n return d", (0.7, 1.3)),
    "stores": ("def f(a, b):\n c = np.zeros(3)\n for d in range(3):\n  c[d] = a[d] * b\n  c[d] *= a[d]\n"
               " return np.sum(c * c)", (np.array([0.3, 0.4, 0.5]), 1.3)),
    "tuples": ("def f(a, b):\n c, d = a[0] * b, a[1]\n c, d = d, c\n return c * d + c", ((0.7, 0.8), 1.3)),
    "a helper": ("def h(a, b):\n c = a * b\n return np.exp(c) * a\n"
                 "def f(a, b):\n d = h(a, b)\n c = h(d, a)\n return c * d", (0.7, 0.3)),
    "a local": ("def f(a, b):\n def h(c):\n  d = c * a\n  return d * b\n d = h(a)\n return h(d) * d", (0.7, 1.3)),
    "a lambda": ("def f(a, b):\n h = lambda c: c * a + b\n d = h(a * b)\n return d * h(d)", (0.7, 1.3)),
    "recursion": ("def h(a, b):\n if b == 0:\n  return a\n c = h(a, b - 1)\n return c * a\n"
                  "def f(a, b):\n d = h(a, b)\n return d * a", (0.7, 3)),
    "a gradient": ("def f(a, b):\n h = lambda c: c * c * b\n d = grad(h)(a)\n return d * a", (0.7, 1.3)),
    "broadcasting": ("def f(a, b):\n c = a[:, None] * b\n d = np.sum(c, axis=0)\n return np.max(d * b) + np.mean(a)",
                     (np.array([0.3, 0.4]), np.array([0.7, 0.8, 0.9]))),
    "linear algebra": ("def f(a, b):\n c = np.linalg.solve(a, b)\n d = np.linalg.norm(c)\n"
                       " return d * np.sum(np.concatenate([c, b]))", (MATRIX, np.array([0.7, 0.8]))),
    "carried tuples": ("def f(a, b):\n c = (a, b)\n while c[0] < 10.0:\n"
                       "  d = c[0] * c[1] + 1.0\n  c = (d, c[1] * 1.1)\n return c[0] * c[1]", (0.7, 1.3)),
    "builtins": ("def f(a, b):\n c = max(a, b) * min(a, b)\n d = abs(c) + float(a) + len([a, b])\n"
                 " return sum([c, d, a])", (0.7, 1.3)),
}  # fmt: skip
WORDS = """
    np numpy math list len range float tuple isinstance int abs max min sum zip reversed type print object Exception
    a_bar b_bar c_bar d_bar c_bar_1 x_bar y_bar t1 t2 t3 t_1 _tape c_tape d_tape t1_tape value value_1 out saved saved_1
    _ __ ___ ﬁ µ 𝐱 ª ſ λ é α_1 match case self cls f f_grad f_value_and_grad f_fwd f_bwd f_jvp f_ready f_linear h h_fwd
    h_bwd h_saved h_grad h_jvp grad s2sdiff loss_grad _primal _default fits _other_kinds _variant_of_1 a_dot b_dot c_dot
    a_dot_bar c_dot_bar x_dot v seed trips i j k n one result axis dtype keepdims shape where item array rows left root0
    c_1 c_2 d_1 a_1 _scope0_of_1 _share _ndarray _float64 given state taken made found builtins f_1 h_1 h_2 _a __a __x__
"""
NAMES = [*WORDS.split(), *HELPERS]


def renamed(text: str, table: dict[str, str]) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for field in ("id", "arg", "name"):
            if isinstance(node, ast.Name | ast.arg | ast.FunctionDef) and getattr(node, field, None) in table:
                setattr(node, field, table[getattr(node, field)])
    return ast.unparse(tree) + "\n"


def defined(text: str) -> dict:
    name = f"<renamed {next(COUNTER)}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    space = {"np": np, "grad": grad}
    exec(compile(text, name, "exec"), space)
    return space


def derivatives(f, args) -> list:
    """The numbers of all derivatives of f, and those of the emitted modules."""
    wrt = tuple(k for k, arg in enumerate(args) if floats(arg))
    dots = tuple(arg if floats(arg) else 0 for arg in args)
    found = []
    for optimize in (0, 1):
        both = value_and_grad(f, wrt, optimize=optimize)
        found.append(both(*args))
        module = both.__s2sdiff__.variants[0].compiled.module
        space = dict(module.owners)
        exec(module.text, space)
        found.append(space[module.name](*args))
    found += [vjp(f, *args)[1](1.0), jvp(f, args, dots), linearize(f, *args)[1](*dots), jvp(grad(f, wrt), args, dots)]
    at = max(wrt) + 1
    return [*found, hvp(f, wrt)(*args[:at], tuple(args[k] for k in wrt), *args[at:])]


@pytest.mark.parametrize("which", PROGRAMS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(names=st.lists(st.sampled_from(NAMES), min_size=6, max_size=6, unique=True))
def test_renamed(which, names):
    text, args = PROGRAMS[which]
    table = dict(zip("abcdhf", names, strict=True))
    assume(len({unicodedata.normalize("NFKC", name) for name in names}) == 6)
    want = KNOWN.setdefault(which, derivatives(defined(text)["f"], args))
    value = defined(text)["f"](*args)
    text = renamed(text, table)
    try:
        f = defined(text)[unicodedata.normalize("NFKC", table["f"])]
        same = np.array_equal(f(*args), value)
    except Exception:  # it uses something of that name
        same = False
    assume(same)
    for got, number in zip(floats(derivatives(f, args)), floats(want), strict=True):
        np.testing.assert_allclose(got, number, rtol=1e-12, err_msg=text)


KNOWN: dict[str, list] = {}


def test_a_builtin_that_only_a_helper_names():
    def f(list, out):
        parts = [list * out, list * list, list * 2.0]
        value = parts[0] * parts[1]
        for float in parts:
            value = value + float * float
        return value

    text = "def f(a, b):\n c = [a * b, a * a, a * 2.0]\n d = c[0] * c[1]\n for h in c:\n  d = d + h * h\n return d\n"
    for got, number in zip(derivatives(f, (0.7, 1.3)), derivatives(defined(text)["f"], (0.7, 1.3)), strict=True):
        np.testing.assert_allclose(floats(got), floats(number), rtol=1e-12)
