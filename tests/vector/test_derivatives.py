"""What batching is for: tangents of forward mode and adjoints of backward sweeps, all rows at once."""

import math

import numpy as np
import pytest

from s2sdiff import run
from s2sdiff.check import check
from s2sdiff.emit.module import module_text
from s2sdiff.forward.forward import forward
from s2sdiff.parts import finished, finisher
from s2sdiff.reverse.record import record
from s2sdiff.reverse.split import split
from s2sdiff.vector.batched import batched

from .cases import F3, FM, V3, V4, M, S
from .harness import as_given, row, rows_like, same, stacked, typed

weights = np.array([0.5, -1.0, 2.0])


def layers(x, a, s):
    h = np.tanh(a @ x)
    for _ in range(3):
        h = np.tanh(a @ (s @ (a.T @ h)))
    return h


def recurrence(x, c):
    y = np.zeros(4)
    y[0] = x[0]
    for i in range(1, 4):
        y[i] = np.sin(y[i - 1]) * c + x[i % 3]
    return y


def branches_in_a_loop(x, a):
    total = 0.0
    for i in range(3):
        if x[i] > 0.0:
            total = total * x[i] + math.exp(0.1 * i)
        else:
            total = total + x[i] ** 2 * a[i, 0]
    return total


def until_small(x):
    while np.sum(x * x) > 0.01:
        x = x * np.cos(x) * 0.5
    return x


def squares_and_sums(a, x):
    return np.sum(a * a, axis=0) * x, np.outer(x, a[0]), np.max(a, axis=1)


def statistics(a):
    centred = a - np.mean(a, axis=0)
    return centred.T @ centred / a.shape[0], np.linalg.norm(a), np.var(a, axis=1)


def systems(s, x):
    return np.linalg.solve(s, x), np.linalg.inv(s) @ x, np.linalg.det(s)


def entries(a, x):
    y = a.copy()
    y[[0, 2]] *= 2.0
    y[:, 1] += a[:, 0] * x[0]
    y[a > 1.0] = 0.5
    np.add.at(y, ([0, 0], [1, 1]), x[:2])
    return y, a[np.array([1, 1]), :2], np.sort(x), np.diag(x), np.concatenate([x, a[0]])


def outside(x):
    return weights * x + np.sum(weights) * x[0]


def narrow(x, a):
    y = np.zeros(4, dtype=np.float32)
    for i in range(3):
        y = y + a[:, i] * x[i] ** 2
    return y


def several(p, x):
    w, b = p
    return w @ x + b, (x[0] * b[0], x)


FUNCTIONS = [(layers, (V3, M, S / 10.0)), (recurrence, (V3, 0.5)), (branches_in_a_loop, (V3, M)), (until_small, (V3,)),
             (squares_and_sums, (M, V3)), (statistics, (M,)), (systems, (S, V3)), (entries, (M, V3)),
             (outside, (V3,)), (narrow, (F3, FM)), (several, ((M, V4), V3))]  # fmt: skip
NAMES = [f.__name__ for f, _ in FUNCTIONS]


def emitted(function):
    return run.execute(module_text(function, {}))[function.name]


def leaves(value):
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


@pytest.mark.parametrize(("f", "arguments"), FUNCTIONS, ids=NAMES)
@pytest.mark.parametrize("k", [3, 1])
def test_tangents(f, arguments, k):
    function = finisher(1)(check(forward(typed(f, arguments), range(len(arguments)), with_value=False)))
    dots = [p.name for p in function.params[len(arguments) :]]
    made = batched(function, dots, result=True)
    rng = np.random.default_rng(0)
    given = [rows_like(value, k, rng) for value in arguments]
    one, many = emitted(function), emitted(made)
    rows = [one(*arguments, *(as_given(row(v, r), a) for v, a in zip(given, arguments, strict=True))) for r in range(k)]
    same(many(*arguments, *given), stacked(rows), module_text(made, {}).text)


@pytest.mark.parametrize(("f", "arguments"), FUNCTIONS, ids=NAMES)
@pytest.mark.parametrize("k", [3, 1])
def test_adjoints(f, arguments, k):
    parts = split(typed(f, arguments), range(len(arguments)), record, finisher(1), "f_fwd", "f_bwd", fit=True)
    fwd, bwd = (finished(check(part)) for part in parts)
    value, saved = emitted(fwd)(*arguments)
    made = batched(bwd, [p.name for p in bwd.params[1:]], result=True)
    rng = np.random.default_rng(0)
    outputs = leaves(value)
    given = [rows_like(float(v) if np.ndim(v) == 0 else v, k, rng) for v in outputs]
    one, many = emitted(bwd), emitted(made)
    rows = [one(saved, *(row(v, r) for v in given)) for r in range(k)]
    same(many(saved, *given), stacked(rows), module_text(made, {}).text)


def test_tapes_of_tangents():
    """What is computed of a tangent and kept on a tape comes off it with its rows."""
    fwd, _ = split(typed(until_small, (V3,)), [0], record, finisher(1), "f_fwd", "f_bwd")
    both = finisher(1)(check(forward(finished(check(fwd)), [0])))
    made = batched(both, [both.params[-1].name])
    text = module_text(made, {}).text
    assert ".append" in text
    given = rows_like(V3, 3, np.random.default_rng(0))
    _, (dot, tapes) = emitted(made)(V3, given)
    rows = [emitted(both)(V3, one)[1] for one in given]
    same((dot, tapes[:2]), stacked([(one, kept[:2]) for one, kept in rows]), text)
