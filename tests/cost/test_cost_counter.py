"""What is counted is what runs: the same results to the bit, the operations of each line, and the lives of values."""

import copy
import math

import numpy as np
import pytest
from golden.pairs import PAIRS
from memory import peak

from s2sdiff import run
from s2sdiff.cost.at import cost_at
from s2sdiff.cost.counter import Counter
from s2sdiff.cost.instrument import Instruments
from s2sdiff.cost.lives import Lives
from s2sdiff.cost.measure import entries, seed_like
from s2sdiff.cost.operations import Counts, counts_of, leaves
from s2sdiff.infer.observe import observe
from s2sdiff.options import Options
from s2sdiff.pipeline import differentiate
from s2sdiff.program import Program


def counted(f, *arguments):
    """What f returns, run through a counter, and the counter."""
    counter = Counter(Instruments())
    counter.argument(arguments)
    found = counter.call(("", 0), f, *arguments)
    counter.use(found)
    return found, counter


def total(counter):
    return sum(counter.once.values(), Counts()) + sum(counter.each_seed.values(), Counts())


def assert_same(found, wanted):
    for a, b in zip(leaves(found), leaves(wanted), strict=True):
        assert type(a) is type(b)
        np.testing.assert_array_equal(a, b)


def indices(x, i):
    y, i = x.copy(), [2, 0]
    y[1:] = y[:-1] * 2
    y[i] += 1.0
    y[0], (k, *rest) = x[1], (0, 1, 2)
    k, y[k] = 1, x[2]
    y[rest[0]] **= 2
    return y, -1 < y[0] < 9, [v * 2 for v in y if v > 1]


def calls(x, i):
    def inner(n):
        return x if n == 0 else inner(n - 1) * half(x, by=0.25)

    add = lambda *values: sum(values)  # noqa: E731
    pair = {"a": add(*x), "b": inner(i)}
    return pair, max(x[0], x[1]), np.sin(x, where=x > 0.3, out=np.zeros(3)), sorted(x), f"{x[0]:.2f}"


def half(x, *, by=0.5):
    return x * by


def matmul_in_place(x, i):
    A = np.outer(x, x)
    A @= A
    A.flat[0] = 0.0
    np.add.at(x, [0, 0], 1.0)
    while i > 0 and not x[0] > 100:
        x *= 2
        i -= 1
    return A, x, [row @ x for row in A], x.sum() + math.exp(0.5)


@pytest.mark.parametrize("f", [indices, calls, matmul_in_place])
def test_what_is_computed_stays_the_same(f):
    x = np.array([0.2, 0.5, 1.5])
    assert_same(counted(f, x.copy(), 2)[0], f(x.copy(), 2))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_golden_functions_stay_the_same(pair):
    arguments = pair.inputs(np.random.default_rng(0))
    assert_same(counted(pair.primal, *copy.deepcopy(arguments))[0], pair.primal(*copy.deepcopy(arguments)))


# --- operations -------------------------------------------------------------------------------------------------------
A, V, S = np.ones((4, 3)), np.ones(3), np.ones((3, 3))


@pytest.mark.parametrize(("name", "operands", "result", "expected"), [
    ("multiply", (A, V), A, Counts(times=12)),
    ("subtract", (A, V), A, Counts(plus=12)),
    ("divide", (1.0, V), V, Counts(other=3)),
    ("power", (V, 2), V, Counts(times=3)),
    ("power", (V, 3), V, Counts(other=3)),
    ("matmul", (A, S), A, Counts(products=36, plus=24)),
    ("matmul", (np.ones((5, 4, 3)), S), np.ones((5, 4, 3)), Counts(products=180, plus=120)),
    ("dot", (V, 2.0), V, Counts(times=3)),
    ("tensordot", (A, S), A, Counts(products=36, plus=24)),
    ("einsum", ("ij,jk->ik", A, S), A, Counts(products=36, plus=24)),
    ("sum", (A,), 12.0, Counts(plus=11)),
    ("mean", (A, 0), V, Counts(plus=9, other=3)),
    ("trace", (S,), 3.0, Counts(plus=2)),
    ("max", (A,), 1.0, Counts(other=11)),
    ("solve", (S, V), V, Counts(times=8 + 9, plus=8 + 6, other=6)),
    ("greater", (V, 0.0), V > 0.0, Counts(other=3)),
    ("reshape", (A, (3, 4)), A.reshape(3, 4), Counts()),
    ("add", (np.arange(3), 1), np.arange(1, 4), Counts()),
])  # fmt: skip
def test_operations(name, operands, result, expected):
    assert counts_of(name, operands, result) == expected


def test_each_line_has_its_own_count():
    _, counter = counted(lines, np.ones(5), 3)
    first = lines.__code__.co_firstlineno
    of = {line - first: counts for (_, line), counts in counter.once.items()}
    assert of == {3: Counts(times=15, plus=15), 5: Counts(other=5), 6: Counts(plus=4), 7: Counts(times=1, plus=1)}


def lines(x, n):
    y = np.zeros(5)
    for _ in range(n):
        y += 2.0 * x
    if n > 2:
        y = np.exp(y)
    total = np.sum(y)
    return total * 2.0 + float(n)


def test_helpers_are_counted():
    assert total(counted(calls_half, np.ones(7))[1]) == Counts(times=14)


def calls_half(x):
    return half(half(x), by=2.0)


def test_what_depends_on_no_seed_is_done_once():
    cost = cost_at(exponential, "x=f64[6]")
    assert cost.forward.per_seed() == Counts(times=6)
    assert cost.forward.counts(6) == cost.forward.counts(1) + Counts(times=6) * 5
    assert cost.reverse.counts(6) == cost.reverse.counts(1) + Counts(times=6) * 5
    assert cost.forward.counts(1).other == cost.reverse.counts(1).other == 6


def exponential(x):
    return np.exp(x)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_tangents_are_seeded_and_values_are_not(pair):
    """In forward mode only the tangent depends on the tangents, in reverse mode only the gradients on the cotangent."""
    arguments = pair.inputs(np.random.default_rng(0))
    symbols = {}
    kinds = [observe(value, symbols) for value in arguments]
    compiled = differentiate(Program(symbols), pair.primal, kinds, Options("jvp", pair.wrt, False))
    tangents = [seed_like(arguments[k]) for k in pair.wrt]
    counter = Counter(Instruments())
    counter.argument(arguments)
    counter.argument(tangents, seeded=True)
    out, out_dot = counter.call(("", 0), run.execute(compiled.module)[compiled.entry], *arguments, *tangents)
    assert [bool(counter.lives.use([leaf])) for leaf in leaves((out, out_dot))] == [False, True]


def test_seeds_go_through_stores_items_and_changes_in_place():
    counter = Counter(Instruments())
    x = np.array([0.2, 0.5, 1.5])
    counter.argument([x], seeded=True)
    counter.call(("", 0), changes, x)
    assert counter.once == {}
    assert total(counter) == Counts(times=6 + 1, plus=3 + 3 + 2 + 2)


def changes(x):
    y, z, w = np.zeros(3), np.empty(3), np.zeros(3)
    y[1:] = x[:2]
    np.copyto(z, y)
    total = 0.0
    for entry in z:
        total += entry
    w += x
    w = w * 2.0
    y[0] *= 3.0
    y[1:] -= 1.0
    np.add.at(y, [0, 0], x[:2])
    return total, w, np.array([v for v in y]) * 2.0


# --- lives ------------------------------------------------------------------------------------------------------------
def test_a_value_lives_to_its_last_use():
    """Three arrays of ten at once: y, and each new z beside the one before it."""
    _, counter = counted(three_at_once, np.ones(10))
    assert counter.lives.peak() == 30
    assert counter.lives.peak(of_bytes=True) == 240


def three_at_once(x):
    y = x * 2.0
    z = x + 1.0
    for _ in range(5):
        z = np.sin(z)
    unused = y + z
    return unused


def test_views_are_their_owner_and_arguments_are_free():
    assert counted(views, np.ones((10, 10)))[1].lives.peak() == 0
    assert counted(copies, np.ones((10, 10)))[1].lives.peak() == 10


def test_data_from_outside_is_free():
    found, counter = counted(reads_a_global)
    assert found.shape == (10, 10)
    assert counter.lives.peak() == 0


OUTSIDE = np.ones(100)


def reads_a_global():
    return np.reshape(OUTSIDE, (10, 10))


def views(x):
    return x.T[1:], x.reshape(100), x[0]


def copies(x):
    return x[0].copy()


def test_several_seeds_hold_what_is_seeded_once_for_each():
    lives = Lives()
    x, y = np.ones(3), np.ones(4)
    lives.make(x)
    lives.make(y, seeded=True)
    assert (lives.peak(), lives.peak(5)) == (7, 23)
    lives.seed(x)
    assert lives.peak(5) == 35


def test_an_identity_that_is_used_again_is_a_new_value():
    lives = Lives()
    for _ in range(50):
        x = np.ones(3)
        assert lives.number(x) is None
        lives.make(x)
        del x


def test_numbers_that_are_gone_are_forgotten(monkeypatch):
    monkeypatch.setattr("s2sdiff.cost.lives.FIRST_PURGE", 100)
    lives, kept = Lives(), [math.sqrt(k) for k in range(20)]
    for value in kept:
        lives.make(value)
    for k in range(2000):
        lives.now += 1
        lives.make(math.sqrt(k))
    assert len(lives._known) <= 250
    assert all(lives.number(value) == k for k, value in enumerate(kept))
    assert lives.peak() == 20


def test_reverse_stores_numbers_of_scalar_code():
    cost = cost_at(polynomial, "x=float, n=int", n=8)
    longer = cost_at(polynomial, "x=float, n=int", n=16)
    assert longer.stored - cost.stored == 2 * 8  # y and y * x of each step
    assert longer.forward.peak() == cost.forward.peak()


def polynomial(x, n):
    y = 1.0
    for _ in range(n):
        y = math.sin(y * x)
    return y


@pytest.mark.parametrize(("kind", "mode"), [("jvp", "forward"), ("vjp", "reverse")])
def test_what_is_alive_is_what_the_interpreter_holds(kind, mode):
    """In a loop, whose names do not outlive their values by long, the allocator says the same."""
    x, symbols = np.full(20_000, 0.7), {}
    compiled = differentiate(Program(symbols), repeated, [observe(x, symbols)], Options(kind, (0,), False))
    functions = run.execute(compiled.module)

    def sweeps():
        if kind == "jvp":
            return functions[compiled.entry](x, x)
        _, saved = functions[compiled.entry](x)
        return functions[compiled.backward](saved, x), saved

    expected = getattr(cost_at(repeated, f"x=f64[{len(x)}]"), mode).peak(of_bytes=True)
    assert peak(sweeps) == pytest.approx(expected, abs=2 * x.nbytes)
    assert expected > {"jvp": 3, "vjp": 30}[kind] * x.nbytes


def repeated(x):
    for _ in range(30):
        x = np.sin(x)
    return x


def test_seeds_have_the_structure_of_values():
    value = (1.0, [np.ones(2, np.float32)], {"a": 3})
    seed = seed_like(value)
    assert entries(value) == entries(seed) - 1 == 3
    assert seed[1][0].dtype == np.float32
