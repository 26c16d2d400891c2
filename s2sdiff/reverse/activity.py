"""Which names carry a derivative: those that an input reaches and that reach an output, through slopes.

Sound to prune by: an operand without a `_dot` in its op's rule has slope zero, and so has a value that is no float.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from s2sdiff import rules
from s2sdiff.infer.values import Unknown, is_differentiable
from s2sdiff.ir import Assign, Block, Call, For, If, Operand, Return, Stmt, Unpack, While
from s2sdiff.walking import names_in, walk

PASSED_ON = {"copy_name": 1, "tuple": 1, "list": 1}  # structural ops and how many operands have slope one


def sloped(stmt: Assign) -> Iterator[Operand]:
    """The operands of an op that its result has a slope in."""
    if stmt.op in PASSED_ON:
        yield from stmt.operands[: PASSED_ON[stmt.op]]
    elif rules.is_op(stmt.op):
        text = rules.texts()[stmt.op]
        for name, operand in zip(text.operands, stmt.operands, strict=False):
            if name in text.dots:
                yield operand


def flows(stmt: Stmt) -> Iterator[tuple[Operand, Operand]]:
    """Pairs (from, to): the first's derivative flows into the second."""
    match stmt:
        case Assign(target=target):
            for operand in sloped(stmt):
                yield operand, target
        case Unpack(targets=targets, source=source):
            for item in targets:
                yield source, item
        case Call(target=target, operands=operands):
            for operand in operands:
                yield operand, target
        case If(merges=merges):
            for merge in merges:
                yield merge.then, merge.target
                yield merge.orelse, merge.target
        case For(carries=carries) | While(carries=carries):
            for carry in carries:
                for made in (carry.target, carry.result):
                    yield carry.init, made
                    yield carry.next, made
        case _:
            return


def active(body: Block, inputs: Iterable[str], types: Mapping[str, Any]) -> frozenset[str]:
    """The names that carry a derivative from `inputs` to what the block returns."""
    forward: dict[str, list[str]] = {}
    backward: dict[str, list[str]] = {}
    outputs: list[str] = []
    for stmt in walk(body):
        if isinstance(stmt, Return):
            outputs.extend(names_in(stmt.value))
        for source, target in flows(stmt):
            for a in names_in(source):
                for b in names_in(target):
                    forward.setdefault(a, []).append(b)
                    backward.setdefault(b, []).append(a)
    varied = _reach(inputs, forward, types)
    return frozenset(varied & _reach(outputs, backward, types))


def varied(body: Block, inputs: Iterable[str], types: Mapping[str, Any]) -> frozenset[str]:
    """The names that an input reaches, whether or not they reach an output."""
    forward: dict[str, list[str]] = {}
    for stmt in walk(body):
        for source, target in flows(stmt):
            for a in names_in(source):
                forward.setdefault(a, []).extend(names_in(target))
    return frozenset(_reach(inputs, forward, types))


def _reach(starts: Iterable[str], edges: Mapping[str, list[str]], types: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name not in found and is_differentiable(types.get(name, Unknown())):
            found.add(name)
            todo.extend(edges.get(name, ()))
    return found
