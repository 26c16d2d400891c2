"""The functions of a derivative as one module: imports, helpers, callees before callers, the derivative last."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff import runtime
from s2sdiff.emit.text import function_text
from s2sdiff.ir import Free, Function

HELPERS = ("unbroadcast", "zeros_of", "add_trees", "item_added", "seed", "copied")
_IMPORTS = {"np": "import numpy as np", "math": "import math", "operator": "import operator"}


@dataclass(frozen=True, slots=True)
class Module:
    """The text of a module, the name of its main function, and the functions of the user's that it reads data from."""

    text: str
    name: str
    owners: Mapping[str, Any]  # names that the module needs and does not define, and what they are


def module_text(main: Function, callees: Mapping[Any, Function]) -> Module:
    """One module for the main function and all that it calls, directly or not. `callees` is by reference."""
    names = _names(main, callees)
    reserved = {*names.values(), main.name, *HELPERS, *_IMPORTS, "range", "len", "reversed", "min", "max", "abs"}
    functions = [*callees.items(), (None, main)]
    owners: dict[str, Any] = {}
    for _, function in functions:
        for free in function.frees:
            reserved.add(_root(free))
            if _module_of(free) is None:
                owners[_root(free)] = free.owner
    texts = _without_twins({names[ref]: _text(function, names.get(ref, main.name), names, reserved)
                            for ref, function in functions if ref is not None})  # fmt: skip
    bodies = [*texts[0].values(), texts[1](_text(main, main.name, names, reserved))]
    helpers = _helpers(bodies)
    imports = _imports([*helpers, *bodies], [free for _, f in functions for free in f.frees])
    text = "\n\n\n".join(["\n".join(imports), *helpers, *(body.rstrip("\n") for body in bodies)]).lstrip("\n") + "\n"
    return Module(text, main.name, owners)


def _text(function: Function, name: str, names: Mapping[Any, str], reserved: Iterable[str]) -> str:
    return function_text(replace(function, name=name), lambda ref: names[ref], reserved)


def _names(main: Function, callees: Mapping[Any, Function]) -> dict[Any, str]:
    """A name for each callee: `sigmoid_fwd`, a second variant `sigmoid_fwd_2`; both parts of a call get one number."""
    taken = {main.name}
    names: dict[Any, str] = {}
    variants: dict[Any, str] = {}
    for ref in callees:
        whole = (ref.function, ref.arguments, ref.mask)
        if whole not in variants:
            same = sum(1 for key in variants if key[0] is ref.function or variants[key].startswith(f"{ref.name}"))
            variants[whole] = f"_{same + 1}" if same else ""
        part = f"_{ref.part}" if ref.part else ""
        name = f"{ref.name}{part}{variants[whole]}"
        while name in taken:
            name += "_"
        taken.add(name)
        names[ref] = name
    return names


def _without_twins(texts: dict[str, str]) -> tuple[dict[str, str], Any]:
    """Variants that print the same text are one function."""
    table: dict[str, str] = {}
    changed = True
    while changed:
        changed = False
        seen: dict[str, str] = {}
        for name in list(texts):
            text = _renamed(texts[name], table)
            key = re.sub(rf"\b{re.escape(name)}\b", "·", text)
            if key in seen:
                table[name] = seen[key]
                del texts[name]
                changed = True
            else:
                seen[key] = name
                texts[name] = text
    return texts, lambda text: _renamed(text, table)


def _renamed(text: str, table: Mapping[str, str]) -> str:
    for old, new in table.items():
        text = re.sub(rf"\b{re.escape(old)}\b", new, text)
    return text


def _helpers(bodies: Sequence[str]) -> list[str]:
    """The sources of the helpers that the text calls, and of those that they call."""
    found: dict[str, str] = {}
    todo = list(bodies)
    while todo:
        text = todo.pop()
        for name in HELPERS:
            if name not in found and re.search(rf"\b{name}\(", text):
                found[name] = inspect.getsource(getattr(runtime, name)).rstrip("\n")
                todo.append(found[name])
    return [found[name] for name in HELPERS if name in found]


def _imports(bodies: Sequence[str], frees: Sequence[Free]) -> list[str]:
    text = "\n".join(bodies)
    found = [line for name, line in _IMPORTS.items() if re.search(rf"(?<![\w.]){name}\.", text)]
    modules = dict.fromkeys(module for module in map(_module_of, frees) if module)
    return sorted(found, key=lambda line: ("numpy" in line, line)) + [f"import {module}" for module in modules]


# --- data from outside -----------------------------------------------------------------------------------------------
def _module_of(free: Free) -> str | None:
    """The module whose global the data is, if importing it by name gives that very module."""
    name = free.owner.__globals__.get("__name__")
    module = sys.modules.get(name) if isinstance(name, str) else None
    if free.captured or module is None or vars(module) is not free.owner.__globals__:
        return None
    return str(name)


def _root(free: Free) -> str:
    return (_module_of(free) or free.owner.__name__).split(".")[0]


def free_expression(free: Free) -> str:
    """How emitted code reads the data, at each call: `module.name`, or through the function that it belongs to."""
    module = _module_of(free)
    first, _, rest = free.path.partition(".")
    tail = f".{rest}" if rest else ""
    if module is not None:
        return f"{module}.{free.path}"
    if free.captured:
        cell = free.owner.__code__.co_freevars.index(first)
        return f"{_root(free)}.__closure__[{cell}].cell_contents{tail}"
    return f'{_root(free)}.__globals__["{first}"]{tail}'


