"""Loops to SSA: what an iteration hands to the next is carried; every `for` counts, over a range or an index.

    for x in xs: s = s + x         for i in range(len(xs)): x = xs[i]; s#2 = s#1 + x      carry s#1: s → s#2
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import gast

from s2sdiff.ir import UNDEFINED, Carry, Const, For, Lst, Operand, Tup, While
from s2sdiff.parse.expressions import item, lower, static_meaning
from s2sdiff.parse.scope import Scope, same_structure

LowerBlock = Callable[[Scope, Sequence[gast.AST]], None]


@dataclass(frozen=True, slots=True)
class Range:
    start: Operand
    stop: Operand
    step: Operand
    items: Callable[[Scope, str], Operand]  # what the loop's target is bound to, given the index


def stored_names(nodes: Sequence[gast.AST]) -> list[str]:
    """The names that a block assigns, in the order of the text."""
    found = [node.id for outer in nodes for node in gast.walk(outer)
             if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store)]  # fmt: skip
    return list(dict.fromkeys(found))


def lower_for(scope: Scope, node: gast.For, lower_block: LowerBlock) -> None:
    if node.orelse:
        scope.problem(node.orelse[0], "The else of a loop cannot be differentiated yet.", "Put it after the loop.")
        return
    iterated = _range(scope, node.iter)
    if iterated is None:
        return
    direct = node.target.id if isinstance(node.target, gast.Name) and iterated.items is _index_itself else None
    index = scope.names.fresh(direct or _index_name(scope))

    def body() -> None:
        value = iterated.items(scope, index)
        if direct is not None:
            scope.env[direct] = index
        else:
            from s2sdiff.parse.statements import assign

            assign(scope, node.target, value)
        lower_block(scope, node.body)

    carries, block = _carried(scope, stored_names([node]), body)
    loop = For(index, iterated.start, iterated.stop, iterated.step, carries=carries, body=block,
               origin=scope.origin, key=scope.new_key())  # fmt: skip
    scope.out.append(loop)


def lower_while(scope: Scope, node: gast.While, lower_block: LowerBlock) -> None:
    if node.orelse:
        scope.problem(node.orelse[0], "The else of a loop cannot be differentiated yet.", "Put it after the loop.")
        return
    head: list = []
    test: Operand = UNDEFINED

    def body() -> None:
        nonlocal test, head
        with scope.block() as head:
            test = lower(scope, node.test)
        lower_block(scope, node.body)

    carries, block = _carried(scope, stored_names([node]), body)
    scope.out.append(While(carries, tuple(head), test, block, scope.origin, scope.new_key()))


def _carried(scope: Scope, stored: Sequence[str], body: Callable[[], None]) -> tuple[tuple[Carry, ...], tuple]:
    """Lowers a body whose assigned names come in from the iteration before, and binds them after the loop."""
    structured = True
    while True:
        problems = list(scope.problems)
        enter = {name: _entry(scope, name, scope.env.get(name, UNDEFINED), structured) for name in stored}
        before = {name: scope.env.get(name, UNDEFINED) for name in stored}
        scope.loops += 1
        with scope.block() as out:
            scope.env.update(enter)
            body()
            after = {name: scope.env.get(name, UNDEFINED) for name in stored}
        scope.loops -= 1
        if not structured or all(same_structure(enter[name], after[name]) for name in stored):
            break
        structured = False  # a tuple in one iteration and no tuple in another: carried as one value
        scope.problems[:] = problems
    carries: list[Carry] = []
    for name in stored:
        scope.env[name] = _carry(scope, name, enter[name], before[name], after[name], carries)
    return tuple(carries), tuple(out)


def _entry(scope: Scope, name: str, value: Operand, structured: bool) -> Operand:
    if structured and isinstance(value, Tup):
        return Tup(tuple(_entry(scope, f"{name}_{k}", inner, True) for k, inner in enumerate(value.items)))
    return scope.names.fresh(name)


def _carry(scope: Scope, name: str, target: Operand, init: Operand, following: Operand,
           carries: list[Carry]) -> Operand:  # fmt: skip
    """Notes what is carried; returns what the user's name is bound to after the loop."""
    match target, init, following:
        case Tup(targets), Tup(inits), Tup(nexts):
            each = enumerate(zip(targets, inits, nexts, strict=True))
            return Tup(tuple(_carry(scope, f"{name}_{k}", *inner, carries) for k, inner in each))
        case str(), _, _:
            carries.append(Carry(target, init, following, scope.names.fresh(name)))
            return carries[-1].result
        case _:
            raise TypeError(f"cannot carry {target!r}")


def _index_name(scope: Scope) -> str:
    return next(name for name in ("i", "j", "k", "l", "index", "index_") if name not in scope.identifiers)


def _index_itself(scope: Scope, index: str) -> Operand:
    return index


def _range(scope: Scope, node: gast.AST) -> Range | None:
    """The range that a loop counts over, and what its target is in each iteration."""
    match node:
        case gast.Call(func=func, args=args, keywords=keywords):
            meaning = static_meaning(scope, func)
            builtin = getattr(meaning.value, "__name__", "") if meaning and meaning.kind == "builtin" else ""
            operands = [_sequence(scope, arg) for arg in args] if builtin in ("range", "zip", "enumerate") else []
            if builtin == "enumerate" and [keyword.arg for keyword in keywords] == ["start"]:
                operands.append(lower(scope, keywords[0].value))
            match builtin, operands:
                case "range", [stop]:
                    return Range(Const(0), stop, Const(1), _index_itself)
                case "range", [start, stop]:
                    return Range(start, stop, Const(1), _index_itself)
                case "range", [start, stop, step]:
                    return Range(start, stop, step, _index_itself)
                case "zip", [_, *_]:
                    return _over(scope, node, operands, lambda index, items: Tup(tuple(items)))
                case "enumerate", [sequence]:
                    return _over(scope, node, [sequence], lambda index, items: Tup((index, items[0])))
                case "enumerate", [sequence, (str() | Const()) as first]:
                    return _over(scope, node, [sequence], lambda index, items: Tup((
                        scope.emit("add", (index, first), spelling="+", node=node), items[0])))  # fmt: skip
                case ("reversed" | "map" | "sorted" | "zip" | "enumerate" | "range"), _:
                    scope.problem(node, f"A loop over this {builtin}(...) cannot be differentiated yet.",
                                  "Loop over a range, a list, an array, zip or enumerate.")  # fmt: skip
                    return None
    return _over(scope, node, [lower(scope, node)], lambda index, items: items[0])


def _sequence(scope: Scope, node: gast.AST) -> Operand | Range:
    """What a loop runs over side by side with others: a sequence, or a range."""
    meaning = static_meaning(scope, node.func) if isinstance(node, gast.Call) else None
    inner = _range(scope, node) if meaning is not None and meaning.value is range else None
    return inner if inner is not None else lower(scope, node)


def _length(scope: Scope, node: gast.AST, sequence: Operand | Range) -> Operand:
    match sequence:
        case Range(start, stop, step):
            return scope.emit("range_length", (start, stop, step), spelling="range_length", node=node)
        case Tup(items) | Lst(items):
            return Const(len(items))
        case _:
            return scope.emit("len", (sequence,), spelling="len", node=node)


def _at(scope: Scope, node: gast.AST, sequence: Operand | Range, index: str) -> Operand:
    if isinstance(sequence, Range):
        moved = index if sequence.step == Const(1) else scope.emit("multiply", (sequence.step, index), spelling="*", node=node)
        return moved if sequence.start == Const(0) else scope.emit("add", (sequence.start, moved), spelling="+", node=node)
    return item(scope, node, sequence, index)


def _over(scope: Scope, node: gast.AST, sequences: Sequence[Operand | Range],
          value: Callable[[str, list[Operand]], Operand]) -> Range:  # fmt: skip
    """A loop over sequences of the same or different lengths, by index."""
    held = [scope.emit("list" if isinstance(s, Lst) else "tuple", (s,), spelling="=", node=node)
            if isinstance(s, Tup | Lst) else s for s in sequences]  # fmt: skip
    lengths = [_length(scope, node, sequence) for sequence in sequences]
    count = lengths[0]
    for length in lengths[1:]:
        count = scope.emit("minimum", (count, length), spelling="min", node=node)

    def items(inner: Scope, index: str) -> Operand:
        return value(index, [_at(inner, node, sequence, index) for sequence in held])

    return Range(Const(0), count, Const(1), items)
