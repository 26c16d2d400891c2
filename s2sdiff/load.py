"""Finds a function by what is typed in a shell: `path/file.py:f`, `package.module:f`, or `f` alone."""

from __future__ import annotations

import ast
import contextlib
import difflib
import importlib
import importlib.util
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any


class UsageError(Exception):
    """What was asked for does not exist, or is not clear."""


class LoadError(ImportError):
    """The user's module is there, and importing it fails."""


def load(target: str) -> Any:
    """The function (or decorated function) that a target names; its module is imported.

    Raises UsageError if there is none, or several; LoadError, or the SyntaxError, if its module cannot be imported.

    >>> load("s2sdiff._examples:square_plus")(3.0, 1.0)
    10.0
    """
    where, colon, name = target.rpartition(":")
    if not colon:
        where, name = _only_definition(target)
    if not where or not name:
        raise UsageError(f"{target!r} is no function; write file.py:f, package.module:f, or f")
    return _member(_from_file(where) if _is_path(where) else _from_name(where), name)


def _is_path(where: str) -> bool:
    return where.endswith(".py") or "/" in where or os.sep in where


# --- a function by itself ---------------------------------------------------------------------------------------------
def _only_definition(target: str) -> tuple[str, str]:
    """The file and name for a target without a colon: the one file here that defines such a function."""
    if _is_path(target):
        if not Path(target).is_file():
            raise UsageError(f"there is no file {target}")
        names = definitions(Path(target))
        if not names:
            raise UsageError(f"{target} is a file, not a function, and it defines none")
        listed = _some([f"{target}:{name}" for name in names], "or")
        raise UsageError(f"{target} is a file, not a function; write {listed}")
    files = sorted(Path.cwd().glob("*.py"))
    found = {file.name: definitions(file) for file in files}
    holders = [file for file, names in found.items() if target in names]
    if len(holders) == 1:
        return holders[0], target
    if holders:
        these = _some([f"{file}:{target}" for file in holders], "or")
        raise UsageError(f"{len(holders)} files in this folder define {target}; write {these}")
    raise UsageError(_nowhere(target, found))


def _nowhere(target: str, found: dict[str, list[str]]) -> str:
    fault = f"no file in this folder defines a function {target}"
    places = {name: f"{file}:{name}" for file, names in found.items() for name in names}
    near = difflib.get_close_matches(target, places, 3)
    if near:
        return f"{fault}; did you mean {_some([places[name] for name in near], 'or')}?"
    module, _, name = target.rpartition(".")
    if module:
        return f"{fault}; a function of a module is written {module}:{name}"
    return f"{fault}; write file.py:{target} or package.module:{target}"


def definitions(file: Path) -> list[str]:
    """The names of the functions that a file defines at its top level, without importing it; methods as `Class.name`.

    A file that is not Python defines none.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(file.read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError):
            return []
    return list(dict.fromkeys(_defined(tree.body)))


def _defined(body: Sequence[ast.stmt]) -> Iterator[str]:
    for stmt in body:
        match stmt:
            case ast.FunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name, body=inner):
                yield from (f"{name}.{method}" for method in _defined(inner))
            case ast.Assign(targets=targets, value=value) if _makes_function(value):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.If(body=inner, orelse=orelse) | ast.Try(body=inner, orelse=orelse):
                yield from _defined([*inner, *orelse])
            case _:
                pass  # a statement that defines no function


def _makes_function(value: ast.expr) -> bool:
    match value:
        case ast.Lambda():
            return True
        case ast.Call(func=ast.Name(id="differentiate") | ast.Attribute(attr="differentiate")):
            return True
        case _:
            return False


# --- modules ----------------------------------------------------------------------------------------------------------
def _from_file(where: str) -> ModuleType:
    """A file's module, by the name that an `import` in its folder (or above its package) has for it."""
    path = Path(where)
    if path.suffix != ".py":
        raise UsageError(f"{where} is not a Python file (.py)")
    if not path.is_file():
        raise UsageError(f"there is no file {where}")
    path = path.resolve()
    parts = [] if path.stem == "__init__" else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    name = ".".join(parts)
    _put_on_path(folder)
    if not all(part.isidentifier() for part in parts):
        return _nameless(path)
    module = sys.modules.get(name) or _importing(where, lambda: importlib.import_module(name))
    file = getattr(module, "__file__", None)
    if file is None or not path.samefile(file):
        other = f"{name} ({file or 'built in'})"
        raise UsageError(f"{where} has the name of another module, {other}; rename the file")
    return module


def _nameless(path: Path) -> ModuleType:
    """A file that no `import` can name (`my-model.py`): it is run, and no module of that name is left."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path} is not a Python file (.py)")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        _importing(str(path), lambda: spec.loader.exec_module(module))  # type: ignore[union-attr]
    finally:
        del sys.modules[path.stem]
    return module


def _from_name(name: str) -> ModuleType:
    if not all(name.split(".")):
        raise UsageError(f"{name} is not the name of a module")
    _put_on_path(Path.cwd())
    try:
        return _importing(name, lambda: importlib.import_module(name))
    except LoadError as error:
        cause = error.__cause__
        if isinstance(cause, ModuleNotFoundError) and cause.name and f"{name}.".startswith(f"{cause.name}."):
            raise UsageError(f"there is no module {cause.name}, neither in this folder nor installed") from None
        raise


def _put_on_path(folder: Path) -> None:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def _importing(what: str, action: Callable[[], Any]) -> Any:
    """Runs the user's module; what it prints is a message and not the text that was asked for."""
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return action()
    except SyntaxError:
        raise
    except (Exception, SystemExit) as error:
        ours = (__file__, importlib.__file__)
        frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
        theirs = [f" ({file}, line {line})" for file, line in frames if file not in ours and not file.startswith("<")]
        place = theirs[-1] if theirs else ""
        raise LoadError(f"importing {what} failed: {type(error).__name__}: {error}{place}") from error


# --- functions --------------------------------------------------------------------------------------------------------
def _member(module: ModuleType, name: str) -> Any:
    """`f` or `Class.method` of a module."""
    value: Any = module
    for part in name.split("."):
        if not hasattr(value, part):
            file = getattr(module, "__file__", None)
            names = definitions(Path(file)) if file else []
            has = f"; it has {_some(names, 'and')}" if names else ""
            raise UsageError(f"{module.__name__} has no function {name}{has}")
        value = getattr(value, part)
    if not callable(value):
        raise UsageError(f"{module.__name__}:{name} is of type {type(value).__name__}, not a function")
    return value


def _some(names: Sequence[str], word: str, most: int = 8) -> str:
    """`a`, `a or b`, `a, b or c`; of many the first."""
    if len(names) > most:
        return f"{', '.join(names[:most])}, …"
    return f" {word} ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
