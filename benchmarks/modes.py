"""Forward mode, Jacobians, Hessian-vector products and linear maps: against loops, gradients and code by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import by_hand
import numpy as np
import programs
import timing
from rows import Job, Row, against

from s2sdiff import grad, hvp, jacfwd, jacrev, linearize
from s2sdiff.api import _derivative
from s2sdiff.options import Options

JACOBIAN_BAR, HVP_BAR, BY_HAND_BAR, CALL_BAR = 0.2, 2.5, 1.25, 1.5
SIZE = 100  # of the dense Jacobian
MLP_SIZES = {"n=32 16-32-32-10": (32, (16, 32, 32, 10)), "n=256 64-128-128-10": (256, (64, 128, 128, 10)),
             "n=128 784-128-64-10": (128, (784, 128, 64, 10))}  # fmt: skip
LIST_SIZES = {"n=32 4 x 32": (32, (32,) * 5), "n=256 4 x 128": (256, (128,) * 5)}


def pushforward(f: Callable[..., Any], wrt: Sequence[int]) -> Any:
    """The compiled function that `jvp` calls: of the arguments and then the tangents."""
    return compiled("jvp", f, wrt)


def compiled(kind: str, f: Callable[..., Any], wrt: Sequence[int]) -> Any:
    """What `jvp`, `vjp` or `linearize` call, with respect to some of the arguments."""
    return _derivative(f, Options(kind, tuple(wrt), False))


def same(found: Any, wanted: Any) -> None:
    """What is wrong need not be timed."""
    if isinstance(wanted, tuple | list):
        for one, other in zip(found, wanted, strict=True):
            same(one, other)
        return
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * np.max(np.abs(wanted), initial=1e-9))


def variant(entry: Any, arguments: Sequence[Any]) -> Any:
    """The emitted function of an entry for arguments, without the guard and what looks at the tangents."""
    entry(*arguments)
    call = entry.__s2sdiff__.variants[0].call
    return getattr(call, "__wrapped__", call)


# --- Jacobians --------------------------------------------------------------------------------------------------------
def jacobian_programs() -> dict[str, tuple[Callable[..., Any], tuple[Any, ...]]]:
    rng = np.random.default_rng(0)
    A, B = (rng.normal(size=(SIZE, SIZE)) / np.sqrt(SIZE) for _ in range(2))
    x = rng.normal(size=SIZE)
    return {"two layers": (by_hand.layers, (x, A, B)), "10 steps": (by_hand.relaxed, (x, A, 10)),
            "softmax": (by_hand.softmax, (x,))}  # fmt: skip


def forward_jacobian(name: str) -> Row:
    f, arguments = jacobian_programs()[name]
    whole, push, basis = jacfwd(f), pushforward(f, [0]), np.eye(SIZE)
    one = variant(push, (*arguments, basis[0]))

    def loop(*given: Any) -> Any:
        return np.stack([one(*given, e)[1] for e in basis], axis=1)

    same(whole(*arguments), loop(*arguments))
    new, old = timing.compare([whole, loop], arguments)
    return against("jacobian", f"jacfwd {name} {SIZE}x{SIZE} / {SIZE} jvps", new, old, JACOBIAN_BAR)


def reverse_jacobian(name: str) -> Row:
    f, arguments = jacobian_programs()[name]
    whole, basis = jacrev(f), np.eye(SIZE)
    pull = compiled("vjp", f, [0])(*arguments)[1]

    def loop(*given: Any) -> Any:
        return np.stack([pull(e)[0] for e in basis])

    same(whole(*arguments), loop(*arguments))
    new, old = timing.compare([whole, loop], arguments)
    return against("jacobian", f"jacrev {name} {SIZE}x{SIZE} / {SIZE} pullbacks", new, old, JACOBIAN_BAR)


# --- Hessian-vector products ------------------------------------------------------------------------------------------
def mlp_hvp(size: str, *, by_an_expert: bool) -> Row:
    given, v = by_hand.mlp_arguments(*MLP_SIZES[size])
    wrt = tuple(range(6))
    product, gradient = hvp(by_hand.mlp, wrt), grad(by_hand.mlp, wrt)
    arguments = (*given[:6], tuple(v), *given[6:])
    same(product(*arguments), by_hand.mlp_hvp(*arguments))
    if by_an_expert:
        new, old = timing.compare([product, by_hand.mlp_hvp], arguments)
        return against("hvp", f"mlp {size} / by hand", new, old, BY_HAND_BAR)
    new, old = timing.compare([product, lambda *all_of: gradient(*given)], arguments)
    return against("hvp", f"mlp {size} / gradient", new, old, HVP_BAR)


def network_hvp(size: str, *, by_an_expert: bool) -> Row:
    given, v = by_hand.mlp_arguments(*LIST_SIZES[size])
    params, direction = (list(zip(part[0:8:2], part[1:8:2], strict=True)) for part in (given, v))
    product, gradient = hvp(by_hand.network), grad(by_hand.network)
    arguments = (params, direction, *given[8:])
    same(product(*arguments), by_hand.network_hvp(*arguments))
    if by_an_expert:
        new, old = timing.compare([product, by_hand.network_hvp], arguments)
        return against("hvp", f"list {size} / by hand", new, old, BY_HAND_BAR)
    new, old = timing.compare([product, lambda *all_of: gradient(params, *given[8:])], arguments)
    return against("hvp", f"list {size} / gradient", new, old, HVP_BAR)


# --- forward mode -----------------------------------------------------------------------------------------------------
def tangents(name: str) -> Row:
    f, golden, wrt, arguments = TANGENTS[name]()
    push = pushforward(f, wrt)
    same(push(*arguments), golden(*arguments))
    new, old = timing.compare([push, golden], arguments)
    return against("jvp", f"{name} / by hand", new, old, BY_HAND_BAR)


def _mlp_tangents(size: str) -> Any:
    given, v = by_hand.mlp_arguments(*MLP_SIZES[size])
    return by_hand.mlp, by_hand.mlp_jvp, range(6), (*given, *v)


def _burgers_tangents(n: int, steps: int) -> Any:
    u, u_dot = np.random.default_rng(0).random((2, n))
    return programs.BURGERS, by_hand.burgers_jvp, [0], (u, 0.1, steps, u_dot)


def _rnn_tangents(steps: int, d: int) -> Any:
    rng = np.random.default_rng(0)
    made = [(rng.normal(size=(d, d)) / d, rng.normal(size=(steps, d)), rng.normal(size=d)) for _ in range(2)]
    return programs.RNN, by_hand.rnn_jvp, [0, 1, 2], (*made[0], *made[1])


TANGENTS: dict[str, Callable[[], Any]] = {
    **{f"mlp {size}": lambda size=size: _mlp_tangents(size) for size in MLP_SIZES},
    "burgers n=8 T=4": lambda: _burgers_tangents(8, 4), "burgers n=10000 T=50": lambda: _burgers_tangents(10_000, 50),
    "rnn T=8 d=4": lambda: _rnn_tangents(8, 4), "rnn T=50 d=64": lambda: _rnn_tangents(50, 64),
}  # fmt: skip


def linear_map(name: str) -> Row:
    """The linear function of `linearize` against the compiled jvp, which computes the function as well."""
    f, _, wrt, arguments = TANGENTS[name]()
    given = arguments[: -len(wrt)]
    every = [k for k, value in enumerate(given) if not isinstance(value, int)]
    dots = [np.ones_like(given[k]) if isinstance(given[k], np.ndarray) else 1.0 for k in every]
    passed = [dots[every.index(k)] if k in every else None for k in range(len(given))]
    push, (_, linear) = pushforward(f, every), linearize(f, *given)
    same(linear(*passed), push(*given, *dots)[1])
    new, old = timing.compare([lambda *all_of: linear(*passed), push], (*given, *dots))
    return against("linearize", f"{name}: linear function / jvp", new, old, 1.0)


# --- calls ------------------------------------------------------------------------------------------------------------
def overhead(kind: str) -> Row:
    """A guarded entry on the lecture's loss, against its emitted variant called directly."""
    w, b, x, t = programs.LOSS_ARGUMENTS
    entry, arguments = {
        "jvp": (pushforward(programs.LOSS, (0, 1)), (w, b, x, t, 1.0, 0.5)),
        "hvp": (hvp(programs.LOSS, (0, 1)), (w, b, (1.0, 0.5), x, t)),
    }[kind]
    new, old = timing.compare([entry, variant(entry, arguments)], arguments)
    return against("call", f"{kind} of loss on floats: entry / variant", new, old, CALL_BAR)


def jobs() -> list[Job]:
    listed: list[Job] = [(f"call overhead {kind}", lambda kind=kind: overhead(kind)) for kind in ("jvp", "hvp")]
    for name in jacobian_programs():
        listed += [(f"jacobian jacfwd {name}", lambda name=name: forward_jacobian(name)),
                   (f"jacobian jacrev {name}", lambda name=name: reverse_jacobian(name))]  # fmt: skip
    for product, sizes in ((mlp_hvp, MLP_SIZES), (network_hvp, LIST_SIZES)):
        listed += [(f"{product.__name__} {size}", lambda p=product, size=size, expert=expert: p(
            size, by_an_expert=expert)) for size in sizes for expert in (False, True)]  # fmt: skip
    listed += [(f"jvp {name}", lambda name=name: tangents(name)) for name in TANGENTS]
    return listed + [(f"linearize {name}", lambda name=name: linear_map(name)) for name in TANGENTS]
