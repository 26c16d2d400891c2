"""Exits: break, continue and return become the structure of the text, so that lowering knows branches and loops alone.

    if n == 0:                     if n == 0:
        return 1.0         →           return 1.0
    return n * f(n - 1)            else:
                                       return n * f(n - 1)

What follows an `if` that leaves the block is moved into the branch that does not leave. In a loop a break is the end
of the text of an iteration, with a flag that says so; a return is a break, and a return after the loop. Where what
follows would have to be written out too often, a flag says whether the block has been left.

The flags are variables whose names no user's variable can have; they cost nothing where nothing asks for them. What a
loop returns is computed after the loop: between a return and the end of its loops nothing is run that could change it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import gast

RETURNED = "return"  # no variable can have this name: what the function has returned on this path
_MANY = 12  # statements: more than that is not written out twice

Block = Sequence[gast.AST]


def is_flag(name: str) -> bool:
    """Whether a name is that of a flag, or of what is returned, and no variable's."""
    return " " in name or name == RETURNED


def spoken(name: str) -> str:
    """What a variable, or a flag, is called in the text.

    >>> spoken("x"), spoken("return"), spoken("stopped 3")
    ('x', 'value', 'stopped')
    """
    return "value" if name == RETURNED else name.partition(" ")[0]


def stop_flag(node: gast.AST) -> str:
    """The name of the flag that says that a loop has been left by a break or a return; empty, if none does."""
    return getattr(node, "stop_flag", "")


# --- what a statement may do ------------------------------------------------------------------------------------------
def returns(statement: gast.AST) -> bool:
    """Whether a statement contains a return of its own function."""
    return isinstance(statement, gast.Return) or any(map(returns, _inside(statement)))


def always_returns(block: Block) -> bool:
    """Whether no path through the block falls off its end."""
    return _open_ends(block) == 0


def _inside(statement: gast.AST) -> Iterator[gast.AST]:
    """The statements in the blocks of a statement, without those of functions defined in it."""
    match statement:
        case gast.If() | gast.For() | gast.While():
            yield from (*statement.body, *statement.orelse)
        case gast.With(body=body):
            yield from body
        case gast.Try():
            yield from (*statement.body, *statement.orelse, *statement.finalbody)
            for handler in statement.handlers:
                yield from handler.body
        case _:
            return


def _leaves(statement: gast.AST) -> bool:
    """Whether a statement may leave the block that it is in."""
    match statement:
        case gast.Return() | gast.Break() | gast.Continue():
            return True
        case gast.For(orelse=orelse) | gast.While(orelse=orelse):
            return returns(statement) or any(map(_leaves, orelse))
        case _:
            return any(map(_leaves, _inside(statement)))


def _breaks(statement: gast.AST) -> bool:
    """Whether a statement in the body of a loop may break off the loop."""
    own = statement.orelse if isinstance(statement, gast.For | gast.While) else _inside(statement)
    return isinstance(statement, gast.Break) or any(map(_breaks, own))


def _open_ends(block: Block) -> int:
    """On how many paths, of those that differ in what leaves it, a block falls off its end."""
    ends = 1
    for statement in block:
        ends *= _ends_after(statement)
        if not ends:
            break
    return ends


def _ends_after(statement: gast.AST) -> int:
    match statement:
        case gast.Return() | gast.Break() | gast.Continue() | gast.Raise():
            return 0
        case gast.If(body=body, orelse=orelse):
            ends = _open_ends(body) + _open_ends(orelse)
            return ends if _leaves(statement) else min(ends, 1)
        case gast.With(body=body):
            return min(_open_ends(body), 1)
        case gast.While(test=gast.Constant(value=value), body=body) if value:
            return int(any(map(_breaks, body)))
        case _:
            return 1


def _size(block: Block) -> int:
    return sum(1 + _size(list(_inside(statement))) for statement in block)


# --- without exits ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Where:
    """Where a block is: the flag of the loop around it, and the flags of the statements that it is in."""

    stop: str = ""
    flags: tuple[str, ...] = ()
    is_guarded: bool = False  # by a with or a try, in the loop
    numbers: Iterator[int] = field(default_factory=itertools.count)
    returned: list[tuple[str, gast.AST]] = field(default_factory=list)  # flags, and the returns after the loop

    def new_flag(self, name: str) -> str:
        return f"{name} {next(self.numbers)}"


def with_return(body: Block, node: gast.AST) -> list[gast.AST]:
    """The body of the function at `node` without exits but one return on each path, at its end."""
    if not always_returns(body):
        none = gast.copy_location(gast.Constant(None, None), node)
        body = [*body, gast.copy_location(gast.Return(none), node)]
    return _block(body, _Where())


def _block(block: Block, where: _Where) -> list[gast.AST]:
    made: list[gast.AST] = []
    for k, statement in enumerate(block):
        rest = block[k + 1 :]
        match statement:
            case gast.Return() | gast.Break() | gast.Continue():
                return [*made, *_exit(statement, where)]
            case gast.For() | gast.While():
                return [*made, *_loop(statement, rest, where)]
            case gast.If() if _leaves(statement):
                return [*made, *_branches(statement, rest, where)]
            case gast.Try() if rest and _handlers_leave(statement):
                return [*made, _with_blocks(_copied(statement, orelse=[*statement.orelse, *rest]), where)]
            case gast.With() | gast.Try() if _leaves(statement):
                return [*made, *_flagged(statement, rest, where)]
            case _:
                made.append(_with_blocks(statement, where))
    return made


def _exit(statement: gast.AST, where: _Where) -> list[gast.AST]:
    """What is left of an exit: flags."""
    kept: list[gast.AST] = []
    flags = [*where.flags]
    match statement:
        case gast.Return() if not where.stop:
            kept.append(statement)
        case gast.Return(value=value):
            flag, later = where.new_flag("returned"), statement
            if where.is_guarded and value is not None:
                name = where.new_flag("value")
                kept.append(_assigned(name, value, statement))
                later = _copied(statement, value=gast.copy_location(gast.Name(name, gast.Load(), None, None), value))
            where.returned.append((flag, later))
            flags += [flag, where.stop]
        case gast.Break():
            flags.append(where.stop)
        case gast.Continue():
            pass
        case _:
            raise TypeError(f"no exit: {statement!r}")
    return [*kept, *(_set(flag, True, statement) for flag in flags)]


def _branches(statement: gast.If, rest: Block, where: _Where) -> list[gast.AST]:
    """An `if` that may leave, and what follows it, which goes into the branches that do not leave."""
    ends = _open_ends(statement.body), _open_ends(statement.orelse)
    if sum(ends) > 1 and sum(ends) * _size(rest) > _MANY:
        return _flagged(statement, rest, where)
    body, orelse = (_block([*branch, *(rest if end else ())], where)
                    for branch, end in zip((statement.body, statement.orelse), ends, strict=True))  # fmt: skip
    return [gast.copy_location(gast.If(test=statement.test, body=body, orelse=orelse), statement)]


def _flagged(statement: gast.AST, rest: Block, where: _Where) -> list[gast.AST]:
    """A statement that may leave, with a flag that says whether it has, and what follows it if it has not."""
    if not rest or not _ends_after(statement):
        return [_with_blocks(statement, where)]
    flag = where.new_flag("left")
    inner = _with_blocks(statement, replace(where, flags=(*where.flags, flag)))
    return [_set(flag, False, statement), inner, _if(flag, [], _block(rest, where), statement)]


def _handlers_leave(statement: gast.Try) -> bool:
    """Whether what follows a try is run where no error has been handled alone, and so is its else."""
    handled = [_open_ends(handler.body) for handler in statement.handlers]
    inside = any(map(_leaves, [*statement.body, *statement.orelse]))
    return bool(handled) and not any(handled) and not inside and not statement.finalbody and _leaves(statement)


def _loop(statement: gast.AST, rest: Block, where: _Where) -> list[gast.AST]:
    """A loop that has at most one exit, at the end of an iteration; its else, and what follows it."""
    statement = _testing_inside(statement)
    body, orelse = statement.body, statement.orelse  # type: ignore[attr-defined]
    stop = where.new_flag("stopped")
    inner = _Where(stop, numbers=where.numbers)
    loop = _copied(statement, body=_block(body, inner), orelse=[])
    left_early = any(map(returns, body)) or any(map(_breaks, body))
    loop.stop_flag = stop if left_early else ""
    before = [_set(flag, False, statement) for flag, _ in inner.returned]
    if orelse and left_early:
        before.append(_set(stop, False, statement))
        rest = [_if(stop, [], orelse, statement), *rest]
    else:
        rest = [*orelse, *rest]
    if not where.stop:
        after = _block([*(_if(flag, [later], [], later) for flag, later in inner.returned), *rest], where)
        return [*before, loop, *after]
    where.returned.extend(inner.returned)
    after = _block(rest, where)
    again = [_set(flag, True, statement) for flag in (*where.flags, where.stop)]
    for flag, _ in reversed(inner.returned):
        after = [_if(flag, again, after, statement)]
    return [*before, loop, *after]


def _testing_inside(loop: gast.AST) -> gast.AST:
    """A `while` whose test assigns a name tests, and is left, at the start of its body."""
    if not isinstance(loop, gast.While) or loop.orelse or not any(
            isinstance(inner, gast.NamedExpr) for inner in gast.walk(loop.test)):  # fmt: skip
        return loop
    fails = gast.copy_location(gast.UnaryOp(op=gast.Not(), operand=loop.test), loop.test)
    leave = gast.copy_location(gast.Break(), loop.test)
    test = gast.copy_location(gast.If(test=fails, body=[leave], orelse=[]), loop.test)
    true = gast.copy_location(gast.Constant(True, None), loop.test)
    return _copied(loop, test=true, body=[test, *loop.body])


def _with_blocks(statement: gast.AST, where: _Where) -> gast.AST:
    """The statement with the blocks in it without exits; a function defined here has its own."""
    if isinstance(statement, gast.With | gast.Try):
        where = replace(where, is_guarded=True)
    blocks = {name: _block(getattr(statement, name), where) for name in ("body", "orelse", "finalbody")
              if list(_inside(statement)) and hasattr(statement, name)}  # fmt: skip
    if isinstance(statement, gast.Try):
        blocks["handlers"] = [_copied(inner, body=_block(inner.body, where)) for inner in statement.handlers]
    return _copied(statement, **blocks) if blocks else statement


# --- nodes ------------------------------------------------------------------------------------------------------------
def _copied(node: gast.AST, **changed: object) -> gast.AST:
    fields = {name: getattr(node, name) for name in node._fields} | changed
    return gast.copy_location(type(node)(**fields), node)


def _if(flag: str, body: list[gast.AST], orelse: list[gast.AST], node: gast.AST) -> gast.AST:
    test = gast.copy_location(gast.Name(flag, gast.Load(), None, None), node)
    return gast.copy_location(gast.If(test=test, body=body, orelse=orelse), node)


def _set(flag: str, value: bool, node: gast.AST) -> gast.AST:
    return _assigned(flag, gast.copy_location(gast.Constant(value, None), node), node)


def _assigned(flag: str, value: gast.AST, node: gast.AST) -> gast.AST:
    target = gast.copy_location(gast.Name(flag, gast.Store(), None, None), node)
    return gast.copy_location(gast.Assign(targets=[target], value=value, type_comment=None), node)
