"""Names as expressions: a local name is what it holds now, a free name what it means."""

from __future__ import annotations

from dataclasses import replace

import gast
import numpy as np

from s2sdiff.ir import UNDEFINED, Const, Dct, Free, Lst, Operand, Tup
from s2sdiff.parse.containers import new_cell
from s2sdiff.parse.functions import function_meant
from s2sdiff.parse.imports import meaning_imported
from s2sdiff.parse.resolve import CONSTANT_MODULES, Meaning, NoSuchName, attribute
from s2sdiff.parse.scope import DELETED, UNCERTAIN, Scope


def static_meaning(scope: Scope, node: gast.AST) -> Meaning | None:
    """What a dotted name means, if it starts with a free name: `np.random.rand`, `helpers.sigmoid`."""
    imported = meaning_imported(scope, node)
    if imported is not None:
        if imported.kind != "module":
            remember(scope, imported)
        return imported
    match node:
        case gast.Name(id=name) if name not in scope.identifiers:
            try:
                meaning = scope.resolve(name)
            except NoSuchName:
                return None
            remember(scope, meaning)
            return meaning
        case gast.Attribute(value=value, attr=attr):
            base = static_meaning(scope, value)
            found = attribute(base, attr) if base else None
            if found is not None and base is not None and not _is_constant(base.value):
                remember(scope, found)
            return found
        case _:
            return None


def _is_constant(value: object) -> bool:
    """Whether what an object's attributes mean is taken to stay: NumPy's and math's, and `np.add.at`."""
    return value in CONSTANT_MODULES or isinstance(value, np.ufunc)


def remember(scope: Scope, meaning: Meaning) -> None:
    """What a free name means, if it is no data: a derivative is good as long as it means that."""
    if meaning.kind != "data":
        scope.roots[meaning.owner or scope.function, meaning.path] = meaning.value


def lower_name(scope: Scope, node: gast.AST, name: str) -> Operand:
    """A local name's current operand, or what a free name means."""
    if scope.env.get(name) == UNCERTAIN:
        return scope.problem(node, f"The try may have been left before {name} was assigned.",
                             "Assign it before the try, or after it.")  # fmt: skip
    imported = meaning_imported(scope, node)
    if imported is None and name in scope.env and scope.env[name] not in (UNDEFINED, DELETED):
        return scope.env[name]
    if imported is None and name in scope.identifiers:
        return scope.problem(node, f"The name {name} is read before anything is assigned to it.",
                             f"Assign to {name} on every path to this line.")  # fmt: skip
    meaning = static_meaning(scope, node)
    if meaning is None:
        return scope.problem(node, f"The name {name} is not defined.", "Define it before differentiating.")
    return lower_meaning(scope, node, meaning, None)


def lower_meaning(scope: Scope, node: gast.AST, meaning: Meaning, module: object) -> Operand:
    """A free value used as a value: a constant of NumPy's, a type, or data read anew at each call."""
    from_builtins = module is None and isinstance(meaning.value, type) and meaning.path == meaning.value.__name__
    function = None if scope.is_rule else function_meant(meaning)
    if function is not None:
        return Const(function, meaning.path)
    if module in CONSTANT_MODULES or from_builtins:
        return Const(meaning.value, _spelling(meaning, module))
    if meaning.kind in ("data", "constant"):
        if isinstance(meaning.value, type) and meaning.value.__module__ == "numpy":
            return Const(meaning.value, f"np.{meaning.value.__name__}")
        return functions_among(scope, meaning) if holds_functions(meaning.value) else free_data(scope, meaning)
    return scope.problem(node, f"{meaning.path} is a {type(meaning.value).__name__} used as a value.",
                         "Call it here, or pass numbers and arrays.")  # fmt: skip


def holds_functions(value: object) -> bool:
    """Whether data from outside is a tuple, list or dict with functions in it, under keys that can be written."""
    if type(value) is dict:
        keys = all(type(key) is int or (type(key) is str and key.isidentifier()) for key in value)
        return keys and any(map(_is_function, value.values()))
    return type(value) in (tuple, list) and any(map(_is_function, value))  # type: ignore[call-overload]


def _is_function(value: object) -> bool:
    return function_meant(Meaning(value, "item")) is not None or holds_functions(value)


def functions_among(scope: Scope, meaning: Meaning) -> Operand:
    """A container from outside with its items: the functions in it are known, data is read anew at each call."""
    value, owner = meaning.value, meaning.owner or scope.function
    scope.roots[owner, meaning.path] = value
    items = []
    for key, item in value.items() if type(value) is dict else enumerate(value):
        inner = replace(meaning, value=item, path=f"{meaning.path}[{key!r}]", owner=owner)
        function = function_meant(inner)
        if holds_functions(item):
            items.append(functions_among(scope, inner))
        elif function is None and item is not None and type(item) is not str:
            items.append(free_data(scope, inner, "item"))
        else:
            scope.roots[owner, inner.path] = item
            items.append(Const(item) if function is None else Const(function, inner.path))
    if type(value) is tuple:
        return Tup(tuple(items))
    inside = Dct(tuple(value), tuple(items)) if type(value) is dict else Lst(tuple(items))
    cell = new_cell(scope, inside, meaning.path.rpartition(".")[2])
    scope.cells.escaped[cell.value.key] = scope.here()  # others can see it, and so it is not to be changed
    return cell


def free_data(scope: Scope, meaning: Meaning, hint: str = "") -> Operand:
    """The name of data from outside that is read by a path of its owner's: one name, however often it is read."""
    owner, path = meaning.owner or scope.function, meaning.path
    key = owner if meaning.captured else id(owner.__globals__), path
    if key not in scope.frees:
        name = scope.names.fresh(hint or path.rpartition(".")[2])
        scope.frees[key] = Free(name, path, owner, meaning.captured)
    return scope.frees[key].name


def _spelling(meaning: Meaning, module: object) -> str:
    if module is None:
        return meaning.path
    return f"{'np' if module is CONSTANT_MODULES[0] else 'math'}.{meaning.path.rpartition('.')[2]}"
