"""A run as a table: the primal trace, and beside each line its tangent, or the adjoint lines that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from s2sdiff.look.names import AS_IN_CODE, Naming, by_depth, is_in_order, numbered
from s2sdiff.look.steps import ADJOINT, INDEX, Block, Branch, Called, Loop, Place, Run, Step, nodes
from s2sdiff.look.values import shown

NAMES = ("code", "v")
_HEADS = {"primal": (), "forward": ("tangent trace",), "reverse": ("adjoint trace, from the bottom up",)}
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the primal trace, and lines beside it, each with its value."""

    text: str
    value: str = ""
    beside: tuple[tuple[str, str], ...] = ()


@dataclass
class _Table:
    run: Run
    naming: Naming
    rows: list[Row] = field(default_factory=list)
    starts: dict[tuple[Place, object], list[Step]] = field(default_factory=dict)  # adjoints that a loop begins with


def table(run: Run, names: str = "code") -> str:
    """The trace of a run. `names` is "code", or "v" for v-1, v0, v1, … in the order of how deep the steps stand.

    >>> from s2sdiff._examples import square_plus
    >>> from s2sdiff.look.run import run_of
    >>> print(table(run_of(square_plus, (3.0, 1.0))), end="")
    # primal trace      | adjoint trace, from the bottom up
    x                3  | x_bar                            6
    y                1  | y_bar                            1
    t1 = x * x       9  | x_bar = x_bar + x_bar_1          6
                        | x_bar_1 = t1_bar * x             3
                        | x_bar = t1_bar * x               3
    t2 = t1 + y     10  | y_bar = t2_bar                   1
                        | t1_bar = t2_bar                  1
    return t2       10  | t2_bar = 1.0                     1
    """
    made = _Table(run, AS_IN_CODE if names == "code" else numbered(run))
    _note_starts(made)
    for step in run.inputs:
        made.rows.append(_input(made, step))
    steps = by_depth(run)
    if names == "code" or (run.mode == "reverse" and not is_in_order(run, steps)):
        _block(made, run.body, 0)
    else:
        made.rows += [_row(made, step, 0) for step in steps]
    made.rows += _outputs(made)
    return _printed(made.rows, ("primal trace", *_HEADS[run.mode]))


def _input(made: _Table, step: Step) -> Row:
    name, total = made.naming.name(step), made.run.adjoint(step)
    text = name if name == step.name else f"{name} = {step.name}"
    beside = ((made.naming.name(total), shown(total.value)),) if total is not None else ()
    return Row(text, shown(step.value), beside)


def _block(made: _Table, block: Block, depth: int) -> None:
    for node in block:
        match node:
            case Step(role="primal") | Step(role="index"):
                made.rows.append(_row(made, node, depth))
            case Step():
                continue
            case Loop(role="primal", turns=turns):
                made.rows.append(Row(_INDENT * depth + node.text))
                for k, turn in enumerate(turns):
                    made.rows.append(Row(f"{_INDENT * (depth + 1)}# iteration {k + 1}"))
                    _block(made, turn, depth + 1)
                begins = made.starts.get((node.place, node.key), [])
                if begins:
                    made.rows.append(Row("", "", _lines(made, begins)))
            case Branch(role="primal"):
                made.rows.append(Row(_INDENT * depth + node.text, str(node.taken)))
                _block(made, node.body, depth + 1)
            case Called(role="primal"):
                made.rows.append(Row(f"{_INDENT * depth}{node.results[0].text if node.results else node.text}:"))
                _block(made, node.body, depth + 1)
                _block(made, node.results, depth)
            case _:
                continue  # the backward sweep, whose lines stand beside those that they belong to


def _row(made: _Table, step: Step, depth: int) -> Row:
    name, text = made.naming.name(step), made.naming.text(step)
    whole = " = ".join(part for part in (name, text) if part) if step.role != INDEX else name
    return Row(_INDENT * depth + whole, shown(step.value), _lines(made, made.run.belonging(step)))


def _lines(made: _Table, steps: Sequence[Step]) -> tuple[tuple[str, str], ...]:
    found = [(f"{made.naming.name(step)} = {made.naming.text(step)}", shown(step.value)) for step in steps]
    return tuple(found if made.run.mode == "forward" else reversed(found))


def _outputs(made: _Table) -> Iterator[Row]:
    """What is returned, and the adjoints that the backward sweep begins with."""
    run = made.run
    outputs = [output for output in run.outputs if isinstance(output, Step)]
    seeds = {step.number: step for step in run.steps if step.role == ADJOINT and step.of is None
             and step.about in outputs and run.about(step.about)[0] is step}  # fmt: skip
    if not outputs:
        yield Row("return", shown(run.value))
    for output in outputs:
        if run.mode == "forward":
            dot = run.adjoint(output)
            beside = [(made.naming.name(dot), shown(dot.value))] if dot else []
        else:
            beside = [(f"{made.naming.name(step)} = {step.text or shown(step.value)}", shown(step.value))
                      for step in seeds.values() if step.about is output]  # fmt: skip
        yield Row(f"return {made.naming.name(output)}", shown(output.value), tuple(beside))


def _note_starts(made: _Table) -> None:
    """The adjoints that a loop of the backward sweep begins with stand at the end of the loop that it mirrors."""

    def on(block: Block) -> None:
        before: list[Step] = []
        for node in block:
            if isinstance(node, Step):
                before = [*before, node] if node.role == ADJOINT and node.fun == "copy_name" and not node.of else []
            elif isinstance(node, Loop) and node.role == ADJOINT:
                seen = made.run.outputs
                made.starts[node.place, node.key] = [step for step in before if step.about not in seen]

    on(made.run.body)
    for node in nodes(made.run.body):
        match node:
            case Loop(turns=turns):
                for turn in turns:
                    on(turn)
            case Branch(body=body) | Called(body=body):
                on(body)
            case _:
                continue


# --- columns ----------------------------------------------------------------------------------------------------------
def _printed(rows: Sequence[Row], heads: Sequence[str]) -> str:
    """The rows in columns: texts to the left, values to the right."""
    cells = [cell for row in rows for cell in _cells(row)]
    left = max([len(heads[0]) + 2, *(len(cell[0]) for cell in cells)])
    value = max([2, *(len(cell[1]) for cell in cells)])
    lines = []
    if len(heads) == 1:
        lines = [f"{text.ljust(left)}  {number.rjust(value)}" for text, number, *_ in cells]
        return "".join(f"{line.rstrip()}\n" for line in [f"# {heads[0]}", *lines])
    right = max([len(heads[1]) - 2, *(len(cell[2]) for cell in cells)])
    far = max(len(cell[3]) for cell in cells)
    lines = [f"{text.ljust(left)}  {number.rjust(value)}  | {other.ljust(right)}  {last.rjust(far)}"
             for text, number, other, last in cells]  # fmt: skip
    head = f"{f'# {heads[0]}'.ljust(left + 2 + value)}  | {heads[1]}"
    return "".join(f"{line.rstrip()}\n" for line in [head, *lines])


def _cells(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """A row, with the first line beside it; the others have lines of their own."""
    for k, (text, value) in enumerate(row.beside or [("", "")]):
        yield (row.text, row.value, text, value) if k == 0 else ("", "", text, value)
