"""Expressions to three-address statements, one primitive op each, in Python's order of evaluation."""

from __future__ import annotations

import builtins
import functools
from collections.abc import Sequence

import gast

from s2sdiff import ops
from s2sdiff.fields import Field
from s2sdiff.ir import NONE, UNDEFINED, Const, Dct, Lst, Operand, Slc, Tup
from s2sdiff.parse.calling import call_function
from s2sdiff.parse.calls import call_meaning, call_method, is_method
from s2sdiff.parse.changing import call_container, is_container, is_container_method
from s2sdiff.parse.comprehensions import comprehended, generated, list_made
from s2sdiff.parse.containers import contents, hold, is_cell, is_one, kept, keys_in, new_cell, new_list
from s2sdiff.parse.displays import dict_display, display, makes_list, takes_items
from s2sdiff.parse.effects import formatted, is_text, is_type_of, known_call
from s2sdiff.parse.free import lower_meaning, lower_name, static_meaning
from s2sdiff.parse.functions import Derived, FreeFunction, as_function, function_meant
from s2sdiff.parse.inside import call_inside, is_inside
from s2sdiff.parse.items import item
from s2sdiff.parse.knowing import known_answer
from s2sdiff.parse.local import LocalFunction, local_function
from s2sdiff.parse.merging import choose
from s2sdiff.parse.methods import call_object, call_super, is_super
from s2sdiff.parse.objects import (
    call_of_object,
    call_super_of,
    get_attribute,
    is_class,
    is_to_change,
    make_object,
    object_of,
    written_for,
)
from s2sdiff.parse.patterns import Bound, Known, Refused
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.procedures import call_changing_method, is_changing_method
from s2sdiff.parse.resolve import Meaning
from s2sdiff.parse.scope import FunctionValue, Scope
from s2sdiff.parse.starring import lacking, unpacked
from s2sdiff.parse.statics import holds_function
from s2sdiff.walking import names_in


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
            return _call(scope, node)
        case gast.Attribute(value=value, attr=attr):
            return _attribute(scope, node, value, attr)
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


def _call(scope: Scope, node: gast.Call) -> Operand:
    known = known_call(scope, node.func, lower)
    if known is not None:
        arguments = _arguments(scope, node)
        return known(node, _values(scope, node, arguments)) if arguments is not None else UNDEFINED
    told = len(scope.problems)
    value = _value_called(scope, node.func)
    called = as_function(value)
    if len(scope.problems) > told:
        return UNDEFINED
    meaning = static_meaning(scope, node.func) if called is None else None
    if called is None and meaning is not None:
        called = function_meant(meaning)
    match node.args:
        case [of, gast.Constant(value=str() as name)] if meaning is not None and meaning.value is getattr:
            return _attribute(scope, node, of, name)
    is_data = meaning is None or meaning.kind == "data"
    has_base = called is None and is_data and isinstance(node.func, gast.Attribute) and not is_super(node.func)
    base = reference(scope, node.func.value) if has_base and not scope.is_rule else UNDEFINED
    changes = scope.cells.count()
    arguments = _arguments(scope, node, called)
    if arguments is None or (len(scope.problems) > told and isinstance(called, FreeFunction | Derived)):
        return UNDEFINED
    if scope.cells.count() > changes and isinstance(base, str) and base in scope.cells.paths:
        return scope.problem(node, "An argument of this call changes the list whose item's method is called.",
                             "Compute the argument first.")  # fmt: skip
    made = _of_objects(scope, node, value, called or meaning, arguments)
    if made is not None:
        return made
    if isinstance(called, LocalFunction):
        return call_function(scope, node, called, _references_given(scope, node, arguments))
    if is_super(node.func) and called is None:
        found = call_super_of(scope, node, node.func.attr, arguments)
        return found or call_super(scope, node, node.func.attr, _values(scope, node, arguments))
    if has_base:
        base = reference(scope, node.func.value) if scope.is_rule else base
        return _method(scope, node, node.func.attr, base, arguments)
    kind = called.meaning.kind if isinstance(called, FreeFunction) else meaning.kind if meaning else ""
    keeps = meaning is not None and meaning.value is functools.partial  # which holds the lists, and not what is in them
    values = arguments if kind == "builtin" or keeps else _values(scope, node, arguments)
    if called is not None:
        result = call_function(scope, node, called, values)
    elif meaning is not None and not is_data:
        result = call_meaning(scope, node, meaning, values)
    else:
        whole = lower(scope, node.func) if value is None else contents(scope, value)
        result = call_object(scope, node, "__call__", whole, values)
    return result if kind in ("op", "builtin") else _keeping(scope, node, arguments, result)


def _of_objects(scope: Scope, node: gast.Call, value: Operand | None, called: object,
                arguments: Arguments) -> Operand | None:  # fmt: skip
    """A call that makes an object, is one of an object, or may change one that it is given; None of any other."""
    if isinstance(called, Meaning) and is_class(called) and not scope.is_rule:
        return make_object(scope, node, called, arguments)
    made = object_of(scope, value)
    if made is not None:
        return call_of_object(scope, node, made, "__call__", arguments)
    if isinstance(called, FreeFunction) and is_to_change(scope, called, arguments):
        return written_for(scope, node, called, arguments)
    return None


def _references_given(scope: Scope, node: gast.AST, given: Arguments) -> Arguments:
    """Arguments of a call that is written out: lists as they are, but for those of functions."""

    def one(operand: Operand) -> Operand:
        value = contents(scope, operand)
        return value if holds_function(value) else operand

    return Arguments(tuple(map(one, given.positional)), {name: one(value) for name, value in given.keywords.items()})


def _keeping(scope: Scope, node: gast.AST, given: Arguments, result: Operand) -> Operand:
    """The result of a call, which may be, or hold, a list that the call was given."""
    arguments = (*given.positional, *given.keywords.values())
    keys = [key for argument in arguments for key in keys_in(scope, argument)]
    for key in (*keys, *scope.cells.captured):
        for name in names_in(result):
            hold(scope, scope.cells.known[key], name, "whole")
    scope.cells.captured.clear()
    return result


def _method(scope: Scope, node: gast.Call, name: str, base: Operand, given: Arguments) -> Operand:
    """A call of a method: of an object, a list or a dict of the function's, or of an array."""
    made = object_of(scope, base)
    if made is not None:
        return call_of_object(scope, node, made, name, given)
    if is_container_method(name) and is_container(scope, base) and not scope.is_rule:
        return call_container(scope, node, name, base, given)
    if is_inside(scope, base, name):
        return call_inside(scope, node, name, str(base), given)
    whole, values = contents(scope, base), _values(scope, node, given)
    if is_method(name):
        return call_method(scope, node, name, whole, values)
    if is_changing_method(name):
        return call_changing_method(scope, node, name, whole, values)
    return _keeping(scope, node, given, call_object(scope, node, name, whole, values))


def _values(scope: Scope, node: gast.AST, given: Arguments) -> Arguments:
    """Arguments with the lists among them as what is in them."""
    keywords = {name: contents(scope, value) for name, value in given.keywords.items()}
    return Arguments(tuple(contents(scope, value) for value in given.positional), keywords)


def _value_called(scope: Scope, func: gast.AST) -> Operand | None:
    """What is called, which may be a function value; None of what a free name or an attribute means."""
    match func:
        case gast.Name(id=name) if scope.env.get(name, UNDEFINED) != UNDEFINED:
            return scope.env[name]
        case gast.Name() | gast.Attribute():
            return None
        case _:
            return reference(scope, func)


def _arguments(scope: Scope, node: gast.Call, called: FunctionValue | None = None) -> Arguments | None:
    """What a call gives, its stars taken apart; None after a problem."""
    positional: list[Operand] = []
    keywords: dict[str, Operand] = {}
    for argument in node.args:
        if not isinstance(argument, gast.Starred):
            items = generated(scope, argument) if takes_items(scope, node) else None
            positional.append(kept(scope, reference(scope, argument) if items is None else list_made(scope, items)))
            continue
        sequence = lower(scope, argument.value)
        if isinstance(sequence, str) and not scope.is_rule:
            sequence = unpacked(scope, argument, sequence, lacking(called, node))
        if not isinstance(sequence, Tup | Lst) and not scope.is_rule:
            scope.problem(argument, "How many arguments this * gives is not known before the run.",
                          "Write the arguments out.")  # fmt: skip
            return None
        positional += sequence.items if isinstance(sequence, Tup | Lst) else (sequence,)
    for keyword in node.keywords:
        value = kept(scope, (lower if keyword.arg is None else reference)(scope, keyword.value))
        if keyword.arg is None and not isinstance(value, Dct):
            scope.problem(keyword.value, "Which arguments this ** gives is not known before the run.",
                          "Write the arguments out.")  # fmt: skip
            return None
        given = dict(zip(value.keys, value.items, strict=True)) if isinstance(value, Dct) else {keyword.arg: value}
        twice = next((name for name in given if name in keywords), None)
        if twice is not None:
            scope.problem(keyword.value, f"The argument {twice} is given twice.", "Give it once.")
            return None
        keywords.update(given)
    return Arguments(tuple(positional), keywords)


def _attribute(scope: Scope, node: gast.Attribute, value: gast.AST, attr: str) -> Operand:
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
