"""`look/table.py`: structures in tables, and when the order of depth is that of the adjoints."""

from s2sdiff.look.run import run_of
from s2sdiff.look.table import table

from .functions import NETWORK, network, square_root


def crosses(x):
    y = x * x * x
    z = y * y  # the later use of y is less deep than the one before it
    return z * y + x


def test_a_loop_is_listed_turn_by_turn():
    text = table(run_of(square_root, (4.0,)))
    assert text.startswith("# primal trace")
    assert text.count("    # iteration") == 5
    assert [line.split()[5] for line in text.splitlines() if "t5 = " in line] == ["True"] * 4 + ["False"]
    assert text.count("a_bar = a_bar + t1_bar / x_1") == 4


def test_calls_and_branches_are_indented():
    text = table(run_of(network, NETWORK))
    assert "\nlayer(x, W):" in text
    assert "\n    t1 = x @ W " in text
    assert "\nh = layer(x, W) " in text
    assert "\nif t2: " in text
    assert "\nfor i in range(2):" in text


def test_adjoints_stand_in_the_order_in_which_they_are_added_to():
    for names in ("code", "v"):
        lines = table(run_of(crosses, (1.5,)), names).splitlines()
        totals = {}
        for line in reversed(lines):
            text, _, value = line.partition("| ")[2].rpartition(" ")
            name, equals, right = text.partition(" = ")
            if equals and right.startswith(f"{name} + "):
                assert name in totals
            if equals:
                totals[name] = value
        assert totals
