"""Rewrites a function so that all it does goes through a `Counter`: `a + b` becomes `count.operation(…, "Add", a, b)`.

The rewritten function has the lines, globals, defaults and closure of the one that it stands for.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable
from typing import Any

import gast

from s2sdiff.cost.counter import Counter
from s2sdiff.errors import SourceError
from s2sdiff.identity import plain
from s2sdiff.parse.source import FUTURE_FLAGS, find_source

COUNT = "_s2sdiff_count"  # the counter, in rewritten functions
_LIBRARIES = ("numpy", "scipy", "math", "builtins")
_COMPARED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


class Instruments:
    """The rewritten functions of one run, by the code that they stand for."""

    def __init__(self) -> None:
        self._made: dict[types.CodeType, types.CodeType | None] = {}
        self._own: set[types.CodeType] = set()

    def __call__(self, fn: Any, counter: Counter) -> Callable[..., Any] | None:
        """The rewritten function to call instead of `fn`; None for what is no function of Python or has no source."""
        fn = plain(fn)
        if isinstance(fn, types.MethodType):
            inner = self(fn.__func__, counter)
            return inner and types.MethodType(inner, fn.__self__)
        if not isinstance(fn, types.FunctionType) or (fn.__module__ or "").partition(".")[0] in _LIBRARIES:
            return None
        if fn.__code__ in self._own:  # a local function of a rewritten one
            return fn
        if fn.__code__ not in self._made:
            self._made[fn.__code__] = self._rewritten(fn)
        code = self._made[fn.__code__]
        return None if code is None else _bound(fn, code, counter)

    def _rewritten(self, fn: types.FunctionType) -> types.CodeType | None:
        try:
            source = find_source(fn)
        except SourceError:
            return None
        outer = compile(_module(fn, gast.gast_to_ast(source.node)), source.file, "exec",
                        flags=fn.__code__.co_flags & FUTURE_FLAGS, dont_inherit=True)  # fmt: skip
        code = _inner(_inner(outer)).replace(co_name=fn.__code__.co_name, co_qualname=fn.__code__.co_qualname)
        self._own.update(_all_codes(code))
        return code


def _bound(fn: types.FunctionType, code: types.CodeType, counter: Counter) -> types.FunctionType:
    cells = dict(zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True))
    cells[COUNT] = types.CellType(counter)
    found = types.FunctionType(code, fn.__globals__, fn.__name__, fn.__defaults__,
                               tuple(cells[name] for name in code.co_freevars))  # fmt: skip
    found.__kwdefaults__ = fn.__kwdefaults__
    return found


def _inner(code: types.CodeType) -> types.CodeType:
    """The code of the one function that is defined in a code."""
    return next(const for const in code.co_consts if isinstance(const, types.CodeType))


def _all_codes(code: types.CodeType) -> list[types.CodeType]:
    return [code, *(inner for const in code.co_consts if isinstance(const, types.CodeType)
                    for inner in _all_codes(const))]  # fmt: skip


def _module(fn: types.FunctionType, node: Any) -> ast.Module:
    """A module with a function whose parameters are the closure's names, and in it the rewritten function."""
    args = node.args
    args.defaults, args.kw_defaults = [], [None] * len(args.kwonlyargs)
    for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, (args.vararg, args.kwarg))):
        arg.annotation = None
    body = [ast.Return(node.body)] if isinstance(node, ast.Lambda) else node.body
    rewriter = Rewriter(fn.__code__.co_filename)
    inner = _function(f"{COUNT}_inner", args, rewriter.block(body))  # no name that hides one that the body reads
    outer_args = ast.arguments([], [ast.arg(name) for name in (*fn.__code__.co_freevars, COUNT)], None, [], [], None,
                               [])  # fmt: skip
    outer = _function("outer", outer_args, [inner])
    return ast.fix_missing_locations(ast.Module([ast.copy_location(outer, node)], []))


def _function(name: str, args: ast.arguments, body: list[ast.stmt]) -> ast.FunctionDef:
    made = ast.FunctionDef(name, args, body, [], None)
    made.lineno, made.col_offset = getattr(body[0], "lineno", 1), 0
    if hasattr(made, "type_params"):
        made.type_params = []
    return made


class Rewriter(ast.NodeTransformer):
    """Rewrites the statements of a function."""

    def __init__(self, file: str):
        self.file = file
        self.temporaries = 0

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for stmt in body:
            made = self.visit(stmt)
            found += made if isinstance(made, list) else [made]
        return found

    def _count(self, node: Any, method: str, *args: ast.expr) -> ast.Call:
        where = ast.Tuple([ast.Constant(self.file), ast.Constant(node.lineno)], ast.Load())
        fn = ast.Attribute(ast.Name(COUNT, ast.Load()), method, ast.Load())
        return ast.copy_location(ast.Call(fn, [where, *args], []), node)

    # --- expressions ----------------------------------------------------------------------------------------------
    def visit_BinOp(self, node: ast.BinOp) -> Any:
        kind = ast.Constant(type(node.op).__name__)
        return self._count(node, "operation", kind, self.visit(node.left), self.visit(node.right))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        operand = self.visit(node.operand)
        if isinstance(node.op, ast.Not) or isinstance(node.operand, ast.Constant):
            return ast.copy_location(ast.UnaryOp(node.op, operand), node)
        return self._count(node, "operation", ast.Constant(type(node.op).__name__), operand)

    def visit_Compare(self, node: ast.Compare) -> Any:
        first, *rest = (self.visit(value) for value in (node.left, *node.comparators))
        if not all(isinstance(op, _COMPARED) for op in node.ops):
            return ast.copy_location(ast.Compare(first, node.ops, rest), node)
        kinds = [ast.Constant(type(op).__name__) for op in node.ops]
        if len(rest) == 1:
            return self._count(node, "operation", kinds[0], first, rest[0])
        return self._count(node, "chain", ast.Tuple(list(kinds), ast.Load()), first, *map(_later, rest))

    def visit_Call(self, node: ast.Call) -> Any:
        args = [self.visit(arg) for arg in node.args]
        made = self._count(node, "call", self.visit(node.func), *args)
        made.keywords = [ast.keyword(word.arg, self.visit(word.value)) for word in node.keywords]
        return made

    def visit_Starred(self, node: ast.Starred) -> Any:
        if not isinstance(node.ctx, ast.Load):
            return node
        return ast.copy_location(ast.Starred(self._count(node, "each", self.visit(node.value)), node.ctx), node)

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        if not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        return self._count(node, "item", self.visit(node.value), self._index(node.slice))

    def _index(self, node: ast.expr) -> ast.expr:
        """An index as an expression that stands by itself: `1:n` is `slice(1, n, None)`."""
        match node:
            case ast.Slice(lower, upper, step):
                parts = [self.visit(part) if part else ast.Constant(None) for part in (lower, upper, step)]
                made = ast.Attribute(ast.Name(COUNT, ast.Load()), "slice", ast.Load())
                return ast.copy_location(ast.Call(made, parts, []), node)
            case ast.Tuple(elts):
                return ast.copy_location(ast.Tuple([self._index(item) for item in elts], ast.Load()), node)
            case _:
                found: ast.expr = self.visit(node)
                return found

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        over = self._count(node.iter, "each", self.visit(node.iter))
        return ast.comprehension(node.target, over, [self.visit(test) for test in node.ifs], node.is_async)

    # --- statements -----------------------------------------------------------------------------------------------
    def visit_For(self, node: ast.For) -> Any:
        node.iter = self._count(node, "each", self.visit(node.iter))
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value is None:
            return node
        return self.visit(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_Assign(self, node: ast.Assign) -> Any:
        """Where a target has an index, all of them get a name first, and are stored into after it, in their order."""
        later: list[ast.stmt] = []
        targets = node.targets
        if any(isinstance(part, ast.Subscript) for target in targets for part in _parts(target)):
            targets = [self._target(target, later) for target in targets]
        value = self.visit(node.value)
        if any(isinstance(target, ast.Tuple | ast.List) for target in targets):
            value = self._count(node, "each", value)
        return [ast.copy_location(ast.Assign(targets, value), node), *later]

    def _target(self, target: ast.expr, later: list[ast.stmt]) -> ast.expr:
        """Names in place of a target; what is stored after them, and that the names are given up."""
        if isinstance(target, ast.Tuple | ast.List):
            items = [self._target(item, later) for item in target.elts]
            return ast.copy_location(ast.Tuple(items, ast.Store()), target)
        if isinstance(target, ast.Starred):
            return ast.copy_location(ast.Starred(self._target(target.value, later), ast.Store()), target)
        self.temporaries += 1
        name = f"{COUNT}_{self.temporaries}"
        value = ast.copy_location(ast.Name(name, ast.Load()), target)
        if isinstance(target, ast.Subscript):
            place = self.visit(target.value), self._index(target.slice)
            later.append(_alone(self._count(target, "store", *place, value)))
        else:
            later.append(ast.copy_location(ast.Assign([target], value), target))
        later.append(ast.copy_location(ast.Delete([ast.Name(name, ast.Del())]), target))
        return ast.copy_location(ast.Name(name, ast.Store()), target)

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        kind, value = ast.Constant(type(node.op).__name__), self.visit(node.value)
        match node.target:
            case ast.Subscript(target, index):
                place = self.visit(target), self._index(index)
                return _alone(self._count(node, "inplace_item", kind, *place, _later(value)))
            case ast.Attribute(target, name):
                place = self.visit(target), ast.Constant(name)
                return _alone(self._count(node, "inplace_attribute", kind, *place, _later(value)))
            case target:
                loaded = ast.copy_location(ast.Name(target.id, ast.Load()), node)
                made = self._count(node, "inplace", kind, loaded, value)
                return ast.copy_location(ast.Assign([target], made), node)


def _parts(target: ast.expr) -> list[ast.expr]:
    """The single targets in a target."""
    match target:
        case ast.Tuple(elts) | ast.List(elts):
            return [part for item in elts for part in _parts(item)]
        case ast.Starred(value):
            return _parts(value)
        case _:
            return [target]


def _later(value: ast.expr) -> ast.expr:
    nothing = ast.arguments([], [], None, [], [], None, [])
    return ast.copy_location(ast.Lambda(nothing, value), value)


def _alone(call: ast.Call) -> ast.stmt:
    return ast.copy_location(ast.Expr(call), call)
