"""Gradients through many steps under `checkpoint`: memory, time, and how often a step is run."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import programs
import timing
from rows import Job, Row, kilobytes

from s2sdiff import checkpoint, grad, hvp

STEPS = (64, 256, 1024)
STATE = np.random.default_rng(0).random(20_001)


def plain(u, rate, steps):
    for _ in range(steps):
        u = u + rate * np.sin(u)
    return np.sum(u * u)


def log(u, rate, steps):
    for _ in checkpoint(range(steps)):
        u = u + rate * np.sin(u)
    return np.sum(u * u)


def sqrt(u, rate, steps):
    for _ in checkpoint(range(steps), schedule="sqrt"):
        u = u + rate * np.sin(u)
    return np.sum(u * u)


def plain_in_place(u, rate, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:] -= rate * u[1:] * (u[1:] - u[:-1])
    return np.sum(u * u)


def log_in_place(u, rate, steps):
    u = u.copy()
    for _ in checkpoint(range(steps)):
        u[1:] -= rate * u[1:] * (u[1:] - u[:-1])
    return np.sum(u * u)


def sqrt_in_place(u, rate, steps):
    u = u.copy()
    for _ in checkpoint(range(steps), schedule="sqrt"):
        u[1:] -= rate * u[1:] * (u[1:] - u[:-1])
    return np.sum(u * u)


PROGRAMS: dict[str, Callable[..., Any]] = {f.__name__: f for f in (
    plain, log, sqrt, plain_in_place, log_in_place, sqrt_in_place)}  # fmt: skip
KEPT: dict[str, Callable[[int], float]] = {"log": lambda n: math.log2(n), "sqrt": lambda n: 2 * math.sqrt(n)}


def memory(name: str, steps: int, *, second: bool = False) -> Row:
    """The peak of a gradient in states, and what each further state of the schedule adds to it since T = 16."""
    f, kept = PROGRAMS[name], KEPT.get(name.partition("_")[0])
    derivative: Any = hvp(f) if second else grad(f)
    given = (STATE, STATE) if second else (STATE,)
    peaks = [programs.PEAK(derivative, *given, 0.1, n) / STATE.nbytes for n in (steps, 16)]
    label = f"{'hvp' if second else 'grad'} {name} T={steps}: peak in states"
    if kept is None:
        return Row("checkpoint", label, f"{peaks[0]:.1f}", kilobytes(peaks[0] * STATE.nbytes))
    added, wanted = peaks[0] - peaks[1], (2 if second else 1) * (kept(steps) - kept(16))
    more = f"+{added:.1f} for +{wanted:.0f}"
    return Row("checkpoint", label, f"{peaks[0]:.1f}", more, added / wanted, STATES_BAR[name])


# How many states are alive for each that the schedule keeps: before each half that is open, its state and its adjoint.
STATES_BAR = {"log": 2.2, "log_in_place": 2.2, "sqrt": 1.1, "sqrt_in_place": 1.1}


def seconds(name: str, steps: int) -> Row:
    """The time of a gradient against that without checkpoints."""
    base = PROGRAMS["plain_in_place" if name.endswith("in_place") else "plain"]
    new, old = timing.compare([grad(PROGRAMS[name]), grad(base)], (STATE, 0.1, steps), repeats=7)
    return Row("checkpoint", f"grad {name} T={steps}: time / plain", f"{1e3 * new:,.1f} ms", f"{1e3 * old:,.1f} ms",
               new / old)  # fmt: skip


# --- how often a step is run ------------------------------------------------------------------------------------------
class _Counting:
    """NumPy, with a count of the calls of `sin`: one for each evaluation of a step."""

    def __init__(self) -> None:
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    def sin(self, x: Any) -> Any:
        self.count += 1
        return np.sin(x)


def evaluations(name: str, steps: int) -> int:
    """How many steps the gradient evaluates, those that it goes back through among them."""
    entry = grad(PROGRAMS[name], (0, 1))  # the adjoint of `rate` needs the sine of each step
    entry(STATE[:3], 0.1, steps)
    text = entry.__s2sdiff__.variants[0].compiled.module.text
    counting = _Counting()
    made: dict[str, Any] = {"np": counting}
    exec(text.replace("import numpy as np\n", ""), made)
    made[f"{name}_grad"](STATE[:3], 0.1, steps)
    return counting.count


def revolve(steps: int, snapshots: int) -> int:
    """The fewest evaluations with so many snapshots, the first state among them: by `checkpoint_schedules`, if it is
    there, else by the formula of Griewank and Walther (2000)."""
    try:
        from checkpoint_schedules import EndForward, EndReverse, Forward, Revolve
    except ImportError:
        repeats = 0
        while math.comb(snapshots + repeats, snapshots) < steps:
            repeats += 1
        again = repeats * steps - (math.comb(snapshots + repeats, repeats - 1) if repeats else 0)
        return steps + again
    total = 0
    schedule = Revolve(steps, snapshots)
    for action in schedule:
        match action:
            case Forward():
                total += action.n1 - action.n0
            case EndReverse():
                break
            case EndForward() | _:
                continue
    return total


def against_revolve(name: str, steps: int) -> Row:
    new = evaluations(name, steps)
    snapshots = math.ceil(KEPT[name](steps)) + 1
    old = revolve(steps, snapshots)
    label = f"{name} T={steps}: steps run / Revolve with {snapshots} snapshots"
    return Row("checkpoint", label, f"{new:,}", f"{old:,}", new / old)


def jobs() -> list[Job]:
    listed: list[Job] = [(f"checkpoint memory {name} {n}", lambda name=name, n=n: memory(name, n))
                         for name in PROGRAMS for n in STEPS]  # fmt: skip
    listed += [(f"checkpoint memory hvp {name} {n}", lambda name=name, n=n: memory(name, n, second=True))
               for name in ("plain", "log", "sqrt") for n in STEPS]  # fmt: skip
    listed += [(f"checkpoint time {name} {n}", lambda name=name, n=n: seconds(name, n))
               for name in PROGRAMS if not name.startswith("plain") for n in STEPS]  # fmt: skip
    return listed + [(f"checkpoint steps {name} {n}", lambda name=name, n=n: against_revolve(name, n))
                     for name in ("log", "sqrt") for n in STEPS]  # fmt: skip
