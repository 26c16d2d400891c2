"""Operators on objects: calls of the methods that Python calls for them.

    u + 2.0 * v      →      Vector.__add__(u, Vector.__rmul__(v, 2.0))
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence

from s2sdiff.fields import is_namedtuple
from s2sdiff.infer.state import Inference
from s2sdiff.infer.values import Abstract, Map, Num
from s2sdiff.ir import COPIES, EFFECTS, TEXT, UNDEFINED, Assign, Call, Const, If, Operand, Slc, Stmt, While
from s2sdiff.parse.methods import Method

TypeStatement = Callable[[Inference, Stmt], None]

_BINARY = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
           "&": "and", "|": "or", "^": "xor"}  # fmt: skip
_COMPARED = {"<": ("lt", "gt"), "<=": ("le", "ge"), ">": ("gt", "lt"), ">=": ("ge", "le"), "==": ("eq", "eq"),
             "!=": ("ne", "ne")}
_UNARY = {"-x": "neg", "+x": "pos", "~x": "invert", "abs": "abs", "[]": "getitem"}
_PASSED_ON = frozenset({*COPIES, *EFFECTS, *TEXT, "snapshot", "tuple", "list", "dict", "isinstance"})


def class_of(kind: Abstract) -> type | None:
    """The class of an object that is no namedtuple: those are tuples."""
    return kind.cls if isinstance(kind, Map) and kind.cls is not None and not is_namedtuple(kind.cls) else None


def type_operator(state: Inference, stmt: Assign, type_statement: TypeStatement) -> bool:
    """Types an op on objects, if it is one: as the call of a method, or not at all."""
    if stmt.op in _PASSED_ON:
        return False
    operands = [state.operand(operand) for operand in (*stmt.operands, *(value for _, value in stmt.keywords))]
    classes = [class_of(state.build.type_of(operand)) for operand in operands]
    cls = next((found for found in classes if found is not None), None)
    if cls is None or _is_of_none(state, stmt, operands):
        return False
    if stmt.op == "not":
        truth = truth_of(state, stmt, operands[0])
        state.table[stmt.target] = Const(not truth.value) if isinstance(truth, Const) else truth
        return True
    call = _method(stmt, operands, classes, state)
    if call is None:
        state.problem(stmt, f"A {cls.__name__} object goes into {stmt.spelling.replace('[]', 'an index')}.",
                      "Pass its numbers and arrays.")  # fmt: skip
        state.table[stmt.target] = UNDEFINED
    else:
        type_statement(state, call)
    return True


def _is_of_none(state: Inference, stmt: Assign, operands: Sequence[Operand]) -> bool:
    """Whether an object is told from None, or from another thing that is no object."""
    others = [operand for operand in operands if class_of(state.build.type_of(operand)) is None]
    return stmt.op in ("is", "is_not") and others == [Const(None)]


def _method(stmt: Assign, operands: Sequence[Operand], classes: Sequence[type | None],
            state: Inference) -> Call | None:  # fmt: skip
    """The call that an operator is; None if it is none that is known here."""
    spelling = stmt.spelling
    if spelling.endswith("=") and spelling[:-1] in _BINARY and classes[0] is not None:
        spelling = "" if _has(classes[0], f"__i{_BINARY[spelling[:-1]]}__") else spelling[:-1]
    if spelling in _UNARY and classes[0] is not None and not any(isinstance(o, Slc) for o in operands):
        return _called(stmt, classes[0], f"__{_UNARY[spelling]}__", operands)
    if spelling == "in" and classes[1] is not None:
        return _called(stmt, classes[1], "__contains__", operands[::-1])
    if (spelling not in _BINARY and spelling not in _COMPARED) or len(operands) != 2:
        return None
    own, reflected = _COMPARED[spelling] if spelling in _COMPARED else (_BINARY[spelling], f"r{_BINARY[spelling]}")
    left, right = classes
    if left is not None and (right is None or right is left or not _has(right, f"__{reflected}__")):
        return _called(stmt, left, f"__{own}__", operands)
    if left is None and right is not None and isinstance(state.build.type_of(operands[0]), Num):
        return _called(stmt, right, f"__{reflected}__", operands[::-1])
    return None


def _has(cls: type, name: str) -> bool:
    return inspect.getattr_static(cls, name, None) not in (None, inspect.getattr_static(object, name, None))


def _called(stmt: Assign, cls: type, name: str, operands: Sequence[Operand]) -> Call | None:
    return Call(stmt.target, Method(name), tuple(operands), (), stmt.origin) if _has(cls, name) else None


def truth_of(state: Inference, stmt: Assign | If | While, operand: Operand) -> Operand:
    """An operand as a test: an object is true, unless its class says what it is."""
    kind = state.build.type_of(operand)
    cls = kind.cls if isinstance(kind, Map) else None
    if cls is None:
        return operand
    if is_namedtuple(cls):
        return Const(bool(kind.items))  # type: ignore[union-attr]
    if _has(cls, "__bool__") or _has(cls, "__len__"):
        state.problem(stmt, f"Whether a {cls.__name__} is true is said by its class.", "Call a method of it here.")
    return Const(True)
