"""One run of a function, alone or with its derivative, at given arguments: `Run`, in which one can look at all of it.

Each value is that of the derivative's code as `s2sdiff show --optimize 0` prints it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from s2sdiff import runtime
from s2sdiff.check import check
from s2sdiff.emit.loops import one_name_for_carried
from s2sdiff.emit.module import named_in_module
from s2sdiff.emit.text import written
from s2sdiff.fields import part_of
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Abstract, Map, Seq, is_differentiable, shape_of
from s2sdiff.ir import For, Function, Operand, Tup, While
from s2sdiff.look.asked import Asked
from s2sdiff.look.asked import asked as asked_run
from s2sdiff.look.code import code_of
from s2sdiff.look.frame import Frame
from s2sdiff.look.machine import Machine
from s2sdiff.look.steps import INPUT, TANGENT, Run, Step
from s2sdiff.options import Options
from s2sdiff.parts import Parts, derived, finished, finisher
from s2sdiff.pipeline import primal
from s2sdiff.rebuilding import map_names
from s2sdiff.reverse.joint import swept
from s2sdiff.reverse.own import own_results
from s2sdiff.reverse.record import record
from s2sdiff.transform.leaves import leaf_kinds
from s2sdiff.walking import walk

MODES = ("primal", "forward", "reverse")


def run_of(f: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, *, mode: str = "reverse",
           wrt: Sequence[str | int] | str | int | None = None, seeds: Sequence[Any] | None = None) -> Run:  # fmt: skip
    """Runs f on these arguments, and its derivative with respect to `wrt` (all that hold floats, if not given).

    In forward mode the tangents of `wrt` are ones and those of all other floats are zeros, unless `seeds` gives the
    tangents of `wrt`. In reverse mode the adjoint of every number in the output is 1, unless `seeds` gives those of
    the numbers and arrays in the output.

    >>> from s2sdiff._examples import square_plus
    >>> run = run_of(square_plus, (3.0, 1.0))
    >>> run.value, run.derivative
    (10.0, (6.0, 1.0))
    >>> [f"{step.name} = {step.text}" for step in run.of_role("primal")]
    ['t1 = x * x', 't2 = t1 + y']
    """
    if mode not in MODES:
        raise ValueError(f"there is no mode {mode}; there are {', '.join(MODES)}")
    asked = asked_run(f, args, kwargs or {}, wrt, needs_floats=mode != "primal")
    if mode == "primal":
        return _primal(asked)
    return _forward(asked, seeds) if mode == "forward" else _reverse(asked, seeds)


# --- the modes --------------------------------------------------------------------------------------------------------
def _primal(asked: Asked) -> Run:
    options = Options("value_and_grad", asked.wrt, False, optimize=0, inner=asked.inner)
    typed = replace(primal(asked.program, asked.f, asked.kinds, replace(options, kind="jvp")), optimize=0)
    made = check(finisher(0)(typed))
    return _ran(asked, "primal", made, made, {})


def _forward(asked: Asked, seeds: Sequence[Any] | None) -> Run:
    """All floats have tangents, so that each line is written with all its terms."""
    every = tuple(k for k, kind in enumerate(asked.kinds) if is_differentiable(kind))
    options = Options("jvp", every, False, optimize=0, inner=asked.inner)
    typed = _typed(asked, options)
    made = derived(typed, replace(options, inner=None), Parts(asked.program, 0))
    dots = [param.name for param in made.params if param.name not in asked.names]
    given = dict(zip(asked.wrt, seeds if seeds is not None else [None] * len(asked.wrt), strict=True))
    values = [_seed(asked.values[k], 1.0 if k in asked.wrt else 0.0) if given.get(k) is None else given[k]
              for k in every]  # fmt: skip
    return _ran(asked, "forward", typed, made, dict(zip(dots, values, strict=True)))


def _reverse(asked: Asked, seeds: Sequence[Any] | None) -> Run:
    options = Options("value_and_grad", asked.wrt, False, optimize=0, inner=asked.inner)
    typed = _typed(asked, replace(options, kind="jvp"))
    returned = Builder(names_of(typed), dict(typed.types)).type_of(typed.result)
    if seeds is None and shape_of(returned) == () and is_differentiable(returned):
        made = derived(typed, replace(options, inner=None), Parts(asked.program, 0))
        return _ran(asked, "reverse", typed, made, {})
    leaves = list(leaf_kinds(returned))
    if not leaves:
        raise TypeError(f"{asked.function.name} returns no float, and so has no derivative")
    made, names = swept(typed, asked.wrt, record, finisher(0), leaves)

    def given(frame: Frame) -> Sequence[Any]:
        output = map_names(typed.result, lambda name: frame.code.carried.get(name, name))
        return list(seeds if seeds is not None else _ones(frame.value(output), returned))

    return _ran(asked, "reverse", typed, made, {}, names, given)


def _typed(asked: Asked, options: Options) -> Function:
    return primal(asked.program, asked.f, asked.kinds, options)


def _seed(value: Any, number: float) -> Any:
    """A value of the same structure and kinds, filled with a number; what is no float has the tangent 0.0."""
    if isinstance(value, tuple | list):
        return runtime.sequence(value, [_seed(item, number) for item in value])
    if isinstance(value, dict):
        return {key: _seed(item, number) for key, item in value.items()}
    held = runtime.parts_of(value)
    if held is not None:
        return runtime.made(type(value), **{name: _seed(item, number) for name, item in held.items()})
    if isinstance(value, np.ndarray):
        return np.full_like(value, number) if value.dtype.kind in "fc" else np.zeros(value.shape)
    if isinstance(value, np.floating | np.complexfloating):
        return type(value)(number)
    return number if isinstance(value, float | complex) else 0.0


# --- running ----------------------------------------------------------------------------------------------------------
def _ran(asked: Asked, mode: str, typed: Function, made: Function, tangents: Mapping[str, Any],
         seeds: Sequence[str] = (), given: Callable[[Frame], Sequence[Any]] | None = None) -> Run:  # fmt: skip
    if mode != "primal":
        made = check(own_results(finished(check(made))))
    callees = Parts(asked.program, 0).called([made])
    named = named_in_module(made, callees)
    codes = {ref: code_of(written(one_name_for_carried(function), named.call_name, named.reserved), _carried(function),
                         named.classes)
             for ref, function in named.functions.items()}  # fmt: skip
    machine = Machine(codes)
    roles = [INPUT] * len(asked.names) + [TANGENT] * len(tangents)
    frame = machine.start([*asked.names, *tangents], [*asked.values, *tangents.values()], roles)
    inputs = tuple(node for node in frame.out if isinstance(node, Step) and node.role == INPUT)
    with contextlib.closing(machine.regions):
        result = machine.call(frame, seeds, given)
    value, derivative = (result.value, None) if mode == "primal" else result.value
    wrt = tuple(inputs[k] for k in asked.wrt)
    listings = {code.listing.name: code.listing for code in codes.values()}
    body = tuple(node for node in frame.out if node not in inputs)
    loc = asked.function.loc
    outputs = frame.sources(_returned(frame, mode))
    return Run(asked.function.name, mode, inputs, wrt, body, outputs, value, derivative, listings,
               codes[None].listing.name, one_name_for_carried(typed), loc.file if loc else "", asked)  # fmt: skip


def _carried(function: Function) -> Mapping[str, str]:
    """The names in a loop of what is called otherwise after it."""
    return {carry.result: carry.target for stmt in walk(function.body) if isinstance(stmt, For | While)
            for carry in stmt.carries}  # fmt: skip


def _returned(frame: Frame, mode: str) -> Operand:
    """The function's own result, in its code or in that of its derivative."""
    returned = frame.code.page.function.result
    if mode == "primal":
        return returned
    assert isinstance(returned, Tup)
    return returned.items[0]


def _ones(value: Any, kind: Abstract) -> Iterator[Any]:
    """Ones for each number and array of floats in a value of this kind."""
    match kind:
        case Seq(_, tuple(items)) | Map(_, items):
            keys = kind.keys if isinstance(kind, Map) else range(len(items))
            for key, inner in zip(keys, items, strict=True):
                yield from _ones(part_of(value, key), inner)
        case _:
            if is_differentiable(kind):
                yield _seed(value, 1.0) if np.asarray(value).dtype.kind in "fc" else 1.0
