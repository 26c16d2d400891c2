"""Objects: attributes by the class of what has them, and calls of methods, which are calls of the class's functions.

    p.predict(x)      →      Model.predict(p, x)      where p is a Model
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from types import FunctionType, SimpleNamespace
from typing import Any

from s2sdiff import ops, rules
from s2sdiff.classes import class_name
from s2sdiff.fields import Field, Fields, is_namedtuple, takes_fields
from s2sdiff.identity import signature_of
from s2sdiff.infer.description import describe
from s2sdiff.infer.dicts import of_method
from s2sdiff.infer.state import Inference
from s2sdiff.infer.values import Map, Static
from s2sdiff.ir import UNDEFINED, Assign, Call, Const, Dct, Operand, Stmt, Tup
from s2sdiff.parse.callee import Callee
from s2sdiff.parse.methods import REPLACE, Construct, Method

TypeStatement = Callable[[Inference, Stmt], None]
IMMUTABLE = (int, float, complex, str, tuple, type(None))
_MISSING = object()


# --- attributes -------------------------------------------------------------------------------------------------------
def attribute_asked(stmt: Assign) -> str:
    """Which attribute of its first operand a statement may be, whatever that operand turns out to be; empty if none."""
    match stmt:
        case Assign(op="getitem", operands=(_, Const(Field(name)))):
            return name
        case Assign(spelling=spelling) if spelling.startswith("."):
            return spelling[1:]
        case _:
            return ""


def type_attribute(state: Inference, stmt: Assign, name: str, type_statement: TypeStatement) -> bool:
    """Types `value.name` of an object or a class; whether it has done so. What arrays have is left to others."""
    value = state.operand(stmt.operands[0])
    kind = state.build.type_of(value)
    if len(stmt.operands) + len(stmt.keywords) > 1 and stmt.op != "getitem":
        return isinstance(kind, Map) and kind.cls is not None and _refused_method(state, stmt, kind.cls, name)
    match kind:
        case Map(Fields() as fields) if Field(name) in fields:
            state.table[stmt.target] = item_of(state, value, Field(name), stmt)
        case Map(Fields(cls=cls)):
            _of_class(state, stmt, cls, name, type_statement)
        case Static(type() as cls):
            state.table[stmt.target] = _constant_of(state, stmt, cls, name)
        case _ if stmt.op == "getitem":
            state.problem(stmt, f"The attribute .{name} of {describe(kind)} is not known.",
                          "Pass its value as an argument, or as a field of an object.")  # fmt: skip
            state.table[stmt.target] = UNDEFINED
        case _:
            return False
    return True


def _of_class(state: Inference, stmt: Assign, cls: type, name: str, type_statement: TypeStatement) -> None:
    """An attribute that an object has of its class: a property is a call, a constant is what it is."""
    match inspect.getattr_static(cls, name, None):
        case property(fget=FunctionType()):
            type_statement(state, Call(stmt.target, Method(name), (stmt.operands[0],), (), stmt.origin))
        case FunctionType() | classmethod() | staticmethod():
            _refused_method(state, stmt, cls, name)
        case _:
            state.table[stmt.target] = _constant_of(state, stmt, cls, name)


def _refused_method(state: Inference, stmt: Assign, cls: type, name: str) -> bool:
    """A method that is used without being called, or that has the name of one of NumPy's."""
    fault = f"The method {cls.__name__}.{name} is used as a value."
    if stmt.op != "getitem":
        fault = f"{name} is a method of {cls.__name__} here, and reads like the one that arrays have."
    state.problem(stmt, fault, "Give the method another name, and call it.")
    state.table[stmt.target] = UNDEFINED
    return True


def _constant_of(state: Inference, stmt: Assign, cls: type, name: str) -> Operand:
    """A number or text that a class has under a name, or a member of an enumeration."""
    if issubclass(cls, Enum) and name in cls.__members__:
        return Const(cls.__members__[name], f"{class_name(cls)}.{name}")
    value = inspect.getattr_static(cls, name, _MISSING)
    if isinstance(value, type):
        state.means(cls, name, value)
        return Const(value, class_name(value))
    if isinstance(value, IMMUTABLE) and not isinstance(value, tuple):
        state.means(cls, name, value)
        return Const(value)
    fault = f"{cls.__name__} has no attribute {name}" if value is _MISSING else f"{cls.__name__}.{name} is no number"
    state.problem(stmt, f"{fault}.", "Pass it as an argument, or as a field of an object.")
    return UNDEFINED


# --- parts ------------------------------------------------------------------------------------------------------------
def item_of(state: Inference, operand: Operand, key: Any, stmt: Assign | Call) -> Operand:
    """The part of a structure under a key; the statement's target is its name."""
    if isinstance(operand, Dct):
        return operand.items[operand.keys.index(key)]
    target = stmt.target if isinstance(stmt, Assign) else ""
    return state.build.emit("getitem", (operand, Const(key)), spelling="[]", target=target, origin=stmt.origin)


def as_tuple(state: Inference, operand: Operand, stmt: Any) -> Operand:
    """A namedtuple as the tuple that it is; anything else as it is."""
    kind = state.build.type_of(operand)
    if not isinstance(kind, Map) or kind.cls is None or not is_namedtuple(kind.cls):
        return operand
    if isinstance(operand, Dct):
        return Tup(operand.items)
    parts = (state.build.emit("getitem", (operand, Const(key)), spelling="[]", origin=stmt.origin) for key in kind.keys)
    return Tup(tuple(parts))


# --- calls ------------------------------------------------------------------------------------------------------------
def type_method(state: Inference, stmt: Call, type_statement: TypeStatement) -> None:
    """Types a call of a method: as the call of the function that the object's class has under the name."""
    operands = tuple(map(state.operand, stmt.operands))
    if isinstance(stmt.callee, Construct):
        state.table[str(stmt.target)] = _constructed(state, stmt, stmt.callee.function, operands)
        return
    kind = state.build.type_of(operands[0])
    if stmt.callee.name == REPLACE and isinstance(kind, Map) and kind.cls is not None:
        state.table[str(stmt.target)] = _replaced(state, stmt, operands[0], kind)
        return
    if isinstance(kind, Static) and isinstance(kind.value, type) and stmt.callee.name == "__call__":
        state.table[str(stmt.target)] = _constructed(state, stmt, kind.value, operands[1:])
        return
    held = _held(state, stmt, stmt.callee, operands[0])
    if held is not None:
        type_statement(state, _call_of_held(state, stmt, held, operands[1:]))
        return
    of_dict = of_method(state, stmt, stmt.callee.name, operands)
    if of_dict is not None:
        state.table[str(stmt.target)] = of_dict
        return
    found = _function_of(state, stmt, stmt.callee, operands[0])
    bound = _bound(state, stmt, found, (*found[1], *operands[1:])) if found is not None else None
    if found is None or bound is None:
        state.table[str(stmt.target)] = UNDEFINED
        return
    type_statement(state, replace(stmt, callee=found[0], operands=bound, keywords=()))


def _held(state: Inference, stmt: Call, method: Method, value: Operand) -> Any:
    """The function that is called, if the object holds one under the name, or is one; else None."""
    kind = state.build.type_of(value)
    if isinstance(kind, Map) and kind.cls is not None and Field(method.name) in kind.keys and method.after is None:
        kind = kind.items[kind.keys.index(Field(method.name))]
    elif method.name != "__call__":
        return None
    function = kind.value if isinstance(kind, Static) else None
    return function if isinstance(function, FunctionType) or _is_op(function) else None


def _is_op(value: Any) -> bool:
    """Whether an object is a function of NumPy's that takes its operands by position."""
    spelling = ops.functions().get(value) if callable(value) and type(value).__hash__ is not None else None
    return spelling is not None and rules.is_op(spelling.op) and not rules.texts()[spelling.op].variadic


def _call_of_held(state: Inference, stmt: Call, function: Any, given: tuple[Operand, ...]) -> Stmt:
    """The call of a function that is known by its place alone."""
    if _is_op(function):
        spelling = ops.functions()[function]
        if stmt.keywords or len(given) != len(rules.texts()[spelling.op].operands):
            state.problem(stmt, f"{spelling.text} is not known with these arguments.", "Call it by its name.")
        return Assign(str(stmt.target), spelling.op, given, (), spelling.text, stmt.origin)
    state.means(function, "", function)
    callee = Callee(function, function.__name__, function)
    bound = _bound(state, stmt, (callee, ()), given)
    return replace(stmt, callee=callee, operands=bound if bound is not None else given, keywords=())


def _function_of(state: Inference, stmt: Call, method: Method,
                 value: Operand) -> tuple[Callee, tuple[Operand, ...]] | None:  # fmt: skip
    """The function that a method is, and the arguments that it gets before those of the call; None after a problem."""
    kind = state.build.type_of(value)
    match kind:
        case Map(Fields(cls=cls) as fields) if Field(method.name) in fields and method.after is None:
            return _function_of(state, stmt, Method("__call__"), item_of(state, value, Field(method.name), stmt))
        case Map(Fields(cls=cls)):
            first: tuple[Operand, ...] = (value,)
        case Static(type() as cls):
            first = ()
        case _:
            return _no_method(state, stmt, method)
    owner = _owner(cls, method)
    found = vars(owner).get(method.name) if owner is not None else None
    path = f"{owner.__name__ if owner else ''}.{method.name}"
    if found is not None and method.after is not None:
        state.means(owner, method.name, found)
    elif found is not None:
        state.means(cls, method.name, inspect.getattr_static(cls, method.name))
    match found:
        case FunctionType():
            return Callee(found, path, owner), first
        case property(fget=FunctionType() as getter) if first and len(stmt.operands) == 1:
            return Callee(getter, path, owner), first
        case staticmethod(__func__=FunctionType() as function):
            return Callee(function, path, owner), ()
        case classmethod(__func__=FunctionType() as function):
            return Callee(function, path, owner), (Const(cls),)
        case _:
            return _no_method(state, stmt, method)


def _owner(cls: type, method: Method) -> type | None:
    """The class that has the function."""
    lookup = cls.__mro__[cls.__mro__.index(method.after) + 1 :] if method.after in cls.__mro__ else cls.__mro__
    return next((base for base in lookup if method.name in vars(base)), None)


CHANGING = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "reverse", "update", "setdefault",
                      "popitem"})  # fmt: skip


def _no_method(state: Inference, stmt: Call, method: Method) -> Any:
    """Notes that there is no such function."""
    if method.name == "__call__":
        state.problem(stmt, "What is called here is not a known function.",
                      "Call a function of the module, of NumPy or of math by its name.")  # fmt: skip
    else:
        if method.name in CHANGING:
            state.problem(stmt, f"The method .{method.name}() changes a list or dict that is not the function's own.",
                          "Make a copy of it, and change that: xs = list(xs).")  # fmt: skip
            return
        state.problem(stmt, f"The method .{method.name}() has no derivative here.",
                      "Use the NumPy function that does the same, or pass the result in.")  # fmt: skip


def _bound(state: Inference, stmt: Call, found: tuple[Callee, Any],
           given: Sequence[Operand]) -> tuple[Operand, ...] | None:  # fmt: skip
    """The arguments in the order of the parameters, with the defaults filled in; None after a problem."""
    callee, keywords = found[0], {name: state.operand(value) for name, value in stmt.keywords}
    return arguments(state, stmt, callee.path, signature_of(callee.function), given, keywords)


def arguments(state: Inference, stmt: Call, path: str, signature: inspect.Signature, given: Sequence[Operand],
              keywords: dict[str, Operand]) -> tuple[Operand, ...] | None:  # fmt: skip
    """The arguments of a call in the order of the parameters, with the defaults filled in; None after a problem."""
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in signature.parameters.values()):
        state.problem(stmt, f"{path} takes * or ** arguments.", "Give it named parameters.")
        return None
    try:
        bound = signature.bind(*given, **keywords).arguments
    except TypeError as error:
        state.problem(stmt, f"{path} cannot be called like this: {error}.", "Correct the call.")
        return None
    for name, parameter in signature.parameters.items():
        if name not in bound and not isinstance(parameter.default, IMMUTABLE):
            state.problem(stmt, f"The default of {name} in {path} is data that can change.", "Pass the argument.")
            return None
    return tuple(bound.get(name, Const(p.default)) for name, p in signature.parameters.items())


# --- objects that are made --------------------------------------------------------------------------------------------
def _constructed(state: Inference, stmt: Call, cls: type, given: Sequence[Operand]) -> Operand:
    """`Params(W, b)`, as the structure of its fields."""
    if not takes_fields(cls):
        state.problem(stmt, f"{cls.__name__} has an __init__ of its own, or a __post_init__.",
                      "Use a dataclass or a namedtuple without them, or make the object outside.")  # fmt: skip
        return UNDEFINED
    keywords = {name: state.operand(value) for name, value in stmt.keywords}
    if cls is SimpleNamespace and not given:
        return Dct(Fields(cls, keywords), tuple(keywords.values()))
    signature = inspect.signature(cls)
    bound = arguments(state, stmt, cls.__name__, signature, given, keywords)
    if bound is None:
        return UNDEFINED
    by_name = dict(zip(signature.parameters, bound, strict=True))
    names = cls._fields if is_namedtuple(cls) else tuple(cls.__dataclass_fields__)  # type: ignore[attr-defined]
    fields = Fields(cls, [name for name in names if name in by_name])
    return Dct(fields, tuple(by_name[str(field)] for field in fields))


def _replaced(state: Inference, stmt: Call, value: Operand, kind: Map) -> Operand:
    """`dataclasses.replace(p, b=b)` and `p._replace(b=b)`: the structure with other items."""
    cls = kind.cls
    assert cls is not None
    keywords = {Field(name): state.operand(item) for name, item in stmt.keywords}
    if not takes_fields(cls, map(str, kind.keys)) or len(stmt.operands) > 1:
        state.problem(stmt, f"Making another {cls.__name__} runs code of its class.", "Make it by its fields.")
        return UNDEFINED
    strange = set(keywords) - set(kind.keys)
    if strange:
        state.problem(stmt, f"{cls.__name__} has no field {strange.pop()}.", "Correct the call.")
        return UNDEFINED
    return Dct(kind.keys, tuple(keywords[key] if key in keywords else item_of(state, value, key, stmt)
                                for key in kind.keys))  # fmt: skip
