"""The path of a function, as a list that one can read, stop and print after any stage.

    parse → infer → reverse → simplify → record → emit
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff.check import check
from s2sdiff.emit.module import Module, module_text
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import ANY_NUMBER, Abstract, Arr, Seq, Static, describe, dtype_of, is_differentiable, shape_of
from s2sdiff.ir import Block, Call, Function, Operand, Param, Return, Tup
from s2sdiff.parse.calls import Callee
from s2sdiff.program import Program, Ref, parsed
from s2sdiff.pullback import Taken
from s2sdiff.reverse.own import own_results
from s2sdiff.reverse.record import record
from s2sdiff.reverse.reverse import joint, split
from s2sdiff.simplify.passes import finishing, passes
from s2sdiff.walking import walk

STAGES = ("parse", "infer", "reverse", "simplify", "record", "emit")


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for: the kind of derivative, the positions to differentiate, and how it is to look."""

    kind: str  # "value_and_grad", "grad" or "vjp"
    wrt: tuple[int, ...]
    bare: bool = True  # one gradient, not a tuple of one
    has_aux: bool = False
    optimize: int = 1


@dataclass(frozen=True, slots=True)
class Compiled:
    """A finished derivative: its module and, for `vjp`, the module's two functions and what the second one takes."""

    module: Module
    program: Program
    entry: str
    backward: str = ""
    taken: Taken = False


def finisher(optimize: int) -> Callable[[Function], Function]:
    """All simplifying passes in turn, the IR checked after each."""

    def finish(function: Function) -> Function:
        check(function, mirrored=True)
        for step in passes(optimize):
            before, function = function, step(function)
            function = check(function, mirrored=True) if function is not before else function
        return function

    return finish


def finished(function: Function) -> Function:
    """The passes after `record`, the IR checked after each."""
    for step in finishing(function.optimize):
        before, function = function, step(function)
        function = check(function) if function is not before else function
    return function


def differentiate(program: Program, f: Any, arguments: Sequence[Abstract], options: Options) -> Compiled:
    """The whole path. Raises DifferentiationError, and TypeError for an output that has no gradient."""
    typed = program.main(parsed(f), arguments, procedure=options.kind == "vjp")
    function = replace(typed, optimize=options.optimize)
    if program.calls_itself and (options.kind != "vjp" or program.own_effects.changed):
        function = calling(function, arguments, program)
    check_output(function, options)
    finish = finisher(options.optimize)
    if options.kind == "vjp":
        return _pair(program, function, options, finish)
    made = joint(function, options.wrt, record, finish, bare=options.bare,
                 with_value=options.kind == "value_and_grad", has_aux=options.has_aux)  # fmt: skip
    made = check(own_results(finished(check(made))))
    callees = _callees(program, [made], options.optimize, finish)
    return Compiled(module_text(made, callees), program, made.name)


def check_output(function: Function, options: Options) -> None:
    """Raises TypeError for a function that returns what has no gradient. `function` is typed."""
    if options.kind == "vjp":
        return
    found = Builder(names_of(function), dict(function.types)).type_of(function.result)
    if options.has_aux:
        if not isinstance(found, Seq) or found.items is None or len(found.items) != 2:
            raise TypeError(f"has_aux=True needs {function.name} to return a pair (output, aux)")
        found = found.items[0]
    shape = shape_of(found)
    scalar = shape == () or (isinstance(found, Arr) and shape is None)
    if not scalar or (dtype_of(found) or "").startswith("complex"):
        raise TypeError(f"{function.name} returns {describe(found)}, and a gradient needs one real number; "
                        "use jacobian for the derivative of an array, or vjp with a cotangent of your own")  # fmt: skip


def calling(function: Function, arguments: Sequence[Abstract], program: Program) -> Function:
    """A function that only calls the given one, which calls itself and so has both its parts anyway."""
    types = {p.name: kind for p, kind in zip(function.params, arguments, strict=True)}
    build = Builder(names_of(replace(function, body=())), types)
    callee = Callee(function.primal, function.name, function.primal)
    call = Call("value", callee, tuple(types), (), function.body[-1].origin)
    called = program.specialise(callee, arguments, call, False)
    target = build.declare("value", called.returned)
    changed = [list(types)[k] for k in sorted(program.effects[called.ref].changed)]
    after = [build.declare(name, types[name]) for name in changed]
    whole = Tup((target, *after)) if after else target
    is_procedure = called.returned == Static(None) and after
    result: Operand = target if not is_procedure else after[0] if len(after) == 1 else Tup(tuple(after))
    body = (replace(call, callee=called.ref, target=whole), Return(result, function.body[-1].origin))
    return replace(function, body=body, types=build.types, frees=())


def _pair(program: Program, function: Function, options: Options, finish: Callable) -> Compiled:
    fwd, bwd = split(function, options.wrt, record, finish, f"{function.name}_fwd", f"{function.name}_bwd",
                     fit=True)  # fmt: skip
    bwd = check(own_results(finished(check(bwd))))
    mask = tuple(k in options.wrt for k in range(len(function.params)))
    ref = Ref(function.name, function.primal, ("main",), "fwd", mask)  # type: ignore[arg-type]
    callees = {ref: finished(check(fwd)), **_callees(program, [fwd, bwd], options.optimize, finish)}
    returned = Builder(names_of(function), dict(function.types)).type_of(function.result)
    return Compiled(module_text(bwd, callees), program, fwd.name, bwd.name, taken(returned))


def taken(returned: Abstract) -> Taken:
    """Of which parts of what a function returns its backward part takes the adjoints: of tuples item by item."""
    if isinstance(returned, Seq) and returned.kind == "tuple" and returned.items:
        return tuple(map(taken, returned.items))
    return is_differentiable(returned)


def _callees(program: Program, roots: Sequence[Function], optimize: int, finish: Callable) -> dict[Ref, Function]:
    """Every function that the roots call, directly or not; those that are called first come first."""
    made: dict[Ref, Function] = {}
    order: list[Ref] = []

    def visit(function: Function) -> None:
        for stmt in walk(function.body):
            if isinstance(stmt, Call) and stmt.callee not in made:
                for ref, part in _parts(program, stmt.callee, optimize, finish).items():
                    made[ref] = part
                for ref in _both(stmt.callee):
                    visit(made[ref])
                    order.append(ref)

    for root in roots:
        visit(root)
    return {ref: made[ref] for ref in dict.fromkeys(order)}


def _both(ref: Ref) -> tuple[Ref, ...]:
    if not ref.part:
        return (ref,)
    return replace(ref, part="fwd"), replace(ref, part="bwd")


def _parts(program: Program, ref: Ref, optimize: int, finish: Callable) -> dict[Ref, Function]:
    typed = program.functions[replace(ref, part="", mask=())]
    params = tuple(Param(p.name) for p in typed.params)  # the callers in the module pass everything by position
    typed = replace(typed, optimize=optimize, params=params)
    if not ref.part:
        return {ref: check(finish(typed))}
    wrt = [k for k, on in enumerate(ref.mask) if on]
    fwd, bwd = split(typed, wrt, record, finish, ref.name, ref.name)
    forward, backward = _both(ref)
    return {forward: finished(check(fwd)), backward: finished(check(bwd))}


def after(stage: str, f: Any, arguments: Sequence[Abstract] | None, options: Options,
          program: Program | None = None) -> str:  # fmt: skip
    """What there is after a stage, printed. A `program` knows what sizes that the arguments mention are called."""
    from s2sdiff.emit.trace import ir_text

    function = parsed(f)
    if stage == "parse":
        return ir_text(function)
    program = program or Program(generic=arguments is None)
    kinds = arguments if arguments is not None else [ANY_NUMBER] * len(function.params)
    typed = replace(program.main(function, kinds), optimize=options.optimize)
    if stage == "infer":
        return ir_text(typed, types=True)
    if stage == "emit":
        return differentiate(program, f, kinds, options).module.text
    stop = {"reverse": lambda g: g, "simplify": finisher(options.optimize), "record": finisher(options.optimize)}[stage]

    def keep(build: Any, forward: Block, backward: Block, *, split: bool) -> tuple[Block, Block]:
        return record(build, forward, backward, split=split) if stage == "record" else (forward, backward)

    return ir_text(joint(typed, options.wrt, keep, stop, bare=options.bare,
                         with_value=options.kind == "value_and_grad", has_aux=options.has_aux))  # fmt: skip
