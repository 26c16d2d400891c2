"""Text to callable: exec of the very text that is shown, its lines in linecache, and a guarded entry for each call.

The entry is a small function of f's own signature, itself emitted. Its first lines ask whether the arguments are of
the kinds that a compiled variant was made for; if so it calls that variant, else it goes the slow way: the kinds are
observed, and a variant is looked up or made.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from s2sdiff.emit.module import Module
from s2sdiff.infer.values import Abstract, Arr, Map, Num, Seq, Static
from s2sdiff.ir import Param
from s2sdiff.program import Program

GUARDS = 4  # variants that an entry asks for before it goes the slow way
_TYPES = {"bool": "bool", "int": "int", "float": "float", "complex": "complex"}


def execute(module: Module) -> dict[str, Any]:
    """The module's namespace. Its text is in linecache, so that tracebacks, inspect and pdb show the lines."""
    digest = hashlib.sha256(module.text.encode()).hexdigest()[:8]
    filename = f"<s2sdiff {module.name} {digest}>"
    remember(filename, module.text)
    namespace: dict[str, Any] = {"__name__": "s2sdiff.emitted", "__file__": filename, **module.owners}
    exec(compile(module.text, filename, "exec", dont_inherit=True), namespace)
    return namespace


def remember(filename: str, text: str) -> None:
    """Keeps a text where the standard library looks for the lines of code that has no file."""
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)


# --- guards ----------------------------------------------------------------------------------------------------------
def guard(parameters: Sequence[Param], arguments: Sequence[Abstract], program: Program,
          names: dict[str, Any]) -> list[str]:  # fmt: skip
    """Tests, in Python, that arguments and free names are what a variant was made for; `names` is what they refer to."""
    tests: list[str] = []
    sizes: dict[str, str] = {}
    for param, value in zip(parameters, arguments, strict=True):
        tests += _tests(param.name, value, sizes, names)
    for number, ((owner, path), (free, value)) in enumerate(program.frees.items()):
        tests += _tests(_reference(owner, path, free.captured, f"_free{number}", names), value, sizes, names)
    for number, ((owner, path), value) in enumerate(program.roots.items()):
        tests += _root_tests(number, owner, path, value, names)
    return tests


def _root_tests(number: int, owner: Any, path: str, value: Any, names: dict[str, Any]) -> list[str]:
    """That a free name means what it meant; of a function, that it is the same code with the same defaults."""
    first, root = path.split(".")[0], f"_root{number}"
    captured = first in owner.__code__.co_freevars
    if not captured and first not in owner.__globals__:
        names[f"_globals{number}"] = owner.__globals__  # a builtin, as long as the module defines no such name
        return [f"{first!r} not in _globals{number}"]
    names[root] = value
    tests = [f"{_reference(owner, path, captured, f'_scope{number}', names)} is {root}"]
    return tests + function_tests(value, root, names)


def function_tests(function: Any, name: str, names: dict[str, Any]) -> list[str]:
    """That a function, known as `name`, still has the code and the defaults that it had."""
    if not isinstance(function, types.FunctionType):
        return []
    names[name], names[f"{name}_code"] = function, function.__code__
    tests = [f"{name}.__code__ is {name}_code"]
    if function.__defaults__ or function.__kwdefaults__:
        names[f"{name}_defaults"], names[f"{name}_kwdefaults"] = function.__defaults__, function.__kwdefaults__
        tests += [f"{name}.__defaults__ is {name}_defaults", f"{name}.__kwdefaults__ is {name}_kwdefaults"]
    return tests


def _reference(owner: Any, path: str, captured: bool, name: str, names: dict[str, Any]) -> str:
    """An expression for a free name, looked up anew each time."""
    first, _, rest = path.partition(".")
    tail = f".{rest}" if rest else ""
    if captured:
        names[name] = owner.__closure__[owner.__code__.co_freevars.index(first)]
        return f"{name}.cell_contents{tail}"
    names[name] = owner.__globals__
    return f"{name}[{first!r}]{tail}"


def _tests(expression: str, value: Abstract, sizes: dict[str, str], names: dict[str, Any]) -> list[str]:
    match value:
        case Num(kind):
            return [f"type({expression}) is {_TYPES[kind]}"]
        case Arr(dtype, shape, scalar):
            names["_ndarray"] = np.ndarray
            names[f"_{dtype}"] = np.dtype(str(dtype))
            kind = "_ndarray"
            if scalar:
                kind = f"_{dtype}_scalar"
                names[kind] = np.dtype(str(dtype)).type
                return [f"type({expression}) is {kind}"]
            tests = [f"type({expression}) is {kind}", f"{expression}.dtype == _{dtype}",
                     f"{expression}.ndim == {len(shape or ())}"]  # fmt: skip
            return tests + [test for k, dim in enumerate(shape or ()) for test in
                            _size_test(f"{expression}.shape[{k}]", dim, sizes)]  # fmt: skip
        case Seq(kind, tuple(items)):
            tests = [f"type({expression}) is {kind}", f"len({expression}) == {len(items)}"]
            return tests + [t for k, item in enumerate(items) for t in _tests(f"{expression}[{k}]", item, sizes, names)]
        case Seq(kind, None, each):
            test = " and ".join(_tests("item", each or Static(None), {}, names))
            return [f"type({expression}) is {kind}", f"all({test} for item in {expression})"]
        case Map(keys, items):
            tests = [f"type({expression}) is dict", f"tuple({expression}) == {keys!r}"]
            return tests + [t for key, item in zip(keys, items, strict=True)
                            for t in _tests(f"{expression}[{key!r}]", item, sizes, names)]  # fmt: skip
        case Static(known):
            name = f"_static{len(names)}"
            names[name] = known
            return [f"{expression} is {name}"] if not isinstance(known, str) else [f"{expression} == {known!r}"]
        case _:
            raise TypeError(f"no guard for {value!r}")


def _size_test(size: str, dim: int | str, sizes: dict[str, str]) -> list[str]:
    """Equal symbols are equal sizes and a symbol is never 1; unequal symbols may be equal: nothing was made of that."""
    if dim == 1:
        return [f"{size} == 1"]
    if dim in sizes:
        return [f"{size} == {sizes[str(dim)]}"]
    sizes[str(dim)] = size
    return [f"{size} != 1"]


# --- the entry -------------------------------------------------------------------------------------------------------
def entry_text(name: str, parameters: Sequence[Param], variants: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The source of an entry: defaults as f has them now, one test and one call for each variant, then the slow way."""
    positional = [p for p in parameters if p.kind == "positional"]
    keyword = [p for p in parameters if p.kind == "keyword"]
    declared = [f"{p.name}=_default" if p.default else p.name for p in (*positional, *keyword)]
    if keyword:
        declared.insert(len(positional), "*")
    lines = [f"def {name}({', '.join(declared)}):"]
    with_default = [p.name for p in positional if p.default]
    for k, parameter in enumerate(with_default):
        lines += [f"    if {parameter} is _default:",
                  f"        {parameter} = _primal.__defaults__[{k - len(with_default)}]"]  # fmt: skip
    for parameter in (p.name for p in keyword if p.default):
        lines += [f"    if {parameter} is _default:", f"        {parameter} = _primal.__kwdefaults__[{parameter!r}]"]
    passed = ", ".join(p.name if p.kind == "positional" else f"{p.name}={p.name}" for p in parameters)
    for variant, tests in variants:
        lines += ["    try:", f"        fits = {' and '.join(tests) or 'True'}", "    except Exception:",
                  "        fits = False", "    if fits:", f"        return {variant}({passed})"]  # fmt: skip
    lines.append(f"    return _other_kinds({', '.join(p.name for p in parameters)})")
    return "\n".join(lines) + "\n"


def make_entry(name: str, parameters: Sequence[Param], primal: Any, other_kinds: Callable[..., Any]) -> types.FunctionType:
    """The function that users hold: it never changes its identity, only its code."""
    default = object()
    namespace: dict[str, Any] = {"_other_kinds": other_kinds, "_primal": primal, "_default": default,
                                 "__name__": getattr(primal, "__module__", "s2sdiff")}  # fmt: skip
    exec(compile(entry_text(name, parameters, []), f"<s2sdiff entry of {name}>", "exec", dont_inherit=True), namespace)
    entry = namespace[name]
    entry.__signature__ = inspect.signature(primal, follow_wrapped=False)
    return entry


Guarded = tuple[int, Callable[..., Any], Sequence[str], Mapping[str, Any]]  # a variant's number, call, tests and names


def set_guards(entry: types.FunctionType, parameters: Sequence[Param], variants: Sequence[Guarded]) -> None:
    """Gives the entry new code, which asks for the variants in turn."""
    listed = []
    namespace = entry.__globals__
    for number, variant, tests, names in variants[:GUARDS]:
        table = {name: f"{name}_of_{number}" for name in names}
        namespace.update({table[name]: value for name, value in names.items()})
        namespace[f"_variant_{number}"] = variant
        listed.append((f"_variant_{number}", [_with_names(test, table) for test in tests]))
    text = entry_text(entry.__name__, parameters, listed)
    filename = f"<s2sdiff entry of {entry.__name__} {'-'.join(str(v[0]) for v in variants[:GUARDS])}>"
    remember(filename, text)
    code = compile(text, filename, "exec", dont_inherit=True)
    entry.__code__ = next(const for const in code.co_consts if isinstance(const, types.CodeType))


def _with_names(test: str, table: Mapping[str, str]) -> str:
    tree = ast.parse(test, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in table:
            node.id = table[node.id]
    return ast.unparse(tree)
