"""Figures of s2sdiff: `python benchmarks/run.py [--json FILE]`.

Call overhead, derivatives against hand-written ones, memory by the number of steps, time of a transform by length, time
of the import, and how many statements are emitted. What is compared is measured in turn in one run, in processor time;
bars are the project's.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import ast
import importlib.util
import inspect
import json
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import checkpointing
import modes
import programs
import timing
from rows import Job, Row, kilobytes, microseconds, table

from s2sdiff import differentiate, grad, hvp, value_and_grad

OVERHEAD_BAR, ARRAY_BAR, MEMORY_BAR, TRANSFORM_BAR = 1.5, 1.25, 1.1, 20.0


# --- what is measured ------------------------------------------------------------------------------------------------
def call_overhead() -> Row:
    """The guarded entry on the lecture's loss, against its emitted variant called directly."""
    f = differentiate(programs.LOSS, wrt=("w", "b"))
    entry = f.value_and_grad
    entry(*programs.LOSS_ARGUMENTS)
    variant = entry.__s2sdiff__.variants[0].call
    new, old = timing.compare([entry, variant], programs.LOSS_ARGUMENTS)
    return Row("call", "loss on floats: entry / variant", microseconds(new), microseconds(old), new / old, OVERHEAD_BAR)


def array_program(case: programs.Case) -> Row:
    """A derivative as users call it, guard included, against the hand-written one."""
    derivative = value_and_grad(case.primal, case.argnums)
    case.check(derivative)
    new, old = timing.compare([derivative, case.golden], case.arguments)
    return Row("arrays", case.name, microseconds(new), microseconds(old), new / old, ARRAY_BAR)


def linear_memory(steps: int) -> Row:
    """The peak of the gradient of a linear stencil in place, against that of ten steps: it must not grow."""
    derivative = value_and_grad(programs.HEAT)
    new, old = (programs.PEAK(derivative, *programs.HEAT_ARGUMENTS, count) for count in (steps, 10))
    name = f"heat 64x64 T={steps}: peak / of T=10"
    return Row("memory", name, kilobytes(new), kilobytes(old), new / old, MEMORY_BAR)


def nonlinear_memory(steps: int) -> Row:
    """What each step adds to the peak of the gradient of a non-linear update in place, against what it overwrites."""
    derivative = value_and_grad(programs.BURGERS)
    more, less = (programs.PEAK(derivative, *programs.BURGERS_ARGUMENTS, count) for count in (steps, 10))
    new, old = (more - less) / (steps - 10), programs.BURGERS_ARGUMENTS[0][1:].nbytes
    name = f"burgers n=4001 T={steps}: a step / its slots"
    return Row("memory", name, kilobytes(new), kilobytes(old), new / old, MEMORY_BAR)


def seconds_to_transform(count: int, folder: Path, kind: str) -> float:
    """Processor time from a module just imported to the first derivative."""
    path = folder / f"straight_line_{count}.py"
    path.write_text(programs.straight_line_source(count), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    derivative, arguments = {"gradient": (value_and_grad, (0.7,)), "hvp": (hvp, (0.7, 1.0)),
                             "grad of grad": (lambda f: grad(grad(f)), (0.7,))}[kind]  # fmt: skip
    start = time.process_time()
    derivative(module.f)(*arguments)
    return time.process_time() - start


def transform(count: int, kind: str = "gradient") -> Row:
    repeats = {100: 5, 1_000: 3}.get(count, 1)
    seconds = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            seconds.append(seconds_to_transform(count, Path(folder), kind))
    taken = statistics.median(seconds)
    each = f"{1e3 * taken / count:.2f} ms a statement"
    bar = TRANSFORM_BAR if count == 10_000 else None
    return Row("transform", f"{kind} of {count:,} statements", f"{taken:.2f} s", each, taken, bar)


def import_time(module: str) -> Row:
    """Of a fresh process, without the start of the interpreter."""
    code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
    seconds = [float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
               for _ in range(7)]  # fmt: skip
    return Row("import", module, f"{1e3 * statistics.median(seconds):.0f} ms")


def statements_of(text: str) -> int:
    """How many statements the functions of a text hold, without docstrings and def lines."""
    nodes = [node for part in ast.parse(text).body if isinstance(part, ast.FunctionDef)
             for top in part.body for node in ast.walk(top)]  # fmt: skip
    docstrings = sum(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in nodes)
    return sum(isinstance(node, ast.stmt) for node in nodes) - docstrings


def statement_count(pair: Any) -> Row:
    import numpy as np

    derivative = value_and_grad(pair.primal, pair.wrt)
    arguments = pair.inputs(np.random.default_rng(0))
    new = statements_of(derivative.__s2sdiff__.variant(arguments).compiled.module.text)
    old = sum(statements_of(textwrap.dedent(inspect.getsource(part))) for part in (pair.golden, *pair.parts))
    return Row("statements", pair.name, str(new), str(old), new / old, pair.bar)


# --- the table -------------------------------------------------------------------------------------------------------
def jobs() -> list[Job]:
    listed: list[Job] = [("call overhead", call_overhead)]
    listed += [(case.name, lambda case=case: array_program(case)) for case in programs.cases()]
    listed += [(f"memory heat {n}", lambda n=n: linear_memory(n)) for n in (10, 100, 1_000)]
    listed += [(f"memory burgers {n}", lambda n=n: nonlinear_memory(n)) for n in (100, 1_000)]
    listed += [(f"transform {n:,}", lambda n=n: transform(n)) for n in (100, 1_000, 10_000)]
    listed += [(f"transform {kind}", lambda kind=kind: transform(100, kind)) for kind in ("hvp", "grad of grad")]
    listed += modes.jobs() + checkpointing.jobs()
    listed += [(f"import {name}", lambda name=name: import_time(name)) for name in ("numpy", "s2sdiff")]
    return listed + [(pair.name, lambda pair=pair: statement_count(pair)) for pair in programs.PAIRS]


def with_progress(listed: list[Job]) -> Iterator[Job]:
    try:
        from tqdm import tqdm
    except ImportError:
        for k, (name, job) in enumerate(listed, 1):
            print(f"[{k}/{len(listed)}] {name}", file=sys.stderr, flush=True)
            yield name, job
        return
    bar = tqdm(listed, leave=False)
    for name, job in bar:
        bar.set_description(name)
        yield name, job


def measured(name: str, job: Callable[[], Row]) -> Row:
    """A job's row; a derivative that cannot be made is a row too, and a missed bar."""
    try:
        return job()
    except Exception as error:
        return Row("failed", name, f"{type(error).__name__}: {error}"[:60], "", float("inf"), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write the rows to this file")
    parser.add_argument("--only", metavar="TEXT", default="", help="only what has this in its name, as `transform`")
    options = parser.parse_args()
    chosen = [(name, job) for name, job in jobs() if options.only in name]
    rows = [measured(name, job) for name, job in with_progress(chosen)]
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
