"""`s2sdiff cost` as it is typed: what it prints, what it says of mistakes, and its exit status."""

import re
import shlex
import sys
import textwrap

import numpy as np
import pytest

from s2sdiff import cli
from s2sdiff.cost.arguments import Arguments
from s2sdiff.cost.choice import cheaper_mode
from s2sdiff.cost.table import choice_text, report
from s2sdiff.infer.values import Arr, Num

MODEL = '''
import numpy as np


def layers(x, W1, W2):
    """Two layers."""
    a1 = np.tanh(W1 @ x)
    return np.tanh(W2 @ a1)


def loss(w: "f64[d]", b: float, steps: int, rate=0.5):
    for _ in range(steps):
        w = w - rate * np.sin(w)
    return np.sum(w * w) + b


def counts(x):
    return np.sum(x > 0)


def any_length(xs: "list[f64[3], ...]"):
    total = 0.0
    for x in xs:
        total += np.sum(x)
    return total


def words(x: float):
    return len("words")
'''
LAYERS = "x=f64[4], W1=f64[5, 4], W2=f64[3, 5]"


@pytest.fixture
def cost(tmp_path, monkeypatch, capsys):
    """Runs `s2sdiff cost …`: its status, its output and its messages."""
    (tmp_path / "costed_model.py").write_text(MODEL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "costed_model", raising=False)

    def run(*words):
        status = cli.main(["cost", *words])
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_the_table(cost):
    status, out, err = cost("costed_model.py:layers", "--at", LAYERS)
    assert (status, err) == (0, "")
    assert out == textwrap.dedent("""\
        layers with respect to x: d0 = 4 inputs, dL = 3 outputs

                                   multiplications  in products  additions  other  live numbers  live bytes  stored
        value                                   35           35         27      8            10          80
        forward, 1 tangent                      86           70         62      8            20         160
        forward, all 4 tangents                215          175        143      8            50         400
        reverse, 1 cotangent                    86           70         61      8            23         184       8
        reverse, all 3 cotangents              172          140        113      8            43         344       8
        """) + out[out.index("\nEach mode") :]  # fmt: skip
    assert "A chain of layers, 4 → 5 → 3;" in out
    assert out.endswith("jacobian would take reverse mode: d0 > dL (3 sweeps, and 4 in forward).\n")


def test_sizes_by_name_and_whole_numbers(cost):
    status, out, _ = cost("loss", "--sizes", "d=10, steps=3")
    assert status == 0
    assert out.startswith("loss with respect to w: d0 = 10 inputs, dL = 1 output\n")
    assert "beyond the arguments, which are 12 numbers" in out  # w, b and rate
    longer = cost("loss", "--sizes", "d=10, steps=30")[1]
    assert row(longer, "value")[0] == 10 * (row(out, "value")[0] - 10) + 10
    assert row(longer, "reverse")[-1] > row(out, "reverse")[-1]


def row(out, start):
    """The numbers in the first row that starts so."""
    line = next(line for line in out.splitlines() if line.startswith(start))
    return [int(word.replace(",", "")) for word in line.split() if word.replace(",", "").isdecimal()][-7:]


def test_each_line(cost):
    _, out, _ = cost("layers", "--at", LAYERS, "--lines")
    assert "\n20  15  5  |     a1 = np.tanh(W1 @ x)\n15  12  3  |     return np.tanh(W2 @ a1)\n" in out
    assert "| def layers_jvp(" in out
    assert "| def layers_bwd(" in out


def test_to_a_file(cost, tmp_path):
    assert cost("layers", "--at", LAYERS, "-o", "cost.txt")[:2] == (0, "")
    assert (tmp_path / "cost.txt").read_text().startswith("layers with respect to x")


@pytest.mark.parametrize(("words", "status", "message"), [
    (["layers"], 2, 'nothing says what x, W1, W2 of layers is; write --at "x=f64[100], W1=f64[100], W2=f64[100]"'),
    (["layers", "--at", "x=f64[n], W1=f64[m, n], W2=f64[3, m]"], 2, 'depends on n, m; add --sizes "n=100, m=100"'),
    (["layers", "--at", LAYERS, "--sizes", "k=3"], 2, "layers has no size k; leave --sizes out"),
    (["loss", "--sizes", "d=3, step=2, steps=2"], 2, "loss has no size step; --sizes is for d, steps"),
    (["loss", "--sizes", "d=1, steps=2"], 2, "the size d is 1, and a size with a name is not; write 1 in --at"),
    (["loss", "--sizes", "d=3 steps=2"], 2, "cannot read 'd=3 steps=2' in --sizes"),
    (["layers", "--at", "x=f64[4], W1=f64[5, 3], W2=f64[3, 5]"], 2, "write kinds and sizes that fit together"),
    (["any_length"], 2, 'write each item, as --at "xs=[f64[5, 4], f64[3, 5]]"'),
    (["layers", "--at", "x=i64[4], W1=f64[5, 4], W2=f64[3, 5]"], 1, "cannot be differentiated with respect to x"),
    (["counts", "--at", "x=f64[4]"], 1, "counts returns no floating-point number, so it has no derivative"),
    (["words"], 1, "words returns no floating-point number"),
    (["layers", "--at", LAYERS, "--wrt", "z"], 2, "layers has no parameter z; it has x, W1, W2"),
])  # fmt: skip
def test_messages(cost, words, status, message):
    found, out, err = cost(*words)
    assert (found, out) == (status, "")
    assert message in err


def test_the_examples_of_the_help_work(cost, tmp_path, capsys, monkeypatch):
    with pytest.raises(SystemExit) as done:
        cli.main(["cost", "--help"])
    text = capsys.readouterr().out
    examples = re.findall(r"^  s2sdiff cost (.*)", text, re.MULTILINE)
    assert (done.value.code, len(examples)) == (0, 3)
    assert max(map(len, text.splitlines())) <= 120
    (tmp_path / "costed_model.py").rename(tmp_path / "model.py")
    monkeypatch.delitem(sys.modules, "model", raising=False)
    for example in examples:
        assert cost(*shlex.split(example))[0] == 0, example
    monkeypatch.delitem(sys.modules, "model")


def test_the_rule():
    assert [cheaper_mode(*sizes) for sizes in [(1, 1), (5, 5), (5, 6), (6, 5), (1000, 1)]] == [
        "fwd", "fwd", "fwd", "rev", "rev"]  # fmt: skip
    assert "forward" in choice_text(1, 1)
    assert choice_text(2, 1) == "jacobian would take reverse mode: d0 > dL (1 sweep, and 2 in forward).\n"


def test_defaults_are_what_they_are():
    known = {"x": Arr("float64", ("n",)), "rate": Num("float"), "steps": Num("int")}
    arguments = Arguments(damped, known, {"n": 4, "steps": 2})
    first, second = arguments.values(), arguments.values()
    assert first[1:] == [0.25, 2, (1.0, 2.0)]
    assert first[0] is not second[0]
    np.testing.assert_array_equal(first[0], second[0])
    assert 0.5 <= first[0].min() <= first[0].max() <= 1.0


def damped(x, rate=0.25, steps: int = 3, *, span=(1.0, 2.0)):
    return x * rate**steps + span[0]


def test_keyword_only_parameters():
    assert report(damped, at="x=f64[3]").startswith("damped with respect to x: d0 = 3 inputs, dL = 3 outputs")


def test_several_arguments_are_one_input(cost):
    out = cost("layers", "--at", LAYERS, "--wrt", "x,W2")[1]
    assert out.startswith("layers with respect to x, W2: d0 = 19 inputs, dL = 3 outputs\n")


def test_a_decorated_function_costs_by_its_own_choice():
    assert report(decorated(), at="w=f64[3], b=f64[3]").startswith("product with respect to b: d0 = 3 inputs")


def decorated():
    from s2sdiff import differentiate

    return differentiate(wrt="b")(product)


def product(w, b):
    return w * b
