"""The tapes of a derivative that is differentiated again: the adjoints of what a tape holds are on a tape, too.

    x = x_tape.pop()      →      x_tape_bar.append(x_bar)
    x_tape.append(x)      →      x_bar += x_tape_bar.pop()

What was pushed last is popped first, so the adjoints come off in the order in which the pushes are gone through.
"""

from __future__ import annotations

from collections.abc import Sequence

from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.values import SAVED, Tape, is_differentiable
from s2sdiff.ir import Assign, Operand, Pop, Push, Tup, Unpack
from s2sdiff.names import PART, twin
from s2sdiff.reverse.adjoints import Adjoint
from s2sdiff.reverse.state import Sweep, whole


def reversed_tape(state: Sweep, stmt: Push | Pop) -> None:
    """The adjoint of a push or a pop. Every pop of a tape with a derivative gives one, so that their number agrees."""
    if stmt.tape not in state.active:
        return
    build = state.build
    match stmt:
        case Pop(target=target, tape=tape):
            bar = whole(state, state.adjoints.settled(state.adjoints.take(target), target), target)
            build.out.append(Push(_tape_of(state, tape), bar, build.origin))
        case Push(value=value, tape=tape):
            if tape not in state.tapes:  # nobody has popped from it: its adjoint is zero
                return
            name = value if isinstance(value, str) else tape
            bar = build.declare(twin(name, "bar"), adjoint_kind(build.type_of(value)))
            build.out.append(Pop(bar, state.tapes[tape], build.origin))
            if state.is_active(value):
                state.adjoints.contribute(value, bar)


def _tape_of(state: Sweep, tape: str) -> str:
    if tape not in state.tapes:
        state.tapes[tape] = state.build.declare(twin(tape, "bar"), adjoint_kind(state.build.type_of(tape)))
        state.made.append(state.tapes[tape])
    return state.tapes[tape]


def taken(state: Sweep, name: str) -> Adjoint | None:
    """The adjoint of a name, which is not needed any more; that of a tape is a tape."""
    if isinstance(state.build.type_of(name), Tape):
        return state.tapes.pop(name, None)
    return state.adjoints.take(name)


# --- what a call saves ------------------------------------------------------------------------------------------------
def saved_bar(state: Sweep, targets: Sequence[str], bars: Sequence[Adjoint | None]) -> Operand:
    """The adjoint of what a forward part saved, item by item; of what has none a zero."""
    made = tuple(whole(state, state.adjoints.settled(bar, name), name) for name, bar in zip(targets, bars, strict=True))
    target = state.build.declare(twin("saved", "bar"), SAVED)
    state.build.out.append(Assign(target, "tuple", (Tup(made),), (), "=", state.build.origin))
    return target


def saved_taken_apart(state: Sweep, kept: Tup, bar: Operand) -> None:
    """Gives each value that a forward part saved its item of the adjoint; a tape is copied, since it is used up."""
    build = state.build
    bars = [build.declare(twin(item, "bar") if isinstance(item, str) else PART, adjoint_kind(build.type_of(item)))
            for item in kept.items]  # fmt: skip
    build.out.append(Unpack(tuple(bars), build.as_operand(bar, twin("saved", "bar")), build.origin))
    for name, own in zip(kept.items, bars, strict=True):
        if not isinstance(name, str):
            continue
        if isinstance(build.type_of(name), Tape):
            if is_differentiable(build.type_of(name)):
                state.tapes[name] = str(build.emit("tape_copy", (own,), spelling=".copy", hint=twin(name, "bar")))
        elif is_differentiable(build.type_of(name)):
            state.adjoints.contribute(name, own)
