"""The cost of a function as text: a table of the modes, the formulas for a chain of layers, the choice of a mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from s2sdiff.cost import chain
from s2sdiff.cost.arguments import Arguments, parse_sizes
from s2sdiff.cost.choice import cheaper_mode
from s2sdiff.cost.measure import Cost, Run, cost_of
from s2sdiff.cost.operations import Counts
from s2sdiff.derivatives import plain, positions
from s2sdiff.differentiable import Differentiable
from s2sdiff.infer.refuse import check_differentiable
from s2sdiff.parse.source import find_source
from s2sdiff.program import parsed
from s2sdiff.show import Asked, kinds_for, unknown_names

_HEAD = ("", "multiplications", "in products", "additions", "other", "live numbers", "live bytes", "stored")
_LEGEND = """\
Each mode is counted with the value that it computes on its way. What depends on no seed is done once for all seeds.
in products: multiplications in matrix products.  other: divisions, powers, functions, comparisons.
live: what is still to be used, at the worst moment, beyond the arguments, which are {arguments}.
stored: what of it reverse keeps from its forward sweep for its backward sweep{bytes}.
"""
_LAYERS = """\
A chain of layers, {widths}; the formulas for its Jacobian, and what was counted:
"""
_NOTES = """\
The formulas for memory leave out the matrix of a layer, d(l)·d(l−1), which is an argument here and not made anew.
What was counted is up to twice as much without what is stored: a line holds what it reads and what it makes.
Stored are the results of layers, l = 1..L, as far as they are used; the input, l = 0, is an argument.
"""
_MODES = {"fwd": ("forward", "d0 <= dL"), "rev": ("reverse", "d0 > dL")}


def report(f: Any, at: str | None = None, wrt: Asked = None, sizes: str = "", optimize: int | None = None,
           lines: bool = False) -> str:  # fmt: skip
    """What `s2sdiff cost` prints of a function. Arguments as for `show.derivative_text`; `sizes` as "n=100, m=5".

    Raises UsageError where sizes are missing or do not fit together, and what `derivative_text` raises.

    >>> from s2sdiff._examples import square_plus
    >>> print(report(square_plus, at="x=f64[n], y=float", sizes="n=3").splitlines()[0])
    square_plus with respect to x: d0 = 3 inputs, dL = 3 outputs
    """
    function = plain(f)
    wanted, optimize = asked(f, wrt, optimize)
    unknown = unknown_names(f, at, wrt)
    names = [param.name for param in parsed(function).params]
    known = {name: kind for name, kind in zip(names, kinds_for(f, at, wrt), strict=True) if name not in unknown}
    for k in wanted:
        if names[k] in known:
            check_differentiable(function.__name__, names[k], known[names[k]])
    cost = cost_of(function, Arguments(function, known, parse_sizes(sizes)), wanted, optimize)
    return table(cost) + (f"\n{listing(cost, function)}" if lines else "")


def asked(f: Any, wrt: Asked, optimize: int | None) -> tuple[tuple[int, ...], int]:
    """The positions to differentiate, and how it is to look: what was asked for, else a decorated f's own choice."""
    own = f._options() if isinstance(f, Differentiable) else {}
    if wrt is None:
        wanted, _ = positions(f, own.get("argnums", 0), own.get("argnames"))
    else:
        several = [wrt] if isinstance(wrt, str | int) else list(wrt)
        each = [positions(f, k, None) if isinstance(k, int) else positions(f, 0, k) for k in several]
        wanted = tuple(found[0] for found, _ in each)
    return wanted, own.get("optimize", 1) if optimize is None else optimize


def table(cost: Cost) -> str:
    """The modes, the formulas if f is a chain of layers, and the choice."""
    head = (f"{cost.name} with respect to {', '.join(cost.wrt)}: d0 = {_many(cost.inputs, 'input')}, "
            f"dL = {_many(cost.outputs, 'output')}\n")  # fmt: skip
    parts = [head, _aligned([_HEAD, *_modes(cost)]), _legend(cost)]
    layers = _layers(cost)
    return "\n".join([*parts, *([layers] if layers else []), choice_text(cost.inputs, cost.outputs)])


def choice_text(inputs: int, outputs: int) -> str:
    """Which mode `jacobian` takes, and why.

    >>> choice_text(4, 7)
    'jacobian would take forward mode: d0 <= dL (4 sweeps, and 7 in reverse).\\n'
    """
    mode = cheaper_mode(inputs, outputs)
    name, why = _MODES[mode]
    fewer, more = (inputs, outputs) if mode == "fwd" else (outputs, inputs)
    return f"jacobian would take {name} mode: {why} ({_many(fewer, 'sweep')}, and {more:,} in {_OTHER[mode]}).\n"


_OTHER = {"fwd": "reverse", "rev": "forward"}


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


# --- the table --------------------------------------------------------------------------------------------------------
def _modes(cost: Cost) -> list[tuple[str, ...]]:
    found = [_mode("value", cost.value, 1)]
    for name, run, seed, seeds, stored in (("forward", cost.forward, "tangent", cost.inputs, ""),
                                           ("reverse", cost.reverse, "cotangent", cost.outputs,
                                            f"{cost.stored:,}")):  # fmt: skip
        found.append(_mode(f"{name}, 1 {seed}", run, 1, stored))
        if seeds > 1:
            found.append(_mode(f"{name}, all {seeds:,} {seed}s", run, seeds, stored))
    return found


def _mode(label: str, run: Run, seeds: int, stored: str = "") -> tuple[str, ...]:
    counts = run.counts(seeds)
    numbers = (counts.multiplications, counts.products, counts.plus, counts.other, run.peak(seeds),
               run.peak(seeds, of_bytes=True))  # fmt: skip
    return label, *(f"{number:,}" for number in numbers), stored


def _legend(cost: Cost) -> str:
    stored = f", {cost.stored_bytes:,} bytes" if cost.stored_bytes else ""
    return _LEGEND.format(arguments=_many(cost.arguments, "number"), bytes=stored)


def _layers(cost: Cost) -> str:
    rows, widths = chain.rows(cost), chain.widths(cost)
    if not rows or widths is None:
        return ""
    head = _LAYERS.format(widths=" → ".join(map(str, widths)))
    listed = [("", "", "formula", "counted", "")]
    listed += [(row.mode, row.formula, f"{row.expected:,}", f"{row.counted:,}", row.remark) for row in rows]
    return f"{head}\n{_aligned(listed, left=(0, 1, 4))}\n{_NOTES}"


def _aligned(rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> str:
    """Columns, to the right but for some.

    >>> print(_aligned([("", "n"), ("value", "10")]), end="")
            n
    value  10
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) if k in left else cell.rjust(width)
                       for k, (cell, width) in enumerate(zip(row, widths, strict=True))) for row in rows)  # fmt: skip
    return "".join(f"{line.rstrip()}\n" for line in lines)


# --- line by line -----------------------------------------------------------------------------------------------------
def listing(cost: Cost, f: object) -> str:
    """The function and its derivatives, each line with its multiplications, additions and other operations."""
    source = find_source(f)
    first, last = source.node.lineno, source.node.end_lineno
    own = _lines(cost.value, source.file, source.lines[first - 1 : last], first)
    parts = [("value", own)]
    for name, run in (("forward, 1 tangent", cost.forward), ("reverse, 1 cotangent", cost.reverse)):
        parts.append((name, _lines(run, run.file, run.text.rstrip("\n").split("\n"), 1)))
    return "\n".join(f"--- {name}: multiplications, additions, other ---\n{text}" for name, text in parts)


def _lines(run: Run, file: str, lines: Sequence[str], first: int) -> str:
    counter = run.counter
    rows = []
    for number, line in enumerate(lines, first):
        counts = counter.once.get((file, number), Counts()) + counter.each_seed.get((file, number), Counts())
        cells = (counts.multiplications, counts.plus, counts.other)
        rows.append((*(f"{cell:,}" if cell else "" for cell in cells), f"| {line}"))
    return _aligned(rows, left=(3,))
