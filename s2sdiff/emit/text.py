"""An IR function as the text of a Python function: its header, the sections of its body, its return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from s2sdiff.aliases import groups
from s2sdiff.emit.coalesce import coalesce
from s2sdiff.emit.endings import reached
from s2sdiff.emit.fold import fold
from s2sdiff.emit.liveness import liveness
from s2sdiff.emit.loops import one_name_for_carried
from s2sdiff.emit.outside import Rooted, free_expression
from s2sdiff.emit.page import Line, Page, bare
from s2sdiff.emit.spelling import spelled
from s2sdiff.emit.statements import is_folded, write_statement
from s2sdiff.identity import signature_of
from s2sdiff.ir import (
    UNDEFINED,
    Assign,
    Block,
    Function,
    If,
    Param,
    Return,
    Stmt,
)
from s2sdiff.walking import walk

SECTIONS = {"primal": "forward", "tangent": "forward", "adjoint": "backward"}


def function_text(function: Function, call_name: Callable[[Any], str], reserved: Iterable[str] = ()) -> str:
    """The source of one function. `call_name` gives the name of a called one; `reserved` names are never used."""
    return joined(function_lines(function, call_name, reserved))


def joined(lines: Iterable[Line]) -> str:
    """The text of lines."""
    return "".join(f"{line.text}\n" for line in lines)


def function_lines(function: Function, call_name: Callable[[Any], str], reserved: Iterable[str] = ()) -> list[Line]:
    """The source of one function as lines that know what they say."""
    return written(one_name_for_carried(function), call_name, reserved).lines


def written(function: Function, call_name: Callable[[Any], str], reserved: Iterable[str] = ()) -> Page:
    """The page with the lines of a function in which what a loop carries has one name."""
    folds = fold(function)
    live = liveness(function, folds)
    variables = coalesce(function, live, groups(function), groups(function, lists=True))
    page = Page(function, folds, variables, spelled(function, folds, variables, reserved), call_name)
    page.made = {stmt.target: stmt for stmt in walk(function.body) if isinstance(stmt, Assign)}
    written = [stmt for stmt in reached(function.body) if not is_folded(page, stmt) and not isinstance(stmt, Return)
               and not (isinstance(stmt, Assign) and stmt.op == "copy")]  # fmt: skip
    page.both_sections = len({SECTIONS[stmt.origin.role] for stmt in written}) > 1
    page.is_quiet = function.quiet or any(stmt.origin.quiet for stmt in walk(function.body))
    page.lines.append(Line(f"def {function.name}({_parameters(function, page)}):"))
    if function.doc:
        page.write(_docstring(function.doc))
    for free in function.frees:
        if isinstance(free, Rooted) and free.name in live.intervals:
            page.write(f"{page.name(free.name)} = {free_expression(free)}")
    _body(page, function.body)
    return page


def _parameters(function: Function, page: Page) -> str:
    """As the user declared them; a default that has no literal is left out, with those before it."""
    defaults = _defaults(function)
    positional = [p for p in function.params if p.kind == "positional"]
    keyword = [p for p in function.params if p.kind == "keyword"]
    if any(p.default and p.name not in defaults for p in positional):
        defaults = {p.name: defaults[p.name] for p in keyword if p.name in defaults}
    declared = [_parameter(page, p, defaults) for p in positional]
    return ", ".join([*declared, *(["*"] if keyword else []), *(_parameter(page, p, defaults) for p in keyword)])


def _parameter(page: Page, param: Param, defaults: Mapping[str, str]) -> str:
    return page.name(param.name) + (f"={defaults[param.name]}" if param.name in defaults else "")




def _defaults(function: Function) -> Mapping[str, str]:
    """The literals of a user's function's defaults, for the function that stands for it."""
    if not any(p.default for p in function.params) or function.primal is None:
        return {}
    parameters = signature_of(function.primal).parameters
    defaults = {p.name: parameters[p.name].default for p in function.params if p.default}
    return {name: repr(value) for name, value in defaults.items()
            if _is_literal(value)}  # fmt: skip


def _is_literal(value: Any) -> bool:
    """Whether what a value prints is a text that gives it back: of a named tuple, or an array in one, it is not."""
    if type(value) is tuple:
        return all(map(_is_literal, value))
    known = type(value) in (int, float, complex, str, bool, type(None))
    return known and (isinstance(value, str) or not ("nan" in repr(value) or "inf" in repr(value)))


def _docstring(doc: str) -> str:
    first = doc.strip().split("\n")[0].replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{first}"""'


def _body(page: Page, block: Block) -> None:
    asks_quiet = False  # of a statement, or of one that is written inside a later one
    for k, stmt in enumerate(reached(block)):
        asks_quiet = asks_quiet or any(inner.origin.quiet for inner in walk((stmt,)))
        if is_folded(page, stmt):
            continue
        if not (isinstance(stmt, Assign) and stmt.op == "leave"):
            _headings(page, stmt)
        if asks_quiet or _asks_inside(block[k:]):
            _quieten(page)
        if isinstance(stmt, If) and k + 2 == len(block) and _returns_at_once(page) and not _handles(page, stmt):
            _returning_if(page, stmt)
            return
        write_statement(page, stmt)


def _asks_inside(block: Block) -> bool:
    """Whether a region that begins a block holds what asks for quiet: that is entered first."""
    first = block[0]
    if not isinstance(first, Assign) or first.op != "enter":
        return False
    depth = 0
    for stmt in block:
        mark = stmt.op if isinstance(stmt, Assign) else ""
        depth += (mark == "enter") - (mark == "leave" and stmt.spelling == "leave")  # type: ignore[union-attr]
        if depth and any(inner.origin.quiet for inner in walk((stmt,))):
            return True
        if not depth:
            break
    return False


def _headings(page: Page, stmt: Stmt) -> None:
    """`# forward`, `# backward`; at optimize=0 each with the line of the user's that it belongs to."""
    if isinstance(stmt, Return):
        _quieten(page)
        return
    section = SECTIONS[stmt.origin.role]
    if page.both_sections:
        group = (section, stmt.origin.line.line) if page.function.optimize == 0 and stmt.origin.line else section
        if group != page.section:
            line = f": {stmt.origin.line.text.strip()}" if isinstance(group, tuple) and stmt.origin.line else ""
            page.write(f"# {section}{line}")
        page.section = group
    if section == "backward":
        _quieten(page)


def _quieten(page: Page) -> None:
    """The gradient gives no warning that the function does not give."""
    if page.is_quiet and not page.quiet:
        page.write('with np.errstate(divide="ignore", invalid="ignore"):')
        page.depth += 1
        page.quiet = True


def _returns_at_once(page: Page) -> bool:
    """Whether an `if` at the end may return from its branches: in the parts of a call, whose results need no names."""
    return page.function.optimize > 0 and not page.function.name.endswith("_grad")


def _handles(page: Page, stmt: If) -> bool:
    asked = page.made.get(stmt.test) if isinstance(stmt.test, str) else None
    return asked is not None and asked.op in ("caught", "tries")


def _returning_if(page: Page, stmt: If) -> None:
    """`if test: …; return a` and, without an else, `…; return b`."""
    with page.writing(stmt):
        page.write(f"if {page.text(stmt.test)}:")
    for deeper, block, values in ((1, stmt.then, {m.target: m.then for m in stmt.merges}),
                                  (0, stmt.orelse, {m.target: m.orelse for m in stmt.merges})):  # fmt: skip
        page.depth += deeper
        for inner in reached(block):
            if not is_folded(page, inner):
                write_statement(page, inner)
        page.replaced = {name: value for name, value in values.items() if value != UNDEFINED}
        page.write(f"return {bare(page, page.function.result)}")
        page.replaced = {}
        page.depth -= deeper
