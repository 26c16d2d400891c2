"""Early returns outside loops become the two branches of an `if`, so that every path ends in one return at the end.

    if n == 0:                     if n == 0:
        return 1.0         →           return 1.0
    return n * f(n - 1)            else:
                                       return n * f(n - 1)
"""

from __future__ import annotations

from collections.abc import Sequence

import gast


def returns(statement: gast.AST) -> bool:
    """Whether a statement contains a return of its own function, outside loops."""
    match statement:
        case gast.Return():
            return True
        case gast.If(body=body, orelse=orelse):
            return any(map(returns, [*body, *orelse]))
        case gast.With(body=body):
            return any(map(returns, body))
        case _:
            return False


def always_returns(block: Sequence[gast.AST]) -> bool:
    """Whether no path through the block falls off its end."""
    if not block:
        return False
    match block[-1]:
        case gast.Return():
            return True
        case gast.If(body=body, orelse=orelse):
            return always_returns(body) and always_returns(orelse)
        case _:
            return False


def with_tails(block: Sequence[gast.AST]) -> list[gast.AST]:
    """The block with what follows an `if` that returns moved into the branches that do not."""
    result: list[gast.AST] = []
    for k, statement in enumerate(block):
        if isinstance(statement, gast.Return):
            return [*result, statement]
        if isinstance(statement, gast.If) and returns(statement):
            rest = list(block[k + 1 :])
            body, orelse = ([*branch] if always_returns(branch) else [*branch, *rest]
                            for branch in (statement.body, statement.orelse))  # fmt: skip
            branched = gast.If(test=statement.test, body=with_tails(body), orelse=with_tails(orelse))
            return [*result, gast.copy_location(branched, statement)]
        result.append(statement)
    return result


def with_return(body: Sequence[gast.AST], node: gast.AST) -> list[gast.AST]:
    """The body of the function at `node` with its tails in place, and a `return None` where it falls off its end."""
    if always_returns(body):
        return with_tails(body)
    none = gast.copy_location(gast.Constant(None, None), node)
    return with_tails([*body, gast.copy_location(gast.Return(none), node)])
