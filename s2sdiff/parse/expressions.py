"""Expressions to three-address statements, one primitive op each, in Python's order of evaluation."""

from __future__ import annotations

from collections.abc import Sequence

import gast

from s2sdiff import ops
from s2sdiff.ir import NONE, UNDEFINED, Const, Free, If, Lst, Merge, Operand, Slc, Tup
from s2sdiff.names import TEMPORARY
from s2sdiff.parse.calls import lower_call
from s2sdiff.parse.resolve import CONSTANT_MODULES, Meaning, NoSuchName, attribute
from s2sdiff.parse.scope import Scope


def lower(scope: Scope, node: gast.AST) -> Operand:
    """The operand that holds the value of an expression, its statements written to `scope.out`."""
    match node:
        case gast.Constant(value=value):
            return Const(value)
        case gast.Name(id=name):
            return lower_name(scope, node, name)
        case gast.BinOp(left=left, op=op, right=right):
            operands = (lower(scope, left), lower(scope, right))
            return _operator(scope, node, op, operands)
        case gast.UnaryOp(op=gast.USub(), operand=gast.Constant(value=int() | float() | complex() as value)):
            return Const(-value)
        case gast.UnaryOp(op=op, operand=operand):
            return _operator(scope, node, op, (lower(scope, operand),))
        case gast.Compare(left=left, ops=compared, comparators=rights):
            return _compare(scope, node, lower(scope, left), list(zip(compared, rights, strict=True)))
        case gast.BoolOp(op=op, values=values):
            return _short_circuit(scope, node, isinstance(op, gast.And), values)
        case gast.IfExp(test=test, body=body, orelse=orelse):
            return choose(scope, node, lower(scope, test), body, orelse)
        case gast.Call():
            return lower_call(scope, node)
        case gast.Attribute(value=value, attr=attr):
            return _attribute(scope, node, value, attr)
        case gast.Subscript(value=value, slice=index):
            return item(scope, node, lower(scope, value), lower_index(scope, index))
        case gast.Tuple(elts=elements) if scope.is_rule and any(isinstance(e, gast.Starred) for e in elements):
            return _starred(scope, node, elements)
        case gast.Tuple(elts=elements):
            return Tup(_all(scope, elements))
        case gast.List(elts=elements):
            return Lst(_all(scope, elements))
        case gast.ListComp() if scope.is_rule:
            return _unrolled(scope, node)
        case _:
            kind = _KINDS.get(type(node).__name__, f"the expression {type(node).__name__}")
            return scope.problem(node, f"{kind} cannot be differentiated.", "Write it as plain assignments and calls.")


_KINDS = {
    "ListComp": "A list comprehension",
    "DictComp": "A dict comprehension",
    "SetComp": "A set comprehension",
    "GeneratorExp": "A generator expression",
    "Lambda": "A lambda inside a function",
    "Dict": "A dict display",
    "Set": "A set display",
    "JoinedStr": "An f-string",
    "NamedExpr": "An assignment inside an expression",
    "Starred": "A starred expression",
    "Await": "await",
    "Yield": "yield",
    "YieldFrom": "yield from",
}


def _all(scope: Scope, nodes: Sequence[gast.AST]) -> tuple[Operand, ...]:
    return tuple(lower(scope, node) for node in nodes)


def static_meaning(scope: Scope, node: gast.AST) -> Meaning | None:
    """What a dotted name means, if it starts with a free name: `np.random.rand`, `helpers.sigmoid`."""
    match node:
        case gast.Name(id=name) if name not in scope.identifiers:
            try:
                meaning = scope.resolve(name)
            except NoSuchName:
                return None
            _remember(scope, meaning)
            return meaning
        case gast.Attribute(value=value, attr=attr):
            base = static_meaning(scope, value)
            found = attribute(base, attr) if base else None
            if found is not None and base is not None and base.value not in CONSTANT_MODULES:
                _remember(scope, found)
            return found
        case _:
            return None


def _remember(scope: Scope, meaning: Meaning) -> None:
    """What a free name means, if it is no data: a derivative is good as long as it means that."""
    if meaning.kind != "data":
        scope.roots[meaning.path] = meaning.value


def lower_name(scope: Scope, node: gast.AST, name: str) -> Operand:
    """A local name's current operand, or what a free name means."""
    if name in scope.env and scope.env[name] != UNDEFINED:
        return scope.env[name]
    if name in scope.identifiers:
        return scope.problem(node, f"The name {name} is read before anything is assigned to it.",
                             f"Assign to {name} on every path to this line.")  # fmt: skip
    meaning = static_meaning(scope, node)
    if meaning is None:
        return scope.problem(node, f"The name {name} is not defined.", "Define it before differentiating.")
    return lower_meaning(scope, node, meaning, None)


def lower_meaning(scope: Scope, node: gast.AST, meaning: Meaning, module: object) -> Operand:
    """A free value used as a value: a constant of NumPy's, a type, or data read anew at each call."""
    from_builtins = module is None and isinstance(meaning.value, type) and meaning.path == meaning.value.__name__
    if module in CONSTANT_MODULES or from_builtins:
        return Const(meaning.value, _spelling(meaning, module))
    if meaning.kind in ("data", "constant"):
        if isinstance(meaning.value, type) and meaning.value.__module__ == "numpy":
            return Const(meaning.value, f"np.{meaning.value.__name__}")
        if meaning.path not in scope.frees:
            name = scope.names.fresh(meaning.path.rpartition(".")[2])
            scope.frees[meaning.path] = Free(name, meaning.path, scope.function, meaning.captured)
        return scope.frees[meaning.path].name
    return scope.problem(node, f"{meaning.path} is a {type(meaning.value).__name__} used as a value.",
                         "Call it here, or pass numbers and arrays.")  # fmt: skip


def _spelling(meaning: Meaning, module: object) -> str:
    if module is None:
        return meaning.path
    return f"{'np' if module is CONSTANT_MODULES[0] else 'math'}.{meaning.path.rpartition('.')[2]}"


def _operator(scope: Scope, node: gast.AST, op: gast.AST, operands: tuple[Operand, ...]) -> Operand:
    spelling = ops.OPERATORS[type(op).__name__]
    return scope.emit(spelling.op, operands, spelling=spelling.text, node=node)


def _compare(scope: Scope, node: gast.AST, left: Operand, rest: list[tuple[gast.AST, gast.AST]]) -> Operand:
    (op, right_node), *others = rest
    right = lower(scope, right_node)
    held = _operator(scope, node, op, (left, right))
    if not others:
        return held
    with scope.block() as then:
        value = _compare(scope, node, right, others)
    return _branch(scope, node, held, then, value, [], held)


def _short_circuit(scope: Scope, node: gast.AST, is_and: bool, values: Sequence[gast.AST]) -> Operand:
    first = lower(scope, values[0])
    if len(values) == 1:
        return first
    with scope.block() as rest:
        value = _short_circuit(scope, node, is_and, values[1:])
    if is_and:
        return _branch(scope, node, first, rest, value, [], first)
    return _branch(scope, node, first, [], first, rest, value)


def choose(scope: Scope, node: gast.AST, test: Operand, body: gast.AST, orelse: gast.AST) -> Operand:
    """`body if test else orelse`, of which only one is evaluated."""
    with scope.block() as then_block:
        then = lower(scope, body)
    with scope.block() as else_block:
        otherwise = lower(scope, orelse)
    return _branch(scope, node, test, then_block, then, else_block, otherwise)


def _branch(scope: Scope, node: gast.AST, test: Operand, then_block: list, then: Operand,
            else_block: list, orelse: Operand) -> Operand:  # fmt: skip
    target = scope.names.fresh(TEMPORARY)
    merges = (Merge(target, then, orelse),)
    scope.out.append(If(test, tuple(then_block), tuple(else_block), merges, scope.origin, scope.new_key()))
    return target


def _attribute(scope: Scope, node: gast.Attribute, value: gast.AST, attr: str) -> Operand:
    base = static_meaning(scope, value)
    meaning = attribute(base, attr) if base else None
    if base is not None and meaning is not None:
        return lower_meaning(scope, node, meaning, base.value)
    if attr in ops.ATTRIBUTES:
        return scope.emit(ops.ATTRIBUTES[attr], (lower(scope, value),), spelling=f".{attr}", node=node)
    return scope.problem(node, f"The attribute .{attr} is not known.",
                         f"Known are .{', .'.join(sorted(ops.ATTRIBUTES))}; pass other values as arguments.")  # fmt: skip


def item(scope: Scope, node: gast.AST, base: Operand, index: Operand) -> Operand:
    """`base[index]`; an item of a tuple that is written out needs no statement."""
    match base, index:
        case (Tup(items) | Lst(items)), Const(int() as k) if -len(items) <= k < len(items):
            return items[k]
        case _:
            return scope.emit("getitem", (base, index), spelling="[]", node=node)


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
        bind_pattern(scope, generator.target, values)
        items.append(lower(scope, node.elt))
        scope.env = before
    return Lst(tuple(items))


def bind_pattern(scope: Scope, target: gast.AST, value: Operand) -> None:
    """Names a value without a statement: in a comprehension, whose targets are its own."""
    match target, value:
        case gast.Name(id=name), _:
            scope.env[name] = value
        case gast.Tuple(elts=elements), Tup(items):
            for element, inner in zip(elements, items, strict=True):
                bind_pattern(scope, element, inner)
        case _:
            scope.problem(target, "This target of a comprehension is not known.", "Use names.")
