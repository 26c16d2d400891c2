"""An IR function as the text of a Python function: its header, the sections of its body, its return."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from s2sdiff.emit.aliases import groups
from s2sdiff.emit.coalesce import coalesce
from s2sdiff.emit.fold import fold
from s2sdiff.emit.liveness import liveness
from s2sdiff.emit.loops import one_name_for_carried
from s2sdiff.emit.page import Page, bare
from s2sdiff.emit.spelling import spelled
from s2sdiff.emit.statements import is_folded, write_statement
from s2sdiff.ir import (
    UNDEFINED,
    Block,
    Function,
    If,
    Param,
    Return,
    Stmt,
)
from s2sdiff.walking import walk

PRIMAL_KINDS = {"primal": "forward", "adjoint": "backward", "tangent": "tangent"}


def function_text(function: Function, call_name: Callable[[Any], str], reserved: Iterable[str] = ()) -> str:
    """The source of one function. `call_name` gives the name of a called one; `reserved` names are never used."""
    function = one_name_for_carried(function)
    folds = fold(function)
    live = liveness(function, folds)
    variables = coalesce(function, live, groups(function))
    page = Page(function, folds, variables, spelled(function, folds, variables, reserved), call_name)
    roles = {stmt.origin.role for stmt in function.body if not isinstance(stmt, Return)}
    page.both_sections = {"primal", "adjoint"} <= roles
    page.is_quiet = any(stmt.origin.quiet for stmt in walk(function.body))
    page.lines.append(f"def {function.name}({_parameters(function, page)}):")
    if function.doc:
        page.write(_docstring(function.doc))
    for free in function.frees:
        if free.name in live.intervals:
            page.write(f"{page.name(free.name)} = {_free_path(free)}")
    _body(page, function.body)
    return "\n".join(page.lines) + "\n"


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


_LITERAL = (int, float, complex, str, bool, type(None), tuple)


def _defaults(function: Function) -> Mapping[str, str]:
    """The literals of a user's function's defaults, for the function that stands for it."""
    if not any(p.default for p in function.params) or function.primal is None:
        return {}
    parameters = inspect.signature(function.primal, follow_wrapped=False).parameters
    defaults = {p.name: parameters[p.name].default for p in function.params if p.default}
    return {name: repr(value) for name, value in defaults.items()
            if isinstance(value, _LITERAL) and "nan" not in repr(value) and "inf" not in repr(value)}  # fmt: skip


def _docstring(doc: str) -> str:
    first = doc.strip().split("\n")[0].replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{first}"""'


def _free_path(free: Any) -> str:
    from s2sdiff.emit.module import free_expression  # not above: that file prints its functions with this one

    return free_expression(free)


def _body(page: Page, block: Block) -> None:
    for k, stmt in enumerate(block):
        if is_folded(page, stmt):
            continue
        _headings(page, stmt)
        if isinstance(stmt, If) and k + 2 == len(block) and _returns_at_once(page):
            _returning_if(page, stmt)
            return
        write_statement(page, stmt)


def _headings(page: Page, stmt: Stmt) -> None:
    """`# forward`, `# backward`; at optimize=0 each with the line of the user's that it belongs to."""
    if isinstance(stmt, Return):
        return
    section = PRIMAL_KINDS[stmt.origin.role]
    if page.both_sections:
        group = (section, stmt.origin.line.line) if page.function.optimize == 0 and stmt.origin.line else section
        if group != page.section:
            line = f": {stmt.origin.line.text.strip()}" if isinstance(group, tuple) and stmt.origin.line else ""
            page.write(f"# {section}{line}")
        page.section = group
    if section == "backward" and page.is_quiet and not page.quiet:
        page.write('with np.errstate(divide="ignore", invalid="ignore"):')
        page.depth += 1
        page.quiet = True


def _returns_at_once(page: Page, stmt: Stmt) -> bool:
    """Whether an `if` at the end may return from its branches: in the parts of a call, whose results need no names."""
    return page.function.optimize > 0 and isinstance(stmt, Return) and not page.function.name.endswith("_grad")


def _returning_if(page: Page, stmt: If, end: Stmt) -> None:
    """`if test: …; return a` and, without an else, `…; return b`."""
    assert isinstance(end, Return)
    page.write(f"if {page.text(stmt.test)}:")
    for deeper, block, values in ((1, stmt.then, {m.target: m.then for m in stmt.merges}),
                                  (0, stmt.orelse, {m.target: m.orelse for m in stmt.merges})):  # fmt: skip
        page.depth += deeper
        for inner in block:
            if not (isinstance(inner, Assign | Call) and _is_folded(page, inner)):
                _statement(page, inner)
        page.replaced = {name: value for name, value in values.items() if value != UNDEFINED}
        page.write(f"return {_bare(page, end.value)}")
        page.replaced = {}
        page.depth -= deeper


def _statement(page: Page, stmt: Stmt) -> None:
    match stmt:
        case Assign():
            _assign(page, stmt)
        case Call(target=target):
            page.write(f"{_target(page, target)} = {text_of(call_expression(stmt, page))}")
        case Unpack(targets=targets, source=source):
            names = ", ".join(page.name(name) for name in targets)
            page.write(f"{f'({names},)' if len(targets) == 1 else names} = {page.text(source)}")
        case Push(tape=tape, value=value):
            page.write(f"{page.name(tape)}.append({page.text(value)})")
        case Pop(target=target, tape=tape):
            page.write(f"{page.name(target)} = {page.name(tape)}.pop()")
        case If():
            _if(page, stmt)
        case For():
            _for(page, stmt)
        case While():
            _while(page, stmt)
        case Return(value=value):
            page.write(f"return {_bare(page, value)}")
        case _:
            raise TypeError(f"not a statement: {stmt!r}")


def _bare(page: Page, value: Operand) -> str:
    """A tuple without its parentheses."""
    if isinstance(value, Tup) and value.items:
        return ", ".join(map(page.text, value.items)) + ("," if len(value.items) == 1 else "")
    return page.text(value)


def _target(page: Page, target: Operand) -> str:
    match target:
        case str():
            return page.name(target)
        case Tup(items):
            inner = ", ".join(f"({_target(page, item)})" if isinstance(item, Tup) else _target(page, item) for item in items)
            return f"{inner}," if len(items) == 1 else inner
        case _:
            raise TypeError(f"not a target: {target!r}")


def _assign(page: Page, stmt: Assign) -> None:
    target = page.name(stmt.target)
    match stmt:
        case Assign(op="copy_name", operands=(source,)) if page.variables.same(stmt.target, source):
            return
        case Assign(op="add", operands=(first, second)) if stmt.target in page.variables.in_place:
            page.write(f"{target} {_added(page, second)}")
        case Assign(op="index_add", operands=(first, index, value)):
            _index_add(page, stmt, first, index, value)
        case Assign(op="item_added", operands=(first, index, value)) if stmt.target in page.variables.in_place:
            place = text_of(subscript(ast.Name(target, ast.Load()), index, page.leaf))
            page.write(f"{place} = add_trees({place}, {page.text(value)})")
        case Assign(op="tape_copy", operands=(source,)):
            page.write(f"{target} = {page.text(source)}.copy()")
        case _:
            page.write(f"{target} = {text_of(expression(stmt, page.leaf))}")


def _added(page: Page, value: Operand) -> str:
    """`+= c`, or `-= c` where the text of what is added begins with a minus."""
    node = operand_expression(value, page.leaf)
    positive = without_sign(node)
    return f"-= {text_of(positive)}" if positive is not None else f"+= {text_of(node)}"


def _index_add(page: Page, stmt: Assign, first: Operand, index: Operand, value: Operand) -> None:
    """`x[i] += v`, or `np.add.at(x, i, v)` where an index may repeat; into a copy, where x is not the function's own."""
    target = page.name(stmt.target)
    if stmt.target not in page.variables.in_place:
        page.write(f"{target} = {_copied(page, first)}")
    if all(isinstance(item, Slc) or _repeats_not(page, item) for item in index_items(index)):
        place = text_of(subscript(ast.Name(target, ast.Load()), index, page.leaf))
        page.write(f"{place} {_added(page, value)}")
    else:
        page.write(f"np.add.at({target}, {page.text(index)}, {page.text(value)})")


def _copied(page: Page, operand: Operand) -> str:
    folded = page.folds.inside.get(operand) if isinstance(operand, str) else None
    value = operand_expression(operand, page.leaf)
    if isinstance(folded, Assign) and is_fresh(folded.op):
        return text_of(value)
    return text_of(ast.Call(ast.Attribute(value, "copy", ast.Load()), [], []))


def _repeats_not(page: Page, item: Operand) -> bool:
    """Whether an item of an index names no entry twice: integers, None, an ellipsis, masks."""
    if isinstance(item, Const):
        return item.value is None or item.value is Ellipsis or isinstance(item.value, int)
    kind = page.function.types.get(item) if isinstance(item, str) else None
    return isinstance(kind, Num) or (isinstance(kind, Arr) and (kind.scalar or kind.dtype == "bool"))


def _copies(page: Page, pairs: Sequence[tuple[str, Operand]]) -> None:
    """Assignments that all read before any writes; those whose variable holds the value already are left out."""
    left = [(target, value) for target, value in pairs
            if value != UNDEFINED and not (isinstance(value, str) and page.variables.same(target, value))]  # fmt: skip
    written = {page.name(target) for target, _ in left}
    clash = any(page.name(leaf) in written - {page.name(target)} for target, value in left
                for name in names_in(value) for leaf in page.folds.leaves(name))  # fmt: skip
    if clash and len(left) > 1:
        page.write(f"{', '.join(page.name(t) for t, _ in left)} = {', '.join(page.text(v) for _, v in left)}")
        return
    for target, value in left:
        page.write(f"{page.name(target)} = {page.text(value)}")


def _body(page: Page, block: Block, copies: Sequence[tuple[str, Operand]]) -> None:
    page.depth += 1
    before = len(page.lines)
    _block(page, block)
    _copies(page, copies)
    if len(page.lines) == before:
        page.write("pass")
    page.depth -= 1


def _if(page: Page, stmt: If) -> None:
    thens = [(merge.target, merge.then) for merge in stmt.merges]
    others = [(merge.target, merge.orelse) for merge in stmt.merges]
    test = page.text(stmt.test)
    page.write(f"if {test}:")
    start = len(page.lines)
    _body(page, stmt.then, thens)
    empty_then = page.lines[start:] == [INDENT * (page.depth + 1) + "pass"]
    middle = len(page.lines)
    page.write("else:")
    _body(page, stmt.orelse, others)
    if page.lines[middle + 1 :] == [INDENT * (page.depth + 1) + "pass"]:
        del page.lines[middle:]
    elif empty_then:
        page.lines[start - 1 : middle + 1] = [INDENT * page.depth + f"if not {_negatable(test)}:"]


def _negatable(test: str) -> str:
    return test if test.isidentifier() else f"({test})"


def _for(page: Page, stmt: For) -> None:
    _copies(page, [(carry.target, carry.init) for carry in stmt.carries])
    parts = [stmt.start, stmt.stop, stmt.step]
    if stmt.step == Const(1):
        parts = [stmt.stop] if stmt.start == Const(0) else parts[:2]
    iterable = f"range({', '.join(map(page.text, parts))})"
    index = page.name(stmt.index) if _is_read(page, stmt) else "_"
    page.write(f"for {index} in {f'reversed({iterable})' if stmt.reverse and index != '_' else iterable}:")
    _body(page, stmt.body, [(carry.target, carry.next) for carry in stmt.carries])


def _is_read(page: Page, stmt: For) -> bool:
    read = {leaf for inner in walk(stmt.body) for leaf in page.folds.reads(inner)}
    for inner in (stmt, *walk(stmt.body)):
        for _, operand in block_reads(inner):
            read.update(leaf for name in names_in(operand) for leaf in page.folds.leaves(name))
    return stmt.index in read


def _while(page: Page, stmt: While) -> None:
    _copies(page, [(carry.target, carry.init) for carry in stmt.carries])
    carried = [(carry.target, carry.next) for carry in stmt.carries]
    if all(isinstance(inner, Assign) and inner.target in page.folds.inside for inner in stmt.head):
        page.write(f"while {page.text(stmt.test)}:")
        _body(page, stmt.body, carried)
        return
    page.write("while True:")
    page.depth += 1
    _block(page, stmt.head)
    page.write(f"if not {_negatable(page.text(stmt.test))}:")
    page.write(f"{INDENT}break")
    page.depth -= 1
    _body(page, stmt.body, carried)
