"""IR statements to lines of Python."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from s2sdiff.emit.endings import ALWAYS, Ending, of_iteration, reached
from s2sdiff.emit.expressions import expression, path_text, subscript, text_of
from s2sdiff.emit.indices import has_underscore, is_read
from s2sdiff.emit.lists import has_numbers, is_popped, write_list_update, write_pop
from s2sdiff.emit.page import INDENT, Line, Page, bare, call_expression
from s2sdiff.emit.regions import write_handler, write_mark
from s2sdiff.emit.updates import added, write_update
from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.infer import lists
from s2sdiff.ir import (
    MARKS,
    UNDEFINED,
    UNREACHABLE,
    Assign,
    Block,
    Call,
    Const,
    For,
    If,
    Operand,
    Pop,
    Push,
    Return,
    Stmt,
    Store,
    Tup,
    Unpack,
    While,
    acts,
)
from s2sdiff.reverse.versions import UPDATES
from s2sdiff.walking import names_in, raises


def is_folded(page: Page, stmt: Stmt) -> bool:
    """Whether a statement is written inside the one that reads it."""
    return isinstance(stmt, Assign | Call | Pop) and isinstance(stmt.target, str) and stmt.target in page.folds.inside


def write_statement(page: Page, stmt: Stmt) -> None:
    """Writes the lines of one statement that no other is written inside of."""
    if isinstance(stmt, If | For | While):
        page.alive.clear()  # in there, and after it, a name may be a view of something else
        with page.writing(stmt):
            _write(page, stmt)
        page.alive.clear()
        return
    with page.writing(stmt):
        _write(page, stmt)
    page.forget_views(stmt)
    page.note_view(stmt)


def _write(page: Page, stmt: Stmt) -> None:
    match stmt:
        case Assign():
            _assign(page, stmt)
        case Call(target=str() as target) if not page.is_named(target):
            page.write(text_of(call_expression(stmt, page)))
        case Call(target=target):
            page.write(f"{_target(page, target)} = {text_of(call_expression(stmt, page))}")
        case Unpack(targets=targets, source=source):
            names = ", ".join(page.name(name) for name in targets)
            page.write(f"{f'({names},)' if len(targets) == 1 else names} = {page.text(source)}")
        case Push(tape=tape, value=value):
            page.write(f"{page.name(tape)}.append({page.text(value)})")
        case Pop(target=target, tape=tape):
            page.write(f"{page.name(target)} = {page.name(tape)}.pop()")
        case Store(base=base, index=index, value=value, op=op):  # of a function as it is read
            place = path_text(page.text(base), index, page.leaf)
            page.write(f"{place} {'+=' if op == 'index_add' else '='} {page.text(value)}")
        case If(merges=merges):
            thens = tuple((merge.target, merge.then) for merge in merges)
            others = tuple((merge.target, merge.orelse) for merge in merges)
            _if(page, stmt, Ending((thens,)), Ending((others,)))
        case For():
            _for(page, stmt)
        case While():
            _while(page, stmt)
        case Return(value=value):
            page.write(f"return {bare(page, value)}")
        case _:
            raise TypeError(f"not a statement: {stmt!r}")


def _target(page: Page, target: Operand) -> str:
    match target:
        case str():
            return page.name(target)
        case Tup(items):
            parts = [_target(page, item) for item in items]
            inner = ", ".join(f"({p})" if isinstance(item, Tup) else p for p, item in zip(parts, items, strict=True))
            return f"{inner}," if len(items) == 1 else inner
        case _:
            raise TypeError(f"not a target: {target!r}")


def _set_attribute(page: Page, stmt: Assign) -> None:
    """`self.h = h`. Raises UnsupportedError where the object is not at hand any more, but its fields alone are."""
    of, name, value = stmt.operands
    place = page.text(of)
    if "(" in place or not isinstance(name, Const):
        fault = "An attribute is set of an object whose arrays are changed in place."
        raise UnsupportedError(Problem(stmt.origin.loc, fault, "Set the attribute to a new array."))
    page.write(f"{place}.{name.value} = {page.text(value)}")


def _assign(page: Page, stmt: Assign) -> None:
    if stmt.op in MARKS:
        write_mark(page, stmt)
        return
    if stmt.spelling == UNREACHABLE or stmt.op == "error":
        return
    if stmt.op == "raise":
        causes = "".join(f" from {page.text(cause)}" for _, cause in stmt.keywords)
        error = "".join(f" {page.text(error)}" for error in stmt.operands)
        page.write(f"raise{error}{causes}")
        return
    if stmt.op == "effect" and stmt.spelling == "setattr":
        _set_attribute(page, stmt)
        return
    if acts(stmt) and not page.is_named(stmt.target):
        page.write(text_of(expression(stmt, page.leaf)))
        return
    target = page.name(stmt.target)
    match stmt:
        case Assign(op="copy_name", operands=(source,)) if page.variables.same(stmt.target, source):
            return
        case Assign(op="add", operands=(_, second)) if stmt.target in page.variables.in_place:
            page.write(f"{target} {added(page, second)}")
        case Assign(op=op) if op in UPDATES:
            write_update(page, stmt)
        case Assign(op=op) if op in lists.UPDATES:
            write_list_update(page, stmt)
        case Assign(op="item_added", operands=(_, index, value)) if stmt.target in page.variables.in_place:
            place = text_of(subscript(ast.Name(target, ast.Load()), index, page.leaf))
            if has_numbers(page, stmt, value):
                page.write(f"{place} {added(page, value)}")
            else:
                page.write(f"{place} = add_trees({place}, {page.text(value)})")
        case Assign(op="tape_copy", operands=(source,)):
            page.write(f"{target} = {page.text(source)}.copy()")
        case _:
            page.write(f"{target} = {text_of(expression(stmt, page.leaf))}")


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


def _write_block(page: Page, block: Sequence[Stmt]) -> None:
    depth = page.depth
    written = [stmt for stmt in reached(block) if not is_folded(page, stmt)]
    popped: Stmt | None = None
    for stmt, following in zip(written, [*written[1:], None], strict=False):
        if following is not None and is_popped(page, stmt, following):
            write_pop(page, stmt)
            popped = following
        elif stmt is not popped:
            write_statement(page, stmt)
    page.depth = depth  # also where a raise leaves a region open


def _body(page: Page, block: Block, ending: Ending) -> None:
    page.depth += 1
    before = len(page.lines)
    _ended(page, block, ending)
    if len(page.lines) == before:
        page.write("pass")
    page.depth -= 1


def _ended(page: Page, block: Block, ending: Ending) -> None:
    """The lines of a block and of its end."""
    written = [stmt for stmt in block if not is_folded(page, stmt)]
    sides = ending.of_branches(written[-1] if written else None)
    if sides is not None and isinstance(written[-1], If):
        _write_block(page, written[:-1])
        page.alive.clear()
        with page.writing(written[-1]):
            _if(page, written[-1], *sides)
        page.alive.clear()
        return
    _write_block(page, written)
    if raises(reached(block)):
        return
    for pairs in ending.pairs():
        _copies(page, pairs)
    if ending.leaves is None:
        page.write(f"if {page.text(ending.told)}:")
        page.write(f"{INDENT}break")
    elif ending.leaves:
        page.write("break")


def _if(page: Page, stmt: If, then: Ending, orelse: Ending) -> None:
    if write_handler(page, stmt, lambda first: _ended(page, *((stmt.then, then) if first else (stmt.orelse, orelse)))):
        return
    test = page.text(stmt.test)
    asserted = _asserted(page, stmt)
    if asserted is not None:
        page.write(f"assert {test}{asserted}")
        return
    page.write(f"if {test}:")
    start = len(page.lines)
    _body(page, stmt.then, then)
    if then.leaves:  # what follows the break needs no else
        page.alive.clear()
        _ended(page, stmt.orelse, orelse)
        return
    empty = [Line(INDENT * (page.depth + 1) + "pass")]
    empty_then = page.lines[start:] == empty
    middle = len(page.lines)
    page.write("else:")
    _body(page, stmt.orelse, orelse)
    if page.lines[middle + 1 :] == empty:
        del page.lines[middle:]
    elif empty_then:
        page.lines[start - 1 : middle + 1] = [Line(INDENT * page.depth + f"if not {_negatable(test)}:", page.says)]
    else:
        _flatten(page, middle)


def _asserted(page: Page, stmt: If) -> str | None:
    """What follows the test of an assert; None for what is none, or is more than one line."""
    written = [inner for inner in stmt.orelse if not is_folded(page, inner)]
    match written:
        case [Assign(op="raise", spelling="assert", operands=(str() as error,))] if not stmt.then:
            made = page.folds.inside.get(error)
            return None if not isinstance(made, Assign) else "".join(f", {page.text(m)}" for m in made.operands[1:])
        case _:
            return None


def _flatten(page: Page, at: int) -> None:
    """An `else:` at line `at` that holds nothing but an `if` becomes an `elif`."""
    own, inner = INDENT * page.depth, INDENT * (page.depth + 1)
    below = page.lines[at + 1 :]
    first, *others = (line.text.removeprefix(inner) for line in below)
    if first.startswith("if ") and all(text.startswith((INDENT, "else:", "elif ")) for text in others):
        texts = [f"{own}el{first}", *(own + text for text in others)]
        page.lines[at:] = [Line(text, line.says) for text, line in zip(texts, below, strict=True)]


def _negatable(test: str) -> str:
    return test if test.isidentifier() else f"({test})"


def _for(page: Page, stmt: For) -> None:
    _copies(page, [(carry.target, carry.init) for carry in stmt.carries])
    parts = [stmt.start, stmt.stop, stmt.step]
    if stmt.step == Const(1):
        parts = [stmt.stop] if stmt.start == Const(0) else parts[:2]
    iterable = f"range({', '.join(map(page.text, parts))})"
    read = is_read(page, stmt)
    index = page.name(stmt.index) if read or has_underscore(page) else "_"
    page.write(f"for {index} in {f'reversed({iterable})' if stmt.reverse and read else iterable}:")
    _body(page, stmt.body, of_iteration(page.function, stmt))


def _while(page: Page, stmt: While) -> None:
    _copies(page, [(carry.target, carry.init) for carry in stmt.carries])
    ending = of_iteration(page.function, stmt)
    if stmt.test == ALWAYS and not stmt.head:
        page.write("while True:")
        _body(page, stmt.body, ending)
        return
    if all(isinstance(inner, Assign) and inner.target in page.folds.inside for inner in stmt.head):
        page.write(f"while {page.text(stmt.test)}:")
        _body(page, stmt.body, ending)
        return
    page.write("while True:")
    page.depth += 1
    _write_block(page, stmt.head)
    page.write(f"if not {_negatable(page.text(stmt.test))}:")
    page.write(f"{INDENT}break")
    page.depth -= 1
    _body(page, stmt.body, ending)
