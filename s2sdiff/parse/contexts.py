"""`with` and `try` as regions of a block: effects mark where they begin and end, and all between stays in the block.

    with timer() as t:            manager, t = enter(manager)
        y = f(x)            →     y = f(x)
    return y                      leave; return y

So analyses see names and operations in order, and a name made inside is there afterwards. A handler is a branch that
is taken where an error has been caught, and that always raises one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gast
import numpy as np

from s2sdiff.ir import CALLED_FIRST, NONE, UNDEFINED, If, Keywords, Operand
from s2sdiff.managers import is_harmless
from s2sdiff.parse.free import free_data, static_meaning
from s2sdiff.parse.merging import branch, side
from s2sdiff.parse.places import PLACE
from s2sdiff.parse.returns import is_flag
from s2sdiff.parse.scope import DELETED, UNCERTAIN, Scope

Lower = Callable[[Scope, gast.AST], Operand]
LowerBlock = Callable[[Scope, Sequence[gast.AST]], None]


def lower_with(scope: Scope, node: gast.With, lower: Lower, lower_block: LowerBlock) -> None:
    """Enters the managers, one after the other, and leaves them in the reverse order."""
    for item in node.items:
        manager = _manager(scope, item.context_expr, lower)
        name = item.optional_vars
        if name is not None and not isinstance(name, gast.Name):
            scope.problem(name, "What a manager gives is bound to a pattern here.", "Bind it to a name.")
        spelling = "with np.errstate" if _is_errstate(scope, item.context_expr) else "with"
        hint = {"hint": name.id} if isinstance(name, gast.Name) else {}
        entered = scope.emit("enter", (manager,), spelling=spelling, node=item.context_expr, **hint)
        if isinstance(name, gast.Name):
            scope.env[name.id] = entered
    lower_block(scope, node.body)
    for _ in node.items:
        scope.emit("leave", (), spelling="leave")


def _is_errstate(scope: Scope, node: gast.AST) -> bool:
    meaning = static_meaning(scope, node.func) if isinstance(node, gast.Call) else None
    return meaning is not None and meaning.value is np.errstate


def _manager(scope: Scope, node: gast.AST, lower: Lower) -> Operand:
    meaning = static_meaning(scope, node.func if isinstance(node, gast.Call) else node)
    if meaning is None or not is_harmless(meaning.value):
        what = meaning.path if meaning is not None else "This manager"
        return scope.problem(node, f"{what} is not known to let errors through and to change nothing.",
                             "Enter it around the call, or write it without except.")  # fmt: skip
    if not isinstance(node, gast.Call):
        return free_data(scope, meaning)
    if any(isinstance(arg, gast.Starred) for arg in node.args) or any(k.arg is None for k in node.keywords):
        return scope.problem(node, "A manager is made with * or ** arguments.", "Write the arguments out.")
    positional = [lower(scope, arg) for arg in node.args]
    keywords: Keywords = tuple((keyword.arg, lower(scope, keyword.value)) for keyword in node.keywords)
    if meaning.value is np.errstate:
        return scope.emit("manager", positional, keywords, spelling="np.errstate", node=node)
    return scope.emit("manager", (free_data(scope, meaning), *positional), keywords, spelling=CALLED_FIRST, node=node)


# --- try -------------------------------------------------------------------------------------------------------------
def lower_try(scope: Scope, node: gast.Try, lower: Lower, lower_block: LowerBlock) -> None:
    """`try`, its handlers, its `else` and its `finally`: parts of one region."""
    goes_on = any(not _raises(handler.body) for handler in node.handlers)
    before = dict(scope.env)
    if node.finalbody or not goes_on:
        scope.emit("enter", (), spelling="try", node=node)
    if goes_on:
        _alternative(scope, node, before, lower, lower_block)
    else:
        lower_block(scope, node.body)
        for handler in node.handlers:
            _handler(scope, handler, before, lower, lower_block)
        if node.orelse:
            scope.emit("leave", (), spelling="else")
            lower_block(scope, node.orelse)
    if node.finalbody:
        _finally(scope, node, before, lower_block)
    if node.finalbody or not goes_on:
        scope.emit("leave", (), spelling="leave")


def _alternative(scope: Scope, node: gast.Try, before: dict[str, Operand], lower: Lower,
                 lower_block: LowerBlock) -> None:  # fmt: skip
    """A try whose handler goes on: a branch, of which the one side may be left for the other."""
    handler, *others = node.handlers
    if others:
        scope.problem(others[0], "One of several handlers goes on after the error.", "Write one handler.")
        return
    frames = scope.calls
    test = scope.emit("tries", _kinds(scope, handler, lower), spelling="except", node=handler)

    left: dict[str, Operand] = {}

    def body() -> Operand:
        lower_block(scope, node.body)
        left.update(scope.env)
        if node.orelse:
            scope.emit("leave", (), spelling="else")
            lower_block(scope, node.orelse)
        return NONE

    then = side(scope, body)

    def handled() -> Operand:
        scope.env.update(_uncertain(before, left))
        _with_error(scope, handler, lower_block)
        return NONE

    branch(scope, test, then, side(scope, handled), [], frames)


class Left(gast.AST):
    """A return, a break or a continue by which a finally is left: what was raised is lost."""

    _fields = ()
    _attributes = PLACE


def with_left(node: gast.AST) -> gast.AST:
    """The tree with a `Left` before each exit from a finally; the tree itself is changed."""
    for inner in gast.walk(node):
        for leaving in _exits(getattr(inner, "finalbody", None) or ()):
            inner.finalbody.insert(0, gast.copy_location(Left(), leaving))  # type: ignore[attr-defined]
    return node


def _exits(block: Sequence[gast.AST], in_loop: bool = False) -> list[gast.AST]:
    found: list[gast.AST] = []
    for stmt in block:
        if isinstance(stmt, gast.Return) or (isinstance(stmt, gast.Break | gast.Continue) and not in_loop):
            found.append(stmt)
        if not isinstance(stmt, gast.FunctionDef | gast.ClassDef):
            loops = in_loop or isinstance(stmt, gast.For | gast.While)
            inside = gast.iter_child_nodes(stmt)
            found += _exits([child for child in inside if isinstance(child, gast.stmt | gast.ExceptHandler)], loops)
    return found


def _finally(scope: Scope, node: gast.Try, before: dict[str, Operand], lower_block: LowerBlock) -> None:
    scope.emit("leave", (), spelling="finally")
    after = scope.env
    scope.env = _uncertain(before, after)
    known = dict(scope.env)
    lower_block(scope, node.finalbody)
    made = {name: value for name, value in scope.env.items() if known.get(name, UNDEFINED) != value}
    scope.env = {**after, **made}


def _uncertain(before: dict[str, Operand], after: dict[str, Operand]) -> dict[str, Operand]:
    """What names mean where a block may have been left anywhere: those that it gives another value have none.

    Flags are set where a block is left for good, and so have not been set.
    """
    return {name: value if (was := before.get(name, UNDEFINED)) == value else was if is_flag(name) else UNCERTAIN
            for name, value in after.items()}  # fmt: skip


def _handler(scope: Scope, handler: gast.ExceptHandler, before: dict[str, Operand], lower: Lower,
             lower_block: LowerBlock) -> None:  # fmt: skip
    """A handler is a branch that raises; what the try assigns may not be assigned yet there."""
    caught = scope.emit("caught", _kinds(scope, handler, lower), spelling="except", node=handler)
    with scope.block() as block:
        scope.env = _uncertain(before, scope.env)
        _with_error(scope, handler, lower_block)
    scope.out.append(If(caught, tuple(block), (), (), scope.origin, scope.new_key()))


def _kinds(scope: Scope, handler: gast.ExceptHandler, lower: Lower) -> tuple[Operand, ...]:
    return (lower(scope, handler.type),) if handler.type is not None else ()


def _with_error(scope: Scope, handler: gast.ExceptHandler, lower_block: LowerBlock) -> None:
    """The body of a handler, in which the error has its name."""
    name = getattr(handler.name, "id", handler.name)
    if name is not None:
        scope.env[name] = scope.emit("error", (), spelling="as", node=handler, hint=name)
    scope.handling += 1
    lower_block(scope, handler.body)
    scope.handling -= 1
    if name is not None:
        scope.env[name] = DELETED


def _raises(block: Sequence[gast.AST]) -> bool:
    """Whether a block ends in a raise on every path."""
    match block[-1] if block else None:
        case gast.Raise():
            return True
        case gast.If(body=body, orelse=orelse):
            return bool(orelse) and _raises(body) and _raises(orelse)
        case gast.With(body=body):
            return _raises(body)
        case _:
            return False
