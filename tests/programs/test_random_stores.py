"""Random programs that change arrays in place, through views, aliases and calls.

S2SDIFF_RANDOM=N draws N programs, other ones each time. `python tests/programs/test_random_stores.py A B` checks those
of seeds A to B, without shrinking; those that fail are written to the directory S2SDIFF_FAILING, if there is one.
"""

import collections
import contextlib
import copy
import itertools
import os
import random
import re
import sys
import tempfile
import traceback
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.checker import Case, assert_apart, numbers_equal, run_text
from programs.stores_programs import program
from programs.structures import assert_like, assert_same, floats, rebuilt
from s2sdiff import value_and_grad
from s2sdiff.errors import DifferentiationError

EXAMPLES = int(os.environ.get("S2SDIFF_RANDOM", "0"))
STEP, RTOL, ATOL, LARGEST = 1e-6, 1e-4, 2e-7, 1e4
ARGUMENTS = (np.array([0.41, -0.77, 0.23, 0.9, -0.31]), np.array([0.6, -0.2, 0.35, 0.81]),
             np.array([[0.27, -0.64, 0.93, -0.18], [0.52, -0.85, 0.11, 0.73], [-0.46, 0.98, -0.07, 0.39]]), 0.57,
             (np.array([0.3, -0.52, 0.7]), np.array([-0.61, 0.44, 0.19])))  # fmt: skip
numbers = itertools.count()


# --- one program -----------------------------------------------------------------------------------------------------
class Unfit(Exception):
    """The program itself raises, is not finite, or has a kink where it is differentiated."""


@contextlib.contextmanager
def loaded(text: str, folder: Path) -> Iterator[Any]:
    name = f"random_stores_{next(numbers)}"
    path = folder / f"{name}.py"
    path.write_text(text)
    module = sys.modules[name] = types.ModuleType(name)
    module.__file__ = str(path)
    try:
        exec(compile(text, path, "exec"), vars(module))
        yield module.f
    finally:
        del sys.modules[name]
        path.unlink()


def primal(f: Any, args: Any = ARGUMENTS) -> Any:
    with np.errstate(all="ignore"):
        return f(*copy.deepcopy(args))


def slopes(f: Any, step: float) -> list[np.ndarray]:
    """Central differences for each float leaf of the arguments."""
    leaves = [np.array(leaf) for leaf in floats(list(ARGUMENTS))]
    found = []
    for leaf in leaves:
        slope = np.empty(leaf.shape)
        for k in range(leaf.size):
            old, ends = leaf.flat[k], []
            for moved in (old + step, old - step):
                leaf.flat[k] = moved
                parts = (np.array(one) if one.shape else float(one) for one in leaves)
                ends.append(primal(f, rebuilt(ARGUMENTS, parts)))
            leaf.flat[k] = old
            slope.flat[k] = (ends[0] - ends[1]) / (2 * step)
        found.append(slope)
    return found


def agree(one: list[Any], other: list[Any], scale: float) -> bool:
    return all(np.allclose(a, b, RTOL, ATOL * scale) for a, b in zip(one, other, strict=True))


def fit(f: Any) -> tuple[Any, list[np.ndarray]]:
    """The value and the gradients of a program. Raises Unfit if the latter depend on the step."""
    try:
        value, again = primal(f), primal(f)
    except Exception as error:
        raise Unfit(f"raises {type(error).__name__}: {error}") from error
    if not np.isfinite(value) or abs(value) > LARGEST or value != again:
        raise Unfit("not finite, or large, or another one each time")
    want, scale = slopes(f, STEP), max(abs(value), 1.0)
    if not agree(want, slopes(f, 4 * STEP), scale) or max(np.max(np.abs(w)) for w in want) > LARGEST:
        raise Unfit("a kink")
    return value, want


def check(f: Any, run_alone: bool) -> None:
    value, want = fit(f)
    case = Case(f, copy.deepcopy(ARGUMENTS))
    for optimize in (0, 1):
        what = f"optimize={optimize}"
        both = value_and_grad(f, tuple(range(len(ARGUMENTS))), optimize=optimize)
        with np.errstate(all="ignore"):
            got, gradients = both(*case.args)
            assert_same(case.args, ARGUMENTS, f"{what}: an argument was changed")
            again = both(*case.args)
        assert_same(got, value, f"{what}: value")
        for number, (one, slope) in enumerate(zip(floats(gradients), want, strict=True)):
            np.testing.assert_allclose(one, slope, RTOL, ATOL * max(abs(value), 1.0), err_msg=f"{what}: leaf {number}")
        for gradient, argument in zip(gradients, ARGUMENTS, strict=True):
            assert_like(gradient, argument, what)
        assert_same((got, gradients), again, f"{what}: second call")
        assert_same(case.args, ARGUMENTS, f"{what}: an argument was changed by the second call")
        assert_apart(case, [gradients], [case.args, again], what)
        if run_alone:
            with np.errstate(all="ignore"):
                alone = run_text(case, both.__s2sdiff__.variants)
            numbers_equal(alone, (got, gradients), f"{what}: module")
            assert_same(case.args, ARGUMENTS, f"{what}: an argument was changed by the module")


# --- many programs ---------------------------------------------------------------------------------------------------
class Counts:
    """How many programs there were, and why some were not differentiated."""

    def __init__(self) -> None:
        self.drawn, self.unfit = 0, 0
        self.refused: collections.Counter[str] = collections.Counter()

    def try_out(self, text: str, folder: Path) -> None:
        """Raises if the derivative is wrong."""
        self.drawn += 1
        with loaded(text, folder) as f:
            try:
                check(f, len(text) % 4 == 0)
            except Unfit:
                self.unfit += 1
            except DifferentiationError as error:
                fault = error.problems[0].fault
                self.refused[re.sub(r"\b[a-zA-Z]\w*\d+\b|\[[^]]*\]|\d+", "…", fault)] += 1

    def __str__(self) -> str:
        lines = [f"{self.refused.total()} of {self.drawn} programs refused, {self.unfit} unfit"]
        return "\n".join([*lines, *(f"{count:6} {fault}" for fault, count in self.refused.most_common())])


def test_random_stores(tmp_path):
    counts = Counts()

    @settings(max_examples=EXAMPLES or 300, derandomize=not EXAMPLES, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(data=st.data())
    def drawn(data):
        counts.try_out(program(lambda options: data.draw(st.sampled_from(list(options)))), tmp_path)

    drawn()
    if EXAMPLES:
        print(counts)
    assert counts.refused.total() < 0.15 * counts.drawn, str(counts)
    assert counts.unfit < 0.05 * counts.drawn, str(counts)


def main(first: int, last: int) -> int:
    counts, failing, folder = Counts(), [], os.environ.get("S2SDIFF_FAILING")
    with tempfile.TemporaryDirectory() as temporary:
        for seed in range(first, last):
            text = program(random.Random(seed).choice)
            try:
                counts.try_out(text, Path(temporary))
            except Exception:
                error = traceback.format_exc()
                failing.append(seed)
                print(f"seed {seed}: {error.strip().splitlines()[-1][:200]}", flush=True)
                if folder:
                    Path(folder).mkdir(parents=True, exist_ok=True)
                    notes = "".join(f"# {line}\n" for line in error.splitlines())
                    (Path(folder) / f"seed_{seed}.py").write_text(text + "\n\n" + notes)
    print(counts)
    print(f"{len(failing)} failing: {failing}")
    return bool(failing)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
