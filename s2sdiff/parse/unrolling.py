"""Loops over functions: the iterations one after the other, because which function is called is known before the run.

    for act in (np.tanh, relu): x = act(x)      →      x = np.tanh(x); x = relu(x)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gast

from s2sdiff.ir import NEVER, NONE, Const, Operand
from s2sdiff.parse.knowing import known_test
from s2sdiff.parse.merging import branch, side
from s2sdiff.parse.ranges import Range
from s2sdiff.parse.returns import stop_flag
from s2sdiff.parse.scope import Scope
from s2sdiff.parse.targets import assign

LowerBlock = Callable[[Scope, Sequence[gast.AST]], None]


def lower_unrolled(scope: Scope, node: gast.For, iterated: Range, lower_block: LowerBlock) -> None:
    """Writes the iterations; each that may not be reached is in a branch with all that follow it."""
    stop, count = stop_flag(node), iterated.unrolled or 0
    if stop:
        scope.env[stop] = NEVER

    def iteration(k: int) -> None:
        assign(scope, node.target, iterated.items(scope, Const(k)))
        lower_block(scope, node.body)
        left = scope.env.get(stop, NEVER)
        held = known_test(left)
        if held is None:
            _either(scope, left, _nothing, lambda: following(k + 1))
        elif not held:
            following(k + 1)

    def following(k: int) -> None:
        if k == count:
            return
        if isinstance(iterated.stop, Const):
            iteration(k)
        else:
            test = scope.emit("less", (Const(k), iterated.stop), spelling="<", node=node.iter)
            _either(scope, test, lambda: iteration(k), _nothing)

    following(0)


def _nothing() -> None:
    return


def _either(scope: Scope, test: Operand, then: Callable[[], None], orelse: Callable[[], None]) -> None:
    frames = scope.calls
    branch(scope, test, side(scope, lambda: _done(then)), side(scope, lambda: _done(orelse)), [], frames)


def _done(lower: Callable[[], None]) -> Operand:
    lower()
    return NONE
