"""Which names get a leading axis: the given ones, and all that is computed from them.

Sizes and dtypes of a batched array are those of one row of it, so that nothing computed from them is batched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeAlias

from s2sdiff.infer.builder import Builder
from s2sdiff.infer.values import Abstract, Map, Seq, Unknown, is_differentiable
from s2sdiff.ir import Assign, Call, Const, Dct, Function, Lst, Operand, Pop, Push, Slc, Stmt, Tup, Unpack
from s2sdiff.names import Names
from s2sdiff.vector.lift import Lift, NotBatched, is_lifted, item_lifts, union
from s2sdiff.walking import merged, names_in, operands_of, walk

OnCall: TypeAlias = Callable[[Call, tuple[Lift, ...]], "tuple[Any, Lift]"]  # to the new callee and what it gives

# ops that ask something of an array that is the same for each of its rows
MEASURES = frozenset({"shape", "ndim", "size", "len", "dtype", "itemsize", "nbytes", "iscomplexobj", "isinstance",
                      "is", "is_not", "may_share_memory", "result_type"})  # fmt: skip
# ops that pass tuples, lists and dicts on as they are
PASSING = frozenset({"copy_name", "tuple", "list", "dict", "saved", "copied", "zeros_of", "tape_copy"})


def no_calls(call: Call, given: tuple[Lift, ...]) -> tuple[Any, Lift]:
    """For functions in which no batched value is passed to another function."""
    raise NotBatched("call", call.origin.loc)


def reach(function: Function, names: Collection[str], on_call: OnCall = no_calls) -> dict[str, Lift]:
    """What of each name has a leading axis when the given names have it. Other names have none."""
    lifts: dict[str, Lift] = dict.fromkeys(names, True)
    kinds = Builder(Names(), dict(function.types))
    changed = True
    while changed:
        changed = False
        for stmt in walk(function.body):
            for name, lift in _made(stmt, lifts, kinds, on_call):
                wider = union(lifts.get(name, False), lift)
                if wider != lifts.get(name, False):
                    lifts[name] = wider
                    changed = True
    return lifts


def lift_of(operand: Operand, lifts: Mapping[str, Lift]) -> Lift:
    """What of an operand has a leading axis."""
    match operand:
        case str():
            return lifts.get(operand, False)
        case Tup(items) | Lst(items) | Dct(_, items):
            found = tuple(lift_of(item, lifts) for item in items)
            return found if is_lifted(found) else False
        case _:
            return any(is_lifted(lifts.get(name, False)) for name in names_in(operand))


def _made(stmt: Stmt, lifts: Mapping[str, Lift], kinds: Builder, on_call: OnCall) -> Iterable[tuple[str, Lift]]:
    """What a statement gives a value, and what of that has the axis."""
    match stmt:
        case Assign():
            return [(stmt.target, _assigned(stmt, lifts, kinds))]
        case Unpack(targets=targets, source=source):
            kind, lift = kinds.type_of(source), lifts.get(source, False)
            items = kind.items if isinstance(kind, Seq) and kind.items is not None else None
            each = item_lifts(lift, items) if items is not None else (is_lifted(lift),) * len(targets)
            return zip(targets, each, strict=True)
        case Call():
            given = tuple(lift_of(operand, lifts) for operand in operands_of(stmt))
            return _into(stmt.target, on_call(stmt, given)[1], kinds) if is_lifted(given) else ()
        case Push(tape=tape, value=value):
            return [(tape, lift_of(value, lifts))]
        case Pop(target=target, tape=tape):
            return [(target, lifts.get(tape, False))]
        case _:
            return [(name, lift_of(source, lifts)) for name, sources in merged(stmt) for source in sources]


def _into(target: Operand, lift: Lift, kinds: Builder) -> Iterable[tuple[str, Lift]]:
    """The names of a call's target, each with its part of what the call gives."""
    if isinstance(target, str):
        yield target, lift
    elif isinstance(target, Tup):
        parts = lift if isinstance(lift, tuple) else item_lifts(lift, [kinds.type_of(item) for item in target.items])
        for item, part in zip(target.items, parts, strict=True):
            yield from _into(item, part, kinds)


def _assigned(stmt: Assign, lifts: Mapping[str, Lift], kinds: Builder) -> Lift:
    given = [lift_of(operand, lifts) for operand in operands_of(stmt)]
    if not any(map(is_lifted, given)) or stmt.op in MEASURES:
        return False
    types = [kinds.type_of(operand) for operand in stmt.operands]
    match stmt.op, types:
        case op, _ if op in PASSING:
            return given[0]
        case "add_trees", _:
            return union(given[0], given[1])
        case "add", [Seq(items=tuple(a)), Seq(items=tuple(b))]:
            return (*item_lifts(given[0], a), *item_lifts(given[1], b))
        case "getitem", [Seq() | Map() as whole, _]:
            return picked(whole, given[0], stmt.operands[1], kinds.types.get(stmt.target, Unknown()))
        case "item_added", [Seq(items=tuple(items)), _, _]:
            return _added(given, items, stmt.operands[1])
        case _:
            return True


def picked(whole: Seq | Map, lift: Lift, index: Operand, target: Abstract) -> Lift:
    """What has the axis in an item, or a slice, of a tuple, list or dict."""
    if whole.items is None:
        return is_lifted(lift) and is_differentiable(target)
    parts = item_lifts(lift, whole.items)
    match whole, index:
        case Map(keys), Const(key):
            return parts[keys.index(key)]
        case Seq(), Const(int() as k) if -len(parts) <= k < len(parts):
            return parts[k]
        case Seq(), Slc(Const(start), Const(stop), Const(step)):
            return parts[start:stop:step]
        case _:
            found: Lift = False
            for part in parts:
                found = union(found, part)
            return found


def _added(given: list[Lift], items: tuple[Abstract, ...], index: Operand) -> Lift:
    parts = list(item_lifts(given[0], items))
    for k in range(len(parts)):
        if not isinstance(index, Const) or index.value % len(parts) == k:
            parts[k] = union(parts[k], given[2])
    return tuple(parts)
