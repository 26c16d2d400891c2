"""What may be a list that is changed later is asked to be none: an item of it, the result of a call that was given it.

Whether it is a list, the types show: each such value is followed by an op that inference decides and that nothing is
left of.
"""

from __future__ import annotations

from s2sdiff.ir import Assign, Block, Const, Origin
from s2sdiff.parse.cell import Change, Held
from s2sdiff.parse.scope import Scope
from s2sdiff.rebuilding import map_blocks
from s2sdiff.walking import inner_names, results


def checked(scope: Scope, block: Block) -> Block:
    """The block with a question after each value that a change of a list may change."""
    asked: dict[str, list[tuple[Held, Change]]] = {}
    for held, change in scope.cells.conflicts():
        asked.setdefault(held.value, []).append((held, change))
    return _with_questions(scope, block, asked) if asked else block


def _with_questions(scope: Scope, block: Block, asked: dict[str, list[tuple[Held, Change]]]) -> Block:
    made = []
    for stmt in block:
        inner = [question for name in inner_names(stmt) for question in _questions(scope, name, asked)]
        changed = map_blocks(stmt, lambda body, first=tuple(inner): (  # type: ignore[misc]
            *first, *_with_questions(scope, body, asked)))  # fmt: skip
        made.append(changed)
        made.extend(question for name in results(stmt) for question in _questions(scope, name, asked))
    return tuple(made)


def _questions(scope: Scope, name: str, asked: dict[str, list[tuple[Held, Change]]]) -> list[Assign]:
    return [Assign(scope.names.fresh(""), "unshared", (name, Const(held.of), Const(held.loc.line)), (), "unshared",
                   Origin(change.loc, change.loc)) for held, change in asked.get(name, ())]  # fmt: skip
