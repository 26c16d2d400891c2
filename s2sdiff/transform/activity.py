"""Which names carry a derivative: those that an input reaches and that reach an output, through slopes.

Sound to prune by: an operand without a `_dot` in its op's rule has slope zero, and so has a value that is no float.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from s2sdiff import rules
from s2sdiff.infer.values import Unknown, is_differentiable
from s2sdiff.ir import Assign, Block, Call, For, If, Operand, Pop, Push, Return, Stmt, Tup, Unpack, While
from s2sdiff.walking import merged, names_in, walk

# structural ops, and the operands that have slope one
PASSED_ON = {**dict.fromkeys(("copy_name", "tuple", "list", "dict", "tape_copy", "saved", "copied"), (0,)),
             "add_trees": (0, 1), "item_added": (0, 2), "list_append": (0, 1), "list_extend": (0, 1),
             "list_set": (0, 2), "list_insert": (0, 2), "list_delete": (0,), "list_reverse": (0,), "list_repeat": (0,),
             "list_folded": (0,), "list_slice": (0,), "list_of": (0,), "tuple_of": (0,)}  # fmt: skip


def sloped(stmt: Assign) -> Iterator[Operand]:
    """The operands of an op that its result has a slope in."""
    if stmt.op in PASSED_ON:
        yield from (stmt.operands[k] for k in PASSED_ON[stmt.op])
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
            yield source, Tup(targets)
        case Call(target=target, operands=operands):
            for operand in operands:
                yield operand, target
        case Push(tape=tape, value=value):
            yield value, tape
        case Pop(target=target, tape=tape):
            yield tape, target
        case If() | For() | While():
            for name, sources in merged(stmt):
                for operand in sources:
                    yield operand, name
        case _:
            return


def active(body: Block, inputs: Iterable[str], types: Mapping[str, Any]) -> frozenset[str]:
    """The names that carry a derivative from `inputs` to what the block returns."""
    forward = _edges(body)
    backward: dict[str, list[str]] = {}
    for source, targets in forward.items():
        for target in targets:
            backward.setdefault(target, []).append(source)
    outputs = [name for stmt in walk(body) if isinstance(stmt, Return) for name in names_in(stmt.value)]
    return frozenset(_reach(inputs, forward, types) & _reach(outputs, backward, types))


def varied(body: Block, inputs: Iterable[str], types: Mapping[str, Any]) -> frozenset[str]:
    """The names that an input reaches, whether or not they reach an output."""
    return frozenset(_reach(inputs, _edges(body), types))


def _edges(body: Block) -> dict[str, list[str]]:
    """For each name, those that its derivative flows into."""
    edges: dict[str, list[str]] = {}
    for stmt in walk(body):
        for source, target in flows(stmt):
            for name in names_in(source):
                edges.setdefault(name, []).extend(names_in(target))
    return edges


def _reach(starts: Iterable[str], edges: Mapping[str, list[str]], types: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name not in found and is_differentiable(types.get(name, Unknown())):
            found.add(name)
            todo.extend(edges.get(name, ()))
    return found
