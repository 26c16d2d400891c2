"""Statements to SSA: assignments name values, branches merge names, loops carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import gast

from s2sdiff import ops
from s2sdiff.ir import NONE, Const, Operand, Origin
from s2sdiff.parse.calling import call_function
from s2sdiff.parse.changing import augment_list
from s2sdiff.parse.containers import contents, is_cell
from s2sdiff.parse.contexts import Left, lower_try, lower_with
from s2sdiff.parse.effects import lower_error
from s2sdiff.parse.expressions import lower, lower_index, reference
from s2sdiff.parse.functions import as_function
from s2sdiff.parse.imports import lower_import
from s2sdiff.parse.knowing import known_test
from s2sdiff.parse.local import declare_outer, local_function
from s2sdiff.parse.loops import lower_for, lower_while
from s2sdiff.parse.merging import Side, branch, side
from s2sdiff.parse.objects import Object, get_attribute, object_of, set_attribute
from s2sdiff.parse.primitives import Arguments
from s2sdiff.parse.returns import RETURNED, is_flag
from s2sdiff.parse.scope import Scope
from s2sdiff.parse.stores import augment_item
from s2sdiff.parse.targets import assign, delete


def lower_block(scope: Scope, statements: Sequence[gast.AST]) -> None:
    """Writes a block's statements to `scope.out`; each knows the line that it comes from."""
    for statement in statements:
        place = scope.place(statement)
        with scope.at(Origin(place, place, scope.origin.role, scope.origin.quiet)):
            lower_statement(scope, statement)


def lower_statement(scope: Scope, node: gast.AST) -> None:
    """Writes one statement of the user's to `scope.out`, or notes why it cannot be."""
    match node:
        case gast.Assign(targets=[gast.Name(id=name)], value=value) if is_flag(name):
            scope.env[name] = lower(scope, value)
        case gast.Assign(targets=targets, value=value):
            operand = reference(scope, value)
            for target in targets:
                assign(scope, target, operand)
                if isinstance(target, gast.Name) and isinstance(operand, str):
                    operand = scope.env[target.id]  # the value is called by its first name now
        case gast.AnnAssign(target=target, value=value) if value is not None:
            assign(scope, target, reference(scope, value))
        case gast.AugAssign():
            _augmented(scope, node)
        case gast.If():
            _lower_if(scope, node)
        case gast.For():
            lower_for(scope, node, lower_block)
        case gast.While():
            lower_while(scope, node, lower_block)
        case gast.Return(value=value):
            scope.env[RETURNED] = Const(None) if value is None else reference(scope, value)
        case gast.FunctionDef(name=name):
            scope.env[name] = _defined(scope, node)
        case gast.Delete(targets=targets):
            for target in targets:
                delete(scope, target)
        case gast.Global() | gast.Nonlocal():
            declare_outer(scope, node)
        case gast.Pass() | gast.Expr(value=gast.Constant()) | gast.AnnAssign():
            pass
        case gast.With(body=body) if scope.is_rule:
            with scope.at(replace(scope.origin, quiet=True)):
                lower_block(scope, body)
        case gast.Import() | gast.ImportFrom() | gast.Raise() | gast.Assert() | gast.With() | gast.Try() | Left():
            _lower_other(scope, node)
        case gast.Expr() if scope.is_rule:  # the primal of index_add is not read
            pass
        case gast.Expr(value=value):
            lower(scope, value)
        case _:
            scope.problem(node, f"The statement {type(node).__name__} cannot be differentiated.",
                          "Write it with assignments, if, for and while.")  # fmt: skip


def _lower_other(scope: Scope, node: gast.AST) -> None:
    """Statements that compute nothing."""
    match node:
        case gast.Import() | gast.ImportFrom():
            lower_import(scope, node)
        case gast.Raise() | gast.Assert():
            lower_error(scope, node, lower)
        case Left():
            scope.problem(node, "This finally is left here, and what was raised is lost.", "Leave it at its end.")
        case gast.With():
            lower_with(scope, node, lower, lower_block)
        case gast.Try():
            lower_try(scope, node, lower, lower_block)
        case _:
            raise TypeError(f"not a statement: {node!r}")


def _defined(scope: Scope, node: gast.FunctionDef) -> Operand:
    """What a definition gives its name: the function, or what its decorators make of it."""
    decorators = [lower(scope, decorator) for decorator in node.decorator_list]
    value = local_function(scope, node, node.name, reference)
    for decorator, operand in zip(reversed(node.decorator_list), reversed(decorators), strict=True):
        function = as_function(operand)
        if function is None:
            return scope.problem(decorator, "This decorator is not a known function.", "Call it by its name.")
        value = call_function(scope, decorator, function, Arguments((value,), {}))
    return value


def _augmented(scope: Scope, node: gast.AugAssign) -> None:
    spelling = ops.OPERATORS[type(node.op).__name__]
    match node.target:
        case gast.Name(id=name) if is_cell(scope.env.get(name)) and object_of(scope, scope.env[name]) is None:
            augment_list(scope, node, scope.env[name], reference(scope, node.value))
        case gast.Name(id=name):
            before = lower(scope, gast.copy_location(gast.Name(name, gast.Load(), None, None), node.target))
            value = lower(scope, node.value)
            text = spelling.text if scope.is_rule else f"{spelling.text}="
            result = scope.emit(spelling.op, (before, value), spelling=text, node=node)
            scope.env[name] = scope.rename_last(result, name)
        case gast.Subscript(value=gast.Name(id=name), slice=index) if scope.is_rule and spelling.op == "add":
            # x_bar = zeros; x_bar[i] += v: "add into the shadow"
            operands = (scope.env[name], lower_index(scope, index), lower(scope, node.value))
            scope.env[name] = scope.emit("index_add", operands, spelling="index_add", hint=name)
        case gast.Subscript():
            augment_item(scope, node)
        case gast.Attribute(value=value, attr=attr) if made := object_of(scope, reference(scope, value)):
            _augment_attribute(scope, node, made, attr, f"{spelling.text}=")
        case _:
            scope.problem(node, "This augmented assignment cannot be differentiated yet.", "Assign to a name.")


def _augment_attribute(scope: Scope, node: gast.AugAssign, of: Object, name: str, text: str) -> None:
    """`s.name += value`, which changes an array in place, and what the object holds under the name."""
    before = get_attribute(scope, node.target, of, name)
    if is_cell(before) and object_of(scope, before) is None:
        augment_list(scope, node, before, reference(scope, node.value))
        return
    operands = (contents(scope, before), lower(scope, node.value))
    result = scope.emit(ops.OPERATORS[type(node.op).__name__].op, operands, spelling=text, node=node, hint=name)
    now = object_of(scope, Const(of.cell))
    if now is not None:
        set_attribute(scope, node.target, now, name, result)


def _lower_if(scope: Scope, node: gast.If) -> None:
    test = lower(scope, node.test)
    held = None if scope.is_rule else known_test(test)
    if held is not None:
        lower_block(scope, node.body if held else node.orelse)
        return
    frames = scope.calls
    branch(scope, test, _side(scope, node.body), _side(scope, node.orelse), [], frames)


def _side(scope: Scope, block: Sequence[gast.AST]) -> Side:
    def lowered() -> Operand:
        lower_block(scope, block)
        return NONE

    return side(scope, lowered)
