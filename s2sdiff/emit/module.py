"""The functions of a derivative as one module: imports, helpers, callees before callers, the derivative last."""

from __future__ import annotations

import ast
import inspect
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff import runtime
from s2sdiff.classes import classes_in, is_importable
from s2sdiff.emit.outside import Rooted, module_of
from s2sdiff.emit.page import Line
from s2sdiff.emit.text import function_lines, joined
from s2sdiff.ir import Free, Function, Stmt

HELPERS = ("unbroadcast", "of_shape", "last_writes", "zeros_of", "add_trees", "item_added", "list_folded",
           "sizes_along", "seed", "copied", "made", "parts_of", "sequence")  # fmt: skip
_IMPORTS = {"np": "import numpy as np", "math": "import math", "operator": "import operator"}
_BUILTINS = ("abs", "bool", "float", "int", "isinstance", "len", "list", "max", "min", "pow", "print", "range",
             "reversed", "round", "slice")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Module:
    """The text of a module, the name of its main function, and the functions of the user's that it reads data from."""

    text: str
    name: str
    owners: Mapping[str, Any]  # names that the module needs and does not define, and what they are
    says: tuple[tuple[Stmt, ...], ...] = ()  # the statements that each line says, those that are folded into it last


def module_text(main: Function, callees: Mapping[Any, Function]) -> Module:
    """One module for the main function and all that it calls, directly or not. `callees` is by reference."""
    named = named_in_module(main, callees)
    functions, roots = named.functions.values(), named.roots
    aliases = _aliases(named.reserved & named.kept, named.reserved | named.kept)
    texts: dict[str, str] = {}
    written: dict[str, list[Line]] = {}
    for function in functions:
        written[function.name] = function_lines(function, named.call_name, named.reserved)
        text = joined(written[function.name])
        texts[function.name] = _with_aliases(text, function, aliases, named.kept) if aliases else text
    _drop_twins(texts, main.name)
    text = _assembled([*texts.values()], _modules(functions), named.classes, aliases)
    owners = [free.owner for function in functions for free in function.frees]
    needed = {roots[id(owner)]: owner for owner in owners if id(owner) in roots}
    needed |= {aliases.get(name, name): cls for name, cls in named.classes.items() if not is_importable(cls)}
    return Module(text, main.name, needed, _says(text, [written[name] for name in texts]))


@dataclass(frozen=True, slots=True)
class Named:
    """The functions of a module, by reference (None is the main one), under the names that they have in it."""

    functions: Mapping[Any, Function]
    reserved: set[str]
    kept: set[str]  # names of parameters that are not changed
    roots: Mapping[int, str]
    classes: Mapping[str, type]

    def call_name(self, ref: Any) -> str:
        return self.functions[ref].name


def named_in_module(main: Function, callees: Mapping[Any, Function]) -> Named:
    """The functions of the module of a main function, and what their code may not call anything else."""
    kept = {p.name for f in (main, *(f for ref, f in callees.items() if ref.arguments == ("main",)))
            for p in f.params if p.name.isidentifier()}  # fmt: skip
    names = _names(main, callees, kept)
    functions = {**callees, None: main}
    reserved = {*names.values(), main.name, *HELPERS, *_IMPORTS, *_BUILTINS}
    classes = classes_in(functions.values())
    reserved.update(name.partition(".")[0] for name in classes)
    roots = _roots(functions.values(), reserved | kept)
    reserved.update(roots.values(), map(_root_module, _modules(functions.values())))
    rooted = {ref: replace(function, name=names[ref], frees=tuple(_rooted(free, roots) for free in function.frees))
              for ref, function in functions.items()}  # fmt: skip
    return Named(rooted, reserved, kept, roots, classes)


def _assembled(bodies: Sequence[str], modules: Sequence[str], classes: Mapping[str, type],
               aliases: Mapping[str, str]) -> str:  # fmt: skip
    helpers = _helpers(bodies, aliases)
    imports = [*_imports([*helpers, *bodies], modules, aliases), *_class_imports(classes, aliases)]
    return "\n\n\n".join(["\n".join(imports), *helpers, *(body.rstrip("\n") for body in bodies)]).lstrip("\n") + "\n"


def _says(text: str, bodies: Sequence[Sequence[Line]]) -> tuple[tuple[Stmt, ...], ...]:
    """What each line of a module says: the functions stand at its end, two lines between them."""
    said: list[tuple[Stmt, ...]] = []
    for body in bodies:
        said += [*([(), ()] if said else []), *(line.says for line in body)]
    return (*[()] * (text.count("\n") - len(said)), *said)


def _names(main: Function, callees: Mapping[Any, Function], kept: Iterable[str]) -> dict[Any, str]:
    """A name for each function: `sigmoid_fwd`, a second variant `sigmoid_fwd_2`; both parts of a call get one number.

    No name is that of a parameter in `kept`. The main function's reference is None.
    """
    names: dict[Any, str] = {None: main.name}
    taken = {main.name, *kept}
    numbers: dict[Any, int] = {}
    for ref in callees:
        kinds = tuple(_pair(part.kind) for part in ref.parts)
        stem = (ref.name, kinds)
        whole = (ref.function, ref.arguments, tuple((_pair(p.kind), p.mask, p.options) for p in ref.parts))
        number = numbers.get((stem, whole)) or 1 + sum(1 for other, _ in numbers if other == stem)
        while (name := f"{ref.label}_{number}" if number > 1 else ref.label) in taken:
            number += 1
        numbers[stem, whole] = number
        taken.add(name)
        names[ref] = name
    return names


def _pair(kind: str) -> str:
    """Both sweeps of one function are of one kind."""
    return "sweeps" if kind in ("fwd", "bwd") else kind


def _drop_twins(texts: dict[str, str], main: str) -> None:
    """Takes away the texts that, but for the name, are one that comes before; the main one stays."""
    table: dict[str, str] = {}
    changed = True
    while changed:
        changed = False
        seen: dict[str, str] = {}
        for name in list(texts):
            text = _renamed(texts[name], table)
            key = _renamed(text, {name: "·"})
            if key in seen and name != main:
                table[name] = seen[key]
                del texts[name]
                changed = True
            else:
                seen[key] = name
                texts[name] = text


def _renamed(text: str, table: Mapping[str, str]) -> str:
    """The text with other names for functions; what has such a name as an attribute, or as a global, keeps it."""
    for old, new in table.items():
        text = re.sub(rf"(?<![\w.\"]){re.escape(old)}\b", new, text)
    return text


def _helpers(bodies: Sequence[str], aliases: Mapping[str, str]) -> list[str]:
    """The sources of the helpers that the text calls, and of those that they call."""
    found: dict[str, str] = {}
    todo = list(bodies)
    while todo:
        text = todo.pop()
        for name in HELPERS:
            called = aliases.get(name, name)
            if name not in found and re.search(rf"\b{called}\(", text):
                found[name] = _renamed(inspect.getsource(getattr(runtime, name)).rstrip("\n"), aliases)
                todo.append(found[name])
    return [found[name] for name in HELPERS if name in found]


def _imports(bodies: Sequence[str], modules: Sequence[str], aliases: Mapping[str, str]) -> list[str]:
    text = "\n".join(bodies)
    found = [_import_line(name, line, aliases) for name, line in _IMPORTS.items()
             if re.search(rf"(?<![\w.]){aliases.get(name, name)}\.", text)]  # fmt: skip
    renamed = [f"from builtins import {name} as {alias}" for name, alias in aliases.items()
               if name in _BUILTINS and re.search(rf"(?<![\w.]){alias}\b", text)]  # fmt: skip
    roots = [f"import {name} as {aliases[name]}" for name in map(_root_module, modules) if name in aliases]
    imported = [f"import {module}" for module in modules]
    return [*sorted(found, key=lambda line: ("numpy" in line, line)), *renamed, *imported, *dict.fromkeys(roots)]


def _import_line(name: str, line: str, aliases: Mapping[str, str]) -> str:
    if name not in aliases:
        return line
    module = line.split()[1]
    return f"import {module}" if aliases[name] == module else f"import {module} as {aliases[name]}"


def _class_imports(classes: Mapping[str, type], aliases: Mapping[str, str]) -> list[str]:
    """The lines that import the classes which are found by name."""
    pairs = ((cls.__module__, name.partition(".")[0]) for name, cls in classes.items() if is_importable(cls))
    return [f"from {module} import {name}" + (f" as {aliases[name]}" if name in aliases else "")
            for module, name in dict.fromkeys(pairs)]  # fmt: skip


# --- parameters with names that the module needs ---------------------------------------------------------------------
def _aliases(hidden: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """Other names for imports, builtins and helpers that have the name of a parameter: `numpy` for `np`, `_len`."""
    aliases: dict[str, str] = {}
    for name in sorted(hidden):
        alias = "numpy" if name == "np" else f"_{name}"
        while alias in {*taken, *aliases.values()}:
            alias = f"_{alias}"
        aliases[name] = alias
    return aliases


def _with_aliases(text: str, function: Function, aliases: Mapping[str, str], kept: Iterable[str]) -> str:
    """The text of a function with its parameters as the user named them, and aliases for what they would hide."""
    tree = ast.parse(text)
    arguments = tree.body[0].args  # type: ignore[attr-defined]
    spelled = [arg.arg for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    declared = [p.name for kind in ("positional", "keyword") for p in function.params if p.kind == kind]
    own = {now: name for now, name in zip(spelled, declared, strict=True) if name in kept}
    table = {**aliases, **{now: name for now, name in own.items() if now != name}}
    places = [(node.lineno, node.col_offset, node.arg if isinstance(node, ast.arg) else node.id)
              for node in ast.walk(tree) if isinstance(node, ast.arg | ast.Name)]  # fmt: skip
    lines = [line.encode() for line in text.split("\n")]
    for line, column, name in sorted(places, reverse=True):
        if name in table:
            before, after = lines[line - 1][:column], lines[line - 1][column + len(name.encode()) :]
            lines[line - 1] = before + table[name].encode() + after
    return b"\n".join(lines).decode()


# --- data from outside -----------------------------------------------------------------------------------------------
def _modules(functions: Iterable[Function]) -> list[str]:
    found = [module_of(free) for function in functions for free in function.frees]
    return list(dict.fromkeys(module for module in found if module))


def _root_module(module: str) -> str:
    return module.partition(".")[0]


def _roots(functions: Iterable[Function], taken: Iterable[str]) -> dict[int, str]:
    """A name for each function that data is read through, by identity: two closures of one definition are two."""
    roots: dict[int, str] = {}
    for free in (free for function in functions for free in function.frees):
        if module_of(free) is not None or id(free.owner) in roots:
            continue
        stem = free.owner.__name__
        stem = stem if stem.isidentifier() and not keyword.iskeyword(stem) else "function"
        name, number = stem, 0
        while name in {*taken, *roots.values()}:
            number += 1
            name = f"{stem}_{number}"
        roots[id(free.owner)] = name
    return roots


def _rooted(free: Free, roots: Mapping[int, str]) -> Rooted:
    root = module_of(free) or roots[id(free.owner)]
    return Rooted(free.name, free.path, free.owner, free.captured, root)
