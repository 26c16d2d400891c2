"""Expressions to three-address statements, one primitive op each, in Python's order of evaluation."""

from __future__ import annotations

import builtins
from collections.abc import Sequence

import gast

from s2sdiff import ops
from s2sdiff.fields import Field
from s2sdiff.ir import NONE, Const, Lst, Operand, Slc, Tup
from s2sdiff.parse.comprehensions import comprehended
from s2sdiff.parse.containers import contents, is_cell, is_one, kept, new_cell, new_list
from s2sdiff.parse.displays import dict_display, display, makes_list
from s2sdiff.parse.effects import formatted, is_text, is_type_of
from s2sdiff.parse.free import lower_meaning, lower_name, static_meaning
from s2sdiff.parse.invoking import call
from s2sdiff.parse.items import item
from s2sdiff.parse.knowing import known_answer
from s2sdiff.parse.local import local_function
from s2sdiff.parse.merging import choose
from s2sdiff.parse.objects import get_attribute, object_of
from s2sdiff.parse.patterns import Bound, Known, Refused
from s2sdiff.parse.scope import Scope


def lower(scope: Scope, node: gast.AST) -> Operand:
    """The operand that holds the value of an expression, its statements written to `scope.out`."""
    match node:
        case gast.List(elts=elements) | gast.Tuple(elts=elements) if not _has_star(elements):
            items = _all(scope, elements)
            return Lst(items) if isinstance(node, gast.List) else Tup(items)
        case _:
            return contents(scope, _lowered(scope, node))


def reference(scope: Scope, node: gast.AST) -> Operand:
    """The operand of an expression that is given a name or put somewhere: a list that can be changed is a cell."""
    if scope.is_rule:
        return lower(scope, node)
    match node:
        case gast.List(elts=elements) if not _has_star(elements):
            return new_cell(scope, Lst(_references(scope, elements)))
        case gast.Tuple(elts=elements) if not _has_star(elements):
            return Tup(_references(scope, elements))
        case _:
            makes = makes_list(scope, node)
            value = _lowered(scope, node)
            return new_list(scope, node, value) if makes and not is_cell(value) else value


def _lowered(scope: Scope, node: gast.AST) -> Operand:
    """The operand of an expression; one that only means a list of the function's is its cell."""
    match node:
        case gast.Constant(value=value):
            return Const(value)
        case gast.Name(id=name):
            return lower_name(scope, node, name)
        case gast.BinOp(left=left, op=op, right=right):
            operands = (lower(scope, left), lower(scope, right))
            return _operator(scope, node, op, operands)
        case gast.UnaryOp(op=op, operand=operand):
            number = operand.value if isinstance(operand, gast.Constant) and isinstance(op, gast.USub) else None
            if isinstance(number, int | float | complex):
                return Const(-number)
            return _operator(scope, node, op, (lower(scope, operand),))
        case gast.Compare(left=left, ops=compared, comparators=rights):
            return _compare(scope, node, reference(scope, left), list(zip(compared, rights, strict=True)))
        case gast.BoolOp(op=op, values=values):
            return _short_circuit(scope, isinstance(op, gast.And), values)
        case gast.IfExp(test=test, body=body, orelse=orelse):
            tested = lower(scope, test)
            return choose(scope, tested, lambda: reference(scope, body), lambda: reference(scope, orelse))
        case gast.NamedExpr(target=target, value=value):
            return _bind(scope, target, value)
        case Bound() | Known() | Refused():
            return _of_pattern(scope, node)
        case gast.Call():
            return call(scope, node)
        case gast.Attribute(value=value, attr=attr):
            return attribute(scope, node, value, attr)
        case gast.Subscript(value=value, slice=index):
            return item(scope, node, reference(scope, value), lower_index(scope, index))
        case gast.JoinedStr():
            return formatted(scope, node, lower)
        case gast.Lambda():
            return local_function(scope, node, "this lambda", reference)
        case gast.Tuple(elts=elements) | gast.List(elts=elements):
            return _starred(scope, node, elements) if scope.is_rule else display(scope, node, elements)
        case gast.ListComp() | gast.DictComp():
            return _unrolled(scope, node) if scope.is_rule else comprehended(scope, node)
        case gast.Dict():
            return dict_display(scope, node)
        case _:
            kind = _KINDS.get(type(node).__name__, f"the expression {type(node).__name__}")
            return scope.problem(node, f"{kind} cannot be differentiated.", "Write it as plain assignments and calls.")


_KINDS = {
    "SetComp": "A set comprehension",
    "GeneratorExp": "A generator expression",
    "Set": "A set display",
    "Starred": "A starred expression",
    "Await": "await",
    "Yield": "yield",
    "YieldFrom": "yield from",
}


def _references(scope: Scope, nodes: Sequence[gast.AST]) -> tuple[Operand, ...]:
    return tuple(kept(scope, reference(scope, node)) for node in nodes)


def _has_star(nodes: Sequence[gast.AST]) -> bool:
    return any(isinstance(node, gast.Starred) for node in nodes)


def _all(scope: Scope, nodes: Sequence[gast.AST]) -> tuple[Operand, ...]:
    return tuple(lower(scope, node) for node in nodes)


def _operator(scope: Scope, node: gast.AST, op: gast.AST, operands: tuple[Operand, ...]) -> Operand:
    spelling = ops.OPERATORS[type(op).__name__]
    if isinstance(node, gast.BinOp) and isinstance(op, gast.Mod) and is_text(node.left):
        return scope.emit("text", operands, spelling="%", node=node)
    known = None if scope.is_rule else known_answer(spelling.op, operands)
    return known or scope.emit(spelling.op, operands, spelling=spelling.text, node=node)


def _bind(scope: Scope, target: gast.AST, value: gast.AST) -> Operand:
    """`(target := value)`"""
    # imported here: the file of targets needs this one
    from s2sdiff.parse.targets import assign

    operand = reference(scope, value)
    assign(scope, target, operand)
    return scope.env[target.id] if isinstance(target, gast.Name) else operand


def _of_pattern(scope: Scope, node: Bound | Known | Refused) -> Operand:
    """What a test of a pattern is made of."""
    match node:
        case Bound(target=target, value=value, then=then):
            _bind(scope, target, value)
            return lower(scope, then)
        case Known(op=op, args=[]):
            return Const(getattr(builtins, op))
        case Known(op=op, args=args):
            return scope.emit(op, _all(scope, args), spelling=op, node=node)
        case _:
            return scope.problem(node, "This pattern cannot be differentiated.", "Write its test with if and elif.")


def _compare(scope: Scope, node: gast.AST, left: Operand, rest: list[tuple[gast.AST, gast.AST]]) -> Operand:
    (op, right_node), *others = rest
    right = reference(scope, right_node)
    both = None if scope.is_rule or not isinstance(op, gast.Is | gast.IsNot) else is_one(scope, node, left, right)
    if both is not None:
        held: Operand = Const(both is isinstance(op, gast.Is))
    else:
        held = _operator(scope, node, op, (contents(scope, left), contents(scope, right)))
    if not others:
        return held
    return choose(scope, held, lambda: _compare(scope, node, right, others), lambda: held)


def _short_circuit(scope: Scope, is_and: bool, values: Sequence[gast.AST]) -> Operand:
    first = lower(scope, values[0])
    if len(values) == 1:
        return first

    def rest() -> Operand:
        return _short_circuit(scope, is_and, values[1:])

    return choose(scope, first, rest, lambda: first) if is_and else choose(scope, first, lambda: first, rest)


def attribute(scope: Scope, node: gast.AST, value: gast.AST, attr: str) -> Operand:
    """`value.attr`, `getattr(value, "attr")`"""
    if attr == "__name__" and is_type_of(scope, value):
        return scope.emit("text", (lower(scope, value.args[0]),), spelling=f"type().{attr}", node=node)
    base = static_meaning(scope, value)
    meaning = static_meaning(scope, node)
    if base is not None and meaning is not None:
        return lower_meaning(scope, node, meaning, base.value)
    owner = reference(scope, value)
    made = object_of(scope, owner)
    if made is not None:
        return get_attribute(scope, node, made, attr)
    whole = contents(scope, owner)
    if attr == "flat":  # its items are read as those of a row of copies
        return scope.emit("ravel", (whole,), spelling=".ravel", node=node)
    if attr in ops.ATTRIBUTES:
        return scope.emit(ops.ATTRIBUTES[attr], (whole,), spelling=f".{attr}", node=node)
    return scope.emit("getitem", (whole, Const(Field(attr))), spelling="[]", node=node)


def lower_index(scope: Scope, node: gast.AST) -> Operand:
    """What stands between the brackets: an integer, a slice, a mask, an array of integers, a tuple of these."""
    match node:
        case gast.Slice(lower=start, upper=stop, step=step):
            return Slc(*(lower(scope, part) if part is not None else NONE for part in (start, stop, step)))
        case gast.Tuple(elts=elements):
            return Tup(tuple(lower_index(scope, element) for element in elements))
        case _:
            return lower(scope, node)


def _starred(scope: Scope, node: gast.AST, elements: Sequence[gast.AST]) -> Operand:
    """In a rule: `(*shape, n)` is a sum of tuples."""
    parts = [lower(scope, e.value) if isinstance(e, gast.Starred) else Tup((lower(scope, e),)) for e in elements]
    whole = parts[0]
    for part in parts[1:]:
        whole = scope.emit("add", (whole, part), spelling="+", node=node)
    return whole


def _unrolled(scope: Scope, node: gast.ListComp) -> Operand:
    """In a rule: `[g(x) for x in xs]` or `[g(k, x) for k, x in enumerate(xs)]`, written out for the given operands."""
    (generator,) = node.generators
    match generator.iter:
        case gast.Call(func=gast.Name(id="enumerate"), args=[iterable]):
            sequence, counted = lower(scope, iterable), True
        case iterable:
            sequence, counted = lower(scope, iterable), False
    if not isinstance(sequence, Tup | Lst):
        return scope.problem(node, "A rule's comprehension runs over its sequence operand.", "Iterate over xs.")
    items = []
    for k, element in enumerate(sequence.items):
        values = Tup((Const(k), element)) if counted else element
        before = dict(scope.env)
        _bind_pattern(scope, generator.target, values)
        items.append(lower(scope, node.elt))
        scope.env = before
    return Lst(tuple(items))


def _bind_pattern(scope: Scope, target: gast.AST, value: Operand) -> None:
    """Names a value without a statement: in a comprehension, whose targets are its own."""
    match target, value:
        case gast.Name(id=name), _:
            scope.env[name] = value
        case gast.Tuple(elts=elements), Tup(items):
            for element, inner in zip(elements, items, strict=True):
                _bind_pattern(scope, element, inner)
        case _:
            scope.problem(target, "This target of a comprehension is not known.", "Use names.")
