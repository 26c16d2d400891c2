"""Finds the text of a function and proves, by compiling that text, that it is the text of the code that runs."""

from __future__ import annotations
import __future__

import ast
import contextlib
import dis
import functools
import inspect
import io
import itertools
import linecache
import operator
import os
import tokenize
import warnings
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

import gast

from s2sdiff.errors import Loc, Problem, SourceError
from s2sdiff.parse.callables import plain_function
from s2sdiff.parse.cells import MAGICS, is_cell, texts_of_magics
from s2sdiff.parse.mangling import mangle
from s2sdiff.parse.places import FunctionNode, characters, line_at, own_text, span

FEATURES = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
FUTURE_FLAGS = functools.reduce(operator.or_, FEATURES) & ~inspect.CO_NESTED


@dataclass(frozen=True, slots=True)
class Source:
    """The parsed source of one function, proven to be the text of its running code.

    Defaults, annotations and decorators are not part of a code object, so the proof does not cover them:
    what runs is in `function.__defaults__` and `function.__kwdefaults__`, not in `node.args`.
    """

    function: FunctionType
    node: gast.AST  # FunctionDef, AsyncFunctionDef or Lambda, at its place in the file; a fresh tree on each find
    file: str
    lines: tuple[str, ...]  # of the whole file, without line ends
    text: str  # the function's own lines, dedented and without decorators: to be read


@dataclass(frozen=True, slots=True)
class Compiled:
    """A whole text: its code objects by qualified name and its function nodes by the line their code starts on."""

    lines: tuple[str, ...]
    codes: dict[str, list[CodeType]]
    nodes: dict[int, list[FunctionNode]]


@dataclass(frozen=True, slots=True)
class Found:
    """The text of a code object: once it is proven to be that, no edit or reload of its file changes it."""

    code: weakref.ref[CodeType]
    node: FunctionNode
    lines: tuple[str, ...]


_found: dict[int, Found] = {}  # by the id of the code: equal code of another place is another's


def find_source(f: object) -> Source:
    """The source of f itself, never of a function that f wraps; SourceError says why there is none."""
    function = plain_function(f)
    code = function.__code__
    try:
        found = found_text(function)
        tree = mangle(gast.ast_to_gast(found.node), code.co_qualname)
    except RecursionError:
        fault = f"The file of {name_of(code)} holds an expression that is nested too deeply to be read."
        raise SourceError(Problem(loc_of(code), fault, "Split it into several statements.")) from None
    return Source(function, tree, code.co_filename, found.lines, own_text(found.node, found.lines))


def found_text(function: FunctionType) -> Found:
    """The text of a function's code: looked for until it is found, and then known for as long as the code lives."""
    code = function.__code__
    known = _found.get(id(code))
    if known is not None and known.code() is code:
        return known
    compiled, twin = twin_in(code, [current_text(function), *texts_of_magics(code.co_filename)])
    key = id(code)
    made = Found(weakref.ref(code, lambda _: _found.pop(key, None)), node_of(twin, compiled), compiled.lines)
    _found[key] = made
    return made


def locate(source: Source, node: gast.AST) -> Loc:
    """The place of a node; one without a place of its own (`arguments`, an operator) is where its children are."""
    start, end = span(node) or span(source.node) or ((1, 0), (1, 0))
    text, end_text = line_at(source.lines, start[0]), line_at(source.lines, end[0])
    return Loc(source.file, start[0], characters(text, start[1]), end[0], characters(end_text, end[1]), text)


# The text that f's code says it came from


def current_text(function: FunctionType) -> str | None:
    """All of the text as it is now: a file is read again, the rest (cells, doctests, zips) is in linecache."""
    file = function.__code__.co_filename
    if os.path.isfile(file):
        try:
            with tokenize.open(file) as stream:
                return stream.read()
        except (OSError, SyntaxError, UnicodeDecodeError):
            return None
    linecache.checkcache(file)
    scope = function.__globals__
    lines = linecache.getlines(file, scope if scope.get("__file__") == file else None)
    if not lines and file.startswith("<"):
        with contextlib.suppress(OSError):
            lines = inspect.findsource(function)[0]  # later 3.13s keep what is typed at the prompt by code object
    return io.StringIO("".join(lines), newline=None).read() or None


@functools.lru_cache(maxsize=32)
def compile_text(file: str, text: str, flags: int) -> Compiled:
    """Parses and compiles once for all the functions of a file; a cell may hold an `await` at its top level."""
    mode = flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree: ast.Module = compile(text, file, "exec", mode | ast.PyCF_ONLY_AST, dont_inherit=True)
        # cells and prompts compile statement by statement, and an import beside a function changes the function's code
        by_statement = is_cell(file) or file.startswith("<")
        pieces = [tree, *(ast.Module([statement], []) for statement in tree.body if by_statement)]
        codes = [compile(piece, file, "exec", mode, dont_inherit=True) for piece in pieces]
    compiled = Compiled(tuple(text.split("\n")), {}, {})
    for inner in (inner for code in codes for inner in nested_codes(code)):
        compiled.codes.setdefault(inner.co_qualname, []).append(inner)
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode):
            first = (getattr(node, "decorator_list", None) or [node])[0]  # whose line is co_firstlineno
            compiled.nodes.setdefault(first.lineno, []).append(node)
    return compiled


def nested_codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and all that are made inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested_codes(constant)


# The code in the text that is f's code, and its node


def twin_in(code: CodeType, texts: Sequence[str | None]) -> tuple[Compiled, CodeType]:
    """The first text that holds a code object that equals `code`, and that; raises what the first text does."""
    problem: SourceError | None = None
    for text in texts:
        try:
            if text is None:
                raise SourceError(no_text(code))
            compiled = compile_text(code.co_filename, text, code.co_flags & FUTURE_FLAGS)
            return compiled, twin_of(code, compiled)
        except SourceError as error:
            problem = problem or error
        except (SyntaxError, ValueError):  # the file as it is now is not Python
            problem = problem or SourceError(not_the_text(code))
    assert problem is not None
    raise problem


def twin_of(code: CodeType, compiled: Compiled) -> CodeType:
    """The one code in the text that equals `code`, if need be at other lines: then only its place has changed."""
    namesakes = compiled.codes.get(code.co_qualname, [])
    for places in (True, False):
        wanted = identity(code, places)
        twins = {identity(twin, True): twin for twin in namesakes if identity(twin, places) == wanted}
        if len(twins) == 1:
            return twins.popitem()[1]
    raise SourceError(not_the_text(code, len(twins)))


def identity(code: CodeType, places: bool) -> tuple[Any, ...]:
    """All that a code does, and the places of its text if asked; unlike ==, it finds a constant nan equal to itself."""
    return (
        (code.co_qualname, code.co_flags, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount),
        (code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars),
        (code.co_code, code.co_exceptiontable, tuple(constant_identity(c, places) for c in code.co_consts)),
        (code.co_firstlineno, code.co_linetable) if places else (),
    )


def constant_identity(constant: Any, places: bool) -> Any:
    """Tells apart what == does not: 1, 1.0 and True; 0.0 and -0.0."""
    match constant:
        case CodeType():
            return identity(constant, places)
        case tuple() | frozenset():
            return type(constant)(constant_identity(item, places) for item in constant)
        case float() | complex():
            return type(constant), repr(constant)
        case _:
            return type(constant), constant


def node_of(code: CodeType, compiled: Compiled) -> FunctionNode:
    """By line; of several lambdas on a line, the one that stands where the code around it makes this one."""
    nodes = [n for n in compiled.nodes.get(code.co_firstlineno, []) if getattr(n, "name", "<lambda>") == code.co_name]
    if len(nodes) == 1:
        return nodes[0]
    codes = itertools.chain.from_iterable(compiled.codes.values())
    around = [outer for outer in codes if any(constant is code for constant in outer.co_consts)]
    made = {step.positions for outer in around for step in dis.get_instructions(outer) if step.argval is code}
    for node in nodes:
        if dis.Positions(node.lineno, node.end_lineno, node.col_offset, node.end_col_offset) in made:
            return node
    fault = f"{name_of(code)} is the code neither of a def nor of a lambda."
    if nodes:
        fault = "Of several lambdas on this line, Python did not record which one runs."
    raise SourceError(Problem(loc_of(code), fault, "Write one lambda a line, or use def."))


# Why there is no source


def name_of(code: CodeType) -> str:
    """What a message calls a function."""
    return "a lambda" if code.co_name == "<lambda>" else f"'{code.co_qualname.rpartition('<locals>.')[2]}'"


def loc_of(code: CodeType) -> Loc:
    """Where the code says it came from; no text, because what stands there now is not known to be its text."""
    return Loc(code.co_filename, code.co_firstlineno, 0, code.co_firstlineno, 0, "")


def no_text(code: CodeType) -> Problem:
    """Why the text of a code object cannot be read."""
    name, file, remedy = name_of(code), code.co_filename, "Put the function in a file and import it."
    origins = {"<stdin>": "typed at the Python prompt", "<string>": "made by exec, eval or python -c"}
    if file in MAGICS:
        fault = f"The source of {name} is not kept: it was made under {MAGICS[file]}."
        remedy = "Define it in a cell of its own."
    elif is_cell(file):
        fault, remedy = f"The notebook cell of {name} is not kept.", "Run the cell again."
    elif file.startswith("<"):
        fault = f"The source of {name} is not kept: it was {origins.get(file, 'made from ' + file)}."
    else:
        fault, remedy = f"The source of {name} cannot be read from {file}.", "Keep the file beside what imports it."
    return Problem(loc_of(code), fault, remedy)


def not_the_text(code: CodeType, twins: int = 0) -> Problem:
    """Why nothing, or more than one thing, in the text compiles to this code."""
    if code.co_filename == "<string>" and not twins:  # a name that exec, eval and -c share: the text is another's
        return no_text(code)
    name = name_of(code)
    edited, remedy = "the file was edited after import", "Reload the module with importlib.reload, or restart Python."
    if is_cell(code.co_filename):
        edited, remedy = "its notebook cell was changed", "Run the cell again."
    names = [n for inner in nested_codes(code) for n in (*inner.co_names, *inner.co_varnames, *inner.co_cellvars)]
    if any(n.startswith(("@py_assert", "@pytest_ar")) for n in names):
        fault = f"pytest has rewritten the assert statements of {name}, so its text is not the code that runs."
        remedy = "Move the function to a module that is not a test module, or take the assert out of it."
    elif twins:
        fault = f"The text of {name} cannot be told from others: {edited}, and {twins} functions in it are now equal."
    else:
        fault = f"The text of {name} is not the code that runs: {edited}, or a tool rewrote the code."
    return Problem(loc_of(code), fault, remedy)
