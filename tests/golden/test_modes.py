"""Texts of forward mode, of derivatives of derivatives and of checkpoints: run, checked, and as expected.

`pytest tests/golden --update-golden` writes the texts that are expected anew; read the difference before you commit it.
"""

import re
from pathlib import Path

import numpy as np
import pytest

from s2sdiff import value_and_grad, vjp
from s2sdiff.emit.module import HELPERS

from .modes import TEXTS

EXPECTED = Path(__file__).parent / "expected"
by_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
H = 1e-6  # of central differences


def at(text, seed):
    """Arguments, and a direction in those that are differentiated."""
    rng = np.random.default_rng(seed)
    values = list(text.inputs(rng))
    return values, [like(values[k], rng) for k in text.wrt]


def like(value, rng):
    return rng.normal(size=value.shape) if isinstance(value, np.ndarray) else float(rng.normal())


def moved(text, values, direction, step):
    values = list(values)
    for k, v in zip(text.wrt, direction, strict=True):
        values[k] = values[k] + step * v
    return values


def flat(parts):
    if isinstance(parts, tuple):
        return np.concatenate([flat(part) for part in parts])
    return np.ravel(parts)


def slope(f, text, values, direction):
    """How a function changes along a direction, by differences."""
    ahead, behind = (flat(f(*moved(text, values, direction, s))) for s in (H, -H))
    return (ahead - behind) / (2 * H)


def along(jacobian, values, text, direction):
    """The product of a Jacobian, in the structure of the arguments, with a direction in them."""
    blocks = jacobian if len(text.wrt) > 1 else (jacobian,)
    return sum(np.reshape(block, (-1, np.size(v))) @ np.ravel(v) for block, v in zip(blocks, direction, strict=True))


def gradient(text, *values):
    return value_and_grad(text.primal, text.argnums)(*values)[1]


# --- what the texts compute -------------------------------------------------------------------------------------------
def product(text, values, direction):
    """The derivative along the direction that a text gives, and what it should be: by reverse mode, and differences."""
    found = text.entry()(*text.arguments(values, direction))
    first = slope(text.primal, text, values, direction)
    match text.kind:
        case "jvp":
            return flat(found[1]), first
        case "linearize":
            dots = [direction[text.wrt.index(k)] if k in text.wrt else None for k in range(len(values))]
            return flat(found[1](*dots)), first
        case "jacfwd" | "jacrev":
            return flat(along(found, values, text, direction)), first
        case "grad":
            return np.atleast_1d(flat(found) @ flat(tuple(direction))), first
        case "hvp":
            return flat(found), slope(lambda *moved: gradient(text, *moved), text, values, direction)
        case "hessian":
            rows = found if len(text.wrt) > 1 else (found,)
            made = [along(row, values, text, direction) for row in rows]
            return np.concatenate(made), slope(lambda *moved: gradient(text, *moved), text, values, direction)
        case "grad_grad":
            return np.ravel(found * direction[0]), slope(lambda x: gradient(text, x), text, values, direction)


@by_text
@pytest.mark.parametrize("seed", range(3))
def test_derivative_is_that_of_differences(text, seed):
    values, direction = at(text, seed)
    found, wanted = product(text, values, direction)
    np.testing.assert_allclose(found, wanted, rtol=2e-6, atol=2e-6 * np.max(np.abs(wanted), initial=1.0))


@by_text
@pytest.mark.parametrize("seed", range(3))
def test_forward_mode_is_reverse_mode(text, seed):
    """To 1e-11: <bar, J v> = <J^T bar, v>."""
    if text.kind not in ("jvp", "linearize", "jacfwd", "jacrev"):
        pytest.skip("a second derivative")
    values, direction = at(text, seed)
    found, _ = product(text, values, direction)
    out, pullback = vjp(text.primal, *values)
    bar = np.random.default_rng(seed).normal(size=np.shape(out))
    bars = pullback(bar if np.ndim(out) else float(bar))
    floats = [k for k, value in enumerate(values) if isinstance(value, float | np.ndarray)
              and np.asarray(value).dtype.kind == "f"]  # fmt: skip
    wanted = sum(np.sum(bars[floats.index(k)] * v) for k, v in zip(text.wrt, direction, strict=True))
    np.testing.assert_allclose(np.sum(np.ravel(bar) * found), wanted, rtol=1e-11, atol=1e-11)


# --- the texts --------------------------------------------------------------------------------------------------------
def emitted(text):
    values, direction = at(text, 0)
    return text.entry().__s2sdiff__.variant(text.arguments(values, direction)).compiled.module.text


@by_text
def test_no_helper_is_called(text):
    assert [name for name in HELPERS if re.search(rf"\b{name}\b", emitted(text))] == []


@by_text
def test_text_is_the_expected_one(text, request):
    path = EXPECTED / f"{text.name}.txt"
    found = emitted(text)
    if request.config.getoption("--update-golden", default=False):
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"no {path.name}: run pytest tests/golden --update-golden, and read what it writes"
    assert found == path.read_text(encoding="utf-8")
