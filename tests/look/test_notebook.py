"""What Jupyter shows of a differentiable function."""

import importlib

import pytest

from s2sdiff import differentiate
from s2sdiff.look import notebook

from .functions import LOSS, loss


def test_the_code_of_the_function_and_of_its_derivative():
    f = differentiate(loss, wrt=("w", "b"))
    f.grad(*LOSS)
    html = f._repr_html_()
    assert "<style" not in html
    assert "loss_value_and_grad" in html
    assert html.count("<pre") == 2
    assert repr(f).startswith("<s2sdiff")


def test_what_has_no_derivative_says_so():
    html = differentiate(lambda x: eval(x))._repr_html_()
    assert "no derivative" in html


def test_plain_without_pygments(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    assert notebook.highlighted("a < b") == '<pre style="overflow-x:auto">a &lt; b</pre>'


def test_in_ipython():
    formatters = pytest.importorskip("IPython.core.formatters")
    formatter = formatters.DisplayFormatter()
    found, _ = formatter.format(differentiate(loss))
    assert "loss" in found["text/html"]
    found, _ = formatter.format(differentiate(loss).graph())
    assert found["text/plain"].startswith('digraph "loss"')
    assert "<svg" in found.get("image/svg+xml", "<svg")
