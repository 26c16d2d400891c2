"""The counts for chains of layers against the formulas of the teaching material, for several widths."""

from itertools import pairwise

import numpy as np
import pytest
from chains import cost_of_layers, loss_of_layers, three_layers

from s2sdiff.cost import chain
from s2sdiff.cost.at import cost_at
from s2sdiff.cost.table import table


def random_widths(seed):
    rng = np.random.default_rng(seed)
    return [int(width) for width in rng.integers(2, 13, size=rng.integers(3, 7))]


WIDTHS = [[4, 5, 6, 7], [7, 6, 5, 4], [3, 9, 2], *map(random_widths, range(8))]


def sums(d):
    """Σ d(l)·d(l−1) over all layers, without the first, and without the last."""
    each = [a * b for a, b in pairwise(d)]
    return sum(each), sum(each[1:]), sum(each[:-1])


@pytest.fixture(scope="module", params=WIDTHS, ids=lambda d: "-".join(map(str, d)))
def measured(request):
    return request.param, cost_of_layers(request.param)


def test_products_of_all_sweeps(measured):
    """Sweeps from one-hot seeds multiply by all L matrices, and the value by each of them once."""
    d, cost = measured
    every, _, _ = sums(d)
    assert (cost.inputs, cost.outputs) == (d[0], d[-1])
    assert cost.value.counts().products == every
    assert cost.forward.counts(d[0]).products == every + d[0] * every
    assert cost.reverse.counts(d[-1]).products == every + d[-1] * every


def test_forward_is_the_formula(measured):
    """d0·Σ d(l)·d(l−1), l = 2..L, and the first layer, whose matrix the material takes as given."""
    d, cost = measured
    _, but_the_first, _ = sums(d)
    assert chain.seeded_products(cost.forward, d[0]) == (d[0] * d[0] * d[1], d[0] * but_the_first)
    assert chain.forward_products(d) == d[0] * but_the_first


def test_reverse_is_the_formula(measured):
    """dL·Σ d(l)·d(l+1), l = 0..L−2, and the last layer."""
    d, cost = measured
    _, _, but_the_last = sums(d)
    assert chain.seeded_products(cost.reverse, d[-1]) == (d[-1] * d[-1] * d[-2], d[-1] * but_the_last)
    assert chain.reverse_products(d) == d[-1] * but_the_last


def test_rows_compare_what_is_equal(measured):
    d, cost = measured
    assert chain.widths(cost) == d
    forward, reverse, *_, stored = chain.rows(cost)
    assert (forward.expected, reverse.expected) == (forward.counted, reverse.counted)
    assert stored.expected - stored.counted == d[0] - d[-1]  # l = 0..L−1 there, l = 1..L here


def test_memory_is_the_formula_up_to_what_a_line_reads(measured):
    """(d0+1)·max d(l); (dL+1)·max d(l) + Σ d(l). The arguments and the matrices of the layers are not counted."""
    d, cost = measured
    made = max(d[1:])
    assert (d[0] + 1) * made <= cost.forward.peak(d[0]) <= 2 * (d[0] + 1) * max(d)
    assert (d[-1] + 1) * made <= cost.reverse.peak(d[-1]) <= 2 * (d[-1] + 1) * max(d) + cost.stored
    assert cost.stored == sum(d[1:])
    assert cost.stored_bytes == 8 * cost.stored


@pytest.mark.parametrize("optimize", [0, 1])
def test_depth_costs_memory_in_reverse_only(optimize):
    shallow, deep = (cost_of_layers([6] * layers, optimize=optimize) for layers in (5, 25))
    for seeds in (1, 6):
        assert shallow.forward.peak(seeds) == deep.forward.peak(seeds)
        assert deep.reverse.peak(seeds) - shallow.reverse.peak(seeds) == deep.stored - shallow.stored
    per_layer = (deep.stored - shallow.stored) / 20
    assert per_layer == 6 if optimize else per_layer >= 6


def test_a_chain_written_out_costs_what_the_loop_does():
    loop, written = cost_of_layers([5, 8, 3, 6]), cost_of_layers([5, 8, 3, 6], three_layers)
    for mode in ("value", "forward", "reverse"):
        one, other = getattr(loop, mode), getattr(written, mode)
        assert one.counts(4).products == other.counts(4).products
        assert one.peak(4) == other.peak(4)
    assert loop.stored == written.stored == 8 + 3 + 6


def test_a_loss_is_a_layer_of_one():
    """It has no matrix, so reverse costs what the formula says and nothing for the seed."""
    d = [5, 8, 3]
    cost = cost_of_layers(d, loss_of_layers, ", t=f64[3]")
    assert chain.widths(cost) == [5, 8, 3, 1]
    assert chain.seeded_products(cost.reverse, 1) == (3 * 8, 8 * 5)
    _, reverse, *_ = chain.rows(cost)
    assert reverse.expected == reverse.counted == 5 * 8 + 8 * 3


def test_no_formulas_for_what_is_no_chain():
    cost = cost_at(np_sum_of_squares, "x=f64[4]")
    assert chain.rows(cost) == []
    assert "layers" not in table(cost)


def np_sum_of_squares(x):
    return np.sum(x * x)
